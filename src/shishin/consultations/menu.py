"""The entries of consultations: the public list in the menu, and running them under /manage/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.consultations.access import RUN_CONSULTATIONS
from shishin.kit.navigation import Entry, Place, navigation
from shishin.people.access import is_owner, may
from shishin.people.manage_entries import ManageEntry, manage_entries


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Give opinions"), "consultations:consultations", 25, Place.MAIN)


@manage_entries.fill
def keeping(user: Any) -> Iterator[ManageEntry]:
    if may(user, RUN_CONSULTATIONS):
        words = _("Prepared, open and being answered: rounds, opinions, responses and results.")
        yield ManageEntry(_("Consultations"), words, "consultations:manage", 55)
        words = _("Opinions that colleagues asked to withhold, mask or restore.")
        yield ManageEntry(_("To be confirmed"), words, "consultations:moderation", 56)
    if is_owner(user):
        words = _("How long, who may say something, what is asked, what an answer may be.")
        yield ManageEntry(_("Rules of consultations"), words, "consultations:profiles", 57)
