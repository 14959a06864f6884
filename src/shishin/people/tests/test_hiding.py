"""A copy of the database opens nothing: what is in it cannot be used without the key of the site."""

from __future__ import annotations

from importlib import import_module
from time import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.apps import apps
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from shishin.people.errors import SecondFactorUnreadable
from shishin.people.hiding import hide, reveal
from shishin.people.inviting import invite
from shishin.people.second_factor import SecondFactorAdapter
from shishin.people.sessions import SessionStore
from shishin.people.tests.makers import PASSWORD, make_owner, make_person, work_off_the_queue

pytestmark = pytest.mark.django_db
migration = import_module("shishin.people.migrations.0004_hide_sessions_and_second_factors")


def copy_of_the_database() -> str:
    """Every cell of every table, as whoever has a copy reads it."""
    with connection.cursor() as cursor:
        cells = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


def secrets_of_a_day(client: Client) -> dict[str, str]:
    """What opens something, of people who sign in, use a second factor, forget a password and are invited."""
    person, invited_by = make_person("sato", email="sato@example.jp"), make_owner()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person)
    client.force_login(person)
    other = Client()
    make_person("suzuki")
    other.post("/accounts/login/", {"login": "suzuki", "password": PASSWORD})
    other.post("/accounts/reauthenticate/", {"password": PASSWORD})
    other.get("/accounts/2fa/totp/activate/")
    reset = Client()
    reset.post("/accounts/password/reset/", {"email": "sato@example.jp"})
    in_queue = copy_of_the_database()
    invite(login_name="new", names={"ja": "New"}, email="new@example.jp", by=invited_by)
    work_off_the_queue()
    links = [word for message in mail.outbox for word in message.body.split() if word.startswith("http")]
    [link] = [link for link in links if "/password/reset/key/" in link]
    assert link.rstrip("/").rpartition("-")[2] not in in_queue
    reset.get(link.removeprefix("http://127.0.0.1:8000"))
    return {
        "session": client.session.session_key,
        "secret of a second factor": secret,
        "seed of recovery codes": codes.instance.data["seed"] and SecondFactorAdapter().decrypt(codes.instance.data["seed"]),
        "recovery code": codes.get_unused_codes()[0],
        "second factor that is being set up": other.session["mfa.totp.secret"],
        "link for a new password": link.rstrip("/").rpartition("-")[2],
        "link of an invitation": next(link for link in links if "/invitations/" in link).rstrip("/").rpartition("/")[2],
    }


def readable(client: Client) -> list[str]:
    opened = secrets_of_a_day(client)
    copy = copy_of_the_database()
    return [name for name, secret in opened.items() if str(secret) in copy]


def test_nothing_that_opens_an_account_can_be_read_in_a_copy(client):
    assert readable(client) == []


@pytest.mark.parametrize("planted", ["sessions", "second factors"])
def test_the_look_at_the_copy_finds_what_is_not_hidden(client, settings, monkeypatch, planted):
    if planted == "sessions":
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
        assert "session" in readable(client)
    else:
        monkeypatch.setattr(SecondFactorAdapter, "encrypt", lambda self, text: text)
        assert readable(client) == ["secret of a second factor", "seed of recovery codes"]


@pytest.mark.asvs("V7.2.1")
def test_a_session_is_found_kept_and_ended_by_its_key():
    session = SessionStore()
    session["word"] = "言葉"
    session.save()
    key = session.session_key

    assert Session.objects.filter(session_key=key).count() == 0
    assert SessionStore(key)["word"] == "言葉"
    assert SessionStore(key).exists(key)
    again = SessionStore(key)
    again["word"] = "other"
    again.save()
    assert (SessionStore(key)["word"], Session.objects.count()) == ("other", 1)
    again.cycle_key()
    assert (SessionStore(key).load(), SessionStore(again.session_key)["word"]) == ({}, "other")
    again.flush()
    assert Session.objects.count() == 0


def test_a_session_that_has_run_out_or_was_hidden_with_another_key_is_empty(settings):
    session = SessionStore()
    session["word"] = "a"
    session.save()
    Session.objects.update(expire_date=timezone.now())
    assert SessionStore(session.session_key).load() == {}

    row = SessionStore().encode({"word": "a"})
    settings.SECRET_KEY = "another" * 10
    assert SessionStore().decode(row) == {}


def test_what_stood_before_is_hidden_by_the_migration_and_goes_on_opening(client):
    person = make_person("sato", email="sato@example.jp")
    before = db.SessionStore()
    before.update({"_auth_user_id": str(person.pk), "word": "kept"})
    before.save()
    secret = generate_totp_secret()
    Authenticator.objects.create(user=person, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "s" * 40, "used_mask": 0})

    for _turn in range(2):
        migration.hide_all(apps, connection.SchemaEditorClass(connection))

    copy = copy_of_the_database()
    assert [word for word in (before.session_key, secret, "s" * 40) if word in copy] == []
    assert SessionStore(before.session_key)["word"] == "kept"
    client.post("/accounts/login/", {"login": "sato", "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, int(time()) // 30))})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_second_factor_from_before_is_read_and_one_of_another_key_opens_nothing(settings):
    adapter = get_adapter()
    hidden = adapter.encrypt("secret")

    assert (adapter.decrypt("plain"), adapter.decrypt(hidden)) == ("plain", "secret")
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SecondFactorUnreadable):
        adapter.decrypt(hidden)


def test_an_older_key_of_the_site_still_reveals_and_purposes_are_kept_apart(settings):
    hidden = hide("word", purpose="one")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert reveal(hidden, purpose="one") == "word"
    with pytest.raises(ValueError, match="another key"):
        reveal(hidden, purpose="two")
