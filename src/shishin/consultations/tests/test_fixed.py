"""What is fixed: the database itself refuses to lose or rewrite an opinion."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from shishin.consultations import fixed
from shishin.consultations.models import Consultation, Opinion, Response, Submission, Voice
from shishin.consultations.tests.makers import make_consultation, say

pytestmark = pytest.mark.django_db


def refused(sql: str, *arguments: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def said():
    return say(make_consultation().rounds.get(), "言ったこと")


@pytest.mark.parametrize("table", ["submission", "voice", "opinion"])
def test_nothing_that_was_received_is_removed(said, table):
    assert refused(f"DELETE FROM consultations_{table}")


@pytest.mark.parametrize(
    "change",
    [
        "consultations_opinion SET words = 'anything'",
        "consultations_opinion SET fold_key = 'x'",
        "consultations_voice SET stance = 'agree'",
        "consultations_submission SET received_at = '2020-01-01 00:00:00'",
    ],
)
def test_words_and_who_said_them_do_not_change(said, change):
    assert refused(f"UPDATE {change}")


def test_words_change_where_they_are_masked(said):
    Opinion.objects.update(words="■■こと", is_masked=True)
    assert Opinion.objects.get().words == "■■こと"


def test_a_voice_leaves_once(said):
    Voice.objects.update(left=Voice.Left.TAKEN_BACK)
    assert refused(
        "UPDATE consultations_voice SET left = ''" if connection.vendor == "sqlite" else "UPDATE consultations_voice SET \"left\" = ''"
    )


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Submission, fixed.SUBMISSION_COLUMNS_FIXED),
        (Voice, fixed.VOICE_COLUMNS_FIXED),
        (Opinion, fixed.OPINION_COLUMNS_FIXED + fixed.OPINION_COLUMNS_FIXED_WITH_RESULTS),
        (Response, fixed.RESPONSE_COLUMNS_FIXED_WITH_RESULTS),
        (Consultation, fixed.CONSULTATION_COLUMNS_FIXED_WITH_RESULTS),
    ],
)
def test_fixed_columns_are_columns_of_their_table(model, columns):
    assert set(columns) <= {field.column for field in model._meta.concrete_fields}
