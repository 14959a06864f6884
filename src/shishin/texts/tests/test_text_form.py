"""Reading and writing the plain-text form are exact inverses, and what cannot be read is refused with line and way out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shishin.texts import errors
from shishin.texts.manuscript import FORCES, KINDS, ManuscriptClause, Passage
from shishin.texts.text_form import write_clauses
from shishin.texts.text_form.normalising import normalise, normalise_body, rows_of_tables
from shishin.texts.text_form.reading import read_clauses

SCOPES = ("phase", "audience", "service", "tier")
PIECES = st.sampled_from(
    [
        "本文の段落。",
        "　全角の空白で始まる。",
        "## 見出しに見える行",
        "# x {#x}",
        "- 箇条",
        "- 箇条 {#looks-like-a-key}",
        "1. 一つ目",
        "  - 入れ子 {#nested-key}",
        "    - もっと深く",
        "{#lonely}",
        "::: summary",
        ":::",
        "::::",
        "```",
        "~~~python",
        "    code",
        "\tcode",
        "  two spaces",
        "| a | b |",
        "| --- | --- |",
        "| 1 | 2 |",
        "> 引用",
        "> - 引用の中 {#quoted}",
        "---",
        "===",
        "***",
        "<!-- comment",
        "-->",
        "<pre>",
        "<div>",
        "</div>",
        "[foo]:",
        "[foo]: /url",
        "[foo](http://x) text",
        "back\\",
        "\\# escaped",
        "ends with braces{#x}",
        "hard  ",
        "",
        "",
    ]
)
BODIES = st.lists(PIECES, max_size=9).map("\n".join) | st.text(alphabet="あ #-{}:\\`|\n\t<>1.a=*~[]", max_size=40)
HEADINGS = st.text(max_size=12) | st.sampled_from(
    ["目的", "", "# 井桁", "末尾 ##", "braces {#x}", "back\\", "a\\{#x}", "　全角　", "- 箇条"]
)
SCOPE_VALUES = st.lists(st.sampled_from(["plan", "design", "全職員", "t1"]), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    passage = normalise(Passage(draw(HEADINGS), draw(BODIES), draw(BODIES)))
    assume(not list(rows_of_tables(passage.body)))
    return passage


@st.composite
def manuscripts(draw: st.DrawFn) -> tuple[ManuscriptClause, ...]:
    clauses: list[ManuscriptClause] = []
    for number in range(draw(st.integers(1, 6))):
        depth = draw(st.integers(1, (clauses[-1].depth if clauses else 0) + 1))
        source = draw(passages())
        if depth > 6:
            source = Passage("", source.body, source.summary)
        texts = {"ja": source}
        if draw(st.booleans()):
            texts["en"] = draw(passages())
        clauses.append(
            ManuscriptClause(
                key=f"key-{number}",
                depth=depth,
                kind=draw(st.sampled_from(KINDS)),
                force=draw(st.sampled_from(FORCES)),
                is_hard_gate=draw(st.booleans()),
                is_vacated=draw(st.booleans()),
                is_branch=draw(st.booleans()),
                applicability=draw(st.dictionaries(st.sampled_from(SCOPES), SCOPE_VALUES, max_size=2)),
                passages=texts,
            )
        )
    return tuple(clauses)


def without_lines(clauses: tuple[ManuscriptClause, ...]) -> list[tuple[object, ...]]:
    return [(c.key, c.depth, c.kind, c.force, c.is_hard_gate, c.is_vacated, c.is_branch, c.applicability, c.passages) for c in clauses]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(manuscripts())
def test_what_is_written_reads_back_the_same_and_writes_the_same(clauses: tuple[ManuscriptClause, ...]) -> None:
    texts = {language: write_clauses(clauses, language=language, source_language="ja") for language in ("ja", "en")}

    read = read_clauses(texts, source_language="ja", scopes=SCOPES)

    assert without_lines(read) == without_lines(clauses)
    assert {language: write_clauses(read, language=language, source_language="ja") for language in ("ja", "en")} == texts


@settings(max_examples=400, deadline=None)
@given(BODIES)
def test_normalising_twice_is_normalising_once(body: str) -> None:
    assert normalise_body(normalise_body(body)) == normalise_body(body)


TEXT = """\
# 目的 {#purpose .chapter}

::: summary
短く言えば、こうです。
:::

本文。

- 鍵のない箇条は本文に属する

