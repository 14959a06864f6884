"""An edition as PDF and as a Word file, in the manner of a document of the standard guideline group: cover, box, record, contents, clauses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.printing.printed_edition import PrintedBlock, PrintedEdition, gathered, listed, printed_edition
from shishin.kit.identity import base, name_of_place
from shishin.kit.own_process import IN_PLACE, Process
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import (
    FIELD_ENDS,
    HANGING,
    STEP,
    Look,
    Place,
    WordCell,
    blocks_markup,
    bookmark,
    field,
    field_begins,
    left_border,
    link_to,
    paragraph,
    row,
    run,
    runs_markup,
    table,
    word_language,
)
from shishin.paper.written_blocks import Block, Run
from shishin.texts.foreign_word.words import PRINTED_ONLY, name_of_mark
from shishin.texts.languages import spoken_about

TEMPLATE = Path(__file__).parent / "templates" / "edition.typ"

NARROWEST = 2.2
"""The column of numbers beside lines, in widths of a full character."""


def write_edition_pdf(edition: Edition, language: str, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(language)):
        return apart.run(set_pdf, pdf_data(printed_edition(edition, language)))


def pdf_data(printed: PrintedEdition) -> dict[str, Any]:
    return {**head_of(printed), **text_of(printed)}


def set_pdf(data: Mapping[str, Any]) -> bytes:
    return typeset(TEMPLATE, data)


def head_of(printed: PrintedEdition) -> dict[str, Any]:
    names = ("name", "series", "title", "version", "days", "owner", "body", "notice", "notes", "box", "address")
    return {"language": spoken(printed.language), **{name: getattr(printed, name) for name in names}}


def text_of(printed: PrintedEdition) -> dict[str, Any]:
    return {
        "history-title": _("Record of revisions"),
        "history-headings": printed.history_headings,
        "history": printed.history,
        "contents-title": _("Contents"),
        "has-contents": bool(listed(printed.clauses)),
        "clauses": clauses_of(printed.clauses),
        "source-title": _("What is fact and what is invented"),
        "source-note": blocks_data(printed.source_note),
        "cite-title": _("Cite this edition"),
        "citation": printed.citation,
    }


def clauses_of(clauses: Sequence[PrintedBlock]) -> list[dict[str, Any]]:
    gutter = max([NARROWEST, *(width_of(clause.label) for clause in clauses if clause.form == "line")])
    return [
        {
            "form": clause.form,
            "kind": clause.kind,
            "is-named": bool(clause.name.strip()),
            "level": clause.level,
            "label": clause.label,
            "gutter": gutter,
            "heading": runs_data(clause.heading),
            "term": clause.term,
            "listed": clause.is_listed,
            "lang": spoken(clause.language),
            "tags": clause.tags,
            "body": blocks_data(clause.body),
            "children": clauses_of(clause.children),
        }
        for clause in clauses
    ]


def width_of(label: str) -> float:
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else 0.6 for character in label) + 0.7


def blocks_data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block_data(block) for block in blocks]


def block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": block.kind}
    if block.kind in ("paragraph", "code"):
        data["runs"] = runs_data(block.runs)
    elif block.kind in ("list", "quote"):
        data |= {"first": block.first, "items": [blocks_data(item) for item in block.items]}
    elif block.kind == "table":
        data |= table_data(block)
    return data


def table_data(block: Block) -> dict[str, Any]:
    """Every row with as many cells as the longest has. A head that leads somewhere stands on the first page alone: repeated, it could not."""
    rows = [row for row in block.rows if row]
    columns = max((len(row) for row in rows), default=0)
    empty = {"heading": False, "amount": False, "blocks": []}
    return {
        "columns": columns,
        "repeats": not any(leads_somewhere(cell.blocks) for row in rows[:1] for cell in row),
        "rows": [
            [{"heading": cell.is_heading, "amount": cell.is_amount, "blocks": blocks_data(cell.blocks)} for cell in row]
            + [empty] * (columns - len(row))
            for row in rows
        ],
    }


def leads_somewhere(blocks: Iterable[Block]) -> bool:
    """Whether a link or a note is among the words, however deep."""
    return any(
        any(run.address or run.note for run in block.runs)
        or any(leads_somewhere(item) for item in block.items)
        or any(leads_somewhere(cell.blocks) for row in block.rows for cell in row)
        for block in blocks
    )


def runs_data(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [
        {
            "text": run.text,
            "looks": sorted(run.looks),
            "address": run.address if urlsplit(run.address).scheme else "",
            "is-printed": run.is_printed_address,
            "note": blocks_data(run.note),
        }
        for run in runs
    ]


# As a Word file: cover, box, record of revisions, contents that Word fills, and the clauses.


PAPER = Paper()
Kind = Clause.Kind
BARS: dict[str, str] = {
    Kind.BACKGROUND: left_border(size=4),
    Kind.CONDUCT: left_border(size=18),
    Kind.EXAMPLE: left_border("dashed"),
    Kind.SYSTEM: left_border("dotted"),
    Kind.DONT: left_border("double", size=8),
}
HEADING = Look(is_heading=True)
STRONG = Look(is_heading=True, is_bold=True)
SMALL = Look(is_soft=True, size=17)
BODY = Place(width=PAPER.width)
FIRST_MARK = 100_000
"""The number of the first bookmark that marks a clause; those of the contents stay below."""
AFTER_CLAUSES = FIRST_MARK - 1
COVER_ENDS = "<w:p><w:pPr><w:sectPr><w:pgSz/><w:pgMar/></w:sectPr></w:pPr></w:p>"
"""The end of the first section; its page is set with all others."""


def write_edition_word(edition: Edition, language: str, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(language)):
        return apart.run(word_of, gathered(printed_edition(edition, language)))


def word_of(printed: PrintedEdition) -> bytes:
    return word_file(body(printed), imprint=imprint_of(printed), paper=PAPER)


def imprint_of(printed: PrintedEdition) -> Imprint:
    return Imprint(
        title=printed.name,
        running_head=printed.name,
        language=printed.language,
        day=printed.last_day,
        notice=printed.notice,
        author=printed.owner,
    )


def body(printed: PrintedEdition) -> Iterator[str]:
    yield from cover(printed)
    yield from record(printed)
    yield COVER_ENDS
    names = {id(clause): f"_Toc{number:08d}" for number, clause in enumerate(listed(printed.clauses), start=1)}
    yield from contents(printed, names)
    yield from ClauseWriter(names, printed.language).write(printed.clauses, BODY)
    yield f'<w:bookmarkStart w:id="{AFTER_CLAUSES}" w:name="{PRINTED_ONLY}"/>'
    if printed.source_note:
        yield heading(_("What is fact and what is invented"), level=1)
        yield from blocks_markup(printed.source_note, BODY)
    yield heading(_("Cite this edition"), level=1)
    yield paragraph(run(printed.citation))
    yield f'<w:bookmarkEnd w:id="{AFTER_CLAUSES}"/>'


def cover(printed: PrintedEdition) -> Iterator[str]:
    yield from [paragraph("")] * 5
    yield paragraph(run(printed.series, replace(HEADING, size=24)))
    yield paragraph(run(printed.title, HEADING), "Title")
    yield paragraph(run(printed.version, replace(HEADING, size=28)))
    yield paragraph("")
    for words in (*printed.days, "", printed.owner, printed.body):
        yield paragraph(run(words))
    yield paragraph("")
    for note in (*printed.notes, printed.notice):
        if note:
            yield table([PAPER.width], [row([WordCell(paragraph(run(note, STRONG)))], [PAPER.width])])
            yield paragraph("", "Small")
    yield from facts(printed.box)
    yield paragraph("", "Small")
    yield paragraph(run(printed.address, SMALL))


def facts(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    widths = [round(PAPER.width * 0.2), round(PAPER.width * 0.8)]
    drawn = [row([WordCell(paragraph(run(label, STRONG))), WordCell(paragraph(run(words)))], widths) for label, words in rows]
    if drawn:
        yield table(widths, drawn)


def record(printed: PrintedEdition) -> Iterator[str]:
    widths = [round(PAPER.width * share) for share in (0.12, 0.24, 0.26, 0.38)]
    head = [WordCell(paragraph(run(words, STRONG))) for words in printed.history_headings]
    rows = [[WordCell(paragraph(run(words, Look(size=18)))) for words in cells] for cells in printed.history]
    yield paragraph(run(_("Record of revisions"), replace(STRONG, size=30)), new_page=True, keep_next=True)
    yield table(widths, [row(head, widths, is_header=True), *(row(cells, widths) for cells in rows)])


def heading(words: str, *, level: int) -> str:
    return paragraph(run(words, HEADING), f"Heading{level}")


def contents(printed: PrintedEdition, names: dict[int, str]) -> Iterator[str]:
    """A field that Word fills with page numbers when it opens the file; what it holds until then is right."""
    clauses = listed(printed.clauses)
    if not clauses:
        return
    yield paragraph(run(_("Contents"), replace(STRONG, size=30)), keep_next=True)
    begins = field_begins('TOC \\o "1-3" \\h \\z \\u', is_stale=True)
    for clause in clauses:
        name = names[id(clause)]
        page = field(f"PAGEREF {name} \\h", is_stale=True)
        entry = link_to(name, f"{run(clause.name)}<w:r><w:tab/></w:r>{page}")
        yield paragraph(
            begins + entry,
            f"toc{min(3, clause.level)}",
            tabs=f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{PAPER.width}"/></w:tabs>',
        )
        begins = ""
    yield paragraph(FIELD_ENDS + '<w:r><w:br w:type="page"/></w:r>')


class ClauseWriter:
    """Clauses as headings, blocks beside a bar, and lines with hanging numbers.

    Hidden bookmarks mark where each begins, and what is printed for the reader alone, so that the file can be read back.
    """

    def __init__(self, names: dict[int, str], language: str) -> None:
        self.names = names
        self.language = language
        self.marks = count(FIRST_MARK)

    def write(self, clauses: Iterable[PrintedBlock], place: Place) -> Iterator[str]:
        for clause in clauses:
            inner = replace(place, look=replace(place.look, language=self.spoken(clause)))
            if clause.form == "heading":
                yield self.heading(clause)
                yield from self.body(clause, inner)
                yield from self.write(clause.children, place)
            elif clause.form == "block":
                yield from self.block(clause, inner)
            else:
                hung = inner.deeper(HANGING)
                yield from self.body(clause, hung, lead=self.begins(clause, run(f"{clause.label}\t"), has_heading=False))
                yield from self.write(clause.children, replace(hung, look=place.look))

    def heading(self, clause: PrintedBlock) -> str:
        look = replace(HEADING, language=self.spoken(clause))
        label = run(f"{clause.label}　", look) if clause.label else ""
        words = runs_markup(clause.heading, look, with_addresses=False)
        inner = self.begins(clause, label) + words if clause.has_heading else self.begins(clause, label + words)
        if name := self.names.get(id(clause)):
            return paragraph(bookmark(int(name.removeprefix("_Toc")), name, inner), f"Heading{clause.level}")
        # Headings that the contents do not list have a style of the same look that they do not gather.
        return paragraph(inner, f"Heading{max(4, clause.level)}")

    def block(self, clause: PrintedBlock, place: Place) -> Iterator[str]:
        beside = replace(place, border=BARS.get(clause.kind, ""), left=max(place.left, STEP // 2))
        sign = run("× ", STRONG) if clause.kind == Kind.DONT else ""
        term = run(f"　{clause.term}", SMALL) if clause.term else ""
        words = runs_markup(clause.heading, STRONG, with_addresses=False)
        if not clause.key:
            name = self.printed_only(sign + words + term)
        elif clause.has_heading:
            name = self.begins(clause, sign) + words + self.printed_only(term)
        else:
            name = self.begins(clause, sign + words + term)
        yield paragraph(name, border=beside.border, indent=(beside.left, 0), keep_next=True)
        yield from self.body(clause, beside)
        yield from self.write(clause.children, beside)
        yield paragraph("", "Small")

    def body(self, clause: PrintedBlock, place: Place, *, lead: str = "") -> Iterator[str]:
        tail = self.printed_only(tags(clause))
        if clause.is_marked_deleted:
            tail = self.printed_only("".join(runs_markup(block.runs, place.look) for block in clause.body)) + tail
        yield from blocks_markup([] if clause.is_marked_deleted else clause.body, place, lead=lead, tail=tail)

    def begins(self, clause: PrintedBlock, inner: str, *, has_heading: bool = True) -> str:
        name = name_of_mark(depth=clause.depth, kind=clause.kind, key=clause.key, has_heading=has_heading)
        place = f"{bookmark(next(self.marks), name_of_place(clause.key), '')}" if clause.key else ""
        return place + bookmark(next(self.marks), name, inner)

    def printed_only(self, inner: str) -> str:
        number = next(self.marks)
        return bookmark(number, f"{PRINTED_ONLY}{number}", inner) if inner else ""

    def spoken(self, clause: PrintedBlock) -> str:
        """The language of words that are not in the language of the file."""
        if not clause.language or base(clause.language) == base(self.language):
            return ""
        return word_language(clause.language)


def tags(clause: PrintedBlock) -> str:
    return run("　" + "".join(f"［{tag}］" for tag in clause.tags), replace(STRONG, size=17)) if clause.tags else ""
