from __future__ import annotations

import threading
from time import time

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from shishin.people.models import Person, Tries
from shishin.people.signing_in import address_of_client
from shishin.people.slowing import seconds_to_wait
from shishin.people.tests.makers import PASSWORD, make_deactivated, make_person, make_secretariat, work_off_the_queue
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


class Clock:
    """The clock of those who count tries: it stands still until it is put on."""

    def __init__(self, monkeypatch):
        self.seconds = 1_800_000_000
        monkeypatch.setattr("shishin.people.slowing._now", lambda: self.seconds)

    def on(self, seconds: int) -> None:
        self.seconds += seconds


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["sato", "sato@example.jp", "SATO@example.jp"])
def test_people_sign_in_by_log_in_name_or_mail_address(client, settings, login):
    person = make_person("sato", email="sato@example.jp")

    response = sign_in(client, login)

    assert (response.status_code, response["Location"]) == (302, resolve_url(settings.LOGIN_REDIRECT_URL))
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_password_does_not_open(client):
    make_person("sato")

    response = sign_in(client, "sato", "wrong")

    assert response.status_code == 200
    assert not signed_in(client)


def test_a_deactivated_person_is_refused_and_told(client):
    make_deactivated(login_name="gone")

    response = sign_in(client, "gone")

    assert (response.status_code, response["Location"]) == (302, "/accounts/inactive/")
    assert not signed_in(client)


@pytest.mark.asvs("V7.4.2")
def test_deactivating_ends_the_session(client):
    person = make_person("sato")
    sign_in(client, "sato")
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302


@pytest.mark.asvs("V6.3.2")
def test_demo_accounts_are_closed_where_others_reach_the_site(client, settings):
    make_person("demo", is_demo=True)
    settings.IS_LOCAL = False
    settings.DEMO_ON_PUBLIC_SITE = False

    response = sign_in(client, "demo")

    assert response.status_code == 403
    assert b"Demo accounts are closed here" in response.content
    assert not signed_in(client)


@pytest.mark.asvs("V6.3.2")
@pytest.mark.parametrize("how", [{"REMOTE_ADDR": "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_VIA": "1.1 office"}])
def test_demo_accounts_are_closed_to_what_comes_from_elsewhere_whatever_the_settings_say(settings, how):
    make_person("demo", is_demo=True)
    settings.IS_LOCAL, settings.DEMO_ON_PUBLIC_SITE = True, False

    visitor = Client(**how)
    assert sign_in(visitor, "demo").status_code == 403
    assert not signed_in(visitor)
    settings.DEMO_ON_PUBLIC_SITE = True
    assert sign_in(visitor, "demo").status_code == 302


def test_a_code_of_an_app_opens_once_in_two_browsers(client, settings):
    settings.MFA_TOTP_TOLERANCE = 1  # the next code may begin meanwhile
    person = make_person("sato")
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    second, code = Client(), code_for(secret)
    for browser in (client, second):
        sign_in(browser, "sato")
        cache.clear()  # another process has another one
        browser.post("/accounts/2fa/authenticate/", {"code": code})

    assert [signed_in(browser) for browser in (client, second)] == [True, False]


def test_wrong_codes_are_waited_for(client, monkeypatch):
    Clock(monkeypatch)
    secret = generate_totp_secret()
    TOTP.activate(make_person("sato"), secret)
    sign_in(client, "sato")
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    page = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    assert "Wait 2 seconds" in page.text
    assert not signed_in(client)


def test_a_letter_box_is_not_filled_by_a_stranger(client, monkeypatch):
    Clock(monkeypatch)
    make_person("sato", email="sato@example.jp")
    for _ in range(9):
        page = client.post("/accounts/password/reset/", {"email": "SATO@example.jp"})

    work_off_the_queue()
    assert len(mail.outbox) == 5
    assert "Wait 2 seconds" in page.text


