"""Sheets and folders of our form: what is written reads back the same, and bad files are refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shishin.texts import errors
from shishin.texts.manuscript import (
    DocumentSheet,
    EditionSheet,
    Manuscript,
    ManuscriptChange,
    ManuscriptClause,
    ManuscriptReason,
    Passage,
    SheetLink,
    TakenOver,
)
from shishin.texts.text_form import read_files, read_folder, write_folder
from shishin.texts.text_form.sheets import decode, read_document_sheet, read_edition_sheet, write_document_sheet, write_edition_sheet

SCOPES = ("phase", "tier")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["no", "1.10", "~", "null", "2022-01-01", "- a", "a: b", " x", "二\n行\n"]
)
TEXTS = st.dictionaries(st.sampled_from(["ja", "en", "ja-simple"]), WORDS, max_size=3)
DAYS = st.none() | st.dates()
KEYS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True), min_size=1, max_size=3).map(tuple)
CHANGES = (
    st.tuples(st.sampled_from(["kept", "vacated"]), KEYS).map(
        lambda drawn: ManuscriptChange(drawn[0], before=drawn[1][:1], after=drawn[1][:1])
    )
    | KEYS.map(lambda keys: ManuscriptChange("new", after=keys[:1]))
    | KEYS.map(lambda keys: ManuscriptChange("dropped", before=keys[:1]))
    | st.tuples(st.sampled_from(["split", "merged"]), KEYS, KEYS).map(
        lambda drawn: ManuscriptChange(drawn[0], before=drawn[1], after=drawn[2])
    )
)
REASONS = st.builds(
    ManuscriptReason, words=TEXTS, is_substantive=st.booleans(), changes=st.lists(CHANGES, min_size=1, max_size=5).map(tuple)
)
EDITIONS = st.builds(
    EditionSheet,
    version=st.sampled_from(["1.0.0", "1.10.0", "1.0.0-draft.1", "1.0"]),
    state=st.sampled_from(["working", "published", "adopted"]),
    started_from=st.sampled_from(["", "0.9.0"]),
    revision=st.sampled_from(["enactment", "major", "minor", "formal"]),
    titles=TEXTS,
    keywords=st.dictionaries(st.sampled_from(["ja", "en"]), st.lists(WORDS, max_size=3).map(tuple), max_size=2),
    outlines=TEXTS,
    revision_notes=TEXTS,
    drafted_on=DAYS,
    decided_on=DAYS,
    published_on=DAYS,
    in_force_from=DAYS,
    taken_over=st.none() | st.builds(TakenOver, source=st.just("https://example.jp/"), day=st.dates()),
    withdrawn_on=DAYS,
    withdrawn_reason=WORDS,
    reasons=st.lists(REASONS, max_size=3).map(tuple),
)
LINKS = st.builds(SheetLink, kind=st.sampled_from(["realizes", "supersedes", "explains"]), to=st.just("other"), words=TEXTS)
DOCUMENTS = st.builds(
    DocumentSheet,
    slug=st.just("a-guideline"),
    titles=TEXTS,
    family=st.sampled_from(["", "family"]),
    code=WORDS,
    short_titles=TEXTS,
    owner=st.sampled_from(["", "tokyo"]),
    state=st.sampled_from(["active", "abolished"]),
    abolished_on=DAYS,
    aliases=st.lists(WORDS, max_size=3).map(tuple),
    links=st.lists(LINKS, max_size=3).map(tuple),
    source_note=TEXTS,
)


@settings(max_examples=200, deadline=None)
@given(EDITIONS)
def test_an_edition_sheet_reads_back_as_it_was_written(sheet: EditionSheet) -> None:
    written = write_edition_sheet(sheet)

    assert read_edition_sheet(written) == sheet
    assert write_edition_sheet(read_edition_sheet(written)) == written


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_a_document_sheet_reads_back_as_it_was_written(sheet: DocumentSheet) -> None:
    written = write_document_sheet(sheet)

    assert read_document_sheet(written) == sheet
    assert write_document_sheet(read_document_sheet(written)) == written


def test_a_sheet_is_written_in_one_order_without_what_is_empty() -> None:
    reason = ManuscriptReason(
        {"ja": "意見による。"},
        True,
        (ManuscriptChange("kept", ("a",), ("a",)), ManuscriptChange("kept", ("b",), ("b",)), ManuscriptChange("split", ("c",), ("d", "e"))),
    )
    sheet = EditionSheet("1.10.0", started_from="1.9.0", titles={"ja": "題"}, drafted_on=date(2022, 2, 4), reasons=(reason,))

    assert write_edition_sheet(sheet) == (
        "version: 1.10.0\nstate: working\nstarted_from: 1.9.0\nrevision: enactment\ntitles:\n  ja: 題\ndrafted_on: 2022-02-04\n"
        "changes:\n  - reason:\n      ja: 意見による。\n    substantive: true\n    of:\n      - kept: [a, b]\n"
        "      - split:\n          from: [c]\n          into: [d, e]\n"
    )


@pytest.mark.parametrize(
    ("text", "refusal", "line"),
    [
        ("version: 1.0.0\nauthor: x\n", errors.UnknownField, 2),
        ("state: adopted\n", errors.MissingField, 1),
        ("version: 1.0.0\nstate: final\n", errors.WrongValue, 2),
        ("version: 1.0.0\nversion: 2.0.0\n", errors.RepeatedField, 2),
        ("version: 1.0.0\ndrafted_on: 2022-13-01\n", errors.WrongValue, 2),
        ("version: 1.0.0\ntitles: 題\n", errors.WrongValue, 2),
        ("version: 1.0.0\ntaken_over: {from: x}\n", errors.MissingField, 2),
        ("version: 1.0.0\nchanges:\n- reason: {ja: x}\n", errors.MissingField, 3),
        ("version: 1.0.0\nchanges:\n- of:\n  - moved: [a]\n", errors.UnknownField, 4),
        ("version: &v 1.0.0\nstarted_from: *v\n", errors.NotYaml, 2),
        ("version: [\n", errors.NotYaml, 2),
        ("- 1.0.0\n", errors.WrongValue, 1),
    ],
)
def test_a_wrong_sheet_is_refused_with_its_line(text: str, refusal: type[errors.TextRefused], line: int) -> None:
    with pytest.raises(errors.TextRefused) as refused:
        read_edition_sheet(text)

    assert (type(refused.value), refused.value.file, refused.value.line) == (refusal, "edition.yaml", line)


@pytest.mark.parametrize(
    ("content", "refusal", "said"),
    [
        (b"PK\x03\x04rest", errors.NotAText, "ja.md: This is not a text file but ZIP."),
        (b"a\0b", errors.NotAText, "ja.md: This is not a text file but binary."),
        ("一行目\n指針の本文".encode("cp932"), errors.NotUtf8, "ja.md, line 1: The file seems to be in Shift_JIS (CP932), not in UTF-8."),
        (b"good\n\xff\xfe\xfd", errors.NotUtf8, "ja.md, line 2: The file holds bytes that are not UTF-8."),
        (b"x" * 101, errors.FileTooLarge, "ja.md: The file has 101 bytes; the limit is 100."),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, refusal: type[errors.TextRefused], said: str) -> None:
    with pytest.raises(refusal) as refused:
        decode(content, file="ja.md", limit=100)

    assert refused.value.message == said


def test_a_byte_order_mark_is_dropped_and_line_ends_are_one() -> None:
    assert decode("\ufeff一\r\n二\r".encode(), file="ja.md", limit=100) == "一\n二\n"


def manuscript(version: str, *, started_from: str = "") -> Manuscript:
    clause = ManuscriptClause("purpose", 1, passages={"ja": Passage("目的", "本文。"), "en": Passage("Purpose", "Text.")}, line_number=1)
    return Manuscript(
        DocumentSheet("a-guideline", {"ja": "指針"}), EditionSheet(version, started_from=started_from, titles={"ja": "指針"}), (clause,)
    )


def test_a_folder_reads_back_its_editions_in_the_order_they_started_from_one_another(tmp_path: Path) -> None:
    draft, final = manuscript("2.0.0-draft.1"), manuscript("1.0.0", started_from="2.0.0-draft.1")
    for edition in (final, draft):
        write_folder(edition, tmp_path)

    assert read_folder(tmp_path, scopes=SCOPES) == [draft, final]
    assert read_folder(tmp_path, scopes=SCOPES, version="1.0.0") == [final]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "1.0.0/edition.yaml",
        "1.0.0/en.md",
        "1.0.0/ja.md",
        "2.0.0-draft.1/edition.yaml",
        "2.0.0-draft.1/en.md",
        "2.0.0-draft.1/ja.md",
        "document.yaml",
    ]


def test_a_folder_is_refused_by_the_file_that_is_wrong(tmp_path: Path) -> None:
    write_folder(manuscript("1.0.0"), tmp_path)
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def refusal_of(changed: dict[str, bytes | None]) -> tuple[type[errors.TextRefused], str]:
        with pytest.raises(errors.TextRefused) as refused:
            read_files({name: content for name, content in (files | changed).items() if content is not None}, scopes=SCOPES)
        return type(refused.value), refused.value.file

    assert refusal_of({"document.yaml": None}) == (errors.MissingFile, "document.yaml")
    assert refusal_of({"1.0.0/edition.yaml": None}) == (errors.MissingFile, "1.0.0/edition.yaml")
    assert refusal_of({"1.0.0/ja.md": None}) == (errors.MissingFile, "1.0.0/ja.md")
    assert refusal_of({"1.0.0/README.md": b"x"}) == (errors.UnexpectedFile, "1.0.0/README.md")
    assert refusal_of({"1.0.0/en.md": b"# x {#other}\n"}) == (errors.UnknownKey, "1.0.0/en.md")
    assert refusal_of({"1.0.0/edition.yaml": b"version: 1.0.1\n"}) == (errors.WrongValue, "1.0.0/edition.yaml")


def test_editions_that_start_from_one_another_in_a_circle_are_refused(tmp_path: Path) -> None:
    write_folder(manuscript("1.0.0", started_from="2.0.0"), tmp_path)
    write_folder(manuscript("2.0.0", started_from="1.0.0"), tmp_path)

    with pytest.raises(errors.EditionsInACircle, match=r"1\.0\.0, 2\.0\.0"):
        read_folder(tmp_path, scopes=SCOPES)
