"""The entry of guidelines in the main menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import Entry, Place, navigation


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Read guidelines"), "guidelines:families", 10, Place.MAIN)
