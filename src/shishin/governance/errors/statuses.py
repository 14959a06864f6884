"""What is refused of a table of statuses: one row, with the cell at which it is mended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class NoFiscalYear(RefusedHere):
    message = _("“%(written)s” is no fiscal year.")
    way_out = _("Write it as %(words)s or %(number)s.")


class NoOrganizationCalled(RefusedHere):
    message = _("No organization is called “%(written)s” in %(year)s.")
    way_out = _("Write the name as the table has it that goes out from here.")


class OrganizationsCalledAlike(RefusedHere):
    message = _("Two organizations are called “%(written)s” in %(year)s: the name says neither.")
    way_out = _("State it on the page of the organization.")


class NotAnsweredFor(RefusedHere):
    message = _("You do not answer for “%(written)s”.")
    way_out = _("Take the row out; whoever answers for it states it.")


class NoDutyCalled(RefusedHere):
    message = _("%(organization)s owes no duty “%(written)s” in %(year)s.")
    way_out = _("Write the title as the table has it that goes out from here.")


class DutiesCalledAlike(RefusedHere):
    message = _("%(organization)s owes two duties “%(written)s” in %(year)s: the title says neither.")
    way_out = _("Fill in the function and the role as well, or state it on the page of the organization.")


class NoStateCalled(RefusedHere):
    message = _("“%(written)s” is no state.")
    way_out = _("Write one of these: %(known)s.")


class WordsWithoutState(RefusedHere):
    message = _("There are words, and no state.")
    way_out = _("Write one of these: %(known)s.")


class CellTwice(RefusedHere):
    message = _("Row %(line)s says of the same duty already.")
    way_out = _("Keep one of the two rows.")


class StatedSinceItWentOut(RefusedHere):
    message = _("%(by)s stated this since the table went out: “%(state)s”. %(words)s")
    way_out = _("Compare the two; if yours is to count, take the table out anew and fill it in there.")


class RowNotTaken(RefusedHere):
    """`RowNotTaken(line=7, why=refusal)`: what came between the preview and the button."""

    message = _("Row %(line)s: %(why)s")
    way_out = _("Nothing was taken in. Look at the table once more.")


class NoSuchOrganization(RefusedHere):
    message = _("There is no organization “%(written)s”, or several.")
    way_out = _("Give its address, or its name as it is today.")
