"""Bringing in: from a file or a folder, of our form or foreign, Markdown or Word, to editions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.guidelines.acting.adopting import take_over
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.editions.describing import describe_document
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.editions.vocabulary import read_vocabulary, unknown_values
from shishin.guidelines.errors.editions import ChangesWithoutReason, ClausesNotPrintable
from shishin.guidelines.models import Document, Edition, Line, NumberingScheme
from shishin.kit.own_process import OwnProcess
from shishin.texts.errors import FileTooLarge, NothingToImport
from shishin.texts.foreign_markdown import ForeignText, read_foreign
from shishin.texts.foreign_markdown.dialects import HEADING
from shishin.texts.foreign_markdown.guessing import language_of, name_of_document, slug_of, version_of
from shishin.texts.foreign_word import LIMIT as WORD_LIMIT
from shishin.texts.foreign_word import is_word_file, read_word
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, TakenOver, is_draft_version, version_order
from shishin.texts.matching import MatchedKeys, match_keys
from shishin.texts.scopes import Vocabulary
from shishin.texts.text_form import LIMIT, is_our_folder, read_folder
from shishin.texts.text_form.normalising import fenced_lines
from shishin.texts.text_form.reading import read_clauses
from shishin.texts.text_form.sheets import decode
from shishin.trail.recording import Acting

OTHERS_NAMED = 20
LINE_WITH_KEY = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d+[.)])[ \t].*\{#[\w-][^{}\n]*\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TextDetails:
    """What the caller says about a text. What is empty is read from the text or from the name of the file."""

    slug: str = ""
    version: str = ""
    language: str = ""
    family: str = ""
    owner: str = ""
    title: str = ""
    numbering: str = ""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """An edition that came in or was there before, and what is to be said about it."""

    edition: Edition
    notes: tuple[str, ...] = ()


@transaction.atomic
def bring_in(path: Path, *, details: TextDetails, by: Acting, taken_over: TakenOver | None = None) -> list[BroughtIn]:
    """Import every edition that the path holds and that is not there yet: all of them or none."""
    if path.is_dir() and is_our_folder(path):
        return _bring_in_ours(path, details=details, by=by, taken_over=taken_over)
    if path.is_dir() and (path / "edition.yaml").is_file() and is_our_folder(path.parent):
        return _bring_in_ours(path.parent, details=replace(details, version=path.name), by=by, taken_over=taken_over)
    apart = OwnProcess(path.name)
    read, notes = apart.run(read_manuscript, contents_at(path), details=details, known=known_of(details))
    manuscript, keys = carried_over(read, apart=apart)
    brought = _bring_in_one(manuscript, by=by, taken_over=taken_over)
    brought = replace(brought, notes=(*notes, *_not_read(path), *brought.notes))
    if keys is None:
        return [brought]
    note = _("Started from %(version)s: %(carried)s keys carried over, %(new)s new, %(gone)s gone.") % {
        "version": manuscript.edition.started_from or _("no earlier edition"),
        "carried": len(keys.matched),
        "new": len(keys.new),
        "gone": len(keys.gone),
    }
    return [replace(brought, notes=(note, *brought.notes))]


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Texts by the names of their files, and what is to be said about how they were read."""

    texts: Mapping[str, str | ForeignText] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def contents_at(path: Path) -> dict[str, bytes]:
    """What a file holds, or each Markdown file in a folder, by name."""
    # Regular files alone: reading from a pipe might never end.
    files = [file for file in (sorted(path.glob("*.md")) if path.is_dir() else [path]) if file.is_file() or not file.exists()]
    if not files:
        raise NothingToImport(file=path.name)
    limit = WORD_LIMIT if is_word_file(files[0].name) else LIMIT
    if (size := sum(file.stat().st_size for file in files)) > limit:
        raise FileTooLarge(file=path.name, size=size, limit=limit)
    # A file names its document itself; files of a folder, named 01 and so on, leave that to the folders above.
    names = [PurePosixPath(*file.resolve().parts[-3:]).as_posix().lstrip("/") if path.is_dir() else file.name for file in files]
    return {name: file.read_bytes() for name, file in zip(names, files, strict=True)}


def _not_read(path: Path) -> Iterator[str]:
    """What else lies in a folder, by name."""
    others = (
        [file.name + ("/" if file.is_dir() else "") for file in sorted(path.iterdir()) if file.suffix != ".md"] if path.is_dir() else []
    )
    if others:
        words = ", ".join(others[:OTHERS_NAMED]) + ("…" if len(others) > OTHERS_NAMED else "")
        yield _("Not read, for only the Markdown files of a folder are: %(files)s.") % {"files": words}


