"""The screens on which a list is kept: who opens them, what each does, and what they refuse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shishin.governance.duties.basing import bases_of, read_basis
from shishin.governance.models import Duty, DutyBasis
from shishin.governance.tests.makers import (
    make_auditor,
    make_duty,
    make_function,
    make_government,
    make_keeper,
    make_ministry,
    make_pmo,
    title,
)
from shishin.governance.tests.test_duty_pages import change
from shishin.guidelines.models import Clause, Line
from shishin.guidelines.tests.makers import make_adopted, make_edition
from shishin.kit.ordering import FirstOrLast
from shishin.people.models import Organization
from shishin.people.tests.makers import make_organization, make_role
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
BASIS = "/governance/duties/write/bases/action-guidelines/users-first/"
ACTS = ("reword", "break-down", "move", "end", "practices/add", "bases")


@pytest.fixture
def alice(client):
    alice = make_keeper()
    client.force_login(alice)
    return alice


@pytest.fixture
def line() -> Line:
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    return Line.objects.get(key="users-first")


def said(words: str, **more):
    return {"titles_en": words, "titles_ja": words, **more}


def test_others_find_nothing_to_keep(client, line):
    read_basis(make_duty("Write"), line=line, by=make_keeper(login_name="ann"))
    addresses = [*(f"/governance/duties/write/{act}/" for act in ACTS), BASIS, f"{BASIS}give-up/"]
    addresses += ["/governance/lists/government/add/", "/governance/lists/government/load/"]
    for other in (make_keeper(make_ministry()), make_pmo(make_government()), make_auditor()):
        client.force_login(other)
        assert {client.get(address).status_code for address in addresses} == {404}
    client.force_login(make_keeper())
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_function_and_a_duty_under_it_are_added(client, alice):
    make_role("pmo")
    assert "Everybody reads it from this day on." in client.get("/governance/lists/government/add/").content.decode()
    client.post("/governance/lists/government/add/", said("Plans", what="function", since="2026-04-01"))
    plans = Duty.objects.get()

    answer = client.post(
        "/governance/lists/government/add/",
        said("Write", what="duty", parent=plans.pk, role=make_role("pmo").pk, owed_by=["ministry"], origin="new", since="R8.4.1"),
    )

    duty = Duty.objects.get(slug="write")
    assert answer.headers["Location"] == "/governance/duties/write/"
    assert (duty.parent, duty.role.slug, duty.owed_by, duty.origin, duty.since) == (plans, "pmo", ["ministry"], "new", date(2026, 4, 1))


def test_a_duty_without_a_role_is_refused_with_what_was_typed(client, alice):
    answer = client.post("/governance/lists/government/add/", said("Write", what="duty", owed_by=["ministry"], since="2026-04-01"))

    page = answer.content.decode()
    assert (answer.status_code, Duty.objects.exists()) == (409, False)
    assert "a duty without parts needs a role" in page
    assert 'value="Write"' in page


def test_a_list_is_begun_for_an_organization_that_somebody_keeps(client, alice):
    make_ministry("examples")
    assert client.get("/governance/lists/begin/").status_code == 200
    answer = client.post("/governance/lists/begin/", {"owner": make_government().pk})
    assert answer.headers["Location"] == "/governance/lists/government/add/"
    client.force_login(make_auditor())
    assert client.get("/governance/lists/begin/").status_code == 404


def test_a_duty_gets_other_words(client, alice):
    duty = make_duty("Write")
    client.post("/governance/duties/write/reword/", said("Draw up", role=duty.role_id, owed_by=["bureau"], words_en="Each year."))
    duty.refresh_from_db()
    assert (duty.titles, duty.words, duty.owed_by) == (title("Draw up"), {"en": "Each year."}, ["bureau"])


def test_a_function_that_was_a_duty_keeps_its_role_when_it_is_reworded(client, alice):
    duty = make_duty("Write")
    client.post(
        "/governance/duties/write/break-down/",
        {"on": "2026-04-01", "titles_1_en": "Draft", "role_1": duty.role_id, "owed_by_1": ["ministry"]},
    )
    client.post("/governance/duties/write/reword/", said("Writing"))
    duty.refresh_from_db()
    assert (duty.is_abstract, str(duty), duty.role.slug, duty.owed_by) == (True, "Writing", "pmo", ["ministry"])


def test_several_parts_are_added_on_one_page_and_empty_ones_are_none(client, alice):
    duty, cio = make_duty("Write"), make_role("cio")
    page = client.get("/governance/duties/write/break-down/").content.decode()
    assert page.count("<details") == 6

    sent = {"on": "2026-04-01"}
    for number, (words, role) in {1: ("Draft", duty.role), 3: ("Decide", cio)}.items():
        sent |= {f"titles_{number}_en": words, f"role_{number}": role.pk, f"owed_by_{number}": ["ministry"]}
    client.post("/governance/duties/write/break-down/", sent)

    assert [(str(part), part.role.slug, part.since) for part in duty.parts.all()] == [
        ("Draft", "pmo", date(2026, 4, 1)),
        ("Decide", "cio", date(2026, 4, 1)),
    ]


def test_a_part_without_a_role_is_refused_and_nothing_is_added(client, alice):
    make_duty("Write")
    answer = client.post("/governance/duties/write/break-down/", {"on": "2026-04-01", "titles_1_en": "Draft", "titles_4_en": "Decide"})
    page = answer.content.decode()
    assert (answer.status_code, Duty.objects.count(), page.count("<details open")) == (409, 1, 3)
    assert client.post("/governance/duties/write/break-down/", {"on": "2026-04-01"}).status_code == 409


def test_a_duty_moves_under_another_function_and_one_place(client, alice):
    plans, people = make_function("Plans"), make_function("People")
    duty = make_duty("Write", parent=plans)
    make_duty("Train", parent=people)
    assert "People" in client.get("/governance/duties/write/move/").content.decode()

    client.post("/governance/duties/write/move/", {"act": "under", "parent": people.pk})
    client.post("/governance/duties/write/move/", {"act": "up"})

    duty.refresh_from_db()
    assert (duty.parent, [str(part) for part in people.parts.all()]) == (people, ["Write", "Train"])
    refused = client.post("/governance/duties/write/move/", {"act": "up"})
    assert (refused.status_code, str(FirstOrLast.message) in refused.content.decode()) == (409, True)


def test_a_list_is_offered_its_own_functions_alone(client, alice):
    make_function("Plans")
    make_function("Sweeping", owner=make_organization("city"))
    client.force_login(make_keeper(Organization.objects.get(slug="city")))
    first = client.get("/governance/lists/city/add/").context["form"].fields["parent"]
    client.force_login(alice)
    second = client.get("/governance/lists/government/add/").context["form"].fields["parent"]
    assert [[label for _value, label in field.choices][1:] for field in (first, second)] == [["Sweeping"], ["Plans"]]


def test_nothing_is_offered_below_what_moves(client, alice):
    plans = make_function("Plans")
    make_function("Reviews", parent=plans)
    form = client.get("/governance/duties/plans/move/").context["acts"]["under"].form
    assert [label for _value, label in form.fields["parent"].choices] == ["None: it stands on top of the list"]


def test_a_duty_ends_with_a_reason_and_then_changes_no_more(client, alice):
    duty = make_duty("Write")
    assert client.post("/governance/duties/write/end/", {"until": "2026-03-31", "reason": " "}).status_code == 200
    client.post("/governance/duties/write/end/", {"until": "2026-03-31", "reason": "The plan went."})
    duty.refresh_from_db()
    assert (duty.until, duty.reason) == (date(2026, 3, 31), "The plan went.")
    assert client.post("/governance/duties/write/reword/", said("Else", role=duty.role_id, owed_by=["ministry"])).status_code == 409


def test_a_practice_is_told(client, alice):
    duty, ministry = make_duty("Write"), make_ministry("examples")
    sent = {"organization": ministry.pk, "words_en": "Each quarter.", "day": "R7.4.1", "url": "https://example.jp/plan"}
    client.post("/governance/duties/write/practices/add/", sent)
    practice = duty.practices.get()
    assert (practice.organization, practice.words, practice.day) == (ministry, {"en": "Each quarter."}, date(2025, 4, 1))
    assert client.post("/governance/duties/write/practices/add/", sent | {"words_en": ""}).status_code == 409
    assert client.post("/governance/duties/write/practices/add/", sent | {"url": "javascript:alert(1)"}).status_code == 200
    assert duty.practices.count() == 1


def test_a_clause_is_chosen_by_its_words_or_from_a_document_in_force(client, alice, line):
    make_duty("Write")
    make_edition("1.0.0", slug="being-written")
    page = client.get("/governance/duties/write/bases/").content.decode()
    assert ("?document=action-guidelines" in page, "being-written" in page) == (True, False)
    assert BASIS in client.get("/governance/duties/write/bases/?document=action-guidelines").content.decode()
    assert BASIS in client.get("/governance/duties/write/bases/?q=利用者").content.decode()
    assert "No clause was found" in client.get("/governance/duties/write/bases/?q=xyzzy").content.decode()


def test_a_clause_of_a_text_that_somebody_may_not_read_is_not_there(client, alice):
    make_duty("Write")
    make_edition("1.0.0")
    assert client.get(BASIS).status_code == 404


def test_a_clause_is_read_as_a_basis(client, alice, line):
    duty = make_duty("Write")
    page = client.get(BASIS).content.decode()
    assert "利用者から始めなければならない。" in page
    client.post(BASIS, {"read": Clause.objects.get(line=line).uuid, "words": "It says who."})
    (basis,) = bases_of([duty])
    assert (basis.line, basis.read_by, basis.words) == (line, alice, "It says who.")


def test_a_basis_is_read_again_beside_what_was_read_before(client, alice, line):
    duty = make_duty("Write")
    read_basis(duty, line=line, by=alice, on=date(2025, 4, 1))
    change()

    page = client.get(BASIS).content.decode()
    assert ("<del>" in page, "<ins>" in page) == (True, True)
    now = Clause.objects.get(line=line, edition__version="2.0.0")
    client.post(BASIS, {"read": now.uuid, "words": "Still so."})

    assert [row.clause for row in bases_of([duty])] == [now]
    assert DutyBasis.objects.count() == 2
    assert "To be checked" not in client.get("/governance/duties/write/").content.decode()


def test_a_text_that_moved_while_somebody_read_it_is_read_anew(client, alice, line):
    duty = make_duty("Write")
    then = Clause.objects.get(line=line).uuid
    change()

    answer = client.post(BASIS, {"read": then, "words": "It says who."})

    page = answer.content.decode()
    assert (answer.status_code, bases_of([duty])) == (409, [])
    assert "got another text since it was read" in page
    assert "It says who." in page
    assert str(Clause.objects.get(line=line, edition__version="2.0.0").uuid) in page


def test_a_basis_is_given_up_with_a_reason(client, alice, line):
    duty = make_duty("Write")
    read_basis(duty, line=line, by=alice)
    assert client.post(f"{BASIS}give-up/", {"words": ""}).status_code == 200
    client.post(f"{BASIS}give-up/", {"words": "It is about projects."})
    assert bases_of([duty]) == []
    assert Entry.objects.get(key="governance.basis_given_up").data["words"] == "It is about projects."
    assert client.post(f"{BASIS}give-up/", {"words": "Again."}).status_code == 409


def test_what_ended_is_read_on_nothing_more(client, alice, line):
    duty = make_duty("Write")
    client.post("/governance/duties/write/end/", {"until": (localdate() - timedelta(days=1)).isoformat(), "reason": "It went."})
    answer = client.post(BASIS, {"read": Clause.objects.get(line=line).uuid})
    assert (answer.status_code, bases_of([duty])) == (409, [])


def test_a_delivered_list_is_loaded_after_a_preview(client, alice):
    for slug in ("pmo", "pjmo", "ministry-cio", "deputy-cio", "adviser"):
        make_role(slug)
    preview = client.post("/governance/lists/government/load/", {"name": "japan-pmo"}).content.decode()
    assert ("This would change" in preview, Duty.objects.exists()) == (True, False)
    client.post("/governance/lists/government/load/", {"name": "japan-pmo", "confirmed": "1"})
    assert Duty.objects.filter(is_abstract=True).count() == 9
    again = client.post("/governance/lists/government/load/", {"name": "japan-pmo"}).content.decode()
    assert "Nothing: all of this is there already" in again
