"""Refusals of links between clauses and of their checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.guidelines.models import ClauseLink


class NotSuspect(Refusal):
    def __init__(self, link: ClauseLink) -> None:
        super().__init__(
            _("Nobody has to look at the link from %(source)s to %(target)s any more: somebody cleared it meanwhile.")
            % {"source": link.source, "target": link.target},
            way_out=_("Read the history of the link below it."),
        )


class TargetMovedAgain(Refusal):
    def __init__(self, link: ClauseLink) -> None:
        super().__init__(
            _("The clause %(target)s got other words while you were reading.") % {"target": link.target},
            way_out=_("Read its words as they stand now, then clear the link."),
        )


class TargetIsGone(Refusal):
    def __init__(self, link: ClauseLink) -> None:
        super().__init__(
            _("The clause %(target)s is no longer in force, so the link to it cannot be cleared.") % {"target": link.target},
            way_out=_("Take the link away, and link to the clause that took its place."),
        )


class NoWordsOfCheck(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The words are missing."), way_out=_("Say in one sentence what you found, so that others can follow it."))


class LinkedToItself(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause %(key)s cannot be linked to itself.") % {"key": key}, way_out=_("Give the address of another clause.")
        )


class LinkedAlready(Refusal):
    def __init__(self, link: ClauseLink) -> None:
        super().__init__(
            _("%(source)s and %(target)s are linked in this way already.") % {"source": link.source, "target": link.target},
            way_out=_("Choose another kind of link, or leave it as it is."),
        )
