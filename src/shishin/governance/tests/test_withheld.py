"""Amounts that are withheld until a day: no page tells one to who may not know it, not even by what is left when others are subtracted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.governance.models import Amount, Plan
from shishin.governance.plans.content import PlanAmount, totals_of
from shishin.governance.tests.full_plans import LATER, WITHHELD, make_full
from shishin.governance.tests.makers import make_ministry, make_pmo
from shishin.governance.tests.plan_makers import make_adviser, make_plan, text_of
from shishin.kit.dates import FiscalYear
from shishin.kit.triggers import lifted
from shishin.people.tests.makers import make_auditor

pytestmark = pytest.mark.django_db

FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def pages_of(plan: Plan) -> list[str]:
    below = [reverse(f"governance:{name}", args=[plan.slug]) for name in ("plan", "roadmap", "indicators", "progress")]
    editions = [edition.get_absolute_url() for edition in plan.editions.all()]
    measures = [reverse("governance:measure", args=[plan.slug, key]) for key in ("measure-0", "measure-1")]
    return [reverse("governance:plans"), *below, *editions, *measures]


def change_amount(value: int) -> None:
    """As if another one had been written: past the guards, which fix what is adopted."""
    with lifted(connection):
        first = Amount.objects.filter(withheld_until__isnull=False).order_by("pk")[:1]
        Amount.objects.filter(pk=first.get().pk).update(amount=value)


def test_every_page_is_the_same_whatever_the_withheld_amount_is(client):
    """What does not depend on an amount cannot give it away, however one adds and subtracts."""
    edition = make_full(make_plan(rule={"by": "06-30"}), measures=2)
    client.force_login(make_pmo(make_ministry("elsewhere")))

    def told() -> list[str]:
        return [text_of(client.get(path)).partition("<main")[2] for path in pages_of(edition.plan)]

    before = told()
    assert all(len(text) > 1_000 for text in before)

    @FEW
    @given(st.integers(min_value=0, max_value=10**15))
    def check(value):
        change_amount(value)
        assert told() == before

    check()


@FEW
@given(
    st.lists(
        st.tuples(st.integers(2025, 2027), st.sampled_from(Amount.Kind.values), st.integers(0, 99), st.booleans()), min_size=1, max_size=12
    ),
    st.integers(1, 99),
)
def test_no_sum_depends_on_an_amount_that_is_unknown(rows, more):
    def totals(added: int):
        amounts = [PlanAmount(FiscalYear(year), kind, None if is_withheld else amount) for year, kind, amount, is_withheld in rows]
        known = [PlanAmount(FiscalYear(year), kind, amount + added * is_withheld) for year, kind, amount, is_withheld in rows]
        return totals_of(amounts).sums, totals_of(known).sums

    (shown, before), (again, after) = totals(0), totals(more)
    assert shown == again
    assert all(shown[key] is None for key in before if before[key] != after[key])


def test_who_writes_advises_or_audits_reads_the_amount_and_is_told_that_others_do_not(client):
    edition = make_full(make_plan())
    for person in (make_pmo(edition.plan.organization), make_adviser(edition.plan), make_auditor()):
        client.force_login(person)
        answer = client.get(edition.get_absolute_url(), headers={"accept-language": "en"})
        assert f"{WITHHELD:,} JPY" in text_of(answer)
        assert "You see amounts that are not public yet" in text_of(answer)


def test_the_amount_opens_by_itself(client, monkeypatch):
    edition = make_full(make_plan())
    url = edition.get_absolute_url()
    answer = client.get(url, headers={"accept-language": "en"})
    assert f"{WITHHELD:,}" not in text_of(answer)
    assert "not public before 25 December 2999" in text_of(answer)
    assert edition.text_hash not in text_of(answer)

    monkeypatch.setattr("shishin.governance.plans.reading.views.localdate", lambda: LATER)

    answer = client.get(f"{url}?later", headers={"accept-language": "en"})
    assert text_of(answer).count(f"{WITHHELD:,} JPY") == 3
    assert edition.text_hash in text_of(answer)
