"""The entries of governance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.governance.access import MANAGE_PORTFOLIO
from shishin.people.access import may
from shishin.people.manage_entries import ManageEntry, manage_entries


@manage_entries.fill
def keeping_plans(user: Any) -> Iterator[ManageEntry]:
    if may(user, MANAGE_PORTFOLIO):
        words = _("What the organization sets out to do over several years: written, submitted and published each year.")
        yield ManageEntry(_("Medium-to-long-term plans"), words, "governance:plans", 53)
