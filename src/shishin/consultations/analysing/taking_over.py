"""Taking over: what an analysis found becomes proposed themes and placings. What is signed stays as it is.

Rows first go batch by batch into tables of this connection alone, and who stands behind whom is found out there, so that nobody waits; then all of
the old is replaced in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from shishin.consultations.analysing.running import locked_analysis
from shishin.consultations.analysing.sample import draw_sample
from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.errors.analysing import AnalysisHasEnded
from shishin.consultations.models import Analysis, NearCopy, Placing, ProposedTheme
from shishin.consultations.standing_behind import stand_behind, weigh_rows
from shishin.kit.at_once import one_moment
from shishin.kit.moments import now
from shishin.trail.recording import Acting, record

PLACED, NEAR_PAIRS = "consultations_placed", "consultations_near_pairs"
PLACED_COLUMNS = {
    "opinion_id": "bigint",
    "leader_id": "bigint",
    "similarity": "double precision",
    "theme": "bigint",
    "score": "double precision",
    "x": "double precision",
    "y": "double precision",
    "links": "text",
    "earlier": "text",
}
STANDING = ", is_behind boolean NOT NULL DEFAULT FALSE, row_voices integer"
"""What is found out when all rows are there."""
NEAR_COLUMNS = {"leader_id": "bigint", "other_id": "bigint", "similarity": "double precision"}
MOST_NEAR = 20
"""Of a leader so many are kept that are possibly the same."""
Step = Callable[[int, int], object]
Batch = list[list[Any]]
"""Rows by column."""


class Findings(NamedTuple):
    """What an analysis found, wherever it is kept: batches of `PLACED_COLUMNS` and of `NEAR_COLUMNS`."""

    report: Mapping[str, Any]
    themes: Sequence[Mapping[str, Any]]
    placed: Iterable[Batch]
    near: Iterable[Batch]


# A person said that two are not the same: then no machine puts the one under any, nor the other under it.
APART = f"""
    UPDATE {PLACED} SET leader_id = NULL, similarity = 1, is_behind = FALSE WHERE leader_id IS NOT NULL AND (
        opinion_id IN (SELECT opinion_id FROM consultations_keptapart)
        OR EXISTS (SELECT 1 FROM consultations_keptapart kept WHERE kept.opinion_id = leader_id AND kept.other_id = {PLACED}.opinion_id))"""
NEAR_APART = f"""
    DELETE FROM {NEAR_PAIRS} WHERE EXISTS (SELECT 1 FROM consultations_keptapart kept
        WHERE (kept.opinion_id = leader_id AND kept.other_id = {NEAR_PAIRS}.other_id)
        OR (kept.opinion_id = {NEAR_PAIRS}.other_id AND kept.other_id = leader_id))"""
# What a person signed, split or moved stands in the opinions themselves.
SHARED = f"""
    SELECT placed.theme, opinion.theme_id, COUNT(*) AS many FROM {PLACED} placed
    JOIN consultations_opinion opinion ON opinion.id = placed.opinion_id AND opinion.theme_id IS NOT NULL
    WHERE placed.leader_id IS NULL AND placed.theme IS NOT NULL GROUP BY placed.theme, opinion.theme_id ORDER BY many, opinion.theme_id DESC"""
COUNTED = f"SELECT COUNT(theme), COUNT(*) - COUNT(theme) FROM {PLACED}"
PLACE = f"""
    INSERT INTO consultations_placing
        (opinion_id, analysis_id, leader_id, similarity, is_behind, row_voices, proposed_theme_id, score, x, y, links, earlier)
    SELECT placed.opinion_id, %(analysis)s, placed.leader_id, placed.similarity, placed.is_behind, placed.row_voices, theme.id, placed.score,
        placed.x, placed.y, CAST(placed.links AS {{json}}), CAST(placed.earlier AS {{json}})
    FROM {PLACED} placed LEFT JOIN consultations_proposedtheme theme ON theme.analysis_id = %(analysis)s AND theme.number = placed.theme"""
PAIR = f"""
    INSERT INTO consultations_nearcopy (analysis_id, leader_id, other_id, similarity)
    SELECT %s, leader_id, other_id, similarity FROM (
        SELECT pairs.*, ROW_NUMBER() OVER (PARTITION BY leader_id ORDER BY similarity DESC, other_id) AS place FROM {NEAR_PAIRS} pairs
    ) AS numbered WHERE place <= {MOST_NEAR}"""


def take_over_results(analysis: Analysis, found: Findings, *, newest: int, by: Acting, tell: Step = lambda _done, _of: None) -> Analysis:
    """All at once: until then what an earlier analysis found stands. Refused where somebody cancelled it meanwhile."""
    report = found.report
    with _own_tables():
        count = _fill(PLACED, PLACED_COLUMNS, found.placed, of=int(report["opinions"]), tell=tell)
        _fill(NEAR_PAIRS, NEAR_COLUMNS, found.near)
        with one_moment(), connection.cursor() as cursor:
            _find_standings()
            cursor.execute(COUNTED)
            # In opinions: all that are in are placed under a proposed theme, or not.
            figures = dict(zip(("placed", "unplaced"), cursor.fetchone(), strict=True))
        with transaction.atomic():
            analysis = locked_analysis(analysis)
            if not analysis.is_under_way:
                raise AnalysisHasEnded
            refuse_over(analysis.consultation)
            _replace(analysis, found.themes)
            analysis.report = {
                **figures,
                "behind": Placing.objects.filter(analysis=analysis, is_behind=True).count(),
                **{name: value for name, value in report.items() if name not in ("placed", "unplaced")},
            }
            analysis.state, analysis.finished_at = Analysis.State.FINISHED, now()
            analysis.newest, analysis.sha256 = newest, report["settings"]["file"]
            analysis.save(update_fields=["report", "state", "finished_at", "newest", "sha256"])
            told = {name: analysis.report[name] for name in ("opinions", "groups", "themes", "placed", "unplaced", "sha256")}
            about = {"analysis": str(analysis.uuid), "settings": analysis.settings, "input": analysis.sha256}
            record("consultations.analysis_finished", about=analysis.consultation, who=by, **about, **told)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The planner knows nothing yet of what came all at once.
            cursor.execute("ANALYZE consultations_placing")
    tell(count, count)
    return analysis


def _find_standings() -> None:
    """While nobody waits, and once more for what changed since: mostly nothing, and then nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR_APART)
        cursor.execute(APART)
        is_other = cursor.rowcount > 0
    if stand_behind(PLACED) or is_other:
        weigh_rows(PLACED)