- 第一の行動 {#first .conduct must phase=plan,design hard-gate}

  続きの段落。

  - 入れ子 {#nested may}

- {#second vacated}

## 節 {#section}

| a | b |
| --- | --- |
| 1 | 2 |
"""


def test_a_text_reads_into_clauses_and_writes_back_as_it_was() -> None:
    clauses = read_clauses({"ja": TEXT, "en": "# Purpose {#purpose}\n\n- Act {#first}\n"}, source_language="ja", scopes=SCOPES)

    assert [(c.key, c.depth, c.kind, c.force, c.is_hard_gate, c.is_vacated, c.line_number) for c in clauses] == [
        ("purpose", 1, "chapter", "none", False, False, 1),
        ("first", 2, "conduct", "must", True, False, 11),
        ("nested", 3, "text", "may", False, False, 15),
        ("second", 2, "text", "none", False, True, 17),
        ("section", 2, "text", "none", False, False, 19),
    ]
    assert clauses[0].passages == {
        "ja": Passage("目的", "本文。\n\n- 鍵のない箇条は本文に属する", "短く言えば、こうです。"),
        "en": Passage("Purpose"),
    }
    assert clauses[1].passages == {"ja": Passage("", "第一の行動\n\n続きの段落。"), "en": Passage("", "Act")}
    assert clauses[1].applicability == {"phase": ("plan", "design")}
    assert write_clauses(clauses, language="ja", source_language="ja") == TEXT


def test_an_item_without_a_key_below_one_with_a_key_belongs_to_that_clause() -> None:
    clauses = read_clauses({"ja": "# H {#h}\n\n- one {#one}\n- more\n  - deeper\n"}, source_language="ja", scopes=SCOPES)

    assert [clause.passages["ja"].body for clause in clauses] == ["", "one\n\n- more\n  - deeper"]


@pytest.mark.parametrize(
    ("text", "refusal", "line"),
    [
        ("", errors.EmptyText, 0),
        ("前書き\n\n# 目的 {#a}\n", errors.TextBeforeFirstClause, 1),
        ("# 目的\n", errors.HeadingWithoutKey, 1),
        ("# 目的 {#a}\n\n節\n---\n", errors.UnderlinedHeading, 3),
        ("# 目的 {#a}\n\n### 節 {#b}\n", errors.SkippedLevel, 3),
        ("# 目的 {#a}\n\n## 節 {#a}\n", errors.RepeatedKey, 3),
        ("# 目的 {#Purpose}\n", errors.WrongKey, 1),
        ("# 目的 {#a .article}\n", errors.WrongAttribute, 1),
        ("# 目的 {#a perhaps}\n", errors.WrongAttribute, 1),
        ("# 目的 {#a place=tokyo}\n", errors.WrongAttribute, 1),
        ("# 目的 {#a must should}\n", errors.RepeatedAttribute, 1),
        ("# 目的 {#a}\n\n- 項 {#b}\n\n段落\n", errors.TextAfterItems, 5),
        ("# 目的 {#a}\n\n- 鍵なし\n  - 項 {#b}\n", errors.KeyOutOfPlace, 4),
        ("# 目的 {#a}\n\n- 項 {#b}\n\n  ## 中 {#c}\n", errors.HeadingInsideItem, 5),
        ("# 目的 {#a}\n\n::: summary\n概要\n", errors.SummaryNotClosed, 3),
        ("# 目的 {#a}\n\n本文\n\n::: summary\n概要\n:::\n", errors.SummaryOutOfPlace, 5),
        ("# 目的 {#a}\n\n| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n", errors.BrokenTable, 5),
        ("# 目的 {#a}\n\n| a | b |\n| --- |\n", errors.BrokenTable, 4),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_line_and_way_out(text: str, refusal: type[errors.TextRefused], line: int) -> None:
    with pytest.raises(errors.TextRefused) as refused:
        read_clauses({"ja": text}, source_language="ja", scopes=SCOPES, files={"ja": "1.0.0/ja.md"})

    assert (type(refused.value), refused.value.file, refused.value.line) == (refusal, "1.0.0/ja.md", line)
    assert refused.value.message.startswith(f"1.0.0/ja.md, line {line}: " if line else "1.0.0/ja.md: ")
    assert refused.value.way_out.endswith(".")


@pytest.mark.parametrize(
    ("translation", "refusal"),
    [("# Purpose {#purpos}\n", errors.UnknownKey), ("# Purpose {#purpose must}\n", errors.AttributesInTranslation)],
)
def test_a_translation_says_only_which_clause_it_translates(translation: str, refusal: type[errors.TextRefused]) -> None:
    with pytest.raises(refusal) as refused:
        read_clauses({"ja": "# 目的 {#purpose}\n", "en": translation}, source_language="ja", scopes=SCOPES)

    assert (refused.value.file, refused.value.line) == ("en.md", 1)


def test_signs_in_code_and_html_are_never_taken_for_clauses() -> None:
    body = "```\n# not a heading {#x}\n- not an item {#y}\n```\n\n<div>\n# nor this {#z}\n</div>"

    clauses = read_clauses({"ja": f"# 目的 {{#a}}\n\n{body}\n"}, source_language="ja", scopes=SCOPES)

    assert [(clause.key, clause.passages["ja"].body) for clause in clauses] == [("a", body)]
    assert normalise(clauses[0].passages["ja"]) == clauses[0].passages["ja"]


def test_a_heading_too_deep_for_markdown_is_refused_when_written() -> None:
    deep = [ManuscriptClause(f"k{depth}", depth, passages={"ja": Passage("深い")}) for depth in range(1, 8)]

    with pytest.raises(errors.TooDeepForHeading, match="k7"):
        write_clauses(deep, language="ja", source_language="ja")
