from __future__ import annotations

import io
import zipfile

import pytest

from shishin.kit.file_kinds import is_as_named


def archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name in names:
            written.writestr(name, "x")
    return content.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3"
PNG = b"\x89PNG\r\n\x1a\n0000"
JPEG = b"\xff\xd8\xff\xe0\x00"
DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
PPTX = archive("[Content_Types].xml", "ppt/presentation.xml")
EXE = b"MZ\x90\x00\x03"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.PDF", b"\n" + PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
        ("a.pptx", PPTX),
        ("a.zip", DOCX),
        ("a.txt", "議事次第\r\n".encode()),
        ("a.txt", "議事次第".encode("cp932")),
        ("a.csv", "名,数".encode("utf-16")),
        ("a.md", "資".encode() * 30_000),
        ("a.txt", b""),
    ],
)
def test_a_file_is_what_its_name_says(name, content):
    assert is_as_named(io.BytesIO(content), name=name)


@pytest.mark.asvs("V5.2.2")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", EXE),
        ("a.pdf", b"<html>" + b" " * 2000 + PDF),
        ("a.pdf", b""),
        ("a.png", JPEG),
        ("a.docx", XLSX),
        ("a.docx", b"PK\x03\x04 but no archive"),
        ("a.xlsx", archive("xl/workbook.xml")),
        ("a.zip", PDF),
        ("a.txt", EXE),
        ("a.csv", PNG),
        ("a.html", b"<script>"),
        ("a.exe", EXE),
        ("a", PDF),
    ],
)
def test_a_file_is_not_what_its_name_says_or_nobody_can_tell(name, content):
    assert not is_as_named(io.BytesIO(content), name=name)


def test_looking_leaves_the_file_at_its_beginning():
    content = io.BytesIO(DOCX)

    is_as_named(content, name="a.docx")

    assert content.tell() == 0


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([f"word/{number}" + "x" * 60_000 for number in range(70)], id="names of four million bytes"),
        pytest.param([f"word/{number}" for number in range(66_000)], id="more members than the small kind counts"),
    ],
)
def test_an_archive_with_a_list_of_members_that_would_fill_the_memory_is_not_read(names, monkeypatch):
    content = archive("[Content_Types].xml", *names)
    monkeypatch.setattr(zipfile, "ZipFile", None)

    assert not is_as_named(io.BytesIO(content), name="a.docx")


def test_the_end_of_an_archive_does_not_hide_behind_another():
    hidden = bytearray(archive("[Content_Types].xml", "word/document.xml"))
    hidden[-6:-2] = b"PK\x05\x06"

    assert not is_as_named(io.BytesIO(bytes(hidden)), name="a.docx")
