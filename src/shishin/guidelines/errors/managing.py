"""Refusals about what is kept as data: links between clauses and their checks, numbering schemes, scopes and profiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class SchemeNameTaken(Refusal):
    message = _("There is already a numbering scheme with the address “%(slug)s”.")
    way_out = _("Choose another address, or change the scheme that has it.")
    route = "guidelines:scheme"

    slug: str

    def route_arguments(self) -> Sequence[Any]:
        return [self.slug]


class SchemeIsFixed(Refusal):
    message = _("%(edition)s is numbered by “%(scheme)s”, and its numbers are cited already.")
    way_out = _("Add a scheme of its own, and choose it for the documents that come.")
    route = "guidelines:add_scheme"


class WrongProfile(RefusedHere):
    """`faults` names each place of the profile that is wrong, in a sentence."""

    message = _("This is no profile of comparison tables. %(faults)s")
    way_out = _("Correct these places, or leave them out to get the defaults.")

    faults: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "faults": " ".join(self.faults)}


class SynonymsUnfit(RefusedHere):
    message = _("Line %(number)s, “%(words)s”, cannot be a group of synonyms.")
    way_out = _(
        "Write at least two and at most %(words_most)s different words on a line, each with a letter or a digit and of at most"
        " %(longest)s characters, and at most %(most)s lines."
    )


class ScopeNameTaken(Refusal):
    message = _("There is already a scope with the name “%(slug)s”.")
    way_out = _("Choose another name, or change the scope that has it.")
    route = "guidelines:scope"

    slug: str

    def route_arguments(self) -> Sequence[Any]:
        return [self.slug]


class ScopeNameUnfit(RefusedHere):
    message = _("“%(slug)s” cannot be the name of a scope in text files.")
    way_out = _("Begin with a small Latin letter and use letters, figures and hyphens; “kind” and “force” are taken.")


class ScopeValueUnfit(RefusedHere):
    message = _("“%(value)s” cannot be a value of a scope.")
    way_out = _("Use at most %(limit)s characters, without spaces, commas, braces and “=”.")


class ScopeValueTwice(RefusedHere):
    message = _("The value “%(value)s” stands here twice.")
    way_out = _("Keep one of the two.")


class ScopeValueInUse(RefusedHere):
    message = _("Clauses are limited to “%(value)s” of “%(scope)s”, so that it cannot be removed.")
    way_out = _("Keep it and write “retired: true” with it: it is then not offered any more.")


class NotSuspect(RefusedHere):
    message = _("Nobody has to look at the link from %(source)s to %(target)s any more: somebody cleared it meanwhile.")
    way_out = _("Read the history of the link below it.")


class TargetMovedAgain(RefusedHere):
    message = _("The clause %(target)s got other words while you were reading.")
    way_out = _("Read its words as they stand now, then clear the link.")


class TargetIsGone(Refusal):
    message = _("The clause %(target)s is no longer in force, so the link to it cannot be cleared.")
    way_out = _("Take the link away, and link to the clause that took its place.")
    route = "guidelines:unlink"
    route_by = ("link.source.document.slug", "link.uuid")


class NoWordsOfCheck(RefusedHere):
    message = _("The words are missing.")
    way_out = _("Say in one sentence what you found, so that others can follow it.")


class LinkedToItself(RefusedHere):
    message = _("The clause %(key)s cannot be linked to itself.")
    way_out = _("Give the address of another clause.")


class LinkedAlready(RefusedHere):
    message = _("%(source)s and %(target)s are linked in this way already.")
    way_out = _("Choose another kind of link, or leave it as it is.")
