"""Packages name their pages in the menu; it shows what the reader may open, in order, with the place marked."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory

from shishin.kit import navigation
from shishin.kit.context import Frame
from shishin.kit.navigation import Entry, Place, entries_for
from shishin.kit.points import Point

LOGIN = Entry("Second", "account_login", 20)
LOGOUT = Entry("First", "account_logout", 10)
OWN = Entry("Own", "account_logout", 10, Place.PERSON)


def test_entries_stand_in_their_order_and_place(monkeypatch):
    point = Point("kit.navigation")
    point.fill(lambda request: [LOGIN, OWN] if request.path == "/open/" else [])
    point.fill(_more)
    monkeypatch.setattr(navigation, "navigation", point)

    assert entries_for(RequestFactory().get("/open/")) == {Place.MAIN: [LOGOUT, LOGIN], Place.PERSON: [OWN], Place.SITE: []}
    assert entries_for(RequestFactory().get("/closed/")) == {Place.MAIN: [LOGOUT], Place.PERSON: [], Place.SITE: []}


def test_an_entry_knows_whether_the_page_lies_below_it():
    assert LOGIN.is_here("/accounts/login/")
    assert not LOGIN.is_here("/accounts/logout/")


def test_a_page_below_two_entries_is_marked_at_the_nearest(monkeypatch):
    upper, lower = Entry("Account", "account_login", 1), Entry("Reset", "account_reset_password", 2, Place.PERSON)
    point = Point("kit.navigation")
    point.fill(lambda request: [upper, lower])
    monkeypatch.setattr(navigation, "navigation", point)
    monkeypatch.setattr(Entry, "url", property(lambda entry: "/a/" if entry == upper else "/a/b/"))

    shown = Frame(RequestFactory().get("/a/b/c/"))

    assert (shown.menu, shown.person_menu) == ([(upper, False)], [(lower, True)])


def _more(request):
    return [LOGOUT]


@pytest.mark.django_db
def test_the_frame_offers_signing_in_and_the_other_language_for_this_very_page(client):
    page = client.get("/help/?a=1").content.decode()

    assert page.count('<a href="/accounts/login/?next=%2Fhelp%2F%3Fa%3D1" rel="nofollow">Sign in</a>') == 2
    japanese = '<a href="/language/?to=ja&amp;next=%2Fhelp%2F%3Fa%3D1" lang="ja" hreflang="ja" rel="nofollow">日本語</a>'
    assert page.count(japanese) == 2


@pytest.mark.django_db
def test_what_is_kept_of_the_frame_is_of_one_address_one_language_and_of_nobody_who_is_signed_in(client, django_user_model):
    here = '<a href="/help/" aria-current="page">'
    pages = [client.get(address, headers={"accept-language": language}).content.decode() for address, language in ASKED]
    client.force_login(django_user_model.objects.create(login_name="bob"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    own = client.get("/help/").content.decode()

    assert [("Sign in" in page, "サインイン" in page, here in page) for page in pages] == [
        (True, False, True),
        (False, True, True),
        (True, False, False),
        (True, False, True),
    ]
    assert ("Sign in" in own, "Sign out" in own) == (False, True)


ASKED = [("/help/", "en"), ("/help/", "ja"), ("/accessibility/", "en"), ("/help/", "en")]


@pytest.mark.django_db
def test_who_is_signed_in_may_sign_out(client, django_user_model):
    client.force_login(django_user_model.objects.create(login_name="bob"), backend=settings.AUTHENTICATION_BACKENDS[-1])

    page = client.get("/help/").content.decode()

    assert '<a href="/accounts/logout/">Sign out</a>' in page
    assert "Sign in" not in page
