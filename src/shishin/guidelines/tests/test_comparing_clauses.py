"""Two plans whose measures are given as plain clauses are compared without a row in the database; no test here may ask it."""

from __future__ import annotations

import unicodedata
from datetime import date
from io import BytesIO

from docx import Document
from pypdf import PdfReader

from shishin.guidelines.changes.judging import State
from shishin.guidelines.changes.pairing import RecordedChange, Step
from shishin.guidelines.comparing.clauses import RevisionPath, comparison_from
from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.table import Cause, EditionShown, only
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.printing.comparison_files import write_comparison_pdf, write_comparison_word, write_html
from shishin.texts.manuscript import Passage


def measure(key: str, label: str, heading: str, body: str = "", **translations: Passage) -> PlainClause:
    depth, kind = (2, "text") if body else (1, "chapter")
    texts = {"ja": Passage(heading, body), **translations}
    return PlainClause(line=f"line-{key}", key=key, depth=depth, kind=kind, label=label, cited=label, texts=texts)


BEFORE = (
    measure("chapter", "第１", "業務の見直し"),
    measure("counter", "1", "窓口", "窓口を電子にする。"),
    measure("records", "2", "記録", "記録を電子にする。\n\n令和7年度に始める。"),
    measure("staff", "3", "研修", "職員に教える。"),
    measure("network", "4", "網", "網を一つにする。"),
    measure("lines", "5", "回線", "回線を太くする。"),
    measure("fax", "6", "ファクシミリ", "ファクシミリを保つ。"),
)
AFTER = (
    measure("chapter", "第１", "業務の見直し"),
    measure("counter-apply", "1", "申請", "申請の窓口を電子にする。"),
    measure("counter-ask", "2", "相談", "相談の窓口を電子にする。"),
    measure("records", "3", "記録", "記録を電子にする。\n\n令和8年度に始める。"),
    measure("staff", "4", "研修", "職員に教える。"),
    measure("base", "5", "基盤", "網と回線を一つにして太くする。"),
    measure("cloud", "6", "雲", "雲へ移す。"),
)
CHANGES = (
    RecordedChange(1, "split", reason=1, before=("line-counter",), after=("line-counter-apply", "line-counter-ask")),
    RecordedChange(2, "merged", reason=2, before=("line-network", "line-lines"), after=("line-base",)),
    RecordedChange(3, "kept", reason=3, before=("line-records",), after=("line-records",)),
    RecordedChange(4, "dropped", reason=4, before=("line-fax",)),
    RecordedChange(5, "new", after=("line-cloud",)),
)
REASONS = {
    1: {"ja": "申請と相談で求めるものが違う。"},
    2: {"ja": "別に買うと高い。"},
    3: {"ja": "調達が遅れた。"},
    4: {"ja": "使う人がいない。"},
}
STEP = Step(frozenset(clause.line for clause in AFTER), CHANGES)
OLD = EditionShown("2025", "2025年度版", "/plans/interior/2025/", days=(("決定", date(2025, 6, 30)),))
NEW = EditionShown("2026", "2026年度版", "/plans/interior/2026/")


RECORDED = RevisionPath((STEP,), REASONS)


