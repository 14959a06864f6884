"""Opinions that nobody gave."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from math import prod

import pytest
import yaml

from shishin.opinion_analysis.making import LASTS, MOST_FIGURES, POOLS, WORDS, make_opinions

BEGINS = datetime(2026, 11, 6, 9)


def test_a_flood_is_the_same_for_the_same_seed_and_another_for_another():
    first, again, other = (list(make_opinions(50, distinct=9, seed=seed, begins=BEGINS, places=["2.1"])) for seed in (1, 1, 2))

    assert first == again != other
    assert {row.place for row in first} == {"", "2.1"}
    assert first[-1].received == BEGINS + timedelta(minutes=LASTS)


def test_a_flood_has_letters_their_edited_copies_and_what_people_write_alone():
    rows = list({row.words: row for row in make_opinions(400, distinct=200, seed=1, begins=BEGINS)}.values())
    texts = Counter(row.truth for row in rows)

    letters = {truth: many for truth, many in texts.items() if truth.startswith("letter-")}
    assert (len(letters), sum(letters.values())) == (4, 84)
    assert {any(sign > "\u3000" for sign in row.words) for row in rows} == {True, False}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("pool", POOLS)
def test_of_each_pool_there_are_at_least_ten_thousand_sentences(language, pool):
    material = yaml.safe_load(WORDS.read_text(encoding="utf-8"))["languages"][language]
    choices = {name: len(set(words)) for name, words in material["words"].items()}
    choices |= {"subject": len(set(material["subjects"])), "years": MOST_FIGURES - 1, "times": MOST_FIGURES - 1}

    assert sum(prod(choices[name] for name in re.findall(r"\{(\w+)\}", pattern)) for pattern in material[pool]) >= 10_000
