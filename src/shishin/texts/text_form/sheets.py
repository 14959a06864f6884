"""The two YAML sheets: `document.yaml` describes the document, `edition.yaml` one edition with its changes and their reasons."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from shishin.texts.errors import FileTooLarge, MissingField, NotAText, NotUtf8, SeemsInAnotherEncoding
from shishin.texts.manuscript import DocumentSheet, EditionSheet, ManuscriptChange, ManuscriptReason, SheetLink, TakenOver
from shishin.texts.text_form.yaml_places import Place, read_yaml, write_yaml

LINK_KINDS = ("subordinate_to", "explains", "supplements", "realizes", "refers_to", "supersedes")
EDITION_STATES = ("working", "published", "adopted")
REVISIONS = ("enactment", "major", "minor", "formal")
POSITIONS = ("normative", "informative")
DOCUMENT_STATES = ("active", "superseded", "abolished", "out_of_management")
SINGLE_CHANGES = ("kept", "new", "dropped", "vacated")
PAIR_CHANGES = ("split", "merged")

DOCUMENT_FIELDS = tuple(field.name for field in fields(DocumentSheet))
EDITION_FIELDS = tuple("changes" if field.name == "reasons" else field.name for field in fields(EditionSheet))


def read_document_sheet(text: str, *, file: str = "document.yaml") -> DocumentSheet:
    sheet = read_yaml(text, file=file)
    sheet.refuse_unknown(DOCUMENT_FIELDS)
    for name in ("slug", "titles"):
        if not sheet.has(name):
            raise MissingField(file=file, line=sheet.line, name=name)
    words: dict[str, Any] = {name: sheet.word(name) for name in ("slug", "family", "code", "owner")}
    texts: dict[str, Any] = {name: sheet.texts(name) for name in ("titles", "short_titles", "outlines", "audiences", "source_note")}
    return DocumentSheet(
        **words,
        **texts,
        position=sheet.choice("position", POSITIONS, "normative"),
        kind=sheet.word("kind") or "guideline",
        numbering=sheet.word("numbering") or "arabic",
        source_language=sheet.word("source_language") or "ja",
        state=sheet.choice("state", DOCUMENT_STATES, "active"),
        abolished_on=sheet.day("abolished_on"),
        aliases=sheet.words("aliases"),
        links=tuple(_link(place) for place in sheet.items("links")),
        procedure=_procedure(sheet),
    )


def _procedure(sheet: Place) -> dict[str, tuple[str, ...]]:
    """Which bodies adopt which kind of revision: lists by kind, in the order of the kinds."""
    lists = sheet.lists_by_language("procedure")
    if lists:
        sheet.inside("procedure").refuse_unknown(REVISIONS)
    return {kind: lists[kind] for kind in REVISIONS if lists.get(kind)}


def _link(place: Place) -> SheetLink:
    place.refuse_unknown((*LINK_KINDS, "words"))
    kind = next((kind for kind in LINK_KINDS if place.has(kind)), "")
    if not kind:
        raise MissingField(file=place.file, line=place.line, name=LINK_KINDS[0])
    return SheetLink(kind=kind, to=place.word(kind), words=place.texts("words"))


def read_edition_sheet(text: str, *, file: str = "edition.yaml") -> EditionSheet:
    sheet = read_yaml(text, file=file)
    sheet.refuse_unknown(EDITION_FIELDS)
    if not sheet.word("version"):
        raise MissingField(file=file, line=sheet.line, name="version")
    words: dict[str, Any] = {name: sheet.word(name) for name in ("version", "started_from", "withdrawn_reason")}
    texts: dict[str, Any] = {name: sheet.texts(name) for name in ("titles", "outlines", "revision_notes")}
    days: dict[str, Any] = {name: sheet.day(name) for name in ("drafted_on", "decided_on", "published_on", "in_force_from", "withdrawn_on")}
    return EditionSheet(
        **words,
        **texts,
        **days,
        state=sheet.choice("state", EDITION_STATES, "working"),
        revision=sheet.choice("revision", REVISIONS, "enactment"),
        keywords=sheet.lists_by_language("keywords"),
        taken_over=_taken_over(sheet),
        reasons=tuple(_reason(place) for place in sheet.items("changes")),
    )


def _taken_over(sheet: Place) -> TakenOver | None:
    if not sheet.has("taken_over"):
        return None
    place = sheet.inside("taken_over")
    place.refuse_unknown(("from", "on"))
    day, source = place.day("on"), place.word("from")
    if not source or day is None:
        raise MissingField(file=place.file, line=place.line, name="on" if source else "from")
    return TakenOver(source=source, day=day)


def _reason(place: Place) -> ManuscriptReason:
    place.refuse_unknown(("reason", "substantive", "of"))
    changes = tuple(change for item in place.items("of") for change in _changes(item))
    if not changes:
        raise MissingField(file=place.file, line=place.line, name="of")
    return ManuscriptReason(words=place.texts("reason"), is_substantive=place.truth("substantive", default=True), changes=changes)


def _changes(place: Place) -> Iterator[ManuscriptChange]:
    place.refuse_unknown((*SINGLE_CHANGES, *PAIR_CHANGES))
    for kind in place.names():
        if kind in PAIR_CHANGES:
            pair = place.inside(kind)
            pair.refuse_unknown(("from", "into"))
            yield ManuscriptChange(kind, before=pair.words("from"), after=pair.words("into"))
            continue
        for key in place.words(kind):
            yield ManuscriptChange(kind, before=() if kind == "new" else (key,), after=() if kind == "dropped" else (key,))


def write_document_sheet(sheet: DocumentSheet) -> str:
    """`document.yaml`, in a fixed order, without what is empty or goes without saying."""
    values = _plain(sheet)
    if sheet.links:
        values["links"] = [{link.kind: link.to} | ({"words": dict(link.words)} if link.words else {}) for link in sheet.links]
    return write_yaml(values)


def write_edition_sheet(sheet: EditionSheet) -> str:
    """`edition.yaml`, in a fixed order, without what is empty."""
    values = _plain(sheet)
    values.pop("reasons", None)
    if sheet.taken_over:
        values["taken_over"] = {"from": sheet.taken_over.source, "on": sheet.taken_over.day}
    if sheet.reasons:
        values["changes"] = [_written_reason(reason) for reason in sheet.reasons]
    return write_yaml(values)


def _plain(sheet: DocumentSheet | EditionSheet) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields(sheet):
        value = getattr(sheet, field.name)
        if isinstance(value, Mapping):
            value = {language: list(words) if not isinstance(words, str) else words for language, words in value.items()}
        elif isinstance(value, tuple):
            value = list(value)
        if value or field.name in {"titles", "version", "slug"}:
            values[field.name] = value
    return values


def _written_reason(reason: ManuscriptReason) -> dict[str, Any]:
    written: dict[str, Any] = {"reason": dict(reason.words)} if reason.words else {}
    return written | {"substantive": reason.is_substantive, "of": list(_written_changes(reason.changes))}


def _written_changes(changes: Sequence[ManuscriptChange]) -> Iterator[dict[str, Any]]:
    """Neighbours of one kind share a list, so that a long revision stays readable."""
    gathered: list[str] = []
    for position, change in enumerate(changes):
        if change.kind in PAIR_CHANGES:
            yield {change.kind: {"from": list(change.before), "into": list(change.after)}}
            continue
        gathered += change.after or change.before
        if position + 1 == len(changes) or changes[position + 1].kind != change.kind:
            yield {change.kind: gathered}
            gathered = []


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


LOOKED_AT = 100_000
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
            text = codecs.getincrementaldecoder(encoding)().decode(content[:LOOKED_AT])
        except UnicodeDecodeError:
            continue
        letters = [character for character in text if ord(character) > 127]
        if letters and sum(1 for character in letters if JAPANESE.match(character)) * 2 >= len(letters):
            return name
    return ""
