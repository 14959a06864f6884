"""Plain tables: the words of a table cell by cell, each cell in its column, however it was written and merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from shishin.kit.markdown import GONE_WITH_WORDS, WIDEST_CELL

CELL = " │ "


@dataclass(frozen=True, slots=True)
class PlainCell:
    """`columns` and `rows` are how many it takes."""

    text: str
    is_heading: bool = False
    is_amount: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Rows of cells that together fill the table, each position once: `places` has the column that each cell of a row begins in."""

    rows: tuple[tuple[PlainCell, ...], ...]
    places: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        return sum(cell.columns for cell in self.rows[0])

    @property
    def lines(self) -> list[str]:
        """Row by row, for where a line is wanted."""
        return [CELL.join(" ".join(cell.text.split("\n")) for cell in row) for row in self.rows]


def table_of(written: Sequence[Sequence[PlainCell]]) -> PlainTable | None:
    """The cells laid out as a browser does: what reaches beyond the table or into a merged cell is cut, short rows are filled up."""
    rows = [row for row in written if row]
    if not rows:
        return None
    taken: dict[tuple[int, int], None] = {}
    laid_out = [list(laid_out_row(cells, at, len(rows), taken)) for at, cells in enumerate(rows)]
    width = max(column for _row, column in taken) + 1
    for at, row in enumerate(laid_out):
        row += [(column, PlainCell("")) for column in range(width) if (at, column) not in taken]
        row.sort(key=lambda placed: placed[0])
    return PlainTable(
        rows=tuple(tuple(cell for _column, cell in row) for row in laid_out),
        places=tuple(tuple(column for column, _cell in row) for row in laid_out),
    )


def laid_out_row(cells: Iterable[PlainCell], at: int, height: int, taken: dict[tuple[int, int], None]) -> Iterable[tuple[int, PlainCell]]:
    column = 0
    for cell in cells:
        while (at, column) in taken:
            column += 1
        columns = next((wide for wide in range(1, cell.columns) if (at, column + wide) in taken), cell.columns)
        rows = min(cell.rows, height - at)
        taken |= dict.fromkeys((row, place) for row in range(at, at + rows) for place in range(column, column + columns))
        yield column, replace(cell, columns=columns, rows=rows)
        column += columns


def table_of_html(html: str) -> PlainTable | None:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return table_of(reader.rows)


class _Reader(HTMLParser):
    """Rows and cells; of what stands in a cell the words, paragraphs and items on lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[PlainCell]] = []
        self.is_in_cell = False
        self.gone = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.gone += tag in GONE_WITH_WORDS
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            attributes = dict(attrs)
            columns, rows = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
            self.rows = self.rows or [[]]
            self.rows[-1].append(PlainCell("", tag == "th", attributes.get("align") == "right", columns, rows))
            self.is_in_cell = True
        elif tag in ("br", "p", "li", "div"):
            self._write("\n")

    def handle_endtag(self, tag: str) -> None:
        self.gone -= tag in GONE_WITH_WORDS and self.gone > 0
        if tag in ("td", "th", "tr", "table") and self.is_in_cell:
            cell = self.rows[-1][-1]
            lines = (" ".join(line.split(" ")).strip(" ") for line in cell.text.split("\n"))
            self.rows[-1][-1] = replace(cell, text="\n".join(filter(None, lines)))
            self.is_in_cell = False

    def handle_data(self, data: str) -> None:
        if not self.gone:
            self._write(" ".join(data.split("\n")))

    def _write(self, words: str) -> None:
        if self.is_in_cell:
            cell = self.rows[-1][-1]
            self.rows[-1][-1] = replace(cell, text=cell.text + words)


def _span(written: str | None) -> int:
    return min(int(written[:9]), WIDEST_CELL) if written and written.isdecimal() and int(written[:9]) else 1
