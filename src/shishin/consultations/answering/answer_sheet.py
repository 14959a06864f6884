"""The answer sheet: the opinions of a consultation as a table that an office fills in Excel, and what it says when it comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.places import Place, places_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.storing import kept_words
from shishin.kit.identity import compared_name, in_language, join_words
from shishin.kit.intake.errors import CellError
from shishin.kit.intake.mapping import ColumnMapping, Role
from shishin.kit.intake.reading import Heading, Row, Sheet
from shishin.kit.sheets import Column

LABELS = {
    "number": gettext_lazy("Number"),
    "place": gettext_lazy("Place in the text"),
    "words": gettext_lazy("Opinion"),
    "voices": gettext_lazy("Voices"),
    "theme": gettext_lazy("Theme"),
    "response": gettext_lazy("Response number"),
    "code": gettext_lazy("Disposition"),
    "gist": gettext_lazy("Gist"),
    "view": gettext_lazy("Our view"),
    "changes": gettext_lazy("Clauses that it changed"),
    "promised": gettext_lazy("What is promised"),
    "version": gettext_lazy("Version of the response (leave as it is)"),
}
ROLES = [Role(name, label, is_needed=name in ("number", "view")) for name, label in LABELS.items()]


OF_A_RESPONSE = ("theme", "code", "gist", "view", "changes", "promised")
"""What a sheet says of a response; the others say of which one, and of which opinion."""


class SheetWords:
    """What things are called in the sheet of a consultation, in one language: by it a sheet is written, read and compared."""

    def __init__(self, consultation: Consultation, language: str, *, reader: object = None) -> None:
        self.language, self.rules, self.places = language, rules_of(consultation), places_of(consultation, reader=reader)

    @cached_property
    def disposition_keys(self) -> dict[str, str]:
        rows = self.rules.dispositions
        return {compared_name(name): one.key for one in rows for name in (one.code, one.key, *one.labels.values()) if name}

    @property
    def known_dispositions(self) -> str:
        return join_words(one.coded for one in self.rules.dispositions)

    def code(self, key: str) -> str:
        """The code of a disposition where the rules have one, else what it is called."""
        disposition = self.rules.disposition(key)
        return (disposition.code or str(disposition)) if disposition else ""

    def clause(self, key: str) -> str:
        """As no other is called."""
        place = self.places.keyed(key)
        return self.places.unlike_others(place) if place else key

    def of(self, response: Response | None) -> dict[str, str]:
        if response is None:
            return dict.fromkeys(OF_A_RESPONSE, "")
        written = {"gist": response.gists, "view": response.views, "promised": response.promised}
        return {
            "theme": in_language(response.theme.titles, self.language) if response.theme else "",
            "code": self.code(response.disposition),
            "changes": "\n".join(self.clause(key) for key in response.places),
            **{name: kept_words(in_language(words, self.language)) for name, words in written.items()},
        }


class SheetRow(NamedTuple):
    """An opinion with what its response says, by the names of the columns."""

    opinion: Opinion
    place: Place | None
    said: Mapping[str, str]

    def says(self, name: str) -> str:
        return self.said[name]


def columns_of(consultation: Consultation) -> list[Column]:
    """The columns of its sheet: the cells of dispositions offer those of its rules."""
    offered = {one.code or str(one): str(one) for one in rules_of(consultation).dispositions}
    return [replace(column, choices=offered) if column.name == "code" else column for column in COLUMNS]


COLUMNS = [
    Column("number", LABELS["number"], lambda row: row.opinion.number),
    Column("place", LABELS["place"], lambda row: str(row.place or "")),
    Column("words", LABELS["words"], lambda row: row.opinion.words),
    Column("voices", LABELS["voices"], lambda row: row.opinion.group_voices),
    Column("theme", LABELS["theme"], lambda row: row.said["theme"] if row.opinion.response else str(row.opinion.theme or "")),
    Column("response", LABELS["response"], lambda row: row.opinion.response.number if row.opinion.response else None),
    *(Column(name, LABELS[name], partial(SheetRow.says, name=name)) for name in OF_A_RESPONSE[1:]),
    Column("version", LABELS["version"], lambda row: row.opinion.response.version if row.opinion.response else None),
]


def sheet_rows(consultation: Consultation, *, reader: object = None) -> Iterator[SheetRow]:
    """Every opinion that can be answered by itself, by its number."""
    words = SheetWords(consultation, get_language() or "", reader=reader)
    for opinion in answerable(consultation).select_related("theme", "response__theme").order_by("number").iterator(chunk_size=2_000):
        yield SheetRow(opinion, words.places.of(opinion.place_id), words.of(opinion.response))


def answerable(consultation: Consultation) -> QuerySet[Opinion]:
    return Opinion.objects.said().filter(consultation=consultation).exclude(state=Opinion.State.WITHHELD)


class SheetAnswer(NamedTuple):
    """What a sheet says in one row. `line` is the row of the sheet; `version` is of the response as the sheet went out."""

    line: int
    number: int
    response: int | None
    version: int | None
    said: dict[str, str]
    """The filled cells, by the names of the columns, in the words of the sheet."""


class FilledSheet(NamedTuple):
    """The rows of a sheet that say something, the cells that cannot be understood, and the language in which it speaks."""

    answers: list[SheetAnswer]
    errors: list[CellError]
    language: str


def read_answers(sheet: Sheet, consultation: Consultation, *, reader: object = None) -> FilledSheet:
    mapping = ColumnMapping.guessed(sheet.headings, ROLES)
    mapping.refuse_unfit(ROLES)
    filled = FilledSheet([], [], _language_of(sheet.headings))
    words = SheetWords(consultation, filled.language, reader=reader)
    numbers = set(answerable(consultation).values_list("number", flat=True))
    for row in sheet.rows:
        try:
            answer = _read(row, mapping, sheet, words, numbers)
        except CellError as error:
            filled.errors.append(error)
            continue
        if answer.response or answer.said.keys() - {"theme"}:
            filled.answers.append(answer)
    return filled


def _language_of(headings: Sequence[Heading]) -> str:
    """That of its headings; of a sheet with names of programs that of the site."""
    written = {compared_name(heading.words) for heading in headings}
    for language, _name in settings.LANGUAGES:
        with override(language):
            if compared_name(str(LABELS["view"])) in written:
                return language
    return settings.LANGUAGE_CODE


def _read(row: Row, mapping: ColumnMapping, sheet: Sheet, words: SheetWords, numbers: Collection[int | None]) -> SheetAnswer:
    cells = {role.name: kept_words(mapping.value(row, role.name)) for role in ROLES}

    def refuse(role: str, why: str) -> CellError:
        return sheet.error(row, mapping.columns[role][0].at, why)

    number, response = _figure(cells["number"]), _figure(cells["response"])
    if number is None or number not in numbers:
        raise refuse("number", _("There is no opinion of this number that can be answered by itself."))
    if cells["response"] and not response:
        raise refuse("response", _("A response number is a whole number from 1."))
    said = {name: cells[name] for name in OF_A_RESPONSE if cells[name]}
    if code := said.get("code"):
        if compared_name(code) not in words.disposition_keys:
            raise refuse(
                "code",
                _("There is no disposition “%(code)s”, but these: %(known)s.") % {"code": code[:40], "known": words.known_dispositions},
            )
        said["code"] = words.code(words.disposition_keys[compared_name(code)])
    if clauses := said.get("changes"):
        names = [name for name in clauses.splitlines() if name.strip()]
        for name in names:
            if compared_name(name) not in words.places.by_name:
                raise refuse("changes", _("“%(name)s” is no clause, or several.") % {"name": name.strip()[:40]})
        said["changes"] = "\n".join(words.places.unlike_others(words.places.by_name[compared_name(name)]) for name in names)
    return SheetAnswer(row.line, number, response, _figure(cells["version"]), said)


def _figure(written: str) -> int | None:
    number = written.removesuffix(".0")
    return int(number) if number.isdecimal() and len(number) < 9 else None
