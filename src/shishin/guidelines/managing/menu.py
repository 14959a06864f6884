"""What guidelines keep under /manage/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.guidelines.access import EDIT_DOCUMENTS
from shishin.people.access import may
from shishin.people.manage_entries import ManageEntry, manage_entries


@manage_entries.fill
def keeping(user: Any) -> Iterator[ManageEntry]:
    if may(user, EDIT_DOCUMENTS):
        words = _("What your organizations keep, also what has no text yet; new documents and families.")
        yield ManageEntry(_("Documents and families"), words, "guidelines:documents", 55)
        yield ManageEntry(_("Numbering schemes"), _("How clauses are numbered."), "guidelines:schemes", 60)
        yield ManageEntry(_("Scopes"), _("What clauses can be limited to."), "guidelines:scopes", 65)
        words = _("Order, labels and marks of each organization's tables, and the words that call a text a draft.")
        yield ManageEntry(_("Comparison tables"), words, "guidelines:profiles", 70)
        yield ManageEntry(_("Synonyms of search"), _("Words that mean the same in an organization's texts."), "guidelines:synonyms", 75)
