"""Cells pasted from a spreadsheet come apart as they were, and columns are known by their heads or by what stands in them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shishin.guidelines.models import Clause
from shishin.guidelines.proposing.reading_texts import Form, form_of
from shishin.guidelines.reading.drawing import force_words
from shishin.texts.pasted_tables import TableRow, cells_of, is_table, rows_of

CELL = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(CELL.filter(str.strip), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_read_as_it_was(table):
    written = StringIO()
    csv.writer(written, dialect="excel-tab", lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows(table)

    assert cells_of(written.getvalue().removesuffix("\n")) == table


@given(st.text(st.sampled_from('a"\t\n,第１ '), max_size=60))
def test_no_text_stops_the_reader_and_no_word_is_lost(text):
    rows = cells_of(text)

    assert sum(cell.count("a") for row in rows for cell in row) == text.count("a")
    rows_of(text, keys=["a"], numbers=["1"])
    is_table(text)


def test_quotation_marks_that_are_words_stay():
    assert cells_of('"広く"公開する\t"早く"\n') == [['"広く"公開する', "早く"]]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("番号\t見出し\t本文\t効力\n3\t目的\t定める。\t必須", TableRow(2, "3", "", "目的", "定める。", "must")),
        ("key\tbody\nusers-first\tAsk.", TableRow(2, "", "users-first", "", "Ask.")),
        ("users-first\tAsk.", TableRow(1, "", "users-first", "", "Ask.")),
        ("第１\t目的\t定める。", TableRow(1, "第１", "", "目的", "定める。")),
        ("(1)\t定める。\t推奨", TableRow(1, "(1)", "", "", "定める。", "should")),
        ("1\t\t定める。\tしてはならない", TableRow(1, "1", "", "", "定める。", "must-not")),
        ("目的\t定める。", TableRow(1, "", "", "目的", "定める。")),
        ("番号\t本文\t備考\n1\t定める。\t後に見る", TableRow(2, "1", "", "", "定める。\n\n後に見る")),
    ],
)
def test_columns_are_known_by_their_heads_or_by_what_stands_in_them(table, row):
    assert rows_of(table, keys=["users-first"], numbers=["1", "(1)"]) == [row]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_force_is_known_by_the_words_that_pages_have_for_it(language):
    with override(language):
        forces = {force: force_words(force) for force in Clause.Force.values if force_words(force)}

    read = {force: rows_of(f"1\t目的\t定める。\t{words}", keys=[], numbers=["1"])[0].force for force, words in forces.items()}
    assert read == {force: force for force in forces}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1\t目的\n2\t範囲", Form.TABLE),
        ('1\t"目的\n続き"\n2\t範囲', Form.TABLE),
        ("目的\n1\t範囲\n文。", Form.PARAGRAPHS),
        ("# 目的\n\n文。", Form.MARKDOWN),
        ("- 文。 {#a-key}", Form.MARKDOWN),
        ("文。", Form.PARAGRAPHS),
    ],
)
def test_what_a_pasted_text_is_follows_from_it(text, form):
    assert form_of(text) == form
