"""The entries of people in the menu: keeping data for those who may, and one's own account."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import Entry, Place, navigation
from shishin.people.access import can_manage


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    if not request.user.is_authenticated:
        return
    if can_manage(request.user):
        yield Entry(_("Manage"), "people:manage", 80, Place.PERSON)
    yield Entry(_("My account"), "people:account", 90, Place.PERSON)