def refuse_too_large(name: str, size: int) -> None:
    """What its size alone says, before anything is read."""
    limit = WORD_LIMIT if is_word_file(name) else LIMIT
    if size > limit:
        raise FileTooLarge(file=name, size=size, limit=limit)


@dataclass(frozen=True, slots=True)
class AlreadyKnown:
    """What the site knows of a document before its text is read: whoever reads it asks no database."""

    keys: Collection[str]
    scopes: Vocabulary
    numbering: str = ""
    rules: Mapping[str, Any] | None = None
    """The numbering scheme that is chosen, or that the document has, and its rules."""


def known_of(details: TextDetails) -> AlreadyKnown:
    document = Document.objects.filter(slug=details.slug).select_related("numbering").first() if details.slug else None
    keys = Line.objects.filter(document=document).values_list("key", flat=True) if document else ()
    scheme = document.numbering if document else NumberingScheme.objects.filter(slug=details.numbering).first()
    return AlreadyKnown(list(keys), read_vocabulary(), scheme.slug if scheme else "", scheme.rules if scheme else None)


def read_manuscript(contents: Mapping[str, bytes], *, details: TextDetails, known: AlreadyKnown) -> tuple[Manuscript, tuple[str, ...]]:
    """One edition from files, and what is to be said about how they were read."""
    read = read_contents(contents)
    manuscript = manuscript_from(read.texts, details=details, known=known)
    return manuscript, (*read.notes, *manuscript.remarks)


def read_contents(contents: Mapping[str, bytes]) -> ReadFiles:
    """What files hold, by their names: Word where the name says so, else Markdown."""
    texts: dict[str, str | ForeignText] = {}
    notes: list[str] = []
    for name, content in contents.items():
        if is_word_file(name):
            read = read_word(content, file=name)
            texts[name] = read.text
            notes += [_("%(file)s: %(note)s") % {"file": name, "note": note} for note in read.notes]
        else:
            texts[name] = decode(content, file=name, limit=LIMIT)
    return ReadFiles(texts, tuple(notes))


def manuscript_from(files: Mapping[str, str | ForeignText], *, details: TextDetails, known: AlreadyKnown) -> Manuscript:
    """One edition from texts by file name: of our form where one text has keys, else foreign."""
    text = next(iter(files.values()))
    if len(files) == 1 and isinstance(text, str) and is_ours(text):
        manuscript = _ours_without_sheets(text, name=next(iter(files)), details=details, known=known)
    else:
        manuscript = read_foreign(
            files,
            slug=details.slug or None,
            version=details.version or None,
            language=details.language or None,
            title=details.title or None,
            numbering=known.numbering or details.numbering or None,
            keys=known.keys,
            rules=known.rules,
        )
    return replace(manuscript, document=replace(manuscript.document, family=details.family, owner=details.owner))


def is_ours(text: str) -> bool:
    """Whether a text without sheets is of our form: each heading has its key. Where some have an id and some do not, another program gave them."""
    if not LINE_WITH_KEY.search(text):
        return False
    lines = text.replace("\r\n", "\n").split("\n")
    kept = fenced_lines("\n".join(lines))
    return all(LINE_WITH_KEY.match(line) for at, line in enumerate(lines) if at not in kept and HEADING.match(line))


def carried_over(manuscript: Manuscript, *, apart: OwnProcess) -> tuple[Manuscript, MatchedKeys | None]:
    """A further edition of a document that stands takes over its keys and says which edition it was started from."""
    document = Document.objects.filter(slug=manuscript.document.slug).first()
    editions = sorted(document.editions.all(), key=lambda edition: version_order(edition.version)) if document else []
    if document is None or not editions:
        return manuscript, None
    below = [edition for edition in editions if version_order(edition.version) < version_order(manuscript.edition.version)]
    before = below[-1] if below else editions[0]
    taken = set(Line.objects.filter(document=document).values_list("key", flat=True))
    keys = apart.run(match_keys, manuscript, before=manuscript_of(before), taken=taken)
    sheet = keys.manuscript.edition
    if below:
        sheet = replace(sheet, started_from=before.version, revision=Edition.Revision.MAJOR)
    return replace(keys.manuscript, edition=sheet), keys


