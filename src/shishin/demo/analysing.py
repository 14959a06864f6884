"""The analysis of an example: what a machine found comes along as a file, so that loading runs none; persons sign what the example tells.

The file is what an analysis finds in the opinions of the example; a test holds it to that, and writes it anew on demand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from shishin.consultations.analysing.running import begin_analysis, opinions_to_analyse
from shishin.consultations.analysing.sample import check_placings
from shishin.consultations.analysing.taking_over import Batch, Findings, take_over_results
from shishin.consultations.models import Analysis, Consultation, NearCopy, Placing, Response, Theme
from shishin.consultations.sorting.theming import sign_theme
from shishin.people.models import Person

Sheet = Mapping[str, Any]
OF_PLACING = ("similarity", "score", "x", "y", "links")
OF_THEME = ("terms", "groups", "opinions", "voices")


def analyse_example(consultation: Consultation, told: Sheet, *, file: Path, themes: dict[str, Theme], by: Person) -> Analysis:
    """Take over what the file says, sign the themes that are told, and check what is told of the sample."""
    analysis = begin_analysis(consultation, by=by)
    newest = opinions_to_analyse(consultation).order_by("-pk").values_list("pk", flat=True)[0]
    analysis = take_over_results(analysis, read_results(consultation, file), newest=newest, by=by)
    for signed in told.get("signed", ()):
        proposal = analysis.themes.get(number=signed["theme"])
        themes[signed["name"]] = sign_theme(proposal, titles=signed.get("titles"), under=themes.get(signed["name"]), by=by)
    if checked := told.get("checked"):
        sampled = analysis.sample.select_related("opinion")[:checked]
        check_placings(analysis, {one.number: one.opinion.words not in told["wrong"] for one in sampled}, by=by)
    return analysis


def read_results(consultation: Consultation, file: Path) -> Findings:
    """Opinions are named by their words there, responses by their consultation and number."""
    sheet: Sheet = yaml.safe_load(file.read_text(encoding="utf-8"))
    called = dict(opinions_to_analyse(consultation).values_list("words", "pk"))
    responses = {(row.consultation.slug, row.number): row.pk for row in _answered_earlier(consultation)}

    def earlier(found: Iterable[Sheet]) -> str:
        return json.dumps([{"response": responses[one["consultation"], one["number"]], "score": one["score"]} for one in found])

    rows = [
        [
            called[row["words"]],
            called.get(row.get("leader", "")),
            row.get("similarity", 1),
            row.get("theme"),
            row.get("score"),
            row.get("x"),
            row.get("y"),
            json.dumps(row["links"]) if "links" in row else None,
            earlier(row["earlier"]) if "earlier" in row else None,
        ]
        for row in sheet["placings"]
    ]
    near = [[called[row["leader"]], called[row["other"]], row["similarity"]] for row in sheet["near"]]
    themes = [
        {**theme, **{name: [{"id": called[words]} for words in theme[name]] for name in ("quotes", "also_said")}}
        for theme in sheet["themes"]
    ]
    return Findings(sheet["report"], themes, _by_column(rows), _by_column(near))


def _by_column(rows: list[list[Any]]) -> list[Batch]:
    return [[list(column) for column in zip(*rows, strict=True)]] if rows else []


def written_results(analysis: Analysis) -> dict[str, Any]:
    """As the file has them."""
    placings = Placing.objects.filter(analysis=analysis).select_related("opinion", "leader", "proposed_theme").order_by("opinion")
    responses = {row.pk: row for row in _answered_earlier(analysis.consultation)}
    near = NearCopy.objects.filter(analysis=analysis).select_related("leader", "other")
    words = {placing.opinion_id: placing.opinion.words for placing in placings}
    return {
        "report": {name: value for name, value in analysis.report.items() if name not in ("placed", "unplaced", "behind")},
        "themes": [
            {
                "theme": theme.number,
                **{name: getattr(theme, name) for name in OF_THEME},
                **{name: [words[int(one["id"])] for one in getattr(theme, name)] for name in ("quotes", "also_said")},
            }
            for theme in analysis.themes.all()
        ],
        "placings": [_written(placing, responses) for placing in placings],
        "near": [{"leader": row.leader.words, "other": row.other.words, "similarity": round(row.similarity, 4)} for row in near],
    }


def _written(placing: Placing, responses: Mapping[int, Response]) -> dict[str, Any]:
    row: dict[str, Any] = {"words": placing.opinion.words}
    if placing.leader:
        row["leader"] = placing.leader.words
    if placing.proposed_theme:
        row["theme"] = placing.proposed_theme.number
    values = {name: getattr(placing, name) for name in OF_PLACING}
    row |= {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items() if value is not None}
    if placing.earlier:
        found = [(responses[one["response"]], one["score"]) for one in placing.earlier]
        row["earlier"] = [{"consultation": one.consultation.slug, "number": one.number, "score": score} for one, score in found]
    return row


def _answered_earlier(consultation: Consultation) -> Iterable[Response]:
    published = Response.objects.filter(consultation__document=consultation.document, consultation__results_published_at__isnull=False)
    return published.exclude(consultation=consultation).select_related("consultation")
