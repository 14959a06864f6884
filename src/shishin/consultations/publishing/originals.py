"""The originals: every opinion in the words it was given, with what became of it or of each of its points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.models import Consultation, ModerationAct, Opinion, Response
from shishin.consultations.places import Place, places_of
from shishin.consultations.profiles import Disposition, rules_of
from shishin.kit.sheets import Column

CUT = "\n（…）\n"


class AnsweredPoint(NamedTuple):
    """What became of an opinion, or of a part of one that was split. Of what is withheld there are no words."""

    words: str
    response: Response | None
    disposition: Disposition | None
    withheld: str
    """Why it is."""


class Original(NamedTuple):
    opinion: Opinion
    place: Place | None
    points: list[AnsweredPoint]

    @property
    def words(self) -> str:
        """As they were given, but for points that are withheld."""
        return CUT.join(point.words for point in self.points) if self.in_all("withheld") else self.opinion.words

    @property
    def responses(self) -> int | str | None:
        numbers = list(dict.fromkeys(point.response.number for point in self.points if point.response))
        return ", ".join(map(str, numbers)) if len(numbers) > 1 else next(iter(numbers), None)

    def in_all(self, of: str) -> str:
        """What its points have, each once."""
        return ", ".join(dict.fromkeys(str(value) for point in self.points if (value := getattr(point, of))))


def originals_of(consultation: Consultation) -> QuerySet[Opinion]:
    """As they were received, by their numbers, with their parts; nothing of what nobody says any more."""
    parts = Prefetch("parts", Opinion.objects.counted().select_related("response").order_by("pk"))
    rows = Opinion.objects.as_received().filter(consultation=consultation, voices__gt=0)
    return rows.select_related("response").prefetch_related(parts).order_by("number")


def read_originals(consultation: Consultation, opinions: Iterable[Opinion]) -> Iterator[Original]:
    """One by one, however many."""
    places, rules = places_of(consultation), rules_of(consultation)
    reasons = ModerationAct.objects.filter(opinion__consultation=consultation).reasons_withheld()

    def point(leaf: Opinion) -> AnsweredPoint:
        if leaf.state == Opinion.State.WITHHELD:
            reason = reasons.get(leaf.folded_into_id or leaf.pk, "")
            return AnsweredPoint("", None, None, str(rules.moderation_reason(reason) or _("withheld")))
        return AnsweredPoint(leaf.words, leaf.response, rules.disposition(leaf.response.disposition) if leaf.response else None, "")

    for one in opinions:
        leaves = list(one.parts.all()) if one.state == Opinion.State.SPLIT else [one]
        yield Original(one, places.of(one.place_id), [point(leaf) for leaf in leaves])


def original_rows(consultation: Consultation) -> Iterator[Original]:
    """Piece by piece from the database."""
    return read_originals(consultation, originals_of(consultation).iterator(chunk_size=2_000))


ORIGINAL_COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda row: row.opinion.number),
    Column("place", gettext_lazy("Place in the text"), lambda row: str(row.place or "")),
    Column("words", gettext_lazy("Opinion"), lambda row: row.words),
    Column("voices", gettext_lazy("Voices"), lambda row: row.opinion.voices),
    Column("response", gettext_lazy("Response number"), lambda row: row.responses),
    Column("disposition", gettext_lazy("Disposition"), lambda row: row.in_all("disposition")),
    Column("withheld", gettext_lazy("Kept from the public"), lambda row: row.in_all("withheld")),
]
