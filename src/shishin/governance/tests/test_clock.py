"""When the next edition of a plan is due: the two rules on a table of days, whatever the fiscal year, and the command that tells it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from shishin.governance.models import Plan, PlanEdition
from shishin.governance.plans.clock import clock_of, day_in, due_day, months_after
from shishin.governance.plans.keeping import close_plan
from shishin.governance.tests.makers import make_ministry
from shishin.governance.tests.plan_makers import make_adopted_plan, make_plan
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.trail.recording import OPERATOR

YEARLY, BY_JUNE = {"every_months": 12}, {"by": "06-30"}


def plan(rule, **fields) -> Plan:
    return Plan(slug="plan", **{"first_year": 2025, "last_year": 2027, "rule": rule, **fields})


def edition(year: int, decided_on: date) -> PlanEdition:
    return PlanEdition(fiscal_year=year, decided_on=decided_on, state="adopted")


@pytest.mark.parametrize(
    ("rule", "last", "day", "state", "due"),
    [
        # Nothing was adopted yet: due by the end of the first year, or by the day in it.
        (YEARLY, None, date(2024, 1, 1), "first_due", date(2026, 3, 31)),
        (YEARLY, None, date(2026, 3, 31), "first_due", date(2026, 3, 31)),
        (YEARLY, None, date(2026, 4, 1), "overdue", date(2026, 3, 31)),
        (BY_JUNE, None, date(2025, 6, 30), "first_due", date(2025, 6, 30)),
        (BY_JUNE, None, date(2025, 7, 1), "overdue", date(2025, 6, 30)),
        # Twelve months after the decision, said sixty days before.
        (YEARLY, edition(2025, date(2025, 6, 30)), date(2026, 4, 30), "in_time", date(2026, 6, 30)),
        (YEARLY, edition(2025, date(2025, 6, 30)), date(2026, 5, 1), "due_soon", date(2026, 6, 30)),
        (YEARLY, edition(2025, date(2025, 6, 30)), date(2026, 6, 30), "due_soon", date(2026, 6, 30)),
        (YEARLY, edition(2025, date(2025, 6, 30)), date(2026, 7, 1), "overdue", date(2026, 6, 30)),
        # By a day of the year after that of the last edition, whenever that was decided on.
        (BY_JUNE, edition(2025, date(2025, 9, 9)), date(2026, 6, 30), "due_soon", date(2026, 6, 30)),
        (BY_JUNE, edition(2025, date(2026, 9, 9)), date(2026, 9, 10), "overdue", date(2026, 6, 30)),
        (BY_JUNE, edition(2026, date(2026, 9, 9)), date(2026, 9, 10), "in_time", date(2027, 6, 30)),
        # A plan that has run its course is due no more.
        (BY_JUNE, edition(2027, date(2027, 6, 1)), date(2028, 9, 1), "no_rule", None),
        ({}, edition(2025, date(2025, 6, 30)), date(2030, 1, 1), "no_rule", None),
        ({}, None, date(2030, 1, 1), "first_due", None),
        # January to March lie in the fiscal year that began before.
        ({"by": "03-31"}, edition(2025, date(2025, 6, 30)), date(2026, 4, 1), "in_time", date(2027, 3, 31)),
        ({"by": "02-29"}, edition(2025, date(2025, 6, 30)), date(2027, 2, 28), "due_soon", date(2027, 2, 28)),
        ({"by": "02-29"}, edition(2026, date(2026, 6, 30)), date(2028, 2, 29), "due_soon", date(2028, 2, 29)),
    ],
)
def test_the_clock_on_a_table_of_days(rule, last, day, state, due):
    clock = clock_of(plan(rule), last=last, day=day)
    assert (clock.state, clock.due, clock.days) == (state, due, (due - day).days if due else 0)


def test_a_closed_plan_is_never_due():
    assert clock_of(plan(YEARLY, state="closed"), last=None, day=date(2030, 1, 1)).state == "closed"


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 5, 31), 60, date(2030, 5, 31)),
    ],
)
def test_months_that_are_too_short_end_on_their_last_day(day, months, after):
    assert months_after(day, months) == after


@pytest.mark.parametrize("begins", [1, 4, 7, 10])
def test_a_day_of_the_year_lies_in_that_year_whenever_years_begin(settings, begins):
    settings.FISCAL_YEAR_BEGINS = begins
    for month in range(1, 13):
        for written in (f"{month:02}-01", f"{month:02}-28"):
            for year in (FiscalYear(2025), FiscalYear(2027)):
                day = day_in(year, written)
                assert (fiscal_year(day), f"{day:%m-%d}") == (year, written)


@pytest.mark.parametrize(
    ("begins", "first_due"), [(1, date(2025, 12, 31)), (4, date(2026, 3, 31)), (7, date(2026, 6, 30)), (10, date(2026, 9, 30))]
)
def test_a_first_edition_is_due_by_the_end_of_its_fiscal_year(settings, begins, first_due):
    settings.FISCAL_YEAR_BEGINS = begins
    assert due_day(plan(YEARLY), last=None) == first_due
    for month in range(1, 13):
        assert fiscal_year(day_in(FiscalYear(2024), f"{month:02}-15")) == FiscalYear(2024)


# The command.


@pytest.mark.django_db
def test_the_command_tells_a_line_a_plan_and_fails_where_one_is_overdue(capsys):
    make_adopted_plan(make_plan(make_ministry("first"), slug="yearly", rule=YEARLY))
    make_plan(make_ministry("second"), slug="new", rule=BY_JUNE)
    closed = make_plan(make_ministry("third"), slug="closed")
    close_plan(closed, ended_on=date(2026, 3, 31), reason="It is over.", by=OPERATOR)

    call_command("clock", "--on", "2025-06-30")
    assert capsys.readouterr().out.splitlines() == [
        "plan new edition – due 2025-06-30 state first_due days 0",
        "plan yearly edition 2025 due 2026-06-30 state in_time days 365",
        "plan closed edition – due – state closed days –",
    ]
    with pytest.raises(SystemExit) as ended:
        call_command("clock", "--on", "令和8年7月1日")
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[1] == "plan yearly edition 2025 due 2026-06-30 state overdue days -1"


@pytest.mark.django_db
def test_the_command_refuses_what_is_no_day():
    with pytest.raises(CommandError, match="is no day") as refused:
        call_command("clock", "--on", "2026-02-30")
    assert refused.value.returncode == 2
