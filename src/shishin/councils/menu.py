"""The entries of councils: the public list in the menu, and keeping bodies under /manage/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.councils.access import ADMINISTER_BODIES
from shishin.kit.navigation import Entry, Place, navigation
from shishin.people.access import may
from shishin.people.manage_entries import ManageEntry, manage_entries


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Meetings and decisions"), "councils:bodies", 30, Place.MAIN)


@manage_entries.fill
def keeping(user: Any) -> Iterator[ManageEntry]:
    if may(user, ADMINISTER_BODIES):
        yield ManageEntry(_("Bodies"), _("Councils and groups, seats, meetings and decisions."), "councils:manage-bodies", 50)
