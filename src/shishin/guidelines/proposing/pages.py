"""The pages of proposals: those of an edition, and one with its rows, its figures and what can be accepted at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shishin.guidelines.models import ClauseText, Edition, Proposal, ProposedChange
from shishin.guidelines.proposing.showing import (
    ANSWERED,
    OPEN,
    ProposalProgress,
    ShownChange,
    page_of_changes,
    progress_of,
    row_of,
    standing_in,
)
from shishin.texts.languages import USUAL, in_order, is_language, own_name

LISTED = 20
Kind = ProposedChange.Kind


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
    found = Proposal.objects.filter(edition=edition).select_related("made_by").order_by("-pk")
    return found.annotate(all_changes=Count("changes"), open_changes=Count("changes", filter=is_open))[:LISTED]


def languages_of_texts(edition: Edition, *, asked: str) -> list[tuple[str, str]]:
    """Those that the edition has, those that are usual and the one that was asked for; the one that binds first."""
    written = ClauseText.objects.filter(clause__edition=edition).values_list("language", flat=True).distinct().order_by()
    tags = {edition.source_language, *USUAL, *written, *([asked] if is_language(asked) else [])}
    return [(tag, own_name(tag)) for tag in in_order(tags, source=edition.source_language)]


def proposal_page(proposal: Proposal, *, state: str, number: str | None) -> ProposalPage:
    progress = progress_of(proposal)
    state = state if state in (OPEN, ANSWERED, "all") else OPEN if progress.open else ANSWERED
    paginated = page_of_changes(proposal, state=state, number=number)
    standing = standing_in(proposal)
    tabs = [
        (_("Still open"), OPEN, progress.open),
        (_("Already answered"), ANSWERED, progress.answered),
        (_("All changes"), "all", progress.all),
    ]
    return ProposalPage(
        progress,
        rows=[row_of(change, proposal, standing) for change in paginated],
        paginated=paginated,
        tabs=[(words, f"?state={name}", count, name == state) for words, name, count in tabs],
        many=[] if proposal.closed_at else list(_many(progress)),
        language_name=own_name(proposal.language),
        names=standing.names,
    )


def _many(progress: ProposalProgress) -> Sequence[ManyAtOnce]:
    words = {
        Kind.WORDS: _("Accept all other words (%(count)s)"),
        Kind.NEW: _("Accept all new clauses (%(count)s)"),
        Kind.MOVED: _("Accept all moves (%(count)s)"),
        Kind.DROPPED: _("Accept all that are dropped (%(count)s)"),
    }
    return [ManyAtOnce(kind, words[kind] % {"count": progress.by_kind[kind]}) for kind in words if progress.by_kind[kind]]
