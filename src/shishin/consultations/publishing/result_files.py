"""The table of results as files: tidy for programs, printed for offices and readers.

JSON and the tidy tables hold one record a response; print, Word and PDF have cover, legend, table and the differences from the draft.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from shishin.consultations.analysing.sample import HowFound
from shishin.consultations.figures import counted
from shishin.consultations.places import Place
from shishin.consultations.publishing.differences import differences_of
from shishin.consultations.publishing.results import FIRST, ResultRow, Results, published_responses
from shishin.kit.characters import without_controls
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language
from shishin.kit.sheets import FONT, LONGEST_TEXT, Column, write_sheet
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, WordCell, paragraph, row, run, table

AT_ONCE = 200
"""Responses of a file that are read together."""


def all_rows(results: Results, *, most: int = FIRST) -> Iterator[ResultRow]:
    """Piece by piece."""
    responses = list(published_responses(results.consultation))
    for start in range(0, len(responses), AT_ONCE):
        yield from results.rows(responses[start : start + AT_ONCE], most=most)


def joined(things: Iterable[object]) -> str:
    return "\n".join(map(str, things))


def _named(places: Iterable[Place]) -> str:
    return joined(place.in_full for place in places)


def in_own_words(line: ResultRow) -> list[str]:
    """The gists; without them the opinions themselves."""
    return line.gists or [opinion.words for opinion in line.opinions if opinion.words]


def tidy_columns(results: Results) -> list[Column]:
    rounds = [
        Column(f"round_{held.number}", _("Voices, %(round)s") % {"round": held}, _voices_of_round(held.number)) for held in results.rounds
    ]
    return [
        Column("number", _("Number"), lambda line: line.number),
        Column("theme", _("Theme"), lambda line: str(line.response.theme or "")),
        Column("places", _("Places"), lambda line: _named(line.places)),
        Column("gists", _("What the opinions say"), lambda line: joined(in_own_words(line))),
        Column("opinions", _("Distinct opinions"), lambda line: line.figure("opinions")),
        Column("voices", _("Voices"), lambda line: line.figure("voices")),
        Column("submitters", _("Submitters"), lambda line: line.figure("submitters")),
        *rounds,
        Column("after_draft", _("Voices after the draft"), lambda line: line.figure("after_draft")),
        Column("code", _("Code of the disposition"), lambda line: line.disposition.code if line.disposition else ""),
        Column("disposition", _("Disposition"), lambda line: str(line.disposition or "")),
        Column("view", _("Our view"), lambda line: in_language(line.response.views)),
        Column("reason", _("Reason"), lambda line: in_language(line.response.reasons)),
        Column("promised", _("What is promised"), lambda line: in_language(line.response.promised)),
        Column("changes", _("Clauses that it changed"), lambda line: _named(line.changes)),
    ]


def _voices_of_round(number: int) -> Callable[[ResultRow], int]:
    return lambda line: int(line.response.figures.get("by_round", {}).get(str(number), 0))


def write_tidy(results: Results, form: Any) -> Iterator[bytes]:
    return write_sheet(tidy_columns(results), all_rows(results), form, title=str(results.consultation))


def as_data(results: Results) -> dict[str, Any]:
    """`{figures, rows: [{number theme places gists opinions: [{number words voices}] voices … changes}]}`."""
    figures = results.figures
    return {
        "consultation": results.consultation.slug,
        "figures": {
            "submitters": figures.all_submitters,
            "voices": figures.received,
            "opinions": figures.distinct,
            "answered": figures.answered,
            "withheld": figures.withheld,
            "open": figures.open,
            "by_round": {str(held.number): {"submitters": who, "voices": voices} for held, who, voices in results.by_round},
            "by_disposition": {one.key: voices for one, voices in results.by_disposition},
        },
        "how_found": _how_found(results.how_found),
        "hash": results.consultation.results_hash,
        "rows": [_record(line) for line in all_rows(results, most=10**9)],
    }


def _how_found(found: HowFound | None) -> dict[str, Any] | None:
    return {name: checked and checked.figures for name, checked in found._asdict().items()} if found else None


def _record(line: ResultRow) -> dict[str, Any]:
    response = line.response
    return {
        "number": line.number,
        "theme": response.theme.titles if response.theme else None,
        "places": [place.key for place in line.places],
        "gists": {tag: words.splitlines() for tag, words in response.gists.items()},
        "opinions": [{"number": one.number, "words": one.words, "voices": one.voices, "part_of": one.part_of} for one in line.opinions],
        "voices": line.figure("voices"),
        "submitters": line.figure("submitters"),
        "by_round": response.figures.get("by_round", {}),
        "after_draft": line.figure("after_draft"),
        "disposition": response.disposition,
        "code": line.disposition.code if line.disposition else "",
        "view": response.views,
        "reason": response.reasons,
        "promised": response.promised,
        "changes": [place.key for place in line.changes],
        "corrections": [{"day": str(one.corrected_on), "view": one.views, "reason": one.reasons} for one in line.corrections],
    }


def write_json(results: Results) -> bytes:
    return json.dumps(as_data(results), ensure_ascii=False, indent=1).encode()


# On paper.


class PrintedTable(NamedTuple):
    title: str
    headings: Sequence[str]
    shares: Sequence[float]
    """Of the width."""
    lines: Sequence[Sequence[str]]


class Printed(NamedTuple):
    """All that stands on paper, in the language of the reader."""

    title: str
    day: date
    cover: Sequence[tuple[str, str]]
    legend: Sequence[str]
    """Each disposition with its voices, which add up to what was answered; and remarks."""
    tables: Sequence[PrintedTable]
    address: str


def printed(results: Results) -> Printed:
    consultation = results.consultation
    day = localdate(consultation.results_published_at)
    legend = [
        _("%(name)s: %(voices)s") % {"name": one.coded, "voices": counted(voices, "voices")} for one, voices in results.by_disposition
    ]
    if not results.figures.received:
        legend.append(_("No opinion was received."))
    legend += results.how_found.lines if results.how_found else []
    legend += [f"{day_in_words(one.noted_on)} {in_language(one.remarks)}" for one in consultation.corrections.all()]
    headings = [_("Number"), _("Place in the text"), _("What the opinions say"), _("Voices"), _("What became of it, and our view")]
    changes = [[one.clause, one.what, one.reason] for one in differences_of(results)]
    tables = [
        PrintedTable("", headings, (0.06, 0.16, 0.34, 0.07, 0.37), [_line(row) for row in all_rows(results)]),
        PrintedTable(
            _("Differences from the draft, with reasons"), [_("Clause"), _("What changed"), _("Reason")], (0.3, 0.2, 0.5), changes
        ),
    ]
    return Printed(
        _("Opinions and responses: %(title)s") % {"title": consultation},
        day,
        [*_cover(results), (_("Published"), day_in_words(day, era=True))],
        legend,
        [one for one in tables if one.lines],
        urljoin(settings.SITE_URL, reverse("consultations:results", args=[consultation.slug])),
    )


def _cover(results: Results) -> Iterator[tuple[str, str]]:
    """Name and value, as the cover sheet of a table of results has them."""
    consultation, figures = results.consultation, results.figures
    yield _("Asked by"), str(consultation.organization)
    for held in results.rounds:
        days = [day_in_words(localdate(at), era=True) for at in (held.opens_at, held.closes_at) if at]
        both = _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]} if len(days) == 2 else joined(days)
        yield str(held), both or "–"
    for fact in results.rules.facts:
        if value := consultation.facts.get(fact.key):
            yield str(fact), str(value)
    yield _("Submitters"), counted(figures.all_submitters, "submitters")
    yield _("Voices received"), counted(figures.received, "voices")
    yield _("Distinct opinions"), counted(figures.distinct, "opinions")
    yield _("Answered, withheld, open"), " + ".join(counted(many, "voices") for many in (figures.answered, figures.withheld, figures.open))
    if consultation.edition:
        yield _("The results went into"), str(consultation.edition)


def _line(row: ResultRow) -> list[str]:
    answer = [row.disposition.coded if row.disposition else ""]
    answer += [in_language(words) for words in (row.response.views, row.response.reasons, row.response.promised)]
    answer += [_("Changed: %(clauses)s") % {"clauses": _named(row.changes)}] if row.changes else []
    answer += [
        _("Corrected on %(day)s: %(view)s") % {"day": day_in_words(one.corrected_on), "view": in_language(one.views)}
        for one in row.corrections
    ]
    places = _named(row.places) or _("The text as a whole")
    return [str(row.number), places, joined(in_own_words(row)), f"{row.figure('voices'):,}", joined(filter(None, answer))]


PAPER = Paper(is_landscape=True, margin=15, body_size=9)
TEMPLATE = Path(__file__).parent / "templates" / "results.typ"


def write_word(results: Results) -> bytes:
    sheet = printed(results)
    imprint = Imprint(title=sheet.title, running_head=sheet.title, language=get_language() or "ja", day=sheet.day, notice="")
    return word_file(_body(sheet), imprint=imprint, paper=PAPER)


def _body(sheet: Printed) -> Iterator[str]:
    yield paragraph(run(sheet.title, Look(is_heading=True)), "Title")
    for name, value in sheet.cover:
        yield paragraph([run(f"{name}　", Look(is_bold=True)), run(value)])
    yield _heading(_("Legend"))
    for line in sheet.legend:
        yield paragraph(run(line), "Small")
    for one in sheet.tables:
        if one.title:
            yield _heading(one.title)
        yield _table(one)
    yield paragraph(run(sheet.address, Look(is_soft=True)), "Small")


def _heading(words: str) -> str:
    return paragraph(run(words, Look(is_heading=True, is_bold=True, size=22)), keep_next=True)


def _table(one: PrintedTable) -> str:
    widths = [round(PAPER.width * share) for share in one.shares]
    look = Look(is_heading=True, is_bold=True)
    head = row([WordCell(paragraph(run(words, look), align="center", keep_next=True)) for words in one.headings], widths, is_header=True)
    body = [
        row([WordCell("".join(paragraph(run(part)) for part in cell.split("\n"))) for cell in line], widths, may_break=True)
        for line in one.lines
    ]
    return table(widths, [head, *body])


def write_pdf(results: Results) -> bytes:
    sheet = printed(results)
    said = {**sheet._asdict(), "day": str(sheet.day), "tables": [one._asdict() for one in sheet.tables]}
    return typeset(TEMPLATE, {**said, "notice": "", "language": spoken(get_language() or "ja"), "legend_title": _("Legend")})


def write_html(results: Results) -> bytes:
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    context = {"printed": printed(results), "style": mark_safe(style), "language": get_language()}
    return render_to_string("consultations/results_file.html", context).encode()


def write_print_sheet(results: Results) -> bytes:
    """Excel as an office prints it: cover, legend and tables on one sheet, A4 landscape, the head repeated."""
    paper, book = printed(results), Workbook()
    sheet: Any = book.active
    sheet.title = _("Results")
    for line in [[paper.title], *([name, "", value] for name, value in paper.cover), *([words] for words in paper.legend)]:
        sheet.append([_in_a_cell(words) for words in line])
    for one in paper.tables:
        sheet.append([])
        sheet.append([one.title])
        head = sheet.max_row + 1
        sheet.print_title_rows = sheet.print_title_rows or f"{head}:{head}"
        for at, cells in enumerate([one.headings, *one.lines]):
            sheet.append([_in_a_cell(words) for words in cells])
            for cell in sheet[sheet.max_row][: len(cells)]:
                _draw(cell, is_head=at == 0)
    for letter, share in zip("ABCDE", (8, 22, 48, 10, 52), strict=True):
        sheet.column_dimensions[letter].width = share
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _in_a_cell(words: str) -> str:
    return without_controls(words)[:LONGEST_TEXT]


def _draw(cell: Any, *, is_head: bool) -> None:
    # Also what begins as a formula does is a text.
    cell.data_type = "s"
    thin = Side(style="thin")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name=FONT, size=10, bold=is_head)
    if is_head:
        cell.fill = PatternFill("solid", fgColor="E8E8E8")


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """One form in which the table can be taken away. `ending` is that of the file."""

    name: str
    label: str | Promise
    write: Callable[[Results], bytes | Iterable[bytes]]
    ending: str


FORMATS: Mapping[str, ResultFormat] = {
    one.name: one
    for one in (
        ResultFormat("xlsx", "Excel", lambda results: write_tidy(results, "xlsx"), "xlsx"),
        ResultFormat("csv", "CSV", lambda results: write_tidy(results, "csv"), "csv"),
        ResultFormat("print", gettext_lazy("Excel to print"), write_print_sheet, "xlsx"),
        ResultFormat("docx", "Word", write_word, "docx"),
        ResultFormat("pdf", "PDF", write_pdf, "pdf"),
        ResultFormat("json", "JSON", write_json, "json"),
        ResultFormat("html", gettext_lazy("HTML file"), write_html, "html"),
    )
}
"""One row a format, in the order of the toolbar."""
