"""Files that go out, under names that survive every browser."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
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
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    ascii_stem, ascii_ending = ("".join(letter if letter.isascii() else "_" for letter in part).strip("_ ") for part in (stem, ending))
    ascii_name = f"{ascii_stem or 'download'}{dot if ascii_ending else ''}{ascii_ending}"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


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
