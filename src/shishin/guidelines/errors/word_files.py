"""Refusals of Word files that cannot be read, each with the way to one that can."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shishin.guidelines.errors.texts import TextRefused


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
