"""Bringing a plan in from its tables: what a file says, how it differs from what is here, and taking it over as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from shishin.governance.disposing import dispose_of
from shishin.governance.errors.importing import FileHasConflicts, FileHasFaults
from shishin.governance.models import Indicator, PlanEdition
from shishin.governance.plans.content import PlanContent, PlanMeasure, plain_number, read_content
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.plans.tables import ABOUT, CHOICES, Row, Tables, columns_of, tables_of
from shishin.governance.reporting import report_progress, report_value
from shishin.governance.writing import AmountWords, MeasureWords, MilestoneWords, write_chapter, write_measure
from shishin.guidelines.models import Line
from shishin.kit.dates import FiscalYear, Quarter, read_day, read_quarter
from shishin.kit.identity import in_language, join_words
from shishin.kit.intake import cells
from shishin.trail.models import Entry
from shishin.trail.recording import Acting, name_of

Cells = Mapping[str, str]


class SheetRow(NamedTuple):
    """A row of a sheet as it was read: its line in the file, and its cells by column."""

    line: int
    cells: Cells


FileTables = Mapping[str, Sequence[SheetRow]]


class Fault(NamedTuple):
    """A cell that cannot be understood, and what to do."""

    sheet: str
    line: int
    column: str
    words: str


class Difference(NamedTuple):
    """What a row has here and in the file."""

    sheet: str
    name: str
    column: str
    before: str
    after: str


@dataclass(slots=True)
class Preview:
    """What taking a file in would do. `missing` are rows that stand here and not in the file: they stay, or are disposed of by a person."""

    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len({(one.sheet, one.name) for one in self.changed}),
            "missing": len(self.missing),
            "conflicts": len(self.conflicts),
            "faults": len(self.faults),
        }

    @property
    def last_line(self) -> str:
        return " ".join(f"{name} {count}" for name, count in self.counts.items())


IDENTITY: Mapping[str, Sequence[str]] = {
    "chapters": ("key", "language"),
    "measures": ("key",),
    "lines": ("measure", "kind", "document", "clause"),
    "milestones": ("measure", "quarter", "words"),
    "indicators": ("key",),
    "targets": ("indicator", "year"),
    "values": ("indicator", "year", "quarter"),
    "amounts": ("measure", "year", "kind"),
    "progress": ("measure", "quarter"),
    "disposals": ("measure",),
}
"""By what a row of a sheet is known."""
READERS: Mapping[str, Callable[[str], str]] = {
    "first": lambda words: cells.quarter(words).code,
    "last": lambda words: cells.quarter(words).code,
    "year": lambda words: str(cells.fiscal_year(words).number),
    "baseline_year": lambda words: str(cells.fiscal_year(words).number),
    "amount": lambda words: str(cells.whole_number(words)),
    "position": lambda words: str(cells.whole_number(words)),
    "after": lambda words: str(cells.whole_number(words)),
    "baseline": lambda words: plain_number(cells.number(words)),
    "value": lambda words: plain_number(cells.number(words)),
    "withheld_until": lambda words: cells.day(words).isoformat(),
}
"""How a column that holds more than words is read: one plain form, so that what means the same is the same."""


def plain_cell(sheet: str, column: str, written: str) -> str:
    """A cell as an export writes it. Raises `UnreadCell` with what to do where it does not say what its column asks for."""
    words = written.strip()
    if not words:
        return ""
    if (sheet, column) in CHOICES:
        choices = CHOICES[sheet, column]
        return str(choices(cells.one_of(dict(choices.choices))(words)).label)
    if column == "quarter":
        return _quarter_of_a_year(words) if sheet == "values" else cells.quarter(words).code
    return READERS[column](words) if column in READERS else words


def _quarter_of_a_year(words: str) -> str:
    """Of values the number of the quarter stands beside its year."""
    number = cells.whole_number(words)
    if number not in (1, 2, 3, 4):
        raise cells.UnreadCell(_("“%(words)s” is no quarter of a year: write 1 to 4.") % {"words": words})
    return str(number)


# The difference between a file and what is here.


@dataclass(slots=True)
class PlanFile:
    """What a file says, cell by cell in its plain form, with what could not be understood."""

    rows: dict[str, dict[tuple[str, ...], Row]]
    faults: list[Fault]
    as_of: datetime | None = None

    @classmethod
    def of(cls, tables: FileTables) -> PlanFile:
        rows: dict[str, dict[tuple[str, ...], Row]] = {}
        faults: list[Fault] = []
        for sheet in IDENTITY:
            rows[sheet] = {}
            for read in tables.get(sheet, ()):
                row, wrong = _plain_row(sheet, read.line, read.cells)
                faults += wrong
                name = tuple(str(row[column]) for column in IDENTITY[sheet])
                if not wrong and name in rows[sheet]:
                    faults.append(Fault(sheet, read.line, IDENTITY[sheet][0], _("This stands here twice. Keep one of the two.")))
                rows[sheet][name] = {**row, "line": read.line}
        about = {row.cells.get("name", ""): row.cells.get("value", "") for row in tables.get(ABOUT, ())}
        moment = parse_datetime(about.get("as_of", "")) if about.get("as_of") else None
        found = cls(rows, faults, make_aware(moment) if moment and is_naive(moment) else moment)
        found._refuse_strange()
        return found

    def _refuse_strange(self) -> None:
        """What names a chapter, measure or indicator that the file does not have."""
        known = {
            "chapter": {name[0] for name in self.rows["chapters"]},
            "measure": {name[0] for name in self.rows["measures"]},
            "indicator": {name[0] for name in self.rows["indicators"]},
        }
        for sheet in ("measures", "lines", "milestones", "amounts", "indicators", "targets"):
            column = "chapter" if sheet == "measures" else "indicator" if sheet == "targets" else "measure"
            for row in self.rows[sheet].values():
                if row[column] not in known[column] and not (sheet == "indicators" and not row[column]):
                    words = _("“%(name)s” is not in the file. Add it to its sheet, or mend the name.") % {"name": row[column]}
                    self.faults.append(Fault(sheet, row["line"], column, words))


def _plain_row(sheet: str, line: int, written_cells: Cells) -> tuple[Row, list[Fault]]:
    row: Row = {}
    faults = []
    for column in columns_of()[sheet]:
        written = str(written_cells.get(column, ""))
        try:
            row[column] = plain_cell(sheet, column, written)
        except cells.UnreadCell as error:
            row[column] = written
            faults.append(Fault(sheet, line, column, str(error)))
    return row, faults


def preview_plan(edition: PlanEdition, file: PlanFile, content: PlanContent | None = None) -> Preview:
    """What a file would change in an edition that is being written. Nothing is changed."""
    content = content or read_content(edition)
    here = _named(tables_of(content))
    preview = Preview(faults=list(file.faults))
    titles = {
        name[0]: _title_of(row) for rows in (here, file.rows) for sheet in ("measures", "indicators") for name, row in rows[sheet].items()
    }
    for sheet in IDENTITY:
        for name, row in file.rows[sheet].items():
            there = here[sheet].get(name)
            if there is None:
                preview.added.append((sheet, _name_of(sheet, row, titles)))
                continue
            preview.changed += [
                Difference(sheet, _name_of(sheet, row, titles), column, there[column], row[column])
                for column in columns_of()[sheet]
                if there[column] != row[column] and not (column == "position" and not row[column])
            ]
        preview.missing += [(sheet, _name_of(sheet, row, titles)) for name, row in here[sheet].items() if name not in file.rows[sheet]]
    preview.conflicts = list(_conflicts(edition, file, content, preview))
    return preview


def _named(tables: Tables) -> dict[str, dict[tuple[str, ...], Row]]:
    """What is here in the plain form of cells."""
    return {
        sheet: {
            tuple(str(row.get(column, "")) for column in names): {
                column: str(row.get(column, "")).strip() for column in columns_of()[sheet]
            }
            for row in tables[sheet]
        }
        for sheet, names in IDENTITY.items()
    }


def _title_of(row: Row) -> str:
    titles = {tag: str(row.get(f"title_{tag}", "")) for tag, _name in settings.LANGUAGES}
    return in_language(titles) or str(row.get("title") or row.get("heading") or "")


def _name_of(sheet: str, row: Row, titles: Mapping[str, str]) -> str:
    """By which a person knows a row: its title, or that of its measure or indicator with what tells it from others."""
    if title := _title_of(row):
        return title
    return join_words(titles.get(str(row[column]), str(row[column])) for column in IDENTITY[sheet] if row[column] != "")


def _conflicts(edition: PlanEdition, file: PlanFile, content: PlanContent, preview: Preview) -> Iterator[str]:
    """Measures that were written here after the file was, and that the file would change."""
    if file.as_of is None:
        return
    since = Entry.objects.filter(key="governance.measure_written", about=name_of(edition), happened_at__gt=file.as_of)
    written = {entry.data.get("measure") for entry in since}
    touched = {one.name for one in preview.changed if one.sheet == "measures"}
    for measure in content.measures:
        if measure.key in written and (measure.title in touched or any(title in touched for title in measure.titles.values())):
            yield measure.title


@transaction.atomic
def bring_plan_in(edition: PlanEdition, file: PlanFile, *, by: Acting, overrides: bool = False) -> Preview:
    """Take a file over, all or nothing. What the file does not have stays: it is disposed of by a person. `overrides`: it counts against what changed here."""
    content = read_content(edition)
    preview = preview_plan(edition, file, content)
    if preview.faults:
        raise FileHasFaults(count=len(preview.faults))
    if preview.conflicts and not overrides:
        raise FileHasConflicts(names=join_words(f"“{name}”" for name in preview.conflicts))
    taking = _Taking(edition, file, content, preview, by)
    taking.chapters()
    taking.measures()
    taking.indicators()
    taking.disposals()
    taking.reports()
    return preview


@dataclass(slots=True)
class _Taking:
    """One file on its way in. Names that are no keys yet get one when they are written."""

    edition: PlanEdition
    file: PlanFile
    content: PlanContent
    preview: Preview
    by: Acting
    keys: dict[tuple[str, str], str] = field(default_factory=dict)

    def key(self, kind: str, name: str) -> str:
        """The key of what the file calls by a name: that itself, or the one that it got when it was written."""
        return self.keys.get((kind, name), name)

    def chapters(self) -> None:
        here = {chapter.key: chapter for chapter in self.content.chapters}
        by_key: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        for (key, language), row in self.file.rows["chapters"].items():
            by_key[key][language] = row
        for key, rows in by_key.items():
            there = here.get(key)
            headings = {**(there.headings if there else {}), **{tag: row["heading"] for tag, row in rows.items()}}
            bodies = {**(there.bodies if there else {}), **{tag: row["body"] for tag, row in rows.items()}}
            if there is None:
                self.keys["chapter", key] = write_chapter(self.edition, headings=headings, bodies=bodies, by=self.by).key
            elif (dict(there.headings), dict(there.bodies)) != (_filled(headings), _filled(bodies)):
                write_chapter(self.edition, key=key, headings=headings, bodies=bodies, by=self.by)

    def measures(self) -> None:
        here = {measure.key: measure for measure in self.content.measures}
        touched = self._touched("measures", "lines", "milestones", "amounts")
        for (key,), row in self.file.rows["measures"].items():
            there = here.get(key)
            if there is None:
                self.keys["measure", key] = write_measure(self.edition, words=self._words(key, row, None), by=self.by).key
            elif key in touched:
                write_measure(self.edition, key=key, words=self._words(key, row, there), by=self.by)

    def _touched(self, *sheets: str) -> set[str]:
        """The measures, or indicators, of which any row differs."""
        here = _named(tables_of(self.content))
        touched = set()
        for sheet in sheets:
            for name in {*self.file.rows[sheet], *here[sheet]}:
                was, row = here[sheet].get(name), self.file.rows[sheet].get(name)
                if row is not None and (was is None or any(was[column] != row[column] for column in columns_of()[sheet])):
                    touched.add(name[0])
        return touched

    def _words(self, key: str, row: Row, there: PlanMeasure | None) -> MeasureWords:
        titles = {tag: row[f"title_{tag}"] for tag, _name in settings.LANGUAGES if f"title_{tag}" in row}
        outlines = {tag: row[f"outline_{tag}"] for tag, _name in settings.LANGUAGES if f"outline_{tag}" in row}
        return MeasureWords(
            chapter=self.key("chapter", row["chapter"]),
            titles={**(there.titles if there else {}), **titles},
            outlines={**(there.outlines if there else {}), **outlines},
            unit=row["unit"],
            first=_quarter_called(row["first"]),
            last=_quarter_called(row["last"]),
            systems=row["systems"].split(";"),
            lines=[(_key_of("lines", "kind", one["kind"]), self._line(one)) for one in self._rows("lines", key)],
            milestones=self._milestones(key, there),
            amounts=[self._amount(one, there) for one in self._rows("amounts", key)],
        )

    def _rows(self, sheet: str, key: str) -> list[Row]:
        """Those of the file, and those that stand here alone: what a file lacks is not dropped."""
        rows = [row for name, row in self.file.rows[sheet].items() if name[0] == key]
        here = _named(tables_of(self.content))[sheet]
        return [*rows, *(row for name, row in here.items() if name[0] == key and name not in self.file.rows[sheet])]

    def _line(self, row: Row) -> Line:
        return Line.objects.get(document__slug=row["document"], key=row["clause"])

    def _milestones(self, key: str, there: PlanMeasure | None) -> list[MilestoneWords]:
        language = self.edition.plan.source_language
        known = {(one.quarter.code, one.words.get(language, "")): one.words for one in there.milestones} if there else {}
        return [
            MilestoneWords(
                _quarter_called(row["quarter"]),
                {**known.get((row["quarter"], row["words"]), {}), language: row["words"]},
                int(row["after"]) - 1 if row["after"] else None,
            )
            for row in self._rows("milestones", key)
        ]

    def _amount(self, row: Row, there: PlanMeasure | None) -> AmountWords:
        until = read_day(row["withheld_until"]) if row["withheld_until"] else None
        return AmountWords(_year_called(row["year"]), _key_of("amounts", "kind", row["kind"]), int(row["amount"] or 0), until)

    def indicators(self) -> None:
        here = {indicator.key: indicator for indicator in self.content.indicators}
        touched = self._touched("indicators", "targets")
        for (key,), row in self.file.rows["indicators"].items():
            there = here.get(key)
            if there is not None and key not in touched:
                continue
            kind = _key_of("indicators", "kind", row["kind"]) if row["kind"] else str(Indicator.Kind.MEASURE)
            direction = _key_of("indicators", "direction", row["direction"]) if row["direction"] else str(Indicator.Direction.UP)
            words = IndicatorWords(
                titles={**(there.titles if there else {}), self.edition.plan.source_language: row["title"]},
                unit=row["unit"],
                direction=direction,
                baseline=Decimal(row["baseline"] or 0),
                baseline_year=_year_called(row["baseline_year"]),
                targets={_year_called(one["year"]): Decimal(one["value"]) for one in self._rows("targets", key)},
                kind=kind,
                measure=self.key("measure", row["measure"]),
            )
            self.keys["indicator", key] = write_indicator(self.edition, words=words, by=self.by, key=key if there else "").key

    def disposals(self) -> None:
        here = _named(tables_of(self.content))["disposals"]
        for name, row in self.file.rows["disposals"].items():
            if here.get(name) and all(here[name][column] == row[column] for column in columns_of()["disposals"]):
                continue
            became = [self.key("measure", one.strip()) for one in row["became"].split(";") if one.strip()]
            kind = _key_of("disposals", "kind", row["kind"])
            dispose_of(self.edition, keys=[row["measure"]], kind=kind, reason=row["reason"], became=became, by=self.by)

    def reports(self) -> None:
        """Progress and values are of the plan: what is the same is no further report."""
        plan = self.edition.plan
        here = _named(tables_of(self.content))
        for name, row in self.file.rows["progress"].items():
            if here["progress"].get(name) is None or self._differs("progress", here["progress"][name], row):
                state = _key_of("progress", "state", row["state"])
                quarter = _quarter_called(row["quarter"])
                report_progress(
                    plan,
                    key=self.key("measure", row["measure"]),
                    quarter=quarter,
                    state=state,
                    done=row["done"],
                    next=row["next"],
                    by=self.by,
                )
        for name, row in self.file.rows["values"].items():
            if here["values"].get(name) is None or self._differs("values", here["values"][name], row):
                report_value(
                    plan,
                    key=self.key("indicator", row["indicator"]),
                    year=_year_called(row["year"]),
                    quarter=int(row["quarter"]) if row["quarter"] else None,
                    value=Decimal(row["value"]),
                    words=row["words"],
                    source=row["source"],
                    by=self.by,
                )

    def _differs(self, sheet: str, here: Row, row: Row) -> bool:
        return any(here[column] != row[column] for column in columns_of()[sheet])


def _filled(words: Mapping[str, str]) -> dict[str, str]:
    return {tag: text.strip() for tag, text in words.items() if text.strip()}


def _key_of(sheet: str, column: str, label: str) -> str:
    return next(str(choice) for choice in CHOICES[sheet, column] if str(choice.label) == label)


def _quarter_called(code: str) -> Quarter:
    quarter = read_quarter(code)
    if quarter is None:
        raise ValueError(code)
    return quarter


def _year_called(number: str) -> FiscalYear:
    return FiscalYear.numbered(int(number))
