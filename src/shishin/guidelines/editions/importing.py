"""Importing: how a manuscript becomes a working edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from shishin.guidelines.editions.checking import check_manuscript
from shishin.guidelines.editions.clauses import BATCH, attributes_of, store_clauses
from shishin.guidelines.editions.describing import document_of
from shishin.guidelines.editions.hashing import edition_hash, hash_of
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.errors.editions import ChangeOfUnknownClause, KeyOfAnotherClause, UnknownEditionBefore, VersionTaken
from shishin.guidelines.models import Change, Clause, ClauseText, Document, Edition, Line, Reason
from shishin.texts.manuscript import EditionSheet, Manuscript, ManuscriptClause, ManuscriptReason, parents
from shishin.trail.recording import Acting, record

MAKE_CLAUSES = (Change.Kind.SPLIT, Change.Kind.MERGED, Change.Kind.NEW)
"""The clauses that such a change leads to stood in no edition before."""


@transaction.atomic
def import_manuscript(manuscript: Manuscript, *, by: Acting, is_example: bool = False) -> Edition:
    """Store an edition with all it holds; its document, family and owner are made where they are missing."""
    check_manuscript(manuscript)
    document = document_of(manuscript.document, by=by, is_example=is_example)
    document = Document.objects.select_for_update().get(pk=document.pk)
    sheet = manuscript.edition
    if document.editions.filter(version=sheet.version).exists():
        raise VersionTaken(document=document, version=sheet.version)
    before = _edition_before(document, sheet)

    edition = _store_edition(document, sheet, before=before)
    old = earlier_clauses(before)
    refuse_keys_of_others(sheet.reasons, old)
    clauses = _store_clauses(edition, manuscript.clauses)
    _store_texts(edition, manuscript.clauses, clauses, old)
    store_reasons(edition, sheet.reasons, before=old, after=clauses)

    record(
        "guidelines.edition_imported",
        about=edition,
        who=by,
        document=document.slug,
        version=edition.version,
        clauses=len(clauses),
        hash=edition_hash(edition),
    )
    return edition


@dataclass(frozen=True, slots=True)
class EarlierClauses:
    """The clauses of the edition started from, by key, and what their translations were made from."""

    version: str = ""
    by_key: Mapping[str, int] = field(default_factory=dict)
    translated_from: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """(key, language, hash of the translation) → hash of its source."""


def earlier_clauses(edition: Edition | None) -> EarlierClauses:
    if edition is None:
        return EarlierClauses()
    by_key = dict(Clause.objects.filter(edition=edition).values_list("line__key", "pk"))
    translations = ClauseText.objects.filter(clause__edition=edition).exclude(source_hash="").order_by("number")
    translated_from = {
        (key, language, content): source
        for key, language, content, source in translations.values_list("clause__line__key", "language", "content_hash", "source_hash")
    }
    return EarlierClauses(edition.version, by_key, translated_from)


def store_reasons(edition: Edition, reasons: Iterable[ManuscriptReason], *, before: EarlierClauses, after: Mapping[str, Clause]) -> None:
    """Store the changes of a working edition with their reasons, in few queries whatever their number."""
    reasons = list(reasons)
    if not reasons:
        return
    rows = Reason.objects.bulk_create(Reason(edition=edition, words=dict(reason.words)) for reason in reasons)
    recorded = [(change, reason, row) for reason, row in zip(reasons, rows, strict=True) for change in reason.changes]
    changes = Change.objects.bulk_create(
        (Change(edition=edition, kind=change.kind, is_substantive=reason.is_substantive, reason=row) for change, reason, row in recorded),
        batch_size=BATCH,
    )
    keys_here = {key: clause.pk for key, clause in after.items()}
    sides: tuple[tuple[type[Model], str, Mapping[str, int], str], ...] = (
        (Change.before.through, "before", before.by_key, before.version),
        (Change.after.through, "after", keys_here, edition.version),
    )
    for through, side, clauses, version in sides:
        places = [
            through(change_id=row.pk, clause_id=_clause(key, clauses, version))
            for row, (change, _reason, _row) in zip(changes, recorded, strict=True)
            for key in getattr(change, side)
        ]
        through._default_manager.bulk_create(places, batch_size=BATCH)


def _clause(key: str, clauses: Mapping[str, int], version: str) -> int:
    if key not in clauses:
        raise ChangeOfUnknownClause(key=key, version=version)
    return clauses[key]


def _edition_before(document: Document, sheet: EditionSheet) -> Edition | None:
    if not sheet.started_from:
        return None
    edition = document.editions.filter(version=sheet.started_from).first()
    if edition is None:
        raise UnknownEditionBefore(document=document, version=sheet.started_from)
    return edition


def refuse_keys_of_others(reasons: Iterable[ManuscriptReason], before: EarlierClauses) -> None:
    changes = (change for reason in reasons for change in reason.changes if change.kind in MAKE_CLAUSES)
    if key := next((key for change in changes for key in change.after if key in before.by_key), ""):
        raise KeyOfAnotherClause(key=key)


def _store_edition(document: Document, sheet: EditionSheet, *, before: Edition | None) -> Edition:
    plain = {name: getattr(sheet, name) for name in ("version", "revision", "drafted_on", "decided_on", "published_on", "in_force_from")}
    return Edition.objects.create(
        **plain,
        **{name: dict(getattr(sheet, name)) for name in ("titles", "outlines", "revision_notes")},
        document=document,
        started_from=before,
        source_language=document.source_language,
        keywords={language: list(words) for language, words in sheet.keywords.items()},
    )


def _store_clauses(edition: Edition, written: Iterable[ManuscriptClause]) -> dict[str, Clause]:
    """Clauses by key."""
    written = list(written)
    lines = _lines(edition.document, [clause.key for clause in written])
    clauses: dict[str, Clause] = {}
    for position, (words, above) in enumerate(zip(written, parents(written), strict=True)):
        clause = Clause(
            edition=edition,
            line=lines[words.key],
            parent=None if above is None else clauses[written[above].key],
            position=position,
            depth=words.depth,
            **attributes_of(words),
        )
        clauses[words.key] = clause
    store_clauses(clauses.values())
    return clauses


def _lines(document: Document, keys: list[str]) -> dict[str, Line]:
    lines = {line.key: line for line in Line.objects.filter(document=document)}
    added = [Line(document=document, key=key) for key in keys if key not in lines]
    Line.objects.bulk_create(added, batch_size=BATCH)
    return lines | {line.key: line for line in added}


def _store_texts(edition: Edition, written: Iterable[ManuscriptClause], clauses: Mapping[str, Clause], before: EarlierClauses) -> None:
    rows = []
    for words in written:
        hashes = {language: hash_of(passage) for language, passage in words.passages.items()}
        source = hashes.get(edition.source_language, "")
        for language, passage in words.passages.items():
            # A translation that stayed the same while the source moved was made from the older source.
            made_from = before.translated_from.get((words.key, language, hashes[language]), source)
            rows.append(
                ClauseText(
                    clause=clauses[words.key],
                    language=language,
                    heading=passage.heading,
                    body=passage.body,
                    summary=passage.summary,
                    content_hash=hashes[language],
                    source_hash="" if language == edition.source_language else made_from,
                )
            )
    index_texts(ClauseText.objects.bulk_create(rows, batch_size=BATCH))
