"""The originals: what was received in its own words, and what became of each of its points."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.urls import reverse

from shishin.consultations.models import Consultation, Opinion, Submission
from shishin.consultations.publishing.originals import original_rows
from shishin.consultations.saying.receiving import hash_of_receipt
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.moderating import withhold_opinions
from shishin.consultations.sorting.splitting import put_together, split_opinion
from shishin.consultations.tests.makers import answer, make_asking, opinion_saying, publish, these
from shishin.kit.triggers import lifted

pytestmark = pytest.mark.django_db
POINTS = ("窓口を増やす。", "費用を示す。", "某氏は辞めよ。")
LETTER = "".join(POINTS)


def asking(*said: str) -> tuple[Consultation, object]:
    """By rules that ask for no second person."""
    consultation, runner = make_asking(*said, profile="internal")
    consultation.rules = {**consultation.rules, "words_public": "with_results"}
    consultation.save(update_fields=["rules"])
    return consultation, runner


@pytest.fixture
def published():
    """A letter of three points: one stands under what others say, one has its own answer, one is withheld."""
    consultation, runner = asking(LETTER, "窓口が足りない", "反対")
    split_opinion(opinion_saying(LETTER), at=[7, 13], by=runner)
    fold_opinions(consultation, these(POINTS[0]), under=opinion_saying("窓口が足りない"), by=runner)
    withhold_opinions(consultation, these(POINTS[2]), reason="personal", by=runner)
    answer(consultation, "窓口が足りない")
    answer(consultation, POINTS[1], disposition="not_accepted")
    answer(consultation, "反対")
    return publish(consultation)


def address_of(consultation: Consultation, name: str = "originals", *arguments: object) -> str:
    return reverse(f"consultations:{name}", args=[consultation.slug, *arguments])


def test_a_letter_that_was_split_leads_to_the_answer_of_each_of_its_points(client, published):
    told = [
        [(point.words, point.response and point.response.number, point.withheld) for point in row.points]
        for row in original_rows(published)
    ]
    page = client.get(address_of(published)).content.decode()

    assert told == [
        [(POINTS[0], 1, ""), (POINTS[1], 2, ""), ("", None, "It names a person")],
        [("窓口が足りない", 1, "")],
        [("反対", 3, "")],
    ]
    assert [page.count(f'href="{address_of(published, "result", number)}"') for number in (1, 2, 3)] == [2, 1, 1]
    assert ("Withheld: It names a person" in page, POINTS[2] in page) == (True, False)


def test_the_row_of_a_point_leads_to_the_letter_that_it_is_of(client, published):
    letter = opinion_saying(LETTER)
    page = client.get(address_of(published, "result", 2)).content.decode()
    link = f"{address_of(published)}?opinion={letter.number}"
    assert f'href="{link}"' in page

    alone = client.get(link)

    assert ([one.number for one in alone.context["listing"].page], POINTS[0] in alone.content.decode()) == ([letter.number], True)
    assert [client.get(f"{address_of(published)}?opinion={typed}").status_code for typed in ("x", "²", "9" * 30, "77")] == [200] * 4


def test_the_files_of_the_originals_name_every_answer_and_no_withheld_word(client, published):
    answered = client.get(address_of(published, "originals-file", "csv"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answered.streaming_content).decode("utf-8-sig"))))

    columns = ("Opinion", "Response number", "Disposition", "Kept from the public")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        (f"{POINTS[0]}\n（…）\n{POINTS[1]}\n（…）\n", "1, 2", "Already covered, Not accepted", "It names a person"),
        ("窓口が足りない", "1", "Already covered", ""),
        ("反対", "3", "Already covered", ""),
    ]


def test_the_receipt_of_a_letter_leads_to_the_rows_of_its_points(client, published):
    said = Submission.objects.filter(voices__opinion__words=LETTER)
    with lifted(connection):
        said.update(receipt_hash=hash_of_receipt("ABCD-EFGH-JKLM"))

    page = client.post("/consultations/receipts/", {"receipt": "ABCD-EFGH-JKLM"}).content.decode()

    assert [f'href="{address_of(published, "result", number)}"' in page for number in (1, 2, 3)] == [True, True, False]


def test_what_was_put_together_again_is_one_point(published):
    assert Opinion.objects.filter(state=Opinion.State.SPLIT).count() == 1
    consultation, runner = asking("一。二。")
    split_opinion(opinion_saying("一。二。"), at=[2], by=runner)
    put_together(opinion_saying("一。二。"), by=runner)
    answer(consultation, "一。二。")

    assert [[point.words for point in row.points] for row in original_rows(publish(consultation))] == [["一。二。"]]


@pytest.mark.parametrize("many", [1, 3])
def test_reading_originals_takes_the_same_queries_however_many(many, django_assert_num_queries):
    letters = [f"{number}：一つ。二つ。" for number in range(many)]
    consultation, runner = asking(*letters)
    for letter in letters:
        split_opinion(opinion_saying(letter), at=[5], by=runner)

    with django_assert_num_queries(3):
        assert len(list(original_rows(consultation))) == many
