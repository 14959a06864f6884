"""Files that go out and come in: names that survive every browser, and what an upload really is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
    "zip": "application/zip",
}


class NoSuchFileType(ValueError):
    """A file name whose ending has no type here. The message lists the right ones."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} has no known ending. Use one of: {', '.join(TYPES)}.")


def disposition(name: str, *, inline: bool = False) -> str:
    """The header that names a download: an ASCII name for old programs, the true one in UTF-8 (RFC 6266)."""
    name = "".join(character for character in name if character.isprintable() and character not in '/\\"') or "file"
    stem, dot, ending = name.rpartition(".")
    ascii_stem = "".join(character if character.isascii() else "_" for character in stem).strip("_ ") or "download"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_stem}{dot}{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


def download(content: bytes | str | Iterable[bytes], *, name: str, inline: bool = False) -> HttpResponse | StreamingHttpResponse:
    """A file as an answer. Its type follows from the ending of its name; no browser may guess another."""
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise NoSuchFileType(name)
    answer: HttpResponse | StreamingHttpResponse
    if isinstance(content, (bytes, str)):
        body = content.encode() if isinstance(content, str) else content
        answer = HttpResponse(body, content_type=TYPES[ending])
        answer["Content-Length"] = str(len(body))
    else:
        answer = StreamingHttpResponse(content, content_type=TYPES[ending])
    answer["Content-Disposition"] = disposition(name, inline=inline)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class Content(StrEnum):
    """What the first bytes of a file say that it is."""

    TEXT = "text"
    ZIP = "zip"
    PDF = "pdf"
    PICTURE = "picture"
    OLD_OFFICE = "old_office"
    COMPRESSED = "compressed"
    BINARY = "binary"


SIGNATURES = (
    (b"PK\x03\x04", Content.ZIP),
    (b"PK\x05\x06", Content.ZIP),
    (b"%PDF-", Content.PDF),
    (b"\x89PNG\r\n\x1a\n", Content.PICTURE),
    (b"\xff\xd8\xff", Content.PICTURE),
    (b"GIF8", Content.PICTURE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLD_OFFICE),
    (b"\x1f\x8b", Content.COMPRESSED),
    (b"BZh", Content.COMPRESSED),
    (b"7z\xbc\xaf\x27\x1c", Content.COMPRESSED),
    (b"Rar!", Content.COMPRESSED),
)
# Tab, line feed, form feed, carriage return and escape (ISO-2022-JP) do stand in texts.
NOT_IN_TEXT = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})


def what_is(head: bytes) -> Content:
    """What a file is by its first bytes, whatever its name says. Word's own .docx and .xlsx are ZIP."""
    for signature, content in SIGNATURES:
        if head.startswith(signature):
            return content
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Content.TEXT
    return Content.BINARY if any(byte in NOT_IN_TEXT for byte in head) else Content.TEXT
