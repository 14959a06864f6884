"""Blocks of running text as Word's markup: paragraphs, lists, tables, code. A link is its words with the address behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shishin.paper.word_markup import PLAIN, Look, WordCell, left_border, paragraph, row, run, table
from shishin.paper.written_blocks import BOLD, CODE, ITALIC, STRUCK, SUB, SUPER, UNDERLINED, Block, BlockCell, Run

STEP = 360
"""How far a list is set in from what holds it, in twentieths of a point."""
HANGING = 2 * STEP
"""The room for the number before a line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: how far in, on how much room, beside which line."""

    left: int = 0
    width: int = 9000
    border: str = ""
    look: Look = PLAIN

    def deeper(self, by: int = STEP) -> Place:
        return replace(self, left=self.left + by)


def runs_markup(runs: Iterable[Run], look: Look = PLAIN, *, with_addresses: bool = True) -> str:
    return "".join(piece for item in runs for piece in run_markup(item, look, with_addresses=with_addresses))


def run_markup(item: Run, look: Look, *, with_addresses: bool) -> Iterator[str]:
    looks = item.looks
    yield run(
        item.text,
        replace(
            look,
            is_bold=look.is_bold or bool(looks & {BOLD, ITALIC}),
            is_code=CODE in looks,
            is_struck=STRUCK in looks,
            is_underlined=look.is_underlined or UNDERLINED in looks,
            raised="superscript" if SUPER in looks else "subscript" if SUB in looks else "",
        ),
    )
    if with_addresses and item.address and item.address != item.text:
        yield run(f"（{item.address}）", replace(look, is_soft=True, size=17))


def blocks_markup(blocks: Sequence[Block], place: Place, *, lead: str = "", tail: str = "") -> Iterator[str]:
    """`lead` is a number and a tab before the first line, which hangs; `tail` comes after the last word."""
    if not blocks and (lead or tail):
        yield one_paragraph(lead + tail, place, hangs=bool(lead))
    for at, block in enumerate(blocks):
        begins, ends = (lead if at == 0 else ""), (tail if at + 1 == len(blocks) else "")
        if block.kind == "paragraph":
            yield one_paragraph(begins + runs_markup(block.runs, place.look) + ends, place, hangs=bool(begins))
            continue
        if begins:
            yield one_paragraph(begins, place, hangs=True)
        yield from other_block(block, place)
        if ends:
            yield one_paragraph(ends, place)


def one_paragraph(runs: str, place: Place, *, hangs: bool = False) -> str:
    """A number hangs to the left of the words."""
    return paragraph(runs, border=place.border, indent=(place.left, min(place.left, HANGING) if hangs else 0))


def other_block(block: Block, place: Place) -> Iterator[str]:
    if block.kind == "list":
        for number, item in enumerate(block.items, start=block.first or 0):
            sign = "・" if block.first is None else f"{number}."
            inner = place.deeper()
            runs, rest = (item[0].runs, item[1:]) if item and item[0].kind == "paragraph" else ([], item)
            yield paragraph(run(f"{sign}\t", place.look) + runs_markup(runs, place.look), border=place.border, indent=(inner.left, STEP))
            yield from blocks_markup(rest, inner)
    elif block.kind == "quote":
        for item in block.items:
            yield from blocks_markup(item, replace(place.deeper(), border=place.border or left_border(size=4)))
    elif block.kind == "code":
        for line in block.text.rstrip("\n").split("\n"):
            yield paragraph(run(line, Look(is_code=True, size=18)), border=place.border, indent=(place.left + STEP, 0))
    elif block.kind == "rule":
        yield paragraph(run("＊　＊　＊"), border=place.border, align="center")
    elif block.kind == "table":
        yield from table_markup(block, place)


def table_markup(block: Block, place: Place) -> Iterator[str]:
    rows = [cells for cells in block.rows if cells]
    columns = max((len(cells) for cells in rows), default=0)
    if not columns:
        return
    widths = [(place.width - place.left) // columns] * columns
    drawn = [
        row(
            [WordCell(cell_markup(cell)) for cell in cells] + [WordCell("")] * (columns - len(cells)),
            widths,
            is_header=number == 0 and all(cell.is_heading for cell in cells),
            may_break=True,
        )
        for number, cells in enumerate(rows)
    ]
    yield table(widths, drawn, indent=place.left)
    yield paragraph("")


def cell_markup(cell: BlockCell) -> str:
    look = Look(is_bold=cell.is_heading, size=19)
    if cell.is_amount and len(cell.blocks) == 1 and cell.blocks[0].kind == "paragraph":
        return paragraph(runs_markup(cell.blocks[0].runs, look), align="right")
    parts = "".join(blocks_markup(cell.blocks, Place(look=look)))
    # Word wants a paragraph at the end of each cell.
    return parts if parts.endswith("</w:p>") else f"{parts}<w:p/>"
