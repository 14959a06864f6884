"""Packages name their pages in the menu; it shows what the reader may open, in order, with the place marked."""

from __future__ import annotations

from django.test import RequestFactory

from shishin.kit import navigation
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

    assert entries_for(RequestFactory().get("/open/"), Place.MAIN) == [LOGOUT, LOGIN]
    assert entries_for(RequestFactory().get("/open/"), Place.PERSON) == [OWN]
    assert entries_for(RequestFactory().get("/closed/"), Place.MAIN) == [LOGOUT]


def test_an_entry_knows_whether_the_page_lies_below_it():
    assert LOGIN.is_here("/accounts/login/")
    assert not LOGIN.is_here("/accounts/logout/")


def _more(request):
    return [LOGOUT]
