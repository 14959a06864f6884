"""Results: the table in which every opinion has an answer, as plain rows that pages, files and the hash are made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, cast

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from shishin.consultations.analysing.sample import HowFound, how_found
from shishin.consultations.counting import Figures, figures_of
from shishin.consultations.figures import counted
from shishin.consultations.models import Consultation, Opinion, Response, Round
from shishin.consultations.places import Place, Places, places_of
from shishin.consultations.profiles import Disposition, Rules, Words, rules_of
from shishin.kit.charts import Chart, Figure
from shishin.kit.identity import in_language
from shishin.trail.recording import canonical

FIRST = 5
"""Opinions of a row that stand with it, on the page and on paper; its page has all."""
KEPT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class SaidOpinion:
    """An opinion as the results show it: no words where it is withheld or the rules say never."""

    number: int | None
    words: str
    voices: int
    is_new_point: bool = False
    is_masked: bool = False
    part_of: int | None = None
    """The number of what was received, where this is one of its points."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One response with the opinions that it answers, most voices first."""

    response: Response
    disposition: Disposition | None
    places: Sequence[Place]
    opinions: Sequence[SaidOpinion]
    changes: Sequence[Place]
    corrections: Sequence[Response] = ()

    @property
    def number(self) -> int:
        return self.response.number

    @property
    def gists(self) -> list[str]:
        """One line an item; empty where the opinions speak for themselves."""
        return [line.strip() for line in in_language(self.response.gists).splitlines() if line.strip()]

    def figure(self, name: str) -> int:
        return int(self.response.figures.get(name, 0))


@dataclass(frozen=True)
class Results:
    """The results of a consultation, with the figures that add up."""

    consultation: Consultation
    rules: Rules
    rounds: Sequence[Round]
    figures: Figures
    places: Places = field(repr=False)

    def rows(self, responses: Iterable[Response], *, most: int = FIRST) -> list[ResultRow]:
        return rows_of(list(responses), self.rules, self.places, most=most)

    @cached_property
    def by_disposition(self) -> list[tuple[Disposition, int]]:
        """Every one of the rules, with the voices answered so."""
        answered: Counter[str] = Counter()
        for cell, voices in self.figures.cells.items():
            if cell.state == Opinion.State.ANSWERED:
                answered[cell.disposition] += voices
        return [(one, answered[one.key]) for one in self.rules.dispositions]

    @cached_property
    def how_found(self) -> HowFound | None:
        """How copies and themes were, if a person signed any that a machine proposed."""
        return how_found(self.consultation)

    @property
    def shares(self) -> Chart:
        """How the answered voices were answered; each share leads to its rows."""
        coded = all(len(one.code) == 1 for one, _voices in self.by_disposition)
        figures = [
            Figure(str(one) if coded else one.coded, voices, f"?disposition={one.key}#all", one.code if coded else "")
            for one, voices in self.by_disposition
        ]
        return Chart(_("Voices answered"), _("What became of the opinions"), figures, in_words=lambda many: counted(many, "voices"))

    @cached_property
    def by_round(self) -> list[tuple[Round, int, int]]:
        """Each round with its submitters and its voices."""
        voices: Counter[int] = Counter()
        for cell, many in self.figures.cells.items():
            voices[cell.round] += many
        return [(held, self.figures.submitters.get(held.pk, 0), voices[held.pk]) for held in self.rounds]


def rows_of(responses: Sequence[Response], rules: Rules, places: Places, *, most: int = FIRST) -> list[ResultRow]:
    """Three queries, however many responses."""
    at = Window(RowNumber(), partition_by="response", order_by=[F("group_voices").desc(), F("number").asc()])
    heads = Opinion.objects.said().filter(response__in=responses)
    keys: defaultdict[int | None, set[str]] = defaultdict(set)
    for number, line in heads.order_by().values_list("response", "place").distinct():
        if place := places.of(line):
            keys[number].add(place.key)
    opinions: defaultdict[int | None, list[Opinion]] = defaultdict(list)
    # Told apart by their numbers first: words are long, and of most of them nothing is shown.
    first = Opinion.objects.filter(pk__in=heads.annotate(place_in_row=at).filter(place_in_row__lte=most).values("pk"))
    for opinion in first.select_related("part_of").order_by("response", "-group_voices", "number"):
        opinions[opinion.response_id].append(opinion)
    corrections: defaultdict[int | None, list[Response]] = defaultdict(list)
    for correction in Response.objects.filter(corrects__in=responses).order_by("number"):
        corrections[correction.corrects_id].append(correction)
    return [
        ResultRow(
            response,
            rules.disposition(response.disposition),
            places.named(keys[response.pk]),
            [as_said(opinion, rules) for opinion in opinions[response.pk]],
            places.named(response.places),
            corrections[response.pk],
        )
        for response in responses
    ]


