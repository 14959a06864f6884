"""Files keep their names in every browser, and an upload is what its bytes say."""

from __future__ import annotations

import pytest

from shishin.kit.files import Content, NoSuchFileType, disposition, download, what_is


def test_a_download_keeps_its_japanese_name():
    assert disposition("新旧対照表 1.0.0.docx") == (
        "attachment; filename=\"1.0.0.docx\"; filename*=UTF-8''%E6%96%B0%E6%97%A7%E5%AF%BE%E7%85%A7%E8%A1%A8%201.0.0.docx"
    )


def test_a_name_cannot_break_out_of_its_header():
    assert disposition('a"\r\nX-Evil: 1/b.pdf', inline=True) == "inline; filename=\"aX-Evil: 1b.pdf\"; filename*=UTF-8''aX-Evil%3A%201b.pdf"


def test_a_download_says_what_it_is_and_lets_no_browser_guess():
    answer = download("都民", name="text.md")

    assert answer.content == "都民".encode()
    assert dict(answer.items()) == {
        "Content-Type": "text/markdown; charset=utf-8",
        "Content-Length": "6",
        "Content-Disposition": "attachment; filename=\"text.md\"; filename*=UTF-8''text.md",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_long_download_is_streamed():
    assert b"".join(download(iter([b"a", b"b"]), name="trail.jsonl")) == b"ab"


def test_an_unknown_ending_lists_the_right_ones():
    with pytest.raises(NoSuchFileType, match="Use one of: csv, docx, html"):
        download(b"", name="run.exe")


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (b"PK\x03\x04...", Content.ZIP),
        (b"%PDF-1.7", Content.PDF),
        (b"\x89PNG\r\n\x1a\n", Content.PICTURE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLD_OFFICE),
        (b"\x1f\x8b\x08", Content.COMPRESSED),
        (b"\x7fELF\x02\x01\x00", Content.BINARY),
        ("﻿# 指針\r\n".encode(), Content.TEXT),
        ("指針".encode("cp932"), Content.TEXT),
        ("指針".encode("iso-2022-jp"), Content.TEXT),
        ("指針".encode("utf-16"), Content.TEXT),
        (b"", Content.TEXT),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, content):
    assert what_is(head) == content
