"""A table goes out as Excel or CSV with its cells as they are: nothing is worked out, nothing is lost on the way."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from openpyxl import load_workbook

from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.sheets import LONGEST_TEXT, Column, sheet_download, write_sheet

MOMENT = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example/","x")', "＝1+1", "－", "\x00=1"]


def columns(count: int = 1) -> list[Column]:
    return [Column(f"column_{number}", f"見出し{number}", itemgetter(number)) for number in range(count)]


def excel(*rows, width=1, **options):
    """The sheet as a program reads it."""
    content = b"".join(write_sheet(columns(width), rows, "xlsx", **options))
    return load_workbook(io.BytesIO(content)).worksheets[0]


def lines(*rows, width=1):
    content = b"".join(write_sheet(columns(width), rows, "csv")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_a_csv_file_has_the_mark_of_utf_8_and_ends_of_lines_as_excel_wants_them():
    assert b"".join(write_sheet(columns(2), [("決定", 'a "b", c'), ("x\r\ny", None)], "csv")) == (
        b"\xef\xbb\xbf" + '見出し0,見出し1\r\n決定,"a ""b"", c"\r\n"x\ny",\r\n'.encode()
    )


def test_values_in_csv_are_written_without_an_office():
    row = (date(2026, 4, 1), MOMENT, True, -5, 1.5, Decimal("2.50"), float("nan"))

    assert lines(row, width=7)[1:] == [["2026-04-01", "2026-04-01 09:30", "TRUE", "-5", "1.5", "2.50", ""]]


def test_values_in_excel_keep_their_kind():
    sheet = excel((date(2026, 4, 1), MOMENT, True, -5, 1.5, Decimal("2.50"), float("nan"), None, "0012"), width=9)

    cells = sheet[2]
    assert [cell.value for cell in cells] == [datetime(2026, 4, 1), datetime(2026, 4, 1, 9, 30), True, -5, 1.5, 2.5, None, None, "0012"]
    assert [cell.data_type for cell in cells] == ["d", "d", "b", "n", "n", "n", "n", "n", "s"]
    assert [cell.number_format for cell in cells[:2]] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text_in_both(text):
    (cell,) = excel([text])[2]
    ((guarded,),) = lines([text])[1:]

    shown = text.replace("\r", "\n").replace("\x00", "")
    assert (cell.value, cell.data_type, cell.quotePrefix) == (shown, "s", True)
    assert guarded == f"'{shown}"


def test_a_head_that_looks_like_a_formula_is_text_as_well():
    column = Column("sum", "=1+1", lambda row: row)

    sheet = load_workbook(io.BytesIO(b"".join(write_sheet([column], ["a"], "xlsx")))).worksheets[0]

    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    assert b"".join(write_sheet([column], [], "csv")) == b"\xef\xbb\xbf'=1+1\r\n"


def test_cells_below_a_head_offer_what_may_be_filled_in_and_what_it_means_behind_a_column_that_needs_two():
    columns = [Column("words", "Words", lambda row: row), Column("code", "Code", lambda row: "A", {"A": "Accepted", "Other": "Other"})]

    sheet = load_workbook(io.BytesIO(b"".join(write_sheet(columns, ["x" * (LONGEST_TEXT + 1)], "xlsx")))).worksheets[0]

    (offer,) = sheet.data_validations.dataValidation
    assert (str(offer.sqref), offer.formula1, offer.prompt, offer.errorStyle) == (
        "C2:C1048576",
        '"A,Other"',
        "A Accepted\nOther",
        "warning",
    )


def test_a_text_that_names_an_error_of_excel_is_text():
    (cell,) = excel(["#N/A"])[2]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("#N/A", "s", False)


def test_characters_that_no_file_can_hold_are_left_out():
    assert excel(["a\x0bb\ud800c\ufffed"])["A2"].value == "abcd"
    assert lines(["a\x0bb\ud800c\ufffed"])[1:] == [["abcd"]]


def test_what_excel_cannot_count_or_date_is_text():
    sheet = excel((date(1868, 10, 23), date(1900, 3, 1), 10**15, 10**15 - 1), width=4)

    assert [cell.value for cell in sheet[2]] == ["1868-10-23", datetime(1900, 3, 1), "1000000000000000", 999999999999999]


def test_a_text_longer_than_a_cell_goes_on_in_the_next_columns():
    long = "あ" * LONGEST_TEXT + "い" * LONGEST_TEXT + "う"

    sheet = excel(("a", "b"), (long, "c"), width=2)

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["見出し0", "見出し0 (continued 2)", "見出し0 (continued 3)", "見出し1"]
    assert rows[1] == ["a", None, None, "b"]
    assert rows[2] == ["あ" * LONGEST_TEXT, "い" * LONGEST_TEXT, "う", "c"]
    assert sheet.auto_filter.ref == "A1:D3"
    assert lines((long, "c"), width=2)[1:] == [[long, "c"]]


@pytest.mark.parametrize(
    "text", ["𠮷" * 40_000, "_x0041_" * 9_000, "a" * (LONGEST_TEXT - 3) + "_x0041_b", "a" + "𠮷" * 16_384, "=" * 40_000]
)
def test_a_cell_has_no_more_than_excel_takes_however_it_counts(text):
    first, *further = [cell.value for cell in excel([text])[2]]

    assert further
    assert max(len(part.encode("utf-16-le")) // 2 for part in (first, *further)) <= LONGEST_TEXT
    assert "".join(part.replace("_x005F_", "_") for part in (first, *further)) == text


def test_words_that_excel_takes_for_a_character_stay_words():
    assert excel(["_x0041_ and _x00e9"])["A2"].value == "_x005F_x0041_ and _x00e9"


def test_the_head_stays_and_rows_can_be_filtered():
    sheet = excel(("a", "b"), ("c", "d"), width=2)

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert [(cell.value, cell.font.b) for cell in sheet[1]] == [("見出し0", True), ("見出し1", True)]
    assert {(cell.font.name, cell.font.charset, bool(cell.font.b)) for cell in sheet[2]} == {("Yu Gothic", 128, False)}
    assert {cell.alignment.wrap_text for cell in sheet[2]} == {True}


def test_a_table_without_rows_has_its_head():
    assert [[cell.value for cell in row] for row in excel(width=2).iter_rows()] == [["見出し0", "見出し1"]]
    assert lines(width=2) == [["見出し0", "見出し1"]]


def test_a_column_is_as_wide_as_what_it_holds():
    sheet = excel(("a", "行動指針の改定について", "x" * 500, date(2026, 4, 1)), width=4)

    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [12, 24, 60, 12]


@pytest.mark.parametrize(
    ("title", "shown"), [("決定の一覧", "決定の一覧"), ("a/b: [c]?*\\'", "a b   c"), ("x" * 40, "x" * 31), ("", "Sheet1")]
)
def test_a_sheet_has_a_title_that_excel_takes(title, shown):
    assert excel(title=title).title == shown


def test_a_head_is_in_the_language_of_its_reader():
    column = Column("field", gettext_lazy("Design"), str)

    with override("ja"):
        pieces = write_sheet([column], [], "csv")
    assert b"".join(pieces).decode("utf-8-sig") == "デザイン\r\n"


@given(text=st.text(max_size=60))
@effort(max_examples=50, deadline=None)
def test_any_text_comes_back_or_is_guarded(text):
    (cell,) = excel([text])[2]
    read = lines([text])[1][0] if lines([text])[1] else ""

    assert cell.data_type == ("s" if cell.value is not None else "n")
    assert not read.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert read.removeprefix("'") == (cell.value or "").replace("_x005F_x", "_x").removeprefix("'")


def test_rows_of_csv_go_out_while_later_ones_are_not_read_yet():
    read = []

    def rows():
        for number in range(10_000):
            read.append(number)
            yield ["x" * 1000]

    pieces = write_sheet(columns(), rows(), "csv")
    first = next(pieces)

    assert (len(first) < 100_000, len(read) < 100) == (True, True)


def test_nothing_of_a_sheet_that_failed_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ["a"]
        raise RuntimeError("The database went.")

    with pytest.raises(RuntimeError, match="The database went"):
        write_sheet(columns(), rows(), "xlsx")

    assert list(Path(tmp_path).iterdir()) == []


@pytest.mark.parametrize(
    ("form", "kind"),
    [("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
)
def test_a_sheet_goes_out_under_its_name(form, kind):
    answer = sheet_download(columns(), [["a"]], form, name="決定一覧")

    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == (
        f"attachment; filename=\"download.{form}\"; filename*=UTF-8''%E6%B1%BA%E5%AE%9A%E4%B8%80%E8%A6%A7.{form}"
    )
    assert b"".join(answer) != b""


@pytest.mark.django_db  # closing an answer looks after connections
def test_a_reader_who_goes_away_leaves_no_file_open():
    sheet_download(columns(), [["a"]], "xlsx", name="list").close()


def test_who_asks_for_another_form_is_told_which_there_are():
    suggestions = [("/list/xlsx/", "Excel"), ("/list/csv/", "CSV")]

    with pytest.raises(NotFoundWithSuggestions, match=r"^There is no table in the format “ods”\.$") as refused:
        sheet_download(columns(), [], "ods", name="list", suggestions=suggestions)

    assert refused.value.suggestions == suggestions
