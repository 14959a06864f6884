"""Adding, moving, splitting, merging, dropping, vacating and undoing the clauses of a draft."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils.timezone import localdate

from shishin.guidelines.acting.publishing import discard_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changes_of, unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, merge_clauses, move_clause, split_clause, vacate_clause
from shishin.guidelines.drafting.undoing import undo_last, undoable
from shishin.guidelines.drafting.writing import write_clauses
from shishin.guidelines.editions.clauses import read_clauses
from shishin.guidelines.errors.drafting import (
    ChangedSince,
    ClauseIsGone,
    ClauseOfAnotherEdition,
    ContinuedElsewhere,
    IntoItself,
    KeyTaken,
    NoNumberToKeep,
    NoParts,
    NothingToUndo,
    NotSideBySide,
    SomethingPointsAtClause,
    UnfitKey,
    WrongDepth,
)
from shishin.guidelines.errors.editions import NotAWorkingEdition, UnfitManuscript
from shishin.guidelines.linking.links import link_lines
from shishin.guidelines.models import Change, Clause, ClauseLink, Edition, Line, LinkCheck, Operation, Reason
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_person, make_secretariat, words
from shishin.guidelines.translating.translations import add_translation
from shishin.people.models import Person
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

TREE = tuple(
    ManuscriptClause(key, depth, kind="conduct", passages=words(key.title(), f"{key} の本文。"))
    for key, depth in (("one", 1), ("one-a", 2), ("one-b", 2), ("two", 1), ("two-a", 2), ("two-a-i", 3), ("three", 1))
)


@pytest.fixture
def alice() -> Person:
    return make_secretariat()


@pytest.fixture
def draft() -> Edition:
    return start_next_edition(make_edition("1.0.0", clauses=TREE), version="2.0.0", by=OPERATOR)


def named(edition: Edition, key: str) -> Clause:
    return edition.clauses.select_related("line").get(line__key=key)


def outline(edition: Edition) -> str:
    rows = edition.clauses.order_by("position").values_list("depth", "line__key", "parent__line__key")
    return " ".join(f"{'.' * (depth - 1)}{key}{f'<{parent}' if parent else ''}" for depth, key, parent in rows)


AT_START = "one .one-a<one .one-b<one two .two-a<two ..two-a-i<two-a three"


def changes(edition: Edition) -> list[tuple[str, str, str]]:
    rows = Change.objects.filter(edition=edition).prefetch_related("before__line", "after__line")
    return sorted(
        (row.kind, " ".join(clause.line.key for clause in row.before.all()), " ".join(clause.line.key for clause in row.after.all()))
        for row in rows
    )


def add(edition: Edition, key: str = "fresh", *, after: Clause | None = None, depth: int = 1, by: Person, **fields: Any) -> Clause:
    given: dict[str, Any] = {
        "kind": "text",
        "force": "none",
        "passages": {"ja": Passage("新"), "en": Passage("Fresh")},
        "key": key,
        **fields,
    }
    return add_clause(edition, after=after, depth=depth, by=by, **given)


def split(clause: Clause, *headings: str, by: Person) -> list[Clause]:
    return split_clause(clause, parts=[{"ja": Passage("部分"), "en": Passage(heading)} for heading in headings], by=by)


def merge(*clauses: Clause, heading: str, by: Person) -> Clause:
    return merge_clauses(clauses, passages={"ja": Passage("全部"), "en": Passage(heading)}, by=by)


# Adding


def test_a_clause_comes_in_behind_all_that_is_deeper(draft, alice):
    clause = add(draft, after=named(draft, "two"), depth=1, by=alice)

    assert outline(draft) == "one .one-a<one .one-b<one two .two-a<two ..two-a-i<two-a fresh three"
    assert (clause.kind, clause.force, clause.texts.get(language="en").source_hash) == (
        "text",
        "none",
        clause.texts.get(language="ja").content_hash,
    )
    assert changes(draft) == [("new", "", "fresh")]


def test_a_clause_comes_in_first_below_another_or_first_of_all(draft, alice):
    add(draft, "below", after=named(draft, "two"), depth=2, by=alice)
    add(draft, "first", by=alice)

    assert outline(draft) == "first one .one-a<one .one-b<one two .below<two .two-a<two ..two-a-i<two-a three"


def test_a_key_comes_from_the_heading_or_the_kind(draft, alice):
    keys = [
        add(draft, "", by=alice, passages={"ja": Passage(heading)} | ({"en": Passage(english)} if english else {})).line.key
        for heading, english in (("窓口", "Front desk"), ("窓口", "Front desk"), ("窓口", ""), ("", ""))
    ]

    assert keys[0] == "front-desk"
    assert keys[1].startswith("front-desk-")
    assert keys[2].startswith("text-")
    assert keys[3].startswith("text-")
    assert len(set(keys)) == 4


def test_a_key_belongs_to_one_line_for_ever(draft, alice):
    drop_clause(named(draft, "three"), by=alice)

    with pytest.raises(KeyTaken):
        add(draft, "three", by=alice)
    with pytest.raises(UnfitKey):
        add(draft, "Not a key", by=alice)


def test_what_cannot_stand_there_is_refused(draft, alice):
    other = make_edition("1.0.0", slug="other", clauses=TREE)

    for after, depth in ((None, 2), (None, 0), (named(draft, "one"), 3)):
        with pytest.raises(WrongDepth):
            add(draft, after=after, depth=depth, by=alice)
    with pytest.raises(ClauseOfAnotherEdition):
        add(draft, after=named(other, "one"), by=alice)
    with pytest.raises(UnfitManuscript):
        add(draft, kind="poem", by=alice)
    with pytest.raises(UnfitManuscript):
        add(draft, passages={"ja": Passage("", "字" * 50_001)}, by=alice)
    assert outline(draft) == AT_START


def test_a_first_edition_is_written_without_changes(alice):
    first = make_edition("1.0.0", clauses=TREE)

    add(first, by=alice)
    split(named(first, "one"), "Part", "Piece", by=alice)
    drop_clause(named(first, "two"), by=alice)

    assert changes(first) == []
    assert changes_of(first) == []
    assert outline(first) == "fresh part piece .one-a<piece .one-b<piece three"


# Moving


def test_a_clause_moves_with_all_below_it(draft, alice):
    move_clause(named(draft, "two"), after=named(draft, "one-a"), depth=2, by=alice)

    assert outline(draft) == "one .one-a<one .two<one ..two-a<two ...two-a-i<two-a .one-b<one three"
    assert changes(draft) == [("kept", "two", "two")]


def test_being_numbered_anew_is_no_change(draft, alice):
    move_clause(named(draft, "three"), after=None, depth=1, by=alice)

    assert outline(draft).startswith("three one")
    assert changes(draft) == [("kept", "three", "three")]


def test_a_clause_moved_back_is_no_change_any_more(draft, alice):
    move_clause(named(draft, "two"), after=None, depth=1, by=alice)
    move_clause(named(draft, "two"), after=named(draft, "one"), depth=1, by=alice)

    assert outline(draft) == AT_START
    assert changes(draft) == []


def test_a_move_to_where_it_stands_is_no_operation(draft, alice):
    move_clause(named(draft, "two"), after=named(draft, "one"), depth=1, by=alice)

    assert Operation.objects.count() == 0


def test_a_clause_is_not_moved_into_itself(draft, alice):
    with pytest.raises(IntoItself):
        move_clause(named(draft, "two"), after=named(draft, "two-a-i"), depth=3, by=alice)
    with pytest.raises(WrongDepth):
        move_clause(named(draft, "two"), after=named(draft, "one"), depth=3, by=alice)


# Splitting and merging


def test_what_stood_below_a_split_clause_stands_below_its_last_part(draft, alice):
    first, last = split(named(draft, "two"), "Plan", "Build", by=alice)

    assert outline(draft) == "one .one-a<one .one-b<one plan build .two-a<build ..two-a-i<two-a three"
    assert (first.kind, last.kind) == ("conduct", "conduct")
    assert changes(draft) == [("split", "two", "plan build")]


def test_a_split_needs_two_parts_with_words(draft, alice):
    for parts in (
        [],
        [{"ja": Passage("部分")}],
        [{"ja": Passage("部分")}, {"ja": Passage(" ")}],
        [{"ja": Passage("部分")}, {"en": Passage("b")}],
    ):
        with pytest.raises(NoParts):
            split_clause(named(draft, "two"), parts=parts, by=alice)


def test_what_stood_below_merged_clauses_stands_below_the_whole(draft, alice):
    clause = merge(named(draft, "two"), named(draft, "one"), heading="Both", by=alice)

    assert outline(draft) == "both .one-a<both .one-b<both .two-a<both ..two-a-i<two-a three"
    assert clause.kind == "conduct"
    assert changes(draft) == [("merged", "one two", "both")]


def test_only_neighbours_are_merged(draft, alice):
    for keys in (("one", "three"), ("one", "one-a"), ("one",), ("one-b", "two-a"), ("one", "one")):
        with pytest.raises(NotSideBySide):
            merge(*(named(draft, key) for key in keys), heading="Both", by=alice)


def test_a_part_that_is_split_again_leaves_one_split(draft, alice):
    _first, last = split(named(draft, "two"), "Plan", "Build", by=alice)
    split(last, "Make", "Test", by=alice)

    assert changes(draft) == [("split", "two", "plan make test")]


def test_a_part_that_is_merged_with_another_clause_tells_of_both(draft, alice):
    _first, last = split(named(draft, "two"), "Plan", "Build", by=alice)
    merge(last, named(draft, "three"), heading="Rest", by=alice)

    assert changes(draft) == [("merged", "two three", "rest"), ("split", "two", "plan rest")]


def test_what_is_split_and_merged_again_is_the_clause_that_it_was(draft, alice):
    line = named(draft, "two").line
    clause = merge(*split(named(draft, "two"), "Plan", "Build", by=alice), heading="Two again", by=alice)

    assert (clause.line, changes(draft)) == (line, [("kept", "two", "two")])
    assert not Line.objects.filter(key__in=("plan", "build", "two-again")).exists()


def test_a_clause_merged_with_a_new_one_is_still_that_clause(draft, alice):
    fresh = add(draft, after=named(draft, "two"), by=alice)

    clause = merge(named(draft, "two"), fresh, heading="Both", by=alice)

    assert clause.line.key == "two"
    assert changes(draft) == [("kept", "two", "two")]


def test_new_clauses_merged_are_new(draft, alice):
    first = add(draft, "a", by=alice)
    second = add(draft, "b", after=first, by=alice)

    merge(first, second, heading="Both", by=alice)

    assert changes(draft) == [("new", "", "both")]


# Dropping and vacating


def test_a_clause_is_dropped_with_all_below_it_one_change_each(draft, alice):
    drop_clause(named(draft, "two"), by=alice)

    assert outline(draft) == "one .one-a<one .one-b<one three"
    assert changes(draft) == [("dropped", "two", ""), ("dropped", "two-a", ""), ("dropped", "two-a-i", "")]


def test_a_new_clause_goes_without_a_trace_and_its_key_is_free_again(draft, alice):
    drop_clause(add(draft, by=alice), by=alice)

    assert changes(draft) == []
    assert add(draft, by=alice).line.key == "fresh"


def test_a_part_that_is_dropped_leaves_the_others(draft, alice):
    parts = split(named(draft, "three"), "Plan", "Build", "Test", by=alice)
    drop_clause(parts[0], by=alice)
    assert changes(draft) == [("split", "three", "build test")]

    drop_clause(parts[1], by=alice)
    assert changes(draft) == [("kept", "three", "three")]

    drop_clause(named(draft, "three"), by=alice)
    assert changes(draft) == [("dropped", "three", "")]


def test_a_merged_clause_that_is_dropped_drops_all_that_went_into_it(draft, alice):
    drop_clause(merge(named(draft, "one-a"), named(draft, "one-b"), heading="Both", by=alice), by=alice)

    assert changes(draft) == [("dropped", "one-a", ""), ("dropped", "one-b", "")]


def test_a_clause_that_a_check_of_a_link_names_is_not_taken_out(draft, alice):
    link = link_lines(named(draft, "one").line, target=named(draft, "three").line, kind=ClauseLink.Kind.DETAILS, by=alice)
    LinkCheck.objects.create(link=link, target_clause=named(draft, "three"), checked_by=alice, checked_on=localdate())

    with pytest.raises(SomethingPointsAtClause):
        drop_clause(named(draft, "three"), by=alice)


def test_a_vacated_clause_keeps_its_number_and_loses_its_words_in_every_language(draft, alice):
    add_translation(named(draft, "two"), language="en", passage=Passage("Two"), by=alice)

    clause = vacate_clause(named(draft, "two"), by=alice)

    assert clause.is_vacated
    assert list(clause.texts.values_list("language", "heading", "body")) == [("ja", "", "")]
    assert outline(draft) == "one .one-a<one .one-b<one two three"
    assert changes(draft) == [("dropped", "two-a", ""), ("dropped", "two-a-i", ""), ("vacated", "two", "two")]


def test_only_a_number_that_readers_know_is_kept(draft, alice):
    with pytest.raises(NoNumberToKeep):
        vacate_clause(add(draft, by=alice), by=alice)
    with pytest.raises(NoNumberToKeep):
        vacate_clause(named(make_edition("1.0.0", slug="other", clauses=TREE), "one"), by=alice)


# Changes of editions that came in as texts


def test_rows_that_speak_of_several_clauses_lose_only_what_no_longer_holds(draft, alice):
    old = draft.started_from
    reason = Reason.objects.create(edition=draft, words={"ja": "理由"})
    row = Change.objects.create(edition=draft, kind="kept", reason=reason)
    row.before.set([named(old, "one"), named(old, "three")])
    row.after.set([named(draft, "one"), named(draft, "three")])

    drop_clause(named(draft, "three"), by=alice)

    assert changes(draft) == [("dropped", "three", ""), ("kept", "one", "one")]
    assert [change.key for change in unexplained_changes(draft)] == ["three"]


def test_a_reason_goes_with_the_last_change_that_it_explained(draft, alice):
    add(draft, by=alice)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "理由"}, is_substantive=True, by=alice)

    drop_clause(named(draft, "fresh"), by=alice)
    assert Reason.objects.count() == 0

    undo_last(draft, by=alice)
    assert unexplained_changes(draft) == []
    assert Reason.objects.get().words == {"ja": "理由"}


# Undoing


def test_operations_are_undone_one_after_another_by_whoever_drafts(draft, alice):
    bob = make_person("bob")
    move_clause(named(draft, "three"), after=None, depth=1, by=alice)
    add(draft, by=alice)

    assert undo_last(draft, by=bob).kind == "add"
    assert undoable(draft).kind == "move"
    assert undo_last(draft, by=bob).kind == "move"

    assert outline(draft) == AT_START
    assert undoable(draft) is None
    with pytest.raises(NothingToUndo):
        undo_last(draft, by=bob)
    entry = Entry.objects.latest("pk")
    assert (entry.key, entry.data) == ("guidelines.operation_undone", {"operation": 1, "kind": "move", "clause": "three"})


def test_what_is_made_again_keeps_its_identity_its_line_and_its_key(draft, alice):
    clause = add(draft, by=alice)
    drop_clause(clause, by=alice)

    undo_last(draft, by=alice)

    again = named(draft, "fresh")
    assert (again.uuid, again.line_id) == (clause.uuid, clause.line_id)
    assert list(again.texts.values_list("language", "heading")) == [("en", "Fresh"), ("ja", "新")]


def test_an_explanation_is_undone(draft, alice):
    add(draft, by=alice)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "理由"}, is_substantive=True, by=alice)

    assert undo_last(draft, by=alice).kind == "explain"

    assert len(unexplained_changes(draft)) == 1
    assert Reason.objects.count() == 0


def test_what_was_changed_since_in_another_way_is_not_undone(draft, alice):
    clause = add(draft, by=alice)
    Clause.objects.filter(pk=clause.pk).update(force="must")

    with pytest.raises(ChangedSince):
        undo_last(draft, by=alice)

    assert named(draft, "fresh").force == "must"


def test_words_that_came_since_are_not_lost_by_undoing(draft, alice):
    clause = add(draft, by=alice)
    add_translation(clause, language="ja-simple", passage=Passage("あたらしい"), by=alice)

    with pytest.raises(ChangedSince):
        undo_last(draft, by=alice)

    assert clause.texts.filter(language="ja-simple").exists()


def test_a_key_given_away_since_is_not_taken_back(draft, alice):
    drop_clause(add(draft, by=alice), by=alice)
    Line.objects.create(document=draft.document, key="fresh")

    with pytest.raises(ChangedSince):
        undo_last(draft, by=alice)


# What is fixed


def test_nothing_of_a_fixed_edition_is_touched(alice):
    fixed = make_adopted("1.0.0", clauses=TREE)
    clause = named(fixed, "two")

    for act in (
        lambda: add(fixed, by=alice),
        lambda: move_clause(clause, after=None, depth=1, by=alice),
        lambda: split(clause, "a", "b", by=alice),
        lambda: merge(clause, named(fixed, "three"), heading="c", by=alice),
        lambda: drop_clause(clause, by=alice),
        lambda: vacate_clause(clause, by=alice),
        lambda: undo_last(fixed, by=alice),
    ):
        with pytest.raises(NotAWorkingEdition):
            act()
    assert outline(fixed) == AT_START


def test_the_database_itself_holds_a_fixed_edition(alice):
    fixed = make_adopted("1.0.0", clauses=TREE)
    clauses = read_clauses(fixed)

    for now in (clauses[1:], clauses[::-1]):
        with pytest.raises(DatabaseError), transaction.atomic():
            write_clauses(fixed, was=clauses, now=now, lost=(), words=())
    assert outline(fixed) == AT_START


def test_an_edition_that_was_continued_is_left_as_it_is(draft, alice):
    start_next_edition(draft, version="2.0.1", by=OPERATOR)

    with pytest.raises(ContinuedElsewhere):
        add(draft, by=alice)


def test_a_clause_that_is_gone_is_said_to_be_gone(draft, alice):
    clause = named(draft, "three")
    drop_clause(clause, by=alice)

    with pytest.raises(ClauseIsGone):
        move_clause(clause, after=None, depth=1, by=alice)


def test_a_drafted_edition_is_discarded_with_all_that_drafting_kept(draft, alice):
    split(named(draft, "two"), "Plan", "Build", by=alice)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "理由"}, is_substantive=True, by=alice)

    discard_edition(draft, by=alice)

    assert (Operation.objects.count(), Line.objects.filter(key="plan").count()) == (0, 0)


# Listing


@pytest.mark.parametrize("count", [1, 3])
def test_changes_are_listed_with_names_in_three_queries(count, alice, django_assert_num_queries):
    make_edition("1.0.0", clauses=TREE)
    draft = start_next_edition(Edition.objects.get(version="1.0.0"), version="2.0.0", by=OPERATOR)
    for key in ("three", "one", "two")[:count]:
        split(named(draft, key), f"{key} left", f"{key} right", by=alice)
    draft = Edition.objects.select_related("started_from", "document__numbering").get(pk=draft.pk)

    with django_assert_num_queries(3):
        listed = changes_of(draft)

    assert len(listed) == count
    last = listed[-1]
    assert (last.kind, last.is_explained, last.key) == ("split", False, "three-left")
    assert [str(clause) for clause in last.before] == ["3　Three"]
    assert [clause.begin for clause in last.after] == ["部分", "部分"]


def test_a_listed_change_says_what_is_different(draft, alice):
    clause = named(draft, "one")
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage("新", "文"), based_on=text.content_hash, by=alice)
    move_clause(clause, after=named(draft, "three"), depth=1, by=alice)

    [change] = changes_of(draft)
    assert change.in_words == "3　新 (different: the words, the place)"
