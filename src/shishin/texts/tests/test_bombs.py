"""A small file that would make much of little is refused while it is read, with the place and the limit; without budgets it would be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from time import process_time

import pytest

from shishin.kit import budget
from shishin.kit.budget import Budget, OverBudget
from shishin.kit.errors import DataNotUnderstood, Refusal
from shishin.kit.lined_yaml import read_lined
from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_word import read_word
from shishin.texts.foreign_word.opening import open_word
from shishin.texts.numbering.printed import PRINTED
from shishin.texts.tests import bombs
from shishin.texts.text_form.reading import read_clauses
from shishin.texts.text_form.yaml_places import read_yaml

SMALL = dict.fromkeys(budget.LIMITS, 30) | {"unpacked": 9_000, "elements": 900, "characters": 9_000, "seconds": 600}
SMALL |= {"lines": 60, "entries": 100, "nesting": 20}
"""A thousandth of the true limits and less, so that the planted fault ends."""


def word(content: bytes) -> Callable[[], object]:
    return lambda: read_word(content, file="a.docx")


def markdown(text: str) -> Callable[[], object]:
    return lambda: read_foreign({"a.md": text}, language="ja")


def ours(text: str) -> Callable[[], object]:
    return lambda: read_clauses({"ja": text.replace("目的", "目的 {#a}")}, source_language="ja", scopes=())


BOMBS = {
    "a cell over 999,999,999 columns": (word(bombs.wide_cell(20)), "cells", "a.docx, table 1"),
    "short rows below a wide one": (word(bombs.short_rows(20)), "cells", "a.docx, table 1"),
    "many rows": (word(bombs.word_file(f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 31}</w:tbl>")), "rows", "a.docx, table 1"),
    "empty paragraphs": (word(bombs.empty_paragraphs(1000)), "elements", "a.docx, word/document.xml"),
    "references to notes": (word(bombs.references(40)), "references", "a.docx, paragraph 1"),
    "a long note, many times": (word(bombs.references(20, note="注" * 500)), "characters", "a.docx, paragraph 20"),
    "notes in notes": (word(bombs.notes_in_notes(8)), "references", "a.docx, paragraph 19"),
    "spaces": (word(bombs.spaces(20_000)), "unpacked", "a.docx, word/document.xml"),
    "open fields": (word(bombs.open_fields(40)), "nesting", "a.docx, paragraph 1"),
    "brackets in front matter": (markdown(bombs.brackets(40)), "nesting", "a.md, line 2"),
    "rows of a table": (markdown(bombs.table_rows(40)), "rows", "a.md, line 33"),
    "rules": (markdown(bombs.rules(40)), "lines", "a.md"),
    "levels of quotation": (markdown(bombs.quotes(31)), "nesting", "a.md, line 3"),
    "rows of a table in our form": (ours(bombs.table_rows(40)), "rows", "ja.md, line 33"),
    "one note in every clause": (markdown(bombs.one_note(6, note="注" * 2_000)), "characters", "a.md, line 13"),
    "rules in our form": (ours(bombs.rules(40)), "lines", "ja.md"),
    "data in data": (lambda: read_lined("a: " + "{a: " * 40 + "b" + "}" * 40, source="a.yaml"), "nesting", "a.yaml, line 1"),
    "much data": (lambda: read_lined("\n".join(f"a{at}: b" for at in range(80)), source="a.yaml"), "entries", "a.yaml, line 50"),
}


@pytest.mark.asvs("V5.2.1")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_the_place_and_the_limit(name, monkeypatch):
    read, what, place = BOMBS[name]
    monkeypatch.setattr(budget, "LIMITS", SMALL)

    with pytest.raises(OverBudget) as refused:
        read()

    refusal = refused.value
    assert (refusal.what, refusal.message.partition(": ")[0]) == (what, place)
    assert f"more than {SMALL[what]:,} " in refusal.message
    assert refusal.way_out.endswith(".")


@pytest.mark.parametrize("name", BOMBS)
def test_planted_without_budgets_it_is_read(name, monkeypatch):
    read, _what, _place = BOMBS[name]
    monkeypatch.setattr(Budget, "reach", lambda *_arguments, **_place: None)

    read()


DEEP = {
    "lists": "other:\n  " + "[" * 1000 + "]" * 1000,
    "open lists": "other:\n  " + "[" * 1000,
    "mappings": "other:\n" + "".join(f"{' ' * depth}b:\n" for depth in range(1, 1001)),
    "rows": "other:\n  " + "- " * 1000 + "x",
    "keys": "other:\n  " + "? " * 1000 + "x",
}
ALIASES = "a: &a [x]\n" + "".join(f"{name}: &{name} [*{before}, *{before}]\n" for before, name in pairwise("abcdefghij"))
READERS = {
    "front matter": lambda text: read_foreign({"a.md": f"---\n{text}\n---\n# 目的\n\n文。\n"}, language="ja"),
    "sheet": lambda text: read_yaml(text, file="a.md"),
    "data": lambda text: read_lined(text, source="a.md"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", DEEP)
def test_a_thousand_levels_of_yaml_are_refused_with_the_line(reader, kind):
    with pytest.raises(OverBudget) as refused:
        READERS[reader](DEEP[kind])

    # The line of dashes above front matter counts.
    line = (40 if kind == "mappings" else 2) + (reader == "front matter")
    assert (refused.value.what, refused.value.number) == ("nesting", line)


@pytest.mark.parametrize("reader", ["sheet", "data"])
def test_aliases_of_aliases_are_refused_with_the_line(reader):
    with pytest.raises(Refusal, match=r"a\.md,? line 2:"):
        READERS[reader](ALIASES)


def test_aliases_in_front_matter_are_not_followed():
    """Of foreign front matter the title alone is asked for."""
    read = READERS["front matter"]("title: 指針\n" + ALIASES)

    assert (read.document.titles, len(read.clauses)) == ({"ja": "指針"}, 1)


LONG_NUMBER = "9" * 5_000


@pytest.mark.parametrize(
    "value",
    [LONG_NUMBER, "0x" + "f" * 4_000, "1" + ":1" * 40, "2021-13-45", "0000-01-01", "!!bool x", "!!timestamp x", "!!int x"],
    ids=lambda value: value[:12],
)
def test_a_value_that_is_none_is_refused_with_its_line(value):
    with pytest.raises(DataNotUnderstood, match=r"^a\.yaml, line 2: (This value cannot be read as|There is no such day)") as refused:
        read_lined(f"a: b\nc: {value}\n", source="a.yaml")

    assert refused.value.line == 2


@pytest.mark.parametrize(
    "text",
    [
        f"# {LONG_NUMBER}",
        f"# 第{LONG_NUMBER}条",
        f"# 第{'九' * 5_000}条の{LONG_NUMBER}",
        f"# {'1.' * 5_000}",
        f"# （{LONG_NUMBER}）",
        f"---\ntitle: v{LONG_NUMBER}.1\ndate: {LONG_NUMBER}\n---\n# 令和{LONG_NUMBER}年",
        f'# 目的\n\n<ol start="{LONG_NUMBER}"><li value="{LONG_NUMBER}">文</li></ol>',
        f"# 目的\n\n{LONG_NUMBER}. 文",
    ],
    ids=lambda text: text[:20],
)
def test_long_numbers_are_words_of_a_text(text):
    began = process_time()

    manuscript = read_foreign({f"{LONG_NUMBER}.md": text, "b.md": "# 目的\n\n文。"}, language="ja")

    assert manuscript.edition.version == "1.0.0"
    assert len(manuscript.clauses) >= 2
    # What is read from each figure to the end of all took seconds.
    assert process_time() - began < 1


def test_planted_a_number_read_to_its_end_from_each_figure_takes_long():
    endless = re.compile(PRINTED.pattern.replace("{1,9}", "+").replace("{0,9}", "*"), re.VERBOSE)
    spent = {}

    for pattern in (PRINTED, endless):
        began = process_time()
        pattern.sub("", "令和" + LONG_NUMBER[:3_000] + "年", count=1)
        spent[pattern] = process_time() - began

    assert spent[endless] > spent[PRINTED] * 20


def test_what_is_refused_for_its_size_is_not_unpacked():
    """The size that the package tells is enough; nothing of it is read."""
    spent = Budget("a.docx", limits=SMALL)

    with pytest.raises(OverBudget):
        open_word(bombs.spaces(20_000), file="a.docx", budget=spent)

    assert spent.spent["unpacked"] < 100


def test_time_is_counted_too():
    late = Budget("a.md", began=-1_000_000)

    with pytest.raises(OverBudget, match=r"a\.md, line 3: this is more than 15 seconds"):
        late.spend("rows", line=3)


def test_a_true_guideline_needs_a_tenth_of_each():
    text = "# 目的\n\n文。\n\n" * 2_000 + "|a|b|\n|-|-|\n" + "|c|d|\n" * 500
    within = Budget("a.md")

    budget.spend_on_markdown(text, within)

    assert all(within.spent[name] * 5 < limit for name, limit in budget.LIMITS.items())
