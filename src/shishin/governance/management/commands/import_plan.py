"""Bring a plan in from a workbook or its JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.errors.importing import NotAPlanFile, PlanNeedsOrganization
from shishin.governance.management.commands.export_plan import USAGE
from shishin.governance.models import Plan, PlanEdition
from shishin.governance.plans.importing import FileTables, PlanFile, Preview, bring_plan_in, preview_plan
from shishin.governance.plans.keeping import add_plan
from shishin.governance.plans.workbooks import read_workbook, tables_from_json
from shishin.governance.writing import start_next_edition
from shishin.kit.commands import RefusingCommand
from shishin.kit.dates import FiscalYear, fiscal_year, read_fiscal_year
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR

YEARS = 5
"""Of a plan that a file founds, the first of them the year of its edition."""


class Command(RefusingCommand):
    help = (
        "Bring the chapters, measures, indicators, disposals and reports of a plan in: all, or nothing. They go into the edition that is being "
        "written, or into the next one that is started. The last line has the figures; the status is 1 when the file is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="the address of the plan; a new one is founded with --organization")
        parser.add_argument("file", metavar="FILE", help="a workbook (.xlsx) or the same tables as JSON (.json)")
        parser.add_argument("--organization", default="", metavar="ORG", help="whose the plan is, where there is none yet")
        parser.add_argument("--year", default="", metavar="FY", help="the year of an edition that is started (default: this year)")
        parser.add_argument("--overrides", action="store_true", help="the file counts, also where a measure changed here meanwhile")
        parser.add_argument("--preview", action="store_true", help="say what would become of it, and change nothing")

    def handle(self, *, plan: str, file: str, **options: Any) -> None:
        tables = PlanFile.of(_tables(Path(file)))
        year = read_fiscal_year(options["year"]) if options.get("year") else fiscal_year(localdate())
        if year is None:
            raise CommandError(_("“%(year)s” is no fiscal year.") % {"year": options["year"]}, returncode=USAGE)
        with transaction.atomic():
            edition = _edition(plan, year, options.get("organization", ""))
            preview = preview_plan(edition, tables)
            self._tell(preview)
            if options.get("preview"):
                transaction.set_rollback(True)
            else:
                bring_plan_in(edition, tables, overrides=bool(options.get("overrides")), by=OPERATOR)
        self.stdout.write(preview.last_line)
        if preview.faults:
            raise CommandError(_("The file has cells that cannot be understood. Nothing was changed."))

    def _tell(self, preview: Preview) -> None:
        for fault in preview.faults:
            self.stderr.write(f"{fault.sheet}:{fault.line}:{fault.column} {fault.words}")
        for name in preview.conflicts:
            self.stderr.write(_("“%(name)s” changed here since the file was written.") % {"name": name})
        for sheet, name in preview.missing:
            self.stderr.write(_("Missing from the file: %(name)s (%(sheet)s)") % {"name": name, "sheet": sheet})


def _tables(path: Path) -> FileTables:
    if path.suffix.lower() == ".json":
        try:
            told = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise CommandError(_("“%(file)s” is no JSON.") % {"file": path.name}) from error
        if not isinstance(told, dict) or "measures" not in told:
            raise NotAPlanFile(file=path.name)
        return tables_from_json(told)
    with path.open("rb") as file:
        return read_workbook(file, name=path.name)


def _edition(slug: str, year: FiscalYear, organization: str) -> PlanEdition:
    plan = Plan.objects.select_related("organization").filter(slug=slug).first()
    if plan is None:
        plan = _founded(slug, year, organization)
    if there := plan.editions.open().first():
        there.plan = plan
        return there
    return start_next_edition(plan, fiscal_year=year.begins_in, by=OPERATOR)


def _founded(slug: str, year: FiscalYear, organization: str) -> Plan:
    if not organization:
        raise PlanNeedsOrganization(plan=slug)
    whose = Organization.objects.filter(slug=organization).first()
    if whose is None:
        words = _("There is no organization “%(organization)s”.") % {"organization": organization}
        raise CommandError(words, returncode=USAGE)
    titles = {"ja": f"{whose.name_on(localdate(), 'ja')}中長期計画"}
    first = year.begins_in
    return add_plan(whose, slug=slug, titles=titles, first_year=first, last_year=first + YEARS - 1, by=OPERATOR)
