"""What became of a clause since it was read: the same, of form alone, of substance, or gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.changes.since import Since, changed_since
from shishin.guidelines.models import Edition, Line
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition, words
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2022, 4, 1), date(2023, 4, 1), date(2024, 4, 1)
KEYS = tuple(clause.key for clause in CLAUSES)
PURPOSE, DESIGN, USERS, GUESS = CLAUSES
NEW_WORDS = {key: words(key, "別の言葉。") for key in KEYS}


def clauses(*reworded: str, without: str = "") -> tuple[ManuscriptClause, ...]:
    kept = (clause for clause in CLAUSES if clause.key != without)
    return tuple(replace(clause, passages=NEW_WORDS[clause.key]) if clause.key in reworded else clause for clause in kept)


def formal(*keys: str) -> ManuscriptReason:
    return ManuscriptReason({"ja": "字句"}, False, tuple(ManuscriptChange("kept", (key,), (key,)) for key in keys))


def substantive(*keys: str, new: str = "", dropped: str = "") -> ManuscriptReason:
    changes = [ManuscriptChange("kept", (key,), (key,)) for key in keys]
    changes += [ManuscriptChange("new", (), (new,))] if new else []
    changes += [ManuscriptChange("dropped", (dropped,), ())] if dropped else []
    return ManuscriptReason({"ja": "理由"}, True, tuple(changes))


def revise(version: str, texts, *reasons: ManuscriptReason, day: date = SECOND, started_from: str = "1.0.0") -> Edition:
    return make_adopted(version, clauses=texts, reasons=reasons, in_force_from=day, started_from=started_from)


def place(key: str, edition: Edition) -> tuple[UUID, int]:
    return Line.objects.get(document=edition.document, key=key).pk, edition.pk


def since(edition: Edition, day: date, *keys: str) -> list[str]:
    found = changed_since({key: place(key, edition) for key in keys or KEYS}, day)
    assert list(found) == list(keys or KEYS)
    return [str(each) for each in found.values()]


def test_each_thing_is_told_what_became_of_the_clause_it_remembers():
    read = make_adopted("1.0.0", in_force_from=FIRST)
    revise(
        "2.0.0",
        clauses("design", "users-first", without="do-not-guess"),
        formal("design"),
        substantive("users-first", dropped="do-not-guess"),
    )

    assert since(read, date(2023, 3, 31)) == ["same", "same", "same", "same"]
    assert since(read, SECOND) == ["same", "formal", "substantive", "gone"]
    assert [Since(each).is_suspect for each in since(read, SECOND)] == [False, False, True, True]


def test_two_things_may_have_read_one_clause_in_different_editions():
    first = make_adopted("1.0.0", in_force_from=FIRST)
    second = revise("2.0.0", clauses("users-first"), substantive("users-first"))

    found = changed_since(
        {"old": place("users-first", first), 2: place("users-first", second), "again": place("users-first", first)}, SECOND
    )

    assert found == {"old": Since.SUBSTANTIVE, 2: Since.SAME, "again": Since.SUBSTANTIVE}


def test_a_change_of_form_after_one_of_substance_does_not_hide_it_and_what_reads_as_before_is_the_same():
    first = make_adopted("1.0.0", in_force_from=FIRST)
    milder = replace(USERS, force="may")
    second = revise("2.0.0", (*clauses("design")[:2], milder, GUESS), formal("design"), substantive("users-first"))
    reworded = replace(milder, passages=NEW_WORDS["users-first"])
    revise("2.1.0", (PURPOSE, DESIGN, reworded, GUESS), formal("users-first"), substantive("design"), day=THIRD, started_from="2.0.0")

    assert since(first, THIRD) == ["same", "same", "substantive", "same"]
    assert since(second, THIRD) == ["same", "substantive", "formal", "same"]


def test_what_went_and_came_back_otherwise_changed_in_substance():
    read = make_adopted("1.0.0", in_force_from=FIRST)
    revise("2.0.0", clauses(without="do-not-guess"), substantive(dropped="do-not-guess"))
    revise("3.0.0", clauses("do-not-guess"), substantive(new="do-not-guess"), day=THIRD, started_from="2.0.0")

    assert since(read, SECOND, "do-not-guess") == ["gone"]
    assert since(read, THIRD, "do-not-guess") == ["substantive"]


def test_where_no_edition_is_in_force_nothing_has_changed():
    read = make_adopted("1.0.0", in_force_from=FIRST)
    document = read.document
    document.abolished_on = date(2022, 12, 31)
    document.save(update_fields=["abolished_on"])

    assert since(read, date(2022, 3, 31)) == since(read, SECOND) == ["same"] * 4


def test_where_no_way_leads_from_one_edition_to_the_other_the_words_decide():
    read = make_adopted("1.0.0", in_force_from=FIRST)
    make_adopted("2.0.0", clauses=clauses("design", without="do-not-guess"), in_force_from=SECOND)

    assert since(read, SECOND) == ["same", "substantive", "same", "gone"]


def test_what_was_read_before_its_time_has_not_changed():
    make_adopted("1.0.0", clauses=clauses(without="do-not-guess"), in_force_from=FIRST)
    read = revise("2.0.0", clauses("users-first"), substantive("users-first", new="do-not-guess"), day=THIRD)

    # What is in force is older: no change came after what was read.
    assert since(read, SECOND) == since(read, THIRD) == ["same"] * 4


def test_what_was_read_in_a_draft_has_not_changed_until_another_text_than_the_drafts_is_in_force():
    make_adopted("1.0.0", in_force_from=FIRST)
    draft = make_edition(
        "2.0.0-draft.1", clauses=clauses("design", "users-first"), started_from="1.0.0", reasons=(substantive("design", "users-first"),)
    )
    publish_draft(draft, published_on=SECOND, by=OPERATOR)
    assert since(draft, SECOND) == ["same"] * 4

    final = clauses("design", "users-first", "do-not-guess")
    revise("2.0.0", final, substantive("do-not-guess"), day=THIRD, started_from="2.0.0-draft.1")
    assert since(draft, THIRD) == ["same", "same", "same", "substantive"]


def test_what_was_read_in_a_draft_that_another_edition_overtook_is_compared_by_way_of_where_both_come_from():
    make_adopted("1.0.0", in_force_from=FIRST)
    reasons = (formal("design"), substantive("users-first"))
    draft = make_edition("2.0.0-draft.1", clauses=clauses("design", "users-first"), started_from="1.0.0", reasons=reasons)
    publish_draft(draft, published_on=SECOND, by=OPERATOR)
    revise("1.0.1", clauses("do-not-guess"), formal("do-not-guess"), day=THIRD)

    assert since(draft, THIRD) == ["same", "formal", "substantive", "formal"]


def test_what_was_read_in_an_edition_that_was_taken_back_is_compared_with_the_older_one():
    make_adopted("1.0.0", clauses=clauses(without="do-not-guess"), in_force_from=FIRST)
    read = revise("2.0.0", clauses("design", "users-first"), formal("design"), substantive("users-first", new="do-not-guess"))
    assert since(read, SECOND) == ["same"] * 4

    withdraw_edition(read, day=THIRD, reason="Taken back.", by=OPERATOR)

    assert since(read, THIRD) == ["same", "formal", "substantive", "gone"]


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_things_does_not_matter_to_the_database(django_assert_num_queries, count):
    read = make_adopted("1.0.0", in_force_from=FIRST)
    revise("1.0.1", clauses(*KEYS), formal(*KEYS))
    revise("1.0.2", clauses(), formal(*KEYS), day=THIRD, started_from="1.0.1")
    revise("2.0.0", clauses(*KEYS), substantive(*KEYS), day=date(2025, 4, 1), started_from="1.0.2")
    remembered = {number: place(key, read) for number, key in enumerate(KEYS[:count])}

    with django_assert_num_queries(4):
        assert set(changed_since(remembered, date(2025, 4, 1)).values()) == {Since.SUBSTANTIVE}
    with django_assert_num_queries(3):
        # With no edition between, there are no further clauses to be read.
        assert set(changed_since(remembered, SECOND).values()) == {Since.FORMAL}
    with django_assert_num_queries(2):
        assert set(changed_since(remembered, THIRD).values()) == {Since.SAME}
    with django_assert_num_queries(1):
        assert set(changed_since(remembered, FIRST).values()) == {Since.SAME}


def test_with_nothing_remembered_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert changed_since({}, FIRST) == {}
