"""What plans fix stays fixed, also for raw SQL: a submitted or adopted edition and all below it, advice, and what was reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from shishin.governance import fixed
from shishin.governance.adopting import adopt_plan_edition, publish_plan_edition, withdraw_plan_edition
from shishin.governance.disposing import dispose_of
from shishin.governance.models import PlanEdition
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.reporting import reach_milestone, report_progress, report_value
from shishin.governance.submitting import answer_advice, give_advice, submit_edition
from shishin.governance.tests.makers import title
from shishin.governance.tests.plan_makers import make_adopted_plan, make_adviser, make_decision, make_plan, measure_words, quarter
from shishin.governance.writing import AmountWords, MilestoneWords, start_next_edition, write_measure
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted() -> PlanEdition:
    """With a row in every table that stands below an edition."""
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    plan = make_plan()
    make_adviser(plan)
    make_adopted_plan(plan, measures=["One form"], is_published=False)
    report_progress(plan, key="one-form", quarter=quarter(2025, 1), state="late", done="Begun.", by=OPERATOR)
    report_progress(plan, key="one-form", quarter=quarter(2025, 1), state="as_planned", by=OPERATOR)
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    words = measure_words(
        lines=[("realizes", Line.objects.get(key="users-first"))],
        milestones=[MilestoneWords(quarter(2025, 2), title("Asked"))],
        amounts=[AmountWords(FiscalYear(2026), "request", 5)],
    )
    write_measure(edition, key="one-form", words=words, by=OPERATOR)
    effect = IndicatorWords(title("Share"), "%", "up", Decimal(40), FiscalYear(2024), {FiscalYear(2026): Decimal(80)}, "qos")
    write_indicator(edition, words=effect, by=OPERATOR)
    write_indicator(edition, words=replace(effect, measure="one-form"), by=OPERATOR)
    dispose_of(edition, keys=["one-form"], kind="changed", reason="More is known.", by=OPERATOR)
    submitted = submit_edition(edition, by=OPERATOR)
    give_advice(submitted, words="Shorter.", organization=Organization.objects.get(slug="digital-agency"), by=OPERATOR)
    return submitted


@pytest.fixture
def adopted(submitted) -> PlanEdition:
    answer_advice(submitted.advice.get(), answer="taken_up", words="", by=OPERATOR)
    edition = adopt_plan_edition(submitted, decision=make_decision(submitted, on=date(2026, 6, 30)), by=OPERATOR)
    report_value(edition.plan, key="share", year=FiscalYear(2025), value=Decimal(50), by=OPERATOR)
    report_value(edition.plan, key="share", year=FiscalYear(2025), value=Decimal(51), by=OPERATOR)
    return edition


def refused(statement: str, *arguments: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
    except IntegrityError as error:
        return any(guard.message in str(error) for guard in fixed.GUARDS)
    return False


FIXED = {
    "advice": (fixed.ADVICE_COLUMNS_FIXED, fixed.ADVICE_COLUMNS_SET_ONCE),
    "milestone": (fixed.MILESTONE_COLUMNS_FIXED, ("reached_on",)),
    "indicatorvalue": (fixed.VALUE_COLUMNS_FIXED, ("is_newest",)),
    "progress": (fixed.PROGRESS_COLUMNS_FIXED, ("is_newest",)),
    "planedition": (fixed.EDITION_COLUMNS_FIXED, fixed.EDITION_COLUMNS_FIXED_BY_DECISION, fixed.EDITION_COLUMNS_SET_ONCE),
}


@pytest.mark.parametrize("model", FIXED)
def test_the_columns_are_those_of_the_tables(model):
    columns = {field.column for field in apps.get_model("governance", model)._meta.concrete_fields}
    assert columns == {column for columns in FIXED[model] for column in columns}


STATEMENTS = [
    "UPDATE governance_plan SET slug = 'other'",
    "DELETE FROM governance_plan",
    "UPDATE governance_planedition SET fiscal_year = 2027 WHERE state <> 'working'",
    "UPDATE governance_planedition SET reason = 'Else.' WHERE state <> 'working'",
    "UPDATE governance_planedition SET text_hash = 'b' WHERE state <> 'working'",
    "UPDATE governance_planedition SET submitted_on = '2020-01-01' WHERE state <> 'working'",
    "DELETE FROM governance_planedition",
    "UPDATE governance_chapter SET headings = '{}'",
    "DELETE FROM governance_chapter",
    "UPDATE governance_measure SET unit = 'Else'",
    "UPDATE governance_measure SET revision = 9",
    "UPDATE governance_measure SET edition_id = edition_id + 1",
    "DELETE FROM governance_measure",
    "UPDATE governance_measureline SET kind = 'upper_item'",
    "DELETE FROM governance_measureline",
    "UPDATE governance_milestone SET quarter = quarter + 1",
    "DELETE FROM governance_milestone",
    "UPDATE governance_amount SET amount = 6",
    "UPDATE governance_amount SET withheld_until = NULL, kind = 'actual'",
    "DELETE FROM governance_amount",
    "UPDATE governance_indicator SET unit = 'Else'",
    "DELETE FROM governance_indicator",
    "UPDATE governance_target SET value = 81",
    "DELETE FROM governance_target",
    "UPDATE governance_disposal SET kind = 'dropped'",
    "DELETE FROM governance_disposal",
    "UPDATE governance_reason SET words = 'Else.'",
    "DELETE FROM governance_reason",
    "UPDATE governance_advice SET words = 'Else.'",
    "DELETE FROM governance_advice",
    "UPDATE governance_progress SET state = 'done'",
    "UPDATE governance_progress SET is_newest = (1 = 1) WHERE is_newest = (1 = 0)",
    "DELETE FROM governance_progress",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_nothing_that_was_submitted_changes(submitted, statement):
    assert refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        *STATEMENTS,
        "UPDATE governance_planedition SET state = 'working', text_hash = '' WHERE fiscal_year = 2026",
        "UPDATE governance_planedition SET state = 'submitted' WHERE fiscal_year = 2026",
        "UPDATE governance_planedition SET decided_on = '2020-01-01'",
        "UPDATE governance_advice SET answer = 'not'",
        "UPDATE governance_advice SET answer_words = 'Else.'",
        "UPDATE governance_indicatorvalue SET value = 52",
        "UPDATE governance_indicatorvalue SET is_newest = (1 = 1) WHERE is_newest = (1 = 0)",
        "DELETE FROM governance_indicatorvalue",
    ],
)
def test_nothing_that_was_adopted_changes(adopted, statement):
    assert refused(statement)


@pytest.mark.parametrize("table", ["chapter", "measure", "indicator", "reason", "disposal"])
def test_nothing_is_put_into_an_edition_that_is_fixed(submitted, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM governance_{table} LIMIT 1")
        columns = [column[0] for column in cursor.description if column[0] != "id"]
    uuid = "CAST('0123456789abcdef0123456789abcdef' AS uuid)" if connection.vendor == "postgresql" else "'0123456789abcdef0123456789abcdef'"
    fresh = {"uuid": uuid, "key": "'other'", "position": "99"}
    values = ", ".join(fresh.get(column, column) for column in columns)
    statement = f"INSERT INTO governance_{table} ({', '.join(columns)}) SELECT {values} FROM governance_{table} LIMIT 1"
    assert refused(statement)


def test_what_is_written_is_not_adopted_past_submitting():
    edition = start_next_edition(make_plan(), fiscal_year=2025, by=OPERATOR)
    decision = make_decision(edition, text_hash="a" * 64)
    statement = "UPDATE governance_planedition SET state = 'adopted', text_hash = 'a', adopted_by_id = %s, decided_on = '2025-06-30'"
    assert refused(statement, decision.pk)


def test_published_and_withdrawn_are_set_once(adopted):
    publish_plan_edition(adopted, by=OPERATOR)
    withdraw_plan_edition(adopted, reason="Wrong.", by=OPERATOR)
    for column in ("published_on", "withdrawn_on"):
        for value in ("'2020-01-01'", "NULL"):
            assert refused(f"UPDATE governance_planedition SET {column} = {value} WHERE fiscal_year = 2026")
    assert refused("UPDATE governance_planedition SET withdrawn_reason = 'Else.' WHERE fiscal_year = 2026")


def test_a_milestone_is_reached_once_and_advice_is_given_on_what_is_submitted_alone(adopted):
    milestone = reach_milestone(adopted.measures.get().milestones.get(), on=date(2026, 7, 1), by=OPERATOR)
    assert milestone.reached_on == date(2026, 7, 1)
    assert refused("UPDATE governance_milestone SET reached_on = '2026-07-02'")
    advice = adopted.advice.get()
    advice.pk, advice.uuid = None, uuid4()
    with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
        advice.save(force_insert=True)
