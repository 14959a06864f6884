"""Refusals of texts and numbering schemes that come in: in which file and line, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class TextRefused(RefusedHere):
    """A text file that cannot be read. Says in which file and line, and what to do."""

    file: str = ""
    line: int = 0

    def __init__(self, message: str = "", /, **arguments: Any) -> None:
        super().__init__(message, **arguments)
        if self.file and self.line:
            self.message = gettext("%(file)s, line %(line)d: %(message)s") % vars(self)
        elif self.file:
            self.message = gettext("%(file)s: %(message)s") % vars(self)
        self.args = (self.message,)


class FileTooLarge(TextRefused):
    message = _("The file has %(size)d bytes; the limit is %(limit)d.")
    way_out = _("Divide the text into several documents, or take out what is not text.")


class NotAText(TextRefused):
    message = _("This is not a text file but %(format)s.")
    way_out = _("Unpack it, or save it as Markdown (.md) in UTF-8 or as a Word document (.docx), then try again.")


class NotUtf8(TextRefused):
    message = _("The file holds bytes that are not UTF-8.")
    way_out = _("Open the file in an editor, save it as UTF-8, then try again.")


class SeemsInAnotherEncoding(NotUtf8):
    message = _("The file seems to be in %(encoding)s, not in UTF-8.")


class EmptyText(TextRefused):
    message = _("There is no clause in this text.")
    way_out = _("Begin the text with a heading and its key, such as “# Purpose {#purpose}”.")


class TextBeforeFirstClause(TextRefused):
    message = _("This text stands before the first clause and belongs to none.")
    way_out = _("Put a heading with a key above it, such as “# Preamble {#preamble}”.")


class HeadingWithoutKey(TextRefused):
    message = _("The heading “%(heading)s” has no key.")
    way_out = _("Write a key such as {#purpose} at its end, or import the text as foreign Markdown, which finds keys itself.")


class UnderlinedHeading(TextRefused):
    message = _("The heading “%(heading)s” is marked by a line below it.")
    way_out = _("Mark it with # and a key, or put an empty line above the line if it is meant as a rule.")


class HeadingInsideItem(TextRefused):
    message = _("A heading stands inside a list item that is a clause.")
    way_out = _("Move the heading out of the list, or write it as bold text.")


class SkippedLevel(TextRefused):
    message = _("The heading has level %(depth)d; the deepest that may follow here is %(allowed)d.")
    way_out = _("Take away a # sign, or put the missing heading above it.")


class TooDeepForHeading(TextRefused):
    message = _("The clause %(key)s has a heading at depth %(depth)d; headings go down to depth 6.")
    way_out = _("Move the clause up, or put the words of its heading into its text.")


class WrongAttribute(TextRefused):
    message = _("“%(word)s” is not an attribute of a clause.")
    way_out = _("Use one of these: %(known)s.")


class RepeatedAttribute(TextRefused):
    message = _("“%(word)s” is one attribute too many: its like is already given.")
    way_out = _("Keep one of the two.")


class WrongKey(TextRefused):
    message = _("“%(key)s” cannot be a key.")
    way_out = _("Use up to 100 lower-case letters a to z, digits and hyphens, beginning with a letter or a digit.")


class RepeatedKey(TextRefused):
    message = _("The key %(key)s is already used in line %(first_line)d.")
    way_out = _("Give one of the two clauses another key.")


class UnknownKey(TextRefused):
    message = _("The key %(key)s does not occur in %(source)s, the text that binds.")
    way_out = _("Correct the key, or add the clause to %(source)s first.")


class AttributesInTranslation(TextRefused):
    message = _("A translation says only which clause it translates; kind and force stand in %(source)s.")
    way_out = _("Write only {#%(key)s} here.")


class KeyOutOfPlace(TextRefused):
    message = _("This key stands inside a list item that has none, so it marks no clause.")
    way_out = _("Give the outer list item a key as well, or take this one away.")


class TextAfterItems(TextRefused):
    message = _("This text stands after list items that are clauses and belongs to none.")
    way_out = _("Indent it to add it to the item above, move it above the list, or give it a key of its own.")


class SummaryOutOfPlace(TextRefused):
    message = _("This summary does not stand directly below the first line of its clause.")
    way_out = _("Move it there. A clause has one summary.")


class SummaryNotClosed(TextRefused):
    message = _("The summary that begins here has no end.")
    way_out = _("End it with a line of three colons (:::).")


class BrokenTable(TextRefused):
    message = _("This row of a table has %(cells)d cells; its head has %(expected)d.")
    way_out = _("Give every row the cells of the head (\\| is a bar inside a cell), and put an empty line after the table.")


class NotYaml(TextRefused):
    message = _("The file is not valid YAML (%(problem)s).")
    way_out = _("Check the indentation, the colons and the quotation marks of this line.")


class UnknownField(TextRefused):
    message = _("“%(name)s” is not a field here.")
    way_out = _("Use one of these: %(known)s.")


class RepeatedField(TextRefused):
    message = _("“%(name)s” is given twice.")
    way_out = _("Keep one of the two.")


class MissingField(TextRefused):
    message = _("“%(name)s” is missing.")
    way_out = _("Add a line that begins with “%(name)s:”.")


class WrongValue(TextRefused):
    message = _("“%(name)s” does not hold what it should.")
    way_out = _("Write here: %(expected)s.")


class MissingFile(TextRefused):
    message = _("This file is missing.")
    way_out = _("Add it. A document has document.yaml and, for each edition, a folder of that name with edition.yaml and texts.")


class UnexpectedFile(TextRefused):
    message = _("This file has no place in the folder of an edition.")
    way_out = _("Take it away, or name it after the language of its text, such as ja.md, en.md or ja-simple.md.")


class EditionsInACircle(TextRefused):
    message = _("The editions %(versions)s start from one another in a circle.")
    way_out = _("Correct “started_from” in their edition.yaml files.")


class NothingToImport(TextRefused):
    message = _("There is no Markdown or Word file here.")
    way_out = _("Name a file that ends in .md or .docx, or a folder that holds such files or a document.yaml.")


class WrongNumbering(RefusedHere):
    message = _("The rules of the numbering scheme are not right at “%(place)s”.")
    way_out = _("Use one of these: %(known)s.")


class NotAWordFile(TextRefused):
    message = _("This is not a Word document, whatever its name says.")
    way_out = _("Open it in the program that made it, save it as a Word document (.docx), then try again.")


class BrokenWordFile(TextRefused):
    message = _("This Word document is damaged and cannot be read.")
    way_out = _("Open it in Word, let Word repair it, save it under a new name as .docx, then try again.")


class OldWordFile(TextRefused):
    message = _("This is a document of an old Word (.doc).")
    way_out = _("Open it in Word or LibreOffice, save it as .docx, then try again.")


class LockedWordFile(TextRefused):
    message = _("This Word document is locked with a password.")
    way_out = _("Open it in Word, take the password away, save it, then try again.")


class WordFileWithMacros(TextRefused):
    message = _("This Word document holds macros, which are programs.")
    way_out = _("Open it in Word, save it as .docx without macros, then try again.")
