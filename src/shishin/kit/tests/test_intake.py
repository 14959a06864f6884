"""A table from elsewhere is read as it is meant, row by row, or refused in two sentences; whoever asked goes on."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from shishin.kit.budget import OverBudget
from shishin.kit.intake.errors import (
    BrokenRecord,
    BrokenWorkbook,
    CellError,
    EmptySheet,
    LockedWorkbook,
    NoRoomToRead,
    OldWorkbook,
    SheetTooLarge,
    WrongEncoding,
)
from shishin.kit.intake.reading import read_sheet
from shishin.kit.own_process import Bounds, BrokeWhileRead
from shishin.kit.sheets import Column, write_sheet

WORDS = "番号,意見\n1,賛成です\n2,①髙橋に反対\n"


def read(content: bytes, **options):
    """Headings, and rows with their numbers."""
    with read_sheet(io.BytesIO(content), name="list", **options) as sheet:
        assert len(sheet) == len(list(sheet.rows))
        return [heading.words for heading in sheet.headings], [(row.line, *row.cells) for row in sheet.rows]


def excel(*rows, merged=(), change=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    if change:
        change(book.active)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(content: bytes, name: str, change) -> bytes:
    """The same archive with another content of one member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_of_a_csv_file_is_found(codec):
    assert read(WORDS.encode(codec)) == (["番号", "意見"], [(2, "1", "賛成です"), (3, "2", "①髙橋に反対")])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_what_parts_the_columns_is_found(delimiter):
    rows = [["id", "words"], ["1", "a, b; c\td"], ["2", "x, y"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)

    assert read(text.encode()) == (["id", "words"], [(2, "1", "a, b; c\td"), (3, "2", "x, y")])


def test_an_encoding_that_was_chosen_holds_and_what_does_not_fit_is_told_with_its_line():
    with pytest.raises(WrongEncoding, match=r"list, line 2: these bytes are no characters of UTF-8"):
        read("id,words\n1,意見\n".encode("cp932"), encoding="utf-8")
    with pytest.raises(WrongEncoding, match="line 3"):
        read(b"id,words\n1,ok\n2,\xed\xa0\x80 \xff\n")
    with pytest.raises(WrongEncoding, match="line 3: these bytes are no characters of UTF-8"):
        read("id,words\n1,意見\n2,半".encode() + b"\xed\xa0\x80\n")


def test_a_file_with_one_column_and_a_file_of_one_line():
    assert read("意見\n賛成です\n\n反対です\n".encode()) == (["意見"], [(2, "賛成です"), (4, "反対です")])
    with pytest.raises(EmptySheet, match="list has no row below its headings"):
        read(b"id,words\n")
    with pytest.raises(EmptySheet):
        read(b"")


def test_cells_of_excel_are_text_and_formulas_are_their_values():
    content = excel(
        ["text", "whole", "part", "day", "moment", "yes", "none"], ["0012", 7, 1.5, date(2026, 11, 6), datetime(2026, 11, 6, 9, 30), True]
    )
    with_formula = repacked(content, SHEET, lambda xml: xml.replace(b"<v>7</v>", b"<f>3+4</f><v>7</v>"))

    assert read(with_formula)[1] == [(2, "0012", "7", "1.5", "2026-11-06", "2026-11-06 09:30:00", "TRUE", "")]


def test_the_headings_are_found_below_titles_or_chosen():
    rows = [["意見一覧"], [], ["", "id", "words", "words"], ["", 1, "a", "b"], ["", 2, "c"]]

    assert read(excel(*rows)) == (["A", "id", "words", "words (D)"], [(4, "", "1", "a", "b"), (5, "", "2", "c", "")])
    assert read(excel(*rows), heading_row=4) == (["A", "1", "a", "b"], [(5, "", "2", "c", "")])
    assert read("意見一覧\n番号,意見\n1,賛成\n".encode()) == (["番号", "意見"], [(3, "1", "賛成")])
    with pytest.raises(EmptySheet):
        read(excel(*rows), heading_row=2)


def test_cells_merged_downwards_hold_for_the_rows_beside_them():
    content = excel(["id", "words"], [7, "a"], [None, "b"], [None, None], [8, "c"], merged=["A2:A4", "B5:C5"])

    assert read(content)[1] == [(2, "7", "a"), (3, "7", "b"), (5, "8", "c")]


def test_cells_beyond_the_headings_are_columns_called_by_their_letters():
    assert read(b"id,words\n1,a,b,c\n2,d\n") == (["id", "words", "C", "D"], [(2, "1", "a", "b", "c"), (3, "2", "d", "", "")])


def test_what_we_write_comes_back_also_where_it_is_longer_than_a_cell():
    columns = [
        Column("id", "番号", lambda row: row[0]),
        Column("words", "意見", lambda row: row[1]),
        Column("role", "役", lambda row: row[2]),
    ]
    rows = [("1", "=1+1", "a"), ("2", "あ" * 70_000 + "\nend", "b"), ("3", "-", "c")]

    for form in ("xlsx", "csv"):
        with override("ja"):
            content = b"".join(write_sheet(columns, rows, form))
        assert read(content) == (["番号", "意見", "役"], [(number, *row) for number, row in enumerate(rows, start=2)])


def test_a_cell_is_named_as_excel_names_it_also_behind_a_column_that_went_on():
    columns = [Column("words", "Words", lambda row: row), Column("last", "Last", lambda row: "x")]
    content = b"".join(write_sheet(columns, ["a" * 40_000], "xlsx"))
    with read_sheet(io.BytesIO(content), name="list") as sheet:
        (row,) = sheet.rows
        error = sheet.error(row, 1, "There is no such role.")

    assert load_workbook(io.BytesIO(content)).active["C2"].value == "x"
    assert (error.cell, error.message, isinstance(error, CellError)) == ("C2", "C2: There is no such role.", True)


def test_signs_that_no_format_takes_are_left_out_and_a_long_text_comes_whole():
    assert read("id,words\n1,a\x00b\x0bc\n2,{}\n".format("x" * 1_000_000).encode())[1] == [(2, "1", "abc"), (3, "2", "x" * 1_000_000)]


def test_a_quotation_mark_that_nobody_closes_is_told_with_its_line():
    with pytest.raises(BrokenRecord, match="line 3: from here on"):
        read(b'id,words\n1,a\n2,"b' + b"x\n" * 1_500_000)


def test_ten_thousand_columns_are_refused():
    row = ",".join(["x"] * 10_000)

    with pytest.raises(OverBudget, match="more than 450 columns"):
        read(f"{row}\n{row}\n".encode())
    with pytest.raises(OverBudget, match="more than 450 columns"):
        read(excel(["x"] * 10_000, ["x"]))


def test_more_rows_than_whoever_asks_takes_are_refused():
    with pytest.raises(OverBudget, match="more than 3 rows"):
        read(b"id\n1\n2\n3\n", most=3)


def test_a_hundred_megabytes_in_a_hundred_kilobytes_are_counted_before_they_are_read(settings):
    settings.INTAKE_LIMIT = 50_000_000
    bomb = repacked(excel(["id"], [1]), SHEET, lambda xml: xml + b" " * 100_000_000)
    assert len(bomb) < 110_000

    with pytest.raises(SheetTooLarge, match=r"list has more than 47\.7\xa0MB, as it comes or when it is unpacked"):
        read(bomb)
    with pytest.raises(SheetTooLarge):
        read(b"x" * 50_000_001)


def test_an_archive_that_lies_about_the_size_of_a_member_is_refused():
    content = excel(["id"], ["x" * 5_000])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content

    with pytest.raises(BrokenWorkbook):
        read(lying)


def test_a_sheet_that_says_it_is_vast_is_read_for_what_it_holds_and_one_that_is_ends_alone():
    vast = repacked(excel(["id"], [1]), SHEET, lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    far = repacked(excel(["id"], [1]), SHEET, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"'))

    assert read(vast) == (["id"], [(2, "1")])
    with pytest.raises(BrokeWhileRead):
        read(far, bounds=Bounds(memory=256, seconds=20))


def test_entities_are_not_resolved():
    secret = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

    with pytest.raises(BrokenWorkbook):
        read(repacked(excel(["id"], [1]), SHEET, lambda xml: secret + xml))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04nothing", BrokenWorkbook),
        (excel(["id"], [1])[:-400], BrokenWorkbook),
        (repacked(excel(["id"], [1]), SHEET, lambda xml: xml[:200]), BrokenWorkbook),
        (repacked(excel(["id"], ["x"]), "xl/workbook.xml", lambda xml: b""), BrokenWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, OldWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), LockedWorkbook),
        (excel(), EmptySheet),
    ],
)
def test_what_is_no_table_is_refused(content, refusal):
    with pytest.raises(refusal) as refused:
        read(content)

    assert type(refused.value) is refusal
    assert refused.value.way_out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_disk_without_room_is_told_with_the_way_out(monkeypatch):
    monkeypatch.setattr("shishin.kit.intake.reading.TemporaryFile", lambda: Path("/dev/full").open("wb"))  # noqa: SIM115 - the sheet closes it

    with pytest.raises(NoRoomToRead, match="there is no room left in") as refused:
        read(b"a,b\n1,2\n")

    assert "TMPDIR" in refused.value.way_out


def test_nothing_stays_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(WORDS.encode())

    assert list(Path(tmp_path).iterdir()) == []


def test_rows_are_read_as_often_as_asked_and_beside_one_another():
    with read_sheet(io.BytesIO(WORDS.encode()), name="list") as sheet:
        pairs = [(one.line, other.line) for one, other in zip(sheet.rows, sheet.rows, strict=True)]

    assert pairs == [(2, 2), (3, 3)]
