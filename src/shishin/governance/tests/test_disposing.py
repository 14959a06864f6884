"""No unmet measure goes in silence: the next edition disposes of each, with a reason, before it is submitted."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.governance.disposing import dispose_of, not_disposed_of, to_dispose
from shishin.governance.errors.plans import (
    BecameNothing,
    IsNotThere,
    IsStillThere,
    NoReasonOfDisposal,
    NotDisposedOf,
    NotDoneYet,
    NothingWasNotDone,
    NotInEdition,
)
from shishin.governance.models import PlanEdition, Reason
from shishin.governance.plans.carrying import measures_done
from shishin.governance.reporting import report_progress
from shishin.governance.submitting import submit_edition
from shishin.governance.tests.plan_makers import dispose_of_all, make_adopted_plan, make_plan, measure_words, quarter
from shishin.governance.writing import remove_measure, start_next_edition, write_measure
from shishin.kit.errors import Refusal
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> PlanEdition:
    """The next one, begun from one with three measures."""
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two", "Three"])
    return start_next_edition(plan, fiscal_year=2026, by=OPERATOR)


def proposals(edition):
    return {row.measure.key: (row.proposal, row.is_open) for row in to_dispose(edition)}


def test_what_the_writer_did_proposes_what_becomes_of_a_measure(edition):
    write_measure(edition, key="two", words=measure_words("Two", unit="Others"), by=OPERATOR)
    remove_measure(edition, key="three", by=OPERATOR)
    assert proposals(edition) == {"one": ("carried", True), "two": ("changed", True), "three": ("dropped", True)}


def test_an_edition_with_unmet_measures_is_not_submitted_and_names_them(edition):
    with pytest.raises(NotDisposedOf, match=r"One.*Two.*Three"):
        submit_edition(edition, by=OPERATOR)
    dispose_of(edition, keys=["one", "two"], kind="carried", reason="They go on.", by=OPERATOR)
    with pytest.raises(NotDisposedOf, match="Three") as refused:
        submit_edition(edition, by=OPERATOR)
    assert "One" not in refused.value.message
    dispose_of(edition, keys=["three"], kind="carried", reason="So does this.", by=OPERATOR)
    assert submit_edition(edition, by=OPERATOR).is_submitted


def test_one_reason_serves_several_and_one_that_serves_none_goes(edition):
    dispose_of(edition, keys=["one", "two"], kind="carried", reason="They go on.", by=OPERATOR)
    assert Reason.objects.count() == 1
    dispose_of(edition, keys=["one", "two"], kind="changed", reason="Other words.", by=OPERATOR)
    assert [reason.words for reason in Reason.objects.all()] == ["Other words."]


def test_what_was_reported_as_done_needs_no_word_and_may_get_one(edition):
    report_progress(edition.plan, key="one", quarter=quarter(2025, 4), state="done", done="Open.", by=OPERATOR)
    assert [measure.key for measure in not_disposed_of(edition)] == ["two", "three"]
    remove_measure(edition, key="one", by=OPERATOR)
    dispose_of(edition, keys=["one"], kind="done", reason="It is open to all.", by=OPERATOR)


@pytest.mark.parametrize(
    ("keys", "kind", "removed", "refusal"),
    [
        (["one"], "done", "one", NotDoneYet),
        (["one"], "dropped", "", IsStillThere),
        (["one"], "carried", "one", IsNotThere),
        (["one"], "changed", "one", BecameNothing),
        (["unknown"], "carried", "", NothingWasNotDone),
    ],
)
def test_a_disposal_says_what_is_so(edition, keys, kind, removed, refusal):
    if removed:
        remove_measure(edition, key=removed, by=OPERATOR)
    with pytest.raises(refusal):
        dispose_of(edition, keys=keys, kind=kind, reason="Because.", by=OPERATOR)
    assert not Reason.objects.exists()


def test_a_disposal_needs_a_reason_and_becomes_what_is_there(edition):
    with pytest.raises(NoReasonOfDisposal):
        dispose_of(edition, keys=["one"], kind="carried", reason=" ", by=OPERATOR)
    with pytest.raises(NotInEdition):
        dispose_of(edition, keys=["one"], kind="changed", became=["nothing"], reason="Split.", by=OPERATOR)
    remove_measure(edition, key="one", by=OPERATOR)
    dispose_of(edition, keys=["one"], kind="changed", became=["two", "three"], reason="Split.", by=OPERATOR)


def test_a_measure_that_goes_after_it_was_carried_over_is_open_again(edition):
    dispose_of_all(edition)
    assert not_disposed_of(edition) == []
    remove_measure(edition, key="one", by=OPERATOR)
    assert [measure.key for measure in not_disposed_of(edition)] == ["one"]


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("remove"), st.sampled_from(["one", "two", "three"])),
        st.tuples(st.just("write"), st.sampled_from(["one", "two", "three"])),
        st.tuples(st.just("done"), st.sampled_from(["one", "two", "three"])),
        st.tuples(st.sampled_from(["carried", "changed", "dropped", "done-with"]), st.sampled_from(["one", "two", "three"])),
    ),
    max_size=10,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=ACTS)
def test_no_acts_let_an_unmet_measure_vanish(acts):
    with transaction.atomic():
        plan = make_plan()
        first = make_adopted_plan(plan, measures=["One", "Two", "Three"])
        edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
        for act in acts:
            _try(edition, *act)
        try:
            submitted = submit_edition(edition, by=OPERATOR)
        except Refusal:
            submitted = None
        if submitted:
            told = {row.key for row in submitted.disposals.all()}
            there = set(submitted.measures.values_list("key", flat=True))
            for key in set(first.measures.values_list("key", flat=True)) - measures_done(submitted):
                assert key in told
                kind = submitted.disposals.get(key=key).kind
                assert (key in there) == (kind in ("carried", "changed"))
        transaction.set_rollback(True)


def _try(edition, name, key):
    try:
        if name == "remove":
            remove_measure(edition, key=key, by=OPERATOR)
        elif name == "write":
            write_measure(edition, key=key, words=measure_words(key, unit="Others"), by=OPERATOR)
        elif name == "done":
            report_progress(edition.plan, key=key, quarter=quarter(2025, 1), state="done", done="So.", by=OPERATOR)
        else:
            dispose_of(edition, keys=[key], kind="done" if name == "done-with" else name, reason="So.", by=OPERATOR)
    except Refusal:
        pass
