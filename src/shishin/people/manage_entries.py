"""What can be kept under /manage/: each package names its screens here, for those who may open them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shishin.kit.points import Point
from shishin.people.abilities import ADMINISTER_PEOPLE
from shishin.people.access import is_owner, may
from shishin.people.claims import keeps_claims


@dataclass(frozen=True, slots=True)
class ManageEntry:
    """One screen that keeps data, with one sentence on what is kept there."""

    label: str | Promise
    words: str | Promise
    url_name: str
    order: int

    @property
    def url(self) -> str:
        return reverse(self.url_name)


manage_entries: Point[[Any], Iterable[ManageEntry]] = Point("people.manage_entries")


@manage_entries.fill
def entries(user: Any) -> Iterator[ManageEntry]:
    if may(user, ADMINISTER_PEOPLE):
        words = _("What there is, what belongs to what, names from which day, successors.")
        yield ManageEntry(_("Organizations"), words, "people:organizations", 10)
        yield ManageEntry(_("People"), _("Invitations, accounts, and who holds which post."), "people:people", 20)
        yield ManageEntry(_("Posts"), _("Roles in organizations, and who holds them from when until when."), "people:posts", 30)
        yield ManageEntry(_("Roles"), _("How roles are called from which day, and what their holders may do."), "people:roles", 40)
    if keeps_claims(user):
        words = _("What other organizations say of things that are kept here: what waits for an answer, what was agreed, and ending it.")
        yield ManageEntry(_("Links from others"), words, "people:claims", 80)
    if is_owner(user):
        yield ManageEntry(_("Data files"), _("Add and update all of this at once from YAML."), "people:data-file", 90)
