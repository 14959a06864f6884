"""The answer sheet: the opinions of a consultation as a table that an office fills in Excel, and what it says when it comes back.

Rows with the same number of a response share one response; a number that is not known makes it; a row without one whose answer is filled
gets a response of its own. Nothing changes before somebody has seen the preview.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.models import Consultation, Opinion, Response, Theme
from shishin.consultations.places import places_of
from shishin.consultations.profiles import rules_of
from shishin.kit.identity import compared_name, in_language
from shishin.kit.intake.errors import CellError
from shishin.kit.intake.mapping import ColumnMapping, Role
from shishin.kit.intake.reading import Row, Sheet
from shishin.kit.sheets import Column

NUMBER, RESPONSE, THEME, CODE, GIST, VIEW, VERSION = "number", "response", "theme", "code", "gist", "view", "version"
LABELS = {
    NUMBER: gettext_lazy("Number"),
    "place": gettext_lazy("Place in the text"),
    "words": gettext_lazy("Opinion"),
    "voices": gettext_lazy("Voices"),
    THEME: gettext_lazy("Theme"),
    RESPONSE: gettext_lazy("Response number"),
    CODE: gettext_lazy("Disposition"),
    GIST: gettext_lazy("Gist"),
    VIEW: gettext_lazy("Our view"),
    VERSION: gettext_lazy("Version of the response (leave as it is)"),
}
ROLES = [Role(name, label, is_needed=name in (NUMBER, VIEW)) for name, label in LABELS.items()]


class SheetRow(NamedTuple):
    """An opinion with the response that it has, as the sheet shows it."""

    opinion: Opinion
    place: str
    disposition: str

    @property
    def response(self) -> Response | None:
        return self.opinion.response


def _of_response(name: str) -> Any:
    def value(row: SheetRow) -> Any:
        return in_language(getattr(row.response, name)) if row.response else ""

    return value


COLUMNS = [
    Column(NUMBER, LABELS[NUMBER], lambda row: row.opinion.number),
    Column("place", LABELS["place"], lambda row: row.place),
    Column("words", LABELS["words"], lambda row: row.opinion.words),
    Column("voices", LABELS["voices"], lambda row: row.opinion.group_voices),
    Column(THEME, LABELS[THEME], lambda row: str(row.opinion.theme or "")),
    Column(RESPONSE, LABELS[RESPONSE], lambda row: row.response.number if row.response else None),
    Column(CODE, LABELS[CODE], lambda row: row.disposition),
    Column(GIST, LABELS[GIST], _of_response("gists")),
    Column(VIEW, LABELS[VIEW], _of_response("views")),
    Column(VERSION, LABELS[VERSION], lambda row: row.response.version if row.response else None),
]


def sheet_rows(consultation: Consultation, *, reader: object = None) -> Iterator[SheetRow]:
    """Every opinion that stands by itself and is not withheld, by its number."""
    places, rules = places_of(consultation, reader=reader), rules_of(consultation)
    rows = Opinion.objects.heads().filter(consultation=consultation).exclude(state=Opinion.State.WITHHELD)
    for opinion in rows.select_related("theme", "response").order_by("number").iterator(chunk_size=2_000):
        disposition = rules.disposition(opinion.response.disposition) if opinion.response else None
        yield SheetRow(opinion, str(places.of(opinion.place_id) or ""), disposition_in_sheet(disposition))


def disposition_in_sheet(disposition: Any) -> str:
    """Its code where the rules have one, else what it is called."""
    return (disposition.code or str(disposition)) if disposition else ""


class SheetAnswer(NamedTuple):
    """What a sheet says in one row, in words of the consultation. `line` is the row of the sheet."""

    line: int
    number: int
    response: int | None
    theme: str
    disposition: str
    gist: str
    view: str
    version: int | None = None
    """Of the response as the sheet went out; by it somebody who wrote meanwhile is found out."""

    @property
    def is_empty(self) -> bool:
        return not (self.response or self.disposition or self.gist or self.view)

    @property
    def words(self) -> tuple[str, str, str, str]:
        return self.theme, self.disposition, self.gist, self.view


@dataclass(slots=True)
class Conflict:
    """A response that says something else by now, or that two rows of the sheet tell differently."""

    number: int
    there: Sequence[str]
    sheet: Sequence[str]


@dataclass(slots=True)
class SheetPreview:
    """What taking a sheet in would do."""

    answers: list[SheetAnswer] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    attached: int = 0
    unchanged: int = 0

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed or self.attached)


def read_answers(sheet: Sheet, consultation: Consultation) -> tuple[list[SheetAnswer], list[CellError]]:
    """The filled rows; a cell that cannot be understood is told by its address."""
    mapping = ColumnMapping.guessed(sheet.headings, ROLES)
    mapping.refuse_unfit(ROLES)
    numbers = set(Opinion.objects.heads().filter(consultation=consultation).values_list("number", flat=True))
    known = _Known(consultation, numbers)
    answers, errors = [], []
    for row in sheet.rows:
        try:
            answer = known.read(row, mapping, sheet)
        except CellError as error:
            errors.append(error)
            continue
        if not answer.is_empty:
            answers.append(answer)
    return answers, errors


@dataclass(slots=True)
class _Known:
    """What may stand in the cells of a sheet."""

    consultation: Consultation
    numbers: set[int | None]
    dispositions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in rules_of(self.consultation).dispositions:
            for name in (one.code, one.key, *one.labels.values()):
                if name:
                    self.dispositions[compared_name(name)] = one.key

    def read(self, row: Row, mapping: ColumnMapping, sheet: Sheet) -> SheetAnswer:
        def cell(role: str) -> str:
            return mapping.value(row, role).strip()

        def refuse(role: str, why: str) -> CellError:
            return sheet.error(row, mapping.columns[role][0].at, why)

        number = _whole(cell(NUMBER))
        if number is None or number not in self.numbers:
            raise refuse(NUMBER, _("There is no opinion of this number that stands by itself."))
        response = _whole(cell(RESPONSE))
        if cell(RESPONSE) and not response:
            raise refuse(RESPONSE, _("A response number is a whole number from 1."))
        code = cell(CODE)
        disposition = self.dispositions.get(compared_name(code), "")
        if code and not disposition:
            raise refuse(CODE, _("There is no disposition “%(code)s”.") % {"code": code})
        return SheetAnswer(row.line, number, response, cell(THEME), disposition, cell(GIST), cell(VIEW), _figure(cell(VERSION)))


def _figure(written: str) -> int | None:
    number = written.removesuffix(".0")
    return int(number) if number.isdecimal() and len(number) < 9 else None


def _whole(written: str) -> int | None:
    return _figure(written) or None


def preview_of(
    consultation: Consultation, answers: Iterable[SheetAnswer], *, errors: Sequence[CellError] = (), language: str = ""
) -> SheetPreview:
    """What would change, compared with what stands there now. Rows of a sheet that nobody touched change nothing."""
    preview = SheetPreview(errors=list(errors))
    language = language or settings.LANGUAGE_CODE
    responses = {row.number: row for row in consultation.responses.select_related("theme")}
    standing = dict(Opinion.objects.heads().filter(consultation=consultation).values_list("number", "response__number"))
    told: dict[int, SheetAnswer] = {}
    for answer in answers:
        first = told.get(answer.response or 0)
        if first is not None and answer.view and first.view and answer.words != first.words:
            preview.conflicts.append(Conflict(answer.response or 0, first.words, answer.words))
            continue
        preview.answers.append(answer)
        if answer.response is not None and first is None:
            told[answer.response] = answer
        _compare(preview, answer, responses.get(answer.response or 0), standing, language, is_first=first is None)
    return preview


def _compare(
    preview: SheetPreview,
    answer: SheetAnswer,
    response: Response | None,
    standing: Mapping[int | None, int | None],
    language: str,
    *,
    is_first: bool,
) -> None:
    if answer.response is None or standing.get(answer.number) != answer.response:
        preview.attached += 1
    if not is_first:
        return
    if response is None:
        preview.new.append(answer.response or 0)
    elif changes_of(answer, response, language):
        if is_in_conflict(answer, response, language):
            preview.conflicts.append(Conflict(response.number, words_of(response, language), answer.words))
        else:
            preview.changed.append(response.number)
    else:
        preview.unchanged += 1


def is_in_conflict(answer: SheetAnswer, response: Response, language: str) -> bool:
    """Somebody wrote it since the sheet went out, or it is final."""
    if response.is_final:
        return True
    return answer.version != response.version and any(words_of(response, language)[1:])


def words_of(response: Response, language: str) -> tuple[str, str, str, str]:
    return str(response.theme or ""), response.disposition, response.gists.get(language, ""), response.views.get(language, "")


def changes_of(answer: SheetAnswer, response: Response, language: str) -> dict[str, Any]:
    """The fields of a response that the sheet has otherwise; an empty cell takes nothing away."""
    changed: dict[str, Any] = {}
    if answer.disposition and answer.disposition != response.disposition:
        changed["disposition"] = answer.disposition
    for name, words in (("gists", answer.gist), ("views", answer.view)):
        there = getattr(response, name)
        if words and words != in_language(there, language):
            changed[name] = {**there, language: words}
    if answer.theme and answer.theme != str(response.theme or ""):
        changed["theme"] = answer.theme
    return changed


def theme_called(consultation: Consultation, name: str, language: str) -> Theme | None:
    """The theme of this name in any language, made where there is none."""
    if not name:
        return None
    themes = list(consultation.themes.all())
    for theme in themes:
        if compared_name(name) in {compared_name(title) for title in theme.titles.values()}:
            return theme
    return Theme.objects.create(consultation=consultation, titles={language: name}, position=len(themes))