def _ours_without_sheets(text: str, *, name: str, details: TextDetails, known: AlreadyKnown) -> Manuscript:
    language = details.language or language_of(text)
    clauses = read_clauses({language: text}, source_language=language, scopes=known.scopes, files={language: name})
    document_name = name_of_document([name])
    titles = {language: details.title or document_name or details.slug}
    version, day = version_of(title="", text="", names=[name])
    return Manuscript(
        DocumentSheet(details.slug or slug_of(document_name), titles, numbering=details.numbering or "arabic", source_language=language),
        EditionSheet(details.version or version, titles=titles, published_on=None if details.version else day),
        clauses,
        keys_given=frozenset(clause.key for clause in clauses),
    )


def _bring_in_ours(path: Path, *, details: TextDetails, by: Acting, taken_over: TakenOver | None) -> list[BroughtIn]:
    folder = OwnProcess(path.name).run(read_folder, path, scopes=read_vocabulary(), version=details.version or None)
    manuscripts = [_with_details(manuscript, details) for manuscript in folder]
    if document := Document.objects.filter(slug=manuscripts[0].document.slug).first():
        describe_document(document, manuscripts[0].document, by=by)
    return [_existing(manuscript) or _bring_in_one(manuscript, by=by, taken_over=taken_over) for manuscript in manuscripts]


def _with_details(manuscript: Manuscript, details: TextDetails) -> Manuscript:
    document = manuscript.document
    titles = {**document.titles, document.source_language: details.title} if details.title else document.titles
    return replace(
        manuscript,
        document=replace(
            document,
            slug=details.slug or document.slug,
            family=details.family or document.family,
            owner=details.owner or document.owner,
            numbering=details.numbering or document.numbering,
            titles=titles,
        ),
    )


def _existing(manuscript: Manuscript) -> BroughtIn | None:
    """The edition that is there already, and whether it has other words than the text."""
    sheet = manuscript.edition
    edition = Edition.objects.filter(document__slug=manuscript.document.slug, version=sheet.version).first()
    if edition is None:
        return None
    note = _("%(version)s is there already.")
    if manuscript_of(edition).clauses != tuple(replace(clause, line_number=0) for clause in manuscript.clauses):
        note = _("%(version)s is there already, with other words than the text has; it was left as it is.")
    return BroughtIn(edition, notes=(note % {"version": sheet.version},))


def _bring_in_one(manuscript: Manuscript, *, by: Acting, taken_over: TakenOver | None) -> BroughtIn:
    edition = import_manuscript(manuscript, by=by)
    notes = [
        note
        for note in (_missing_links(edition.document, manuscript.document), _carry_state(edition, manuscript.edition, taken_over, by))
        if note
    ]
    notes += [unknown.words for unknown in unknown_values(manuscript.clauses)]
    return BroughtIn(edition, notes=tuple(notes))


def _missing_links(document: Document, sheet: DocumentSheet) -> str:
    drawn = set(document.links_out.values_list("target__slug", flat=True))
    missing = sorted({link.to for link in sheet.links} - drawn)
    if not missing:
        return ""
    return _("Links wait for documents that are not there yet: %(slugs)s. Import this folder again once they are.") % {
        "slugs": ", ".join(missing)
    }


def _first_day(sheet: EditionSheet, taken_over: TakenOver) -> date:
    return sheet.in_force_from or sheet.decided_on or sheet.published_on or taken_over.day


def _carry_state(edition: Edition, sheet: EditionSheet, taken_over: TakenOver | None, by: Acting) -> str:
    """Bring the edition to the state that its text says, as far as that can be done without a decision."""
    taken_over = taken_over or sheet.taken_over
    try:
        _fix(edition, sheet, taken_over, by)
    except (ChangesWithoutReason, ClausesNotPrintable) as refusal:
        return _("%(why)s It stays a working edition until then.") % {"why": refusal.in_full}
    if edition.is_working and sheet.state != Edition.State.WORKING:
        return _("%(version)s says that it was adopted, but a decision does not travel in a text: it stays a working edition.") % {
            "version": sheet.version
        }
    if sheet.withdrawn_on and not edition.is_working:
        withdraw_edition(edition, day=sheet.withdrawn_on, reason=sheet.withdrawn_reason, by=by)
    return ""


def _fix(edition: Edition, sheet: EditionSheet, taken_over: TakenOver | None, by: Acting) -> None:
    """Take over or publish what its text says is so."""
    if taken_over and sheet.state != Edition.State.PUBLISHED:
        take_over(edition, source=taken_over.source, day=taken_over.day, in_force_from=_first_day(sheet, taken_over), by=by)
    elif sheet.state == Edition.State.PUBLISHED and is_draft_version(sheet.version):
        publish_draft(edition, published_on=sheet.published_on or localdate(), by=by)
