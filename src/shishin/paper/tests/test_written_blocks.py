from __future__ import annotations

from shishin.paper.written_blocks import BOLD, CODE, Run, blocks_of, runs_of


def shape(blocks):
    """Kinds and words alone."""
    found = []
    for block in blocks:
        if block.kind == "list":
            found.append(("list", block.first, [shape(item) for item in block.items]))
        elif block.kind == "quote":
            found.append(("quote", [shape(item) for item in block.items]))
        elif block.kind == "table":
            found.append(("table", [[(cell.is_heading, cell.is_amount, shape(cell.blocks)) for cell in row] for row in block.rows]))
        else:
            found.append((block.kind, block.text))
    return found


def paragraph(text):
    return ("paragraph", text)


def test_nothing_is_no_block():
    assert blocks_of(" \n") == []


def test_paragraphs_keep_their_looks():
    (block,) = blocks_of("**必ず**`code`です。")

    assert block.runs == [Run("必ず", frozenset({BOLD})), Run("code", frozenset({CODE})), Run("です。")]


def test_lists_stand_in_lists():
    assert shape(blocks_of("- 一\n  - 二\n    1. 三\n- 四\n\n後")) == [
        ("list", None, [[paragraph("一"), ("list", None, [[paragraph("二"), ("list", 1, [[paragraph("三")]])]])], [paragraph("四")]]),
        paragraph("後"),
    ]


def test_a_numbered_list_begins_where_it_was_written_to_begin():
    assert shape(blocks_of("3. 三\n4. 四")) == [("list", 3, [[paragraph("三")], [paragraph("四")]])]


def test_a_loose_list_keeps_the_paragraphs_of_its_items():
    assert shape(blocks_of("- 一\n\n  二\n\n- 三")) == [("list", None, [[paragraph("一"), paragraph("二")], [paragraph("三")]])]


def test_tables_know_their_head_and_their_amounts():
    assert shape(blocks_of("| 名 | 数 |\n|---|--:|\n| a | 1 |")) == [
        (
            "table",
            [
                [(True, False, [paragraph("名")]), (True, True, [paragraph("数")])],
                [(False, False, [paragraph("a")]), (False, True, [paragraph("1")])],
            ],
        )
    ]


def test_code_keeps_its_lines_and_quotes_their_blocks():
    assert shape(blocks_of("```\na  b\n *c*\n```\n\n> 引用\n>\n> - 点\n\n---")) == [
        ("code", "a  b\n *c*\n"),
        ("quote", [[paragraph("引用"), ("list", None, [[paragraph("点")]])]]),
        ("rule", ""),
    ]


def test_links_carry_whole_addresses_and_pictures_become_links(settings):
    settings.SITE_URL = "https://rules.example"

    (block,) = blocks_of("[本文](/guidelines/x/)と![図](https://a.example/p.png)")

    assert block.runs == [
        Run("本文", frozenset(), "https://rules.example/guidelines/x/"),
        Run("と"),
        Run("図", frozenset(), "https://a.example/p.png"),
    ]


def test_foreign_html_is_words_breaks_and_readings():
    assert shape(blocks_of("一  \n二")) == [paragraph("一\n二")]
    assert shape(blocks_of("一<br>二<script>x</script>")) == [paragraph("一\n二")]
    assert shape(blocks_of("<ruby>指針<rt>ししん</rt></ruby>と<名称>")) == [paragraph("指針（ししん）と<名称>")]
    assert shape(blocks_of("<table><tr><td>甲</td><td>乙</td></tr></table>")) == [
        ("table", [[(False, False, [paragraph("甲")]), (False, False, [paragraph("乙")])]])
    ]


def test_a_heading_is_one_line_of_runs():
    assert runs_of("利用者*から*") == [Run("利用者"), Run("から", frozenset({"italic"}))]


def test_a_note_is_at_its_words_and_one_without_a_sign_is_a_paragraph():
    words, left = blocks_of("守る[^1]。\n\n[^1]: 規程集。\n\n[^2]: 別の注。")

    assert [(run.text, shape(run.note)) for run in words.runs] == [("守る", []), ("1", [paragraph("規程集。")]), ("。", [])]
    assert left.text == "[2] 別の注。"


def test_beside_and_below_merged_cells_empty_ones_keep_the_column():
    (block,) = blocks_of('<table><tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr></table>')

    assert [["".join(inner.text for inner in cell.blocks) for cell in row] for row in block.rows] == [["a", "b", ""], ["", "c", "d"]]


def test_links_inside_the_text_print_no_address():
    (block,) = blocks_of("[a](#log) [b](steps.md) [c](/guidelines/) [d](https://example.org/)")

    assert [run.text for run in block.runs if run.is_printed_address] == ["c", "d"]
