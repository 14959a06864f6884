from __future__ import annotations

from dataclasses import replace

import pytest

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed, unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import change_reason, explain_changes, take_reasons_off
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, split_clause
from shishin.guidelines.errors.drafting import ChangeIsGone
from shishin.guidelines.errors.editions import ChangeWithoutEditionBefore, NoReason, NotALanguage, NotAWorkingEdition
from shishin.guidelines.models import Change, Reason
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition, make_secretariat, words
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.models import Entry
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


def changed_draft():
    """One clause with other words, one dropped, one new, all by acts of drafting."""
    edition = start_next_edition(make_edition("1.0.0"), version="2.0.0", by=OPERATOR)
    by = make_secretariat()
    clauses = {clause.line.key: clause for clause in edition.clauses.select_related("line")}
    text = clauses["purpose"].texts.get(language="ja")
    edit_clause(clauses["purpose"], language="ja", passage=Passage("目標"), based_on=text.content_hash, by=by)
    drop_clause(clauses["do-not-guess"], by=by)
    add_clause(edition, after=None, depth=1, kind="text", force="none", passages={"ja": Passage("序")}, key="preface", by=by)
    return edition, by


def told(edition):
    rows = Change.objects.filter(edition=edition).order_by("kind")
    return [(row.kind, row.is_substantive, row.reason.words if row.reason else None) for row in rows.select_related("reason")]


def test_one_reason_serves_several_changes_and_makes_no_second_row():
    edition, by = changed_draft()
    found = unexplained_changes(edition)
    assert [(change.kind, change.key) for change in found] == [("new", "preface"), ("kept", "purpose"), ("dropped", "do-not-guess")]

    explain_changes(edition, found[:2], words={"ja": "分かりやすくするため。", "en": " "}, is_substantive=True, by=by)

    reason = {"ja": "分かりやすくするため。"}
    assert told(edition) == [("dropped", True, None), ("kept", True, reason), ("new", True, reason)]
    assert Reason.objects.filter(edition=edition).count() == 1
    assert [change.key for change in unexplained_changes(edition)] == ["do-not-guess"]


def test_a_row_is_made_where_none_is():
    make_edition("1.0.0")
    edition = make_edition("2.0.0", clauses=[PURPOSE, DESIGN, USERS], started_from="1.0.0")

    explain_changes(edition, ["dropped:do-not-guess"], words={}, is_substantive=False, by=make_secretariat())

    assert told(edition) == [("dropped", False, None)]
    assert unexplained_changes(edition) == []


def test_a_split_is_one_change():
    edition = start_next_edition(make_edition("1.0.0"), version="2.0.0", by=OPERATOR)
    clause = edition.clauses.get(line__key="design")
    split_clause(
        clause,
        parts=[{"ja": Passage("計画"), "en": Passage("Plan")}, {"ja": Passage("構築"), "en": Passage("Build")}],
        by=make_secretariat(),
    )

    [change] = unexplained_changes(edition)

    assert (change.kind, [clause.key for clause in change.before], [clause.key for clause in change.after]) == (
        "split",
        ["design"],
        ["plan", "build"],
    )


def test_another_reason_takes_the_place_of_the_first():
    edition, by = changed_draft()
    explain_changes(edition, unexplained_changes(edition), words={"ja": "一"}, is_substantive=True, by=by)
    [new, kept, dropped] = changed(edition).changes

    explain_changes(edition, [kept.choice], words={"ja": "二"}, is_substantive=True, by=by)
    explain_changes(edition, [new, dropped], words={"ja": "三"}, is_substantive=False, by=by)

    assert told(edition) == [("dropped", False, {"ja": "三"}), ("kept", True, {"ja": "二"}), ("new", False, {"ja": "三"})]
    assert Reason.objects.filter(edition=edition).count() == 2


def test_a_reason_gets_other_words_and_is_taken_off_again():
    edition, by = changed_draft()
    explain_changes(edition, unexplained_changes(edition), words={"ja": "一"}, is_substantive=True, by=by)

    changed_reason = change_reason(Reason.objects.get(edition=edition), words={"ja": "二", "en": "Two"}, by=by)
    assert changed_reason.words == {"ja": "二", "en": "Two"}
    assert unexplained_changes(edition) == []

    take_reasons_off(edition, changed(edition).changes, by=by)
    assert len(unexplained_changes(edition)) == 3
    assert Reason.objects.filter(edition=edition).count() == 0
    entries = Entry.objects.order_by("pk").values_list("key", flat=True)
    assert list(entries)[-3:] == ["guidelines.changes_explained", "guidelines.reason_changed", "guidelines.changes_explained"]


def test_a_reason_for_a_clause_that_is_as_it_was_goes_with_its_row():
    edition, by = changed_draft()
    explain_changes(edition, unexplained_changes(edition), words={"ja": "一"}, is_substantive=True, by=by)
    clause = edition.clauses.get(line__key="purpose")
    old = edition.started_from.clauses.get(line__key="purpose").texts.get(language="ja")
    now = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage(old.heading, old.body), based_on=now.content_hash, by=by)
    [kept] = [change for change in changed(edition).changes if change.kind == "kept"]
    assert (kept.differs, kept.is_explained) == ((), True)

    take_reasons_off(edition, [kept], by=by)

    assert [change.kind for change in changed(edition).changes] == ["new", "dropped"]


def test_what_cannot_be_explained_is_refused():
    edition, by = changed_draft()
    found = unexplained_changes(edition)

    with pytest.raises(NoReason):
        explain_changes(edition, found, words={"ja": " "}, is_substantive=True, by=by)
    with pytest.raises(ChangeIsGone):
        explain_changes(edition, ["new:missing"], words={"ja": "理由"}, is_substantive=True, by=by)
    with pytest.raises(ChangeIsGone):
        explain_changes(edition, [], words={"ja": "理由"}, is_substantive=True, by=by)
    with pytest.raises(NotALanguage):
        explain_changes(edition, found, words={"??": "理由"}, is_substantive=True, by=by)
    with pytest.raises(ChangeWithoutEditionBefore):
        explain_changes(make_edition("1.0.0", slug="other"), ["new:purpose"], words={"ja": "理由"}, is_substantive=True, by=by)
    with pytest.raises(NotAWorkingEdition):
        explain_changes(make_adopted("1.0.0", slug="third"), ["new:purpose"], words={"ja": "理由"}, is_substantive=True, by=by)
    assert Reason.objects.count() == 0
