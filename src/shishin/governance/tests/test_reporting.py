"""Progress of measures by quarter, values of indicators and milestones: what is stored, and the page on which it is reported."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.governance.errors.plans import NoSuchMeasure, NothingReported, PlanIsClosed, QuarterNotBegun, ReportedMeanwhile
from shishin.governance.models import IndicatorValue, Milestone, Plan, Progress
from shishin.governance.plans.keeping import close_plan
from shishin.governance.progress.forms import MeantNumberField
from shishin.governance.reporting import reach_milestone, report_progress, report_value
from shishin.governance.tests.full_plans import make_full
from shishin.governance.tests.makers import make_ministry, make_pmo
from shishin.governance.tests.plan_makers import make_adopted_plan, make_plan, quarter, sign_in, text_of
from shishin.kit.dates import FiscalYear, Quarter
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

Q1 = quarter(2025, 1)


def report(plan: Plan, key: str = "one", **fields) -> Progress:
    given = {"quarter": Q1, "state": "late", "done": "Asked users.", "next": "Build it.", "by": OPERATOR, **fields}
    return report_progress(plan, key=key, **given)


# Acts.


def test_a_further_report_counts_and_the_one_before_stays():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    first = report(plan)
    second = report(plan, state="done", next="")
    first.refresh_from_db()
    assert [(row.state, row.is_newest) for row in Progress.objects.order_by("pk")] == [("late", False), ("done", True)]
    assert (second.of_quarter, second.is_newest, first.done) == (Q1, True, "Asked users.")


def test_the_same_once_more_is_no_further_report():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    assert report(plan) == report(plan, done=" Asked users. ", follows=0)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"quarter": Quarter.of_ordinal(Quarter.holding(localdate()).ordinal + 1)}, QuarterNotBegun),
        ({"key": "nothing"}, NoSuchMeasure),
        ({"done": " ", "next": ""}, NothingReported),
        ({"state": "done", "done": "", "next": ""}, NothingReported),
    ],
)
def test_what_cannot_be_reported_is_refused(fields, refusal):
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    with pytest.raises(refusal):
        report(plan, **fields)
    assert not Progress.objects.exists()


def test_nothing_is_reported_of_a_closed_plan():
    other = make_plan()
    make_adopted_plan(other, measures=["One"])
    close_plan(other, ended_on=date(2026, 3, 31), reason="It is over.", by=OPERATOR)
    with pytest.raises(PlanIsClosed):
        report(other)


def test_who_comes_second_sees_both():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    first = report(plan)
    with pytest.raises(ReportedMeanwhile, match=r"late.*Asked users\. Build it\."):
        report(plan, state="done", follows=0)
    assert report(plan, state="done", follows=first.pk).state == "done"


def test_a_value_of_a_quarter_stands_beside_that_of_the_year_and_who_comes_second_sees_both():
    plan = make_full().plan
    told = {"key": "share-online", "year": FiscalYear(2025), "by": OPERATOR}
    first = report_value(plan, value=Decimal(50), quarter=1, **told)
    report_value(plan, value=Decimal(60), **told)
    with pytest.raises(ReportedMeanwhile, match="50"):
        report_value(plan, value=Decimal(55), quarter=1, follows=0, **told)
    report_value(plan, value=Decimal(55), quarter=1, follows=first.pk, **told)
    rows = IndicatorValue.objects.filter(is_newest=True).order_by("quarter")
    assert [(row.quarter, row.value) for row in rows] in ([(None, 60), (1, 55)], [(1, 55), (None, 60)])
    for fields, refusal in (({"key": "nothing"}, NoSuchMeasure), ({"year": FiscalYear(2998)}, QuarterNotBegun)):
        with pytest.raises(refusal):
            report_value(plan, value=Decimal(1), **{**told, **fields})


def test_a_milestone_is_reached_once():
    make_full()
    milestone = Milestone.objects.first()
    reach_milestone(milestone, on=date(2025, 9, 1), by=OPERATOR)
    assert reach_milestone(milestone, on=date(2025, 9, 9), by=OPERATOR).reached_on == date(2025, 9, 1)


# The page.


def page_url(plan: Plan, of: Quarter = Q1) -> str:
    return f"{reverse('governance:progress', args=[plan.slug])}?quarter={of.code}"


def sent(*keys: str, state: str = "as_planned", follows: int = 0, **more: str) -> dict[str, str]:
    """What a browser sends for measures that are reported, and the empty fields of those that are not."""
    rows: dict[str, str] = {}
    for key in keys:
        rows |= {f"state_{key}": state, f"done_{key}": "Done so far.", f"next_{key}": "", f"follows_{key}": str(follows)}
    return {**rows, **more}


def test_a_whole_quarter_is_reported_on_one_page():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two", "Three"])
    writer = make_pmo(plan.organization)
    client = sign_in(writer)

    page = client.get(page_url(plan)).context["progress"]
    assert ([row.key for row in page.rows], page.gaps) == (["one", "two", "three"], 3)

    answer = client.post(page_url(plan), sent("one", "three") | sent("two", state="", done_two=""), follow=True)

    assert "2 things were reported." in text_of(answer)
    assert set(Progress.objects.values_list("key", "state", "by")) == {(key, "as_planned", writer.pk) for key in ("one", "three")}
    page = answer.context["progress"]
    assert ([row.key for row in page.rows], page.gaps) == (["two", "one", "three"], 1)


def test_what_was_to_come_next_stands_beside_and_done_measures_are_asked_no_more():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    report(plan)
    report(plan, "two", state="done")
    answer = sign_in(make_pmo(plan.organization)).get(page_url(plan, quarter(2025, 2)))
    (row,) = answer.context["progress"].rows
    assert (row.key, row.before.next) == ("one", "Build it.")
    assert "Build it." in text_of(answer)


def test_two_people_at_one_page_see_each_other_and_nobody_loses_words():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    client = sign_in(make_pmo(plan.organization))
    other = report(plan)

    answer = client.post(page_url(plan), sent("one", "two"))

    assert answer.status_code == 409
    assert "Asked users." in text_of(answer)
    assert "Done so far." in text_of(answer)
    assert list(Progress.objects.all()) == [other]
    # The page knows now what it follows: sent again it counts.
    assert f'name="follows_one" value="{other.pk}"' in text_of(answer)
    client.post(page_url(plan), sent("one", follows=other.pk) | sent("two"))
    assert Progress.objects.get(key="one", is_newest=True).state == "as_planned"


def test_who_left_a_row_as_it_was_does_not_undo_what_another_reported_there():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    seen = report(plan, state="as_planned", done="Done so far.", next="")
    later = report(plan, state="done", done="It is there.", next="")
    sign_in(make_pmo(plan.organization)).post(page_url(plan), sent("one", follows=seen.pk) | sent("two"))
    assert Progress.objects.get(key="one", is_newest=True) == later
    assert Progress.objects.filter(key="two").exists()


def test_values_are_read_as_people_mean_them_and_milestones_are_reached():
    plan = make_full().plan
    client = sign_in(make_pmo(plan.organization))
    milestone = Milestone.objects.get(quarter=quarter(2025, 2).ordinal)
    fields = {
        "value_share-online_2": "５０％",
        "source_share-online_2": "Survey",
        "follows_share-online_2": "0",
        "value_share-online-2_2": "1,234.5",
        "follows_share-online-2_2": "0",
        f"reached_{milestone.uuid}": "令和7年9月1日",
    }
    answer = client.post(page_url(plan, quarter(2025, 2)), sent("measure-0", **fields))
    assert answer.status_code == 302
    assert dict(IndicatorValue.objects.values_list("key", "value")) == {"share-online": Decimal(50), "share-online-2": Decimal("1234.5")}
    milestone.refresh_from_db()
    assert milestone.reached_on == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("value_share-online_1", "about 50", "“about 50” is no number."),
        ("value_share-online_1", "=1+1", "“=1+1” is no number."),
        ("value_share-online_1", "1,23", "“1,23” is no number."),
        ("value_share-online_1", "9" * 20, "has too many digits"),
        ("state_measure-0", "", "Choose a state"),
        ("state_measure-0", "nonsense", "nonsense"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_way_out_and_kept(field, written, words):
    plan = make_full().plan
    answer = sign_in(make_pmo(plan.organization)).post(page_url(plan), sent("measure-0") | {field: written})
    assert words in text_of(answer)
    assert "Done so far." in text_of(answer)
    assert not Progress.objects.exists()


def test_a_milestone_is_not_reached_on_a_day_to_come():
    plan = make_full().plan
    milestone = Milestone.objects.get(quarter=quarter(2025, 2).ordinal)
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    answer = sign_in(make_pmo(plan.organization)).post(
        page_url(plan, quarter(2025, 2)), sent("measure-0", **{f"reached_{milestone.uuid}": tomorrow})
    )
    assert "This day is still to come." in text_of(answer)


@pytest.mark.parametrize(
    ("written", "read"),
    [("１，２３４", 1234), ("123件", 123), ("▲3", -3), ("12.50", Decimal("12.5")), (" 1 234 ", 1234), ("", None)],
)
def test_numbers_as_people_write_them(written, read):
    assert MeantNumberField(unit="件").clean(written) == read


def test_a_quarter_to_come_is_not_offered_and_refused():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    client = sign_in(make_pmo(plan.organization))
    later = Quarter.of_ordinal(Quarter.holding(localdate()).ordinal + 1)
    answer = client.get(page_url(plan, later))
    assert "is not one that can be reported" in text_of(answer)
    assert later not in [link.quarter for link in answer.context["progress"].links]
    client.post(page_url(plan, later), sent("one"))
    assert not Progress.objects.exists()


def test_readers_read_what_is_reported_and_report_nothing(client):
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    report(plan)
    for other in (None, make_pmo(make_ministry("elsewhere"))):
        if other:
            client.force_login(other)
        answer = client.get(page_url(plan), headers={"accept-language": "en"})
        assert "Asked users." in text_of(answer)
        assert "<textarea" not in text_of(answer)
        assert client.post(page_url(plan), sent("one", state="done")).status_code == 404
    assert Progress.objects.count() == 1


def test_the_page_asks_the_same_however_many_measures_there_are(django_assert_num_queries):
    for number, measures in enumerate((1, 3)):
        plan = make_full(make_plan(make_ministry(f"m-{number}"), slug=f"plan-{number}"), measures=measures).plan
        client = sign_in(make_pmo(plan.organization))
        with django_assert_num_queries(20):
            assert len(client.get(page_url(plan)).context["progress"].rows) == measures
