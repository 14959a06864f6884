"""A text laid beside a draft: what it would change, and what a person answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils.timezone import localdate

from shishin.guidelines.acting.publishing import discard_edition, publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.errors.drafting import (
    AlreadyAnswered,
    ChangedUnderProposal,
    NoTextGiven,
    NothingProposed,
    NotInATranslation,
    NotItsWords,
    OthersStandBelow,
    ProposalIsClosed,
    TooManyClauses,
)
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Operation, Proposal
from shishin.guidelines.proposing.answering import (
    accept_change,
    accept_changes,
    close_proposal,
    decline_change,
    pair_with,
    unpair,
)
from shishin.guidelines.proposing.making import propose_file, propose_pasted
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_secretariat, words
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.texts.text_form import write_clauses
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db

CLAUSES = (
    ManuscriptClause(
        "purpose",
        1,
        kind="chapter",
        passages=words("目的", "この指針は、行動の規範を定める。", en=Passage("Purpose", "It sets out conduct.")),
    ),
    ManuscriptClause("design", 1, kind="chapter", passages=words("設計", "設計は利用者から始める。")),
    ManuscriptClause(
        "users-first", 2, kind="conduct", force="must", passages=words("", "利用者の声を聞かなければならない。", "利用者から。")
    ),
    ManuscriptClause("test-often", 2, kind="conduct", force="should", passages=words("", "試験は小さく、何度も行う。")),
    ManuscriptClause("openness", 1, kind="chapter", passages=words("公開", "成果は公開する。")),
)


def make_draft():
    """A working edition that was started from one in force, and somebody who writes it."""
    edition = make_adopted("1.0.0", clauses=CLAUSES)
    person = make_secretariat()
    return start_next_edition(edition, version="1.1.0", by=person), person


def ours(*clauses: ManuscriptClause) -> bytes:
    return write_clauses(clauses, language="ja", source_language="ja").encode()


def with_words(key: str, heading: str, body: str, summary: str = "") -> ManuscriptClause:
    clause = next(clause for clause in CLAUSES if clause.key == key)
    return replace(clause, passages=words(heading, body, summary))


def rows(proposal: Proposal) -> list[tuple[str, str]]:
    return list(proposal.changes.values_list("kind", "key"))


def bodies(edition) -> list[tuple[str, int, str]]:
    return [(clause.key, clause.depth, clause.passages["ja"].body) for clause in manuscript_of(edition).clauses]


NEXT = (
    with_words("purpose", "目的", "この指針は、行動と設計の規範を定める。"),
    replace(CLAUSES[4]),
    CLAUSES[1],
    CLAUSES[2],
    ManuscriptClause("ask-again", 2, kind="conduct", force="should", passages=words("", "聞いたら、もう一度聞く。")),
)


def test_a_whole_text_says_what_is_new_dropped_moved_and_worded_otherwise():
    edition, person = make_draft()

    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)

    assert rows(proposal) == [("words", "purpose"), ("moved", "openness"), ("dropped", "test-often"), ("new", "ask-again")]
    assert (proposal.unchanged, proposal.is_whole) == (2, True)
    assert bodies(edition) == [(clause.key, clause.depth, clause.passages["ja"].body) for clause in CLAUSES]
    assert Entry.objects.filter(key="guidelines.proposal_made").get().data == {
        "proposal": str(proposal.uuid),
        "language": "ja",
        "changes": 4,
        "unchanged": 2,
    }


def test_accepting_all_of_a_kind_brings_the_draft_to_the_text():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)

    answered = accept_changes(proposal, by=person)

    assert (answered.accepted, list(answered.left)) == (4, [])
    assert bodies(edition) == [(clause.key, clause.depth, clause.passages["ja"].body) for clause in NEXT]
    assert Clause.objects.get(edition=edition, line__key="ask-again").force == "should"
    assert not proposal.changes.open().exists()
    assert sorted(Change.objects.filter(edition=edition).values_list("kind", flat=True)) == ["dropped", "kept", "kept", "new"]


def test_what_was_accepted_together_is_undone_together_and_is_open_again():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)
    was = manuscript_of(edition).clauses
    accept_changes(proposal, by=person)

    undo_last(edition, by=person)

    assert manuscript_of(edition).clauses == was
    assert proposal.changes.open().count() == 4
    assert accept_changes(proposal, by=person).accepted == 4


def test_only_what_is_certain_is_accepted_when_asked_so():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)

    assert accept_changes(proposal, only_certain=True, by=person).accepted == 2
    assert accept_changes(proposal, kind="new", by=person).accepted == 1
    assert list(proposal.changes.open().values_list("kind", flat=True)) == ["dropped"]


def test_words_are_mended_before_they_are_accepted():
    edition, person = make_draft()
    change = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person).changes.get(key="purpose")

    change = accept_change(change, by=person, passage=Passage("目的", "この指針は、規範を定める。"))

    assert (change.state, change.answered_by) == ("mended", person)
    assert bodies(edition)[0] == ("purpose", 1, "この指針は、規範を定める。")
    assert ClauseText.objects.get(clause__edition=edition, clause__line__key="purpose", language="en").body == "It sets out conduct."


def test_a_change_is_answered_once():
    edition, person = make_draft()
    change = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person).changes.get(key="purpose")
    decline_change(change, by=person)

    with pytest.raises(AlreadyAnswered, match="Alice has answered this change already: Declined"):
        accept_change(change, by=make_secretariat("carol"))
    assert bodies(edition)[0][2] == "この指針は、行動の規範を定める。"


def test_words_that_moved_meanwhile_are_not_overwritten():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)
    clause = Clause.objects.get(edition=edition, line__key="purpose")
    now = edit_clause(
        clause, language="ja", passage=Passage("目的", "別の言葉。"), based_on=clause.texts.get(language="ja").content_hash, by=person
    )

    with pytest.raises(ChangedUnderProposal):
        accept_change(proposal.changes.get(key="purpose"), by=person)
    answered = accept_changes(proposal, by=person)
    assert (answered.accepted, [change.key for change, _refusal in answered.left]) == (3, ["purpose"])

    accept_change(proposal.changes.get(key="purpose"), by=person, based_on=now.content_hash)
    assert bodies(edition)[0][2] == "この指針は、行動と設計の規範を定める。"


def test_a_clause_with_others_below_is_not_dropped_over_their_heads():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(CLAUSES[0], CLAUSES[4]), name="next.md", language="ja", by=person)

    with pytest.raises(OthersStandBelow):
        accept_change(proposal.changes.get(key="design"), by=person)
    assert accept_changes(proposal, kind="dropped", by=person).accepted == 3
    assert [row[0] for row in bodies(edition)] == ["purpose", "openness"]


def test_closing_declines_what_is_left():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)
    accept_change(proposal.changes.get(key="purpose"), by=person)

    close_proposal(proposal, by=person)

    assert sorted(proposal.changes.values_list("state", flat=True)) == ["accepted", "declined", "declined", "declined"]
    with pytest.raises(ProposalIsClosed):
        accept_changes(proposal, by=person)


def test_a_wrong_pairing_becomes_a_new_clause_and_leaves_the_other_alone():
    edition, person = make_draft()
    proposal = propose_pasted(edition, "公開\t成果は、求められれば公開する。", language="ja", by=person, form="table")
    change = unpair(proposal.changes.get(), by=person)

    accept_change(change, by=person)

    assert [row[0] for row in bodies(edition)][-2:] == ["openness", change.key]
    assert bodies(edition)[-2:][0][2] == "成果は公開する。"
    assert bodies(edition)[-1][2] == "成果は、求められれば公開する。"


def test_a_new_clause_can_be_given_to_one_that_was_taken_for_dropped():
    edition, person = make_draft()
    text = ours(*CLAUSES[:3], ManuscriptClause("trial", 2, kind="conduct", passages=words("", "使う人の前で試す。")), CLAUSES[4])
    proposal = propose_file(edition, text, name="next.md", language="ja", by=person)
    assert rows(proposal) == [("dropped", "test-often"), ("new", "trial")]

    change = pair_with(proposal.changes.get(kind="new"), key="test-often", by=person)
    accept_change(change, by=person)

    assert rows(proposal) == [("words", "test-often")]
    assert bodies(edition)[3] == ("test-often", 2, "使う人の前で試す。")
    with pytest.raises(AlreadyAnswered):
        pair_with(change, key="purpose", by=person)


def test_a_translation_is_paired_with_its_clauses_in_order_and_brings_none_in():
    edition, person = make_draft()
    english = "# Purpose\n\nIt sets out conduct and design.\n\n# Design\n\nIt begins with users.\n\n# Openness\n\nResults are public.\n\n# More\n\nMore.\n"

    proposal = propose_file(edition, english.encode(), name="en.md", language="en", by=person)

    assert rows(proposal)[0] == ("words", "purpose")
    new = proposal.changes.filter(kind="new").first()
    with pytest.raises(NotInATranslation):
        accept_change(new, by=person)
    accept_change(pair_with(new, key="design", by=person), by=person)
    assert ClauseText.objects.filter(clause__edition=edition, clause__line__key="design", language="en").count() == 1
    with pytest.raises(NotItsWords):
        pair_with(proposal.changes.filter(kind="new").first(), key="design", by=person)


def test_rows_of_a_table_are_paired_by_number_key_or_words_and_say_the_force():
    edition, person = make_draft()
    table = '番号\t見出し\t本文\t効力\n1\t目的\t"この指針は、\n行動の規範を定める。"\t\nx\t\t試験は小さく、毎日行う。\t必須\n'

    proposal = propose_pasted(edition, table, language="ja", by=person)

    assert (rows(proposal), proposal.unchanged, proposal.is_whole) == ([("words", "test-often")], 1, False)
    accept_changes(proposal, by=person)
    clause = Clause.objects.get(edition=edition, line__key="test-often")
    assert (clause.force, clause.kind, bodies(edition)[3][2]) == ("must", "conduct", "試験は小さく、毎日行う。")


def test_paragraphs_pasted_from_word_are_a_piece_that_drops_nothing():
    edition, person = make_draft()

    proposal = propose_pasted(edition, "設計\n設計は利用者の声から始める。\n", language="ja", by=person)

    assert (rows(proposal), proposal.is_whole) == ([("words", "design")], False)
    assert proposal.changes.get().body == "設計は利用者の声から始める。"


def test_a_text_that_falls_into_more_clauses_than_any_guideline_has_is_refused():
    edition, person = make_draft()

    with pytest.raises(TooManyClauses, match=r"falls into 5,001 clauses; 5,000 can") as refused:
        propose_pasted(edition, "# 一\n\n本文である。\n\n" * 5_001, language="ja", by=person, is_whole=True)

    assert "in parts" in refused.value.way_out
    assert not Proposal.objects.exists()


def test_nothing_is_proposed_where_nothing_was_given_or_nothing_differs():
    edition, person = make_draft()

    with pytest.raises(NoTextGiven):
        propose_pasted(edition, " \n", language="ja", by=person)
    with pytest.raises(NoTextGiven):
        propose_file(edition, b"\n", name="a.md", language="ja", by=person)
    with pytest.raises(NothingProposed, match=r"all its clauses \(5\)"):
        propose_file(edition, ours(*CLAUSES), name="a.md", language="ja", by=person)
    assert not Proposal.objects.exists()


def test_an_edition_without_one_before_takes_proposals_too():
    edition = make_edition("1.0.0", clauses=CLAUSES)
    person = make_secretariat()

    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)

    assert accept_changes(proposal, by=person).accepted == 4


def test_with_an_edition_that_is_discarded_its_proposals_and_steps_go():
    edition, person = make_draft()
    proposal = propose_file(edition, ours(with_words("purpose", "目的", "別の文。")), name="next.md", language="ja", by=person)
    accept_changes(proposal, kind="words", by=person)
    assert Operation.objects.count() == 1
    discard_edition(edition, by=person)
    with pytest.raises(ObjectDoesNotExist):
        close_proposal(proposal, by=person)
    assert (Proposal.objects.count(), Operation.objects.count(), Edition.objects.count()) == (0, 0, 1)


def test_what_is_still_open_of_a_proposal_ends_when_its_edition_is_published():
    person = make_secretariat()
    edition = start_next_edition(make_adopted("1.0.0", clauses=CLAUSES), version="1.1.0-draft.1", by=person)
    proposal = propose_file(edition, ours(with_words("purpose", "目的", "別の文。")), name="next.md", language="ja", by=person)
    change = proposal.changes.first()
    publish_draft(edition, published_on=localdate(), by=person)
    with pytest.raises(NotAWorkingEdition):
        accept_change(change, by=person)
    assert (Proposal.objects.count(), Clause.objects.filter(edition=edition).count()) == (0, len(CLAUSES))
