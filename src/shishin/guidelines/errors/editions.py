"""Refusals of what is done with editions and documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Decision
    from shishin.guidelines.models import Document, Edition


class OnlyADraftVersion(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s has the version number of a draft, and a draft never becomes the adopted text.") % {"edition": edition},
            way_out=_("Start a new edition from it under its final version number, then adopt that one."),
        )


class NotADraftVersion(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s does not have the version number of a draft, so it cannot be published as one.") % {"edition": edition},
            way_out=_("Give the draft a version number such as 1.0.0-draft.1, or adopt the edition."),
        )


class NothingToRead(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(_("%(edition)s has no clauses.") % {"edition": edition}, way_out=_("Write or import its text first."))


class NoSource(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s cannot be taken over without its source.") % {"edition": edition},
            way_out=_("Say where the text was adopted, best with its address on the web."),
        )


class NotApproved(Refusal):
    def __init__(self, edition: Edition, decision: Decision) -> None:
        super().__init__(
            _("%(edition)s cannot be adopted: “%(decision)s” does not approve it.") % {"edition": edition, "decision": decision},
            way_out=_("Choose a decision that approves the text."),
        )


class AnotherTextWasDecided(Refusal):
    def __init__(self, edition: Edition, decision: Decision) -> None:
        super().__init__(
            _("%(edition)s cannot be adopted: “%(decision)s” decided on another text.") % {"edition": edition, "decision": decision},
            way_out=_("Restore the text that was decided on, or have the present text decided."),
        )


class ChangesWithoutReason(Refusal):
    def __init__(self, edition: Edition, keys: Sequence[str]) -> None:
        self.edition = edition
        self.keys = tuple(keys)
        shown = ", ".join(keys[:5]) + ("…" if len(keys) > 5 else "")
        super().__init__(
            ngettext(
                "%(edition)s changes %(count)s clause in substance without a reason: %(keys)s.",
                "%(edition)s changes %(count)s clauses in substance without a reason: %(keys)s.",
                len(keys),
            )
            % {"edition": edition, "count": len(keys), "keys": shown},
            way_out=_("Give a reason for each, or mark the change as formal."),
        )


class DocumentIsAbolished(Refusal):
    def __init__(self, document: Document, in_force_from: date) -> None:
        super().__init__(
            _("%(document)s was abolished on %(abolished)s, so nothing of it can come into force on %(day)s.")
            % {"document": document, "abolished": day_in_words(document.abolished_on), "day": day_in_words(in_force_from)},
            way_out=_("Choose an earlier day, or put the text into a document that is still in force."),
        )


class SourceTooLong(Refusal):
    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            _("The source has %(length)s characters; %(limit)s are kept.") % {"length": length, "limit": limit},
            way_out=_("Give the address of the text alone."),
        )


class OutOfOrder(Refusal):
    def __init__(self, edition: Edition, later: Edition) -> None:
        super().__init__(
            _("%(edition)s cannot come into force before %(later)s (%(day)s).")
            % {"edition": edition, "later": later, "day": day_in_words(later.in_force_from)},
            way_out=_("Choose a later day, or withdraw %(later)s first.") % {"later": later},
        )


class DayTaken(Refusal):
    def __init__(self, edition: Edition, other: Edition, day: date) -> None:
        super().__init__(
            _("%(edition)s cannot come into force on %(day)s: %(other)s does.")
            % {"edition": edition, "day": day_in_words(day), "other": other},
            way_out=_("Choose another day, or withdraw %(other)s first.") % {"other": other},
        )


class NothingToWithdraw(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s is a working edition, so there is nothing to withdraw.") % {"edition": edition},
            way_out=_("Change it, or leave it unpublished."),
        )


class AlreadyWithdrawn(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s was already withdrawn on %(day)s.") % {"edition": edition, "day": day_in_words(edition.withdrawn_on)},
            way_out=_("Leave it as it is: an edition is withdrawn once."),
        )


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The reason is missing."), way_out=_("Say in one sentence why, so that readers understand it later."))


class VersionTaken(Refusal):
    def __init__(self, document: Document, version: str) -> None:
        super().__init__(
            _("%(document)s already has an edition %(version)s.") % {"document": document, "version": version},
            way_out=_("Choose another version number."),
        )


class UnknownEditionBefore(Refusal):
    def __init__(self, document: Document, version: str) -> None:
        super().__init__(
            _("%(document)s has no edition %(version)s to start from.") % {"document": document, "version": version},
            way_out=_("Import that edition first, or correct “started_from”."),
        )


class ChangeOfUnknownClause(Refusal):
    def __init__(self, key: str, version: str) -> None:
        super().__init__(
            _("A change names the clause %(key)s, which edition %(version)s does not have.") % {"key": key, "version": version},
            way_out=_("Correct the key in the list of changes."),
        )


class ChangeWithoutEditionBefore(Refusal):
    def __init__(self, version: str) -> None:
        super().__init__(
            _("Edition %(version)s lists changes but does not say from which edition it started.") % {"version": version},
            way_out=_("Give “started_from”, or take the changes away."),
        )


class KeyOfAnotherClause(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The key %(key)s belongs to a clause of an earlier edition, so a new clause cannot have it.") % {"key": key},
            way_out=_("Give the new clause a key that this document has never used, or record it as kept."),
        )


class UnfitChange(Refusal):
    def __init__(self, kind: str, rule: str) -> None:
        super().__init__(
            _("A change of the kind “%(kind)s” does not fit the clauses it names.") % {"kind": kind},
            way_out=rule,
        )


class UnfitManuscript(Refusal):
    """Something in a text that cannot be stored; message and way out come from the check that found it."""


class NotAVersion(Refusal):
    def __init__(self, version: str) -> None:
        super().__init__(
            _("“%(version)s” is not a version number.") % {"version": version},
            way_out=_("Write it as 1.0.0, or 1.0.0-draft.1 for a draft."),
        )


class NotAnAddress(Refusal):
    def __init__(self, address: str) -> None:
        super().__init__(
            _("“%(address)s” cannot be an address.") % {"address": address},
            way_out=_("Use lower-case letters a to z, digits and hyphens."),
        )


class NotALanguage(Refusal):
    def __init__(self, language: str) -> None:
        super().__init__(
            _("“%(language)s” is not a language tag.") % {"language": language},
            way_out=_("Use a tag such as ja, en or ja-simple."),
        )


class AliasTaken(Refusal):
    def __init__(self, name: str, document: Document) -> None:
        super().__init__(
            _("The address %(name)s already leads to %(document)s.") % {"name": name, "document": document},
            way_out=_("Choose another address."),
        )


class CodeTaken(Refusal):
    def __init__(self, code: str, document: Document) -> None:
        super().__init__(
            _("The code %(code)s already belongs to %(document)s.") % {"code": code, "document": document},
            way_out=_("Choose another code; a code is unique in its family."),
        )


class UnknownNumbering(Refusal):
    def __init__(self, slug: str, known: Sequence[str]) -> None:
        super().__init__(
            _("There is no numbering scheme “%(slug)s”.") % {"slug": slug},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)},
        )


class NotAWorkingEdition(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s is no longer a working edition, so it cannot be changed.") % {"edition": edition},
            way_out=_("Start a new edition from it."),
        )


class SomethingPointsAtIt(Refusal):
    def __init__(self, edition: Edition, what: str) -> None:
        super().__init__(
            _("%(edition)s cannot be discarded, because %(what)s points at it.") % {"edition": edition, "what": what},
            way_out=_("Discard that first, or keep this edition."),
        )


class NotATranslation(Refusal):
    def __init__(self, language: str) -> None:
        super().__init__(
            _("“%(language)s” is the language that binds, so a text in it is no translation.") % {"language": language},
            way_out=_("Change the words in a working edition."),
        )


class AlreadyTranslated(Refusal):
    def __init__(self, key: str, language: str) -> None:
        super().__init__(
            _("The clause “%(key)s” already has a translation “%(language)s”.") % {"key": key, "language": language},
            way_out=_("Correct that translation."),
        )


class NotYetTranslated(Refusal):
    def __init__(self, key: str, language: str) -> None:
        super().__init__(
            _("The clause “%(key)s” has no translation “%(language)s” to correct.") % {"key": key, "language": language},
            way_out=_("Add a translation."),
        )


class CorrectedMeanwhile(Refusal):
    def __init__(self, key: str, language: str) -> None:
        super().__init__(
            _("Somebody corrected the translation “%(language)s” of “%(key)s” while you were writing.")
            % {"key": key, "language": language},
            way_out=_("Compare your words with theirs, bring both together and store them again."),
        )


class SameWords(Refusal):
    def __init__(self, key: str, language: str) -> None:
        super().__init__(
            _("The translation “%(language)s” of “%(key)s” already says this.") % {"key": key, "language": language},
            way_out=_("Change the words, or leave them as they are."),
        )


class NoSuchDocument(Refusal):
    def __init__(self, slug: str, known: Sequence[str]) -> None:
        near = get_close_matches(slug, known, n=5, cutoff=0.5) or list(known[:5])
        super().__init__(
            _("There is no document “%(slug)s”.") % {"slug": slug},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(near)} if near else _("Import a text first."),
        )


class NoSuchEdition(Refusal):
    def __init__(self, document: Document, version: str, known: Sequence[str]) -> None:
        super().__init__(
            _("%(document)s has no edition %(version)s.") % {"document": document, "version": version},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)} if known else _("Import a text first."),
        )


class DocumentOfAnother(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("The address “%(slug)s” belongs to a document of another organization.") % {"slug": slug},
            way_out=_("Choose another address, or ask that organization."),
        )
