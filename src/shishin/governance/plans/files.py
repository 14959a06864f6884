"""An edition of a plan as a file: Word, PDF and HTML with cover, chapters, measures, indicators and disposals; JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shishin.governance.disposing import measures_before
from shishin.governance.models import Amount, Disposal
from shishin.governance.plans.content import PlanChapter, PlanContent, PlanMeasure, facts_of, plain_number, totals_of
from shishin.governance.plans.lines import line_of_indicator, lines_of_measure
from shishin.governance.plans.workbooks import write_workbook
from shishin.guidelines.printing.edition_files import blocks_data
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language, join_words
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, Place, WordCell, blocks_markup, paragraph, row, run, table
from shishin.paper.written_blocks import blocks_of
from shishin.texts.languages import spoken_about

PAPER = Paper()
TEMPLATE = Path(__file__).parent / "templates" / "plan.typ"


class PrintedMeasure(NamedTuple):
    title: str
    outline: str
    lines: Sequence[str]


class PrintedChapter(NamedTuple):
    """Bodies and outlines are Markdown."""

    heading: str
    body: str
    measures: Sequence[PrintedMeasure]


class PrintedTable(NamedTuple):
    title: str
    headings: Sequence[str]
    shares: Sequence[float]
    """Of the width."""
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class PrintedPlan:
    """All that stands on paper, in one language."""

    title: str
    language: str
    day: date | None
    cover: Sequence[tuple[str, str]]
    chapters: Sequence[PrintedChapter]
    effects: Sequence[str]
    tables: Sequence[PrintedTable]
    address: str


def print_plan(content: PlanContent, language: str) -> PrintedPlan:
    """As a reader of this language has it; what the content does not know is 公表前."""
    edition, plan = content.edition, content.edition.plan
    with override(spoken_about(language)):
        return PrintedPlan(
            title=f"{in_language(plan.titles, language)}　{edition}",
            language=language,
            day=edition.published_on or edition.decided_on,
            cover=list(_cover(content)),
            chapters=[_chapter(number, chapter, content, language) for number, chapter in enumerate(content.chapters, 1)],
            effects=[line_of_indicator(indicator, language) for indicator in content.effects],
            tables=[one for one in (_roadmap(content, language), _amounts(content, language), _disposals(content, language)) if one.lines],
            address=urljoin(settings.SITE_URL, edition.get_absolute_url()),
        )


def _cover(content: PlanContent) -> Iterator[tuple[str, str]]:
    edition, plan = content.edition, content.edition.plan
    yield _("Organization"), str(plan.organization)
    yield _("Years of the plan"), _("%(first)s to %(last)s") % {"first": plan.years[0], "last": plan.years[-1]}
    if plan.upper_document:
        yield _("Upper plan"), str(plan.upper_document)
    if edition.decided_on and edition.adopted_by:
        body = edition.adopted_by.body.name_on(edition.decided_on)
        yield _("Decided"), _("%(day)s, %(body)s") % {"day": day_in_words(edition.decided_on, era=True), "body": body}
    if edition.published_on:
        yield _("Published"), day_in_words(edition.published_on, era=True)
    if edition.withdrawn_on:
        yield _("Withdrawn"), f"{day_in_words(edition.withdrawn_on, era=True)} {edition.withdrawn_reason}"
    if edition.reason:
        yield _("Why there is another one in the year"), edition.reason


def _chapter(number: int, chapter: PlanChapter, content: PlanContent, language: str) -> PrintedChapter:
    measures = [_measure(f"{number}.{place}", measure, content, language) for place, measure in enumerate(chapter.measures, 1)]
    heading = f"{number}　{in_language(chapter.headings, language)}"
    return PrintedChapter(heading, in_language(chapter.bodies, language), measures)


def _measure(label: str, measure: PlanMeasure, content: PlanContent, language: str) -> PrintedMeasure:
    lines = lines_of_measure(measure, language, currency=content.edition.plan.currency)
    return PrintedMeasure(f"{label}　{in_language(measure.titles, language)}", in_language(measure.outlines, language), lines)


def _roadmap(content: PlanContent, language: str) -> PrintedTable:
    """A column a fiscal year; in it the quarters in which a measure goes on, and its milestones."""
    years = sorted({quarter.year for measure in content.measures for quarter in (measure.first, measure.last)})
    span = [year for year in content.edition.plan.years if years and years[0] <= year <= years[-1]] or years
    lines = [[in_language(measure.titles, language), *(_in_year(measure, year, language) for year in span)] for measure in content.measures]
    shares = [0.28, *([0.72 / max(len(span), 1)] * len(span))]
    return PrintedTable(_("Roadmap"), [_("Measure"), *(year.in_words(language) for year in span)], shares, lines if span else [])


def _in_year(measure: PlanMeasure, year: Any, language: str) -> str:
    quarters = [number for number in (1, 2, 3, 4) if measure.first <= year.quarter(number) <= measure.last]
    if not quarters:
        return ""
    bar = "■" * len(quarters) if len(quarters) == 4 else join_words((f"Q{number}" for number in quarters), language)
    marks = [f"▲Q{one.quarter.number} {in_language(one.words, language)}" for one in measure.milestones if one.quarter.year == year]
    return "\n".join([bar, *marks])


def _amounts(content: PlanContent, language: str) -> PrintedTable:
    totals = totals_of(content.amounts)
    kinds = [str(Amount.Kind(kind).label) for kind in totals.kinds]
    currency = content.edition.plan.currency
    lines = [
        [
            year.in_words(language),
            *(_sum_in_words(totals.sums.get((year, kind), 0)) if (year, kind) in totals.sums else "–" for kind in totals.kinds),
        ]
        for year in totals.years
    ]
    shares = [0.25, *([0.75 / max(len(kinds), 1)] * len(kinds))]
    return PrintedTable(_("Amounts in all (%(currency)s)") % {"currency": currency}, [_("Fiscal year"), *kinds], shares, lines)


def _sum_in_words(amount: int | None) -> str:
    return _("not public yet") if amount is None else f"{amount:,}"


def _disposals(content: PlanContent, language: str) -> PrintedTable:
    """What became of the measures of the edition before, by the titles that they had there."""
    before = {measure.key: measure for measure in measures_before(content.edition)} if content.disposals else {}
    now = {measure.key: measure for measure in content.measures}
    lines = []
    for one in content.disposals:
        known = before.get(one.key) or now.get(one.key)
        became = join_words((in_language(now[key].titles, language) for key in one.became if key in now), language)
        title = in_language(known.titles, language) if known else one.key
        lines.append([title, str(Disposal.Kind(one.kind).label), one.reason, became])
    headings = [_("Measure of the edition before"), _("Disposal"), _("Reason"), _("What it became")]
    return PrintedTable(_("Disposal of what was not done"), headings, (0.3, 0.12, 0.34, 0.24), lines)


def write_word(content: PlanContent, language: str) -> bytes:
    plan = print_plan(content, language)
    imprint = Imprint(title=plan.title, running_head=plan.title, language=language, day=plan.day)
    with override(spoken_about(language)):
        return word_file(_body(plan), imprint=imprint, paper=PAPER)


def _body(plan: PrintedPlan) -> Iterator[str]:
    yield paragraph(run(plan.title, Look(is_heading=True)), "Title")
    yield _word_table(PrintedTable("", (), (0.25, 0.75), plan.cover))
    for chapter in plan.chapters:
        yield paragraph(run(chapter.heading), "Heading 1", keep_next=True)
        yield from blocks_markup(blocks_of(chapter.body), Place())
        for measure in chapter.measures:
            yield paragraph(run(measure.title), "Heading 2", keep_next=True)
            yield from blocks_markup(blocks_of(measure.outline), Place())
            for line in measure.lines:
                yield paragraph(run(line), "Small", indent=(360, 0))
    if plan.effects:
        yield paragraph(run(_("Indicators of the plan")), "Heading 1", keep_next=True)
        for line in plan.effects:
            yield paragraph(run(line))
    for one in plan.tables:
        yield paragraph(run(one.title), "Heading 1", keep_next=True)
        yield _word_table(one)
    yield paragraph(run(plan.address, Look(is_soft=True)), "Small")


def _word_table(one: PrintedTable) -> str:
    widths = [round(PAPER.width * share) for share in one.shares]
    look = Look(is_heading=True, is_bold=True)
    rows = (
        [row([WordCell(paragraph(run(words, look), keep_next=True)) for words in one.headings], widths, is_header=True)]
        if one.headings
        else []
    )
    rows += [
        row([WordCell("".join(paragraph(run(part)) for part in cell.split("\n"))) for cell in line], widths, may_break=True)
        for line in one.lines
    ]
    return table(widths, rows)


def write_pdf(content: PlanContent, language: str) -> bytes:
    plan = print_plan(content, language)
    with override(spoken_about(language)):
        said = {
            "title": plan.title,
            "notice": "",
            "language": spoken(language),
            "cover": [list(line) for line in plan.cover],
            "chapters": [
                {
                    "heading": chapter.heading,
                    "body": blocks_data(blocks_of(chapter.body)),
                    "measures": [
                        {"title": one.title, "outline": blocks_data(blocks_of(one.outline)), "lines": list(one.lines)}
                        for one in chapter.measures
                    ],
                }
                for chapter in plan.chapters
            ],
            "effects_title": _("Indicators of the plan"),
            "effects": list(plan.effects),
            "tables": [one._asdict() for one in plan.tables],
            "address": plan.address,
        }
    return typeset(TEMPLATE, said)


def write_html(content: PlanContent, language: str) -> bytes:
    """One file with everything in it."""
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    with override(spoken_about(language)):
        context = {"plan": print_plan(content, language), "style": mark_safe(style), "language": language}
        return render_to_string("governance/plan_file.html", context).encode()


def write_json(content: PlanContent, _language: str) -> bytes:
    """All that is fixed, with years and quarters as people call them; an amount that is not public yet has no figure."""
    edition = content.edition
    head = {
        "plan": edition.plan.slug,
        "edition": edition.address,
        "titles": edition.plan.titles,
        "state": edition.state,
        "decided_on": edition.decided_on,
        "published_on": edition.published_on,
        "hash": edition.text_hash,
        "url": edition.get_absolute_url(),
    }
    facts = facts_of(content)
    del facts["plan"], facts["fiscal_year"], facts["number"]
    if any(one.amount is None for one in content.amounts):
        # With it whoever tries amounts would find the one that is withheld.
        del facts["salt"]
    facts["chapters"] = [
        {"key": chapter.key, "headings": chapter.headings, "bodies": chapter.bodies, "measures": [_plain(one) for one in chapter.measures]}
        for chapter in content.chapters
    ]
    facts["effects"] = [_plain_indicator(one) for one in content.effects]
    return json.dumps({**head, **facts}, ensure_ascii=False, indent=1, default=str).encode()


def _plain(measure: PlanMeasure) -> dict[str, Any]:
    return {
        "key": measure.key,
        "titles": measure.titles,
        "outlines": measure.outlines,
        "unit": measure.unit,
        "first": measure.first.code,
        "last": measure.last.code,
        "systems": list(measure.systems),
        "lines": [{"kind": kind, "document": document, "clause": clause} for kind, document, clause in (one.name for one in measure.lines)],
        "milestones": [
            {"quarter": one.quarter.code, "words": one.words, "after": one.after, "reached_on": one.reached_on}
            for one in measure.milestones
        ],
        "amounts": [
            {"year": one.year.number, "kind": one.kind, "amount": one.amount, "withheld_until": one.withheld_until}
            for one in measure.amounts
        ],
        "indicators": [_plain_indicator(one) for one in measure.indicators],
    }


def _plain_indicator(indicator: Any) -> dict[str, Any]:
    return {
        "key": indicator.key,
        "kind": indicator.kind,
        "titles": indicator.titles,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "baseline": plain_number(indicator.baseline),
        "baseline_year": indicator.baseline_year.number,
        "targets": {str(year.number): plain_number(value) for year, value in sorted(indicator.targets.items())},
    }


@dataclass(frozen=True, slots=True)
class PlanFormat:
    """One form in which an edition can be taken away."""

    name: str
    label: str | Promise
    write: Callable[[PlanContent, str], bytes]


FORMATS: Mapping[str, PlanFormat] = {
    one.name: one
    for one in (
        PlanFormat("xlsx", "Excel", write_workbook),
        PlanFormat("docx", "Word", write_word),
        PlanFormat("pdf", "PDF", write_pdf),
        PlanFormat("html", gettext_lazy("HTML file"), write_html),
        PlanFormat("json", "JSON", write_json),
    )
}
"""One row a format, in the order of the toolbar."""
