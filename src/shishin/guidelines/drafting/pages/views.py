"""Drafting: the page of an edition that is being written, undoing on it, and the reasons of its changes."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shishin.guidelines.drafting.explaining import explain_changes
from shishin.guidelines.drafting.pages.changes_sheet import COLUMNS, rows_of
from shishin.guidelines.drafting.pages.draft_page import DraftPage
from shishin.guidelines.drafting.pages.finding import draft_to_write
from shishin.guidelines.drafting.pages.forms import ExplainForm, ReasonForm, reason_languages
from shishin.guidelines.drafting.pages.reason_page import reason_page
from shishin.guidelines.drafting.pages.step_page import answer_step, breadcrumbs_to_draft, draft_url
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.errors.drafting import DoneSince, NothingToUndo
from shishin.kit.form_page import FormPage
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.people.models import Person


@login_required
@require_safe
def draft(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    page = DraftPage(edition, reader=request.user, show=request.GET.get("show", ""))
    return render(request, "guidelines/draft.html", {**_context(page), "form": _explain_form(page, None)})


@login_required
@require_safe
def changes_sheet(request: HttpRequest, slug: str, version: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    edition = draft_to_write(request.user, slug, version)
    about = {"title": edition.document.short_title, "version": version_in_words(edition.version)}
    name = _("Changes of %(title)s %(version)s") % about
    return sheet_download(COLUMNS, rows_of(edition), format, name=name, offers=sheet_links("guidelines:changes-sheet", slug, version))


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Only what the button named: who wrote something since is not undone unseen."""
    edition = draft_to_write(request.user, slug, version)
    number = request.POST.get("number", "")
    try:
        operation = undo_last(edition, number=int(number) if number.isdecimal() and len(number) < 10 else 0, by=cast(Person, request.user))
    except (DoneSince, NothingToUndo) as refusal:
        messages.warning(request, refusal.in_full)
    else:
        messages.success(request, _("Undone: %(what)s.") % {"what": operation.get_kind_display()})
    return redirect("guidelines:draft", slug, version)


@login_required
@require_POST
def explain(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    page = DraftPage(edition, reader=request.user, chosen=request.POST.getlist("changes"))
    form = _explain_form(page, request.POST)

    def act(clean: dict[str, Any]) -> int:
        words, by = form.words(), cast(Person, request.user)
        explain_changes(edition, clean["changes"], words=words, is_substantive=form.is_substantive, by=by)
        return len(clean["changes"])

    giving = FormPage(_("Changes and their reasons"), _("Give this reason"), [(draft_url(edition), _("Write the draft"))], _explained)
    return giving.answer(request, form, act, template="guidelines/draft.html", **_context(page))


def _explained(count: int) -> str:
    return ngettext("%(count)s change was explained.", "%(count)s changes were explained.", count) % {"count": count}


def _explain_form(page: DraftPage, data: Any) -> ExplainForm:
    names = [(change.choice, change.name) for change in page.unexplained]
    return ExplainForm(data, names=names, languages=reason_languages(page.edition))


def _context(page: DraftPage) -> dict[str, Any]:
    return {"draft": page, "edition": page.edition, "document": page.edition.document}


@login_required
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, slug: str, version: str, uuid: UUID | None = None) -> HttpResponse:
    """Other words for a reason, or none any more: then its changes wait for one again. Without a uuid: formal changes without words."""
    edition = draft_to_write(request.user, slug, version)
    found = reason_page(edition, uuid)
    by = cast(Person, request.user)
    page = FormPage(_("Reason of changes"), _("Save"), breadcrumbs_to_draft(edition), _("The reason was changed."))
    if "take_off" in request.POST:
        found.take_off(by=by)
        messages.success(request, _("The reason was taken off. Its changes wait for another one."))
        return redirect(draft_url(edition, "changes"))
    form = ReasonForm(request.POST or None, languages=reason_languages(edition), initial=found.initial)
    shown: dict[str, Any] = {"key": "changes", "template": "guidelines/draft_reason.html", "found": found}
    return answer_step(page, edition, request, form, lambda: found.mend(form, by=by), **shown)
