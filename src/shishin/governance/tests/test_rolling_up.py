"""All plans under one upper plan: items, who serves them, what they cost, and what is missing."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from shishin.governance.adopting import adopt_plan_edition, publish_plan_edition
from shishin.governance.plans.content import total_of
from shishin.governance.rolling_up import roll_up
from shishin.governance.submitting import submit_edition
from shishin.governance.tests.makers import make_ministry, make_pmo
from shishin.governance.tests.plan_makers import make_decision, make_plan, make_working, measure_words
from shishin.governance.writing import AmountWords, write_measure
from shishin.guidelines.models import Document, Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
HIDDEN = date(2999, 1, 1)


@pytest.fixture
def upper() -> Document:
    return make_adopted("1.0.0", in_force_from=date(2025, 4, 1)).document


def bring_out(slug, upper, *, amount=100, withheld_until=None, is_published=True):
    """A ministry's plan with a measure that serves an item, and one that serves none."""
    plan = make_plan(make_ministry(slug), upper_document=upper, slug=f"plan-{slug}")
    edition = make_working(plan, measures=())
    line = Line.objects.get(document=upper, key="design")
    amounts = [AmountWords(FiscalYear(2025), "initial", amount, withheld_until)]
    write_measure(edition, words=measure_words(f"Serving {slug}", lines=[("upper_item", line)], amounts=amounts), by=OPERATOR)
    write_measure(edition, words=measure_words(f"Alone {slug}"), by=OPERATOR)
    edition = submit_edition(edition, by=OPERATOR)
    edition = adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR)
    if is_published:
        publish_plan_edition(edition, by=OPERATOR)
    return plan


def test_items_have_their_measures_and_gaps_are_shown(upper):
    for slug in ("alpha", "beta"):
        bring_out(slug, upper)

    found = roll_up(document=upper, fiscal_year=2025)

    served = {item.key: [measure.title for measure in item.measures] for item in found.items if item.measures}
    assert served == {"design": ["Serving alpha", "Serving beta"]}
    assert [measure.title for measure in found.unlinked] == ["Alone alpha", "Alone beta"]
    assert len(found.unserved) == len(found.items) - 1 > 0
    assert (found.sum.measures, found.sum.organizations, found.sum.amounts) == (4, 2, {("JPY", "initial"): 200})


def test_what_is_not_published_is_rolled_up_for_who_may_read_it_alone(upper):
    plan = bring_out("alpha", upper, is_published=False)
    assert roll_up(document=upper, fiscal_year=2025).measures == []
    assert len(roll_up(document=upper, fiscal_year=2025, reader=make_pmo(plan.organization)).measures) == 2
    assert len(roll_up(document=upper, fiscal_year=2025, reader=OPERATOR).measures) == 2


def test_a_sum_with_an_amount_that_is_not_public_yet_is_not_public_either(upper):
    bring_out("alpha", upper)
    plan = bring_out("beta", upper, withheld_until=HIDDEN)
    assert roll_up(document=upper, fiscal_year=2025).sum.amounts == {("JPY", "initial"): None}
    assert roll_up(document=upper, fiscal_year=2025, reader=make_pmo(plan.organization)).sum.amounts == {("JPY", "initial"): 200}
    assert roll_up(document=upper, fiscal_year=2025, day=HIDDEN).sum.amounts == {("JPY", "initial"): 200}


@settings(max_examples=50)
@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), max_size=8))
def test_a_total_is_known_where_all_its_parts_are(parts):
    assert total_of(parts) == (None if None in parts else sum(part or 0 for part in parts))


def test_a_roll_up_asks_a_fixed_number_of_queries(upper, django_assert_max_num_queries):
    bring_out("alpha", upper)
    with django_assert_max_num_queries(12) as few:
        roll_up(document=upper, fiscal_year=2025)
    for slug in ("beta", "gamma"):
        bring_out(slug, upper)
    with django_assert_max_num_queries(12) as many:
        roll_up(document=upper, fiscal_year=2025)
    assert len(few) == len(many)


def test_the_command_tells_items_measures_and_what_serves_none(upper, tmp_path):
    bring_out("alpha", upper, withheld_until=HIDDEN)
    out = StringIO()
    call_command("roll_up", output=tmp_path / "all.json", public=True, stdout=out)
    told = json.loads((tmp_path / "all.json").read_text())
    assert out.getvalue().split()[-2:] == ["unlinked", "1"]
    assert {row["initial"] for row in told["rows"] if row["measure"] == "Serving alpha"} == {"not public yet"}
    call_command("roll_up", output=tmp_path / "all.json", stdout=out)
    told = json.loads((tmp_path / "all.json").read_text())
    assert {row["initial"] for row in told["rows"] if row["measure"] == "Serving alpha"} == {100}
    for wrong in ({"output": "all.txt"}, {"output": "all.json", "document": "unknown"}, {"output": "all.json", "year": "soon"}):
        with pytest.raises(CommandError) as refused:
            call_command("roll_up", **wrong, stdout=out)
        assert refused.value.returncode == 2
