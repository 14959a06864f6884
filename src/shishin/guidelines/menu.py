"""The entries of guidelines in the menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.access import EDIT_DOCUMENTS, IMPORT_TEXTS
from shishin.kit.navigation import Entry, Place, navigation


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Read guidelines"), "guidelines:families", 10, Place.MAIN)
    user = request.user
    if user.is_authenticated and (user.may(EDIT_DOCUMENTS) or user.may(IMPORT_TEXTS)):
        yield Entry(_("Import texts"), "guidelines:import", 70, Place.PERSON)
