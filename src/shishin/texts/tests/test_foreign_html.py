"""What is copied in Word, Excel or a browser comes in as text of ours: words, bold, lists, numbers, notes and tables, and nothing else."""

from __future__ import annotations

from time import monotonic

import pytest

from shishin.kit.budget import OverBudget
from shishin.kit.markdown import to_html
from shishin.texts.foreign_html import read_pasted

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style><xml><w:WordDocument/></xml></head><body lang=JA>
<!--StartFragment-->
<p class=MsoNormal>この指針は、<b>窓口</b>の
仕事を<i>早く</i>する。<a href="#_ftn1" name="_ftnref1" title=""><span><![if !supportFootnotes]>[1]<![endif]></span></a></p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>一つめ</p>
<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>中の点</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>二つめ</p>
<p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>（１）<span>&nbsp;</span></span>括弧の番号</p>
<table class=MsoTableGrid><tr><td colspan=2><p><b>時期</b><o:p></o:p></p></td><td><p>見る人</p></td></tr>
<tr><td rowspan=2><p>４月</p></td><td><p>課長</p><p>係長</p></td><td><p><b>職員</b> &lt;全員&gt;</p></td></tr><tr><td>a</td><td>b|c</td></tr></table>
<!--EndFragment-->
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> 注の文。</p></div></div>
</body></html>"""

WRITTEN = """この指針は、**窓口**の仕事を*早く*する。[^4]

1. 一つめ
   - 中の点
2. 二つめ

（１）　括弧の番号

<table>
<tr><th colspan="2">時期</th><th>見る人</th></tr>
<tr><td rowspan="2">４月</td><td>課長<br>係長</td><td><strong>職員</strong> &lt;全員&gt;</td></tr>
<tr><td>a</td><td>b|c</td></tr>
</table>

[^4]: 注の文。"""

EXCEL = """<html><body><table border=0><!--StartFragment--><col width=72 span=2><tr height=18><td class=xl65>品目</td><td>数</td></tr>
<tr><td>りんご&nbsp;</td><td align=right>12</td></tr><tr style='display:none'><td>隠した行</td><td>9</td></tr>
<tr><td>改行<br>あり|縦線</td><td></td></tr><!--EndFragment--></table></body></html>"""


def test_a_page_of_word_keeps_words_bold_lists_numbers_notes_and_merged_cells():
    assert read_pasted(WORD, first_note=4).text == WRITTEN
    drawn = to_html(WRITTEN)
    assert ('<th colspan="2">時期</th>' in drawn, '<td rowspan="2">４月</td>' in drawn, "<strong>窓口</strong>" in drawn) == (
        True,
        True,
        True,
    )


def test_cells_of_excel_become_a_table_and_a_hidden_row_is_named():
    pasted = read_pasted(EXCEL)

    assert pasted.text == "| 品目 | 数 |\n| --- | --- |\n| りんご | 12 |\n| 改行<br>あり\\|縦線 |   |"
    assert pasted.left_out == {"hidden": 1}


def test_a_weight_that_is_said_outweighs_the_element():
    html = '<b style="font-weight:normal"><p><span style="font-weight:700">太字</span><span style="font-weight:400">と細字</span></p></b>'

    assert read_pasted(html).text == "**太字**と細字"


def test_lists_of_a_browser_keep_their_levels_and_numbers():
    html = "<ul><li><p>甲</p><ul><li>乙<li>丙</ul></li></ul><ol start=3><li>丁</ol><ul><li>戊<ol start=5><li>己</ol></ul>"

    assert read_pasted(html).text == "- 甲\n  - 乙\n  - 丙\n3. 丁\n- 戊\n\n  5. 己"


@pytest.mark.parametrize(
    ("html", "text", "left_out"),
    [
        ('<p>前<img src="https://elsewhere.example/x.png" onerror="x()">後</p>', "前後", {"pictures": 1}),
        ("<p>前<script>alert(1)</script>後</p>", "前後", {"scripts": 1}),
        ('<p>前<iframe src="https://elsewhere.example/"></iframe>後</p>', "前後", {"objects": 1}),
        ("<p>前<del>消した</del>後</p>", "前後", {"deleted": 1}),
        ('<p>前<span style="display: none">隠した</span>後</p>', "前後", {"hidden": 1}),
        ('<p><a href="javascript:x()">甲</a> <a href="https://example.jp/">乙</a></p>', "甲 [乙](https://example.jp/)", {}),
        ("<p>&lt;script&gt; と *印* と [角]</p>", "\\<script> と \\*印\\* と \\[角\\]", {}),
        ("<style>x</style><title>題</title><p>文</p>", "文", {}),
    ],
)
def test_nothing_but_text_and_structure_is_taken_and_what_is_left_out_is_counted(html, text, left_out):
    pasted = read_pasted(html)

    assert (pasted.text, pasted.left_out) == (text, left_out)
    assert bool(pasted.in_words) is bool(left_out)


@pytest.mark.parametrize(
    "html",
    ["<b>" * 200, "<p>x" * 100_001, "x" * 2_000_001, "<table><tr>" + "<td colspan=60 rowspan=60>x" * 100 + "</table>"],
    ids=["too deep", "too many elements", "too long", "too many cells"],
)
def test_what_no_clause_can_hold_is_refused(html):
    with pytest.raises(OverBudget):
        read_pasted(html)


@pytest.mark.parametrize(
    "html", ["<" * 100_000, "&" * 100_000, "<![if " + "[" * 10_000, "<td><td></p></table>" * 5_000, '<a href="' + "x" * 1_000_000]
)
def test_broken_html_takes_no_longer_than_its_length(html):
    began = monotonic()
    read_pasted(html)

    assert monotonic() - began < 5
