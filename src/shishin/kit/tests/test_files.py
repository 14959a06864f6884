"""Files keep their names in every browser, and an upload is what its bytes say."""

from __future__ import annotations

import pytest

from shishin.kit.files import NoSuchFileType, disposition, download


def test_a_download_keeps_its_japanese_name():
    assert disposition("新旧対照表 1.0.0.docx") == (
        "attachment; filename=\"1.0.0.docx\"; filename*=UTF-8''%E6%96%B0%E6%97%A7%E5%AF%BE%E7%85%A7%E8%A1%A8%201.0.0.docx"
    )


@pytest.mark.parametrize(
    ("name", "in_ascii"),
    [("資料", "download"), ("x.資料", "x"), ("passwd", "passwd"), ("😀.pdf", "download.pdf"), (".pdf", "download.pdf")],
)
def test_old_programs_get_a_name_of_ascii_alone(name, in_ascii):
    assert disposition(name).split("; ")[1] == f'filename="{in_ascii}"'


@pytest.mark.asvs("V1.2.1")
@pytest.mark.ipa("HTTP header injection")
def test_a_name_cannot_break_out_of_its_header():
    assert disposition('a"\r\nX-Evil: 1/b.pdf', inline=True) == "inline; filename=\"aX-Evil: 1b.pdf\"; filename*=UTF-8''aX-Evil%3A%201b.pdf"


@pytest.mark.asvs("V3.2.1", "V4.1.1")
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
