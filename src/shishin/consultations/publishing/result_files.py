"""The table of results as files: tidy for programs, printed for offices and readers.

JSON and the tidy tables hold one record a response; print, Word and PDF have cover, legend, table and the differences from the draft.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
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

from shishin.consultations.publishing.differences import Difference, differences_of
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
        Column("places", _("Places"), lambda line: joined(line.places)),
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
        Column("changes", _("Clauses that it changed"), lambda line: joined(line.changes)),
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
        "hash": results.consultation.results_hash,
        "rows": [_record(line) for line in all_rows(results, most=10**9)],
    }


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


@dataclass(frozen=True)
class PrintedResults:
    """All that stands on paper, in the language of the reader."""

    results: Results

    @cached_property
    def title(self) -> str:
        return _("Opinions and responses: %(title)s") % {"title": self.results.consultation}

    @cached_property
    def cover(self) -> list[tuple[str, str]]:
        """Name and value, as the cover sheet of a table of results has them."""
        consultation, figures = self.results.consultation, self.results.figures
        lines = [(_("Asked by"), str(consultation.organization)), *((str(held), _time_of(held)) for held in self.results.rounds)]
        lines += [(str(fact), str(consultation.facts[fact.key])) for fact in self.results.rules.facts if consultation.facts.get(fact.key)]
        lines += [
            (_("Submitters"), f"{figures.all_submitters:,}"),
            (_("Voices received"), f"{figures.received:,}"),
            (_("Distinct opinions"), f"{figures.distinct:,}"),
            (_("Answered, withheld, open"), f"{figures.answered:,} + {figures.withheld:,} + {figures.open:,}"),
        ]
        if consultation.edition:
            lines.append((_("The results went into"), str(consultation.edition)))
        day = consultation.results_published_at
        return [*lines, (_("Published"), day_in_words(localdate(day), era=True) if day else "")]

    @cached_property
    def legend(self) -> list[str]:
        """Each disposition with its voices; they add up to what was answered."""
        return [
            _("%(name)s: %(voices)s voices") % {"name": " ".join(filter(None, [one.code, str(one)])), "voices": f"{voices:,}"}
            for one, voices in self.results.by_disposition
        ]

    @cached_property
    def notes(self) -> list[str]:
        remarks = self.results.consultation.corrections.all()
        notes = [f"{day_in_words(one.noted_on)} {in_language(one.remarks)}" for one in remarks]
        return notes if self.results.figures.received else [_("No opinion was received."), *notes]

    @property
    def headings(self) -> list[str]:
        return [_("Number"), _("Place in the text"), _("What the opinions say"), _("Voices"), _("What became of it, and our view")]

    @cached_property
    def lines(self) -> list[list[str]]:
        return [self._line(line) for line in all_rows(self.results)]

    def _line(self, line: ResultRow) -> list[str]:
        disposition = " ".join(filter(None, [line.disposition.code, str(line.disposition)])) if line.disposition else ""
        answer = [disposition, in_language(line.response.views), in_language(line.response.reasons), in_language(line.response.promised)]
        answer += [_("Changed: %(clauses)s") % {"clauses": joined(line.changes)}] if line.changes else []
        answer += [
            _("Corrected on %(day)s: %(view)s") % {"day": day_in_words(one.corrected_on), "view": in_language(one.views)}
            for one in line.corrections
        ]
        places = joined(line.places) or _("The text as a whole")
        return [str(line.number), places, joined(in_own_words(line)), f"{line.figure('voices'):,}", joined(part for part in answer if part)]

    @cached_property
    def differences(self) -> list[Difference]:
        return differences_of(self.results)

    @cached_property
    def address(self) -> str:
        return urljoin(settings.SITE_URL, reverse("consultations:results", args=[self.results.consultation.slug]))


def _time_of(held: Any) -> str:
    days = [day_in_words(localdate(at), era=True) for at in (held.opens_at, held.closes_at) if at]
    return _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]} if len(days) == 2 else joined(days) or "–"


PAPER = Paper(is_landscape=True, margin=15, body_size=9)
SHARES = (0.06, 0.16, 0.34, 0.07, 0.37)
TEMPLATE = Path(__file__).parent / "templates" / "results.typ"


def write_word(results: Results) -> bytes:
    printed = PrintedResults(results)
    day = results.consultation.results_published_at
    imprint = Imprint(
        title=printed.title, running_head=printed.title, language=get_language() or "ja", day=localdate(day) if day else None, notice=""
    )
    return word_file(_body(printed), imprint=imprint, paper=PAPER)


def _body(printed: PrintedResults) -> Iterator[str]:
    yield paragraph(run(printed.title, Look(is_heading=True)), "Title")
    for name, value in printed.cover:
        yield paragraph([run(f"{name}　", Look(is_bold=True)), run(value)])
    yield paragraph(run(_("Legend"), Look(is_heading=True, is_bold=True, size=22)), keep_next=True)
    for line in (*printed.legend, *printed.notes):
        yield paragraph(run(line), "Small")
    if printed.lines:
        yield _table(printed.headings, printed.lines, SHARES)
    if printed.differences:
        yield paragraph(run(_("Differences from the draft, with reasons"), Look(is_heading=True, is_bold=True, size=22)), keep_next=True)
        yield _table(
            [_("Clause"), _("What changed"), _("Reason")],
            [[one.clause, one.what, one.reason] for one in printed.differences],
            (0.3, 0.2, 0.5),
        )
    yield paragraph(run(printed.address, Look(is_soft=True)), "Small")


def _table(headings: Sequence[str], lines: Sequence[Sequence[str]], shares: Sequence[float]) -> str:
    widths = [round(PAPER.width * share) for share in shares]
    look = Look(is_heading=True, is_bold=True)
    head = row([WordCell(paragraph(run(words, look), align="center", keep_next=True)) for words in headings], widths, is_header=True)
    body = [
        row([WordCell("".join(paragraph(run(part)) for part in cell.split("\n"))) for cell in line], widths, may_break=True)
        for line in lines
    ]
    return table(widths, [head, *body])


def write_pdf(results: Results) -> bytes:
    printed = PrintedResults(results)
    return typeset(
        TEMPLATE,
        {
            "language": spoken(get_language() or "ja"),
            "name": printed.title,
            "notice": "",
            "cover": printed.cover,
            "legend_title": _("Legend"),
            "legend": printed.legend,
            "notes": printed.notes,
            "headings": printed.headings,
            "lines": printed.lines,
            "differences_title": _("Differences from the draft, with reasons"),
            "differences_headings": [_("Clause"), _("What changed"), _("Reason")],
            "differences": [[one.clause, one.what, one.reason] for one in printed.differences],
            "address": printed.address,
        },
    )


def write_html(results: Results) -> bytes:
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    context = {"printed": PrintedResults(results), "style": mark_safe(style), "language": get_language()}
    return render_to_string("consultations/results_file.html", context).encode()


def write_print_sheet(results: Results) -> bytes:
    """Excel as an office prints it: cover, legend and table on one sheet, A4 landscape, the head repeated."""
    printed, book = PrintedResults(results), Workbook()
    sheet: Any = book.active
    sheet.title = _("Results")
    sheet.append([printed.title])
    for name, value in printed.cover:
        sheet.append([name, "", value])
    for line in (*printed.legend, *printed.notes):
        sheet.append([line])
    sheet.append([])
    head = sheet.max_row + 1
    for cells in [printed.headings, *printed.lines]:
        sheet.append(["" for _cell in cells])
        for place, words in enumerate(cells, start=1):
            _fill(sheet.cell(sheet.max_row, place), words, is_head=sheet.max_row == head)
    for letter, share in zip("ABCDE", SHARES, strict=True):
        sheet.column_dimensions[letter].width = round(140 * share)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(cell: Any, words: str, *, is_head: bool) -> None:
    cell.value = without_controls(words)[:LONGEST_TEXT]
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
