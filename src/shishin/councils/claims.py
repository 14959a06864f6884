"""Claims of councils: a body below one of another organization, and a proposal to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.access import ADMINISTER_BODIES, bodies_kept_by, referrals_to_read
from shishin.councils.models import Body, Referral
from shishin.councils.models.bodies import PARENT_BODY
from shishin.councils.models.referrals import UPWARD_PROPOSAL
from shishin.people.claims import ClaimedEdge, ClaimKind, declare_claim_kind


def _bodies_put_under(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    rows = Body.objects.filter(uuid__in=list(edges)).exclude(parent=None).select_related("parent")
    told: dict[UUID, ClaimedEdge] = {}
    for body in rows.prefetch_related("dated_names", "parent__dated_names"):
        parent: Any = body.parent
        sentence = _("%(body)s stands below %(parent)s.") % {"body": body, "parent": parent}
        told[body.uuid] = ClaimedEdge(sentence, [(str(body), body.get_absolute_url()), (str(parent), parent.get_absolute_url())])
    return told


def _proposals(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    rows = Referral.objects.filter(uuid__in=list(edges)).select_related("asked_by", "asked_of")
    told: dict[UUID, ClaimedEdge] = {}
    for referral in rows.prefetch_related("asked_by__dated_names", "asked_of__dated_names"):
        names = {"asked_by": referral.asked_by, "asked_of": referral.asked_of, "title": referral}
        sentence = _("%(asked_by)s proposes to %(asked_of)s: %(title)s") % names
        told[referral.uuid] = ClaimedEdge(sentence, [(_("The proposal"), referral.get_absolute_url())])
    return told


BODY_ABOVE = ClaimKind(
    PARENT_BODY,
    gettext_lazy("Body above"),
    ability=ADMINISTER_BODIES,
    kept=bodies_kept_by,
    known=lambda _reader: Body.objects.exclude(parent=None),
    describe=_bodies_put_under,
)
PROPOSAL = ClaimKind(
    UPWARD_PROPOSAL,
    gettext_lazy("Proposal to a body"),
    ability=ADMINISTER_BODIES,
    kept=bodies_kept_by,
    known=referrals_to_read,
    describe=_proposals,
)
for kind in (BODY_ABOVE, PROPOSAL):
    declare_claim_kind(kind)
