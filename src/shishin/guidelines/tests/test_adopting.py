from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.models import Decision
from shishin.guidelines.acting.adopting import adopt_edition, take_over
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.errors.editions import (
    AnotherTextWasDecided,
    ChangesWithoutReason,
    DocumentIsAbolished,
    NotApproved,
    NotAWorkingEdition,
    NothingToRead,
    OnlyADraftVersion,
    OutOfOrder,
    SourceTooLong,
)
from shishin.guidelines.models import ClauseText, Document, Edition
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_decision, make_edition, make_secretariat, words
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def test_adopting_ends_the_edition_before():
    secretariat = make_secretariat()
    old = make_edition("1.0.0")
    adopt_edition(old, decision=make_decision(on=old), in_force_from=date(2025, 4, 1), by=secretariat)
    new = start_next_edition(old, version="2.0.0", by=secretariat)

    adopt_edition(new, decision=make_decision(on=new), in_force_from=date(2026, 4, 1), by=secretariat)

    assert list(Edition.objects.in_force_on(date(2025, 3, 31))) == []
    assert list(Edition.objects.in_force_on(date(2026, 3, 31))) == [old]
    assert list(Edition.objects.in_force_on(date(2026, 4, 1))) == [new]


def test_adopting_keeps_the_decision_its_day_and_the_hash():
    edition = make_edition("1.0.0")
    decision = make_decision(on=edition, day=date(2022, 3, 31))

    adopt_edition(edition, decision=decision, in_force_from=date(2022, 4, 1), published_on=date(2022, 4, 5), by=make_secretariat())

    edition.refresh_from_db()
    assert (edition.state, edition.adopted_by, edition.text_hash) == ("adopted", decision, decision.text_hash)
    assert (edition.decided_on, edition.published_on, edition.in_force_from) == (date(2022, 3, 31), date(2022, 4, 5), date(2022, 4, 1))
    entry = Entry.objects.get(key="guidelines.edition_adopted")
    assert (entry.about, entry.data["decision"]) == (f"guidelines.edition:{edition.uuid}", str(decision.uuid))


@pytest.mark.asvs("V2.3.1")
def test_adopting_needs_the_very_text_that_was_decided():
    edition = make_edition("1.0.0")
    decision = make_decision(on=edition)
    ClauseText.objects.filter(clause__edition=edition, language="ja").update(body="別の言葉。")

    with pytest.raises(AnotherTextWasDecided, match="decided on another text"):
        adopt_edition(edition, decision=decision, in_force_from=date(2026, 4, 1), by=make_secretariat())

    edition.refresh_from_db()
    assert edition.state == Edition.State.WORKING


def test_a_translation_does_not_change_the_text_that_was_decided():
    edition = make_edition("1.0.0")
    decision = make_decision(on=edition)
    ClauseText.objects.filter(clause__edition=edition, language="en").update(body="Other words.")

    adopt_edition(edition, decision=decision, in_force_from=date(2026, 4, 1), by=make_secretariat())

    assert edition.state == Edition.State.ADOPTED


@pytest.mark.asvs("V2.3.1")
@pytest.mark.parametrize("kind", [Decision.Kind.RETURNED, Decision.Kind.REJECTED])
def test_adopting_needs_an_approval(kind):
    edition = make_edition("1.0.0")

    with pytest.raises(NotApproved):
        adopt_edition(edition, decision=make_decision(on=edition, kind=kind), in_force_from=date(2026, 4, 1), by=OPERATOR)


@pytest.mark.asvs("V2.3.1")
def test_an_edition_is_adopted_once():
    edition = make_adopted("1.0.0")

    with pytest.raises(NotAWorkingEdition):
        adopt_edition(edition, decision=edition.adopted_by, in_force_from=date(2030, 4, 1), by=OPERATOR)


def test_a_draft_leads_to_a_text_of_its_own():
    edition = make_edition("1.0.0-draft.1")

    with pytest.raises(OnlyADraftVersion, match="version number of a draft"):
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=date(2026, 4, 1), by=OPERATOR)


