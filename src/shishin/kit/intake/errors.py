"""What is refused of a table that comes in: the file, or one of its cells."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class CellError(RefusedHere):
    """`CellError("C17", why)`: one cell, by the address that Excel gives it."""

    message = _("%(cell)s: %(why)s")
    way_out = _("Mend this cell, and take the row in again.")

    cell: str
    why: str

    def __init__(self, cell: str, why: Any, /) -> None:
        super().__init__(cell=cell, why=str(why))


class EmptySheet(RefusedHere):
    message = _("%(file)s has no row below its headings.")
    way_out = _("Choose another file, or say in which row the headings stand.")


class SheetTooLarge(RefusedHere):
    message = _("%(file)s has more than %(limit)s, as it comes or when it is unpacked.")
    way_out = _("Save it as CSV or divide it into several files, or ask the operator for a higher limit (SHISHIN_INTAKE_LIMIT).")

    limit: int

    def places(self) -> dict[str, Any]:
        return {**vars(self), "limit": filesizeformat(self.limit)}


class NoRoomToRead(RefusedHere):
    message = _("%(file)s cannot be read: there is no room left in %(folder)s, where it lies while it is read.")
    way_out = _("Make room there, or set TMPDIR to a folder that has some, then try again.")


class BrokenWorkbook(RefusedHere):
    message = _("%(file)s cannot be read: it is not what Excel writes.")
    way_out = _("Open it in Excel, save it under a new name as “Excel Workbook (.xlsx)”, then try again.")


class OldWorkbook(BrokenWorkbook):
    message = _("%(file)s is a workbook of the old kind (.xls).")


class LockedWorkbook(RefusedHere):
    message = _("%(file)s is locked with a password.")
    way_out = _("Open it in Excel, take the password away, then try again.")


class WrongEncoding(RefusedHere):
    message = _("%(file)s, line %(line)s: these bytes are no characters of %(encoding)s.")
    way_out = _("Say which encoding the file has, or save it as “CSV UTF-8”.")


class BrokenRecord(RefusedHere):
    message = _("%(file)s, line %(line)s: from here on the columns cannot be told apart.")
    way_out = _("Look for a quotation mark that is opened and not closed, or save the file as Excel.")
