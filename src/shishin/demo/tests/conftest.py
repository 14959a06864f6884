"""A worked example in the database: loaded once for all tests that read it, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from shishin.councils.default_data import load_default_data as load_standing_orders
from shishin.demo.loading import TEXTS, load_example
from shishin.guidelines.default_data import load_schemes
from shishin.people.default_data import load_default_data


@pytest.fixture(scope="package")
def example(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Asked for by its name: `@pytest.mark.parametrize("example", ["tokyo"], indirect=True)`."""
    storages: dict[str, Any] = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        load_default_data()
        load_standing_orders()
        load_schemes()
        load_example(TEXTS / f"{request.param}.yaml")
        yield
        transaction.set_rollback(True)
