"""Refusals of the guidelines, each with its way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Decision
    from shishin.guidelines.models import Document, Edition


class TextRefused(Refusal):
    """A text file that cannot be read. Says in which file and line, and what to do."""

    def __init__(self, message: str, *, way_out: str, file: str = "", line: int = 0) -> None:
        if file and line:
            message = _("%(file)s, line %(line)d: %(message)s") % {"file": file, "line": line, "message": message}
        elif file:
            message = _("%(file)s: %(message)s") % {"file": file, "message": message}
        super().__init__(message, way_out=way_out)
        self.file = file
        self.line = line


class FileTooLarge(TextRefused):
    def __init__(self, *, file: str, size: int, limit: int) -> None:
        super().__init__(
            _("The file has %(size)d bytes; the limit is %(limit)d.") % {"size": size, "limit": limit},
            way_out=_("Divide the text into several documents, or take out what is not text."),
            file=file,
        )


class NotAText(TextRefused):
    def __init__(self, *, file: str, format_name: str) -> None:
        super().__init__(
            _("This is not a text file but %(format)s.") % {"format": format_name},
            way_out=_("Unpack it or save it as Markdown (.md) in UTF-8, then try again."),
            file=file,
        )


class NotUtf8(TextRefused):
    def __init__(self, *, file: str, line: int, looks_like: str = "") -> None:
        if looks_like:
            message = _("The file seems to be in %(encoding)s, not in UTF-8.") % {"encoding": looks_like}
        else:
            message = _("The file holds bytes that are not UTF-8.")
        super().__init__(message, way_out=_("Open the file in an editor, save it as UTF-8, then try again."), file=file, line=line)


class EmptyText(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("There is no clause in this text."),
            way_out=_("Begin the text with a heading and its key, such as “# Purpose {#purpose}”."),
            file=file,
        )


class TextBeforeFirstClause(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("This text stands before the first clause and belongs to none."),
            way_out=_("Put a heading with a key above it, such as “# Preamble {#preamble}”."),
            file=file,
            line=line,
        )


class HeadingWithoutKey(TextRefused):
    def __init__(self, *, file: str, line: int, heading: str) -> None:
        super().__init__(
            _("The heading “%(heading)s” has no key.") % {"heading": heading},
            way_out=_("Write a key such as {#purpose} at its end, or import the text as foreign Markdown, which finds keys itself."),
            file=file,
            line=line,
        )


class UnderlinedHeading(TextRefused):
    def __init__(self, *, file: str, line: int, heading: str) -> None:
        super().__init__(
            _("The heading “%(heading)s” is marked by a line below it.") % {"heading": heading},
            way_out=_("Mark it with # and a key, or put an empty line above the line if it is meant as a rule."),
            file=file,
            line=line,
        )


class HeadingInsideItem(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("A heading stands inside a list item that is a clause."),
            way_out=_("Move the heading out of the list, or write it as bold text."),
            file=file,
            line=line,
        )


class SkippedLevel(TextRefused):
    def __init__(self, *, file: str, line: int, depth: int, allowed: int) -> None:
        super().__init__(
            _("The heading has level %(depth)d; the deepest that may follow here is %(allowed)d.") % {"depth": depth, "allowed": allowed},
            way_out=_("Take away a # sign, or put the missing heading above it."),
            file=file,
            line=line,
        )


class TooDeepForHeading(TextRefused):
    def __init__(self, *, key: str, depth: int) -> None:
        super().__init__(
            _("The clause %(key)s has a heading at depth %(depth)d; headings go down to depth 6.") % {"key": key, "depth": depth},
            way_out=_("Move the clause up, or put the words of its heading into its text."),
        )


class WrongAttribute(TextRefused):
    def __init__(self, *, file: str, line: int, word: str, known: Iterable[str]) -> None:
        super().__init__(
            _("“%(word)s” is not an attribute of a clause.") % {"word": word},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)},
            file=file,
            line=line,
        )


class RepeatedAttribute(TextRefused):
    def __init__(self, *, file: str, line: int, word: str) -> None:
        super().__init__(
            _("“%(word)s” is one attribute too many: its like is already given.") % {"word": word},
            way_out=_("Keep one of the two."),
            file=file,
            line=line,
        )


class WrongKey(TextRefused):
    def __init__(self, *, file: str, line: int, key: str) -> None:
        super().__init__(
            _("“%(key)s” cannot be a key.") % {"key": key},
            way_out=_("Use up to 100 lower-case letters a to z, digits and hyphens, beginning with a letter or a digit."),
            file=file,
            line=line,
        )


class RepeatedKey(TextRefused):
    def __init__(self, *, file: str, line: int, key: str, first_line: int) -> None:
        super().__init__(
            _("The key %(key)s is already used in line %(first_line)d.") % {"key": key, "first_line": first_line},
            way_out=_("Give one of the two clauses another key."),
            file=file,
            line=line,
        )


class UnknownKey(TextRefused):
    def __init__(self, *, file: str, line: int, key: str, source: str) -> None:
        super().__init__(
            _("The key %(key)s does not occur in %(source)s, the text that binds.") % {"key": key, "source": source},
            way_out=_("Correct the key, or add the clause to %(source)s first.") % {"source": source},
            file=file,
            line=line,
        )


class AttributesInTranslation(TextRefused):
    def __init__(self, *, file: str, line: int, key: str, source: str) -> None:
        super().__init__(
            _("A translation says only which clause it translates; kind and force stand in %(source)s.") % {"source": source},
            way_out=_("Write only {#%(key)s} here.") % {"key": key},
            file=file,
            line=line,
        )


class KeyOutOfPlace(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("This key stands inside a list item that has none, so it marks no clause."),
            way_out=_("Give the outer list item a key as well, or take this one away."),
            file=file,
            line=line,
        )


class TextAfterItems(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("This text stands after list items that are clauses and belongs to none."),
            way_out=_("Indent it to add it to the item above, move it above the list, or give it a key of its own."),
            file=file,
            line=line,
        )


class SummaryOutOfPlace(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("This summary does not stand directly below the first line of its clause."),
            way_out=_("Move it there. A clause has one summary."),
            file=file,
            line=line,
        )


class SummaryNotClosed(TextRefused):
    def __init__(self, *, file: str, line: int) -> None:
        super().__init__(
            _("The summary that begins here has no end."),
            way_out=_("End it with a line of three colons (:::)."),
            file=file,
            line=line,
        )


class BrokenTable(TextRefused):
    def __init__(self, *, file: str, line: int, cells: int, expected: int) -> None:
        super().__init__(
            _("This row of a table has %(cells)d cells; its head has %(expected)d.") % {"cells": cells, "expected": expected},
            way_out=_("Give every row the cells of the head (\\| is a bar inside a cell), and put an empty line after the table."),
            file=file,
            line=line,
        )


class NotYaml(TextRefused):
    def __init__(self, *, file: str, line: int, problem: str) -> None:
        super().__init__(
            _("The file is not valid YAML (%(problem)s).") % {"problem": problem},
            way_out=_("Check the indentation, the colons and the quotation marks of this line."),
            file=file,
            line=line,
        )


class UnknownField(TextRefused):
    def __init__(self, *, file: str, line: int, name: str, known: Iterable[str]) -> None:
        super().__init__(
            _("“%(name)s” is not a field here.") % {"name": name},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)},
            file=file,
            line=line,
        )


class RepeatedField(TextRefused):
    def __init__(self, *, file: str, line: int, name: str) -> None:
        super().__init__(
            _("“%(name)s” is given twice.") % {"name": name},
            way_out=_("Keep one of the two."),
            file=file,
            line=line,
        )


class MissingField(TextRefused):
    def __init__(self, *, file: str, line: int, name: str) -> None:
        super().__init__(
            _("“%(name)s” is missing.") % {"name": name},
            way_out=_("Add a line that begins with “%(name)s:”.") % {"name": name},
            file=file,
            line=line,
        )


class WrongValue(TextRefused):
    def __init__(self, *, file: str, line: int, name: str, expected: str) -> None:
        super().__init__(
            _("“%(name)s” does not hold what it should.") % {"name": name},
            way_out=_("Write here: %(expected)s.") % {"expected": expected},
            file=file,
            line=line,
        )


class MissingFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This file is missing."),
            way_out=_("Add it. A document has document.yaml and, for each edition, a folder of that name with edition.yaml and texts."),
            file=file,
        )


class UnexpectedFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This file has no place in the folder of an edition."),
            way_out=_("Take it away, or name it after the language of its text, such as ja.md, en.md or ja-simple.md."),
            file=file,
        )


class EditionsInACircle(TextRefused):
    def __init__(self, *, versions: Iterable[str]) -> None:
        super().__init__(
            _("The editions %(versions)s start from one another in a circle.") % {"versions": ", ".join(versions)},
            way_out=_("Correct “started_from” in their edition.yaml files."),
        )


# Comparison tables.


class WrongProfile(Refusal):
    """`faults` names each place of the profile that is wrong, in a sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            _("This is no profile of comparison tables. %(faults)s") % {"faults": " ".join(faults)},
            way_out=_("Correct these places, or leave them out to get the defaults."),
        )


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
    def __init__(self, edition: Edition, keys: Iterable[str]) -> None:
        super().__init__(
            _("%(edition)s has changes of substance without a reason: %(keys)s.") % {"edition": edition, "keys": ", ".join(keys)},
            way_out=_("Give the reason of each of these changes, or mark the change as formal."),
        )


class OutOfOrder(Refusal):
    def __init__(self, edition: Edition, later: Edition) -> None:
        super().__init__(
            _("%(edition)s cannot come into force before %(later)s (%(day)s).")
            % {"edition": edition, "later": later, "day": later.in_force_from},
            way_out=_("Choose a later day, or withdraw %(later)s first.") % {"later": later},
        )


class DayTaken(Refusal):
    def __init__(self, edition: Edition, other: Edition, day: date) -> None:
        super().__init__(
            _("%(edition)s cannot come into force on %(day)s: %(other)s does.") % {"edition": edition, "day": day, "other": other},
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
            _("%(edition)s was already withdrawn on %(day)s.") % {"edition": edition, "day": edition.withdrawn_on},
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
    def __init__(self, slug: str, known: Iterable[str]) -> None:
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
