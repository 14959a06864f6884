"""The answer sheet: the opinions of a consultation as a table that an office fills in Excel, and what it says when it comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.places import Place, Places, places_of
from shishin.consultations.profiles import Rules, rules_of
from shishin.consultations.storing import kept_words
from shishin.kit.identity import compared_name, in_language
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


class SheetRow(NamedTuple):
    """An opinion with what the sheet says of it besides."""

    opinion: Opinion
    place: Place | None
    said: Mapping[str, Any]
    """What its response says, by the names of the columns."""

    def says(self, name: str) -> str:
        return str(self.said[name])


def clause_names(places: Places) -> dict[str, str]:
    """By its key what each clause is called: as no other is."""
    called = Counter(compared_name(name) for _key, name in places.choices())
    return {key: name if called[compared_name(name)] == 1 else key for key, name in places.choices()}


def said_in(response: Response | None, rules: Rules, clauses: Mapping[str, str], language: str) -> dict[str, str]:
    """What a response says, in the words of a sheet."""
    if response is None:
        return dict.fromkeys(("theme", "code", "gist", "view", "changes", "promised"), "")
    disposition = rules.disposition(response.disposition)
    written = {"gist": response.gists, "view": response.views, "promised": response.promised}
    return {
        "theme": in_language(response.theme.titles, language) if response.theme else "",
        "code": (disposition.code or str(disposition)) if disposition else "",
        "changes": "\n".join(clauses.get(key, key) for key in response.places),
        **{name: kept_words(in_language(words, language)) for name, words in written.items()},
    }


COLUMNS = [
    Column("number", LABELS["number"], lambda row: row.opinion.number),
    Column("place", LABELS["place"], lambda row: str(row.place or "")),
    Column("words", LABELS["words"], lambda row: row.opinion.words),
    Column("voices", LABELS["voices"], lambda row: row.opinion.group_voices),
    Column("theme", LABELS["theme"], lambda row: row.said["theme"] if row.opinion.response else str(row.opinion.theme or "")),
    Column("response", LABELS["response"], lambda row: row.opinion.response.number if row.opinion.response else None),
    *(Column(name, LABELS[name], partial(SheetRow.says, name=name)) for name in ("code", "gist", "view", "changes", "promised")),
    Column("version", LABELS["version"], lambda row: row.opinion.response.version if row.opinion.response else None),
]


def sheet_rows(consultation: Consultation, *, reader: object = None) -> Iterator[SheetRow]:
    """Every opinion that can be answered by itself, by its number."""
    places, rules, language = places_of(consultation, reader=reader), rules_of(consultation), translation.get_language() or ""
    clauses = clause_names(places)
    for opinion in answerable(consultation).select_related("theme", "response__theme").order_by("number").iterator(chunk_size=2_000):
        yield SheetRow(opinion, places.of(opinion.place_id), said_in(opinion.response, rules, clauses, language))


def answerable(consultation: Consultation) -> Any:
    return Opinion.objects.said().filter(consultation=consultation).exclude(state=Opinion.State.WITHHELD)


class SheetAnswer(NamedTuple):
    """What a sheet says in one row. `line` is the row of the sheet; `version` is of the response as the sheet went out."""

    line: int
    number: int
    response: int | None
    theme: str = ""
    disposition: str = ""
    gist: str = ""
    view: str = ""
    promised: str = ""
    places: tuple[str, ...] = ()
    version: int | None = None

    @property
    def says(self) -> tuple[Any, ...]:
        """What it says of the response."""
        return self.theme, self.disposition, self.gist, self.view, self.promised, tuple(self.places)

    @property
    def is_empty(self) -> bool:
        return not (self.response or any(self.says[1:]))


class FilledSheet(NamedTuple):
    """The rows of a sheet that say something, the cells that cannot be understood, and the language in which it speaks."""

    answers: list[SheetAnswer]
    errors: list[CellError]
    language: str


def read_answers(sheet: Sheet, consultation: Consultation, *, reader: object = None) -> FilledSheet:
    mapping = ColumnMapping.guessed(sheet.headings, ROLES)
    mapping.refuse_unfit(ROLES)
    reading = _Reading(consultation, sheet, mapping, places_of(consultation, reader=reader))
    filled = FilledSheet([], [], _language_of(sheet.headings))
    for row in sheet.rows:
        try:
            answer = reading.read(row)
        except CellError as error:
            filled.errors.append(error)
            continue
        if not answer.is_empty:
            filled.answers.append(answer)
    return filled


def _language_of(headings: tuple[Heading, ...]) -> str:
    """That of its headings; of a sheet with names of programs that of the site."""
    written = {compared_name(heading.words) for heading in headings}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if compared_name(str(LABELS["view"])) in written:
                return language
    return settings.LANGUAGE_CODE


@dataclass
class _Reading:
    """What may stand in the cells of a sheet."""

    consultation: Consultation
    sheet: Sheet
    mapping: ColumnMapping
    places: Places

    @cached_property
    def numbers(self) -> set[int | None]:
        return set(answerable(self.consultation).values_list("number", flat=True))

    @cached_property
    def dispositions(self) -> dict[str, str]:
        rows = rules_of(self.consultation).dispositions
        return {compared_name(name): one.key for one in rows for name in (one.code, one.key, *one.labels.values()) if name}

    @cached_property
    def clauses(self) -> dict[str, str]:
        """By its name, by its number where no other has it, and by its key."""
        names = clause_names(self.places)
        numbers = Counter(_number_of(name) for name in names.values())
        alone = {_number_of(name): key for key, name in names.items() if numbers[_number_of(name)] == 1}
        return {**alone, **{compared_name(name): key for key, name in names.items()}, **{compared_name(key): key for key in names}}

    def read(self, row: Row) -> SheetAnswer:
        def cell(role: str) -> str:
            return kept_words(self.mapping.value(row, role))

        def refuse(role: str, why: str) -> CellError:
            return self.sheet.error(row, self.mapping.columns[role][0].at, why)

        number, response, code = _figure(cell("number")), _figure(cell("response")), cell("code")
        if number is None or number not in self.numbers:
            raise refuse("number", _("There is no opinion of this number that can be answered by itself."))
        if cell("response") and not response:
            raise refuse("response", _("A response number is a whole number from 1."))
        if code and compared_name(code) not in self.dispositions:
            raise refuse("code", _("There is no disposition “%(code)s”.") % {"code": code[:40]})
        places = [line.strip() for line in cell("changes").splitlines() if line.strip()]
        for name in places:
            if compared_name(name) not in self.clauses:
                raise refuse("changes", _("“%(name)s” is no clause, or several.") % {"name": name[:40]})
        return SheetAnswer(
            row.line,
            number,
            response,
            cell("theme"),
            self.dispositions.get(compared_name(code), ""),
            cell("gist"),
            cell("view"),
            cell("promised"),
            tuple(self.clauses[compared_name(name)] for name in places),
            _figure(cell("version")),
        )


def _figure(written: str) -> int | None:
    number = written.removesuffix(".0")
    return int(number) if number.isdecimal() and len(number) < 9 else None


def _number_of(name: str) -> str:
    return compared_name(name.split("　", maxsplit=1)[0])
