"""The pages of proposals: those of an edition, and one with its rows, its figures and what can be accepted at once; what differs is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.comparing.drawing import draw_passages
from shishin.guidelines.comparing.profiles import profile_in
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import Clause, ClauseText, Edition, Proposal, ProposedChange
from shishin.texts.languages import USUAL, in_order, is_language, own_name
from shishin.texts.manuscript import Passage
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
class CurrentClauses:
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
    counts = proposal.changes.aggregate(all=Count("pk"), open=Count("pk", filter=is_open), certain=certain, **named, **kinds)
    by_kind = {kind: counts.pop(f"kind_{kind}") for kind in Kind.values}
    if proposal.language != proposal.edition.source_language:
        by_kind[Kind.NEW] = 0
    return ProposalProgress(**counts, by_kind=by_kind)


def current_clauses(proposal: Proposal) -> CurrentClauses:
    """Two queries, whatever the number of clauses."""
    edition = proposal.edition
    clauses = read_several([edition], with_hashes=False, with_texts=True, labelled_in=edition.source_language)[edition.pk]
    names = {clause.key: clause_name(clause.label, _first_words(clause.source), otherwise=clause.key) for clause in clauses}
    words = {clause.key: clause.texts[proposal.language] for clause in clauses if proposal.language in clause.texts}
    return CurrentClauses(names, words, {clause.key: clause for clause in clauses})


def page_of_changes(proposal: Proposal, *, state: str, number: str | None) -> Page[ProposedChange]:
    changes = proposal.changes.select_related("answered_by", "operation").prefetch_related("answered_by__dated_names").order_by("position")
    if state == OPEN:
        changes = changes.open()
    elif state == ANSWERED:
        changes = changes.exclude(pk__in=proposal.changes.open().values("pk"))
    return Paginator(changes, SHOWN).get_page(number)


def row_of(change: ProposedChange, proposal: Proposal, current: CurrentClauses) -> ShownChange:
    was = current.words.get(change.key, Passage())
    now = passage_of(change)
    is_source = proposal.language == proposal.edition.source_language
    old, new = _cells(change, was, now, proposal.language, current)
    based_on = hash_of(was)
    return ShownChange(
        change,
        name=current.names.get(change.key, "") or _first_words(now) or change.key,
        old=old,
        new=new,
        notes=list(_notes(change, was, now, current)),
        based_on=based_on,
        found_words=_found_words(change),
        is_weak=change.kind in (Kind.WORDS, Kind.MOVED) and not change.is_certain,
        was_changed=change.is_open and change.kind == Kind.WORDS and based_on not in (change.based_on, hash_of(now)),
        can_accept=is_source or change.kind != Kind.NEW,
    )


def _cells(change: ProposedChange, was: Passage, now: Passage, language: str, current: CurrentClauses) -> tuple[SafeString, SafeString]:
    if change.kind == Kind.MOVED:
        keys = list(current.names)
        place = keys.index(change.key) if change.key in current.names else 0
        return plain_paragraph(_after(keys[place - 1] if place else "", current)), plain_paragraph(_after(change.after_key, current))
    if change.kind == Kind.NEW:
        was = Passage()
    elif change.kind == Kind.DROPPED:
        was, now = (was if was != Passage() else now), Passage()
    elif not change.is_open:
        # Accepted words stand in the draft already: what they replaced is told there.
        was = now
    old, new, notes = draw_passages(was, now, language=language, profile=profile_in(language))
    new = mark_safe(new + "".join(f"<p>{escape(note)}</p>" for note in notes))
    return old or plain_paragraph("—"), new or plain_paragraph("—")


def _after(key: str, current: CurrentClauses) -> str:
    return _("Behind %(clause)s") % {"clause": current.names.get(key, key)} if key else _("At the beginning")


def _notes(change: ProposedChange, was: Passage, now: Passage, current: CurrentClauses) -> list[str]:
    notes = []
    clause = current.clauses.get(change.key)
    if change.kind == Kind.WORDS and was.summary != now.summary and was.summary:
        notes.append(_("The summary changes too."))
    if change.kind == Kind.NEW:
        notes.append(_after(change.after_key, current))
    notes += _notes_on_force(change, clause)
    if (kind := change.qualities.get("kind")) and kind != (clause.kind if clause else ""):
        notes.append(_("Kind: %(kind)s") % {"kind": Clause.Kind(kind).label})
    if change.qualities.keys() - {"kind", "force"} and change.kind == Kind.WORDS:
        notes.append(_("What the clause applies to, its gate or its numbering changes too."))
    return notes


def _notes_on_force(change: ProposedChange, clause: PlainClause | None) -> list[str]:
    force = change.qualities.get("force")
    if force and change.kind == Kind.NEW:
        return [_("Force: %(force)s") % {"force": Clause.Force(force).label}]
    if force and clause and clause.force != force:
        return [_("Force: from %(old)s to %(new)s") % {"old": Clause.Force(clause.force).label, "new": Clause.Force(force).label}]
    return []


def _found_words(change: ProposedChange) -> str:
    if change.found_by not in FOUND_WORDS:
        return ""
    words = str(FOUND_WORDS[MatchedBy(change.found_by)])
    return _("%(how)s (likeness %(percent)s%%)") % {"how": words, "percent": round(change.likeness)} if change.likeness else words


def plain_paragraph(words: str) -> SafeString:
    return mark_safe(f"<p>{escape(words)}</p>" if words else "")


def _first_words(passage: Passage) -> str:
    if passage.heading:
        return plain_text(passage.heading)
    lines = plain_lines(passage.body)
    words = lines[0].strip() if lines else ""
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS] + "…"


LISTED = 20


@dataclass(frozen=True, slots=True)
class ManyAtOnce:
    """A button that accepts all open changes of a kind."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What is seen of a proposal at once."""

    progress: ProposalProgress
    rows: Sequence[ShownChange]
    paginated: Page[ProposedChange]
    tabs: Sequence[tuple[str, str, int, bool]]
    many: Sequence[ManyAtOnce]
    language_name: str
    names: Mapping[str, str]
    """What the clauses of the edition are called, by key."""

    def name(self, key: str) -> str:
        return self.names.get(key, "")


