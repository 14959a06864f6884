"""Over the worked examples, search finds exactly what reading every text finds."""

from __future__ import annotations

import random

import pytest

from shishin.councils.default_data import load_default_data as load_standing_orders
from shishin.demo.loading import load_demo
from shishin.guidelines.models import ClauseText, SearchText
from shishin.kit.markdown import plain
from shishin.opinion_analysis.normalising import folded, terms_of
from shishin.people.default_data import load_default_data
from shishin.texts.plain_lines import plain_text

CHOSEN = [
    "都民",
    "の",
    "DX",
    "AI",
    "guideline",
    '"public services"',
    "データ",
    "ガバナンス",
    "第1編",
    "やさしい",
    "利用者 見直し",
    "service design",
]


@pytest.mark.django_db
def test_every_word_of_the_examples_is_found_as_often_as_it_stands_there():
    load_default_data()
    load_standing_orders()
    load_demo()
    newest: dict[tuple[int, str], ClauseText] = {}
    for text in ClauseText.objects.order_by("number"):
        newest[text.clause_id, text.language] = text
    shapes = {text.pk: f"{folded(plain_text(text.heading))}\n{folded(plain(text.body))}" for text in newest.values()}
    chance = random.Random(1)
    pieces = [
        shape[at : at + chance.randint(1, 6)]
        for shape in chance.sample(sorted(shapes.values()), 120)
        for at in [chance.randrange(len(shape))]
    ]

    asked = 0
    for query in [*CHOSEN, *pieces]:
        terms = terms_of(query)
        if terms:
            asked += 1
            by_reading = {pk for pk, shape in shapes.items() if all(term.is_in(shape) for term in terms)}
            assert set(SearchText.objects.having(terms).values_list("text_id", flat=True)) == by_reading, query
    assert asked > 100
    assert SearchText.objects.count() == len(shapes)
