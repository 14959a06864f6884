"""Drafting: the page of an edition that is being written, undoing on it, the reasons of its changes, and the words of its clauses."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shishin.guidelines.drafting.covering import change_cover, draft_title_warnings
from shishin.guidelines.drafting.editing import edit_clause, forget_typing, keep_typing
from shishin.guidelines.drafting.pages.changes import COLUMNS, explained_in_words, reason_page, rows_of
from shishin.guidelines.drafting.pages.draft_page import DraftPage
from shishin.guidelines.drafting.pages.editing_page import EditingPage, editing_page, joining_page
from shishin.guidelines.drafting.pages.forms import CoverForm, EditForm, ExplainForm, ReasonForm, reason_languages
from shishin.guidelines.drafting.pages.frame import (
    answer_step,
    breadcrumbs_to_draft,
    clause_to_write,
    draft_to_write,
    draft_url,
    refuse_language,
)
from shishin.guidelines.drafting.reasons import explain_changes, take_reasons_off
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions.checking import check_length
from shishin.guidelines.errors.drafting import DoneSince, EditedMeanwhile, NothingToUndo
from shishin.guidelines.models import Clause
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.form_page import FormPage, attempt, form_data
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.models import Person
from shishin.texts.manuscript import Passage


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
    return sheet_download(COLUMNS, rows_of(edition), format, name=name, suggestions=sheet_links("guidelines:changes-sheet", slug, version))


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Only what the button named: who wrote something since is not undone unseen."""
    edition = draft_to_write(request.user, slug, version)
    number = request.POST.get("number", "")
    try:
        operation = undo_last(edition, number=int(number) if number.isdecimal() and len(number) < 10 else 0, by=cast(Person, request.user))
    except (DoneSince, NothingToUndo) as refusal:
        messages.warning(request, refusal.as_html)
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

    giving = FormPage(
        _("Changes and their reasons"), _("Give this reason"), [(draft_url(edition), _("Write the draft"))], explained_in_words
    )
    return giving.answer(request, form, act, template="guidelines/draft.html", **_context(page))


def _explain_form(page: DraftPage, data: Any) -> ExplainForm:
    names = [(change.choice, change.name) for change in page.unexplained]
    return ExplainForm(data, names=names, languages=reason_languages(page.edition))


def _context(page: DraftPage) -> dict[str, Any]:
    return {"draft": page, "edition": page.edition, "document": page.edition.document}


@form_view
def reason(request: HttpRequest, slug: str, version: str, uuid: UUID | None = None) -> HttpResponse:
    """Other words for a reason, or none any more: then its changes wait for one again. Without a uuid: formal changes without words."""
    edition = draft_to_write(request.user, slug, version)
    current = reason_page(edition, uuid)
    by = cast(Person, request.user)
    page = FormPage(_("Reason of changes"), _("Save"), breadcrumbs_to_draft(edition), _("The reason was changed."))
    if "take_off" in request.POST:
        take_reasons_off(edition, current.changes, by=by)
        messages.success(request, _("The reason was taken off. Its changes wait for another one."))
        return redirect(draft_url(edition, "changes"))
    form = ReasonForm(request.POST or None, languages=reason_languages(edition), initial=current.initial)
    context: dict[str, Any] = {"key": "changes", "template": "guidelines/draft_reason.html", "current": current}
    return answer_step(page, edition, request, form, lambda: current.amend(form, by=by), **context)


