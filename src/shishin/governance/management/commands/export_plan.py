"""Write an edition of a plan to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shishin.governance.models import Plan, PlanEdition
from shishin.governance.models.plans import address_parts
from shishin.governance.plans.content import read_content, without_withheld
from shishin.governance.plans.files import FORMATS
from shishin.kit.commands import RefusingCommand

USAGE = 2


def plan_called(slug: str) -> Plan:
    if (plan := Plan.objects.select_related("organization", "upper_document").filter(slug=slug).first()) is None:
        raise CommandError(_("There is no plan “%(plan)s”.") % {"plan": slug}, returncode=USAGE)
    return plan


def edition_called(plan: Plan, address: str) -> PlanEdition:
    parts = address_parts(address)
    edition = plan.editions.filter(fiscal_year=parts[0], number=parts[1]).first() if parts else None
    if edition is None:
        known = ", ".join(one.address for one in plan.editions.all()) or "–"
        message = _("“%(plan)s” has no edition “%(edition)s”. It has: %(known)s.")
        raise CommandError(message % {"plan": plan.slug, "edition": address, "known": known}, returncode=USAGE)
    edition.plan = plan
    return edition


class Command(RefusingCommand):
    help = "Write an edition of a plan to a file. The ending of FILE says in which form: docx, pdf, html or json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="the address of the plan")
        parser.add_argument("edition", metavar="EDITION", help="such as 2026 or 2026.2")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--language", help="the language of the words (default: the one that binds)")
        parser.add_argument("--public", action="store_true", help="without amounts that are withheld today")

    def handle(self, *, plan: str, edition: str, output: Path | str, language: str | None = None, public: bool = False, **_o: Any) -> None:
        output = Path(output)
        form = FORMATS.get(output.suffix.lstrip(".").lower())
        if form is None:
            endings = ", ".join(f".{one}" for one in FORMATS)
            message = _("“%(file)s” does not end in one of: %(endings)s.") % {"file": output.name, "endings": endings}
            raise CommandError(message, returncode=USAGE)
        content = read_content(edition_called(plan_called(plan), edition))
        shown = without_withheld(content) if public else content
        output.write_bytes(form.write(shown, language or content.edition.plan.source_language))
        self.stdout.write(f"{output} measures {len(content.measures)}")
