"""Columns: what a column of a file can be, which ones are known by their headings, and what was chosen last time for the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from shishin.consultations.errors.taking_in import NoSuchPlace, NoSuchRole
from shishin.consultations.models import Consultation, Intake, Round
from shishin.consultations.places import Place, Places
from shishin.consultations.profiles import Rules
from shishin.kit.identity import compared_name
from shishin.kit.intake.mapping import ColumnMapping, MappedColumn, Role
from shishin.kit.intake.reading import Heading, Row, Sheet

SEVERAL = ("words", "attribute", "personal")
HEADINGS = Path(__file__).parents[1] / "data" / "headings.yaml"


@cache
def known_headings() -> Mapping[str, Any]:
    """By which headings and words columns and places are known."""
    return yaml.safe_load(HEADINGS.read_text(encoding="utf-8"))


@cache
def names_of_the_whole() -> frozenset[str]:
    return frozenset(compared_name(words) for words in known_headings()["whole"])


def roles(rules: Rules) -> list[Role]:
    """What a column can be where these are the rules: without stances there is none to be read."""
    known = known_headings()
    labels = {
        "id": _("Identifier"),
        "received": _("Received on"),
        "words": _("Words of an opinion"),
        "place": _("Clause"),
        "stance": _("Stance"),
        "people": _("How many people"),
        "attribute": _("About the submitter"),
        "personal": _("Personal data"),
    }
    return [
        Role(
            name,
            label,
            tuple(known[name]),
            is_needed=name == "words",
            is_several=name in SEVERAL,
            detail=_("clause or theme that it is about") if name == "words" else "",
        )
        for name, label in labels.items()
        if name != "stance" or rules.stances
    ]


def guessed(headings: Sequence[Heading], *, held: Round, rules: Rules) -> ColumnMapping:
    """As last time in this organization, else as the headings say; a field of the rules is known by its name."""
    mapping = ColumnMapping.guessed(headings, roles(rules), last=last_mapping(headings, held))
    taken = {column.at for columns in mapping.columns.values() for column in columns}
    found: dict[str, list[MappedColumn]] = {}
    for at, heading in enumerate(headings):
        if at not in taken and (name := _of_submitter(heading, rules)):
            found.setdefault(name, []).append(MappedColumn(at))
    columns = {name: (*mapping.columns.get(name, ()), *more) for name, more in found.items()}
    return without_never(replace(mapping, columns={**mapping.columns, **columns}))


def _of_submitter(heading: Heading, rules: Rules) -> str:
    if heading.words.startswith(known_headings()["attribute_prefix"]):
        return "attribute"
    field = field_called(heading.words, rules)
    return "" if field is None else "personal" if field.is_personal else "attribute"


def field_called(heading: str, rules: Rules) -> Any:
    """The field of the rules that a heading names."""
    name = compared_name(heading)
    return next((field for field in rules.fields if name in {compared_name(words) for words in (field.key, *field.labels.values())}), None)


def last_mapping(headings: Sequence[Heading], held: Round) -> ColumnMapping | None:
    words = [heading.words for heading in headings]
    before = Intake.objects.filter(round__consultation__organization=held.consultation.organization_id, mapping__headings=words)
    last = before.exclude(finished_at=None).order_by("-begun_at").values_list("mapping", flat=True).first()
    return ColumnMapping.of(last) if last else None


def without_never(mapping: ColumnMapping) -> ColumnMapping:
    """What is never kept is not taken in, whatever was chosen for it."""
    never = set(never_kept(mapping.headings))
    kept = {name: tuple(column for column in columns if column.at not in never) for name, columns in mapping.columns.items()}
    return replace(mapping, columns={name: columns for name, columns in kept.items() if columns})


def never_kept(headings: Sequence[str]) -> list[int]:
    never = {compared_name(name) for name in known_headings()["never"]}
    return [at for at, name in enumerate(headings) if compared_name(name) in never]


def tells_sent(headings: Sequence[str]) -> bool:
    """Whether it is a survey of LimeSurvey: what was not sent has no day."""
    names = {compared_name(name) for name in headings}
    return all(names & {compared_name(one) for one in known} for known in known_headings()["sent"].values())


def chosen(
    mapping: ColumnMapping, headings: Sequence[Heading], *, words: Sequence[str], others: Sequence[str], rules: Rules
) -> ColumnMapping:
    """With what a command names: COLUMN[=KEY] for words, ROLE=COLUMN for the rest."""
    known = {role.name for role in roles(rules)}
    choices = [("words", column, key) for column, _sign, key in (one.partition("=") for one in words)]
    for role, _sign, column in (one.partition("=") for one in others):
        if role not in known:
            raise NoSuchRole(role=role, roles=", ".join(sorted(known)))
        choices.append((role, column, ""))
    mapping = without_never(mapping.chosen(headings, choices))
    mapping.refuse_unfit(roles(rules))
    return mapping


def themes_of(consultation: Consultation) -> Mapping[str, int]:
    """By compared name, in each language."""
    return {compared_name(title): theme.pk for theme in consultation.themes.all() for title in theme.titles.values()}


def place_or_theme(written: str, places: Places, themes: Mapping[str, int]) -> tuple[Place | None, int | None]:
    """Which one is meant, whatever else is written behind its name; neither is the whole."""
    for name in map(compared_name, (written, *written.split()[:1])):
        if not name or name in names_of_the_whole():
            return None, None
        if name in themes:
            return None, themes[name]
        if place := places.by_name.get(name):
            return place, None
    raise NoSuchPlace(written=written.strip()[:60])


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file begins: what is kept of it until its columns are chosen. For the form of columns it stands in the place of the sheet."""

    headings: tuple[Heading, ...]
    heading_row: int
    encoding: str
    rows: int
    top: list[Row]
    begin: list[Row]

    @classmethod
    def of(cls, sheet: Sheet) -> Preview:
        never = never_kept([heading.words for heading in sheet.headings])
        begin = [Row(row.line, ["" if at in never else cell[:200] for at, cell in enumerate(row.cells)]) for row in sheet.begin]
        top = [Row(row.line, [cell[:60] for cell in row.cells[:8]]) for row in sheet.top[:8]]
        return cls(sheet.headings, sheet.heading_row, sheet.encoding, len(sheet), top, begin)

    def plain(self) -> dict[str, Any]:
        return {
            "headings": [[heading.words, heading.letter] for heading in self.headings],
            "heading_row": self.heading_row,
            "encoding": self.encoding,
            "rows": self.rows,
            "top": [list(row) for row in self.top],
            "begin": [list(row) for row in self.begin],
        }

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Preview:
        rows = {name: [Row(line, cells) for line, cells in plain[name]] for name in ("top", "begin")}
        headings = tuple(Heading(*heading) for heading in plain["headings"])
        return cls(headings, plain["heading_row"], plain["encoding"], plain["rows"], rows["top"], rows["begin"])

    def table(self) -> Iterator[tuple[int, list[str]]]:
        """The first rows as a page shows them."""
        return ((row.line, [cell[:60] for cell in row.cells]) for row in self.begin[:5])
