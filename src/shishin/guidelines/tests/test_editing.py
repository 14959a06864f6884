from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils.timezone import localdate

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause, forget_typing, keep_typing, set_attributes
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, move_clause, vacate_clause
from shishin.guidelines.drafting.undoing import undoable
from shishin.guidelines.editions.hashing import is_stale
from shishin.guidelines.errors.drafting import ClauseIsGone, ContinuedElsewhere, EditedMeanwhile, NothingWritten
from shishin.guidelines.errors.editions import NotALanguage, NotAWorkingEdition, UnfitManuscript
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Operation, Scope, SearchText, UnsavedText
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_secretariat
from shishin.people.models import Person
from shishin.texts.manuscript import Passage
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

WORDS = Passage("目標", "新しい本文。")


@pytest.fixture
def alice() -> Person:
    return make_secretariat()


@pytest.fixture
def draft() -> Edition:
    return start_next_edition(make_edition("1.0.0"), version="2.0.0-draft.1", by=OPERATOR)


def typing_kept(person: Person, clause: Clause, language: str) -> UnsavedText | None:
    return UnsavedText.objects.filter(person=person, clause=clause, language=language).first()


def clause_of(edition: Edition, key: str) -> Clause:
    return edition.clauses.select_related("line").get(line__key=key)


def text_of(clause: Clause, language: str = "ja") -> ClauseText:
    return clause.texts.get(language=language)


def edit(clause: Clause, passage: Passage = WORDS, *, by: Person, language: str = "ja", based_on: str | None = None) -> ClauseText:
    if based_on is None:
        text = clause.texts.filter(language=language).last()
        based_on = text.content_hash if text else ""
    return edit_clause(clause, language=language, passage=passage, based_on=based_on, by=by)


def changes(edition: Edition) -> list[tuple[str, list[str], list[str]]]:
    return [
        (row.kind, [clause.line.key for clause in row.before.all()], [clause.line.key for clause in row.after.all()])
        for row in Change.objects.filter(edition=edition).prefetch_related("before__line", "after__line").order_by("pk")
    ]


def last_entry() -> Mapping[str, object]:
    entry = Entry.objects.latest("pk")
    return {"key": entry.key, "about": entry.about, **entry.data}


def test_the_words_that_bind_are_rewritten_where_they_are(draft, alice):
    clause = clause_of(draft, "purpose")
    before = text_of(clause)

    text = edit(clause, Passage("  目標 ", "新しい本文。\n\n"), by=alice)

    assert (text.pk, text.number, text.heading, text.body) == (before.pk, 1, "目標", "新しい本文。")
    assert changes(draft) == [("kept", ["purpose"], ["purpose"])]
    assert SearchText.objects.get(clause=clause, language="ja").folded.split() == ["目標", "新しい本文"]
    operation = undoable(draft)
    assert (operation.kind, operation.key, operation.made_by, operation.number) == ("edit", "purpose", alice, 1)
    assert last_entry() == {
        "key": "guidelines.clause_edited",
        "about": f"guidelines.edition:{draft.uuid}",
        "clause": "purpose",
        "language": "ja",
        "hash": text.content_hash,
        "operation": 1,
    }


def test_the_edition_before_keeps_its_words(draft, alice):
    old = text_of(clause_of(draft.started_from, "purpose"))

    edit(clause_of(draft, "purpose"), by=alice)

    old.refresh_from_db()
    assert old.heading == "目的"


def test_a_translation_is_rewritten_beside_its_source_and_needs_no_reason(draft, alice):
    clause = clause_of(draft, "purpose")
    edit(clause, by=alice)
    assert is_stale(text_of(clause, "en"), source=text_of(clause))

    edit(clause, Passage("Aim", "New words."), language="en", by=alice)
    edit(clause, Passage("めざすこと"), language="ja-simple", by=alice)

    assert not is_stale(text_of(clause, "en"), source=text_of(clause))
    assert text_of(clause, "ja-simple").source_hash == text_of(clause).content_hash
    assert changes(draft) == [("kept", ["purpose"], ["purpose"])]


def test_a_translation_that_still_fits_is_current_again_with_the_same_words(draft, alice):
    clause = clause_of(draft, "purpose")
    edit(clause, by=alice)
    same = text_of(clause, "en")

    edit(clause, Passage(same.heading, same.body), language="en", by=alice)

    assert not is_stale(text_of(clause, "en"), source=text_of(clause))
    assert Operation.objects.count() == 2


