"""Drafting as a whole: whatever people do in whatever order, the edition stays sound, and all of it can be taken back."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.editing import edit_clause, set_attributes
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, merge_clauses, move_clause, split_clause, vacate_clause
from shishin.guidelines.drafting.undoing import undo_last, undoable
from shishin.guidelines.editions.checking import check_change
from shishin.guidelines.editions.clauses import read_clauses
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.errors.drafting import EditedMeanwhile
from shishin.guidelines.models import Clause, Line, Operation, SearchText
from shishin.guidelines.tests.makers import make_edition, make_person
from shishin.kit.errors import Refusal
from shishin.people.models import Person
from shishin.texts.manuscript import Passage, parents
from shishin.trail.recording import OPERATOR

KINDS = ("edit", "describe", "add", "move", "split", "merge", "drop", "vacate", "undo")
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)), max_size=12)


def act(edition, by, kind, one, two, three):
    clauses = list(edition.clauses.select_related("line").order_by("position"))
    if not clauses and kind not in ("add", "undo"):
        return
    clause = clauses[one % len(clauses)] if clauses else None
    other = clauses[two % len(clauses)] if clauses and two % (len(clauses) + 1) else None
    depth = 1 + three % (other.depth + 1 if other else 1)
    words = Passage(f"Words {three % 3}", f"本文{three % 2}")
    if kind == "edit":
        text = clause.texts.filter(language="ja").last()
        edit_clause(clause, language="ja", passage=words, based_on=text.content_hash if text else "", by=by)
    elif kind == "describe":
        force = ("must", "should")[two % 2]
        set_attributes(clause, kind="conduct", force=force, is_hard_gate=False, is_branch=False, applicability={}, by=by)
    elif kind == "add":
        add_clause(edition, after=other, depth=depth, kind="text", force="none", passages={"ja": words}, by=by)
    elif kind == "move":
        move_clause(clause, after=other, depth=depth, by=by)
    elif kind == "split":
        split_clause(clause, parts=[{"ja": words}, {"ja": Passage("Part")}], by=by)
    elif kind == "merge":
        siblings = [row for row in clauses if row.parent_id == clause.parent_id]
        at = siblings.index(clause)
        merge_clauses(siblings[at : at + 2 + two % 2], passages={"ja": words}, by=by)
    elif kind == "drop":
        drop_clause(clause, by=by)
    elif kind == "vacate":
        vacate_clause(clause, by=by)
    else:
        undo_last(edition, by=by)


def must_be_sound(edition):
    clauses = read_clauses(edition)
    rows = list(edition.clauses.order_by("position"))
    assert [row.position for row in rows] == list(range(len(rows)))
    assert [row.parent_id for row in rows] == [None if place is None else rows[place].pk for place in parents(clauses)]
    found = (
        SearchText.objects.filter(clause__edition=edition).order_by("position", "language").values_list("line", "position", "kind", "force")
    )
    texts = Clause.objects.filter(edition=edition, texts__isnull=False).order_by("position", "texts__language")
    assert list(found) == list(texts.values_list("line", "position", "kind", "force"))
    changes = [change for reason in manuscript_of(edition).edition.reasons for change in reason.changes]
    for change in changes:
        check_change(change)
    assert len(changes) == len(set(changes))
    old = {clause.line: clause.key for clause in read_clauses(edition.started_from)}
    here = {clause.line: clause.key for clause in clauses}
    gone = {key for line, key in old.items() if line not in here}
    assert gone == {key for change in changes if change.kind in ("dropped", "split", "merged") for key in change.before}
    fresh = {key for line, key in here.items() if line not in old}
    assert fresh == {key for change in changes if change.kind in ("new", "split", "merged") for key in change.after}


def whole(edition):
    return (
        edition_hash(edition),
        manuscript_of(edition),
        list(edition.clauses.order_by("position").values_list("uuid", "line", "position")),
        list(Line.objects.order_by("uuid").values_list("uuid", "key")),
    )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_stays_sound_and_can_all_be_undone(acts):
    with transaction.atomic():
        before = make_edition("1.0.0")
        edition = start_next_edition(before, version="2.0.0", by=OPERATOR)
        by = make_person()
        at_start = whole(edition)
        for kind, *numbers in acts:
            try:
                with transaction.atomic():
                    act(edition, by, kind, *numbers)
            except Refusal:
                continue
            must_be_sound(edition)
        while undoable(edition):
            undo_last(edition, by=by)
            must_be_sound(edition)
        assert whole(edition) == at_start
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_one_clause_at_once_the_second_gets_both_texts():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")
    clause = make_edition("1.0.0").clauses.select_related("line").get(line__key="purpose")
    base = clause.texts.get(language="ja").content_hash
    people = [make_person(f"writer-{number}") for number in range(4)]
    ready = threading.Barrier(len(people))
    told: list[EditedMeanwhile] = []

    def save(person: Person) -> None:
        ready.wait()
        try:
            edit_clause(clause, language="ja", passage=Passage(person.login_name), based_on=base, by=person)
        except EditedMeanwhile as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    saved = clause.texts.get(language="ja").heading
    assert Operation.objects.count() == 1
    assert [refusal.theirs.heading for refusal in told] == [saved] * 3
    assert sorted([saved, *(refusal.mine.heading for refusal in told)]) == [person.login_name for person in people]
