from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shishin.people.errors import (
    AlreadyActive,
    AlreadyInactive,
    AlreadyJoined,
    InvitationIsOver,
    LastOwner,
    NameTaken,
    NoMailAddress,
    PersonIsInactive,
)
from shishin.people.invitation_links import invitation_token, invited_person
from shishin.people.inviting import (
    accept_invitation,
    change_address,
    deactivate,
    give_ownership,
    invite,
    invite_again,
    reactivate,
    rename_person,
    take_ownership,
)
from shishin.people.models import Person
from shishin.people.tasks import mail_invitation
from shishin.people.tests.makers import PASSWORD, make_owner, make_person, work_off_the_queue
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner("owner")


def invited(owner, name="new"):
    return invite(login_name=name, names={"ja": name}, email=f"{name}@example.jp", by=owner)


@pytest.mark.asvs("V6.4.1")
def test_an_invited_person_gets_a_link_that_sets_the_password_once(client, owner):
    person = invited(owner)
    work_off_the_queue()
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/invitations/" in word)
    path = "/" + link.split("/", 3)[3]

    assert (message.to, person.has_usable_password()) == (["new@example.jp"], False)
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.get(path).status_code == 409
    assert list(Entry.objects.values_list("key", "data")) == [("people.person_invited", {}), ("people.invitation_accepted", {})]


def test_who_left_before_the_worker_came_gets_no_mail(owner):
    deactivate(invited(owner), by=owner)

    work_off_the_queue()

    assert mail.outbox == []


