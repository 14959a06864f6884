"""A quarter of a plan, read by everybody and reported by those who answer for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.governance.access import plan_to_read
from shishin.governance.plans.offers import breadcrumbs_to_plan
from shishin.governance.progress.forms import QuarterForm
from shishin.governance.progress.pages import ProgressPage
from shishin.kit.form_page import FormPage, form_data
from shishin.people.access import signed_in


@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    page = ProgressPage(found, request.user, request.GET, localdate())
    context = {"plan": found, "progress": page}
    if request.method == "POST" and not page.may_report:
        raise Http404
    if not page.may_report:
        return render(request, "governance/progress.html", {**context, "steps": [*breadcrumbs_to_plan(found), ("", _("Progress"))]})
    by = signed_in(request.user)
    form = QuarterForm(form_data(request), page=page)
    words = FormPage(_("Progress"), _("Report them"), breadcrumbs_to_plan(found), _told)
    to = f"{reverse('governance:progress', args=[slug])}?{request.GET.urlencode()}"
    return words.answer(request, form, lambda _clean: form.report(found, by=by), template="governance/progress.html", to=to, **context)


def _told(count: int) -> str:
    """What was stored."""
    if not count:
        return _("Nothing was changed.")
    return ngettext("%(count)s thing was reported.", "%(count)s things were reported.", count) % {"count": count}