def as_said(opinion: Opinion, rules: Rules) -> SaidOpinion:
    is_public = rules.words_public == Words.WITH_RESULTS
    whole = opinion.part_of.number if opinion.part_of else None
    words = opinion.words if is_public else ""
    return SaidOpinion(opinion.number, words, opinion.group_voices, opinion.is_new_point, opinion.is_masked, whole)


def results_of(consultation: Consultation) -> Results:
    rules = rules_of(consultation)
    rounds = list(consultation.rounds.select_related("draft__document"))
    return Results(consultation, rules, rounds, _figures(consultation), places_of(consultation))


def _figures(consultation: Consultation) -> Figures:
    if not consultation.is_published:
        return figures_of(consultation)
    # Of what is published no voice changes any more.
    name = f"consultations.figures.{consultation.uuid}.{consultation.results_hash}"
    return cast(Figures, cache.get_or_set(name, lambda: figures_of(consultation), KEPT_SECONDS))


def published_responses(consultation: Consultation) -> QuerySet[Response]:
    """Those of the table, by their numbers; corrections stand under what they correct."""
    rows = consultation.responses.filter(corrects=None).exclude(figures={})
    return rows.select_related("theme", "follows__consultation").order_by("number")


_SAID = """
    FROM consultations_opinion leaf
    JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.left = ''
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_round held ON held.id = submission.round_id
    WHERE leaf.state <> 'split' AND leaf.response_id IN ({responses})
    GROUP BY leaf.response_id"""
_VOICES = f"SELECT leaf.response_id, held.number, said.is_after_draft, COUNT(*) {_SAID}, held.number, said.is_after_draft"
_SUBMITTERS = f"SELECT leaf.response_id, COUNT(DISTINCT said.submission_id) {_SAID}"


def figures_of_responses(responses: Collection[Response]) -> Mapping[int, dict[str, Any]]:
    """What each of these answers: voices, submitters, opinions, by round, after the draft. Three queries."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(
        lambda: {"voices": 0, "submitters": 0, "opinions": 0, "by_round": {}, "after_draft": 0}
    )
    heads = Opinion.objects.said().filter(response__in=responses).order_by()
    for response, many in heads.values_list("response").annotate(Count("pk")):
        found[response]["opinions"] = many
    numbers = ", ".join(str(int(response.pk)) for response in responses) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(_VOICES.format(responses=numbers))
        for response, held, is_after, voices in cursor.fetchall():
            row = found[response]
            row["voices"] += voices
            row["by_round"][str(held)] = row["by_round"].get(str(held), 0) + voices
            row["after_draft"] += voices if is_after else 0
        cursor.execute(_SUBMITTERS.format(responses=numbers))
        for response, submitters in cursor.fetchall():
            found[response]["submitters"] = submitters
    return found


def hash_of_results(consultation: Consultation, responses: Iterable[Response]) -> str:
    """Over what is fixed: which opinions each response answers, and what it says. Words masked later do not change it."""
    opinions: defaultdict[int, list[str]] = defaultdict(list)
    for response, key in (
        Opinion.objects.filter(consultation=consultation, response__isnull=False)
        .order_by("number", "pk")
        .values_list("response", "fold_key")
    ):
        opinions[response].append(key)
    rows = [
        {
            "number": response.number,
            "theme": str(response.theme.uuid) if response.theme else None,
            "follows": str(response.follows.uuid) if response.follows else None,
            "disposition": response.disposition,
            "gists": response.gists,
            "views": response.views,
            "reasons": response.reasons,
            "places": response.places,
            "promised": response.promised,
            "figures": response.figures,
            "opinions": opinions[response.pk],
        }
        for response in sorted(responses, key=lambda row: row.number)
    ]
    return sha256(canonical(rows).encode()).hexdigest()
