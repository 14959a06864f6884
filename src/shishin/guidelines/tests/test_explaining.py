from __future__ import annotations

from dataclasses import replace

import pytest

from shishin.guidelines.errors import ChangeOfUnknownClause, ChangeWithoutEditionBefore, KeyOfAnotherClause, NotAWorkingEdition
from shishin.guidelines.explaining import record_changes, unexplained_changes
from shishin.guidelines.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.guidelines.starting import start_next_edition
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition, make_secretariat, words
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

PURPOSE, DESIGN, USERS, GUESS = CLAUSES


def found(*clauses, first=CLAUSES, reasons=()):
    make_edition("1.0.0", clauses=first)
    edition = make_edition("2.0.0", clauses=clauses, started_from="1.0.0", reasons=reasons)
    return [(change.key, change.kind, change.differs) for change in unexplained_changes(edition)]


def test_a_first_edition_has_nothing_to_explain():
    assert unexplained_changes(make_edition("1.0.0")) == []


def test_an_unchanged_copy_has_nothing_to_explain():
    copy = start_next_edition(make_edition("1.0.0"), version="2.0.0", by=OPERATOR)

    assert unexplained_changes(copy) == []


def test_being_renumbered_needs_no_reason():
    assert found(ManuscriptClause("first", 1), *CLAUSES) == [("first", "new", ())]


def test_words_force_gate_kind_applicability_and_vacation_need_a_reason():
    assert found(
        replace(PURPOSE, passages=words("目標")),
        replace(DESIGN, applicability={"tier": ("1",)}),
        replace(USERS, force="should", is_hard_gate=True, kind="principle"),
        replace(GUESS, is_vacated=True),
    ) == [
        ("purpose", "kept", ("words",)),
        ("design", "kept", ("applicability",)),
        ("users-first", "kept", ("kind", "force", "is_hard_gate")),
        ("do-not-guess", "vacated", ("is_vacated",)),
    ]


def test_new_and_dropped_clauses_need_a_reason():
    assert found(PURPOSE, DESIGN, USERS, ManuscriptClause("test", 2)) == [("test", "new", ()), ("do-not-guess", "dropped", ())]


def test_a_clause_under_another_one_or_in_another_order_needs_a_reason():
    assert found(PURPOSE, USERS, DESIGN, GUESS) == [("users-first", "kept", ("place",))]


def test_of_two_that_changed_places_one_moved():
    assert found(PURPOSE, DESIGN, GUESS, USERS) == [("do-not-guess", "kept", ("place",))]


def test_a_translation_needs_no_reason():
    moved = replace(PURPOSE, passages={**PURPOSE.passages, "en": words("Aim")["ja"]})

    assert found(moved, DESIGN, USERS, GUESS) == []


def test_a_reason_explains_what_its_changes_name():
    reasons = (
        ManuscriptReason(
            {"ja": "実情に合わせる。"}, True, (ManuscriptChange("dropped", ("do-not-guess",)), ManuscriptChange("new", (), ("test",)))
        ),
        ManuscriptReason({}, False, (ManuscriptChange("kept", ("purpose",), ("purpose",)),)),
    )

    assert found(replace(PURPOSE, passages=words("目標")), DESIGN, USERS, ManuscriptClause("test", 2), reasons=reasons) == []


def test_an_empty_reason_explains_nothing():
    reasons = (ManuscriptReason({"ja": " "}, True, (ManuscriptChange("dropped", ("do-not-guess",)),)),)

    assert found(PURPOSE, DESIGN, USERS, reasons=reasons) == [("do-not-guess", "dropped", ())]


def test_what_stands_under_a_split_clause_did_not_move():
    reasons = (ManuscriptReason({"ja": "分けた。"}, True, (ManuscriptChange("split", ("design",), ("plan", "build")),)),)

    assert found(PURPOSE, ManuscriptClause("plan", 1), USERS, ManuscriptClause("build", 1), GUESS, reasons=reasons) == []


def reason(*changes):
    return [ManuscriptReason({"ja": "理由。"}, True, changes)]


def test_changes_are_recorded_on_a_working_edition():
    make_edition("1.0.0")
    edition = make_edition("2.0.0", clauses=[PURPOSE, DESIGN, USERS], started_from="1.0.0")

    record_changes(edition, reason(ManuscriptChange("dropped", ("do-not-guess",))), by=make_secretariat())

    assert unexplained_changes(edition) == []


def test_changes_are_refused_where_they_do_not_belong():
    first = make_adopted("1.0.0")
    change = ManuscriptChange("kept", ("purpose",), ("purpose",))
    edition = start_next_edition(first, version="2.0.0", by=OPERATOR)

    with pytest.raises(NotAWorkingEdition):
        record_changes(first, reason(change), by=OPERATOR)
    with pytest.raises(ChangeWithoutEditionBefore):
        record_changes(make_edition("1.0.0", slug="other"), reason(change), by=OPERATOR)
    with pytest.raises(ChangeOfUnknownClause):
        record_changes(edition, reason(ManuscriptChange("dropped", ("missing",))), by=OPERATOR)
    with pytest.raises(KeyOfAnotherClause):
        record_changes(edition, reason(ManuscriptChange("merged", ("purpose", "design"), ("purpose",))), by=OPERATOR)
    assert edition.changes.count() == 0
