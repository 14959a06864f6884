"""The originals: every opinion in the words it was given, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Consultation, Opinion
from shishin.consultations.places import places_of
from shishin.consultations.profiles import rules_of
from shishin.kit.sheets import Column


def originals_of(consultation: Consultation) -> QuerySet[Opinion]:
    """As they were received, by their numbers; of a withheld one there are no words, and nothing of what nobody says any more."""
    rows = Opinion.objects.as_received().filter(consultation=consultation, voices__gt=0)
    return rows.select_related("response").prefetch_related("moderation").order_by("number")


def is_withheld(opinion: Opinion) -> bool:
    return opinion.state == Opinion.State.WITHHELD


ORIGINAL_COLUMNS = [
    Column("number", _("Number"), lambda row: row[0].number),
    Column("place", _("Place in the text"), lambda row: row[1]),
    Column("words", _("Opinion"), lambda row: "" if is_withheld(row[0]) else row[0].words),
    Column("voices", _("Voices"), lambda row: row[0].voices),
    Column("response", _("Response number"), lambda row: row[0].response.number if row[0].response else None),
    Column("disposition", _("Disposition"), lambda row: row[2]),
    Column("withheld", _("Kept from the public"), lambda row: str(_("withheld")) if is_withheld(row[0]) else ""),
]


def original_rows(consultation: Consultation) -> Iterator[tuple[Opinion, str, Any]]:
    """Piece by piece, however many there are."""
    places, rules = places_of(consultation), rules_of(consultation)
    for opinion in originals_of(consultation).iterator(chunk_size=2_000):
        disposition = rules.disposition(opinion.response.disposition) if opinion.response else None
        yield opinion, str(places.of(opinion.place_id) or ""), str(disposition or "")
