"""Cross-tables: figures by two things at once, with the sums of both, as a table of a page and as a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.kit.sheets import Column

Text = str | Promise


class CrossedRow(NamedTuple):
    """One row: its name, the address of the list behind it, its figures, and their sum."""

    words: Text
    url: str
    values: Sequence[int]
    total: int


@dataclass(frozen=True)
class Crosstab:
    """`rows` and `columns` by their keys, in their order; `figures` by (row, column); `what` heads the names of rows. Every figure is in both."""

    title: Text
    what: Text
    rows: Mapping[Hashable, Text]
    columns: Mapping[Hashable, Text]
    figures: Mapping[tuple[Hashable, Hashable], int]
    urls: Mapping[Hashable, str]

    def __post_init__(self) -> None:
        if strange := [key for key in self.figures if key[0] not in self.rows or key[1] not in self.columns]:
            raise ValueError(f"Figures of what is neither a row nor a column: {strange}.")

    @cached_property
    def lines(self) -> list[CrossedRow]:
        return [self._line(key, words) for key, words in self.rows.items()]

    def _line(self, key: Hashable, words: Text) -> CrossedRow:
        values = [self.figures.get((key, column), 0) for column in self.columns]
        return CrossedRow(words, self.urls.get(key, ""), values, sum(values))

    @cached_property
    def sums(self) -> CrossedRow:
        """Of each column, and of all."""
        by_column: Counter[Hashable] = Counter()
        for (_row, column), figure in self.figures.items():
            by_column[column] += figure
        values = [by_column[column] for column in self.columns]
        return CrossedRow(_("Total"), "", values, sum(values))

    @property
    def headings(self) -> list[Text]:
        return [self.what, *self.columns.values(), _("Total")]

    @property
    def sheet_columns(self) -> list[Column]:
        figures = [Column(f"column_{at + 1}", words, partial(_value, at)) for at, words in enumerate(self.columns.values())]
        return [Column("row", self.what, lambda line: line.words), *figures, Column("total", _("Total"), lambda line: line.total)]

    @property
    def sheet_rows(self) -> list[CrossedRow]:
        return [*self.lines, self.sums]


def _value(at: int, line: CrossedRow) -> int:
    return line.values[at]
