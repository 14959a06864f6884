"""Whose account it is: nobody becomes somebody else by way of a mail address, a link or a code."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils.timezone import localdate, now

from shishin.councils.tests.makers import make_body, make_seat
from shishin.people import access, address_links, inviting
from shishin.people.errors import AddressIsOver, CodeWasUsed, NameTaken, StrongerThanYou
from shishin.people.inviting import change_address, deactivate, invite_again, reactivate
from shishin.people.models import Appointment, NewAddress, Person
from shishin.people.new_addresses import confirm_address
from shishin.people.second_factor import use_code
from shishin.people.tests.makers import (
    make_auditor,
    make_holder,
    make_organization,
    make_owner,
    make_people_office,
    make_person,
    make_post,
    make_role,
    work_off_the_queue,
)
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


def link_in(message) -> str:
    link = next(word for word in message.body.split() if word.startswith("http"))
    return "/" + link.split("/", 3)[3]


def becomes(client, attacker: Person, victim: Person) -> bool:
    """The whole way: another mail address, confirmed at it, a new password by mail, and signing in with that."""
    client.force_login(attacker)
    client.post(f"/manage/people/{victim.uuid}/change/", {"email": "eve@example.jp"})
    work_off_the_queue()
    for message in mail.outbox:
        if message.to == ["eve@example.jp"]:
            client.post(link_in(message))
    client.logout()
    mail.outbox.clear()
    client.post("/accounts/password/reset/", {"email": "eve@example.jp"})
    work_off_the_queue()
    links = [link_in(message) for message in mail.outbox if message.to == ["eve@example.jp"] and "/password/reset/key/" in message.body]
    if not links:
        return False
    form = client.get(links[0], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "a sentence of eve's", "password2": "a sentence of eve's"})
    client.post("/accounts/login/", {"login": victim.login_name, "password": "a sentence of eve's"})
    return client.session.get("_auth_user_id") == str(victim.pk)


@pytest.fixture
def city():
    return make_organization("city")


@pytest.fixture
def office(city):
    return make_people_office(city)


def chair_elsewhere(_city):
    person = make_person()
    make_seat(make_body(organization=make_organization("other-city")), person=person, capacity="chair")
    return person


def chair_at_home(city):
    person = make_holder(make_role("clerk"), city)
    make_seat(make_body(organization=city), person=person, capacity="chair")
    return person


def auditor_soon(city):
    person = make_holder(make_role("clerk"), city)
    post = make_auditor(city).appointments.get().post
    Appointment.objects.create(person=person, post=post, since=localdate() + timedelta(days=1))
    return person


STRONGER = [chair_elsewhere, chair_at_home, make_auditor, auditor_soon, lambda _city: make_person(), lambda _city: make_owner()]
NAMES = ["chair elsewhere", "chair at home", "auditor", "auditor from tomorrow", "nobody's", "owner"]


@pytest.mark.asvs("V8.2.2", "V8.3.1")
@pytest.mark.ipa("Access control")
@pytest.mark.parametrize("make", STRONGER, ids=NAMES)
def test_nobody_becomes_who_has_more(client, city, office, make):
    assert not becomes(client, office, make(city))


@pytest.mark.parametrize("make", STRONGER, ids=NAMES)
def test_the_whole_way_works_where_nobody_asks_whose_account_it_is(client, city, office, make, monkeypatch):
    """The fault planted: without it the test above would prove nothing."""
    for place in (access, address_links, inviting):
        monkeypatch.setattr(place, "can_change_account", lambda _user, _person: True)
    monkeypatch.setattr("shishin.people.views.people.can_change_account", lambda _user, _person: True)
    monkeypatch.setattr("shishin.people.access.people_kept_by", lambda _user: Person.objects.all())

    assert becomes(client, office, make(city))


@pytest.mark.parametrize("act", [deactivate, reactivate, invite_again])
def test_state_and_invitation_are_refused_as_well(city, office, act):
    auditor = make_auditor(city, is_active=act is not reactivate, invited_at=now(), password_is_set=act is not invite_again)

    with pytest.raises(StrongerThanYou):
        act(auditor, by=office)


def test_a_new_address_is_confirmed_there_and_told_to_the_one_before(client, city, office):
    clerk = make_holder(make_role("clerk"), city, login_name="sato", email="old@example.jp")

    change_address(clerk, email="new@example.jp", by=office)
    work_off_the_queue()

    clerk.refresh_from_db()
    assert clerk.email == "old@example.jp"
    assert sorted(message.to[0] for message in mail.outbox) == ["new@example.jp", "old@example.jp"]
    path = link_in(next(message for message in mail.outbox if message.to == ["new@example.jp"]))
    assert client.get(path).status_code == 200
    clerk.refresh_from_db()
    assert clerk.email == "old@example.jp"

    mail.outbox.clear()
    client.post(path)
    work_off_the_queue()
    clerk.refresh_from_db()
    assert (clerk.email, [message.to for message in mail.outbox]) == ("new@example.jp", [["old@example.jp"]])
    assert client.post(path).status_code == 409
    assert [entry.key for entry in Entry.objects.order_by("pk")][-2:] == ["people.address_asked_for", "people.address_confirmed"]
    assert not any("example.jp" in text for text in Entry.objects.values_list("sealed_text", flat=True))


@pytest.mark.asvs("V9.2.1")
def test_a_link_to_confirm_ends_with_time_a_newer_one_and_what_the_account_gets(city, office):
    clerk = make_holder(make_role("clerk"), city)

    def asked() -> str:
        change_address(clerk, email="new@example.jp", by=office)
        return address_links.link_to_confirm(NewAddress.objects.get(person=clerk)).rstrip("/").rsplit("/", 1)[1]

    first = asked()
    second = asked()
    with pytest.raises(AddressIsOver):
        confirm_address(first)
    Appointment.objects.create(person=clerk, post=make_auditor(city).appointments.get().post, since=localdate())
    with pytest.raises(AddressIsOver):
        confirm_address(second)
    clerk.appointments.filter(post__role__slug="auditor").delete()
    NewAddress.objects.update(asked_at=now() - timedelta(days=4))
    with pytest.raises(AddressIsOver):
        confirm_address(second)
    make_person(email="new@example.jp")
    with pytest.raises(NameTaken):
        asked()


def test_whoever_has_the_account_keeps_the_old_address(client, city, office):
    clerk = make_holder(make_role("clerk"), city)
    change_address(clerk, email="new@example.jp", by=office)
    client.force_login(clerk)

    assert "new@example.jp" in client.get("/account/").text
    client.post("/account/new-address/withdraw/")

    assert not NewAddress.objects.exists()
    assert "new@example.jp" not in client.get("/account/").text


def test_an_invitation_shows_to_those_who_invite_there_alone(client, city, office):
    other = make_organization("other")
    invited = make_person(invited_for=city, invited_at=now(), password_is_set=False)
    shared = make_person(invited_for=other, invited_at=now(), password_is_set=False)
    Appointment.objects.create(person=shared, post=make_post(city), since=localdate())
    stronger = make_person(invited_for=city, invited_at=now(), password_is_set=False)
    Appointment.objects.create(person=stronger, post=make_auditor(city).appointments.get().post, since=localdate())

    def sees(who: Person, whose: Person) -> bool:
        client.force_login(who)
        return b"/invitations/" in client.get(f"/manage/people/{whose.uuid}/").content

    assert [sees(office, person) for person in (invited, shared, stronger)] == [True, False, False]
    assert not sees(make_people_office(other), invited)
    assert all(sees(make_owner(), person) for person in (invited, shared, stronger))


def test_an_invitation_to_another_address_ends_the_link_before(client, city, office):
    invited = make_person(invited_for=city, invited_at=now() - timedelta(hours=1), password_is_set=False)
    client.force_login(office)
    before = client.get(f"/manage/people/{invited.uuid}/").context["link"]

    client.post(f"/manage/people/{invited.uuid}/change/", {"email": "new@example.jp"})
    work_off_the_queue()

    assert client.get("/" + before.split("/", 3)[3]).status_code == 409
    assert [message.to for message in mail.outbox] == [["new@example.jp"]]


def test_a_code_opens_once(city):
    person, other = make_person(), make_person()

    use_code(person, "123 456")
    use_code(other, "123456")
    with pytest.raises(CodeWasUsed):
        use_code(person, "123456")
    person.used_codes.update(used_at=now() - timedelta(minutes=11))
    use_code(person, "123456")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_one_code_at_once_one_gets_in():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")
    person = make_person()
    ready = threading.Barrier(4)
    opened: list[bool] = []

    def bring() -> None:
        ready.wait()
        try:
            use_code(person, "123456")
        except CodeWasUsed:
            opened.append(False)
        else:
            opened.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(opened) == [False, False, False, True]


def test_a_second_factor_is_asked_for_before_an_address_is_changed(client, city, office):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415

    from shishin.people.tests.test_signing_in import code_for  # noqa: PLC0415

    secret = generate_totp_secret()
    TOTP.activate(office, secret)
    clerk = make_holder(make_role("clerk"), city)
    client.force_login(office)
    address = f"/manage/people/{clerk.uuid}/change/"
    given = {"email": "new@example.jp"}

    assert "code" in client.post(address, given).context["form"].errors
    assert not NewAddress.objects.exists()
    assert client.post(address, {**given, "email": clerk.email}).status_code == 302
    assert client.post(address, {**given, "code": code_for(secret)}).status_code == 302
    assert NewAddress.objects.get().address == "new@example.jp"
