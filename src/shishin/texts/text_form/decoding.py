"""Decoding: from bytes to text, and what is refused because it is none."""

from __future__ import annotations

import re

from shishin.texts.errors import FileTooLarge, NotAText, NotUtf8, SeemsInAnotherEncoding

MAGIC = (
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"{\\rtf", "RTF"),
)
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def decode(content: bytes, *, file: str, limit: int) -> str:
    """The text of a file in UTF-8; a byte order mark is dropped, line ends become line feeds."""
    if len(content) > limit:
        raise FileTooLarge(file=file, size=len(content), limit=limit)
    for start, name in MAGIC:
        if content.startswith(start):
            raise NotAText(file=file, format=name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SeemsInAnotherEncoding(file=file, line=1, encoding="UTF-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if encoding := _other_encoding(content):
            raise SeemsInAnotherEncoding(file=file, line=line, encoding=encoding) from error
        raise NotUtf8(file=file, line=line) from error
    if "\0" in text:
        raise NotAText(file=file, format="binary")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _other_encoding(content: bytes) -> str:
    """Which Japanese encoding the bytes are in, if they make sense in one."""
    for encoding, name in (("cp932", "Shift_JIS (CP932)"), ("euc_jp", "EUC-JP")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        letters = [character for character in text if ord(character) > 127]
        if letters and sum(1 for character in letters if JAPANESE.match(character)) * 2 >= len(letters):
            return name
    return ""