def test_demo_accounts_open_on_this_machine_and_where_they_are_wanted(client, settings):
    make_person("demo", is_demo=True)
    settings.IS_LOCAL = False
    settings.DEMO_ON_PUBLIC_SITE = True

    sign_in(client, "demo")
    assert signed_in(client)

    settings.DEMO_ON_PUBLIC_SITE = False
    assert client.get("/account/").status_code == 302


@pytest.mark.asvs("V6.3.1")
def test_tries_wait_longer_and_longer_even_with_the_right_password(client, monkeypatch, caplog):
    """By log-in name and by mail address it is one account that is tried."""
    make_person("sato", email="sato@example.jp")
    clock = Clock(monkeypatch)
    for login in ("sato", "SATO@example.jp", "sato", "sato", "sato"):
        assert sign_in(client, login, "wrong").status_code == 200

    waits = []
    for _ in range(3):
        refused = sign_in(client, "sato@example.jp")
        waits.append(refused["Retry-After"])
        clock.on(int(refused["Retry-After"]))
        assert sign_in(client, "sato", "wrong").status_code == 200

    assert (refused.status_code, waits) == (429, ["2", "4", "8"])
    assert "Wait 8 seconds" in refused.text
    assert "Tries to sign in as sato from 127.0.0.1" in caplog.text
    assert not signed_in(client)
    clock.on(900)
    assert sign_in(client, "sato").status_code == 302
    assert not Tries.objects.exists()


def test_the_longest_wait_is_a_quarter_of_an_hour(monkeypatch):
    clock = Clock(monkeypatch)
    for _ in range(20):
        if wait := seconds_to_wait("password", "sato"):
            clock.on(wait)
            assert seconds_to_wait("password", "sato") == 0

    assert seconds_to_wait("password", "sato") == 900
    clock.on(2 * 24 * 3600)
    assert [seconds_to_wait("password", "sato") for _ in range(5)] == [0] * 5


@pytest.mark.asvs("V6.3.1")
def test_a_stranger_shuts_nobody_out(client, monkeypatch, settings):
    """Not where the person signed in before, and not elsewhere."""
    make_person("sato")
    Clock(monkeypatch)
    sign_in(client, "sato")
    del client.cookies[settings.SESSION_COOKIE_NAME]
    stranger, elsewhere = Client(), Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(8):
        sign_in(stranger, "sato", "wrong")

    assert sign_in(stranger, "sato").status_code == 429
    assert sign_in(client, "sato").status_code == 302
    assert sign_in(elsewhere, "sato").status_code == 302
    # The cookie opens nothing by itself, and a made-up one is none.
    stranger.cookies["known_browser"] = client.cookies["known_browser"].value[:-1] + "x"
    assert sign_in(stranger, "sato").status_code == 429


def test_what_is_typed_for_a_name_is_not_kept(client, caplog):
    for _ in range(6):
        sign_in(client, "my secret password", "wrong")

    assert "as my … from" in caplog.text
    assert "secret" not in caplog.text
    assert not Tries.objects.filter(key__contains="my").exists()


@pytest.mark.asvs("V6.3.1")
@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_let_in_one_by_one():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")
    ready = threading.Barrier(8)
    waits: list[int] = []

    def try_it() -> None:
        ready.wait()
        try:
            waits.append(seconds_to_wait("password", "sato"))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(waits)[:5] == [0] * 5
    assert min(sorted(waits)[5:]) > 0


def test_tries_on_one_account_do_not_lock_another(client):
    make_person("sato")
    make_person("suzuki")
    for _ in range(8):
        sign_in(client, "sato", "wrong")

    assert sign_in(client, "suzuki").status_code == 302


def test_nobody_signs_up_alone(client):
    response = client.get("/accounts/signup/")

    assert b"Accounts are given by invitation" in response.content
    client.post("/accounts/signup/", {"username": "eve", "email": "eve@example.jp", "password1": PASSWORD, "password2": PASSWORD})
    assert not Person.objects.exists()


