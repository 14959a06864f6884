"""What the frame of every page shows."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shishin.kit.identity import site_languages
from shishin.kit.navigation import Entry, Place, entries_for

KEPT = 1_000
"""Lists of links in each process: whoever makes up addresses fills no memory."""
_links_of_nobody: dict[tuple[object, ...], SafeString] = {}


class Frame:
    """Asked only by pages that draw it, so that a fragment pays nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def menu(self) -> list[tuple[Entry, bool]]:
        return self._with_mark(Place.MAIN)

    @cached_property
    def person_menu(self) -> list[tuple[Entry, bool]]:
        return self._with_mark(Place.PERSON)

    @cached_property
    def site_links(self) -> list[tuple[Entry, bool]]:
        return self._with_mark(Place.SITE)

    @cached_property
    def head_menu(self) -> SafeString:
        return self._links("kit/menu.html", "header")

    @cached_property
    def foot_menu(self) -> SafeString:
        return self._links("kit/menu.html", "footer")

    @cached_property
    def foot_links(self) -> SafeString:
        return self._links("kit/site_links.html")

    @property
    def home(self) -> str:
        return get_script_prefix()

    @property
    def other_languages(self) -> list[tuple[str, str, str]]:
        """Tag, own name and address of each language that this page is not in."""
        there = self.request.get_full_path() if self.request.method == "GET" else self.request.path
        return [
            (tag, name, f"{reverse('language')}?{urlencode({'to': tag, 'next': there})}")
            for tag, name in site_languages()
            if tag != get_language()
        ]

    @property
    def sign_in(self) -> str:
        return f"{reverse('account_login')}?{urlencode({'next': self.request.get_full_path()})}"

    def _links(self, template: str, place: str = "") -> SafeString:
        """Kept for who is not signed in: the same for everybody at this address, and as much work as all else of a small page."""
        if self.request.user.is_authenticated:
            return self._drawn(template, place)
        key = (template, self.request.method == "GET", self.request.get_full_path(), get_language(), *settings.LANGUAGES)
        drawn = _links_of_nobody.get(key)
        if drawn is None:
            if len(_links_of_nobody) >= KEPT:
                _links_of_nobody.clear()
            drawn = _links_of_nobody[key] = self._drawn(template, place)
        return drawn

    def _drawn(self, template: str, place: str) -> SafeString:
        return render_to_string(template, {"frame": self, "user": self.request.user, "place": place})

    @cached_property
    def _entries(self) -> dict[Place, list[Entry]]:
        return entries_for(self.request)

    @cached_property
    def _here(self) -> str:
        """The address of the one entry under which this page stands: of several, the nearest."""
        entries = [entry for listed in self._entries.values() for entry in listed]
        return max((entry.url for entry in entries if entry.is_here(self.request.path)), key=len, default="")

    def _with_mark(self, place: Place) -> list[tuple[Entry, bool]]:
        return [(entry, entry.url == self._here) for entry in self._entries[place]]


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"site_name": _("Shishin"), "office": settings.SITE_NAME, "frame": Frame(request)}
