"""Structure: where a clause may go in one step, what its parts would be, and what two clauses would be as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shishin.guidelines.drafting.pages.clauses import last_below
from shishin.guidelines.drafting.pages.cutting import cut, paragraphs_of
from shishin.guidelines.models import Clause, ClauseText
from shishin.guidelines.reading.editions import ReadClause, Reading
from shishin.texts.languages import in_order
from shishin.texts.manuscript import Passage

MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Move:
    """One step up or down among the clauses beside it: after which clause, and how deep."""

    label: str
    after: str
    depth: int


def moves(reading: Reading, clause: ReadClause) -> list[Move]:
    siblings = siblings_of(reading, clause)
    at = siblings.index(clause)
    found = []
    if at:
        before = reading.clauses.index(siblings[at - 1])
        found.append(Move(_("One place up"), reading.clauses[before - 1].key if before else "", clause.depth))
    if at + 1 < len(siblings):
        found.append(Move(_("One place down"), last_below(siblings[at + 1]).key, clause.depth))
    return found


def siblings_of(reading: Reading, clause: ReadClause) -> Sequence[ReadClause]:
    if clause.parent is None:
        return reading.tops
    return reading.clauses[clause.parent].children


def next_sibling(reading: Reading, clause: ReadClause) -> ReadClause | None:
    siblings = siblings_of(reading, clause)
    return next(iter(siblings[siblings.index(clause) + 1 :]), None)


def deepest(reading: Reading) -> int:
    """One deeper than anything stands today."""
    return max((clause.depth for clause in reading.clauses), default=0) + 1


def place_for_new(reading: Reading, *, after: str, below: str) -> dict[str, str | int]:
    """Where a new clause begins: beside or below a clause with all that stands under it; else at the end."""
    by_key = {clause.key: clause for clause in reading.clauses}
    if clause := by_key.get(below):
        return {"after": last_below(clause).key, "depth": clause.depth + 1}
    if clause := by_key.get(after):
        return {"after": last_below(clause).key, "depth": clause.depth}
    return {"after": reading.clauses[-1].key if reading.clauses else "", "depth": 1}


def place_of(reading: Reading, clause: ReadClause) -> dict[str, str | int]:
    at = reading.clauses.index(clause)
    return {"after": reading.clauses[at - 1].key if at else "", "depth": clause.depth}


def words_of(clauses: Sequence[Clause]) -> list[dict[str, Passage]]:
    """The newest words of each clause per language."""
    found: dict[int, dict[str, Passage]] = {clause.pk: {} for clause in clauses}
    for text in ClauseText.objects.filter(clause__in=found).order_by("number"):
        found[text.clause_id][text.language] = Passage(text.heading, text.body, text.summary)
    return list(found.values())


def languages_in(words: Sequence[Mapping[str, Passage]], *, source: str) -> list[str]:
    return in_order({source, *(language for passages in words for language in passages)}, source=source)


def empty_parts(sent: str) -> list[dict[str, Passage]]:
    """As many parts as a form says it sends; none where it says nothing."""
    if not sent.isdecimal() or len(sent) > 2:
        return []
    return [{} for _part in range(max(2, min(int(sent), MOST_PARTS)))]


def parts_of(words: Mapping[str, Passage], *, before: Collection[int], source: str) -> list[dict[str, Passage]]:
    """The parts of a clause cut before some of its paragraphs, never fewer than two, so that there is somewhere to write.

    A translation with as many paragraphs is cut at the same places; another one stays with the first part.
    """
    count = len(paragraphs_of(words.get(source, Passage()).body))
    cuts = {number for number in before if 0 < number < count}
    parts: list[dict[str, Passage]] = [{} for _part in range(max(2, min(len(cuts) + 1, MOST_PARTS)))]
    for language, passage in words.items():
        is_alike = len(paragraphs_of(passage.body)) == count
        bodies = cut(passage.body, cuts if is_alike else ())[: len(parts)]
        for part, body in zip(parts, bodies, strict=False):
            part[language] = Passage("", body)
        parts[0][language] = Passage(passage.heading, bodies[0], passage.summary)
    return parts


def paragraphs_with_cuts(passage: Passage, *, before: Collection[int]) -> list[tuple[int, str, bool]]:
    return [(number, paragraph, number in before) for number, paragraph in enumerate(paragraphs_of(passage.body))]


def joined_words(words: Sequence[Mapping[str, Passage]]) -> dict[str, Passage]:
    """Per language the words of all clauses one after the other, under the first heading there is."""
    languages = {language for passages in words for language in passages}
    return {language: _joined([passages[language] for passages in words if language in passages]) for language in languages}


def _joined(passages: Sequence[Passage]) -> Passage:
    """A heading that cannot be the heading any more becomes a paragraph above its text."""
    heading = next((passage.heading for passage in passages if passage.heading), "")
    blocks = [block for passage in passages for block in (passage.heading, passage.body) if block]
    if heading:
        blocks.remove(heading)
    return Passage(heading, "\n\n".join(blocks), "\n\n".join(passage.summary for passage in passages if passage.summary))
