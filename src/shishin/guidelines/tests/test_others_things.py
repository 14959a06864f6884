"""What a form or an address of a draft names must belong to that draft: clauses, reasons, changes and steps of others are refused."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.drafting.restructuring import merge_clauses, move_clause
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.errors.drafting import ClauseIsGone, ClauseOfAnotherEdition, DoneSince
from shishin.guidelines.models import Clause, Edition, Operation, Reason
from shishin.guidelines.tests.makers import make_adopted, make_secretariat, words
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

OTHERS = (ManuscriptClause("elsewhere", 1, kind="chapter", passages=words("別")),)


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


@pytest.fixture
def draft(alice) -> Edition:
    return start_next_edition(make_adopted("1.0.0"), version="1.1.0", by=alice)


@pytest.fixture
def other(alice) -> Edition:
    """A draft of another document, with a clause of its own."""
    return start_next_edition(make_adopted("1.0.0", slug="elsewhere", clauses=OTHERS), version="1.1.0", by=alice)


def url(name: str, *more: object) -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", "1.1.0", *more])


def of(edition: Edition, key: str) -> Clause:
    return Clause.objects.select_related("line", "edition").get(edition=edition, line__key=key)


def write(edition: Edition, key: str, alice, body: str = "別の文。") -> None:
    text = of(edition, key).texts.filter(language="ja").latest("number")
    edit_clause(of(edition, key), language="ja", passage=Passage(text.heading, body), based_on=text.content_hash, by=alice)


@pytest.mark.parametrize("name", ["draft-clause", "move-clause", "split-clause", "merge-clause", "drop-clause", "vacate-clause"])
def test_a_clause_of_another_edition_has_no_address_in_this_one(client, draft, other, name):
    sent = 405 if name == "draft-clause" else 404  # that page takes nothing
    assert [client.get(url(name, "elsewhere")).status_code, client.post(url(name, "elsewhere"), {}).status_code] == [404, sent]
    assert Operation.objects.count() == 0


@pytest.mark.asvs("V8.2.2")
def test_a_clause_is_neither_edited_nor_placed_nor_merged_across_editions(client, draft, other):
    assert client.post(url("edit-clause", "elsewhere", "ja"), {"body": "x"}).status_code == 404
    place = {"after": "elsewhere", "depth": "1"}
    assert "after" in client.post(url("move-clause", "design"), place).context["form"].errors
    assert "after" in client.post(url("add-clause"), {**place, "kind": "text", "force": "none", "body": "x"}).context["form"].errors
    with pytest.raises(ClauseOfAnotherEdition):
        move_clause(of(draft, "design"), after=of(other, "elsewhere"), depth=1, by=OPERATOR)
    assert Operation.objects.count() == 0


def test_clauses_of_two_editions_are_not_merged(draft, other):
    with pytest.raises(ClauseIsGone):
        merge_clauses([of(draft, "design"), of(other, "elsewhere")], passages=words("一"), by=OPERATOR)
    assert Operation.objects.count() == 0


def test_a_reason_or_a_change_of_another_edition_is_none_of_this_one(client, alice, draft, other):
    write(other, "elsewhere", alice)
    [change] = changed(other).changes
    answer = client.post(url("reasons"), {f"reason_{change.choice}_ja": "理由。"})
    assert (answer.status_code, Reason.objects.filter(edition=draft).count()) == (200, 0)
    explain_changes(other, [change], words={"ja": "理由。"}, is_substantive=False, by=alice)
    reason = Reason.objects.get(edition=other)
    assert client.get(url("reason", reason.uuid)).status_code == 404
    assert client.post(url("reason", reason.uuid), {"take_off": "1"}).status_code == 404
    assert client.get(url("proposal", uuid.uuid4())).status_code == 404


def test_the_number_of_a_step_of_another_edition_undoes_nothing(client, alice, draft, other):
    write(draft, "design", alice)
    write(draft, "purpose", alice)
    for number in ("1", "3", "-1", "x", "9" * 30, ""):
        client.post(url("undo"), {"number": number})
    assert Operation.objects.filter(edition=draft, undone_at=None).count() == 2


def test_who_clicks_twice_on_undo_undoes_one_step(alice, draft):
    write(draft, "design", alice)
    write(draft, "purpose", alice)
    undo_last(draft, number=2, by=alice)
    with pytest.raises(DoneSince):
        undo_last(draft, number=2, by=alice)
    assert list(Operation.objects.filter(undone_at=None).values_list("number", flat=True)) == [1]


@pytest.mark.parametrize("door", ["preview", "edit"])
def test_a_text_longer_than_any_clause_is_refused_before_it_is_drawn(client, draft, door):
    long = {"body": "| あ | い |\n" * 6_000}
    address = url("preview-clause" if door == "preview" else "edit-clause", "design", "ja")
    answer = client.post(address, long if door == "preview" else {**long, "preview": "1"})
    assert answer.status_code == 409
    assert "a clause may have 50,000" in answer.text
    assert "<td>" not in answer.text
