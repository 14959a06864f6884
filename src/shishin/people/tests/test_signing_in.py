from __future__ import annotations

from datetime import timedelta
from time import time

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.shortcuts import resolve_url
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shishin.people.models import Person
from shishin.people.signing_in import address_of_client
from shishin.people.tests.makers import PASSWORD, make_deactivated, make_person, make_secretariat
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_tries_before():
    cache.clear()


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


def test_deactivating_ends_the_session(client):
    person = make_person("sato")
    sign_in(client, "sato")
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302


def test_demo_accounts_are_closed_where_others_reach_the_site(client, settings):
    make_person("demo", is_demo=True)
    settings.IS_LOCAL = False
    settings.DEMO_ON_PUBLIC_SITE = False

    response = sign_in(client, "demo")

    assert response.status_code == 403
    assert b"Demo accounts are closed here" in response.content
    assert not signed_in(client)


def test_demo_accounts_open_on_this_machine_and_where_they_are_wanted(client, settings):
    make_person("demo", is_demo=True)
    settings.IS_LOCAL = False
    settings.DEMO_ON_PUBLIC_SITE = True

    sign_in(client, "demo")
    assert signed_in(client)

    settings.DEMO_ON_PUBLIC_SITE = False
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("login", ["sato", "sato@example.jp"])
def test_the_eleventh_try_is_refused_even_with_the_right_password_and_a_later_one_passes(client, login):
    make_person("sato", email="sato@example.jp")
    for _ in range(10):
        sign_in(client, login, "wrong")

    response = sign_in(client, login)

    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert b"Wait 15 minutes" in response.content
    assert not signed_in(client)

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    cache.clear()
    assert sign_in(client, login).status_code == 302
    assert signed_in(client)


def test_tries_on_one_account_do_not_lock_another(client):
    make_person("sato")
    make_person("suzuki")
    for _ in range(11):
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
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "another long sentence", "password2": "another long sentence"})

    person.refresh_from_db()
    assert person.check_password("another long sentence")
    assert Entry.objects.filter(key="people.password_reset").count() == 1


def test_a_link_for_a_forgotten_password_holds_for_one_mail_address_and_one_password(client):
    person = make_person("sato", email="sato@example.jp")
    client.post("/accounts/password/reset/", {"email": "sato@example.jp"})
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word).removeprefix("http://testserver")
    assert client.get(link).status_code == 302

    Person.objects.filter(pk=person.pk).update(email="new@example.jp")
    assert client.get(link).status_code == 200


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
