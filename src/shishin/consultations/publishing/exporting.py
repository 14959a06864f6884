"""Exporting from the console: what a consultation is called there, and a file whose ending says the form."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.consultations.errors.taking_in import NoSuchConsultation
from shishin.consultations.models import Consultation
from shishin.kit.commands import RefusingCommand
from shishin.kit.errors import RefusedHere


class NoSuchEnding(RefusedHere):
    message = _("“%(name)s” ends in none of the known ways.")
    way_out = _("Give the file one of these endings: %(endings)s.")


def consultation_called(slug: str) -> Consultation:
    """By its address."""
    found = Consultation.objects.select_related("organization", "document", "profile", "edition__document").filter(slug=slug).first()
    if found is None:
        raise NoSuchConsultation(slug=slug)
    return found


class WritingCommand(RefusingCommand):
    """Writes something of a consultation to a file, in the form that its ending says."""

    endings: Sequence[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def content(self, consultation: Consultation, ending: str) -> Any:
        """Bytes, or bytes piece by piece."""
        raise NotImplementedError

    def handle(self, *, slug: str, output: Path | str, **options: Any) -> None:
        file = Path(output)
        consultation, ending = consultation_called(slug), file.suffix.lstrip(".").lower()
        if ending not in self.endings:
            raise NoSuchEnding(name=file.name, endings=self.endings)
        content = self.content(consultation, ending)
        with file.open("wb") as target:
            target.writelines([content] if isinstance(content, bytes) else content)
        self.stdout.write(str(output))