def proposals_of(edition: Edition) -> QuerySet[Proposal]:
    """The newest first, each with how much of it is open."""
    is_open = Q(changes__state=ProposedChange.State.OPEN) | Q(changes__operation__undone_at__isnull=False)
    proposals = Proposal.objects.filter(edition=edition).select_related("made_by").prefetch_related("made_by__dated_names").order_by("-pk")
    return proposals.annotate(all_changes=Count("changes"), open_changes=Count("changes", filter=is_open))[:LISTED]


def languages_of_texts(edition: Edition, *, asked: str) -> list[tuple[str, str]]:
    """Those that the edition has, those that are usual and the one that was asked for; the one that binds first."""
    written = ClauseText.objects.filter(clause__edition=edition).values_list("language", flat=True).distinct().order_by()
    tags = {edition.source_language, *USUAL, *written, *([asked] if is_language(asked) else [])}
    return [(tag, own_name(tag)) for tag in in_order(tags, source=edition.source_language)]


def proposal_page(proposal: Proposal, *, state: str, number: str | None) -> ProposalPage:
    progress = progress_of(proposal)
    state = state if state in (OPEN, ANSWERED, "all") else OPEN if progress.open else ANSWERED
    paginated = page_of_changes(proposal, state=state, number=number)
    current = current_clauses(proposal)
    tabs = [
        (_("Still open"), OPEN, progress.open),
        (_("Already answered"), ANSWERED, progress.answered),
        (_("All changes"), "all", progress.all),
    ]
    return ProposalPage(
        progress,
        rows=[row_of(change, proposal, current) for change in paginated],
        paginated=paginated,
        tabs=[(words, f"?state={name}", count, name == state) for words, name, count in tabs],
        many=[] if proposal.closed_at else list(_many(progress)),
        language_name=own_name(proposal.language),
        names=current.names,
    )


def _many(progress: ProposalProgress) -> Sequence[ManyAtOnce]:
    words = {
        Kind.WORDS: _("Accept all other words (%(count)s)"),
        Kind.NEW: _("Accept all new clauses (%(count)s)"),
        Kind.MOVED: _("Accept all moves (%(count)s)"),
        Kind.DROPPED: _("Accept all that are dropped (%(count)s)"),
    }
    return [ManyAtOnce(kind, words[kind] % {"count": progress.by_kind[kind]}) for kind in words if progress.by_kind[kind]]
