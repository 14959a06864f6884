from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.kit.characters import on_one_line, width_in_ems, without_controls, wrap


def test_characters_that_no_format_takes_go_and_lines_stay():
    assert without_controls("会議\x07室\x1b\n\t次の行\x85\ufffe") == "会議室\n\t次の行"


def test_a_name_stands_on_one_line():
    assert on_one_line(" 推進\r\n会議\x00 \u2028東京 ") == "推進 会議 東京"


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", []),
        ("申請の窓口を電子にする。", ["申請の窓口", "を電子にす", "る。"]),
        ("あいうえお、かきくけこ", ["あいうえ", "お、かきく", "けこ"]),
        ("Tender the new system", ["Tender", "the new", "system"]),
        ("新しいクラウドへ", ["新しいクラ", "ウドへ"]),
    ],
)
def test_words_that_are_drawn_break_into_lines(words, lines):
    assert wrap(words, 5) == lines
    assert all(width_in_ems(line) <= 5 for line in lines)


@given(st.text(alphabet="あ漢、ーab 1", max_size=60))
def test_no_letter_is_lost_on_the_way_to_the_next_line(words):
    assert "".join(wrap(words, 4)).replace(" ", "") == words.replace(" ", "")


def test_a_letter_is_about_half_as_wide_as_a_sign():
    assert (width_in_ems("令和8年"), width_in_ems("")) == (3.5375, 0)