def test_the_same_words_are_no_operation(draft, alice):
    clause = clause_of(draft, "purpose")
    text = text_of(clause)

    assert edit(clause, Passage(text.heading, text.body), by=alice) == text

    assert Operation.objects.count() == 0
    assert changes(draft) == []


def test_the_second_of_two_writers_gets_both_texts(draft, alice):
    bob = make_secretariat("bob")
    clause = clause_of(draft, "purpose")
    base = text_of(clause).content_hash
    theirs = edit(clause, by=alice)

    with pytest.raises(EditedMeanwhile) as refusal:
        edit(clause, Passage("狙い"), based_on=base, by=bob)

    assert (refusal.value.theirs, refusal.value.mine) == (theirs, Passage("狙い"))
    assert text_of(clause).heading == "目標"
    edit(clause, Passage("目標と狙い"), based_on=theirs.content_hash, by=bob)
    assert text_of(clause).heading == "目標と狙い"


def test_two_writers_with_the_same_words_do_not_quarrel(draft, alice):
    clause = clause_of(draft, "purpose")
    base = text_of(clause).content_hash
    edit(clause, by=alice)

    edit(clause, based_on=base, by=make_secretariat("bob"))

    assert Operation.objects.count() == 1


def test_a_translation_written_at_the_same_time_is_not_overwritten(draft, alice):
    clause = clause_of(draft, "design")
    edit(clause, Passage("Design"), language="en", based_on="", by=alice)

    with pytest.raises(EditedMeanwhile):
        edit(clause, Passage("Designing"), language="en", based_on="", by=make_secretariat("bob"))


def test_a_clause_that_is_as_it_was_is_no_change_any_more(draft, alice):
    clause = clause_of(draft, "purpose")
    old = text_of(clause)
    edit(clause, by=alice)

    edit(clause, Passage(old.heading, old.body), by=alice)

    assert changes(draft) == []


def test_a_clause_that_moved_is_still_a_change_when_its_words_come_back(draft, alice):
    clause, other = clause_of(draft, "do-not-guess"), clause_of(draft, "purpose")
    old = text_of(clause)
    move_clause(clause, after=other, depth=2, by=alice)
    edit(clause, by=alice)

    edit(clause, Passage(old.heading, old.body), by=alice)

    assert changes(draft) == [("kept", ["do-not-guess"], ["do-not-guess"])]


def test_a_new_clause_needs_no_second_row(draft, alice):
    clause = add_clause(draft, after=None, depth=1, kind="text", force="none", passages={"ja": Passage("序")}, key="preface", by=alice)

    edit(clause, by=alice)
    describe(clause, by=alice)

    assert changes(draft) == [("new", [], ["preface"])]


def test_words_bring_a_vacated_clause_back(draft, alice):
    clause = vacate_clause(clause_of(draft, "do-not-guess"), by=alice)
    assert changes(draft) == [("vacated", ["do-not-guess"], ["do-not-guess"])]

    edit(clause, by=alice)

    clause.refresh_from_db()
    assert clause.is_vacated is False
    assert changes(draft) == [("kept", ["do-not-guess"], ["do-not-guess"])]


def test_what_cannot_be_stored_is_refused(draft, alice):
    clause = clause_of(draft, "purpose")

    with pytest.raises(NotALanguage):
        edit(clause, language="!", by=alice)
    with pytest.raises(UnfitManuscript):
        edit(clause, Passage("", "字" * 50_001), by=alice)
    with pytest.raises(NothingWritten):
        edit(clause, Passage(" "), language="en", by=alice)
    drop_clause(clause, by=alice)
    with pytest.raises(ClauseIsGone):
        edit(clause, based_on="x", by=alice)


def test_a_fixed_or_continued_edition_is_not_edited(draft, alice):
    fixed = clause_of(make_adopted("1.0.0", slug="other"), "purpose")
    following = start_next_edition(draft, version="2.0.0-draft.2", by=OPERATOR)

    with pytest.raises(NotAWorkingEdition):
        edit(fixed, by=alice)
    with pytest.raises(ContinuedElsewhere):
        edit(clause_of(draft, "purpose"), by=alice)

    assert text_of(fixed).heading == "目的"
    edit(clause_of(following, "purpose"), by=alice)


