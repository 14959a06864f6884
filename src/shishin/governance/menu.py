"""The entries of governance: duties and plans in the menu, and keeping them under /manage/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.governance.access import MANAGE_PORTFOLIO
from shishin.guidelines.access import EDIT_DOCUMENTS
from shishin.kit.navigation import Entry, Place, navigation
from shishin.people.access import may
from shishin.people.manage_entries import ManageEntry, manage_entries


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Duties"), "governance:duties", 35, Place.MAIN)
    # Whoever is signed in has entries of their own beside the main ones.
    yield Entry(_("Plans"), "governance:plans", 36, Place.SITE if request.user.is_authenticated else Place.MAIN)


@manage_entries.fill
def keeping(user: Any) -> Iterator[ManageEntry]:
    if may(user, EDIT_DOCUMENTS):
        words = _("Functions and duties of roles, what they stand on, and practices.")
        yield ManageEntry(_("Lists of duties"), words, "governance:duties", 52)
    if may(user, MANAGE_PORTFOLIO):
        words = _("What the organization sets out to do over several years: written, submitted and published each year.")
        yield ManageEntry(_("Medium-to-long-term plans"), words, "governance:plans", 53)
