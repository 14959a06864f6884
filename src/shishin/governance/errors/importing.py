"""Refusals about plans that come in as files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class NotAPlanFile(RefusedHere):
    message = _("“%(file)s” holds no plan: there is no sheet “measures”.")
    way_out = _("Give a workbook that was exported here, or fill in the form of docs/plan-form.md.")


class FileHasFaults(RefusedHere):
    message = _("The file was not taken in: %(count)s cells cannot be understood.")
    way_out = _("Mend them in the file, and give it again. Nothing was changed.")


class FileHasConflicts(RefusedHere):
    message = _("The file was not taken in: %(names)s changed here since it was written.")
    way_out = _("Export the plan again and put both together, or say that the file counts.")


class PlanNeedsOrganization(RefusedHere):
    message = _("There is no plan “%(plan)s” yet, and nobody says whose it would be.")
    way_out = _("Name its organization with --organization.")
