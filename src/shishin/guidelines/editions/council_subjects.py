"""What acts of bodies led to: the editions drafted for a referral, submitted with a report, and adopted by a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from shishin.councils.subjects import Acts, Subject, subjects
from shishin.guidelines.access import editions_to_read
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Edition


@subjects.fill
def editions(acts: Acts, reader: Any) -> Iterator[Subject]:
    """Only those that the reader may read: a working edition is its writers' and the bodies' that it is for."""
    linked = Q(adopted_by__in=acts.decisions) | Q(referred_by__in=acts.referrals) | Q(submitted_with__in=acts.reports)
    shown = {("decision", row.pk) for row in acts.decisions} | {("report", row.pk) for row in acts.reports}
    shown |= {("referral", row.pk) for row in acts.referrals}
    for edition in editions_to_read(reader).filter(linked).select_related("document").order_by("document", "pk"):
        for act, number in _acts_of(edition):
            if number is not None and (act, number) in shown:
                yield Subject(act, number, _words(edition), edition.get_absolute_url())


def _acts_of(edition: Edition) -> tuple[tuple[str, int | None], ...]:
    return ("decision", edition.adopted_by_id), ("referral", edition.referred_by_id), ("report", edition.submitted_with_id)


def _words(edition: Edition) -> str:
    return _("%(document)s %(version)s") % {"document": edition.document, "version": version_in_words(edition.version)}
