"""Take a filled answer sheet in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from shishin.consultations.answering.answer_sheet import read_answers
from shishin.consultations.answering.responding import lacking
from shishin.consultations.answering.taking_answers import Outcome, plan_of, take_answers
from shishin.consultations.models import Response
from shishin.consultations.publishing.exporting import consultation_called
from shishin.kit.commands import RefusingCommand
from shishin.kit.intake.reading import read_sheet
from shishin.people.models import Person
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = (
        "Take a filled answer sheet in: responses are written, and with --checked-by made final. "
        "Ends with 3 where cells were not understood; their rows are left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("file", type=Path, metavar="FILE", help="the filled sheet, Excel or CSV")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--written-by", metavar="LOGIN", help="whose words they are (default: the operator's)")
        parser.add_argument("--checked-by", metavar="LOGIN", help="who checked them: all that are complete become final")

    def handle(
        self,
        *,
        slug: str,
        file: Path | str,
        dry_run: bool = False,
        written_by: str | None = None,
        checked_by: str | None = None,
        **options: Any,
    ) -> None:
        consultation, file = consultation_called(slug), Path(file)
        with file.open("rb") as opened, read_sheet(opened, name=file.name) as read:
            sheet = read_answers(read, consultation)
        for error in sheet.errors:
            self.stderr.write(error.in_full)
        plan = plan_of(consultation, sheet)
        for row in plan.conflicts:
            said = "; ".join(f"{label}: {there!r} ≠ {told!r}" for label, there, told in row.differences)
            self.stderr.write(f"{row.answer.line}: {row.why} {said}".strip())
        new, changed, attached = len(plan.of(Outcome.NEW)), len(plan.of(Outcome.CHANGED)), sum(row.moves for row in plan.changing)
        if not dry_run:
            done = take_answers(consultation, sheet, by=person_called(written_by) or OPERATOR, checked_by=person_called(checked_by))
            new, changed, attached = done["new"], done["changed"], done["attached"]
            for refusal in lacking(list(consultation.responses.filter(state=Response.State.DRAFT)), consultation) if checked_by else ():
                self.stderr.write(str(refusal.message))
        self.stdout.write(
            f"rows {len(sheet.answers)} new {new} changed {changed} "
            f"attached {attached} conflicts {len(plan.conflicts)} refused {len(sheet.errors)}"
        )
        if sheet.errors:
            sys.exit(3)


def person_called(login: str | None) -> Person | None:
    if not login:
        return None
    person = Person.objects.called(login).first()
    if person is None:
        raise CommandError(f"Nobody is called “{login}”.")
    return person
