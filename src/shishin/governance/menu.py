"""The entries of governance: plans in the menu, and writing them under /manage/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.governance.access import MANAGE_PORTFOLIO
from shishin.kit.navigation import Entry, Place, navigation
from shishin.people.access import may
from shishin.people.manage_entries import ManageEntry, manage_entries


@navigation.fill
def entries_of_plans(request: HttpRequest) -> Iterator[Entry]:
    # Whoever is signed in has entries of their own beside the main ones.
    yield Entry(_("Plans"), "governance:plans", 36, Place.SITE if request.user.is_authenticated else Place.MAIN)


@manage_entries.fill
def keeping_plans(user: Any) -> Iterator[ManageEntry]:
    if may(user, MANAGE_PORTFOLIO):
        words = _("What the organization sets out to do over several years: written, submitted and published each year.")
        yield ManageEntry(_("Medium-to-long-term plans"), words, "governance:plans", 53)
