"""Comparing: two editions of a document as a table of what changed, and why.

`comparison_of` is the one entry: pages, files and commands draw what it returns and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.changes.judging import State
from shishin.guidelines.changes.pairing import RecordedChange, Sides, Step, pair_clauses, pair_differences
from shishin.guidelines.comparing.profiles import profile_of
from shishin.guidelines.comparing.rows import Writer
from shishin.guidelines.comparing.table import Cause, Column, Comparison, EditionShown, Group, Row
from shishin.guidelines.comparing.words import lead_sentence
from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.editions.naming import days_of
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Change, Clause, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.identity import in_language
from shishin.kit.points import Point
from shishin.texts.languages import in_order, own_name, spoken_about

causes: Point[[Collection[int], Any], Iterable[Cause]] = Point("guidelines.comparing.causes")
"""What led to changes: a filler gets the changes (their numbers in the database) and the reader, and returns what the reader may see."""


def comparison_of(
    old: Edition, new: Edition, *, language: str | None = None, profile: Mapping[str, Any] | None = None, reader: Any = None
) -> Comparison:
    """What changed from one edition to another of the same document. Without a profile, the one of the document's owner.

    At most seven queries, and one for each filler of `causes`, whatever the size.
    """
    language = language or new.source_language
    with override(spoken_about(language)):
        chosen = profile_of(language, profile if profile is not None else new.document.owner.comparison_profile)
        clauses = read_several([old, new], with_hashes=False, with_texts=True, labelled_in=language)
        before, after = clauses[old.pk], clauses[new.pk]
        path = revision_path(old, new, lines=[clause.line for clause in after])
        sides = Sides.of(before, after, pair_clauses(before, after, steps=path.steps))
        found = {change.number for pair in sides.pairs for change in pair.changes}
        writer = Writer(
            sides=sides,
            differences=pair_differences(sides, language=language),
            language=language,
            profile=chosen,
            reasons=path.reasons_in(language) if chosen.has_reasons else {},
            causes=causes_of(found, reader) if chosen.has_reasons else {},
            vocabulary=vocabulary_when_needed(),
        )
        return table_of(old, new, writer, path=path)


def causes_of(changes: Collection[int], reader: Any) -> dict[int, list[Cause]]:
    found: dict[int, list[Cause]] = defaultdict(list)
    for answer in causes.ask(changes, reader):
        for cause in answer:
            found[cause.change].append(cause)
    return found


def table_of(old: Edition, new: Edition, writer: Writer, *, path: RevisionPath) -> Comparison:
    language, profile, groups = writer.language, writer.profile, writer.write()
    rows = [row for group in groups for row in group.rows if row.is_change]
    is_recorded = path.is_recorded and not any(row.is_proposed for row in rows)
    old_shown, new_shown = edition_shown(old), edition_shown(new)
    columns = (
        Column("new", profile.new_label, new_shown.words, language),
        Column("old", profile.old_label, old_shown.words, language),
    )
    states = {row.state for row in rows}
    return Comparison(
        document=new.title(language),
        slug=new.document.slug,
        language=language,
        old=old_shown,
        new=new_shown,
        profile=profile,
        columns=columns if profile.is_new_left else (columns[1], columns[0]),
        reason_label=profile.reason_label or (_("Reason, and the opinions behind it") if causes.is_filled() else _("Reason")),
        lead=lead_sentence(profile, has_new=State.NEW in states, has_dropped=State.DROPPED in states),
        basis=basis_of(path, rows, is_recorded=is_recorded),
        is_recorded=is_recorded,
        is_path_recorded=path.is_recorded,
        translation_note=translation_note(new, language, rows),
        groups=groups,
        unprinted=len(writer.unprinted),
        languages=in_order(writer.languages(), source=new.source_language),
        is_example=new.document.family.is_example,
        counts={name: sum(map(belongs, rows)) for name, belongs in FILTERS.items()},
    )


def edition_shown(edition: Edition) -> EditionShown:
    return EditionShown(
        version=edition.version,
        words=version_in_words(edition.version),
        url=edition.get_absolute_url(),
        days=tuple(days_of(edition)),
        is_draft=edition.is_draft,
        taken_over_from=edition.taken_over_from,
    )


def basis_of(path: RevisionPath, rows: Sequence[Row], *, is_recorded: bool) -> str:
    """How it is known what became of each clause."""
    if is_recorded:
        return _("This table is made from the changes recorded clause by clause. It was not guessed from the differences of the words.")
    if path.is_recorded:
        number = sum(row.is_proposed for row in rows)
        return _(
            "Most of this table is made from recorded changes. %(number)s rows were worked out by comparison, not recorded; they are marked."
        ) % {"number": number}
    if path.is_connected:
        return _("This table was worked out by comparison, not recorded: an edition in it was adopted elsewhere and taken over.")
    return _("This table was worked out by comparison, not recorded: neither of these editions was started from the other.")


def translation_note(new: Edition, language: str, rows: Iterable[Row]) -> str:
    if language == new.source_language:
        return ""
    names = {"language": own_name(language), "source": own_name(new.source_language)}
    words = _("This table compares the texts in %(language)s. The text in %(source)s binds.") % names
    if any(row.is_translation_missing for row in rows):
        words += " " + _("Where a translation is missing, the text in %(source)s stands, marked as such.") % names
    return words


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "all": lambda row: row.is_change,
    "substantive": lambda row: row.is_substantive,
    "formal": lambda row: not row.is_substantive,
    "caused": lambda row: bool(row.causes),
}
"""Which rows that show a change belong to each choice on the page."""


def only(comparison: Comparison, which: str) -> Comparison:
    """The same table with some of its rows. What is omitted around them belongs to the whole table and goes."""
    if which == "all":
        return comparison
    groups = (
        Group(group.place, group.key, tuple(row for row in group.rows if row.is_change and FILTERS[which](row)))
        for group in comparison.groups
    )
    return replace(comparison, groups=tuple(group for group in groups if group.rows))


# The recorded way from one edition to another, as plain data.


@dataclass(frozen=True, slots=True)
class RevisionPath:
    """The steps from an edition to one that came from it; none where they are not connected. `reasons` are words per language."""

    steps: tuple[Step, ...] = ()
    reasons: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_connected(self) -> bool:
        return bool(self.steps)

    @property
    def is_recorded(self) -> bool:
        return bool(self.steps) and not any(step.is_taken_over for step in self.steps)

    def reasons_in(self, language: str) -> dict[int, str]:
        return {number: in_language(words, language) for number, words in self.reasons.items()}


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
