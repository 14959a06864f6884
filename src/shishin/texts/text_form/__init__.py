"""Our plain-text form: what people edit in any editor and keep in git. Reading and writing are exact inverses.

A document is a folder: `document.yaml`, and for each edition a folder named as its version with `edition.yaml` and a text per language.
In a text, a clause with a heading is written as a heading, one without as a list item below the last heading; where a list item would
come out at another depth, it is written as a heading without words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from shishin.texts.errors import EditionsInACircle, FileTooLarge, MissingFile, TooDeepForHeading, UnexpectedFile, WrongValue
from shishin.texts.languages import TAG
from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage
from shishin.texts.text_form.attributes import write_attributes
from shishin.texts.text_form.normalising import lines_of, normalise, tokens_of
from shishin.texts.text_form.reading import read_clauses
from shishin.texts.text_form.sheets import decode, read_document_sheet, read_edition_sheet, write_document_sheet, write_edition_sheet

LIMIT = 10_000_000
"""Bytes of one file, where the caller says nothing else."""
FOLDER_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")


def is_our_folder(path: Path) -> bool:
    """Whether a folder is of our form, not one of foreign Markdown."""
    return (path / "document.yaml").is_file()


def read_folder(path: Path, *, scopes: Collection[str], version: str | None = None, limit: int = LIMIT) -> list[Manuscript]:
    """All editions of a document, or the one asked for, each after the one it started from."""
    files: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if not file.is_file() or any(part.startswith(".") for part in PurePosixPath(name).parts):
            continue
        if len(PurePosixPath(name).parts) > 2 or file.suffix not in {".yaml", ".md"}:
            continue
        if (size := file.stat().st_size) > limit:
            raise FileTooLarge(file=name, size=size, limit=limit)
        files[name] = file.read_bytes()
    return read_files(files, scopes=scopes, version=version, limit=limit)


def read_files(files: Mapping[str, bytes], *, scopes: Collection[str], version: str | None = None, limit: int = LIMIT) -> list[Manuscript]:
    """The same from the contents of files by their path below the document's folder."""
    if "document.yaml" not in files:
        raise MissingFile(file="document.yaml")
    document = read_document_sheet(decode(files["document.yaml"], file="document.yaml", limit=limit))
    folders = sorted({PurePosixPath(name).parts[0] for name in files if len(PurePosixPath(name).parts) == 2})
    if version is not None:
        folders = [version]
    elif not folders:
        raise MissingFile(file="edition.yaml")
    manuscripts = []
    for folder in folders:
        sheet_name = f"{folder}/edition.yaml"
        if sheet_name not in files:
            raise MissingFile(file=sheet_name)
        edition = read_edition_sheet(decode(files[sheet_name], file=sheet_name, limit=limit), file=sheet_name)
        if edition.version != folder:
            raise WrongValue(file=sheet_name, line=1, name="version", expected=folder)
        texts, names = _texts(files, folder, limit=limit)
        if document.source_language not in texts:
            raise MissingFile(file=f"{folder}/{document.source_language}.md")
        clauses = read_clauses(texts, source_language=document.source_language, scopes=scopes, files=names)
        manuscripts.append(Manuscript(document, edition, clauses))
    return _in_order(manuscripts)


