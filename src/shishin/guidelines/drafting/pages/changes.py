"""Changes of a draft: by clause, without a reason yet, and under the reason that they have; as a table; and one reason with those that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from shishin.guidelines.changes.edition_changes import (
    Changed,
    ClauseChange,
    changed,
    how_it_differs,
    joined,
    unexplained_in_words,
    what_became,
)
from shishin.guidelines.changes.judging import Aspect
from shishin.guidelines.drafting.pages.drawing import DraftDrawing, DrawnChange, ListedReason
from shishin.guidelines.drafting.pages.earlier_words import MarkedSides, mark_as_compared
from shishin.guidelines.drafting.pages.forms import ReasonFields, ReasonForm, ReasonsForm
from shishin.guidelines.drafting.pages.frame import NamedBefore, name_of, names_before, read_source
from shishin.guidelines.drafting.reasons import change_reason, explain_changes
from shishin.guidelines.models import Change, ClauseText, Edition, Reason
from shishin.guidelines.reading.editions import Reading
from shishin.kit.identity import in_language
from shishin.kit.sheets import Column, sheet_links
from shishin.kit.timeline import Tag
from shishin.people.models import Person
from shishin.texts.manuscript import Passage

Kind = Change.Kind


@dataclass
class Listed:
    count: int = 0
    unexplained: list[DrawnChange] = field(default_factory=list)
    explained: list[ListedReason] = field(default_factory=list)
    tags: dict[str, list[Tag]] = field(default_factory=dict)
    """What became of a clause that stands in the draft, by its key."""
    changes: dict[str, ClauseChange] = field(default_factory=dict)
    """The change itself, by the same key."""
    waiting: set[str] = field(default_factory=set)
    """Keys of those whose change has no reason yet."""
    dropped: list[NamedBefore] = field(default_factory=list)
    """Clauses of the edition before that stand here no more, and went into nothing else."""
    order_before: list[str] = field(default_factory=list)
    """Keys of the edition before in its reading order."""


def list_changes(edition: Edition, *, now: Reading) -> Listed:
    """Three queries at most."""
    differences = changed(edition)
    names, gone = _names(edition, differences, differences.changes, now=now)
    here = names.keys() - gone.keys()
    listed = Listed(count=len(differences.changes), order_before=[clause.key for clause in differences.old])
    served: dict[tuple[str, bool], list[tuple[ClauseChange, DrawnChange]]] = {}
    for change in differences.changes:
        row = DrawnChange(change.choice, what_became(change), names_in(change, names), change.key if change.key in here else "")
        if change.is_explained:
            served.setdefault((change.reason or "", change.is_substantive), []).append((change, row))
        else:
            listed.unexplained.append(row)
        if change.kind == Kind.DROPPED:
            listed.dropped += [gone[clause.key] for clause in change.before if clause.key in gone]
        _tag(listed, change)
    listed.explained = [_reason(edition, changes) for changes in served.values()]
    return listed


def names_of_changes(edition: Edition, differences: Changed, changes: Sequence[ClauseChange]) -> list[tuple[str, str]]:
    """Which clauses some of the changes are about, and what became of them."""
    names, _gone = _names(edition, differences, changes, now=read_source(edition))
    return [(names_in(change, names), what_became(change)) for change in changes]


def _names(
    edition: Edition, differences: Changed, changes: Sequence[ClauseChange], *, now: Reading
) -> tuple[dict[str, str], dict[str, NamedBefore]]:
    """What the clauses of some changes are called, by key; and those of the edition before that stand here no more."""
    names = {clause.key: name_of(clause) for clause in now.clauses}
    gone = names_before(edition, differences.old, keys={clause.key for change in changes for clause in change.before} - names.keys())
    return names | {key: clause.name for key, clause in gone.items()}, gone


def explained_in_words(count: int) -> str:
    return ngettext("%(count)s change was explained.", "%(count)s changes were explained.", count) % {"count": count}


def names_in(change: ClauseChange, names: Mapping[str, str]) -> str:
    before, after = ([names.get(clause.key, clause.key) for clause in side] for side in (change.before, change.after))
    return joined(change.kind, before, after)


def _reason(edition: Edition, changes: Sequence[tuple[ClauseChange, DrawnChange]]) -> ListedReason:
    first = changes[0][0]
    words = in_language(first.words)
    language = next((tag for tag, text in first.words.items() if text == words), "")
    place = [edition.document.slug, edition.version]
    return ListedReason(
        url=reverse("guidelines:reason", args=[*place, first.reason]) if first.reason else reverse("guidelines:formal", args=place),
        words=words,
        language="" if language == get_language() else language,
        bearing=Tag(_("substance")) if first.is_substantive else Tag(_("form alone")),
        changes=[row for _change, row in changes],
    )


def _tag(listed: Listed, change: ClauseChange) -> None:
    for clause in change.after:
        listed.changes[clause.key] = change
        tags = listed.tags.setdefault(clause.key, [])
        tags.append(Tag(what_became(change), "info"))
        if not change.is_explained:
            tags.append(Tag(_("no reason yet"), "missing"))
            listed.waiting.add(clause.key)


class ChangeInSheet(NamedTuple):
    number: int
    clause: str
    change: ClauseChange


def _bearing(row: ChangeInSheet) -> str:
    """Open as long as nobody explained it."""
    if not row.change.is_explained:
        return ""
    return _("substance") if row.change.is_substantive else _("form alone")


COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda row: row.number),
    Column("clause", gettext_lazy("Clause changed"), lambda row: row.clause),
    Column("kind", gettext_lazy("What became of it"), lambda row: Change.Kind(row.change.kind).label),
    Column("differs", gettext_lazy("What differs"), lambda row: how_it_differs(row.change)),
    Column("substance", gettext_lazy("Substance or form"), _bearing),
    Column("reason", gettext_lazy("Reason"), lambda row: in_language(row.change.words)),
    Column("state", gettext_lazy("State"), lambda row: _("Explained") if row.change.is_explained else _("no reason yet")),
]


def rows_of(edition: Edition) -> Iterator[ChangeInSheet]:
    differences = changed(edition)
    names = names_of_changes(edition, differences, differences.changes)
    for number, (change, (clause, _became)) in enumerate(zip(differences.changes, names, strict=True), start=1):
        yield ChangeInSheet(number, clause, change)


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change that waits for a reason: what became of which clauses, how their words differ, and the fields for it."""

    change: DrawnChange
    url: str
    sides: MarkedSides | None
    fields: ReasonFields