def test_nobody_claims_another_mail_address(client):
    make_person("sato")
    sign_in(client, "sato")

    response = client.post("/accounts/email/", {"action_add": "", "email": "minister@example.jp"})

    assert response["Location"] == "/account/"
    assert not EmailAddress.objects.exists()


def test_a_forgotten_password_is_set_again_by_mail(client):
    person = make_person("sato", email="sato@example.jp")

    client.post("/accounts/password/reset/", {"email": "sato@example.jp"})
    work_off_the_queue()
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "another long sentence", "password2": "another long sentence"})

    person.refresh_from_db()
    assert person.check_password("another long sentence")
    assert Entry.objects.filter(key="people.password_reset").count() == 1


@pytest.mark.asvs("V9.1.1")
def test_a_link_for_a_forgotten_password_holds_for_one_mail_address_and_one_password(client):
    person = make_person("sato", email="sato@example.jp")
    client.post("/accounts/password/reset/", {"email": "sato@example.jp"})
    work_off_the_queue()
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word).removeprefix("http://127.0.0.1:8000")
    assert client.get(link).status_code == 302

    Person.objects.filter(pk=person.pk).update(email="new@example.jp")
    assert client.get(link).status_code == 200


@pytest.mark.asvs("V3.5.3")
def test_looking_at_a_wrong_link_for_a_forgotten_password_writes_nothing(client):
    person = make_person("sato", email="sato@example.jp")

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/accounts/password/reset/key/{user_pk_to_url_str(person)}-wrong-key/")

    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert not EmailAddress.objects.exists()


def test_the_reset_page_does_not_tell_who_has_an_account(client):
    make_person("sato", email="sato@example.jp")

    known = client.post("/accounts/password/reset/", {"email": "sato@example.jp"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.jp"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    work_off_the_queue()
    assert [message.to for message in mail.outbox] == [["sato@example.jp"]]


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time()) // 30))


def test_with_a_second_factor_the_password_alone_does_not_open(client):
    person = make_person("sato")
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    response = sign_in(client, "sato")
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert not signed_in(client)

    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": "000000" if code_for(secret) != "000000" else "000001"})
    assert not signed_in(client)

    client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert signed_in(client)


def test_a_second_factor_is_set_up_with_recovery_codes_and_stands_in_the_trail(client, django_capture_on_commit_callbacks):
    make_person("sato")
    sign_in(client, "sato")

    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert b"<svg" in page.content
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_for(page.context["form"].secret)})

    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "totp"]
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/accounts/2fa/").status_code == 200
    keys = Entry.objects.filter(key__startswith="people.second_factor").values_list("key", "data")
    assert sorted((key, data["kind"]) for key, data in keys) == [
        ("people.second_factor_added", "recovery_codes"),
        ("people.second_factor_added", "totp"),
    ]


def test_the_offices_provider_opens_only_accounts_with_the_verified_mail_address():
    make_secretariat(login_name="sato", email="sato@example.jp")
    adapter = get_adapter()

    def match(address, verified):
        login = SocialLogin(
            account=SocialAccount(provider="office", uid="1"), email_addresses=[EmailAddress(email=address, verified=verified)]
        )
        found = adapter.authenticate_by_email(login)
        return found[0].login_name if found else None

    assert match("sato@example.jp", verified=True) == "sato"
    assert match("sato@example.jp", verified=False) is None
    assert match("eve@example.jp", verified=True) is None
    assert adapter.is_open_for_signup(None, None) is False


def test_forwarded_addresses_are_believed_only_behind_own_proxies(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}, REMOTE_ADDR="10.0.0.1")

    settings.TRUSTED_PROXIES = 0
    assert address_of_client(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of_client(request) == "203.0.113.7"


def test_the_language_of_a_person_follows_to_another_machine(client):
    make_person("sato", language="ja")

    response = sign_in(client, "sato")

    assert response.cookies["language"].value == "ja"
