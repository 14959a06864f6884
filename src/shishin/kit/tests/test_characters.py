from __future__ import annotations

from shishin.kit.characters import on_one_line, without_controls


def test_characters_that_no_format_takes_go_and_lines_stay():
    assert without_controls("会議\x07室\x1b\n\t次の行\x85\ufffe") == "会議室\n\t次の行"


def test_a_name_stands_on_one_line():
    assert on_one_line(" 推進\r\n会議\x00 \u2028東京 ") == "推進 会議 東京"
