"""Showing: a proposal as a page of rows, each with the words that stand and the words proposed, what differs marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.comparing.cells import lines_of
from shishin.guidelines.comparing.drawing import TAGS, paragraph_of
from shishin.guidelines.comparing.table import Paragraph
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import Clause, Proposal, ProposedChange
from shishin.guidelines.proposing.applying import passage_of
from shishin.texts.manuscript import Passage
from shishin.texts.marking import mark, new_side, old_side
from shishin.texts.matching import MatchedBy
from shishin.texts.plain_lines import plain_lines, plain_text

SHOWN = 50
FIRST_WORDS = 40
Kind, State = ProposedChange.Kind, ProposedChange.State
OPEN, ANSWERED = "open", "answered"
FOUND_WORDS = {
    MatchedBy.KEY: gettext_lazy("Recognised by its key"),
    MatchedBy.NUMBER: gettext_lazy("Recognised by its number"),
    MatchedBy.TEXT: gettext_lazy("Recognised by its words"),
    MatchedBy.HEADING: gettext_lazy("Recognised by its heading"),
    MatchedBy.SIMILARITY: gettext_lazy("Recognised by similar words"),
    MatchedBy.PLACE: gettext_lazy("Recognised by its place"),
}


@dataclass(frozen=True, slots=True)
class CurrentClause:
    """The clauses of the edition by key: what they are called, their words in the language of the proposal, and what they are."""

    names: Mapping[str, str]
    words: Mapping[str, Passage]
    clauses: Mapping[str, PlainClause]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as it is shown. `based_on` is the hash of the words shown, which an answer is about."""

    change: ProposedChange
    name: str
    old: SafeString
    new: SafeString
    notes: Sequence[str]
    based_on: str
    found_words: str
    is_weak: bool
    was_changed: bool
    can_accept: bool


@dataclass(frozen=True, slots=True)
class ProposalProgress:
    """How far the answers have come: the figures add up to all."""

    all: int
    open: int
    accepted: int
    mended: int
    declined: int
    certain: int
    by_kind: Mapping[str, int]
    """Open ones that can be accepted, by kind."""

    @property
    def answered(self) -> int:
        return self.all - self.open

    @property
    def share(self) -> int:
        return self.answered * 100 // self.all if self.all else 100


def progress_of(proposal: Proposal) -> ProposalProgress:
    is_open = Q(state=State.OPEN) | Q(operation__undone_at__isnull=False)
    named = {
        state: Count("pk", filter=Q(state=state) & ~Q(operation__undone_at__isnull=False)) for state in ("accepted", "mended", "declined")
    }
    kinds = {f"kind_{kind}": Count("pk", filter=is_open & Q(kind=kind)) for kind in Kind.values}
    certain = Count("pk", filter=is_open & Q(pk__in=ProposedChange.objects.filter(proposal=proposal).certain().values("pk")))
    found = proposal.changes.aggregate(all=Count("pk"), open=Count("pk", filter=is_open), certain=certain, **named, **kinds)
    by_kind = {kind: found.pop(f"kind_{kind}") for kind in Kind.values}
    if proposal.language != proposal.edition.source_language:
        by_kind[Kind.NEW] = 0
    return ProposalProgress(**found, by_kind=by_kind)


def standing_in(proposal: Proposal) -> CurrentClause:
    """Two queries, whatever the number of clauses."""
    clauses = read_several([proposal.edition], with_hashes=False, with_texts=True, with_labels=True)[proposal.edition.pk]
    names = {clause.key: clause_name(clause.label, _first_words(clause.source), otherwise=clause.key) for clause in clauses}
    words = {clause.key: clause.texts[proposal.language] for clause in clauses if proposal.language in clause.texts}
    return CurrentClause(names, words, {clause.key: clause for clause in clauses})


def page_of_changes(proposal: Proposal, *, state: str, number: str | None) -> Page[ProposedChange]:
    changes = proposal.changes.select_related("answered_by", "operation").order_by("position")
    if state == OPEN:
        changes = changes.open()
    elif state == ANSWERED:
        changes = changes.exclude(pk__in=proposal.changes.open().values("pk"))
    return Paginator(changes, SHOWN).get_page(number)


