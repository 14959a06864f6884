"""Starting: how the next edition of a document begins as a copy of an edition before it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from shishin.councils.models import Referral
from shishin.guidelines.editions.clauses import BATCH, attributes_of, store_clauses
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.editions.procedures import lineage_of, refuse_answered, refuse_version, still_asked
from shishin.guidelines.errors.editions import NotAVersion, VersionTaken
from shishin.guidelines.models import Clause, ClauseText, Document, Edition
from shishin.texts.manuscript import is_version, kind_of_step
from shishin.trail.recording import Acting, record


@transaction.atomic
def start_next_edition(
    edition: Edition, *, version: str, by: Acting, revision: Edition.Revision | None = None, referred_by: Referral | None = None
) -> Edition:
    """A working edition with the same clauses on the same lines, and their newest words in every language.

    Left open, the kind of revision is what the version number says, and a draft goes on answering the referral it was drafted for.
    """
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    if not is_version(version):
        raise NotAVersion(version=version)
    if document.editions.filter(version=version).exists():
        raise VersionTaken(document=document, version=version)
    before = edition if not edition.is_draft else lineage_of(edition).before
    revision = revision or _likeliest(edition, before, version)
    refuse_version(before, version=version, revision=revision)
    if referred_by is not None:
        refuse_answered(referred_by)

    following = Edition.objects.create(
        document=document,
        version=version,
        started_from=edition,
        revision=revision,
        referred_by=referred_by or still_asked(edition),
        source_language=edition.source_language,
        titles=edition.titles,
        keywords=edition.keywords,
        outlines=edition.outlines,
    )
    copies = _copy_clauses(edition, following)
    _copy_texts(edition, copies)
    details: dict[str, Any] = {"version": version, "started_from": edition.version, "clauses": len(copies)}
    referral = str(following.referred_by.uuid) if following.referred_by else ""
    record("guidelines.edition_started", about=following, who=by, **details, referral=referral)
    return following


def _likeliest(edition: Edition, before: Edition | None, version: str) -> Edition.Revision:
    """What follows no adopted text goes on as it began: an enactment stays one from draft to draft."""
    if before is None:
        return Edition.Revision(edition.revision)
    return Edition.Revision(kind_of_step(before.version, version) or edition.revision)


def _copy_clauses(edition: Edition, following: Edition) -> dict[int, Clause]:
    """Copies by the number of their original. Originals come in reading order, so that a parent is met before its parts."""
    copies: dict[int, Clause] = {}
    for original in Clause.objects.filter(edition=edition).order_by("position"):
        copies[original.pk] = Clause(
            edition=following,
            line_id=original.line_id,
            parent=copies[original.parent_id] if original.parent_id else None,
            position=original.position,
            depth=original.depth,
            **attributes_of(original),
        )
    store_clauses(copies.values())
    return copies


def _copy_texts(edition: Edition, copies: dict[int, Clause]) -> None:
    texts = ClauseText.objects.bulk_create(
        [
            ClauseText(
                clause=copies[text.clause_id],
                language=text.language,
                heading=text.heading,
                body=text.body,
                summary=text.summary,
                content_hash=text.content_hash,
                source_hash=text.source_hash,
            )
            for text in ClauseText.objects.filter(clause__edition=edition).newest()
        ],
        batch_size=BATCH,
    )
    index_texts(texts)
