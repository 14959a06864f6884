"""What people write becomes safe HTML, with every word kept."""

from __future__ import annotations

import pytest
from django.utils import translation

from shishin.kit.markdown import links_in, plain, to_html, to_inline_html


def test_a_heading_in_a_body_is_a_bold_line():
    assert to_html("# One\n\ntwo") == "<p><strong>One</strong></p>\n<p>two</p>"


@pytest.mark.asvs("V1.2.1", "V1.2.2", "V1.3.1")
@pytest.mark.ipa("Cross-site scripting")
@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("<script>alert(1)</script>", ""),
        ('<b onclick="x()">a</b>', "<p><b>a</b></p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<p><a>a</a></p>"),
        ("<span style='color:red'>　</span>都では", "<p>　都では</p>"),
        ("<iframe src='https://example.org'></iframe>", "<p>&lt;iframe src='https://example.org'&gt;&lt;/iframe&gt;</p>"),
    ],
)
def test_nothing_that_runs_or_dresses_up_comes_through(written, drawn):
    assert to_html(written).replace("&gt;", ">") == drawn.replace("&gt;", ">")


@pytest.mark.parametrize(
    ("written", "drawn"), [("7", ' start="7"'), ("9" * 9, f' start="{"9" * 9}"'), ("9" * 20, ""), ("9" * 5_000, ""), ("-5", ""), ("x", "")]
)
def test_a_list_begins_with_a_number_that_there_is(written, drawn):
    assert to_html(f'<ol start="{written}"><li value="{written}">a</li></ol>') == f"<ol{drawn}><li>a</li></ol>"


def test_words_in_angle_brackets_stay_words():
    assert to_html("<名称>と<Name>") == "<p>&lt;名称&gt;と&lt;Name&gt;</p>"
    assert plain("<名称>と<Name> & <b>太字</b>") == "<名称>と<Name> & 太字"


def test_a_link_to_another_host_gives_no_credit():
    assert to_html("[a](https://example.org/) [b](/guidelines/) [c](#c9)") == (
        '<p><a href="https://example.org/" rel="nofollow noopener">a</a> <a href="/guidelines/">b</a> <a href="#c9">c</a></p>'
    )


def test_a_picture_is_a_link_to_it():
    assert to_html("![図１](https://example.org/1.png)") == '<p><a href="https://example.org/1.png" rel="nofollow noopener">図１</a></p>'


def test_a_table_scrolls_in_a_box_of_its_own():
    drawn = to_html("| a | b |\n|---|--:|\n| c | 1 |")

    assert drawn == (
        '<div class="table-wide" role="group" aria-label="Table" tabindex="0"><table class="table"><thead>\n<tr>\n<th>a</th>\n<th class="amount">b</th>\n</tr>\n'
        '</thead>\n<tbody>\n<tr>\n<td>c</td>\n<td class="amount">1</td>\n</tr>\n</tbody>\n</table></div>'
    ).replace('"table"><thead>', '"table">\n<thead>')
    with translation.override("ja"):
        assert to_html("| a |\n|---|").startswith('<div class="table-wide" role="group" aria-label="表" tabindex="0">')


def test_a_new_line_is_no_gap_between_japanese_words():
    assert to_html("都民の\n声を\n　聞く。") == "<p>都民の声を<br>\n　聞く。</p>"
    assert to_html("two\nwords") == "<p>two\nwords</p>"


def test_one_line_may_leave_its_links_out():
    assert to_inline_html("**a** [b](/c)") == '<strong>a</strong> <a href="/c">b</a>'
    assert to_inline_html("**a** [b](/c)", links=False) == "<strong>a</strong> b"


def test_plain_keeps_the_words_and_the_lines():
    written = "# 題\n\n**太字**と`コード`\n次の行\n\n- 一\n- 二\n\n| a | b |\n|---|---|\n| c | d |\n"

    assert plain(written) == "題\n太字とコード次の行\n一\n二\na\tb\nc\td"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("[a](/one/) and ![b](two.png)", ("/one/", "two.png")),
        ("- <https://example.jp/>\n- [c][d]\n\n[d]: /three/", ("https://example.jp/", "/three/")),
        ('a <a href="/four/?x=1&amp;y=2">b</a>', ("/four/?x=1&y=2",)),
        ("`[a](/one/)` and no [link] at all", ()),
        ("", ()),
    ],
)
def test_the_addresses_of_a_text_are_read_as_they_are_drawn(text, addresses):
    assert links_in(text) == addresses


def test_a_note_stands_below_the_words_it_is_on_and_one_without_a_sign_stays():
    assert to_html("守る[^1]。\n\n[^1]: Ibid.\n\n[^b]: 別の注。") == (
        '<p>守る<sup class="note">1</sup>。</p>\n<aside class="note"><sup>1</sup><p>Ibid.</p>\n</aside>\n'
        '<aside class="note"><sup>b</sup><p>別の注。</p>\n</aside>'
    )
    assert plain("守る[^1]。\n\n[^1]: Ibid.") == "守る[1]。\n[1] Ibid."
    assert to_html("<aside>x</aside>") == "<p>&lt;aside&gt;x&lt;/aside&gt;</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("これは**「重要」**です", "<p>これは<strong>「重要」</strong>です</p>"),
        ("**注（一）**の*「語」*を", "<p><strong>注（一）</strong>の<em>「語」</em>を</p>"),
        ("a**(b)**c", "<p>a**(b)**c</p>"),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
    ],
)
def test_emphasis_beside_japanese_signs_is_emphasis(text, html):
    assert to_html(text) == html


def test_merged_cells_stay_merged_within_the_size_of_a_table():
    html = to_html('<table><tr><td rowspan="2">a</td><td colspan="999999999">b</td></tr></table>')

    assert '<td rowspan="2">a</td><td>b</td>' in html


def test_a_picture_that_lay_beside_the_text_is_its_words():
    assert to_html("![Steps](steps.png)") == "<p>Steps</p>"
