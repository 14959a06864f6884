"""What goes out as Word comes back with every clause and every word."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shishin.guidelines.bringing_in.bringing_in import TextDetails, carried_over, known_of, manuscript_from, read_contents
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.printing.edition_files import write_edition_word
from shishin.guidelines.tests.makers import make_edition, words
from shishin.kit.own_process import OwnProcess
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Place, blocks_markup, bookmark
from shishin.paper.written_blocks import blocks_of
from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_word import read_word
from shishin.texts.foreign_word.words import name_of_mark
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
    ManuscriptClause("inserted", 2, kind="text", is_branch=True, applicability={"phase": ("build",)}, passages=words("", "後から入れた。")),
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


def test_what_no_paper_says_of_a_clause_stays_as_it_was():
    edition = make_edition("1.0.0", clauses=CLAUSES)

    manuscript, _keys = carried_over(read_back(edition), apart=OwnProcess("a.docx"))

    assert [attributes_of(clause) for clause in manuscript.clauses] == [attributes_of(clause) for clause in manuscript_of(edition).clauses]


def attributes_of(clause: ManuscriptClause) -> tuple[str, str, bool, bool, bool, object]:
    return clause.key, clause.force, clause.is_hard_gate, clause.is_vacated, clause.is_branch, clause.applicability


def test_notes_come_back_from_word_with_the_signs_they_had():
    clauses = (
        ManuscriptClause("log", 1, passages=words("記録", "記録[^kan]を残す[^yo]。\n\n- 日付\n\n[^kan]: 帳簿。\n\n[^yo]: 様式。")),
        ManuscriptClause("ask", 1, passages=words("質問", "問い[^3]を聞く。\n\n[^3]: 電話も。")),
    )
    edition = make_edition("1.0.0", clauses=clauses)

    manuscript, _keys = carried_over(read_back(edition), apart=OwnProcess("a.docx"))

    assert [clause.passages for clause in manuscript.clauses] == [clause.passages for clause in clauses]


def test_a_file_of_ours_can_become_another_document():
    edition = make_edition("1.0.0", clauses=CLAUSES)

    manuscript = read_back(edition, slug="other-guidelines")

    assert [line[1:] for line in outline(manuscript)] == [line[1:] for line in outline(manuscript_of(edition))]


WORDS = st.sampled_from(
    (
        "Keep the log.",
        "記録を残す。",
        "2026. was a year",
        "1) ask",
        "第１条 は",
        "(1)　自由",
        "ア　文",
        "・点",
        "`<name>` here",
        "\\<Name> and \\*",
        "[the plan](https://example.org/plan?a=1)",
        "<mail@example.org>",
        "<https://example.org/>",
        "[the log](#log)",
        "**「重要」**です",
        "*so* it is",
        "~~not~~ that",
        "`a ` b`",
        "one\\\ntwo",
        "# sign",
        "- sign",
        "&lt; sign",
    )
)
PARAGRAPHS = WORDS.map(lambda words: f"\\{words}" if words[0] in "#-" else words.replace("2026.", "2026\\.").replace("1) ", "1\\) "))
BLOCKS = st.one_of(
    PARAGRAPHS,
    st.just("---"),
    st.just("> 言われたこと。\n>\n> *続き*\\\n> 次"),
    st.just("```\nkeep <log>\n\n  twice `\n```"),
    st.just("- one\n- two\n  - inner\n- three"),
    st.just("3. one\n4. two"),
    st.just("- one\n\n  more of it\n\n  **and more**\n- two\n  - inner\n\n    more\n- three"),
    st.just("| a | b |\n| --- | --- |\n| `x` | [y](https://example.org/) |\n| 1 |  |"),
    st.just("| 甲 | 乙 |\n| --- | --- |\n| *x*<br>y | `a\\|b` |\n|  | ～ |"),
    st.just(
        '<table><tr><th rowspan="2">時期</th><th colspan="2">見る人</th></tr><tr><td>上</td><td>下</td></tr><tr><td colspan="3">全</td></tr></table>'
    ),
    st.just(
        '<table><tr><td colspan="2"><strong>太</strong><br><a href="https://example.org/">先</a></td></tr><tr><td>a &lt;b&gt;</td><td></td></tr></table>'
    ),
)
NOTED = "Log.[^1] 記録[^2]。\n\n{body}\n\n[^1]: See [there](https://example.org/note).\n\n[^2]: **二つめ** `code`\n\n    続き"
BODIES = (
    st.tuples(st.sampled_from(("{body}", NOTED)), st.lists(BLOCKS, min_size=3, max_size=12).map("\n\n".join))
    .map(lambda parts: parts[0].replace("{body}", parts[1]))
    # Of two quotes, one below the other, nothing in Word tells that they were two.
    .filter(lambda body: "> 次\n\n> " not in body)
)


def as_word(body: str, language: str) -> bytes:
    """The body of one clause, written as Word."""
    mark = bookmark(1, name_of_mark(depth=1, kind="text", key="log", has_heading=True), "<w:r><w:t>Log</w:t></w:r>")
    markup = [f"<w:p>{mark}</w:p>", *blocks_markup(blocks_of(body), Place())]
    return word_file(markup, imprint=Imprint("Rules", "Rules", language, None), paper=Paper())


def from_word(content: bytes, language: str) -> str:
    """The same, read again."""
    manuscript = read_foreign({"a.docx": read_word(content, file="a.docx").text}, language=language, keys=["log"])
    (clause,) = manuscript.clauses
    return clause.passages[language].body


LANGUAGES = st.sampled_from(("ja", "en"))


@given(BODIES, LANGUAGES)
@settings(deadline=None, max_examples=20)
def test_whatever_a_body_holds_comes_back_from_word_as_it_went(body, language):
    back = from_word(as_word(body, language), language)

    assert blocks_of(back) == blocks_of(body)


def generated(count: int) -> list[tuple[str, str]]:
    """Bodies with their languages: as many as one start of another program takes at once."""
    found = []

    @given(BODIES, LANGUAGES)
    @settings(max_examples=count, phases=[Phase.generate], database=None, deadline=None)
    def collect(body, language):
        found.append((body, language))

    collect()
    return found


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_so_does_what_libreoffice_saved_in_between(tmp_path):
    if shutil.which("soffice") is None:
        reason = "soffice not installed: scripts/debian-packages names the packages."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    bodies = {f"{number}.docx": made for number, made in enumerate(generated(16))}
    for name, (body, language) in bodies.items():
        (tmp_path / name).write_bytes(as_word(body, language))

    home, saved = f"-env:UserInstallation=file://{tmp_path}/office", tmp_path / "saved"
    command = ["soffice", home, "--headless", "--convert-to", "docx", "--outdir", str(saved)]
    subprocess.run([*command, *(str(tmp_path / name) for name in bodies)], check=True, capture_output=True)

    for name, (body, language) in bodies.items():
        back = from_word((saved / name).read_bytes(), language)
        assert blocks_of(back) == blocks_of(body), body
