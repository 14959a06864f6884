"""Write who performs the duties of a fiscal year."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.duties.owing import standings, was_called_in
from shishin.governance.errors.statuses import NoSuchOrganization
from shishin.governance.performing.files import FORMATS, content_of, figures
from shishin.governance.performing.pages import sum_of
from shishin.kit.commands import RefusingCommand
from shishin.kit.dates import FiscalYear, fiscal_year, read_fiscal_year
from shishin.kit.identity import compared_name
from shishin.people.models import Organization

WRONG_ARGUMENTS = 2


def fiscal_year_written(written: str) -> FiscalYear:
    year = read_fiscal_year(written)
    if year is None:
        raise ArgumentTypeError(_("“%(written)s” is no fiscal year.") % {"written": written})
    return year


def organization_called(written: str) -> Organization:
    """By its address or by a name of today."""
    rows = list(Organization.objects.prefetch_related("dated_names"))
    wanted, today = compared_name(written), localdate()
    found = [row for row in rows if row.slug == written] or [
        row for row in rows if wanted in map(compared_name, row.names_on(today).values())
    ]
    if len(found) != 1:
        raise CommandError(NoSuchOrganization(written=written).in_full, returncode=WRONG_ARGUMENTS)
    return found[0]


class Command(RefusingCommand):
    help = "Write who performs the duties of a fiscal year, one row a cell. The last line adds up. FILE ends in xlsx, csv or json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--year", type=fiscal_year_written, metavar="FY", help="as people call it, such as 2026 (default: this one)")
        parser.add_argument("--organization", metavar="ORG", help="its address or name (default: all)")

    def handle(self, *, output: Path | str, year: FiscalYear | None = None, organization: str | None = None, **options: Any) -> None:
        file, form = Path(output), Path(output).suffix.lstrip(".").lower()
        if form not in FORMATS:
            endings = ", ".join(FORMATS)
            words = _("“%(name)s” ends in none of: %(endings)s.") % {"name": file.name, "endings": endings}
            raise CommandError(words, returncode=WRONG_ARGUMENTS)
        asked = year or fiscal_year(localdate())
        one = organization_called(organization) if organization else None
        found = standings([asked], organizations=[one.pk] if one else None)
        title = _("Duties of %(owner)s, %(year)s") % {"owner": was_called_in(one, asked), "year": asked} if one else str(asked)
        content = content_of(found, form, title=title)
        with file.open("wb") as target:
            target.writelines([content] if isinstance(content, bytes) else content)
        self.stdout.write(" ".join(f"{name} {count}" for name, count in figures(sum_of(row.counts() for row in found)).items()))
