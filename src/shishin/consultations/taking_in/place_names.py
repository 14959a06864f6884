"""Names of places: the clause or the theme that somebody names in writing, and whether what was said came after the draft, and in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.timezone import localdate

from shishin.consultations.errors.taking_in import NoSuchPlace
from shishin.consultations.models import Round
from shishin.consultations.profiles import Deadline, rules_of
from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import Edition
from shishin.kit.identity import compared_name

HEADINGS = Path(__file__).parents[1] / "data" / "headings.yaml"
PARTS_OF_A_LINE = "\t|｜：:　 "
"""What may stand between a place and the words about it, each on a line."""


@cache
def known_headings() -> Mapping[str, Any]:
    """By which headings and words columns and places are known."""
    return yaml.safe_load(HEADINGS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Target:
    """A clause by its line, a theme by its number, or neither: the whole."""

    line: str | None = None
    theme: int | None = None


WHOLE = Target()


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """What the draft of a round, or the newest of its consultation, and the themes of its consultation can be called in writing: as printed, in full, with the heading, or by key."""

    named: Mapping[str, Target]
    choices: tuple[tuple[str, str], ...]
    """The clauses as (line, name), in reading order."""

    @classmethod
    def of(cls, held: Round) -> PlaceNames:
        clauses = []
        if draft := held.draft or newest_draft(held):
            clauses = read_several([draft], with_hashes=False, with_texts=True, labelled_in=draft.source_language)[draft.pk]
        labels = Counter(compared_name(clause.label) for clause in clauses)
        named = {compared_name(words): WHOLE for words in known_headings()["whole"]}
        for theme in held.consultation.themes.all():
            named |= {compared_name(title): Target(theme=theme.pk) for title in theme.titles.values()}
        for clause in clauses:
            full = clause_name(clause.cited, clause.source.heading)
            # A label that two clauses have names neither: it takes the words around it.
            alone = [clause.label] if labels[compared_name(clause.label)] == 1 else []
            for name in filter(None, (*alone, clause.cited if clause.label else "", full if clause.label else "", clause.key)):
                named.setdefault(compared_name(name), Target(clause.line))
        choices = tuple((clause.line, clause_name(clause.cited, clause.source.heading, otherwise=clause.key)) for clause in clauses)
        return cls(named, choices)

    def find(self, written: str) -> Target:
        """The place that is meant; nothing written is the whole."""
        if not written.strip():
            return WHOLE
        for name in (written, written.split(maxsplit=1)[0]):
            if place := self.named.get(compared_name(name)):
                return place
        raise NoSuchPlace(written=written.strip()[:60])

    def begun_with(self, line: str) -> tuple[Target | None, str]:
        """The clause with which a typed line begins, if it does, and the words behind it."""
        for at in _cuts(line):
            place = self.named.get(compared_name(line[:at]))
            if place and (words := line[at:].strip(PARTS_OF_A_LINE)):
                return place, words
        return None, line


def _cuts(line: str) -> Iterator[int]:
    """Where a place may end, the last first: 第3条 第2項 is another place than 第3条."""
    return (at for at in range(min(len(line) - 1, 100), 0, -1) if line[at] in PARTS_OF_A_LINE)


def newest_draft(held: Round) -> Edition | None:
    """What letters of a round without a draft are about, too: the one that the consultation showed last."""
    rounds = Round.objects.filter(consultation=held.consultation_id, draft__isnull=False).select_related("draft__document__numbering")
    last = rounds.order_by("number").last()
    return last.draft if last else None


def draft_known_from(held: Round) -> date | None:
    """The day from which somebody could know a draft: that of the first one of all rounds; none where the round shows one, or no round does."""
    if held.draft_id is not None:
        return None
    rounds = Round.objects.filter(consultation=held.consultation_id, draft__published_on__isnull=False).order_by("draft__published_on")
    return rounds.values_list("draft__published_on", flat=True).first()


def came_after(day: date | None, received_at: datetime) -> bool:
    return day is None or localdate(received_at) >= day


def came_late(held: Round, *, received_at: datetime, posted_on: date | None = None) -> bool:
    """Whether it came after the end of a round, as the rules count: by arrival, or by postmark where there is one. It is taken in all the same."""
    if held.closes_at is None:
        return False
    rules = rules_of(held.consultation)
    if rules.deadline == Deadline.POSTMARK and posted_on is not None:
        return posted_on > localdate(held.closes_at)
    return received_at > held.closes_at
