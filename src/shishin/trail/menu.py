"""The entry of the trail in the menu, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import Entry, Place
from shishin.trail.access import can_read_trail


def entries(request: HttpRequest) -> Iterator[Entry]:
    if can_read_trail(request.user):
        yield Entry(_("Trail"), "trail:entries", 85, Place.PERSON)