def test_a_mail_server_that_fails_leaves_the_account_with_its_link(owner, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    person = invited(owner)

    assert mail_invitation.call(str(person.uuid)) is False

    assert "could not be sent" in caplog.text
    assert invited_person(invitation_token(person)) == person


@pytest.mark.asvs("V6.2.1")
def test_a_weak_or_mistyped_password_is_refused_beside_its_field(client, owner):
    path = f"/invitations/{invitation_token(invited(owner))}/"

    weak = client.post(path, {"password": "short", "again": "short"})
    differing = client.post(path, {"password": PASSWORD, "again": "another"})

    assert list(weak.context["form"].errors) == ["password"]
    assert list(differing.context["form"].errors) == ["again"]


@pytest.mark.asvs("V6.4.1", "V9.1.1", "V9.2.1")
def test_an_invitation_ends_with_time_a_newer_one_and_a_changed_letter(owner):
    person = invited(owner)
    first = invitation_token(person)
    assert invited_person(first) == person

    again = invite_again(person, by=owner)
    with pytest.raises(InvitationIsOver):
        invited_person(first)
    second = invitation_token(again)
    with pytest.raises(InvitationIsOver):
        invited_person(second[:-1] + ("a" if second[-1] != "a" else "b"))
    Person.objects.filter(pk=person.pk).update(invited_at=timezone.now() - timedelta(days=15))
    person.refresh_from_db()
    with pytest.raises(InvitationIsOver):
        accept_invitation(invitation_token(person), password=PASSWORD)


def test_a_deactivated_invitation_does_not_open(owner):
    person = invited(owner)
    token = invitation_token(person)
    deactivate(person, by=owner)

    with pytest.raises(InvitationIsOver):
        invited_person(token)


def test_names_and_addresses_are_given_once(owner):
    sato = make_person("sato", email="sato@example.jp")
    for name, address in (("SATO", "x@example.jp"), ("x", "Sato@example.jp"), ("sato@example.jp", "y@example.jp")):
        with pytest.raises(NameTaken):
            invite(login_name=name, names={"ja": "x"}, email=address, by=owner)
    with pytest.raises(NameTaken):
        change_address(sato, email="owner@example.jp", by=owner)


def test_who_has_a_password_is_not_invited_again(owner):
    with pytest.raises(AlreadyJoined):
        invite_again(make_person(), by=owner)


def test_the_last_owner_stays(owner):
    with pytest.raises(LastOwner):
        deactivate(owner, by=owner)
    with pytest.raises(LastOwner):
        take_ownership(owner, by=owner)
    make_owner("demo", is_demo=True)
    with pytest.raises(LastOwner):
        deactivate(owner, by=owner)

    other = make_owner("other")
    assert not deactivate(owner, by=other).is_active


def test_deactivating_signs_out_and_reactivating_lets_in(client, owner):
    person = make_person()
    client.force_login(person)
    assert client.get("/account/").status_code == 200

    deactivate(person, by=owner)
    with pytest.raises(AlreadyInactive):
        deactivate(person, by=owner)
    assert client.get("/account/").status_code == 302
    reactivate(person, by=owner)
    with pytest.raises(AlreadyActive):
        reactivate(person, by=owner)
    assert client.get("/account/").status_code == 302


def test_the_trail_keeps_no_personal_data(owner):
    person = invited(owner, "hanako")
    change_address(person, email="other@example.jp", by=owner)
    rename_person(person, names={"ja": "鈴木"}, valid_from=date(1999, 12, 31), by=owner)
    rename_person(person, names={"ja": "鈴木 花子"}, valid_from=date(1999, 12, 31), by=owner, is_correction=True)

    keys = list(Entry.objects.filter(about=f"people.person:{person.uuid}").values_list("key", "data"))[-2:]
    assert keys == [("people.person_renamed", {}), ("people.person_name_corrected", {})]
    text = "".join(Entry.objects.values_list("sealed_text", flat=True))
    assert [word in text for word in ("hanako", "花子", "鈴木", "1999", "other@example.jp")] == [False] * 5


def test_make_owner_works_on_an_empty_site_and_says_what_is_next(tmp_path, capsys):
    (tmp_path / "password").write_text(PASSWORD + "\n")

    call_command("make_owner", "first", mail="first@example.jp", password_file=tmp_path / "password")

    person = Person.objects.get()
    assert (person.login_name, person.is_owner, person.check_password(PASSWORD)) == ("first", True, True)
    assert "/accounts/login/" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already an account"):
        call_command("make_owner", "FIRST", password_file=tmp_path / "password")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("make_owner", "x", password_file=tmp_path / "nothing")
    (tmp_path / "password").write_text("short")
    with pytest.raises(CommandError, match="too short"):
        call_command("make_owner", "x", password_file=tmp_path / "password")


def test_make_owner_asks_twice_at_a_terminal_and_says_where_there_is_none(monkeypatch):
    with pytest.raises(CommandError, match="There is no terminal"):
        call_command("make_owner", "first")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter([PASSWORD, PASSWORD + "x", PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda words: next(typed))
    with pytest.raises(CommandError, match="differ"):
        call_command("make_owner", "first")
    assert not Person.objects.exists()

    call_command("make_owner", "first")

    assert Person.objects.get().check_password(PASSWORD)


def test_a_new_invitation_needs_an_active_account_and_an_address(owner):
    left, unreachable = invited(owner, "left"), invited(owner, "unreachable")
    deactivate(left, by=owner)
    with pytest.raises(PersonIsInactive):
        invite_again(left, by=owner)
    Person.objects.filter(pk=unreachable.pk).update(email="")
    with pytest.raises(NoMailAddress):
        invite_again(unreachable, by=owner)


def test_an_invitation_may_go_to_another_free_address_before_it_is_accepted(owner):
    person = invited(owner, "hanako")
    make_person("sato", email="sato@example.jp")
    with pytest.raises(NameTaken):
        change_address(person, email="sato@example.jp", by=owner)

    change_address(person, email="new@example.jp", by=owner)

    person.refresh_from_db()
    assert (person.email, person.is_invited) == ("new@example.jp", True)


def test_ownership_is_given_to_who_is_here_and_once(owner):
    gone, other = make_person(is_active=False), make_person()
    with pytest.raises(PersonIsInactive):
        give_ownership(gone, by=owner)
    for _ in range(2):
        give_ownership(other, by=owner)
    for _ in range(2):
        take_ownership(other, by=owner)

    keys = list(Entry.objects.values_list("key", flat=True))
    assert [key for key in keys if "ownership" in key] == ["people.ownership_given", "people.ownership_taken"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_invite_one_person_at_once_the_second_is_refused():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")
    ready = threading.Barrier(4)
    told: list[str] = []

    def ask() -> None:
        ready.wait()
        try:
            invite(login_name="bob", names={"ja": "Bob"}, email="bob@example.jp", by=OPERATOR)
        except NameTaken as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["NameTaken"] * 3
    assert (Person.objects.count(), Entry.objects.filter(key="people.person_invited").count()) == (1, 1)
