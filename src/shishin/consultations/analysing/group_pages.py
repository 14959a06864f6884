"""The group of an opinion on its page and in its row of the queue: who stands behind it, what differs, what is possibly the same, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString, mark_safe

from shishin.consultations.models import NearCopy, Opinion, Placing, Response
from shishin.consultations.places import LikelyPlace, Place, likely_places
from shishin.guidelines.comparing.drawing import marked
from shishin.texts.marking import Segment, mark, new_side, old_side

ROWS = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """An opinion beside the one that speaks for it, with what differs underlined on both sides."""

    opinion: Opinion
    percent: int
    own: SafeString
    leading: SafeString

    @classmethod
    def of(cls, leader: Opinion, opinion: Opinion, similarity: float) -> Compared:
        stretches = mark(leader.words, opinion.words)
        own, leading = new_side(stretches), old_side(stretches)
        return cls(
            opinion, round(100 * similarity), _drawn(own), _drawn(leading) if any(part.is_changed for part in leading) else SafeString()
        )


@dataclass(frozen=True, slots=True)
class Group:
    page: Page[Any]
    members: list[Compared]
    near: list[Compared]
    leader: Opinion | None
    """Behind which it stands itself."""
    links: list[LikelyPlace]
    earlier: list[Response]


def group_of(found: Opinion, *, page: str | None, names: Mapping[str, Place]) -> Group:
    """Four queries: most voices first."""
    own = Placing.objects.filter(opinion=found).select_related("leader").first()
    if own:
        found.placing = own
    behind = (
        Placing.objects.filter(leader=found, is_behind=True).select_related("opinion").order_by("-opinion__group_voices", "opinion__number")
    )
    shown = Paginator(behind, ROWS).get_page(page)
    members = [Compared.of(found, placing.opinion, placing.similarity) for placing in shown]
    near, leader = list(_near(found)) if own else [], own.leader if own and own.is_behind else None
    return Group(shown, members, near, leader, likely_places(found, names), _answered(own))


def _near(found: Opinion) -> Iterable[Compared]:
    """Those that still stand by themselves."""
    rows = NearCopy.objects.filter(leader=found, other__folded_into=None).exclude(other__state=Opinion.State.SPLIT).select_related("other")
    return (Compared.of(found, pair.other, pair.similarity) for pair in rows[:ROWS])


def _answered(own: Placing | None) -> list[Response]:
    """Published responses to opinions like this one, in earlier consultations of the document; the likest first."""
    wanted = [one["response"] for one in (own and own.earlier) or ()]
    there = (
        Response.objects.filter(consultation__results_published_at__isnull=False).select_related("consultation__edition").in_bulk(wanted)
    )
    return [there[pk] for pk in wanted if pk in there]


def _drawn(segments: Iterable[Segment]) -> SafeString:
    return mark_safe(marked(segments, "u", ""))
