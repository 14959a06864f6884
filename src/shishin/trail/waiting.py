"""Waiting: auditors see when the last checkpoint left the site, and are asked to act where none does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shishin.kit.dates import day_in_words
from shishin.kit.waiting import Waiting, source
from shishin.trail.access import can_read_trail
from shishin.trail.leaving import last_sent, ways
from shishin.trail.models import Seal
from shishin.trail.witnessing import contradicted

LATE = timedelta(days=2)
"""Since the last checkpoint that left; a day is its rhythm."""
KIND = "trail"


@source(order=40)
def waiting_for(person: Any, day: date) -> list[Waiting]:
    """Two queries; none for those who may not read the trail."""
    if not can_read_trail(person):
        return []
    return [*_checkpoints(day), *_contradictions()]


def words_of_way(way: str) -> str:
    return {"file": _("To the file"), "mail": _("By mail"), "post": _("To the second Shishin")}[way]


def _checkpoints(day: date) -> Iterator[Waiting]:
    first = Seal.objects.aggregate(first=Min("sealed_at"))["first"]
    if first is None:
        return
    sent = last_sent()
    oldest = min((sent.get(way, first) for way in ways()), default=first)
    is_late = day - localdate(oldest) >= LATE
    title = (
        _("The last checkpoint left this site on %(day)s") % {"day": _day(max(sent.values()))}
        if sent
        else _("No checkpoint left this site yet")
    )
    yield Waiting(
        kind=KIND,
        label=_("Trail"),
        title=title,
        url=f"{reverse('trail:seals')}#left",
        button=_("See the seals"),
        why=" ".join([*_by_way(sent), *([_("Tell the operator of this site.")] if is_late else [])]),
        is_for_others=not is_late,
    )


def _by_way(sent: dict[str, datetime]) -> Iterator[str]:
    for way in ways():
        when = _day(sent[way]) if way in sent else _("not yet")
        yield _("%(way)s: %(when)s.") % {"way": words_of_way(way), "when": when}


def _day(moment: datetime) -> str:
    return day_in_words(localdate(moment), get_language() or "en")


def _contradictions() -> Iterator[Waiting]:
    if count := len(contradicted()):
        yield Waiting(
            kind=KIND,
            label=_("Trail"),
            title=ngettext(
                "%(count)s other site posted a checkpoint that contradicts those before",
                "%(count)s other sites posted checkpoints that contradict those before",
                count,
            )
            % {"count": count},
            url=reverse("trail:seals"),
            button=_("See the seals"),
            why=_("Its trail was cut off or written anew. Run `shishin witness` on the server, and tell the auditors of that site."),
            count=count,
        )
