"""Work out one analysis and take it over: what the worker begins in a process of its own."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from shishin.consultations.analysing.found_files import results_in
from shishin.consultations.analysing.rows import COLUMNS, answered_before, clauses_of, newest_in, write_rows
from shishin.consultations.analysing.running import folder_of
from shishin.consultations.analysing.taking_over import take_over_results
from shishin.consultations.errors.analysing import AnalysisWasCutOff
from shishin.consultations.models import Analysis
from shishin.kit.commands import RefusingCommand
from shishin.kit.errors import Refusal
from shishin.opinion_analysis.analysing import Order, analyse
from shishin.opinion_analysis.errors import CannotAnalyse, OtherAnalysis
from shishin.trail.recording import OPERATOR

SHARES = {
    "rows": (0, 10),
    "texts": (10, 20),
    "signatures": (20, 33),
    "pairs": (33, 45),
    "links": (45, 55),
    "themes": (55, 75),
    "results": (75, 100),
}
"""Between which hundredths of the whole each stage is."""
FILE, RESULTS = "opinions.parquet", "results"
"""In the folder of an analysis."""
EVERY = 0.2
"""Seconds between two lines."""


def order_of(analysis: Analysis) -> Order:
    chosen = analysis.settings
    return Order(
        folder_of(analysis) / FILE,
        COLUMNS,
        themes=str(chosen["themes"]),
        seed=int(chosen["seed"]),
        clauses=clauses_of(analysis.consultation),
        answered=answered_before(analysis.consultation),
    )


class Command(RefusingCommand):
    help = (
        "Work out an analysis that somebody started on a page, and take over what it finds. The worker begins it; by hand it goes on with one "
        "whose worker was killed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("analysis", type=UUID, metavar="UUID", help="the analysis, which is under way")

    def handle(self, *, analysis: UUID | str, **_options: Any) -> None:
        self.told_at, self.percent = 0.0, 0
        found = Analysis.objects.select_related("consultation", "begun_by").filter(uuid=analysis).first()
        if found is None:
            raise CommandError(f"There is no analysis {analysis}.")
        try:
            self._work_out(found)
        except Refusal as refusal:
            self._write({"message": refusal.message, "way_out": refusal.way_out})
            raise

    def _work_out(self, found: Analysis) -> None:
        folder = folder_of(found)
        file, results = folder / FILE, folder / RESULTS
        try:
            write_rows(found.consultation, file, tell=lambda done, of: self._tell("rows", done, of))
            self._analyse(order_of(found), results)
        except (CannotAnalyse, OSError) as error:
            raise AnalysisWasCutOff(why=getattr(error, "strerror", None) or str(error)) from error
        take_over_results(
            found,
            results_in(results),
            newest=newest_in(file),
            by=found.begun_by or OPERATOR,
            tell=lambda done, of: self._tell("results", done, of),
        )

    def _analyse(self, order: Order, results: Path) -> None:
        try:
            analyse(order, results, tell=self._tell)
        except OtherAnalysis:
            # Meanwhile the draft was translated, or other results were published.
            analyse(order, results, afresh=True, tell=self._tell)

    def _tell(self, stage: str, done: int, of: int) -> None:
        """A stage that is not known tells nothing; it never goes back."""
        if stage not in SHARES or time.monotonic() - self.told_at < EVERY:
            return
        begins, ends = SHARES[stage]
        self.percent = max(self.percent, begins + (ends - begins) * done // max(of, 1))
        self.told_at = time.monotonic()
        self._write({"done": self.percent, "of": 100})

    def _write(self, told: dict[str, object]) -> None:
        self.stderr.write(json.dumps(told), style_func=str)
