"""Listing: every change of a draft as people name it, with its reason or the want of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.changes.composing import TYING
from shishin.guidelines.changes.found import FoundChange, Words, changed
from shishin.guidelines.changes.judging import HOW_IT_DIFFERS, IN_WHAT
from shishin.guidelines.editions.clauses import PlainClause, set_labels
from shishin.guidelines.editions.naming import LONGEST_NAME, clause_name
from shishin.guidelines.models import Change, ClauseText, Edition
from shishin.kit.markdown import plain
from shishin.texts.plain_lines import plain_lines

WHAT_BECAME: Mapping[str, Promise] = {
    Change.Kind.NEW: gettext_lazy("new"),
    Change.Kind.SPLIT: gettext_lazy("split"),
    Change.Kind.MERGED: gettext_lazy("merged"),
    Change.Kind.DROPPED: gettext_lazy("dropped"),
    Change.Kind.VACATED: gettext_lazy("text deleted"),
}


@dataclass(frozen=True, slots=True)
class NamedClause:
    """A clause with its number and how it begins."""

    key: str
    label: str
    begin: str

    def __str__(self) -> str:
        return clause_name(self.label, self.begin, otherwise=self.key)


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change with the clauses that it leads from and to, as they stood and as they stand."""

    found: FoundChange
    before: Sequence[NamedClause]
    after: Sequence[NamedClause]

    @property
    def choice(self) -> str:
        return self.found.choice

    @property
    def kind(self) -> str:
        return self.found.kind

    @property
    def key(self) -> str:
        return self.found.key

    @property
    def is_substantive(self) -> bool:
        return self.found.is_substantive

    @property
    def is_explained(self) -> bool:
        return self.found.is_explained

    @property
    def reason(self) -> str | None:
        """The uuid of its reason; several changes may have the same."""
        return self.found.reason

    @property
    def words(self) -> Words:
        return self.found.words

    @property
    def what(self) -> str:
        """What became of it, in one or a few words."""
        if self.kind == Change.Kind.KEPT:
            differs = self.found.differs
            return _("different: %(what)s") % {"what": join_words(str(IN_WHAT[name]) for name in differs)} if differs else _("as it was")
        return str(Change.Kind(self.kind).label)

    @property
    def clauses(self) -> str:
        return joined(self.kind, map(str, self.before), map(str, self.after))

    @property
    def in_words(self) -> str:
        return _("%(clause)s (%(what)s)") % {"clause": self.clauses, "what": self.what}


def joined(kind: str, before: Iterable[str], after: Iterable[str]) -> str:
    """The names of clauses: one stands for itself, what was split or merged with an arrow to what came of it."""
    sides = {"before": join_words(before), "after": join_words(after)}
    return _("%(before)s → %(after)s") % sides if kind in TYING else sides["after"] or sides["before"]


def what_became(change: FoundChange) -> str:
    """In the fewest words, for a tag."""
    if change.kind != Change.Kind.KEPT:
        return str(WHAT_BECAME[change.kind])
    return how_it_differs(change) or _("as before")


def how_it_differs(change: FoundChange) -> str:
    """Nothing where only its kind tells."""
    return join_words(str(HOW_IT_DIFFERS[aspect]) for aspect in change.differs)


def changes_of(edition: Edition) -> list[ListedChange]:
    """Every difference to the edition before, in reading order. Three queries whatever its size, where it comes with its document's numbering."""
    found = changed(edition)
    if not found.changes:
        return []
    for clauses in (found.old, found.now):
        set_labels(clauses, edition.document.numbering.rules)
    named = [clause for change in found.changes for clause in (*change.before, *change.after)]
    begin = _beginnings(edition, named)
    return [ListedChange(change, _named(change.before, begin), _named(change.after, begin)) for change in found.changes]


def _named(clauses: Iterable[PlainClause], begin: Mapping[int, str]) -> list[NamedClause]:
    return [NamedClause(clause.key, clause.cited, begin.get(clause.pk, "")) for clause in clauses]


def _beginnings(edition: Edition, clauses: Iterable[PlainClause]) -> dict[int, str]:
    texts = ClauseText.objects.filter(clause__in={clause.pk for clause in clauses}, language=edition.source_language).newest()
    rows = texts.values_list("clause_id", "heading", "body")
    return {pk: _beginning(heading, body, edition.source_language) for pk, heading, body in rows}


def _beginning(heading: str, body: str, language: str) -> str:
    """The heading; where there is none, how the words begin."""
    if heading:
        return plain(heading)
    begin = next(iter(plain_lines(body, language=language)), "")
    return begin if len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…"


def join_words(words: Iterable[str]) -> str:
    return _(", ").join(words)
