"""Rows stand under their places, what did not change is run together, and every clause is accounted for once."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shishin.guidelines.changes.judging import Aspect, Difference, State
from shishin.guidelines.changes.pairing import RecordedChange, Sides, Step, pair_clauses, pair_differences
from shishin.guidelines.comparing.cells import Side, new_and_old
from shishin.guidelines.comparing.profiles import profile_in
from shishin.guidelines.comparing.rows import Writer
from shishin.guidelines.comparing.table import Cause, Paragraph
from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.manuscript import Passage
from shishin.texts.marking_tables import MarkedTable


def outline(*entries, language="ja"):
    """Clauses from (depth, line, label, heading, body) and fields; the parent is the nearest before of a smaller depth."""
    found, above = [], []
    for place, (depth, line, label, heading, body, *fields) in enumerate(entries):
        above = [entry for entry in above if entry[0] < depth]
        texts = {language: Passage(heading, body)}
        parent = above[-1][1] if above else None
        found.append(
            PlainClause(
                "", line, line, depth, parent=parent, label=label, texts=texts, source_language=language, **(fields[0] if fields else {})
            )
        )
        above.append((depth, place))
    return found


def write(old, new, *changes, language="ja", reasons=None, causes=None, profile=None, steps=None):
    pairs = pair_clauses(old, new, steps=steps or [Step(frozenset(clause.line for clause in new), tuple(changes))])
    sides = Sides.of(old, new, pairs)
    with override(language):
        writer = Writer(
            sides,
            pair_differences(sides, language=language),
            language,
            profile_in(language, profile),
            reasons or {},
            causes or {},
            vocabulary={},
        )
        return writer, writer.write()


def text(cell):
    """A cell as text, changed parts in brackets, （略） for what is omitted."""
    return [
        "".join("（略）" if part.is_omitted else f"[{part.text}]" if part.is_changed else part.text for part in paragraph.segments)
        for paragraph in cell
    ]


def shown(groups):
    return [(group.place, [(row.state.value, text(row.new), text(row.old)) for row in group.rows]) for group in groups]


BASE = [
    (1, "three", "3", "行動規範", ""),
    (2, "nine", "#9", "つねに見直そう", ""),
    (3, "nine-1", "9-1", "", "毎年見直す。"),
    (3, "nine-2", "9-2", "", "結果を公表する。"),
]


def test_a_new_clause_stands_against_the_word_for_new_and_its_neighbours_are_run_together():
    old = outline(*BASE)
    new = outline(*BASE, (3, "nine-3", "9-3", "", "縮小や終了も選択肢に入れる。"))

    _writer, groups = write(old, new)

    assert shown(groups) == [
        ("3　#9　つねに見直そう", [("new", ["9-1・9-2　（略）", "[9-3　縮小や終了も選択肢に入れる。]"], ["9-1・9-2　（略）", "（新設）"])])
    ]


def test_a_dropped_clause_stands_at_its_old_place_and_the_next_is_renumbered_at_the_number_alone():
    old = outline(
        (1, "four", "4", "運用", ""),
        (2, "a", "4-1", "", "一つ目。"),
        (2, "b", "4-2", "", "二年ごとに改める。"),
        (2, "c", "4-3", "", "用語は別紙による。"),
    )
    new = outline((1, "four", "4", "運用", ""), (2, "a", "4-1", "", "一つ目。"), (2, "c", "4-2", "", "用語は別紙による。"))

    _writer, groups = write(old, new)

    assert shown(groups) == [
        (
            "4　運用",
            [
                ("dropped", ["4-1　（略）", "（削る）"], ["4-1　（略）", "[4-2　二年ごとに改める。]"]),
                ("renumbered", ["[4-2]　用語は別紙による。"], ["[4-3]　用語は別紙による。"]),
            ],
        )
    ]
    assert [row.is_substantive for row in groups[0].rows] == [True, False]


def test_short_clauses_that_only_got_another_number_are_one_omitted_line_where_the_profile_says_so():
    old = outline((1, "a", "1", "", "なくなる。"), (1, "b", "2", "", "残る。"), (1, "c", "3", "", "これも残る。"))
    new = outline((1, "b", "1", "", "残る。"), (1, "c", "2", "", "これも残る。"))

    _writer, groups = write(old, new, profile={"omit_renumbered": True})

    assert shown(groups)[-1][1][-1] == ("renumbered", ["[1・2]　（略）"], ["[2・3]　（略）"])


def test_rows_of_dropped_clauses_can_be_left_out():
    old = outline((1, "a", "1", "", "残る。"), (1, "b", "2", "", "なくなる。"))
    new = outline((1, "a", "1", "", "残る。"))

    writer, groups = write(old, new, profile={"show_dropped": False})

    assert shown(groups) == [("", [("unchanged", ["1　（略）"], ["1　（略）"])])]
    assert writer.left_out_keys() == ("b",)


def test_a_vacated_clause_keeps_its_number():
    old = outline((1, "a", "第1条", "", "届け出る。"), (1, "b", "第2条", "", "残る。"))
    new = outline((1, "a", "第1条", "", "削除", {"is_vacated": True}), (1, "b", "第2条", "", "残る。"))

    _writer, groups = write(old, new)

    assert shown(groups)[0][1][0] == ("vacated", ["第1条　[削除]", "第2条　（略）"], ["第1条　[届け出る。]", "第2条　（略）"])


def test_a_long_row_of_other_numbers_is_omitted_with_its_numbers_marked():
    long = "これは番号だけが変わる長い条であり、その言葉は一つも変わらないので、表では省かれて番号だけに下線が引かれることになる。" * 2
    old = outline((1, "a", "1", "", "なくなる。"), *[(1, f"k{n}", str(n + 2), "", long + str(n)) for n in range(4)])
    new = outline(*[(1, f"k{n}", str(n + 1), "", long + str(n)) for n in range(4)])

    _writer, groups = write(old, new)

    assert shown(groups)[0][1][1] == ("renumbered", ["[1～4]　（略）"], ["[2～5]　（略）"])


def test_numbers_below_a_renumbered_clause_are_not_changes_of_their_own():
    old = outline(
        (1, "x", "1", "なくなる章", ""), (1, "p", "#2", "残る章", ""), (2, "p-1", "2-1", "", "言葉。"), (2, "p-2", "2-2", "", "旧の言葉。")
    )
    new = outline((1, "p", "#1", "残る章", ""), (2, "p-1", "1-1", "", "言葉。"), (2, "p-2", "1-2", "", "新の言葉。"))

    _writer, groups = write(old, new)

    assert [(row.state.value, row.key) for group in groups for row in group.rows if row.is_change] == [
        ("dropped", "x"),
        ("renumbered", "p"),
        ("edited", "p-2"),
    ]


def test_a_split_marks_what_is_new_and_names_both_numbers():
    old = outline((1, "a", "1", "", "調べる。公表する。"))
    new = outline((1, "b", "1", "", "調べる。"), (1, "c", "2", "", "すぐに公表する。"))
    change = RecordedChange(1, "split", reason=7, before=("a",), after=("b", "c"))

    _writer, groups = write(old, new, change, reasons={7: "分けて読みやすくした。"})

    (row,) = groups[0].rows
    assert (row.state, text(row.old), row.reasons, row.new_keys, row.old_keys) == (
        State.SPLIT,
        ["1　調べる。公表する。"],
        ("分けて読みやすくした。",),
        ("b", "c"),
        ("a",),
    )
    assert "".join(text(row.new)).replace("[", "").replace("]", "") == "1　調べる。2　すぐに公表する。"


def test_a_moved_clause_says_where_it_stood():
    old = outline(
        (1, "a", "1", "章", ""),
        (2, "x", "1-1", "", "動く。"),
        (2, "y", "1-2", "", "残る。"),
        (1, "b", "2", "別章", ""),
        (2, "z", "2-1", "", "いる。"),
    )
    new = outline(
        (1, "a", "1", "章", ""),
        (2, "y", "1-1", "", "残る。"),
        (1, "b", "2", "別章", ""),
        (2, "z", "2-1", "", "いる。"),
        (2, "x", "2-2", "", "動く。"),
    )

    _writer, groups = write(old, new)

    rows = {row.key: row for group in groups for row in group.rows}
    assert {key: row.state for key, row in rows.items()} == {"y": State.RENUMBERED, "x": State.MOVED}
    assert len(rows["x"].notes) == 1
    assert "1-1" in rows["x"].notes[0]


def test_force_and_applicability_are_told_in_words():
    old = outline((1, "a", "1", "", "知らせる。", {"force": "should", "applicability": {"phase": ["planning"]}}))
    new = outline((1, "a", "1", "", "知らせる。", {"force": "must"}), language="ja")

    _writer, groups = write(old, new)

    (row,) = groups[0].rows
    assert (row.state, row.is_substantive, len(row.notes)) == (State.EDITED, True, 2)


def test_one_reason_for_several_stands_once_and_names_what_it_covers():
    old = outline((1, "a", "1", "章", ""), *[(2, f"k{n}", f"1-{n}", "", f"旧{n}。") for n in range(1, 4)])
    new = outline((1, "a", "1", "章", ""), *[(2, f"k{n}", f"1-{n}", "", f"新{n}。") for n in range(1, 4)])
    changes = [RecordedChange(n, "kept", reason=5, before=(f"k{n}",), after=(f"k{n}",)) for n in range(1, 4)]

    _writer, groups = write(old, new, *changes, reasons={5: "そろえた。"}, causes={2: [Cause(2, "opinion", "意見 2")]})

    assert [(row.reasons, row.covers, row.same_as) for row in groups[0].rows] == [
        (("そろえた。",), ("1-1", "1-2", "1-3"), ""),
        ((), (), "1-1"),
        ((), (), "1-1"),
    ]
    assert [cause.words for row in groups[0].rows for cause in row.causes] == ["意見 2"]


def chapters(word, *more):
    """Two chapters whose numbers repeat, cited in full: 第1章 1)."""

    def clause(depth, line, label, cited, heading, body):
        return (depth, line, label, heading, body, {"cited": cited})

    return outline(
        clause(1, "one", "第1章", "第1章", "体制", ""),
        clause(2, "one-a", "1)", "第1章 1)", "", f"統括者を{word}。"),
        clause(2, "one-b", "2)", "第1章 2)", "", f"補佐を{word}。"),
        *more,
        clause(1, "two", "第2章", "第2章", "計画", ""),
        clause(2, "two-a", "1)", "第2章 1)", "", "毎年つくる。"),
    )


def test_a_number_that_repeats_is_told_in_full_and_what_is_common_once():
    changes = [RecordedChange(n, "kept", reason=5, before=(line,), after=(line,)) for n, line in enumerate(("one-a", "one-b"))]

    _writer, groups = write(chapters("おく"), chapters("任じる"), *changes, reasons={5: "改めた。"})

    assert [(row.covers, row.same_as) for group in groups for row in group.rows if row.is_change] == [
        (("第1章 1)", "2)"), ""),
        ((), "第1章 1)"),
    ]


def test_a_reason_for_old_and_new_numbers_says_which_are_old():
    gone = (2, "gone", "3)", "", "窓口をおく。", {"cited": "第1章 3)"})
    come = (2, "come", "3)", "", "相談の場をもつ。", {"cited": "第1章 3)"})
    changes = [
        RecordedChange(1, "dropped", reason=5, before=("gone",)),
        RecordedChange(2, "new", reason=5, after=("come",)),
        RecordedChange(3, "kept", reason=5, before=("one-b",), after=("one-b",)),
    ]

    _writer, groups = write(chapters("おく", gone), chapters("任じる", come), *changes, reasons={5: "改めた。"})

    assert [row.covers for group in groups for row in group.rows if row.covers] == [("第1章 2)", "第1章 3)（改定前）", "第1章 3)")]


def test_a_change_marked_as_formal_is_formal_whatever_differs():
    old, new = outline((1, "a", "1", "", "見なおす。")), outline((1, "a", "1", "", "見直す。"))

    _writer, groups = write(old, new, RecordedChange(1, "kept", is_substantive=False, before=("a",), after=("a",)))

    assert [row.is_substantive for group in groups for row in group.rows] == [False]


def test_a_row_without_its_translation_shows_the_source():
    old = [PlainClause("", "a", "a", texts={"ja": Passage("", "古い。"), "en": Passage("", "Old.")}, label="1")]
    new = [PlainClause("", "a", "a", texts={"ja": Passage("", "新しい。")}, label="1")]

    _writer, groups = write(old, new, language="en")

    (row,) = groups[0].rows
    assert (text(row.new), row.is_translation_missing) == (["1　[新しい]。"], True)


def test_a_translation_that_did_not_follow_says_so():
    old = [PlainClause("", "a", "a", texts={"ja": Passage("", "古い。"), "en": Passage("", "Same.")}, label="1")]
    new = [PlainClause("", "a", "a", texts={"ja": Passage("", "新しい。"), "en": Passage("", "Same.")}, label="1")]

    _writer, groups = write(old, new, language="en")

    (row,) = groups[0].rows
    assert (row.state, text(row.new), row.notes) == (
        State.EDITED,
        ["1 Same."],
        ("The text that binds was changed; this translation does not show it.",),
    )


@st.composite
def editions(draw):
    lines = [f"l{number}" for number in range(14)]

    def edition():
        chosen = draw(st.lists(st.sampled_from(lines), unique=True, max_size=12))
        entries = []
        depth = 1
        for number, line in enumerate(chosen):
            depth = draw(st.integers(1, min(depth + 1, 4))) if number else 1
            body = draw(st.sampled_from(["", "言葉。", "別の言葉。", "長い文。" * 30]))
            heading = draw(st.sampled_from(["", "見出し", line]))
            fields = {"is_vacated": draw(st.booleans()), "force": draw(st.sampled_from(["none", "must"]))}
            entries.append((depth, line, draw(st.sampled_from(["", str(number), f"#{number}"])), heading, body, fields))
        return outline(*entries)

    old, new = edition(), edition()
    changes = []
    for number in range(draw(st.integers(0, 3))):
        subset = st.lists(st.sampled_from(lines), unique=True, max_size=3)
        changes.append(
            RecordedChange(
                number,
                draw(st.sampled_from(["kept", "split", "merged", "vacated"])),
                draw(st.booleans()),
                draw(st.sampled_from([None, 1, 2])),
                tuple(draw(subset)),
                tuple(draw(subset)),
            )
        )
    return old, new, changes, draw(st.booleans())


@given(editions())
def test_every_clause_is_in_exactly_one_row_or_one_run(drawn):
    old, new, changes, shows_dropped = drawn

    writer, groups = write(old, new, *changes, reasons={1: "一", 2: "二"}, profile={"show_dropped": shows_dropped})

    rows = [row for group in groups for row in group.rows]
    left_out = Counter(writer.left_out_keys())
    counted_new = Counter(key for row in rows for key in (*row.new_keys, *row.omitted_new_keys))
    counted_old = Counter(key for row in rows for key in (*row.old_keys, *row.omitted_old_keys))
    silent = Counter(writer.key_of(number) for number in writer.unlisted)
    dropped = left_out - silent
    assert counted_new + silent == Counter(clause.key for clause in new)
    assert counted_old + silent + dropped == Counter(clause.key for clause in old)
    assert all(group.rows for group in groups)
    assert all(row.new and row.old for row in rows)


def test_blocks_without_a_number_stand_under_the_code_they_belong_to():
    def code(ending, example):
        return outline(
            (1, "three", "3", "行動規範", ""),
            (2, "two", "#2", "シンプルに", ""),
            (3, "two-why", "", "背景", "長い背景の文。"),
            (3, "two-do", "", "具体的な行動原則", ""),
            (4, "two-1", "2-1", "", "短くする。"),
            (4, "two-2", "2-2", "", f"わかりやすい{ending}"),
            (3, "two-eg", "", "例えば", example),
            (2, "four", "#3", "変わらない規範", "変わらない文。"),
        )

    _writer, groups = write(code("長さにする。", "画面を選ぶ。"), code("言い回しにする。", "画面を毎月一つ選ぶ。"))

    assert [(group.place, [row.key for row in group.rows]) for group in groups] == [
        ("3　#2　シンプルに", ["two-2", "two-eg"]),
        ("", ["four"]),
    ]
    assert text(groups[0].rows[0].new) == ["2-1　（略）", "2-2　わかりやすい[言い回し]にする。"]
    assert text(groups[1].rows[0].new) == ["#3　（略）"]


def test_a_place_under_which_nothing_changed_is_not_named():
    def book(word):
        return outline(
            (1, "one", "1", "章", "章の文。"),
            (2, "a", "1.1", "節", "節の文。"),
            (3, "x", "(1)", "", f"{word}。"),
            (2, "b", "1.2", "次の節", "文。"),
        )

    _writer, groups = write(book("旧"), book("新"))

    assert shown(groups) == [
        ("1.1　節", [("edited", ["（略）", "(1)　[新]。"], ["（略）", "(1)　[旧]。"])]),
        ("", [("unchanged", ["1.2　（略）"], ["1.2　（略）"])]),
    ]


def test_what_is_omitted_beside_a_numbered_omission_is_not_said_twice():
    def code(word):
        return outline(
            (1, "two", "#2", "シンプルに", "言葉を減らす。"),
            (2, "two-1", "2-1", "", "短くする。"),
            (2, "two-2", "2-2", "", f"{word}言葉にする。"),
            (2, "two-3", "2-3", "", "一つにする。"),
            (2, "two-eg", "", "例えば", "例の文。"),
        )

    _writer, groups = write(code("易しい"), code("やさしい"))

    ((_place, ((_state, new, _old),)),) = shown(groups)
    assert new == ["2-1　（略）", "2-2　[やさしい]言葉にする。", "2-3　（略）"]
    assert groups[0].rows[0].omitted_new_keys == ("two", "two-1", "two-3", "two-eg")


def test_unnumbered_clauses_omitted_at_the_end_are_counted_with_the_last_row():
    def sheet(word):
        return outline((1, "a", "", "見出し", word), (1, "b", "", "", "変わらない。"), (1, "c", "", "", "これも。"))

    _writer, groups = write(sheet("旧。"), sheet("新。"))

    assert [(row.key, row.omitted_new_keys, row.omitted_old_keys) for group in groups for row in group.rows] == [
        ("a", ("b", "c"), ("b", "c"))
    ]


LONG = "この指針は、行政のすべての窓口が利用者の立場から手続を見直すための考え方を定める。用語の意味は、次の章で定めるところによる。"


def test_after_an_omission_running_text_is_no_heading_and_the_heading_stays():
    old, new = ([(1, "a", "1.", "目的", f"{LONG}期間は{days}日とする。{LONG}")] for days in (30, 60))

    _writer, groups = write(outline(*old), outline(*new))
    [row] = [row for group in groups for row in group.rows]
    assert text(row.new) == ["（略）期間は[60]日とする。（略）"]

    _writer, groups = write(
        outline((1, "up", "", "章", "", {"kind": "chapter"}), (2, *old[0][1:])),
        outline((1, "up", "", "章", "", {"kind": "chapter"}), (2, *new[0][1:])),
    )
    [row] = [row for group in groups for row in group.rows]
    assert [(part.text.startswith("1.　目的"), part.is_heading) for part in row.new] == [(True, True), (False, False)]
    assert text(row.new) == ["1.　目的", "（略）期間は[60]日とする。（略）"]


def with_table(*rows, after="表の後の文。"):
    head = "| 時期 | 見る人 |\n|---|---|\n"
    return "表の前の文。\n\n" + head + "\n".join(f"| {when} | {who} |" for when, who in rows) + f"\n\n{after}"


def grids(cell):
    """The tables of a cell, changed parts in brackets."""
    return [[text(Paragraph(inner.shown) for inner in row) for row in part.rows] for part in cell if isinstance(part, MarkedTable)]


def compare_bodies(old, new, **options):
    _writer, groups = write(outline((1, "a", "1.", "", old)), outline((1, "a", "1.", "", new)), **options)
    [row] = [row for group in groups for row in group.rows]
    return row


def test_a_table_is_a_table_on_both_sides_with_the_words_marked_that_changed():
    row = compare_bodies(with_table(("開始前", "課長")), with_table(("開始前", "部長")))

    assert grids(row.old) == [[["時期", "見る人"], ["開始前", "[課長]"]]]
    assert grids(row.new) == [[["時期", "見る人"], ["開始前", "[部長]"]]]
    assert [part.text for part in row.new if not isinstance(part, MarkedTable)] == ["1.　表の前の文。", "表の後の文。"]


def test_a_table_that_is_new_is_marked_whole_and_one_that_did_not_change_is_not():
    same = with_table(("開始前", "課長"))
    row = compare_bodies(same, f"{same}\n\n| 様式 |  |\n|---|---|\n| 第1号 |  |", profile={"omit_inside_clauses": False})

    assert grids(row.old) == [[["時期", "見る人"], ["開始前", "課長"]]]
    assert grids(row.new)[1] == [["[様式]", "[　]"], ["[第1号]", "[　]"]]


def test_a_clause_that_is_a_table_keeps_its_number_and_a_new_one_is_marked_with_it():
    _writer, groups = write(
        outline((1, "b", "1.", "", "文。")), outline((1, "b", "1.", "", "文。"), (1, "a", "2.", "", "| 様式 |\n|---|\n| 第1号 |"))
    )

    row = groups[-1].rows[-1]
    assert text(row.new)[:2] == ["1.　（略）", "[2.]　"]
    assert grids(row.new) == [[["[様式]"], ["[第1号]"]]]


def test_a_table_that_did_not_change_is_omitted_with_the_words_around_it_by_its_own_length():
    rows = [(f"第{number}回", f"{number}日前に課長が見る。") for number in range(9)]
    row = compare_bodies(with_table(*rows, after="期間は30日とする。"), with_table(*rows, after="期間は60日とする。"))

    assert text(row.new) == ["1.　（略）", "期間は[60]日とする。"]


def test_a_table_that_is_the_same_but_stands_elsewhere_is_marked_whole():
    table = "| 様式 |\n|---|\n| 第1号 |"
    row = compare_bodies(f"前の文。\n\n{table}\n\n後の文。", f"{table}\n\n前の文。\n\n後の文。")

    assert (grids(row.new), grids(row.old)) == ([[["[様式]"], ["[第1号]"]]],) * 2


def test_a_form_without_words_is_drawn_though_nothing_in_it_is_to_mark():
    form = "|  |  |\n|---|---|\n|  |  |"
    row = compare_bodies(f"前。\n\n{form}", f"後。\n\n{form}")

    assert text(row.new) == ["1.　[後]。", ""]
    assert grids(row.new) == [[["", ""], ["", ""]]]


@given(
    st.lists(st.sampled_from(["前の文。", with_table(("一", "甲")), with_table(("一", "乙")), "後の文。"]), max_size=4),
    st.lists(st.sampled_from(["前の文。", with_table(("一", "甲")), "後の文。"]), max_size=4),
)
def test_with_tables_nothing_is_lost_on_either_side(old, new):
    sides = [Side(outline((1, "a", "1.", "題", "\n\n".join(body))), "ja") for body in (old, new)]
    difference = Difference(State.EDITED, frozenset({Aspect.WORDS}))

    both = new_and_old(sides[1], sides[0], difference, profile=profile_in("ja", {"omit_inside_clauses": False}), is_named_above=False)

    for cell, side in zip(both, (sides[1], sides[0]), strict=True):
        written = "1.　" + "".join(side.text.split("\n")).replace(" │ ", "")
        assert "".join(part.text for part in cell) == written
