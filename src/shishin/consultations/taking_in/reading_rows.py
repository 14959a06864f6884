"""Reading rows: what a row of a file says, as plain data. What cannot be taken is refused by its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from shishin.consultations.errors.taking_in import NoSuchPlace
from shishin.consultations.models import Round
from shishin.consultations.places import Place, Places
from shishin.consultations.profiles import NUMBERS, Field, Rules
from shishin.consultations.storing import Point, kept_words
from shishin.consultations.taking_in.columns import field_called, never_kept, place_or_theme, tells_sent, themes_of
from shishin.kit.dates import read_moment
from shishin.kit.identity import compared_name, join_words
from shishin.kit.intake.errors import CellError
from shishin.kit.intake.mapping import ColumnMapping
from shishin.kit.intake.reading import Row, Sheet
from shishin.kit.moments import now

LONGEST = NUMBERS["longest"]
"""Characters of an opinion that does not come by the form: those of a letter."""
LONGEST_ID, MOST_PEOPLE = 100, 10_000
read_once = lru_cache(maxsize=10_000)(read_moment)
kept_once = lru_cache(maxsize=10_000)(kept_words)


class SaidPoint(NamedTuple):
    """One opinion of a row, and the theme that its column was said to be about."""

    point: Point
    theme: int | None


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What one row says. `people` say it, each in a submission of their own."""

    external_id: str
    received_at: datetime
    points: tuple[SaidPoint, ...]
    stance: str = ""
    people: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)

    @property
    def external_ids(self) -> list[str]:
        """One for each of the people: of what has an identifier, the second is X/2."""
        return [
            self.external_id if number == 1 or not self.external_id else f"{self.external_id}/{number}"
            for number in range(1, self.people + 1)
        ]


class RowReader:
    """Reads the rows of one file by the columns that were chosen."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, *, held: Round, rules: Rules, places: Places) -> None:
        self.sheet, self.mapping, self.rules, self.places = sheet, mapping, rules, places
        self.themes = themes_of(held.consultation)
        self.at = {role: columns[0].at for role, columns in mapping.columns.items() if columns}
        self.columns = sorted({column.at for columns in mapping.columns.values() for column in columns})
        self.details = {column.at: self._meant_by(column.detail) for column in mapping.columns.get("words", ())}
        self.stances = {compared_name(words): one.key for one in rules.stances for words in (one.key, *one.labels.values())}
        self.fields = {
            column.at: field_called(mapping.headings[column.at], rules)
            for role in ("attribute", "personal")
            for column in mapping.columns.get(role, ())
        }
        self.never, self.needs_day = never_kept(mapping.headings), tells_sent(mapping.headings)
        # What has no day of its own came by the end of its round.
        self.without_day = min(now(), held.closes_at or now())

    def cells(self, row: Row) -> list[str]:
        """What may be kept of a row that was refused."""
        return ["" if at in self.never else cell for at, cell in enumerate(row.cells)]

    def read(self, row: Row) -> SaidRow:
        """The first cell that cannot be taken is refused."""
        self.sheet.refuse_without_value(row, self.columns)
        external_id = self._value(row, "id")
        if len(external_id) > LONGEST_ID:
            raise self._refused(row, "id", _("An identifier has at most %(most)s characters.") % {"most": LONGEST_ID})
        received_at, stance, people = self._received(row), self._stance(row), self._people(row)
        attributes, personal = self._submitter(row)
        return SaidRow(external_id, received_at, tuple(self._points(row)), stance, people, attributes, personal)

    def _value(self, row: Row, role: str) -> str:
        at = self.at.get(role)
        return "" if at is None else row.cells[at].strip()

    def _refused(self, row: Row, role: str, why: str) -> CellError:
        return self.sheet.error(row, self.at[role], why)

    def _received(self, row: Row) -> datetime:
        written = self._value(row, "received")
        if not written:
            if self.needs_day and "received" in self.at:
                raise self._refused(row, "received", _("This was begun and not sent."))
            return self.without_day
        moment = read_once(written)
        if moment is None:
            raise self._refused(row, "received", _("“%(written)s” is no day.") % {"written": written[:60]})
        return moment

    def _stance(self, row: Row) -> str:
        written = self._value(row, "stance")
        if not written:
            return ""
        key = self.stances.get(compared_name(written))
        if key is None:
            known = join_words(str(one) for one in self.rules.stances)
            raise self._refused(row, "stance", _("“%(written)s” is none of: %(known)s.") % {"written": written[:60], "known": known})
        return key

    def _people(self, row: Row) -> int:
        written = self._value(row, "people")
        # Figures of any script count; ² is no figure.
        people = int(written) if written.isdecimal() and len(written) <= 6 else 0 if written else 1
        if not 1 <= people <= MOST_PEOPLE:
            why = _("“%(written)s” is no number of people from 1 to %(most)s.") % {"written": written[:60], "most": MOST_PEOPLE}
            raise self._refused(row, "people", why)
        return people

    def _points(self, row: Row) -> Iterator[SaidPoint]:
        (place_beside, theme_beside), has_words = self._beside(row), False
        for column in self.mapping.columns["words"]:
            words = kept_once(row.cells[column.at])
            if not words:
                continue
            if len(words) > LONGEST:
                why = _("These are %(many)s characters; an opinion has at most %(most)s.") % {"many": len(words), "most": LONGEST}
                raise self.sheet.error(row, column.at, why)
            has_words, (place, theme) = True, self.details[column.at]
            if place is None and theme is None:
                place = place_beside
            yield SaidPoint(Point(words, place.line if place else None), theme or theme_beside)
        if not has_words:
            raise self._refused(row, "words", _("There are no words."))

    def _meant_by(self, written: str) -> tuple[Place | None, int | None]:
        return place_or_theme(written, self.places, self.themes)

    def _beside(self, row: Row) -> tuple[Place | None, int | None]:
        """What the column of places says all words of the row are about."""
        try:
            return self._meant_by(self._value(row, "place"))
        except NoSuchPlace as refusal:
            raise self._refused(row, "place", str(refusal.message)) from refusal

    def _submitter(self, row: Row) -> tuple[dict[str, str], dict[str, str]]:
        """What is told of the submitter. What the rules call personal is, whatever was chosen for it."""
        told: dict[bool, dict[str, str]] = {False: {}, True: {}}
        for role in ("attribute", "personal"):
            for column in self.mapping.columns.get(role, ()):
                known, value = self.fields[column.at], row.cells[column.at].strip()
                if value:
                    name = known.key if known else self.mapping.headings[column.at].removeprefix("attribute_")
                    told[role == "personal" or bool(known and known.is_personal)][name] = _choice(known, value)
        return told[False], told[True]


def _choice(known: Field | None, value: str) -> str:
    """A choice by its key, whatever it is called in the file."""
    for one in known.choices if known else ():
        if compared_name(value) in {compared_name(words) for words in (one.key, *one.labels.values())}:
            return one.key
    return value