def _texts(files: Mapping[str, bytes], folder: str, *, limit: int) -> tuple[dict[str, str], dict[str, str]]:
    texts, names = {}, {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if path.parts[0] != folder or path.name == "edition.yaml" or len(path.parts) != 2:
            continue
        if path.suffix != ".md" or not TAG.fullmatch(path.stem):
            raise UnexpectedFile(file=name)
        texts[path.stem] = decode(files[name], file=name, limit=limit)
        names[path.stem] = name
    return texts, names


def _in_order(manuscripts: list[Manuscript]) -> list[Manuscript]:
    """Each edition after the one it started from; otherwise in the order of their names."""
    waiting = {manuscript.edition.version: manuscript for manuscript in manuscripts}
    ordered: list[Manuscript] = []
    while waiting:
        ready = [version for version, manuscript in waiting.items() if manuscript.edition.started_from not in waiting]
        if not ready:
            raise EditionsInACircle(versions=sorted(waiting))
        ordered += [waiting.pop(version) for version in ready]
    return ordered


def files_of(manuscript: Manuscript) -> dict[str, str]:
    """The text of each file of one edition by its path below the document's folder."""
    document, edition = manuscript.document, manuscript.edition
    if not FOLDER_NAME.fullmatch(edition.version):
        raise WrongValue(file="edition.yaml", line=1, name="version", expected="1.0.0, 1.0.0-draft.1")
    languages = {language for clause in manuscript.clauses for language in clause.passages} | {document.source_language}
    texts = {
        f"{edition.version}/{language}.md": write_clauses(manuscript.clauses, language=language, source_language=document.source_language)
        for language in sorted(languages)
    }
    return {
        "document.yaml": write_document_sheet(document),
        f"{edition.version}/edition.yaml": write_edition_sheet(edition),
        **texts,
    }


def write_folder(manuscript: Manuscript, directory: Path) -> list[Path]:
    """Write one edition below `directory`; other editions there stay as they are."""
    written = []
    for name, text in files_of(manuscript).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


DEEPEST_HEADING = 6
COLONS = re.compile(r"^[ ]*(:{3,})", re.MULTILINE)
# Such a line begins a paragraph for certain; anything else is looked at.
PLAIN_START = re.compile(r"[^\W\d_]")


def write_clauses(clauses: Iterable[ManuscriptClause], *, language: str, source_language: str) -> str:
    """The text of one language; clauses not translated into it are left out."""
    is_source = language == source_language
    blocks: list[str] = []
    base, nesting = 0, 0
    for clause in clauses:
        if not is_source and language not in clause.passages:
            continue
        passage = normalise(clause.passages.get(language, Passage()))
        braces = write_attributes(clause) if is_source else f"{{#{clause.key}}}"
        if passage.heading or clause.depth <= base:
            base, nesting = _heading_depth(clause, is_source=is_source), 0
            blocks += _heading(passage, braces, base)
        else:
            # Where a translation leaves out the item above, the one below moves up: its depth is that of the source anyway.
            nesting = min(clause.depth - base, nesting + 1)
            blocks += [_indented(block, (nesting - 1) * 2) for block in _item(passage, braces)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _heading_depth(clause: ManuscriptClause, *, is_source: bool) -> int:
    if clause.depth <= DEEPEST_HEADING:
        return clause.depth
    if is_source:
        raise TooDeepForHeading(key=clause.key, depth=clause.depth)
    return DEEPEST_HEADING


def _heading(passage: Passage, braces: str, depth: int) -> list[str]:
    line = " ".join(part for part in ("#" * depth, passage.heading, braces) if part)
    return [line, *_summary(passage), *([passage.body] if passage.body else [])]


def _item(passage: Passage, braces: str) -> list[str]:
    """The mark and the first lines, then what follows indented below them."""
    lines = passage.body.split("\n")
    until = _lines_beside_the_mark(passage.body, lines)
    if passage.summary and 0 < until < len(lines) and (lines[until] or not lines[until + 1]):
        # Not just one empty line divides the first paragraph from what follows: the summary must not come between.
        until = 0
    if not until:
        blocks = [f"- {braces}", *(_indented(block, 2) for block in _summary(passage))]
        return [*blocks, _indented(passage.body, 2)] if passage.body else blocks
    first = _indented("\n".join([f"{lines[0]} {braces}", *lines[1:until]]), 2)[2:]
    rest = "\n".join(lines[until:])
    if not passage.summary:
        return [f"- {first}" + ("\n" + _indented(rest, 2) if rest else "")]
    blocks = [f"- {first}", *(_indented(block, 2) for block in _summary(passage))]
    return [*blocks, _indented(rest.strip("\n"), 2)] if rest else blocks


def _lines_beside_the_mark(body: str, lines: list[str]) -> int:
    """How many lines of the body form the paragraph that can stand beside the mark; 0 if it begins otherwise."""
    if not body or lines[0].startswith(" ") or (lines[0].startswith("[") and "]:" in lines[0]):
        return 0
    if len(lines) == 1 and PLAIN_START.match(body):
        return 1
    tokens = tokens_of(body)
    if not tokens or tokens[0].type != "paragraph_open" or lines_of(tokens[0])[0] != 0:
        return 0
    return lines_of(tokens[0])[1]


def _summary(passage: Passage) -> list[str]:
    if not passage.summary:
        return []
    longest = max((len(run) for run in COLONS.findall(passage.summary)), default=2)
    marks = ":" * max(3, longest + 1)
    return [f"{marks} summary\n{passage.summary}\n{marks}"]


def _indented(block: str, columns: int) -> str:
    if not columns:
        return block
    indent = " " * columns
    return "\n".join(indent + line if line else "" for line in block.split("\n"))
