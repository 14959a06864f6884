"""Refusals of texts and numbering schemes that come in: in which file and line, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


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
            way_out=_("Unpack it, or save it as Markdown (.md) in UTF-8 or as a Word document (.docx), then try again."),
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


class NothingToImport(TextRefused):
    def __init__(self, file: str) -> None:
        super().__init__(
            _("There is no Markdown or Word file here."),
            way_out=_("Name a file that ends in .md or .docx, or a folder that holds such files or a document.yaml."),
            file=file,
        )


class WrongNumbering(Refusal):
    def __init__(self, *, place: str, expected: str) -> None:
        super().__init__(
            _("The rules of the numbering scheme are not right at “%(place)s”.") % {"place": place},
            way_out=_("Use one of these: %(known)s.") % {"known": expected},
        )


class NotAWordFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This is not a Word document, whatever its name says."),
            way_out=_("Open it in the program that made it, save it as a Word document (.docx), then try again."),
            file=file,
        )


class BrokenWordFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This Word document is damaged and cannot be read."),
            way_out=_("Open it in Word, let Word repair it, save it under a new name as .docx, then try again."),
            file=file,
        )


class OldWordFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This is a document of an old Word (.doc)."),
            way_out=_("Open it in Word or LibreOffice, save it as .docx, then try again."),
            file=file,
        )


class LockedWordFile(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This Word document is locked with a password."),
            way_out=_("Open it in Word, take the password away, save it, then try again."),
            file=file,
        )


class WordFileWithMacros(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This Word document holds macros, which are programs."),
            way_out=_("Open it in Word, save it as .docx without macros, then try again."),
            file=file,
        )


class WordFileUnpacksTooLarge(TextRefused):
    def __init__(self, *, file: str) -> None:
        super().__init__(
            _("This Word document unpacks to more than a text can have."),
            way_out=_("Copy the text into a new Word document, save it as .docx, then try again."),
            file=file,
        )
