"""Suggesting: where a search that found nothing leads: to its words alone, to all but one of them, to the nearest spelling; each with its count.

Everything suggested was counted for the reader who asks, so nothing is named that they may not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from shishin.guidelines.searching.searching import Search
from shishin.opinion_analysis.normalising import Gram, is_unspaced, term_of
from shishin.opinion_analysis.word_forms import forms

MOST_SUGGESTED = 6
MOST_NEAR = 3
MOST_READ = 2_000
SHORTEST_MISTAKEN = 3
_WORD = re.compile(r"[ァ-ヺー]{2,}|[々㐀-䶿一-鿿]{2,}|[^\W\d_ぁ-ゖァ-ヺー々㐀-䶿一-鿿]{3,}")

_KANA = re.compile("[ぁ-ゖ]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that finds something, and how much."""

    query: str
    count: int


def in_parts(search: Search) -> Search | None:
    """The same question by its words, without what joins them; then by smaller pieces. None where that finds nothing either.

    What stands in quotation marks is looked for as it is and not otherwise.
    """
    if any(term.is_quoted for term in search.terms):
        return None
    left = forms().left_of(search.query)
    for words in (left, forms().pieces_of(left)):
        asked = search.with_query(" ".join(words))
        if (
            _covers(words, left)
            and [word.exact.needle for word in asked.words] != [word.exact.needle for word in search.words]
            and asked.total
        ):
            return asked
    return None


def _covers(words: Sequence[str], left: Sequence[str]) -> bool:
    """Most of the question, kana aside; one word alone only of a compound."""
    bare = _KANA.sub("", "".join(left))
    return 2 * len("".join(words)) > len(bare) and (len(words) > 1 or bare == "".join(left))


def words_dropped(search: Search) -> list[Suggestion]:
    """What is left when words are dropped one by one, down to each alone."""
    words = [word for word in _content(search) if not word.isdecimal()]
    alone = {found.query: found for found in _counted(search, words)}
    left = [word for word in words if word in alone]
    several = [left, *([*left[:at], *left[at + 1 :]] for at in range(len(left))), *(left[at : at + 2] for at in range(len(left) - 1))]
    queries = dict.fromkeys(" ".join(some) for some in several if 1 < len(some) < len(words))
    return [*_counted(search, queries), *alone.values()][: 2 * MOST_SUGGESTED]


def near_spellings(search: Search) -> list[Suggestion]:
    """The query with words that stand nowhere spelt as the nearest words that do."""
    words = forms().left_of(search.query)
    queries: list[str] = []
    for at, word in enumerate(words):
        if not search.with_query(word).total:
            near = _near(search, word)
            queries += [" ".join([*words[:at], other, *words[at + 1 :]]) for other in near]
            queries += near
    return list(_counted(search, dict.fromkeys(queries)))[:MOST_SUGGESTED]


def _content(search: Search) -> list[str]:
    """The words of the question; the pieces of a word that stands alone."""
    left = forms().left_of(search.query) or [term.words for term in search.terms]
    return left if len(left) > 1 else forms().pieces_of(left) or left


def _counted(search: Search, queries: Sequence[str] | dict[str, None]) -> Iterator[Suggestion]:
    for query in queries:
        if count := search.with_query(query).clauses:
            yield Suggestion(query, count)


def _near(search: Search, word: str) -> list[str]:
    """Words of the texts that differ in a sign or two, the commonest of the nearest first."""
    term = term_of(word)
    if term is None or len(word) < SHORTEST_MISTAKEN or _KANA.search(word):
        return []
    most = 1 if len(word) < 5 else 2
    texts = search.texts_near(_halves(word), most=MOST_READ)
    counts = Counter(found for text in texts for found in {_like(word, found, most=most) for found in _WORD.findall(text)})
    near = [(OSA.distance(word, found, score_cutoff=most), -count, found) for found, count in counts.items()]
    return [found for distance, _count, found in sorted(near) if 0 < distance <= most][:MOST_NEAR]


def _like(word: str, found: str, *, most: int) -> str:
    """The stretch of a longer compound that is most like the word."""
    if len(found) <= len(word) + most or not is_unspaced(word[0]):
        return found
    place = fuzz.partial_ratio_alignment(word, found)
    return found[place.dest_start : place.dest_end] if place else found


def _halves(word: str) -> list[list[Gram]]:
    """A mistake spoils one half of a word: the other still leads to its texts."""
    if not is_unspaced(word[0]):
        return [[Gram(word[:2], is_beginning=True)]]
    middle = len(word) // 2
    halves = [word[:middle], word[middle:], word[:2], word[-2:]]
    return [list(term.grams) for half in dict.fromkeys(halves) if len(half) > 1 and (term := term_of(half))]
