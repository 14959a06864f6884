"""Comparing two texts given as plain clauses, with what was recorded on the way from one to the other. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.changes.judging import State
from shishin.guidelines.changes.pairing import Sides, Step, pair_clauses, pair_differences
from shishin.guidelines.comparing.profiles import profile_of
from shishin.guidelines.comparing.rows import Writer
from shishin.guidelines.comparing.table import FILTERS, Cause, Column, Comparison, EditionShown, Row
from shishin.guidelines.comparing.words import lead_sentence
from shishin.guidelines.editions.clauses import PlainClause, set_parents
from shishin.kit.identity import in_language
from shishin.texts.languages import in_order, own_name, spoken_about
from shishin.texts.scopes import Vocabulary


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


def comparison_from(
    before: Sequence[PlainClause],
    after: Sequence[PlainClause],
    *,
    old: EditionShown,
    new: EditionShown,
    document: str,
    slug: str,
    language: str,
    source_language: str,
    path: RevisionPath,
    profile: Mapping[str, Any],
    causes: Callable[[Collection[int]], Mapping[int, Sequence[Cause]]] | None = None,
    vocabulary: Vocabulary | None = None,
    is_example: bool = False,
) -> Comparison:
    """What changed from one list of clauses to the other, as a table in a language.

    Clauses come in reading order with their words and, where they are numbered, their labels; those of one line stand for one another, and a
    key names one clause of a side. `path` is what was recorded, `profile` an organization's. `causes` is asked once, for the changes found.
    """
    with override(spoken_about(language)):
        for clauses in (before, after):
            set_parents(clauses)
        sides = Sides.of(before, after, pair_clauses(before, after, steps=path.steps))
        chosen = profile_of(language, profile)
        found = {change.number for pair in sides.pairs for change in pair.changes}
        writer = Writer(
            sides=sides,
            differences=pair_differences(sides, language=language),
            language=language,
            profile=chosen,
            reasons=path.reasons_in(language) if chosen.has_reasons else {},
            causes=causes(found) if causes and chosen.has_reasons else {},
            vocabulary={} if vocabulary is None else vocabulary,
        )
        groups = writer.write()
        rows = [row for group in groups for row in group.rows if row.is_change]
        states = {row.state for row in rows}
        is_recorded = path.is_recorded and not any(row.is_proposed for row in rows)
        columns = Column("new", chosen.new_label, new.words, language), Column("old", chosen.old_label, old.words, language)
        return Comparison(
            document=document,
            slug=slug,
            language=language,
            old=old,
            new=new,
            profile=chosen,
            columns=columns if chosen.is_new_left else (columns[1], columns[0]),
            reason_label=chosen.reason_label or (_("Reason, and the opinions behind it") if causes else _("Reason")),
            lead=lead_sentence(chosen, has_new=State.NEW in states, has_dropped=State.DROPPED in states),
            basis=basis_of(path, rows, is_recorded=is_recorded),
            is_recorded=is_recorded,
            is_path_recorded=path.is_recorded,
            translation_note=translation_note(language, source_language, rows),
            groups=groups,
            unprinted=len(writer.unprinted),
            languages=in_order(writer.languages(), source=source_language),
            is_example=is_example,
            counts={name: sum(map(belongs, rows)) for name, belongs in FILTERS.items()},
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


def translation_note(language: str, source_language: str, rows: Iterable[Row]) -> str:
    if language == source_language:
        return ""
    names = {"language": own_name(language), "source": own_name(source_language)}
    words = _("This table compares the texts in %(language)s. The text in %(source)s binds.") % names
    if any(row.is_translation_missing for row in rows):
        words += " " + _("Where a translation is missing, the text in %(source)s stands, marked as such.") % names
    return words
