"""Links from others: what waits for an answer, what was agreed, and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.kit.form_page import FormPage, form_data
from shishin.kit.listing import Facet, Listing
from shishin.kit.views import form_view
from shishin.people.access import can_manage, signed_in
from shishin.people.claims import (
    ClaimRow,
    agree,
    agree_to_all,
    claim_kinds,
    claim_rows,
    claims_kept_by,
    end_claim,
    keeps_claims,
)
from shishin.people.forms import EndClaimForm
from shishin.people.models import Claim

STATE = Facet("state", gettext_lazy("State"), dict(Claim.State.choices), "state")
HOW = Facet("how", gettext_lazy("How it was agreed"), dict(Claim.How.choices), "how")


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    if not keeps_claims(request.user):
        raise Http404
    kinds = Facet("kind", gettext_lazy("Kind"), {kind.name: kind.label for kind in claim_kinds()}, "kind")
    kept, both = claims_kept_by(request.user), Q(how=Claim.How.BOTH)
    # What needed no question stands apart: others have no part in it.
    is_apart = request.GET.get("how") == Claim.How.BOTH
    listing = Listing(kept.filter(both if is_apart else ~both).with_names(), request.GET, [STATE, kinds, HOW])
    context = {
        "listing": listing,
        "rows": claim_rows(listing.page, reader=request.user),
        "page": listing.page,
        "apart": 0 if is_apart else kept.filter(both).count(),
        "may_manage": can_manage(request.user),
    }
    return render(request, "people/claims.html", context)


@form_view
def agree_to_one(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    page = FormPage(_("Agree to a link"), _("Agree"), _way(request), _("The link shows here now."), row.edge.sentence)
    return page.confirm(request, lambda: agree(row.claim, by=signed_in(request.user)))


@form_view
def agree_to_all_of_it(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    if not row.may_agree_to_all:
        raise Http404
    names = {"kind": row.kind, "organization": row.claim.claimed_by}
    lead = _("%(kind)s: all that %(organization)s draws to what is kept here shows at once, from now on as well.") % names
    page = FormPage(_("Agree to all of this organization"), _("Agree to all"), _way(request), _("All its links show here now."), lead)
    return page.confirm(request, lambda: agree_to_all(row.claim, by=signed_in(request.user)))


@form_view
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    is_asked = row.claim.state == Claim.State.ASKED
    title, button = (_("Decline a link"), _("Decline it")) if is_asked else (_("End a link"), _("End it"))
    warning = _("It no longer shows here and gives no rights here. On the side of whoever drew it, it stands as not confirmed.")
    page = FormPage(title, button, _way(request), _("The link does not show here."), row.edge.sentence, [warning])
    return page.answer(request, EndClaimForm(form_data(request)), lambda clean: end_claim(row.claim, **clean, by=signed_in(request.user)))


def _row(request: HttpRequest, uuid: str) -> ClaimRow:
    found = get_object_or_404(claims_kept_by(request.user, Claim.objects.filter(uuid=uuid)).with_names())
    return claim_rows([found], reader=request.user)[0]


def _way(request: HttpRequest) -> list[tuple[str, Any]]:
    """Whoever keeps one thing by a seat alone has nothing under /manage/."""
    manage = [(reverse("people:manage"), _("Manage"))] if can_manage(request.user) else []
    return [*manage, (reverse("people:claims"), _("Links from others"))]
