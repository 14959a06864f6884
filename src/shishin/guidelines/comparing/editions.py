"""Comparing: two editions of a document as a table of what changed, and why.

`comparison_of` gathers and leaves the rest to `comparison_from`: pages, files and commands draw what that returns and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from shishin.guidelines.changes.pairing import RecordedChange, Step
from shishin.guidelines.comparing.clauses import RevisionPath, comparison_from
from shishin.guidelines.comparing.table import Cause, Comparison, EditionShown
from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.editions.naming import days_of
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Change, Clause, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.points import Point
from shishin.texts.languages import spoken_about

causes: Point[[Collection[int], Any], Iterable[Cause]] = Point("guidelines.comparing.causes")
"""What led to changes: a filler gets the changes (their numbers in the database) and the reader, and returns what the reader may see."""


def comparison_of(
    old: Edition, new: Edition, *, language: str | None = None, profile: Mapping[str, Any] | None = None, reader: Any = None
) -> Comparison:
    """What changed from one edition to another of the same document. Without a profile, the one of the document's owner.

    At most seven queries, and one for each filler of `causes`, whatever the size.
    """
    language = language or new.source_language
    clauses = read_several([old, new], with_hashes=False, with_texts=True, labelled_in=language)
    with override(spoken_about(language)):
        shown = edition_shown(old), edition_shown(new)
    return comparison_from(
        clauses[old.pk],
        clauses[new.pk],
        old=shown[0],
        new=shown[1],
        document=new.title(language),
        slug=new.document.slug,
        language=language,
        source_language=new.source_language,
        path=revision_path(old, new, lines=[clause.line for clause in clauses[new.pk]]),
        profile=new.document.owner.comparison_profile if profile is None else profile,
        causes=partial(causes_of, reader=reader) if causes.is_filled() else None,
        vocabulary=vocabulary_when_needed(),
        is_example=new.document.family.is_example,
    )


def causes_of(changes: Collection[int], reader: Any) -> dict[int, list[Cause]]:
    found: dict[int, list[Cause]] = defaultdict(list)
    for answer in causes.ask(changes, reader):
        for cause in answer:
            found[cause.change].append(cause)
    return found


def edition_shown(edition: Edition) -> EditionShown:
    return EditionShown(
        version=edition.version,
        words=version_in_words(edition.version),
        url=edition.get_absolute_url(),
        days=tuple(days_of(edition)),
        is_draft=edition.is_draft,
        taken_over_from=edition.taken_over_from,
    )


# The recorded way from one edition to another, as plain data.


def revision_path(old: Edition, new: Edition, *, lines: Collection[str]) -> RevisionPath:
    """All steps from `started_from` to `started_from`, with what was recorded at each. At most five queries.

    `lines` are those of the new edition.
    """
    rows = Edition.objects.filter(document=new.document_id).values_list("pk", "started_from_id", "taken_over_from", "state")
    before = {pk: started_from for pk, started_from, _, _ in rows}
    taken_over = {pk for pk, _, source, _ in rows if source}
    stations = stations_between(old.pk, new.pk, before)
    if not stations:
        return RevisionPath()
    lines_at = {**lines_of(stations[:-1]), new.pk: set(lines)}
    changes, reasons = changes_of(stations, is_public=not new.is_working)
    steps = (
        Step(frozenset(lines_at.get(edition, ())), tuple(changes.get(edition, ())), is_taken_over=edition in taken_over)
        for edition in stations
    )
    return RevisionPath(tuple(steps), reasons)


def stations_between(old: int, new: int, before: Mapping[int, int | None]) -> list[int]:
    """The editions after the old one up to the new one, oldest first; none where the new one did not come from the old."""
    stations: list[int] = []
    at: int | None = new
    while at is not None and at != old and at not in stations:
        stations.append(at)
        at = before.get(at)
    return stations[::-1] if at == old else []


def lines_of(editions: Sequence[int]) -> dict[int, set[str]]:
    lines: dict[int, set[str]] = defaultdict(set)
    if editions:
        for edition, line in Clause.objects.filter(edition__in=editions).order_by().values_list("edition_id", "line_id"):
            lines[edition].add(str(line))
    return lines


def changes_of(editions: Sequence[int], *, is_public: bool) -> tuple[dict[int, list[RecordedChange]], dict[int, Mapping[str, str]]]:
    """What was recorded at each edition, and the words of the reasons. What an unpublished edition says of itself a public one does not tell."""
    names = ("pk", "edition_id", "kind", "is_substantive", "reason_id", "reason__words", "edition__state")
    rows = list(Change.objects.filter(edition__in=editions).order_by("pk").values_list(*names))
    before = lines_by_change(Change.before.through.objects.filter(change__edition__in=editions)) if rows else {}
    after = lines_by_change(Change.after.through.objects.filter(change__edition__in=editions)) if rows else {}
    found: dict[int, list[RecordedChange]] = defaultdict(list)
    reasons: dict[int, Mapping[str, str]] = {}
    for pk, edition, kind, is_substantive, reason, words, state in rows:
        found[edition].append(RecordedChange(pk, kind, is_substantive, reason, before.get(pk, ()), after.get(pk, ())))
        if reason is not None and not (is_public and state == Edition.State.WORKING):
            reasons[reason] = words
    return found, reasons


def lines_by_change(rows: QuerySet[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for change, line in rows.order_by("clause__position").values_list("change_id", "clause__line_id"):
        found[change].append(str(line))
    return {change: tuple(lines) for change, lines in found.items()}
