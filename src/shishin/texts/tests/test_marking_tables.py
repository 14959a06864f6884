"""Of two tables it is found which rows, columns and cells are one, and their words are marked within them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shishin.texts import marking_tables
from shishin.texts.marking_tables import mark_tables, whole_table
from shishin.texts.plain_tables import PlainCell, table_of


def table(*rows):
    return table_of([[cell if isinstance(cell, PlainCell) else PlainCell(cell) for cell in row] for row in rows])


def shown(marked):
    return [["".join(map(piece, cell.shown)) for cell in row] for row in marked.rows]


def piece(segment):
    return "（略）" if segment.is_omitted else f"[{segment.text}]" if segment.is_changed else segment.text


def marked(old, new, **options):
    return [shown(side) for side in mark_tables(table(*old), table(*new), **options)]


HEAD = ("時期", "見る人")
BASE = (HEAD, ("開始前", "担当者が見る。"), ("公開後", "課長が見る。"))


def test_a_changed_word_is_marked_within_its_cell():
    assert marked(BASE, (HEAD, ("開始前", "担当者が見る。"), ("公開後", "部長が見る。"))) == [
        [["時期", "見る人"], ["開始前", "担当者が見る。"], ["公開後", "[課長]が見る。"]],
        [["時期", "見る人"], ["開始前", "担当者が見る。"], ["公開後", "[部長]が見る。"]],
    ]


def test_a_new_row_is_marked_whole_also_where_it_has_no_words():
    old, new = marked(BASE, (*BASE[:2], ("試行中", ""), BASE[2]))

    assert old == [list(row) for row in BASE]
    assert new == [["時期", "見る人"], ["開始前", "担当者が見る。"], ["[試行中]", "[　]"], ["公開後", "課長が見る。"]]


def test_a_dropped_column_is_marked_whole():
    wide = (("時期", "場所", "見る人"), ("開始前", "窓口", "担当者が見る。"), ("公開後", "画面", "課長が見る。"))

    old, new = marked(wide, BASE)

    assert old == [["時期", "[場所]", "見る人"], ["開始前", "[窓口]", "担当者が見る。"], ["公開後", "[画面]", "課長が見る。"]]
    assert new == [list(row) for row in BASE]


def test_rows_are_one_by_what_they_are_called_though_all_else_changed():
    old, new = marked((*BASE, ("廃止時", "誰も見ない。")), (HEAD, ("公開後", "委員会の全員"), ("開始前", "担当者が見る。")))

    assert new[2] == ["開始前", "担当者が見る。"]
    assert old[3] == ["[廃止時]", "[誰も見ない。]"]


def test_merged_cells_keep_their_column():
    head = (PlainCell("区分", rows=2), PlainCell("手数料", columns=2))
    old, new = mark_tables(
        table(head, ("窓口", "電子"), ("住民票", "300円", "200円")), table(head, ("窓口", "電子"), ("住民票", "300円", "150円"))
    )

    assert shown(new) == [["区分", "手数料"], ["窓口", "電子"], ["住民票", "300円", "[150]円"]]
    assert shown(old)[2] == ["住民票", "300円", "[200]円"]
    assert [(cell.columns, cell.rows) for cell in new.rows[0]] == [(1, 2), (2, 1)]


def test_cells_that_were_merged_lose_those_that_went_into_them():
    old, new = marked(
        (("住民票", "300円", "200円"), ("印鑑", "400円", "350円")),
        (("住民票", "300円", "200円"), ("印鑑", PlainCell("400円", columns=2))),
    )

    assert old == [["住民票", "300円", "200円"], ["印鑑", "400円", "[350円]"]]
    assert new == [["住民票", "300円", "200円"], ["印鑑", "400円"]]


def test_unchanged_rows_that_together_are_long_are_omitted_but_the_head():
    rows = tuple((f"第{number}号", f"{number}日前までに届け出る。") for number in range(1, 8))
    new = tuple(("第5号", "9日前までに届け出る。") if row[0] == "第5号" else row for row in rows)

    old_shown, new_shown = marked((HEAD, *rows), (HEAD, *new), omit_longer_than=40)

    assert new_shown == [
        ["時期", "見る人"],
        ["（略）"],
        ["第5号", "[9]日前までに届け出る。"],
        ["第6号", "6日前までに届け出る。"],
        ["第7号", "7日前までに届け出る。"],
    ]
    assert [row[0] for row in old_shown] == ["時期", "（略）", "第5号", "第6号", "第7号"]
    # The row that is omitted is as wide as the table.
    assert mark_tables(table(HEAD, *rows), table(HEAD, *new), omit_longer_than=40)[1].rows[1][0].columns == 2


def test_a_row_that_a_merged_cell_reaches_into_is_not_omitted():
    rows = ((PlainCell("長い区分", rows=3), "一の長い説明文です。"), ("二の長い説明文です。",), ("三の長い説明文です。",))

    _old, new = marked((HEAD, *rows, ("末尾", "前")), (HEAD, *rows, ("末尾", "後")), omit_longer_than=10)

    assert new == [
        ["時期", "見る人"],
        ["長い区分", "一の長い説明文です。"],
        ["二の長い説明文です。"],
        ["三の長い説明文です。"],
        ["末尾", "[後]"],
    ]


def test_a_table_without_counterpart_is_marked_whole():
    assert shown(whole_table(table(*BASE[:2]), is_changed=True)) == [["[時期]", "[見る人]"], ["[開始前]", "[担当者が見る。]"]]
    assert shown(whole_table(table(*BASE[:2]), is_changed=False)) == [list(row) for row in BASE[:2]]


TABLES = st.lists(
    st.lists(
        st.builds(
            PlainCell, st.sampled_from(["", "受付", "審査 する", "30日", "課長が見る。"]), columns=st.integers(1, 2), rows=st.integers(1, 2)
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
).map(table_of)


@given(TABLES, TABLES, st.sampled_from([None, 5]))
def test_each_side_reads_as_it_was_written_and_what_is_not_marked_is_the_same(old, new, longer_than):
    both = mark_tables(old, new, omit_longer_than=longer_than)

    for side, written in zip(both, (old, new), strict=True):
        assert "".join(segment.text for row in side.rows for cell in row for segment in cell.segments) == "".join(
            cell.text for row in written.rows for cell in row
        )
        widths = {sum(cell.columns for cell in row) for row in side.rows if all(cell.rows == 1 for cell in row)}
        assert max(widths, default=0) <= written.width
    unmarked = [
        [segment.text for row in side.rows for cell in row if not cell.is_changed for segment in cell.segments if not segment.is_changed]
        for side in both
    ]
    assert "".join(unmarked[0]) == "".join(unmarked[1])


def test_many_rows_that_all_changed_cost_no_more_than_looking_once_at_each(monkeypatch):
    looked_at = []
    monkeypatch.setattr(marking_tables, "similarity", lambda one, other: looked_at.append(1) or 0.0)
    rows = [(f"件{number}", "前の文") for number in range(200)]

    old, new = marked([HEAD, *rows], [HEAD, *((f"号{number}", "後の文") for number in range(200))])

    # The two columns on each side, and no row.
    assert (len(looked_at), len(old), len(new)) == (4, 201, 201)
    assert new[1] == ["[号]0", "[後]の文"]
