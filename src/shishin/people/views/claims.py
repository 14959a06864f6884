"""Links from others: what waits for an answer, what was agreed, and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import acting, can_manage
from shishin.people.claims import (
    ClaimRow,
    agree,
    agree_to_all,
    can_agree_to_all,
    claim_rows,
    claims_kept_by,
    end_claim,
    keeps_claims,
)
from shishin.people.forms import EndClaimForm
from shishin.people.models import Claim


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    if not keeps_claims(request.user):
        raise Http404
    rows = claim_rows(claims_kept_by(request.user), reader=request.user)
    lists = {state: [row for row in rows if row.claim.state == state] for state in Claim.State.values}
    lists["agreed"], both = ([row for row in lists["agreed"] if (row.claim.how == Claim.How.BOTH) is is_both] for is_both in (False, True))
    return render(request, "people/claims.html", {**lists, "both": both, "may_manage": can_manage(request.user)})


@form_view
def agree_to_one(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    page = FormPage(_("Agree to a link"), _("Agree"), _way(request), _("The link shows here now."), row.edge.sentence)
    return page.confirm(request, lambda: agree(row.claim, by=acting(request.user)))


@form_view
def agree_to_all_of_it(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    if not can_agree_to_all(request.user, row.claim):
        raise Http404
    names = {"kind": row.kind, "organization": row.claim.claimed_by}
    lead = _("%(kind)s: all that %(organization)s draws to what is kept here shows at once, from now on as well.") % names
    page = FormPage(_("Agree to all of this organization"), _("Agree to all"), _way(request), _("All its links show here now."), lead)
    return page.confirm(request, lambda: agree_to_all(row.claim, by=acting(request.user)))


@form_view
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    row = _row(request, uuid)
    is_asked = row.claim.state == Claim.State.ASKED
    title, button = (_("Decline a link"), _("Decline it")) if is_asked else (_("End a link"), _("End it"))
    warning = _("It no longer shows here and gives no rights here. On the side of whoever drew it, it stands as not confirmed.")
    page = FormPage(title, button, _way(request), _("The link does not show here."), row.edge.sentence, [warning])
    return page.answer(request, EndClaimForm(form_data(request)), lambda clean: end_claim(row.claim, **clean, by=acting(request.user)))


def _row(request: HttpRequest, uuid: str) -> ClaimRow:
    found = get_object_or_404(claims_kept_by(request.user), uuid=uuid)
    rows = claim_rows(Claim.objects.filter(pk=found.pk), reader=request.user)
    if not rows:
        raise Http404  # it is about a text that this person may not read yet
    return rows[0]


def _way(request: HttpRequest) -> list[tuple[str, Any]]:
    """Whoever keeps one thing by a seat alone has nothing under /manage/."""
    manage = [(reverse("people:manage"), _("Manage"))] if can_manage(request.user) else []
    return [*manage, (reverse("people:claims"), _("Links from others"))]
