"""What governance fixes stays fixed, also for raw SQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from shishin.governance.duties.basing import add_practice, read_basis
from shishin.governance.duties.keeping import end_duty
from shishin.governance.fixed import BASIS_COLUMNS_FIXED, GUARDS, STATUS_COLUMNS_FIXED
from shishin.governance.models import DutyBasis, DutyStatus
from shishin.governance.stating import publish_year, state_duty
from shishin.governance.tests.makers import make_duty, make_function, make_government, make_ministry, title
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.triggers import missing_guards
from shishin.people.tests.makers import make_organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty():
    """One that ended, with a row in every table."""
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    function = make_function()
    duty = make_duty(parent=function)
    ministry = make_ministry()
    read_basis(duty, line=Line.objects.get(key="users-first"), by=OPERATOR)
    add_practice(duty, organization=ministry, words=title("So."), day=date(2025, 4, 1), by=OPERATOR)
    state_duty(duty, organization=ministry, fiscal_year=2025, state="partly", words="Half.", by=OPERATOR)
    state_duty(duty, organization=ministry, fiscal_year=2025, state="performed", by=OPERATOR)
    publish_year(make_government(), fiscal_year=2025, by=OPERATOR)
    end_duty(duty, until=date(2026, 3, 31), reason="No more.", by=OPERATOR)
    return duty


def test_the_columns_are_those_of_the_tables():
    assert {field.column for field in DutyStatus._meta.concrete_fields} == {*STATUS_COLUMNS_FIXED, "is_newest"}
    assert {field.column for field in DutyBasis._meta.concrete_fields} == {*BASIS_COLUMNS_FIXED, "is_newest"}


def test_every_guard_is_installed():
    assert missing_guards(connection) == []
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_dutystatus SET state = 'performed', words = 'Else.'",
        "UPDATE governance_dutystatus SET is_newest = (1 = 1) WHERE is_newest = (1 = 0)",
        "UPDATE governance_dutystatus SET fiscal_year = 2024",
        "DELETE FROM governance_dutystatus",
        "UPDATE governance_dutybasis SET read_on = '2020-01-01'",
        "DELETE FROM governance_dutybasis",
        "UPDATE governance_practice SET url = 'https://example.jp/'",
        "DELETE FROM governance_practice",
        "UPDATE governance_duty SET slug = 'other'",
        "UPDATE governance_duty SET until = '2027-03-31' WHERE until IS NOT NULL",
        "UPDATE governance_duty SET until = NULL WHERE until IS NOT NULL",
        "UPDATE governance_duty SET is_abstract = (1 = 0) WHERE parent_id IS NULL",
        "DELETE FROM governance_duty",
        "UPDATE governance_dutyyear SET published_on = '2020-01-01'",
        "UPDATE governance_dutyyear SET published_on = NULL",
        "DELETE FROM governance_dutyyear",
        "UPDATE governance_yearcount SET begins = 1",
        "DELETE FROM governance_yearcount",
    ],
)
def test_nothing_that_was_said_changes(duty, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_duty_stands_under_a_function_of_the_same_list_alone(duty):
    other = make_function("Other", owner=make_organization("other"))
    concrete = make_duty("Concrete")
    for parent in (other.pk, concrete.pk):
        with pytest.raises(IntegrityError, match=r"same list|never removed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE governance_duty SET parent_id = %s WHERE id = %s", [parent, make_duty("Part").pk])
