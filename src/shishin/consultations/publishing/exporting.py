"""Exporting from the console: what a consultation is called there, and a file whose ending says the form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.consultations.errors.taking_in import NoSuchConsultation
from shishin.consultations.models import Consultation
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


def ending_among(file: Path, endings: Iterable[str]) -> str:
    known = list(endings)
    ending = file.suffix.lstrip(".").lower()
    if ending not in known:
        raise NoSuchEnding(name=file.name, endings=known)
    return ending


def write_pieces(file: Path, content: Any) -> None:
    """Bytes, or bytes piece by piece."""
    with file.open("wb") as target:
        for piece in [content] if isinstance(content, bytes) else content:
            target.write(piece)
