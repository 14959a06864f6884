"""Linting: what may be wrong with a draft, for whoever may read it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shishin.guidelines.access import can_draft, editions_to_read
from shishin.guidelines.linting.checking import LintPage, lint_edition
from shishin.guidelines.models import Edition


@login_required
@require_safe
def lint(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    drafts = editions_to_read(request.user).filter(state=Edition.State.WORKING).distinct()
    drafts = drafts.select_related("document__numbering", "document__family", "started_from")
    edition = get_object_or_404(drafts, document__slug=slug, version=version)
    page = LintPage(lint_edition(edition), request.GET.get("rule", ""), request.GET.get("page", "1"))
    context = {"edition": edition, "document": edition.document, "page": page, "lint": page.lint}
    return render(request, "guidelines/lint.html", context | {"can_draft": can_draft(request.user, edition)})
