"""There is one clock; it goes on within a transaction, and a test can hold it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shishin.kit.moments import held_at, now

pytestmark = pytest.mark.django_db


def test_the_clock_goes_on_within_a_transaction():
    with transaction.atomic():
        first = now()
        time.sleep(0.01)
        assert now() > first

    assert abs(now() - timezone.now()) < timedelta(seconds=5)


def test_the_database_is_asked_where_it_has_a_clock(django_assert_num_queries):
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 0):
        assert now().tzinfo is not None


def test_a_clock_that_is_held_stands_and_then_goes_on():
    closes = datetime(2026, 12, 11, 14, 59, 59, tzinfo=UTC)

    with held_at(closes):
        assert (now(), now()) == (closes, closes)
        with held_at(closes + timedelta(seconds=1)):
            assert now() - closes == timedelta(seconds=1)
        assert now() == closes
    assert now() != closes
