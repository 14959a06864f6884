"""Ageing: how long a referral has waited, and how late it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.models import Referral
from shishin.kit.timeline import Tag
from shishin.people.claims import unconfirmed_tags

SOON = 14
"""Days before the due day from which a referral is shown as due soon."""
TONES = {
    Referral.State.OPEN: ("info", ""),
    Referral.State.REPORTED: ("info", ""),
    Referral.State.RETURNED: ("warning", "history"),
    Referral.State.ACCEPTED: ("success", "check"),
    Referral.State.WITHDRAWN: ("missing", ""),
}


class AgedReferral(NamedTuple):
    """A referral as lists show it: under the names of its day, with its state and its age."""

    referral: Referral
    asked_by: str
    asked_of: str
    tags: tuple[Tag, ...]
    age: str


def days_overdue(referral: Referral, today: date) -> int:
    """How late the report is; 0 where none is awaited or none is due."""
    if not referral.waits_for_report or referral.due_on is None:
        return 0
    return max(0, (today - referral.due_on).days)


def age_tags(referral: Referral, today: date) -> tuple[Tag, ...]:
    """The state, and how the due day stands to today."""
    tags = (Tag(referral.get_state_display(), *TONES[Referral.State(referral.state)]),)
    if not referral.waits_for_report or referral.due_on is None:
        return tags
    if late := days_overdue(referral, today):
        words = ngettext("%(count)s day overdue", "%(count)s days overdue", late) % {"count": late}
        return (*tags, Tag(words, "danger", "alert"))
    left = (referral.due_on - today).days
    if left == 0:
        return (*tags, Tag(_("due today"), "warning", "clock"))
    if left <= SOON:
        words = ngettext("due in %(count)s day", "due in %(count)s days", left) % {"count": left}
        return (*tags, Tag(words, "warning", "clock"))
    return tags


def age_in_words(referral: Referral, today: date) -> str:
    """How long it was open, or has been."""
    if referral.ended_on:
        days = (referral.ended_on - referral.referred_on).days
        return ngettext("open for %(count)s day", "open for %(count)s days", days) % {"count": days}
    days = (today - referral.referred_on).days
    return ngettext("%(count)s day since it was referred", "%(count)s days since it was referred", days) % {"count": days}


def tags_of(referrals: Iterable[Referral], today: date) -> list[tuple[Tag, ...]]:
    """State and age of each, and where the body above did not take a proposal yet, that. Take them `with_confirmation`."""
    rows = list(referrals)
    unconfirmed = unconfirmed_tags(rows, lambda referral: referral.asked_of.organization)
    return [age_tags(row, today) + ((unconfirmed[row.pk],) if row.pk in unconfirmed else ()) for row in rows]


def with_age(referrals: Iterable[Referral], today: date) -> list[AgedReferral]:
    """Take them `with_confirmation`, select `asked_by` and `asked_of__organization` and prefetch the `dated_names` of both bodies."""
    rows = list(referrals)
    return [
        AgedReferral(
            referral,
            referral.asked_by.name_on(referral.referred_on),
            referral.asked_of.name_on(referral.referred_on),
            tags,
            age_in_words(referral, today),
        )
        for referral, tags in zip(rows, tags_of(rows, today), strict=True)
    ]