class ReasonsPage:
    """The changes of a draft that wait for a reason, and under their reasons those that have one."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.listed = list_changes(edition, now=read_source(edition))
        self.drawing = DraftDrawing(edition)

    @property
    def choices(self) -> list[str]:
        return [change.choice for change in self.listed.unexplained]

    @property
    def explained(self) -> SafeString:
        return self.drawing.explained(self.listed.explained)

    @property
    def sheets(self) -> Sequence[tuple[str, str]]:
        return sheet_links("guidelines:changes-sheet", self.edition.document.slug, self.edition.version)

    def rows(self, form: ReasonsForm) -> list[WaitingChange]:
        """Two queries more, for the words before and now."""
        sides = self._sides()
        return [
            WaitingChange(
                change, f"{self.drawing.root}{change.key}/" if change.key else "", sides.get(change.choice), form.group(change.choice)
            )
            for change in self.listed.unexplained
        ]

    def _sides(self) -> dict[str, MarkedSides]:
        """Of clauses that are kept with other words."""
        kept = {change.choice: change for change in self.listed.changes.values() if change.kind == Kind.KEPT and not change.is_explained}
        kept = {choice: change for choice, change in kept.items() if Aspect.WORDS in change.differs}
        wanted = {clause.pk for change in kept.values() for clause in (*change.before, *change.after)}
        texts = ClauseText.objects.filter(clause__in=wanted, language=self.edition.source_language).order_by("number")
        words = {clause: Passage(*parts) for clause, *parts in texts.values_list("clause_id", "heading", "body", "summary")}
        return {
            choice: mark_as_compared(words.get(change.before[0].pk, Passage()), words.get(change.after[0].pk, Passage()), self.edition)
            for choice, change in kept.items()
        }

    @property
    def lead(self) -> str:
        return unexplained_in_words(len(self.choices)) if self.choices or not self.listed.count else _("Every change has its reason.")

    def place_after(self, choice: str, form: ReasonsForm) -> str:
        """Where on the page somebody was who saved at one of the changes: the next that still waits."""
        if choice not in self.choices:
            return ""
        given = form.reasons()
        waiting = [other for other in self.choices[self.choices.index(choice) :] if given[other] == ({}, True)]
        return f"#change-{waiting[0]}" if waiting else ""

    def save(self, form: ReasonsForm, *, by: Person) -> int:
        """Changes that were given the same words share one reason."""
        groups: dict[tuple[tuple[tuple[str, str], ...], bool], list[str]] = {}
        for choice, (words, is_substantive) in form.reasons().items():
            if words or not is_substantive:
                groups.setdefault((tuple(words.items()), is_substantive), []).append(choice)
        for (pairs, is_substantive), choices in groups.items():
            explain_changes(self.edition, choices, words=dict(pairs), is_substantive=is_substantive, by=by)
        return sum(map(len, groups.values()))


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Without a row it is the mark of formal changes that have no words."""

    edition: Edition
    row: Reason | None
    changes: Sequence[ClauseChange]
    names: Sequence[tuple[str, str]]
    """Which clauses they are about, and what became of them."""

    @property
    def is_substantive(self) -> bool:
        return any(change.is_substantive for change in self.changes)

    @property
    def initial(self) -> dict[str, str]:
        words = {f"reason_{language}": text for language, text in (self.row.words if self.row else {}).items()}
        return words | {"bearing": "substantive" if self.is_substantive else "formal"}

    def amend(self, form: ReasonForm, *, by: Person) -> None:
        words = form.words()
        if self.row and words and form.is_substantive == self.is_substantive:
            change_reason(self.row, words=words, by=by)
        else:
            explain_changes(self.edition, self.changes, words=words, is_substantive=form.is_substantive, by=by)


def reason_page(edition: Edition, uuid: UUID | None) -> ReasonPage:
    row = Reason.objects.filter(edition=edition, uuid=uuid).first() if uuid else None
    if uuid and row is None:
        raise Http404
    wanted = str(uuid) if uuid else None
    differences = changed(edition)
    changes = [change for change in differences.changes if change.is_explained and change.reason == wanted]
    if not changes:
        raise Http404
    return ReasonPage(edition, row, changes, names_of_changes(edition, differences, changes))
