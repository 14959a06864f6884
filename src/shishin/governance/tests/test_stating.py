"""Who performs what: each cell of a year is in one state, what was said before stays, and a year is published once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.governance.duties.keeping import break_down_duty, end_duty
from shishin.governance.duties.owing import NOT_STATED, standing_of
from shishin.governance.errors.duties import (
    NotOwed,
    NoWordsOfStatus,
    StatedMeanwhile,
    YearIsPublished,
    YearNotBegun,
    YearsCountedOtherwise,
)
from shishin.governance.models import DutyStatus, DutyYear, YearCount
from shishin.governance.stating import publish_year, set_due_day, state_duty
from shishin.governance.tests.makers import duty_words, make_duty, make_function, make_government, make_keeper, make_ministry, make_pmo
from shishin.governance.year_count import check_count_of_years
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.people.organizing import abolish_organization
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
YEAR = 2025


def test_the_newest_status_of_a_cell_counts_and_the_one_before_stays():
    duty, ministry = make_duty(), make_ministry()
    bob = make_pmo(ministry)
    first = state_duty(duty, organization=ministry, fiscal_year=YEAR, state="not_yet", words="Nobody yet.", by=bob)

    second = state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", evidence="Plan of 2025", by=bob)

    assert list(DutyStatus.objects.order_by("pk").values_list("pk", "is_newest", "by")) == [
        (first.pk, False, bob.pk),
        (second.pk, True, bob.pk),
    ]
    entry = Entry.objects.filter(key="governance.duty_stated").last()
    assert (entry.data["before"], entry.data["state"], entry.data["fiscal_year"]) == ("not_yet", "performed", YEAR)


def test_the_same_once_more_is_no_further_status():
    duty, ministry = make_duty(), make_ministry()
    once = [state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", by=OPERATOR).pk for _ in range(2)]
    assert (once[0], DutyStatus.objects.count()) == (once[1], 1)


def test_whoever_did_not_see_the_status_of_another_reads_it_first():
    duty, ministry = make_duty(), make_ministry()
    seen = state_duty(duty, organization=ministry, fiscal_year=YEAR, state="partly", words="Half.", by=make_pmo(ministry, login_name="ben"))
    with pytest.raises(StatedMeanwhile, match=r"ben.*partly.*Half\."):
        state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", follows=0, by=OPERATOR)
    state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", follows=seen.pk, by=OPERATOR)


@pytest.mark.parametrize("state", ["partly", "not_yet", "not_applicable"])
def test_what_falls_short_needs_words(state):
    with pytest.raises(NoWordsOfStatus):
        state_duty(make_duty(), organization=make_ministry(), fiscal_year=YEAR, state=state, words=" ", by=OPERATOR)


def test_nothing_is_stated_of_a_year_that_has_not_begun():
    ahead = fiscal_year(localdate()).begins_in + 1
    with pytest.raises(YearNotBegun):
        state_duty(make_duty(), organization=make_ministry(), fiscal_year=ahead, state="performed", by=OPERATOR)


def test_what_is_not_owed_is_not_stated():
    duty, ministry = make_duty(since=date(2025, 4, 1)), make_ministry()
    with pytest.raises(NotOwed):
        state_duty(duty, organization=ministry, fiscal_year=2024, state="performed", by=OPERATOR)
    with pytest.raises(NotOwed):
        state_duty(duty, organization=make_government(), fiscal_year=YEAR, state="performed", by=OPERATOR)
    outside = make_ministry("outside", parent=make_government("another"))
    with pytest.raises(NotOwed):
        state_duty(duty, organization=outside, fiscal_year=YEAR, state="performed", by=OPERATOR)


def test_an_organization_abolished_in_mid_year_owes_that_year_and_no_later_one():
    duty, ministry = make_duty(), make_ministry()
    abolish_organization(ministry, on=date(2025, 9, 30), by=OPERATOR)
    state_duty(duty, organization=ministry, fiscal_year=2025, state="performed", by=OPERATOR)
    with pytest.raises(NotOwed):
        state_duty(duty, organization=ministry, fiscal_year=2026, state="performed", by=OPERATOR)


def test_a_year_is_published_once_and_its_due_day_moves():
    owner, alice = make_government(), make_keeper()
    set_due_day(owner, fiscal_year=YEAR, due_on=date(2026, 2, 28), by=alice)
    publish_year(owner, fiscal_year=YEAR, by=alice)
    with pytest.raises(YearIsPublished):
        publish_year(owner, fiscal_year=YEAR, by=alice)
    with pytest.raises(YearNotBegun):
        publish_year(owner, fiscal_year=fiscal_year(localdate()).begins_in + 1, by=alice)
    year = DutyYear.objects.get()
    assert (year.due_on, year.published_on) == (date(2026, 2, 28), localdate())


def test_a_site_that_counts_years_otherwise_is_told_and_stores_none(settings):
    duty, ministry = make_duty(), make_ministry()
    assert YearCount.objects.get().begins == 4
    assert check_count_of_years(databases=["default"]) == []

    settings.FISCAL_YEAR_BEGINS = 10

    assert [message.id for message in check_count_of_years(databases=["default"])] == ["governance.E001"]
    with pytest.raises(YearsCountedOtherwise, match="another way"):
        state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", by=OPERATOR)


def test_a_year_is_asked_for_in_a_fixed_number_of_queries(django_assert_num_queries):
    def ask():
        standing = standing_of(make_government(), FiscalYear(YEAR))
        return [str(organization) for organization in standing.organizations], standing.counts()

    for number in (1, 2):
        ministry = make_ministry(f"ministry-{number}")
        duty = make_duty(f"Duty {number}")
        state_duty(duty, organization=ministry, fiscal_year=YEAR, state="performed", by=OPERATOR)
        with django_assert_num_queries(8):
            ask()


STATES = st.sampled_from(["performed", "partly", "not_yet", "not_applicable"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(
        st.one_of(
            st.tuples(st.just("state"), st.integers(0, 3), st.integers(0, 2), STATES),
            st.tuples(st.just("break"), st.integers(0, 3)),
            st.tuples(st.just("end"), st.integers(0, 3)),
            st.tuples(st.just("abolish"), st.integers(0, 2)),
            st.tuples(st.just("add"), st.sampled_from(["ministry", "government"])),
        ),
        max_size=12,
    )
)
def test_cells_add_up_whatever_was_done(acts):
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        _do(acts)
        transaction.set_rollback(True)


def _do(acts):
    function = make_function("Function")
    duties = [make_duty(f"Duty {number}", parent=function) for number in range(4)]
    ministries = [make_ministry(f"ministry-{number}") for number in range(3)]
    for name, *about in acts:
        try:
            _act(name, about, function, duties, ministries)
        except Exception as refusal:
            from shishin.kit.errors import Refusal  # noqa: PLC0415

            if not isinstance(refusal, Refusal):
                raise
        for year in (2024, 2025, 2026):
            counts = standing_of(make_government(), FiscalYear(year)).counts()
            states = ("performed", "partly", "not_yet", "not_applicable", NOT_STATED)
            assert counts["cells"] == sum(counts[state] for state in states)
    stated = DutyStatus.objects.filter(is_newest=True).count()
    assert stated == DutyStatus.objects.values("duty", "organization", "fiscal_year").distinct().count()


def _act(name, about, function, duties, ministries):
    if name == "state":
        duty, ministry, state = about
        state_duty(duties[duty], organization=ministries[ministry], fiscal_year=YEAR, state=state, words="So.", by=OPERATOR)
    elif name == "break":
        break_down_duty(duties[about[0]], parts=[duty_words("Part")], on=date(2025, 10, 1), by=OPERATOR)
    elif name == "end":
        end_duty(duties[about[0]], until=date(2025, 3, 31), reason="No more.", by=OPERATOR)
    elif name == "abolish":
        abolish_organization(ministries[about[0]], on=date(2025, 9, 30) - timedelta(days=about[0]), by=OPERATOR)
    else:
        make_duty("Another", parent=function, owed_by=(about[0],))
