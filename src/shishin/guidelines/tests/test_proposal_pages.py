"""The pages on which a text is laid beside a draft and its changes are answered."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shishin.guidelines.models import Proposal, ProposedChange
from shishin.guidelines.proposing.answering import decline_change
from shishin.guidelines.proposing.making import propose_file
from shishin.guidelines.tests.makers import make_auditor, make_organization, make_person, make_secretariat
from shishin.guidelines.tests.test_proposing import NEXT, bodies, make_draft, ours

pytestmark = pytest.mark.django_db

DRAFT = "/guidelines/action-guidelines/1.1.0/draft"


@pytest.fixture
def proposed(client):
    edition, person = make_draft()
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)
    client.force_login(person)
    return proposal


def address(proposal, change=None) -> str:
    return f"{DRAFT}/proposals/{proposal.uuid}/" + (f"{change.uuid}/" if change else "")


def test_a_file_is_given_and_its_changes_are_shown(client):
    edition, person = make_draft()
    client.force_login(person)

    answer = client.post(f"{DRAFT}/propose/", {"upload": SimpleUploadedFile("next.md", ours(*NEXT)), "language": "ja"}, follow=True)

    proposal = edition.proposals.get()
    assert answer.redirect_chain == [(address(proposal), 302)]
    assert "Accept all that are certain (2)" in answer.text
    assert "<ins>と設計</ins>" in answer.text


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"language": "ja"}, 200, "Choose a file or paste a text."),
        ({"language": "not a tag", "pasted": "x"}, 200, "Select a valid choice."),
        (
            {"language": "ja", "pasted": "x", "upload": SimpleUploadedFile("a.md", b"# A")},
            200,
            "Give a file or paste a text, one of the two.",
        ),
        ({"language": "ja", "upload": SimpleUploadedFile("a.docx", b"PK\x03\x04no")}, 409, "save it under a new name as .docx"),
        ({"language": "ja", "upload": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}, 409, "an old Word (.doc)"),
        ({"language": "ja", "upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, 409, "not a text file but PDF"),
    ],
)
def test_the_page_says_what_was_refused_and_the_way_out(client, given, status, told):
    _edition, person = make_draft()
    client.force_login(person)

    answer = client.post(f"{DRAFT}/propose/", given)

    assert (answer.status_code, told in answer.text) == (status, True)


def test_a_change_is_accepted_mended_or_declined_on_its_row(client, proposed):
    words, moved, dropped, new = proposed.changes.all()

    client.post(address(proposed, words), {"mend": "1", "heading": "目的", "body": "行動の規範を定める。", "based_on": words.based_on})
    client.post(address(proposed, moved), {"decline": "1"})
    client.post(address(proposed, dropped), {"accept": "1"})
    answer = client.post(address(proposed, new) + "?state=open&page=1", {"accept": "1"})

    assert answer.url == address(proposed) + "?state=open&page=1"
    assert list(proposed.changes.values_list("state", flat=True)) == ["mended", "declined", "accepted", "accepted"]
    assert bodies(proposed.edition)[0][2] == "行動の規範を定める。"
    assert "4 changes: 2 accepted, 1 accepted with other words, 1 declined, 0 still open." in client.get(address(proposed)).text


def test_many_are_accepted_at_once_and_the_rest_is_closed(client, proposed):
    answer = client.post(address(proposed), {"certain": "1"}, follow=True)
    assert "2 changes were accepted." in answer.text

    answer = client.post(address(proposed), {"close": "1"}, follow=True)
    assert "What was still open was declined." in answer.text
    assert client.post(address(proposed), {"accept": "new"}).status_code == 409


def test_whoever_comes_second_sees_what_the_first_did(client, proposed):
    change = proposed.changes.first()
    decline_change(change, by=make_secretariat("carol"))

    answer = client.post(address(proposed, change), {"accept": "1", "based_on": change.based_on})

    assert answer.status_code == 409
    assert "Carol has answered this change already: Declined." in answer.text


def test_words_typed_on_a_text_that_moved_are_kept_and_shown_beside_it(client, proposed):
    change = proposed.changes.first()

    answer = client.post(address(proposed, change), {"mend": "1", "heading": "目的", "body": "打ち込んだ言葉。", "based_on": "0" * 64})

    assert answer.status_code == 409
    assert "打ち込んだ言葉。" in answer.text
    assert bodies(proposed.edition)[0][2] == "この指針は、行動の規範を定める。"


def test_pairing_is_mended_on_the_page_of_a_change(client, proposed):
    new = proposed.changes.get(kind="new")

    client.post(address(proposed, new), {"give": "1", "clause": "test-often"})

    assert list(proposed.changes.values_list("kind", "key")) == [("words", "purpose"), ("moved", "openness"), ("words", "test-often")]
    client.post(address(proposed, proposed.changes.get(key="test-often")), {"part": "1"})
    assert proposed.changes.get(kind=ProposedChange.Kind.NEW).after_key == "test-often"


def test_nobody_else_finds_a_proposal(client, proposed):
    change = proposed.changes.first()
    others = [make_person(), make_auditor(), make_secretariat("dave", organization=make_organization("japan"))]

    for url in (f"{DRAFT}/propose/", address(proposed), address(proposed, change)):
        for person in others:
            client.force_login(person)
            assert (client.get(url).status_code, client.post(url, {"accept": "1"}).status_code) == (404, 404)
        client.logout()
        assert client.get(url).status_code == 302
    assert proposed.changes.open().count() == 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_queries_for_one_and_three_changes(client, django_assert_num_queries, count):
    edition, person = make_draft()
    client.force_login(person)
    proposal = propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)
    proposal.changes.filter(position__gte=count).delete()
    client.get(address(proposal))

    with django_assert_num_queries(13):
        client.get(address(proposal))


def test_a_translation_into_a_language_that_nobody_wrote_in_yet_is_brought_in(client):
    edition, person = make_draft()
    client.force_login(person)
    address = f"{DRAFT}/propose/?language=zh-Hant"

    page = client.get(address).text
    answer = client.post(address, {"language": "zh-Hant", "pasted": "# 目的 {#purpose}"})

    assert ('<option value="zh-Hant" selected>' in page, answer.status_code) == (True, 302)
    assert Proposal.objects.get(edition=edition).language == "zh-Hant"
    assert '<option value="not a tag"' not in client.get(f"{DRAFT}/propose/?language=not+a+tag").text
