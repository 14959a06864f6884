"""Undoing: how the newest operation on a draft is taken back, then the one before it, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.timezone import now as moment

from shishin.guidelines.changes.change_rows import ChangeRows, read_changes, write_changes
from shishin.guidelines.drafting.covering import cover_of, write_cover
from shishin.guidelines.drafting.operating import Image, change_from, change_image, clause_from, clause_image, lock, refuse_to_take_away
from shishin.guidelines.drafting.writing import Words, read_words, write_clauses
from shishin.guidelines.editions.clauses import PlainClause, read_clauses, without
from shishin.guidelines.errors.drafting import ChangedSince, DoneSince, NothingToUndo
from shishin.guidelines.models import Edition, Line, Operation
from shishin.trail.recording import Acting, canonical, record


def undoable(edition: Edition) -> Operation | None:
    """The newest operation that still stands; nothing where the edition is fixed."""
    operations = Operation.objects.filter(edition=edition, edition__state=Edition.State.WORKING, undone_at=None)
    return operations.select_related("made_by").order_by("number").last()


@transaction.atomic
def undo_last(edition: Edition, *, by: Acting, number: int | None = None) -> Operation:
    """Bring back what the newest operation touched, as it was before. What was made again keeps its identity, its line and its key.

    With a number only that one: who clicks twice does not undo two.
    """
    edition = lock(edition)
    operation = undoable(edition)
    if operation is None:
        raise NothingToUndo(edition=edition)
    if number is not None and operation.number != number:
        raise DoneSince
    clauses, changes = read_clauses(edition), read_changes(edition)
    words = read_words(_clauses_with_words(operation))
    if not _is_as_left(operation, clauses, changes, words):
        raise ChangedSince(edition=edition, operation=operation.get_kind_display(), key=operation.key)
    before, after = operation.before, operation.after
    again = _put_back(clauses, before=before, after=after)
    stays = {clause.uuid for clause in again}
    refuse_to_take_away([clause for clause in clauses if clause.uuid not in stays], edition=edition)

    write_clauses(edition, was=clauses, now=again, lost=after["words"], words=before["words"])
    write_changes(edition, was=changes, now=_changes_again(changes, before=before, after=after))
    for cover in before.get("cover", ()):
        write_cover(edition, cover)
    operation.undone_at = moment()
    operation.save(update_fields=["undone_at"])
    record("guidelines.operation_undone", about=edition, who=by, operation=operation.number, kind=operation.kind, clause=operation.key)
    return operation


def _clauses_with_words(operation: Operation) -> set[str]:
    images = operation.before, operation.after
    return {row["clause"] for image in images for row in image["words"]} | _to_go(operation)


def _to_go(operation: Operation) -> set[str]:
    """Clauses that the operation made."""
    return _named("uuid", operation.after["clauses"]) - _named("uuid", operation.before["clauses"])


def _is_as_left(operation: Operation, clauses: Sequence[PlainClause], changes: ChangeRows, words: Sequence[Words]) -> bool:
    """Whether what the operation left is still there and nothing came to it, and what it took away is still gone."""
    now, after = _image_now(operation, clauses, changes, words), operation.after
    is_same = all(_sorted(now[name]) == _sorted(after.get(name, [])) for name in now)
    return is_same and _keys_are_free(operation.edition.document_id, operation.before["clauses"])


def _image_now(operation: Operation, clauses: Sequence[PlainClause], changes: ChangeRows, words: Sequence[Words]) -> Image:
    """What the operation touched, as it is now."""
    before, after = operation.before, operation.after
    touched = {name: _named("uuid", before[name], after[name]) for name in ("clauses", "changes", "reasons")}
    texts, made = {_text(row) for row in (*before["words"], *after["words"])}, _to_go(operation)
    return {
        "clauses": [clause_image(clause, place) for place, clause in enumerate(clauses) if clause.uuid in touched["clauses"]],
        "changes": [change_image(row) for uuid, row in changes.changes.items() if uuid in touched["changes"]],
        "reasons": [{"uuid": uuid, "words": said} for uuid, said in changes.reasons.items() if uuid in touched["reasons"]],
        "words": [row for row in words if _text(row) in texts or row["clause"] in made],
        "cover": [cover_of(operation.edition)] if after.get("cover") else [],
    }


def _text(row: Words) -> tuple[str, str, int]:
    return row["clause"], row["language"], row["number"]


def _named(name: str, *images: Sequence[dict[str, Any]]) -> set[str]:
    return {row[name] for image in images for row in image}


def _sorted(rows: Sequence[dict[str, Any]]) -> list[str]:
    return sorted(canonical(row) for row in rows)


def _keys_are_free(document: int, clauses: Sequence[dict[str, Any]]) -> bool:
    """A key that went with its clause may have been given to another line since, in another edition."""
    lines = {clause["key"]: clause["line"] for clause in clauses}
    existing = Line.objects.filter(document=document, key__in=lines)
    return all(str(line.uuid) == lines[line.key] for line in existing)


def _put_back(clauses: Sequence[PlainClause], *, before: Image, after: Image) -> list[PlainClause]:
    """Those touched are taken out and put in where they stood; the others have kept their order."""
    existing = {clause.uuid: clause for clause in clauses}
    again = without(_named("uuid", before["clauses"], after["clauses"]), clauses)
    for image in sorted(before["clauses"], key=lambda image: image["position"]):
        clause = clause_from(image)
        if clause.uuid in existing:
            clause = replace(clause, pk=existing[clause.uuid].pk)
        again.insert(image["position"], clause)
    return again


def _changes_again(changes: ChangeRows, *, before: Image, after: Image) -> ChangeRows:
    gone = _named("uuid", after["changes"]), _named("uuid", after["reasons"])
    rows = {uuid: row for uuid, row in changes.changes.items() if uuid not in gone[0]}
    reasons = {uuid: words for uuid, words in changes.reasons.items() if uuid not in gone[1]}
    return ChangeRows(
        rows | {image["uuid"]: change_from(image) for image in before["changes"]},
        reasons | {image["uuid"]: image["words"] for image in before["reasons"]},
    )
