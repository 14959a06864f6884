"""A workbook goes out and comes back the same; what its cells do not say is told sheet by sheet and cell by cell."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import pytest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook, load_workbook

from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.intake.cells import Table, UnreadCell, day, fiscal_year, number, one_of, quarter, read_table, whole_number
from shishin.kit.intake.errors import BrokenWorkbook, SheetTooLarge
from shishin.kit.intake.reading import read_book, read_sheet
from shishin.kit.sheets import BookSheet, Column, write_book, write_sheet

STATES: dict[str, str | Promise] = {"late": gettext_lazy("Failed"), "done": "Done"}


class Task(NamedTuple):
    key: str
    title: str = ""
    pieces: Decimal | None = None
    ends: Quarter | None = None
    year: FiscalYear | None = None
    state: str | None = None
    since: date | None = None


TASKS = [
    Column("key", "key", attrgetter("key"), is_needed=True),
    Column("title", "title", attrgetter("title")),
    Column("pieces", "pieces", attrgetter("pieces"), read=number),
    Column("ends", "ends", lambda task: task.ends and task.ends.code, read=quarter),
    Column("year", "year", lambda task: task.year and task.year.number, read=fiscal_year),
    Column("state", "state", attrgetter("state"), read=one_of(STATES)),
    Column("since", "since", attrgetter("since"), read=day),
]
PEOPLE = [Column("name", "name", lambda name: name, is_needed=True)]
WRITTEN = [
    Task("a", "=1+1", Decimal("1234.5"), Quarter(FiscalYear(2026), 3), FiscalYear(2026), "late", date(2026, 11, 22)),
    Task("0012", "－１\n二行目", Decimal(-7), Quarter(FiscalYear(2027), 4), FiscalYear(2030), "done", date(1999, 12, 31)),
    Task("long", "あ" * 40_000 + "終"),
    Task("'quoted", "@x", Decimal("0.1") + Decimal("0.2")),
]


def written(tasks=WRITTEN, people=("Ai", "=Bo")) -> bytes:
    return b"".join(write_book([BookSheet("tasks", TASKS, tasks), BookSheet("people", PEOPLE, people)]))


def read(content: bytes, columns=TASKS, title: str = "tasks") -> Table:
    with read_book(io.BytesIO(content), name="plan.xlsx", titles=[title]) as book:
        return read_table(book.sheets[title], columns)


def tasks(table: Table) -> list[Task]:
    return [Task(**{**row.values, "title": row.values["title"] or ""}) for row in table.rows]


def told(table: Table) -> list[tuple[str, str]]:
    return [(fault.cell, fault.why) for fault in table.faults]


def excel(*rows, title="tasks", merged=(), change=None) -> bytes:
    """A workbook as somebody else makes it."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    if change:
        change(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


HEAD = [column.name for column in TASKS]


# There and back.


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_goes_out_comes_back_the_same(language):
    with override(language), read_book(io.BytesIO(written()), name="plan.xlsx", titles=["people", "tasks"]) as book:
        back, people = read_table(book.sheets["tasks"], TASKS), read_table(book.sheets["people"], PEOPLE)

    assert (tasks(back), back.faults, back.not_taken, back.columns) == (WRITTEN, [], [], frozenset(HEAD))
    assert [row.values["name"] for row in people.rows] == ["Ai", "=Bo"]
    assert [row.line for row in back.rows] == [2, 3, 4, 5]


# In Excel a text that is longer than a cell takes a column more.
@pytest.mark.parametrize(("form", "letter"), [("xlsx", "E"), ("csv", "D")])
def test_one_table_comes_back_from_either_form_by_the_same_columns(form, letter):
    content = b"".join(write_sheet(TASKS, WRITTEN, form))
    with read_sheet(io.BytesIO(content), name="tasks") as sheet:
        table = read_table(sheet, TASKS)

    assert (tasks(table), table.faults) == (WRITTEN, [])
    assert table.rows[0].error("ends", "It is over.").message == f"{letter}2: It is over."


def test_in_a_workbook_no_text_is_a_formula():
    book = load_workbook(io.BytesIO(written()))

    assert book.sheetnames == ["tasks", "people"]
    assert [(cell.value, cell.data_type) for cell in (book["tasks"]["B2"], book["people"]["A3"])] == [("=1+1", "s"), ("=Bo", "s")]


def test_a_row_that_fails_leaves_no_workbook():
    def rows():
        yield Task("a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_book([BookSheet("tasks", TASKS, rows()), BookSheet("people", PEOPLE, [])])
    with pytest.raises(ZeroDivisionError):
        write_book([BookSheet("people", PEOPLE, []), BookSheet("tasks", TASKS, rows())])


def test_sheets_are_found_by_their_titles_and_others_are_named():
    def change(book):
        book.create_sheet("Ｐｅｏｐｌｅ ").append(["name"])
        book.create_sheet("notes").append(["x"])
        book.create_sheet("secret").sheet_state = "hidden"

    content = excel(HEAD, ["a"], change=change)
    with read_book(io.BytesIO(content), name="plan.xlsx", titles=["tasks", "people", "places"]) as book:
        assert (list(book.sheets), book.others) == (["tasks", "people"], ["notes"])
        people = read_table(book.sheets["people"], PEOPLE)
        assert (len(book.sheets["people"]), people.rows, people.faults, people.columns) == (0, [], [], {"name"})


def test_an_empty_sheet_says_nothing():
    assert read(excel()) == Table()


def test_a_book_is_one_of_excel_and_is_counted_before_it_is_unpacked(settings):
    with pytest.raises(BrokenWorkbook):
        read(b"key,title\na,b\n")
    settings.INTAKE_LIMIT = 1000
    with pytest.raises(SheetTooLarge):
        read(written())


# What people make of it.


def test_cells_are_read_as_people_and_excel_leave_them():
    rows = [
        ["a", None, "１，２３４", "２０２６Ｑ３", "令和8年度", "完了", "令和8年11月22日"],
        ["b", None, "1,234", "令和8年度第3四半期", "2026–27", " DONE ", 46_348],
        ["c", None, "△12.50", "R8 Q3", 2026, "Failed", datetime(2026, 11, 22)],
        ["d", None, 0.1 + 0.2, "FY2026 Q3", "FY2026", "late", "2026/11/22"],
    ]
    with override("ja"):
        table = read(excel(HEAD, *rows))

    assert told(table) == [("tasks!F2", "「完了」は次のどれでもありません：失敗、Done。")]
    assert [row.values["pieces"] for row in table.rows] == [Decimal(1234), Decimal("-12.50"), Decimal("0.3")]
    assert {(row.values["ends"], row.values["year"], row.values["since"]) for row in table.rows} == {
        (Quarter(FiscalYear(2026), 3), FiscalYear(2026), date(2026, 11, 22))
    }
    assert [row.values["state"] for row in table.rows] == ["done", "late", "late"]


def test_each_cell_that_cannot_be_read_is_told_with_what_to_write_and_the_others_are_read():
    table = read(excel(HEAD, ["a", "x", "123件", "2026年3月", "2026年", "x", "soon"], [None, "y"], ["c", "z", "many"], ["d", "w", 1]))

    assert told(table) == [
        ("tasks!C2", "“123件” is more than a number: write 123 alone. What it counts is said by the heading or another column."),
        ("tasks!D2", "“2026年3月” is no quarter: write it as 2026Q3 or 令和8年度第3四半期."),
        ("tasks!E2", "“2026年” is no fiscal year: write it as 2026 or 令和8年度."),
        ("tasks!F2", "“x” is none of these: Failed, Done."),
        ("tasks!G2", "“soon” is no day: write it as 2026-11-22 or 令和8年11月22日."),
        ("tasks!A3", "Something has to stand here: key."),
        ("tasks!C4", "“many” is no number."),
    ]
    assert [(row.line, row.values["title"], row.values["pieces"]) for row in table.rows] == [(5, "w", 1)]


def test_a_column_that_the_file_does_not_have_is_not_the_same_as_an_empty_cell():
    table = read(excel(["title", "key"], ["x", "a"], [None, "b"]))

    assert [row.values for row in table.rows] == [{"key": "a", "title": "x"}, {"key": "b", "title": None}]
    assert table.columns == {"key", "title"}
    assert [table.rows[0].error(name, "no").cell for name in ("key", "ends")] == ["tasks!B2", "tasks!2"]


def test_without_a_needed_column_no_row_is_read():
    table = read(excel(["title", "notes"], ["x", "y"]))

    assert (told(table), table.rows, table.not_taken) == ([("tasks!1", "There is no column “key” among: title, notes.")], [], ["notes"])


def test_a_heading_is_known_by_its_label_in_any_language_and_what_else_stands_there_is_named():
    columns = [Column("field", gettext_lazy("Design"), str, is_needed=True)]
    table = read(excel(["デザイン", "Remarks"], ["x", "y"]), columns)

    assert ([row.values for row in table.rows], table.not_taken, table.faults) == ([{"field": "x"}], ["Remarks"], [])


def test_merged_heads_are_not_passed_over_in_silence():
    beside = read(excel(["key", "title", None, "notes"], ["a", "x", "y"], merged=["B1:C1"]))
    below = read(excel(["key", "title", "pieces"], [None, "x", "y"], ["a", "b", 1], merged=["A1:A2", "B1:C1"]))

    assert told(beside) == [
        ("tasks!C1", "This column has no heading. Where cells of the head are merged, part them and give each its own.")
    ]
    assert [cell for cell, _why in told(below)] == ["tasks!C1", "tasks!A2"]
    assert told(below)[1][1].startswith("The heading stands here once more.")


def test_a_heading_that_is_there_twice_is_told_and_an_empty_column_is_none():
    table = read(excel(["key", None, "Title", "title"], ["a", None, "x", "y"]))

    assert told(table) == [("tasks!D1", "This heading is there twice: take one of the columns out, or name it otherwise.")]


def test_a_formula_is_its_value_and_without_one_it_is_told():
    content = excel(HEAD, ["a", "x", "=3+4"])

    assert [cell for cell, _why in told(read(content))] == ["tasks!C2"]


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("0", 0),
        ("-1.5", Decimal("-1.5")),
        ("＋３", 3),
        ("▲1,000", -1000),
        ("−2", -2),
        ("1.5e-07", Decimal("1.5e-07")),
        ("9" * 20, int("9" * 20)),
    ],
)
def test_numbers_are_read_as_they_are_written(written, figure):
    assert number(written) == figure


@pytest.mark.parametrize("written", ["", "x", "1,23", "12,345,6", "約10", "10%", "1 2", "1-2", "一"])
def test_what_is_no_number_alone_is_not_read(written):
    with pytest.raises(UnreadCell):
        number(written)


def test_spaces_around_a_text_stay_where_they_are_asked_for():
    columns = [Column("words", "words", str, read=str), Column("key", "key", str)]
    content = b"".join(write_book([BookSheet("tasks", columns, ["　一字下げ\n"])]))

    assert [row.values for row in read(content, columns).rows] == [{"words": "　一字下げ\n", "key": "一字下げ"}]


def test_a_whole_number_has_no_part():
    assert whole_number("１２") == 12
    with pytest.raises(UnreadCell, match=r"“1.5” is no whole number\."):
        whole_number("1.5")
