"""Making opinions that nobody gave, for measuring and for trying a consultation out: so many rows, and among them so many distinct texts.

A part of the distinct texts are letters that go round and copies of them that somebody edited; the rest is each writer's own. What is
more than the distinct texts are exact copies, of the letters above all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

WORDS = Path(__file__).with_name("made_words.yaml")
POOLS = ("openings", "claims", "reasons", "wishes", "closings")
"""Of each an opinion has one sentence; a letter that goes round argues at more length."""
LETTER = ("openings", "claims", "reasons", "reasons", "wishes", "wishes", "wishes", "closings")
JAPANESE, LETTERS, EDITED = 0.9, 0.02, 0.4
"""Shares: of Japanese texts; of letters that go round among the distinct texts, and of edited copies of these."""
MOST_FIGURES = 99
LASTS = 35 * 24 * 60
"""Within how many minutes all came."""
_PLACE = re.compile(r"\{(\w+)\}")


class MadeOpinion(NamedTuple):
    """One row. `truth` is the letter it was copied from, or what it says of which subject."""

    id: int
    received: datetime
    place: str
    role: str
    age: str
    words: str
    truth: str


class Text(NamedTuple):
    """Sentences, whatever is said before and behind them among them."""

    language: str
    sentences: tuple[str, ...]
    truth: str


def make_opinions(count: int, *, distinct: int, seed: int, begins: datetime, places: Sequence[str] = ()) -> Iterator[MadeOpinion]:
    """The same rows for the same numbers. Each text stands on one of the clauses named, or on the whole."""
    chance = Random(seed)  # noqa: S311 - for texts that nobody guards
    material = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    texts = list(_distinct_texts(distinct, chance, material))
    placed = [chance.choice(["", *places]) for _text in texts]
    # The letters stand first and go round most.
    weights = list(accumulate(1 / place for place in range(1, distinct + 1)))
    order = [*range(distinct), *chance.choices(range(distinct), cum_weights=weights, k=count - distinct)]
    chance.shuffle(order)
    for number, at in enumerate(order, start=1):
        words, language, truth = texts[at]
        received = begins + timedelta(minutes=LASTS * number // count)
        role, age = chance.choice(material["roles"][language]), chance.choice(material["ages"])
        yield MadeOpinion(number, received, placed[at], role, age, words, truth)


def _distinct_texts(distinct: int, chance: Random, material: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Letters first, then edited copies of them, then what each writes alone: no two alike, as (words, language, truth)."""
    letters = max(1, round(distinct * LETTERS))
    edited = round(distinct * EDITED)
    going_round: list[Text] = []
    seen: set[str] = set()
    while len(seen) < distinct:
        if len(seen) < letters:
            text = _composed(LETTER, chance, material)._replace(truth=f"letter-{len(going_round) + 1}")
        elif len(seen) < letters + edited:
            text = _edited(chance.choice(going_round), chance, material)
        else:
            text = _composed(POOLS, chance, material)
        words = material["languages"][text.language]["joined"].join(filter(None, text.sentences)).strip()
        if words in seen:
            continue
        seen.add(words)
        if len(going_round) < letters:
            going_round.append(text)
        yield words, text.language, text.truth


def _composed(pools: Sequence[str], chance: Random, material: Mapping[str, Any]) -> Text:
    language = "ja" if chance.random() < JAPANESE else "en"
    of = material["languages"][language]
    subject, claim = chance.randrange(len(of["subjects"])), chance.randrange(len(of["claims"]))
    sentences = [
        _sentence(of["claims"][claim] if pool == "claims" else chance.choice(of[pool]), of["subjects"][subject], of["words"], chance)
        for pool in pools
    ]
    return Text(language, tuple(sentences), f"subject-{subject + 1}-{claim + 1}")


def _edited(letter: Text, chance: Random, material: Mapping[str, Any]) -> Text:
    """A small edit, as people make one: another beginning or end, a sentence of their own, one left out, or two that changed places."""
    of, sentences = material["languages"][letter.language], list(letter.sentences)
    own = {pool: _sentence(chance.choice(of[pool]), chance.choice(of["subjects"]), of["words"], chance) for pool in POOLS}
    for edit in chance.sample(range(5), k=chance.choice((1, 1, 1, 2))):
        if edit == 0:
            sentences[0] = own["openings"]
        elif edit == 1:
            sentences[-1] = own["closings"]
        elif edit == 2:
            sentences.insert(chance.randrange(1, len(sentences)), own["reasons"])
        elif edit == 3:
            sentences[-2], sentences[-3] = sentences[-3], sentences[-2]
        else:
            sentences.pop(chance.randrange(2, len(sentences)))
    return letter._replace(sentences=tuple(sentences))


def _sentence(pattern: str, subject: str, words: Mapping[str, Sequence[str]], chance: Random) -> str:
    def chosen(place: re.Match[str]) -> str:
        name = place[1]
        if name == "subject":
            return subject
        return chance.choice(words[name]) if name in words else str(chance.randint(2, MOST_FIGURES))

    written = _PLACE.sub(chosen, pattern)
    return f"{written[:1].upper()}{written[1:]}"
