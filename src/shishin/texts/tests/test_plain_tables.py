"""A table is read cell by cell, each in its column, whether it was written in Markdown or in HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.texts.plain_lines import plain_blocks, plain_lines
from shishin.texts.plain_tables import PlainCell, PlainTable, table_of


def table_in(body):
    [table] = [block for block in plain_blocks(body) if isinstance(block, PlainTable)]
    return table


def test_a_table_stands_between_the_lines_around_it():
    blocks = plain_blocks("前の文。\n\n| 名 | 値 |\n|---|--:|\n| a | **1**<br>2 |\n\n後の文。")

    assert (blocks[0], blocks[2]) == ("前の文。", "後の文。")
    assert blocks[1].rows == (
        (PlainCell("名", is_heading=True), PlainCell("値", is_heading=True, is_amount=True)),
        (PlainCell("a"), PlainCell("1\n2", is_amount=True)),
    )


def test_merged_cells_keep_their_column_and_short_rows_are_filled_up():
    table = table_in('<table>\n<tr><th rowspan="2">区分</th><th colspan="2">手数料</th></tr>\n<tr><th>窓口</th></tr>\n</table>')

    assert table.places == ((0, 1), (1, 2))
    assert table.rows == (
        (PlainCell("区分", is_heading=True, rows=2), PlainCell("手数料", is_heading=True, columns=2)),
        (PlainCell("窓口", is_heading=True), PlainCell("")),
    )
    assert table.lines == ["区分 │ 手数料", "窓口 │ "]


def test_a_table_in_html_ends_where_it_is_closed_though_an_empty_line_stands_in_it():
    body = "<table>\n<tr><td>一</td><td>\n\n二の文。\n\n</td></tr>\n</table>\n\n後の文。"

    assert plain_lines(body) == ("一 │ 二の文。", "後の文。")
    assert plain_lines("<table>\n<tr><td>閉じない</td>") == ("閉じない",)
    assert plain_lines("<table>\n</table>\n後の文。") == ("後の文。",)


def test_words_in_html_cells_are_words_and_scripts_go():
    assert table_in("<table><tr><td><p>一</p><p>二 &lt;三&gt;</p><script>x</script></td></tr></table>").rows == (
        (PlainCell("一\n二 <三>"),),
    )


CELLS = st.builds(PlainCell, st.just("x"), columns=st.integers(1, 4), rows=st.integers(1, 4))


@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
def test_however_cells_are_merged_each_position_is_filled_once(written):
    table = table_of(written)

    if table is None:
        assert not any(written)
        return
    filled = [
        (row, column)
        for at, (cells, places) in enumerate(zip(table.rows, table.places, strict=True))
        for cell, place in zip(cells, places, strict=True)
        for row in range(at, at + cell.rows)
        for column in range(place, place + cell.columns)
    ]
    assert sorted(filled) == [(row, column) for row in range(len(table.rows)) for column in range(table.width)]
    assert sum(cell.text == "x" for row in table.rows for cell in row) == sum(map(len, written))


@pytest.mark.parametrize(("written", "columns"), [("1000000000", 63), ("0", 1), ("-2", 1), ("viele", 1)])
def test_a_cell_is_as_wide_as_a_table_can_be(written, columns):
    assert table_in(f'<table><tr><td colspan="{written}">a</td></tr></table>').width == columns
