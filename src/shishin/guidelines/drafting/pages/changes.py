"""Changes of a draft as its page lists them: by clause, without a reason yet, and under the reason that they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shishin.guidelines.changes.edition_changes import Changed, ClauseChange, changed, joined, what_became
from shishin.guidelines.drafting.pages.clauses import NamedBefore, name_of, names_before, read_source
from shishin.guidelines.drafting.pages.drawing import DrawnChange, ListedReason
from shishin.guidelines.editions.naming import StateTag
from shishin.guidelines.models import Change, Edition
from shishin.guidelines.reading.editions import Reading
from shishin.kit.identity import in_language

Kind = Change.Kind


@dataclass
class Listed:
    count: int = 0
    unexplained: list[DrawnChange] = field(default_factory=list)
    explained: list[ListedReason] = field(default_factory=list)
    tags: dict[str, list[StateTag]] = field(default_factory=dict)
    """What became of a clause that stands in the draft, by its key."""
    dropped: list[NamedBefore] = field(default_factory=list)
    """Clauses of the edition before that stand here no more, and went into nothing else."""
    order_before: list[str] = field(default_factory=list)
    """Keys of the edition before in its reading order."""


def list_changes(edition: Edition, *, now: Reading) -> Listed:
    """Three queries at most."""
    found = changed(edition)
    standing = {clause.key: name_of(clause) for clause in now.clauses}
    gone = names_before(edition, found.old, keys={clause.key for change in found.changes for clause in change.before} - standing.keys())
    names = standing | {key: clause.name for key, clause in gone.items()}
    listed = Listed(count=len(found.changes), order_before=[clause.key for clause in found.old])
    served: dict[tuple[str, bool], list[tuple[ClauseChange, DrawnChange]]] = {}
    for change in found.changes:
        row = DrawnChange(change.choice, what_became(change), names_in(change, names), change.key if change.key in standing else "")
        if change.is_explained:
            served.setdefault((change.reason or "", change.is_substantive), []).append((change, row))
        else:
            listed.unexplained.append(row)
        if change.kind == Kind.DROPPED:
            listed.dropped += [gone[clause.key] for clause in change.before if clause.key in gone]
        _tag(listed, change)
    listed.explained = [_reason(edition, changes) for changes in served.values()]
    return listed


def names_of_changes(edition: Edition, found: Changed, changes: Sequence[ClauseChange]) -> list[tuple[str, str]]:
    """Which clauses some of the changes are about, and what became of them."""
    standing = {clause.key: name_of(clause) for clause in read_source(edition).clauses}
    gone = names_before(edition, found.old, keys={clause.key for change in changes for clause in change.before} - standing.keys())
    names = standing | {key: clause.name for key, clause in gone.items()}
    return [(names_in(change, names), what_became(change)) for change in changes]


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
        bearing=StateTag(_("substance")) if first.is_substantive else StateTag(_("form alone")),
        changes=[row for _change, row in changes],
    )


def _tag(listed: Listed, change: ClauseChange) -> None:
    for clause in change.after:
        tags = listed.tags.setdefault(clause.key, [])
        tags.append(StateTag(what_became(change), "info"))
        if not change.is_explained:
            tags.append(StateTag(_("no reason yet"), "missing"))
