"""Refusals of links between clauses and of their checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.guidelines.models import ClauseLink


class NotSuspect(Refusal):
    message = _("Nobody has to look at the link from %(source)s to %(target)s any more: somebody cleared it meanwhile.")
    way_out = _("Read the history of the link below it.")

    link: ClauseLink

    def places(self) -> dict[str, Any]:
        return {**super().places(), "source": self.link.source, "target": self.link.target}


class TargetMovedAgain(Refusal):
    message = _("The clause %(target)s got other words while you were reading.")
    way_out = _("Read its words as they stand now, then clear the link.")

    link: ClauseLink

    def places(self) -> dict[str, Any]:
        return {**super().places(), "target": self.link.target}


class TargetIsGone(Refusal):
    message = _("The clause %(target)s is no longer in force, so the link to it cannot be cleared.")
    way_out = _("Take the link away, and link to the clause that took its place.")

    link: ClauseLink

    def places(self) -> dict[str, Any]:
        return {**super().places(), "target": self.link.target}


class NoWordsOfCheck(Refusal):
    message = _("The words are missing.")
    way_out = _("Say in one sentence what you found, so that others can follow it.")


class LinkedToItself(Refusal):
    message = _("The clause %(key)s cannot be linked to itself.")
    way_out = _("Give the address of another clause.")


class LinkedAlready(Refusal):
    message = _("%(source)s and %(target)s are linked in this way already.")
    way_out = _("Choose another kind of link, or leave it as it is.")

    link: ClauseLink

    def places(self) -> dict[str, Any]:
        return {**super().places(), "source": self.link.source, "target": self.link.target}
