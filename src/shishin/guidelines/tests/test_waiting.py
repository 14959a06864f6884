"""What waits for those who write documents and those who draft for a referral."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.models import Referral
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.editions.procedures import draft_for
from shishin.guidelines.linking.links import link_lines
from shishin.guidelines.models import ClauseLink, ClauseText, Edition, Line
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_decision, make_edition, make_organization, make_secretariat
from shishin.guidelines.tests.test_linking import FIRST, GUIDE, REWORDED, SECOND
from shishin.guidelines.tests.test_submitting import make_member, make_referral
from shishin.guidelines.waiting import waiting_for
from shishin.texts.manuscript import ManuscriptChange, ManuscriptReason
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = date(2023, 4, 2)


def told(person) -> list[tuple[str, str, int]]:
    return [(line.title, line.why, line.count) for line in waiting_for(person, DAY)]


def test_nothing_waits_for_those_who_write_other_documents():
    make_adopted("1.0.0", in_force_from=FIRST)
    make_edition("2.0.0", clauses=REWORDED, started_from="1.0.0")

    assert told(make_secretariat("bob", organization=make_organization("osaka"))) == []


def test_changes_without_a_reason_are_counted_until_each_has_one():
    make_adopted("1.0.0", in_force_from=FIRST)
    clauses = [*REWORDED[:3], *GUIDE]
    edition = make_edition("2.0.0", clauses=clauses, started_from="1.0.0")
    alice = make_secretariat("alice")
    draft_for(edition, referral=make_referral(due_on=date(2023, 6, 30)), by=OPERATOR)

    [line] = waiting_for(alice, DAY)

    assert (line.title, line.why, line.count) == ("Explain the changes of Action guidelines 2.0.0", "3 changes have no reason yet.", 3)
    assert (line.due, line.count) == (date(2023, 6, 30), len(unexplained_changes(edition)))

    changes = (
        ManuscriptChange("kept", ("users-first",), ("users-first",)),
        ManuscriptChange("new", (), ("how",)),
        ManuscriptChange("dropped", ("do-not-guess",), ()),
    )
    make_edition("3.0.0", clauses=clauses, started_from="1.0.0", reasons=(ManuscriptReason({"ja": "理由"}, True, changes),))
    assert [line.title for line in waiting_for(alice, DAY)] == ["Explain the changes of Action guidelines 2.0.0"]


def test_a_draft_waits_for_the_group_until_it_is_submitted():
    draft_for(make_edition("1.0.0-draft.1"), referral=make_referral(due_on=DAY), by=OPERATOR)
    mia, olga = make_member(), make_member("olga", capacity="observer")

    assert (told(mia), told(olga)) == ([("Submit Action guidelines 1.0.0 draft", "On conduct", 1)], [])
    Referral.objects.update(state="reported")
    assert told(mia) == []


def test_a_text_that_a_body_approved_waits_to_be_adopted():
    edition = make_edition("1.0.0")
    alice = make_secretariat("alice")
    decision = make_decision(on=edition)

    assert told(alice) == [("Adopt Action guidelines 1.0.0", "A body has approved this very text.", 1)]
    ClauseText.objects.filter(clause__edition=edition, language="ja").update(body="別の言葉。")
    assert (told(alice), decision.is_approval) == ([], True)


def test_links_whose_other_end_changed_and_old_translations_are_one_line_each():
    make_adopted("1.0.0", in_force_from=FIRST)
    make_adopted("1.0.0", slug="guide", clauses=GUIDE, in_force_from=FIRST)
    target = Line.objects.get(key="users-first")
    link_lines(Line.objects.get(key="how"), target=target, kind=ClauseLink.Kind.DETAILS, by=OPERATOR, on=FIRST)
    reason = ManuscriptReason({"ja": "理由"}, True, (ManuscriptChange("kept", ("users-first",), ("users-first",)),))
    second = make_adopted("2.0.0", clauses=REWORDED, started_from="1.0.0", reasons=(reason,), in_force_from=SECOND)
    clause = second.clauses.get(line__key="purpose")
    ClauseText.objects.create(clause=clause, language="en", number=2, body="Old.", content_hash="x", source_hash="of another source")

    assert told(make_secretariat("alice")) == [
        ("Look at the links of Action guidelines", "1 clause at the other end changed in substance.", 1),
        ("Bring English of Action guidelines up to date", "1 text is older than its source.", 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_asking_takes_as_many_queries_however_many_documents_there_are(django_assert_num_queries, count):
    alice = make_secretariat("alice")
    for number in range(count):
        slug = f"guide-{number}"
        make_adopted("1.0.0", slug=slug, in_force_from=FIRST)
        make_edition("2.0.0", slug=slug, clauses=CLAUSES[:3], started_from="1.0.0")
        make_decision(on=Edition.objects.get(document__slug=slug, version="2.0.0"))

    with django_assert_num_queries(15):
        lines = waiting_for(alice, DAY)

    assert len(lines) == 2 * count
