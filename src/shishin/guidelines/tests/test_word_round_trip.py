"""What goes out as Word comes back with every clause and every word."""

from __future__ import annotations

import pytest

from shishin.guidelines.bringing_in.bringing_in import TextDetails, carried_over, known_of, manuscript_from, read_contents
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.printing.edition_files import write_edition_word
from shishin.guidelines.tests.makers import make_edition, words
from shishin.kit.own_process import OwnProcess
from shishin.texts.manuscript import Manuscript, ManuscriptClause
from shishin.texts.matching import MatchedBy
from shishin.texts.plain_lines import plain_lines, plain_text

pytestmark = pytest.mark.django_db

CLAUSES = (
    ManuscriptClause(
        "purpose",
        1,
        kind="chapter",
        passages=words("目的", "この指針は、**行動**の規範を定める。\n\n- 一つ\n  - 中の一つ\n- 二つ\n\n1. 先に\n2. 後に"),
    ),
    ManuscriptClause("values", 1, kind="chapter", passages=words("価値観")),
    ManuscriptClause("users", 2, kind="value", passages=words("利用者から始める", "利用者を知る。")),
    ManuscriptClause(
        "users-why", 3, kind="background", passages=words("", "事情は一人ひとり違う。\n\n| 区分 | 数 |\n| --- | --- |\n| 窓口 | 3 |")
    ),
    ManuscriptClause(
        "users-ask", 3, kind="conduct", force="must", passages=words("", "利用者に聞かなければならない。\n\n聞いたことは残す。")
    ),
    ManuscriptClause("users-test", 3, kind="conduct", force="should", is_hard_gate=True, passages=words("", "試験を行う。")),
    ManuscriptClause("users-dont", 3, kind="dont", force="must-not", passages=words("", "推測で作ってはならない。")),
    ManuscriptClause("deleted", 2, kind="text", is_vacated=True, passages=words()),
    ManuscriptClause("order", 1, kind="text", passages=words("順序", "# は印である。\n\n1\\. から始める <名称> の行。")),
    ManuscriptClause("order-one", 2, passages=words("", "一つめ。")),
    ManuscriptClause("order-two", 2, passages=words("", "二つめ。")),
)


def outline(manuscript: Manuscript) -> list[tuple[str, int, str, str, tuple[str, ...]]]:
    return [
        (clause.key, clause.depth, clause.kind, plain_text(clause.passages["ja"].heading), plain_lines(clause.passages["ja"].body))
        for clause in manuscript.clauses
    ]


def read_back(edition, *, slug: str = "action-guidelines") -> Manuscript:
    read = read_contents({"edition.docx": write_edition_word(edition, "ja")})
    assert read.notes == ()
    details = TextDetails(slug=slug, version="2.0.0", language="ja", owner="tokyo")
    return manuscript_from(read.texts, details=details, known=known_of(details))


def test_an_edition_comes_back_from_word_with_every_clause_and_every_word():
    edition = make_edition("1.0.0", clauses=CLAUSES)

    manuscript = read_back(edition)

    assert outline(manuscript) == outline(manuscript_of(edition))
    assert manuscript.document.titles == {"ja": "行動指針"}


def test_a_clause_is_known_by_its_mark_though_all_its_words_are_new():
    edition = make_edition("1.0.0", clauses=CLAUSES)
    manuscript = read_back(edition)

    _manuscript, keys = carried_over(manuscript, apart=OwnProcess("a.docx"))

    assert {carried.matched_by for carried in keys.matched} <= {MatchedBy.KEY, MatchedBy.TEXT}
    assert (keys.new, keys.gone) == ((), ())


def test_a_file_of_ours_can_become_another_document():
    edition = make_edition("1.0.0", clauses=CLAUSES)

    manuscript = read_back(edition, slug="other-guidelines")

    assert [line[1:] for line in outline(manuscript)] == [line[1:] for line in outline(manuscript_of(edition))]