def test_adopting_refuses_a_text_without_clauses():
    edition = make_edition("1.0.0")
    empty = Edition.objects.create(document=edition.document, version="3.0.0", source_language="ja")

    with pytest.raises(NothingToRead):
        adopt_edition(empty, decision=make_decision(on=empty), in_force_from=date(2026, 4, 1), by=OPERATOR)


def test_adopting_needs_a_reason_for_each_change_of_substance():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    changed = [*CLAUSES[:3], type(CLAUSES[3])("do-not-guess", 2, kind="dont", force="must-not", passages=words("", "別の言葉。"))]
    edition = make_edition("2.0.0", clauses=changed, started_from="1.0.0")

    with pytest.raises(ChangesWithoutReason, match="changes 1 clause in substance without a reason: do-not-guess") as refused:
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=date(2026, 4, 1), by=OPERATOR)

    assert refused.value.keys == ("do-not-guess",)


def test_the_drafts_on_the_way_are_explained_too():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    changed = [*CLAUSES[:3], type(CLAUSES[3])("do-not-guess", 2, kind="dont", force="must-not", passages=words("", "別の言葉。"))]
    draft = make_edition("2.0.0-draft.1", clauses=changed, started_from="1.0.0")
    final = start_next_edition(draft, version="2.0.0", by=OPERATOR)
    before = Entry.objects.count()

    with pytest.raises(ChangesWithoutReason) as published:
        publish_draft(draft, published_on=date(2026, 2, 1), by=OPERATOR)
    with pytest.raises(ChangesWithoutReason) as adopted:
        adopt_edition(final, decision=make_decision(on=final), in_force_from=date(2026, 4, 1), by=OPERATOR)

    assert (published.value.edition, adopted.value.edition) == (draft, draft)
    assert Entry.objects.count() == before + 1  # the decision alone
    explain_changes(draft, unexplained_changes(draft), words={"ja": "改める。"}, is_substantive=True, by=OPERATOR)
    publish_draft(draft, published_on=date(2026, 2, 1), by=OPERATOR)
    assert adopt_edition(final, decision=make_decision(on=final), in_force_from=date(2026, 4, 1), by=OPERATOR).state == "adopted"


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 3, 31)])
def test_editions_come_into_force_one_after_another(day):
    first = make_adopted("2.0.0", in_force_from=date(2026, 4, 1))
    edition = start_next_edition(first, version="2.0.1", by=OPERATOR)

    with pytest.raises(OutOfOrder):
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=day, by=OPERATOR)


def test_a_withdrawn_edition_does_not_stand_in_the_way():
    first = make_adopted("2.0.0", in_force_from=date(2026, 4, 1))
    edition = start_next_edition(first, version="2.0.1", by=OPERATOR)
    withdraw_edition(first, day=date(2026, 4, 2), reason="誤りがあったため。", by=OPERATOR)

    adopt_edition(edition, decision=make_decision(on=edition), in_force_from=date(2026, 4, 1), by=OPERATOR)

    assert list(Edition.objects.in_force_on(date(2026, 4, 1))) == [edition]


def adopt_from(edition: Edition, day: date) -> Edition:
    return adopt_edition(edition, decision=make_decision(on=edition), in_force_from=day, by=OPERATOR)


def take_over_from(edition: Edition, day: date) -> Edition:
    return take_over(edition, source="https://example.jp/", day=day, in_force_from=day, by=OPERATOR)


@pytest.mark.parametrize("act", [adopt_from, take_over_from])
def test_nothing_of_an_abolished_document_comes_into_force(act):
    edition = make_edition("2.0.0")
    Document.objects.filter(pk=edition.document_id).update(state="abolished", abolished_on=date(2026, 3, 31))

    with pytest.raises(DocumentIsAbolished, match="abolished on 31 March 2026"):
        act(edition, date(2026, 4, 1))

    edition.refresh_from_db()
    assert edition.state == Edition.State.WORKING


def test_a_source_is_refused_rather_than_cut():
    edition = make_edition("2.0.0")

    with pytest.raises(SourceTooLong, match="501 characters; 500 are kept"):
        take_over(edition, source="x" * 501, day=date(2026, 4, 1), in_force_from=date(2026, 4, 1), by=OPERATOR)