def row_of(change: ProposedChange, proposal: Proposal, standing: CurrentClause) -> ShownChange:
    was = standing.words.get(change.key, Passage())
    now = passage_of(change)
    is_source = proposal.language == proposal.edition.source_language
    old, new = _cells(change, was, now, proposal.language, standing)
    based_on = hash_of(was)
    return ShownChange(
        change,
        name=standing.names.get(change.key, "") or _first_words(now) or change.key,
        old=old,
        new=new,
        notes=list(_notes(change, was, now, standing)),
        based_on=based_on,
        found_words=_found_words(change),
        is_weak=change.kind in (Kind.WORDS, Kind.MOVED) and not change.is_certain,
        was_changed=change.is_open and change.kind == Kind.WORDS and based_on not in (change.based_on, hash_of(now)),
        can_accept=is_source or change.kind != Kind.NEW,
    )


def _cells(change: ProposedChange, was: Passage, now: Passage, language: str, standing: CurrentClause) -> tuple[SafeString, SafeString]:
    if change.kind == Kind.MOVED:
        keys = list(standing.names)
        place = keys.index(change.key) if change.key in standing.names else 0
        return _said(_behind(keys[place - 1] if place else "", standing)), _said(_behind(change.after_key, standing))
    if change.kind == Kind.NEW:
        was = Passage()
    elif change.kind == Kind.DROPPED:
        was, now = (was if was != Passage() else now), Passage()
    elif not change.is_open:
        # Accepted words stand in the draft already: what they replaced is told there.
        was = now
    stretches = mark("\n".join(_lines(was, language)), "\n".join(_lines(now, language)))
    old = _drawn(lines_of(old_side(stretches)), bool(was.heading), TAGS["old"])
    new = _drawn(lines_of(new_side(stretches)), bool(now.heading), TAGS["new"])
    return old or _said("—"), new or _said("—")


def _behind(key: str, standing: CurrentClause) -> str:
    return _("Behind %(clause)s") % {"clause": standing.names.get(key, key)} if key else _("At the beginning")


def _notes(change: ProposedChange, was: Passage, now: Passage, standing: CurrentClause) -> list[str]:
    notes = []
    clause = standing.clauses.get(change.key)
    if change.kind == Kind.WORDS and was.summary != now.summary and was.summary:
        notes.append(_("The summary changes too."))
    if change.kind == Kind.NEW:
        notes.append(_behind(change.after_key, standing))
    if force := change.qualities.get("force"):
        after = Clause.Force(force).label
        if change.kind == Kind.NEW:
            notes.append(_("Force: %(force)s") % {"force": after})
        elif clause and clause.force != force:
            notes.append(_("Force: from %(old)s to %(new)s") % {"old": Clause.Force(clause.force).label, "new": after})
    if (kind := change.qualities.get("kind")) and kind != (clause.kind if clause else ""):
        notes.append(_("Kind: %(kind)s") % {"kind": Clause.Kind(kind).label})
    if change.qualities.keys() - {"kind", "force"} and change.kind == Kind.WORDS:
        notes.append(_("What the clause applies to, its gate or its numbering changes too."))
    return notes


def _found_words(change: ProposedChange) -> str:
    if change.found_by not in FOUND_WORDS:
        return ""
    words = str(FOUND_WORDS[MatchedBy(change.found_by)])
    return _("%(how)s (likeness %(percent)s%%)") % {"how": words, "percent": round(change.likeness)} if change.likeness else words


def _lines(passage: Passage, language: str) -> list[str]:
    heading = [plain_text(passage.heading)] if passage.heading else []
    return [*heading, *plain_lines(passage.body, language=language)]


def _drawn(lines: Sequence[Sequence[Any]], has_heading: bool, tag: str) -> SafeString:
    paragraphs = [Paragraph(tuple(line), is_heading=has_heading and number == 0) for number, line in enumerate(lines) if line]
    return mark_safe("".join(paragraph_of(paragraph, tag, "") for paragraph in paragraphs))


def _said(words: str) -> SafeString:
    return _drawn(lines_of(new_side(mark(words, words))), False, TAGS["new"])


def _first_words(passage: Passage) -> str:
    if passage.heading:
        return plain_text(passage.heading)
    lines = plain_lines(passage.body)
    words = lines[0].strip() if lines else ""
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS] + "…"
