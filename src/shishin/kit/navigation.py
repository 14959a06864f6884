"""The site's menu: each package that has pages names them here, for the readers who may open them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from shishin.kit.points import Point


class Place(StrEnum):
    """Where an entry stands: in the main menu, among the person's own entries, or below among the site's links."""

    MAIN = "main"
    PERSON = "person"
    SITE = "site"


@cache
def _address(url_name: str, _urls: str, _prefix: str) -> str:
    """Kept, because each page asks for each entry several times."""
    return reverse(url_name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. Lower `order` comes first."""

    label: str | Promise
    url_name: str
    order: int
    place: Place = Place.MAIN
    icon: str = ""

    @property
    def url(self) -> str:
        return _address(self.url_name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())

    def is_here(self, path: str) -> bool:
        return path.startswith(self.url) and self.url != "/"


navigation: Point[[HttpRequest], Iterable[Entry]] = Point("kit.navigation")
"""What somebody who is not signed in may open is the same for everybody: pages keep it."""


def entries_for(request: HttpRequest) -> dict[Place, list[Entry]]:
    """The entries of each place that the reader of this page may open."""
    entries = sorted((entry for filled in navigation.ask(request) for entry in filled), key=lambda entry: entry.order)
    return {place: [entry for entry in entries if entry.place == place] for place in Place}
