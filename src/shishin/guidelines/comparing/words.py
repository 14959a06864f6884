"""The words of a comparison table: states, names of rows, what changed besides the wording, and the sentence that explains the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shishin.guidelines.changes.judging import Aspect, Difference, State, scopes
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.guidelines.comparing.table import Row
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.editions.naming import LONGEST_NAME
from shishin.guidelines.models import Clause
from shishin.texts.languages import gap_in
from shishin.texts.plain_lines import plain_lines, plain_text
from shishin.texts.scopes import Vocabulary, scope_in_words, values_in_words


def name_of(clauses: Sequence[PlainClause], language: str) -> str:
    """What a row is called where another one points to it: its number, else its heading, else how it begins."""
    clause = clauses[0]
    if clause.label:
        return clause.label
    passage = clause.texts.get(language) or clause.source
    if passage.heading:
        return plain_text(passage.heading)
    begin = next(iter(plain_lines(passage.body, language=language)), "") or clause.key
    if len(begin) <= LONGEST_NAME:
        return begin
    return _("“%(begin)s…”") % {"begin": begin[:LONGEST_NAME]}


def notes_on(
    difference: Difference,
    new: Sequence[PlainClause],
    old: Sequence[PlainClause],
    *,
    language: str,
    moved_from: str,
    has_marks: bool,
    vocabulary: Vocabulary,
) -> Iterator[str]:
    """What the marks cannot show, in words."""
    if difference.state is State.SPLIT:
        yield _("One clause became several.") if len(old) == 1 else _("These clauses were arranged anew.")
    if difference.state is State.MERGED:
        yield _("Several clauses became one.") if len(new) == 1 else _("These clauses were arranged anew.")
    if difference.state is State.VACATED:
        yield _("The text was deleted; the number is kept.")
    if moved_from:
        yield _("Moved from %(place)s.") % {"place": moved_from}
    if len(new) != 1 or len(old) != 1:
        return
    yield from notes_on_binding_attributes(difference, new[0], old[0], vocabulary=vocabulary)
    yield from notes_on_words(difference, new[0], old[0], language=language, has_marks=has_marks)


def notes_on_binding_attributes(difference: Difference, new: PlainClause, old: PlainClause, *, vocabulary: Vocabulary) -> Iterator[str]:
    aspects = difference.aspects
    if Aspect.FORCE in aspects:
        yield _("Force: from “%(old)s” to “%(new)s”.") % {"old": Clause.Force(old.force).label, "new": Clause.Force(new.force).label}
    if Aspect.KIND in aspects:
        yield _("Kind: from “%(old)s” to “%(new)s”.") % {"old": Clause.Kind(old.kind).label, "new": Clause.Kind(new.kind).label}
    if Aspect.GATE in aspects:
        yield _("It now stops a project at the gate.") if new.is_hard_gate else _("It no longer stops a project at the gate.")
    if Aspect.APPLICABILITY in aspects:
        yield from notes_on_scopes(scopes(old), scopes(new), vocabulary)


def notes_on_scopes(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Iterator[str]:
    for scope in dict.fromkeys([*vocabulary, *old, *new]):
        if old.get(scope) != new.get(scope):
            yield _("%(scope)s: from “%(old)s” to “%(new)s”.") % {
                "scope": scope_in_words(scope, vocabulary),
                "old": _limit(scope, old.get(scope, ()), vocabulary),
                "new": _limit(scope, new.get(scope, ()), vocabulary),
            }


def _limit(scope: str, values: Sequence[str], vocabulary: Vocabulary) -> str:
    return values_in_words(scope, values, vocabulary) or pgettext("applicability", "no limit")


def notes_on_words(difference: Difference, new: PlainClause, old: PlainClause, *, language: str, has_marks: bool) -> Iterator[str]:
    aspects = difference.aspects
    if Aspect.SUMMARY in aspects:
        yield _("The summary was changed.")
    if Aspect.TRANSLATION in aspects:
        yield _("Only the translation was changed; the text that binds is the same.")
    if aspects & {Aspect.WORDS, Aspect.VACATED} and difference.state is State.EDITED and not has_marks:
        if language != new.source_language:
            yield _("The text that binds was changed; this translation does not show it.")
        else:
            yield _("No word was changed, only the layout or the target of a link.")


def lead_sentence(profile: ComparisonProfile, *, has_new: bool, has_dropped: bool) -> str:
    """What the marks mean, made from the words of the profile."""
    sentences = [_("Underlined parts were changed. What did not change is given as %(omitted)s.") % {"omitted": profile.omitted}]
    if has_new:
        sentences.append(_("A clause that is new has %(new)s under “%(label)s”.") % {"new": profile.new, "label": profile.old_label})
    if has_dropped and profile.shows_dropped:
        words = {"dropped": profile.dropped, "label": profile.new_label}
        sentences.append(_("A clause that was taken out has %(dropped)s under “%(label)s”.") % words)
    return ("" if profile.omitted.startswith("（") else " ").join(sentences)


class Names:
    """The names of the clauses of both editions. A row that was dropped has its name in the old one."""

    def __init__(self, old: Sequence[PlainClause], new: Sequence[PlainClause], *, old_label: str) -> None:
        self.old_label = old_label
        sides = {True: old, False: new}
        self.clauses = {of_old: {clause.key: clause for clause in side} for of_old, side in sides.items()}
        self.counts = {of_old: Counter(clause.label or clause.source.heading for clause in side) for of_old, side in sides.items()}

    def of(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """The names of rows that are told together. In full, what several have in common is said once: 第2章 1. 1)、3)."""
        is_mixed = len({is_old(row) for row in rows}) > 1
        if not is_mixed and len({self.section(row) for row in rows}) == 1 and all(map(self.is_unique, rows)):
            return tuple(row.name for row in rows)
        return tuple(self.in_full(rows, is_mixed=is_mixed))

    def in_full(self, rows: Sequence[Row], *, is_mixed: bool) -> Iterator[str]:
        before: tuple[bool, int | None] | None = None
        for row in rows:
            section = self.section(row)
            words = row.name if section == before else self.cited(row)
            before = section
            if is_mixed and is_old(row):
                words = _("%(place)s (%(side)s)") % {"place": words, "side": self.old_label}
                # The edition is said of one name alone, so the next one begins anew.
                before = None
            yield words

    def cited(self, row: Row) -> str:
        clause = self.clause(row)
        if clause.label:
            return clause.cited or clause.label
        name = name_of([clause], row.language)
        return f"{clause.cited}{gap_in(row.language)}{name}" if clause.cited else name

    def section(self, row: Row) -> tuple[bool, int | None]:
        return is_old(row), self.clause(row).parent

    def is_unique(self, row: Row) -> bool:
        clause = self.clause(row)
        # What has neither number nor heading is named by how it begins.
        name = clause.label or clause.source.heading
        return not name or self.counts[is_old(row)][name] == 1

    def clause(self, row: Row) -> PlainClause:
        return self.clauses[is_old(row)][row.key]


def is_old(row: Row) -> bool:
    return row.state is State.DROPPED