def describe(clause: Clause, *, by: Person, **fields: Any) -> Clause:
    given: dict[str, Any] = {"kind": "conduct", "force": "should", "is_hard_gate": False, "is_branch": False, "applicability": {}, **fields}
    return set_attributes(clause, by=by, **given)


def test_kind_force_gate_and_scope_are_changes_and_go_when_they_come_back(draft, alice):
    clause = clause_of(draft, "users-first")

    describe(clause, is_hard_gate=True, applicability={"tier": ("high",), "phase": ()}, by=alice)
    clause.refresh_from_db()
    assert (clause.force, clause.is_hard_gate, clause.applicability) == ("should", True, {"tier": ["high"]})
    assert changes(draft) == [("kept", ["users-first"], ["users-first"])]
    assert SearchText.objects.get(clause=clause).force == "should"

    describe(clause, force="must", by=alice)
    describe(clause, force="must", by=alice)
    assert changes(draft) == []
    assert [operation.kind for operation in Operation.objects.all()] == ["describe", "describe"]


def test_unknown_kinds_forces_and_scopes_are_refused(draft, alice):
    clause = clause_of(draft, "users-first")

    for wrong in ({"kind": "poem"}, {"force": "perhaps"}, {"applicability": {"mood": ("good",)}}, {"applicability": {"tier": ("1",)}}):
        with pytest.raises(UnfitManuscript):
            describe(clause, by=alice, **wrong)


def test_a_value_that_came_in_with_a_text_is_kept_and_not_chosen_anew(draft, alice):
    clause, other = clause_of(draft, "users-first"), clause_of(draft, "purpose")
    Clause.objects.filter(pk=clause.pk).update(applicability={"tier": ["1"]})
    Scope.objects.filter(slug="tier").update(values=[{"value": "low", "titles": {}, "retired": True}, {"value": "high", "titles": {}}])

    describe(clause, applicability={"tier": ("high", "1")}, by=alice)

    clause.refresh_from_db()
    assert clause.applicability == {"tier": ["high", "1"]}
    for gone in ("1", "low"):
        with pytest.raises(UnfitManuscript):
            describe(other, applicability={"tier": (gone,)}, by=alice)


def test_typing_is_kept_for_its_writer_alone_and_changes_nothing(draft, alice):
    bob = make_secretariat("bob")
    clause = clause_of(draft, "purpose")
    keep_typing(clause, language="ja", passage=Passage("め"), based_on="abc", by=alice)

    kept = keep_typing(clause, language="ja", passage=Passage("目 "), based_on="abc", by=alice)

    assert (kept.heading, kept.based_on, UnsavedText.objects.count()) == ("目 ", "abc", 1)
    assert typing_kept(alice, clause, "ja") == kept
    assert typing_kept(bob, clause, "ja") is None
    assert text_of(clause).heading == "目的"
    assert Operation.objects.count() == 0


def test_saving_forgets_what_its_writer_typed(draft, alice):
    bob = make_secretariat("bob")
    clause = clause_of(draft, "purpose")
    for person in (alice, bob):
        keep_typing(clause, language="ja", passage=Passage("目"), based_on="", by=person)

    edit(clause, by=alice)

    assert list(UnsavedText.objects.values_list("person", flat=True)) == [bob.pk]
    forget_typing(clause, language="ja", by=bob)
    assert UnsavedText.objects.count() == 0


def test_a_refused_save_keeps_what_was_typed(draft, alice):
    clause = clause_of(draft, "purpose")
    keep_typing(clause, language="ja", passage=Passage("目"), based_on="", by=alice)

    with pytest.raises(EditedMeanwhile):
        edit(clause, based_on="", by=alice)

    assert typing_kept(alice, clause, "ja").heading == "目"


def test_publishing_ends_the_drafting(draft, alice):
    clause = clause_of(draft, "purpose")
    edit(clause, by=alice)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "改める。"}, is_substantive=True, by=alice)
    keep_typing(clause, language="ja", passage=Passage("目"), based_on="", by=alice)

    publish_draft(draft, published_on=localdate(), by=alice)

    assert (Operation.objects.count(), UnsavedText.objects.count()) == (0, 0)
    with pytest.raises(NotAWorkingEdition):
        keep_typing(clause, language="ja", passage=Passage("目"), based_on="", by=alice)
