"""Waiting: invitations that nobody took up, for those who keep the accounts; and what others link to, for those who keep that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.kit.dates import day_in_words
from shishin.kit.jobs import stalled
from shishin.kit.waiting import Waiting, source
from shishin.people.access import is_owner, people_kept_by
from shishin.people.claims import claim_kinds, claims_kept_by
from shishin.people.models import Claim, Organization, Person


@source(order=30)
def waiting_for(person: Person, day: date) -> list[Waiting]:
    """Until an invitation runs out it waits for the invited; then for whoever may invite again or close the account."""
    invited = people_kept_by(person).filter(is_active=True, last_login=None).exclude(invited_at=None)
    invitations = [_line(one, day) for one in invited.prefetch_related("dated_names").order_by("invited_at", "pk") if one.is_invited]
    return [*invitations, *_to_agree_to(person), *_stalled_jobs(person)]


def _stalled_jobs(person: Person) -> Iterator[Waiting]:
    """For whoever can see to it that there is a worker."""
    count = stalled(timezone.now()).count() if is_owner(person) else 0
    if count:
        title = ngettext("%(count)s job stands still", "%(count)s jobs stand still", count) % {"count": count}
        why = _("No worker took it up for ten minutes. Ask whoever runs this site to start one.")
        yield Waiting("jobs", _("Jobs"), title, reverse("health"), _("See what is at work"), why, count=count)


def _to_agree_to(person: Person) -> Iterator[Waiting]:
    """One line for each organization and kind."""
    asked = claims_kept_by(person, Claim.objects.filter(state=Claim.State.ASKED)).order_by("kind", "claimed_by")
    counts = list(asked.values_list("kind", "claimed_by").annotate(count=Count("pk")))
    organizations = Organization.objects.prefetch_related("dated_names").in_bulk({claimed_by for _kind, claimed_by, _count in counts})
    labels = {kind.name: kind.label for kind in claim_kinds()}
    for kind, claimed_by, count in counts:
        names = {"kind": labels[kind], "organization": organizations.get(claimed_by) or _("the owners of this site")}
        title = _("%(kind)s: answer %(organization)s") % names
        why = ngettext("%(count)s link shows with you once you agree.", "%(count)s links show with you once you agree.", count)
        url = reverse("people:claims")
        yield Waiting("claims", _("Links from others"), title, url, _("See the links"), why % {"count": count}, count=count)


def _line(invited: Person, day: date) -> Waiting:
    assert invited.invitation_ends_at is not None  # noqa: S101 - whoever is invited was so at a moment
    ends = localdate(invited.invitation_ends_at)
    name = {"name": invited, "day": day_in_words(ends)}
    if ends < day:
        title, why = (
            _("Invite %(name)s again"),
            _("The invitation ran out on %(day)s. If it is no longer needed, close the account.") % name,
        )
        return Waiting("invitation", _("Invitations"), title % name, invited.get_absolute_url(), _("Open the account"), why)
    title, why = _("%(name)s sets a password") % name, _("Invited, and has not come yet.")
    return Waiting("invitation", _("Invitations"), title, invited.get_absolute_url(), _("Open the account"), why, ends, is_for_others=True)