def _replace(analysis: Analysis, described: Sequence[Mapping[str, Any]]) -> None:
    consultation = analysis.consultation
    _find_standings()
    with connection.cursor() as cursor:
        cursor.execute(SHARED)
        signed = _signed_as(cursor.fetchall(), described)
        old = Analysis.objects.filter(consultation=consultation)
        # Set-based: what stands in these tables nothing else points to.
        for model in (NearCopy, Placing, ProposedTheme):
            rows = model._default_manager.filter(analysis__in=old)
            rows._raw_delete(rows.db)
        ProposedTheme.objects.bulk_create(
            ProposedTheme(
                analysis=analysis,
                number=one["theme"],
                signed_as_id=signed.get(one["theme"]),
                **{name: one[name] for name in ("terms", "groups", "opinions", "voices")},
                # Not their words: what is masked later is nowhere else.
                **{name: [{"id": quote["id"]} for quote in one[name]] for name in ("quotes", "also_said")},
            )
            for one in described
        )
        kind = "jsonb" if connection.vendor == "postgresql" else "text"
        cursor.execute(PLACE.format(json=kind), {"analysis": analysis.pk})
        cursor.execute(PAIR, [analysis.pk])
    draw_sample(analysis)


def _signed_as(shared: Iterable[tuple[int, int, int]], described: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The themes of which half the leaders are under one that a person gave them: they go on as that, by the one that has most of them."""
    groups = {one["theme"]: one["groups"] for one in described}
    return {theme: signed for theme, signed, many in shared if 2 * many >= groups.get(theme, 2 * many + 1)}


# The tables of this connection.


@contextmanager
def _own_tables() -> Iterator[None]:
    """They are there while this lasts, and where something was refused meanwhile as long as the connection."""
    with connection.cursor() as cursor:
        for name, columns, more in ((PLACED, PLACED_COLUMNS, STANDING), (NEAR_PAIRS, NEAR_COLUMNS, "")):
            named = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({named}{more})")
        yield
        for name in (PLACED, NEAR_PAIRS):
            cursor.execute(f"DROP TABLE {name}")


def _fill(table: str, columns: Mapping[str, str], batches: Iterable[Batch], *, of: int = 0, tell: Step = lambda _done, _of: None) -> int:
    """Each database takes many rows at once in its own way: by columns, or by rows."""
    count, is_postgresql = 0, connection.vendor == "postgresql"
    names = ", ".join(columns)
    by_columns = f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in columns.values())})"
    by_rows = f"VALUES ({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for batch in batches:
            with one_moment():
                if is_postgresql:
                    cursor.execute(f"INSERT INTO {table} ({names}) {by_columns}", batch)
                else:
                    cursor.executemany(f"INSERT INTO {table} ({names}) {by_rows}", list(zip(*batch, strict=True)))
            count += len(batch[0])
            tell(count, of)
        if is_postgresql:
            # Nobody else tells the planner how large it is.
            cursor.execute(f"ANALYZE {table}")
    return count