def compared(before=BEFORE, after=AFTER, *, path=RECORDED, profile=None, language="ja", **more):
    return comparison_from(
        before,
        after,
        old=OLD,
        new=NEW,
        document="中長期計画",
        slug="interior",
        language=language,
        source_language="ja",
        path=path,
        profile=profile or {},
        **more,
    )


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_measures_are_split_merged_changed_dropped_and_added_under_their_chapter_with_reasons():
    comparison = compared()

    assert [group.place for group in comparison.groups] == ["第１　業務の見直し"]
    assert [(row.state, row.old_keys, row.new_keys, row.reasons) for row in comparison.rows] == [
        (State.SPLIT, ("counter",), ("counter-apply", "counter-ask"), ("申請と相談で求めるものが違う。",)),
        (State.EDITED, ("records",), ("records",), ("調達が遅れた。",)),
        (State.RENUMBERED, ("staff",), ("staff",), ()),
        (State.MERGED, ("network", "lines"), ("base",), ("別に買うと高い。",)),
        (State.DROPPED, ("fax",), (), ("使う人がいない。",)),
        (State.NEW, (), ("cloud",), ()),
    ]
    assert (comparison.is_recorded, comparison.reason_label, comparison.counts["all"], comparison.unprinted) == (True, "理由", 6, 0)
    assert [column.heading for column in comparison.columns] == ["改定後　2026年度版", "改定前　2025年度版"]
    assert comparison.file_name("docx") == "interior-2025-2026-ja.docx"


def test_the_table_is_drawn_as_a_page_a_file_a_word_file_and_a_pdf():
    comparison = compared()
    drawn = draw_comparison(comparison)

    assert "令和<ins>8</ins>年度に始める。" in drawn
    assert "令和<del>7</del>年度に始める。" in drawn
    assert "<p>申請と相談で求めるものが違う。</p>" in drawn
    assert str(drawn) in write_html(comparison).decode()
    document = Document(BytesIO(write_comparison_word(comparison)))
    cells = squeezed("".join(cell.text for row in document.tables[0].rows for cell in row.cells))
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(write_comparison_pdf(comparison))).pages))
    for words in (
        "相談の窓口を電子にする。",
        "網と回線を一つにして太くする。",
        "ファクシミリを保つ。",
        "調達が遅れた。",
        "(削る)",
        "(新設)",
    ):
        assert (words in cells, words in pdf) == (True, True), words
    assert all(squeezed(words) in pdf for words in ("新旧対照表", "中長期計画", "決定 2025年（令和7年）6月30日"))


def test_without_what_was_recorded_the_table_is_worked_out_and_says_so():
    comparison = compared(path=RevisionPath())

    assert (comparison.is_recorded, comparison.is_path_recorded) == (False, False)
    assert {row.state for row in comparison.rows} >= {State.EDITED, State.NEW, State.DROPPED}
    assert not {row.state for row in comparison.rows} & {State.SPLIT, State.MERGED}
    assert comparison.basis.startswith("この表は、比較により推定したもので")


def test_what_led_to_a_change_is_asked_once_for_the_changes_found():
    asked = []

    def causes(changes):
        asked.append(set(changes))
        return {3: [Cause(3, "advice", "助言 3", "/advice/3/")]}

    comparison = compared(causes=causes)

    assert asked == [{1, 2, 3, 4, 5}]
    assert [[cause.words for cause in row.causes] for row in only(comparison, "caused").rows] == [["助言 3"]]
    assert compared(causes=causes, profile={"reason": {"shown": False}}).counts["caused"] == 0
    assert len(asked) == 1


def test_a_profile_and_a_translation_are_taken_as_for_any_text():
    english = Passage("Records", "Keep records electronically."), Passage("Records", "Keep all records electronically.")
    before, after = (measure("records", "1", "記録", body, en=words) for body, words in zip(("紙。", "電子。"), english, strict=True))
    step = Step(frozenset({"line-records"}))

    comparison = compared([before], [after], path=RevisionPath((step,)), language="en", profile={"order": "old-left"})

    assert [column.label for column in comparison.columns] == ["Before", "After"]
    assert comparison.languages == ["ja", "en"]
    assert "binds" in comparison.translation_note
    assert "Keep <ins>all </ins>records" in draw_comparison(comparison)


def test_two_that_are_the_same_do_not_differ():
    comparison = compared(AFTER, AFTER, path=RevisionPath((Step(STEP.lines),)))

    assert (comparison.counts["all"], list(comparison.rows)) == (0, [])
    assert "二つの版に違いはありません。" in write_html(comparison).decode()
