"""Making: how a text that somebody gave becomes a proposal beside a working edition. The edition itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shishin.guidelines.bringing_in.bringing_in import TextDetails, known_of
from shishin.guidelines.drafting.operating import lock
from shishin.guidelines.editions.checking import check_language, check_length
from shishin.guidelines.editions.clauses import BATCH
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.errors.drafting import NothingProposed, TooManyClauses
from shishin.guidelines.models import Edition, Line, Proposal, ProposedChange
from shishin.guidelines.proposing.finding import FoundChanges, find_changes
from shishin.guidelines.proposing.reading_texts import ProposedText, read_file, read_pasted
from shishin.kit.own_process import OwnProcess
from shishin.people.models import Person
from shishin.texts.manuscript import Manuscript
from shishin.texts.numbering.labels import labels
from shishin.trail.recording import record

MOST_CLAUSES = 5_000
"""More than twice as many as any guideline has; a text that falls into more was cut wrongly."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads for how long: `look` is asked meanwhile, `keep` is told of the proposal in the transaction that makes it."""

    look: Callable[[], object] = lambda: None
    keep: Callable[[Proposal], object] = lambda _proposal: None


ALONE = Reader()


def propose_file(edition: Edition, content: bytes, *, name: str, language: str, by: Person, reader: Reader = ALONE) -> Proposal:
    """Lay a whole text from a file beside an edition."""
    check_language(language)
    before = manuscript_of(edition)
    details = _details(edition, before, language)
    apart = OwnProcess(name, reader.look)
    text = apart.run(read_file, content, name=name, details=details, known=known_of(details))
    return _propose(edition, text, _paired(edition, text, before, language, apart), language=language, by=by, keep=reader.keep)


def propose_pasted(
    edition: Edition, text: str, *, language: str, by: Person, form: str = "", is_whole: bool = False, reader: Reader = ALONE
) -> Proposal:
    """Lay what somebody pasted beside an edition: a piece of the text, or all of it."""
    check_language(language)
    before = manuscript_of(edition)
    numbers = labels(before.clauses, edition.document.numbering.rules_in(language))
    details = _details(edition, before, language)
    given: dict[str, Any] = {"details": details, "known": known_of(details), "before": before, "labels": numbers}
    apart = OwnProcess(_("Pasted text"), reader.look)
    read = apart.run(read_pasted, text, **given, form=form, is_whole=is_whole)
    return _propose(edition, read, _paired(edition, read, before, language, apart), language=language, by=by, keep=reader.keep)


def _paired(edition: Edition, text: ProposedText, before: Manuscript, language: str, apart: OwnProcess) -> FoundChanges:
    """What differs between the two; pairing may take as long as reading, so it is done in the same process of its own."""
    if len(text.manuscript.clauses) > MOST_CLAUSES:
        raise TooManyClauses(count=f"{len(text.manuscript.clauses):,}", limit=f"{MOST_CLAUSES:,}")
    taken = set(Line.objects.filter(document=edition.document_id).values_list("key", flat=True))
    return apart.run(find_changes, text, before=before, language=language, taken=taken)


def _details(edition: Edition, before: Manuscript, language: str) -> TextDetails:
    document = before.document
    return TextDetails(document.slug, edition.version, language, document.family, document.owner, edition.title(), document.numbering)


@transaction.atomic
def _propose(
    edition: Edition, text: ProposedText, differences: FoundChanges, *, language: str, by: Person, keep: Callable[[Proposal], object]
) -> Proposal:
    edition = lock(edition)
    for change in differences.changes:
        check_length(change.key, change.passage)
    if not differences.changes:
        raise NothingProposed(count=differences.unchanged)

    proposal = Proposal.objects.create(
        edition=edition,
        source_name=text.name[:200],
        language=language,
        is_whole=text.is_whole,
        unchanged=differences.unchanged,
        notes=list(text.notes),
        made_by=by,
    )
    _store(proposal, differences)
    record(
        "guidelines.proposal_made",
        about=edition,
        who=by,
        proposal=str(proposal.uuid),
        language=language,
        changes=len(differences.changes),
        unchanged=differences.unchanged,
    )
    keep(proposal)
    return proposal


def _store(proposal: Proposal, differences: FoundChanges) -> None:
    ProposedChange.objects.bulk_create(
        (
            ProposedChange(
                proposal=proposal,
                position=position,
                kind=change.kind,
                key=change.key,
                after_key=change.after_key,
                depth=change.depth,
                qualities=dict(change.qualities),
                heading=change.passage.heading,
                body=change.passage.body,
                summary=change.passage.summary,
                based_on=change.based_on,
                found_by=change.found_by,
                likeness=change.likeness,
            )
            for position, change in enumerate(differences.changes)
        ),
        batch_size=BATCH,
    )
