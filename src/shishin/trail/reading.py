"""Reading: who did what, newest first, and the history of one thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shishin.kit.listing import Facet
from shishin.trail.models import Entry
from shishin.trail.naming import Known, known_names, words_of
from shishin.trail.recording import canonical

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a page shows it."""

    entry: Entry
    who: Known
    thing: Known
    batch: int | None

    @property
    def words(self) -> str:
        """What was done, as a person says it."""
        return words_of(self.entry.key)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What the entry holds besides its columns, each value as one line."""
        return [(name, value if isinstance(value, str) else canonical(value)) for name, value in self.entry.data.items()]


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of a list that may be very long: entries before a number, newest first."""

    lines: list[Line] = field(default_factory=list)
    older: int | None = None


def entries_matching(*, key: str = "", about: str = "", actor: str = "", day: date | None = None) -> QuerySet[Entry]:
    """Entries by the beginning of their key, by thing, by actor, and by day; all given must hold."""
    entries = _entries()
    if key:
        entries = entries.filter(key__startswith=key)
    if about:
        entries = entries.filter(about=about)
    if actor:
        entries = entries.filter(actor=actor)
    if day:
        entries = entries.filter(happened_at__gte=_midnight(day), happened_at__lt=_midnight(day + timedelta(days=1)))
    return entries


def area() -> Facet:
    """What of the site an entry speaks of: its key up to the first point, called as the package is that records it."""
    titles = {package.label: package.verbose_name for package in apps.get_app_configs() if package.name.startswith("shishin.")}
    return Facet("area", _("Area"), titles, Substr("key", 1, StrIndex("key", Value(".")) - Value(1)))


def entries_about(names: Collection[str], *, limit: int = PAGE) -> QuerySet[Entry]:
    """What was done to things, newest first. `recording.name_of` tells the name of a thing."""
    return _entries().filter(about__in=names)[:limit]


def slice_of(entries: QuerySet[Entry], *, before: int | None, reader: object) -> Slice:
    """A page of the list; asks for one entry more to know whether there are older ones."""
    if before is not None:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return Slice(lines_of(rows[:PAGE], reader=reader), older)


def lines_of(entries: Iterable[Entry], *, reader: object) -> list[Line]:
    """Entries with the names their actors and things have today, asked for once for all of them."""
    rows = list(entries)
    known = known_names({name for row in rows for name in (row.actor, row.about)}, reader)

    def named(name: str) -> Known:
        return known.get(name) or Known(name)

    return [Line(row, who=named(row.actor), thing=named(row.about), batch=_batch_of(row)) for row in rows]


def _entries() -> QuerySet[Entry]:
    return Entry.objects.select_related("place__seal").defer("sealed_text", "place__seal__sealed_text").order_by("-pk")


def _batch_of(entry: Entry) -> int | None:
    place: Any = getattr(entry, "place", None)
    return place.seal.batch if place else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