@form_view
def cover(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    form = CoverForm(form_data(request), edition=edition)
    lead = _("It stands before the text, on the page as on paper. Left empty, the outline is that of the document.")
    page = FormPage(
        _("Cover page"), _("Save"), breadcrumbs_to_draft(edition), _("The cover page was changed."), lead, draft_title_warnings(edition)
    )
    return answer_step(page, edition, request, form, lambda: change_cover(edition, **form.cover(), by=cast(Person, request.user)))


TABLE = "\n| 　 | 　 |\n| --- | --- |\n| 　 | 　 |\n"


def _clause(request: HttpRequest, slug: str, version: str, key: str, language: str) -> Clause:
    clause = clause_to_write(request.user, slug, version, key)
    refuse_language(clause, language)
    return clause


@form_view
def edit(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    form = EditForm(form_data(request), language=language)
    try:
        clause = _clause(request, slug, version, key, language)
    except NotFoundWithSuggestions as gone:
        if not form.is_bound:
            raise
        return render(request, "guidelines/draft_given_back.html", {"gone": gone, "form": form, "language": language}, status=404)
    if not form.is_valid():
        return _show(request, clause, language, form)
    if "preview" in request.POST:
        return _show(request, clause, language, form, status=200 if _is_drawn(clause, form) else 409)
    passage, based_on, by = form.passage(), form.cleaned_data["based_on"], cast(Person, request.user)
    edited = attempt(lambda: edit_clause(clause, language=language, passage=passage, based_on=based_on, by=by))
    if isinstance(edited.refusal, EditedMeanwhile):
        keep_typing(clause, language=language, passage=passage, based_on=based_on, by=by)
        return _show_both(request, clause, refusal=edited.refusal, mine=passage, based_on=based_on)
    if edited.refusal:
        edited.tell(form)
        return _show(request, clause, language, form, status=edited.status)
    messages.success(request, _("The words were saved."))
    return redirect("guidelines:edit-clause", slug, version, key, language)


@login_required
@require_POST
def preview(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    """How the words will look: the piece of the page that shows it. It stores nothing."""
    clause = _clause(request, slug, version, key, language)
    form = EditForm(request.POST, language=language)
    passage = form.passage() if form.is_valid() else Passage()
    check_length(clause.line.key, passage)
    return render(request, "guidelines/draft_edit.html#preview", {"passage": passage})


@login_required
@require_POST
def keep(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    """What is being typed, for whoever types it; `forget` leaves it."""
    clause = _clause(request, slug, version, key, language)
    by = cast(Person, request.user)
    if "forget" in request.POST:
        forget_typing(clause, language=language, by=by)
        messages.success(request, _("What you had typed was left."))
        return redirect("guidelines:edit-clause", slug, version, key, language)
    form = EditForm(request.POST, language=language)
    if not form.is_valid():
        return JsonResponse({"said": _("Not kept: there is a character in it that no text can have.")}, status=409)
    passage, based_on = form.passage(), form.cleaned_data["based_on"]
    kept, refusal = attempt(lambda: keep_typing(clause, language=language, passage=passage, based_on=based_on, by=by))
    if kept is None:
        return JsonResponse({"said": refusal.in_full if refusal else ""}, status=409)
    clock = localtime(kept.kept_at)
    return JsonResponse({"said": _("Kept at %(hour)s:%(minute)s.") % {"hour": clock.hour, "minute": f"{clock.minute:02}"}})


def _show(request: HttpRequest, clause: Clause, language: str, form: EditForm, *, status: int = 200) -> HttpResponse:
    page = editing_page(clause, language=language, reader=cast(Person, request.user))
    takes = request.GET.get("typed") == "take" and page.typed is not None
    if not form.is_bound:
        form.initial = _initial(page, takes=takes)
    words = form.data if form.is_bound else form.initial
    context = {
        "page": page,
        "form": form,
        "passage": Passage() if form.errors else Passage(*(words.get(name, "") for name in ("heading", "body", "summary"))),
        "typed": None if takes or form.is_bound else page.typed,
        "table": TABLE,
        "steps": [*breadcrumbs_to_draft(clause.edition), ("", page.around.short_name)],
    }
    return render(request, "guidelines/draft_edit.html", context | _addresses(clause, language), status=status)


def _is_drawn(clause: Clause, form: EditForm) -> bool:
    """A text that no clause could keep is not drawn either: drawing it would take longer than anybody waits."""
    attempt(lambda: check_length(clause.line.key, form.passage())).tell(form)
    return not form.errors


def _initial(page: EditingPage, *, takes: bool) -> dict[str, str]:
    """What is saved, or what was typed, with the hash of what it began from."""
    if takes and page.typed:
        return asdict(passage_of(page.typed)) | {"based_on": page.typed.based_on}
    return asdict(passage_of(page.text)) | {"based_on": page.text.content_hash if page.text else ""}


def _show_both(request: HttpRequest, clause: Clause, *, refusal: EditedMeanwhile, mine: Passage, based_on: str) -> HttpResponse:
    language = refusal.language
    join = joining_page(clause, language=language, theirs=refusal.theirs, mine=mine, based_on=based_on)
    form = EditForm(None, language=language, initial=asdict(join.joined) | {"based_on": join.based_on})
    context = {"join": join, "form": form, "mine": mine, "name": join.name, "language": language}
    context["steps"] = [*breadcrumbs_to_draft(clause.edition), ("", join.name)]
    return render(request, "guidelines/draft_join.html", context | _addresses(clause, language), status=409)


def _addresses(clause: Clause, language: str) -> dict[str, Any]:
    edition = clause.edition
    place = [edition.document.slug, edition.version, clause.line.key, language]
    return {
        "edition": edition,
        "document": edition.document,
        "key": clause.line.key,
        "edit_url": reverse("guidelines:edit-clause", args=place),
        "preview_url": reverse("guidelines:preview-clause", args=place),
        "keep_url": reverse("guidelines:keep-typing", args=place),
    }
