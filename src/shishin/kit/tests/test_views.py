"""The language is kept without a form, and each error has a page that says the way out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from shishin.kit.views import too_many_requests

pytestmark = [pytest.mark.urls("shishin.kit.tests.pages"), pytest.mark.django_db]


def test_choosing_a_language_keeps_it_and_goes_back(client):
    answer = client.get("/language/", {"to": "ja", "next": "/help/?a=1"})

    assert (answer.status_code, answer["Location"]) == (302, "/help/?a=1")
    assert client.cookies["language"].value == "ja"
    assert '<html lang="ja">' in client.get("/help/").content.decode()


@pytest.mark.asvs("V1.2.2")
@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_to_another_site(client, there):
    assert client.get("/language/", {"to": "en", "next": there})["Location"] == "/"


def test_an_unknown_language_is_not_kept(client):
    client.get("/language/", {"to": "tlh", "next": "/"})

    assert "language" not in client.cookies


def test_reading_sets_no_cookie(client):
    client.get("/help/")

    assert dict(client.cookies) == {}


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/bad/", 400, "This request could not be understood"),
        ("/too-much/", 413, "This is too much at once"),
        ("/forbidden/", 403, "You may not do this"),
        ("/gone/", 404, "There is no such page"),
        ("/nowhere/", 404, "There is no such page"),
    ],
)
def test_an_error_has_a_page_of_its_own(client, path, status, title):
    answer = client.get(path)

    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()


def test_what_is_not_there_offers_the_nearest(client):
    page = client.get("/near/").content.decode()

    assert "There is no edition 9.9.9." in page
    assert '<li><a href="/1.0.0/">Edition 1.0.0</a></li><li><a href="/2.0.0/">Edition 2.0.0</a></li>' in page


def test_a_fault_of_ours_is_calm_and_tells_no_secret(caplog):
    answer = Client(raise_request_exception=False).get("/broken/")

    assert answer.status_code == 500
    assert "<h1>Something went wrong here</h1>" in answer.content.decode()
    assert "secret words" not in answer.content.decode()


@pytest.mark.asvs("V3.5.1")
@pytest.mark.ipa("Cross-site request forgery")
def test_a_form_without_its_token_is_told_so():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "bob"})

    assert answer.status_code == 403
    assert "<h1>The form has expired</h1>" in answer.content.decode()


def test_too_many_attempts_have_a_page(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    answer = too_many_requests(request)

    assert answer.status_code == 429
    assert "<h1>Too many attempts</h1>" in answer.content.decode()
