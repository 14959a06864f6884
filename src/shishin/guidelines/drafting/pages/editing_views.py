"""Editing: the words of a clause of a draft in one language, with a preview, what is kept while typing, and the joining of two edits."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.pages.editing_page import EditingPage, editing_page, passage_of
from shishin.guidelines.drafting.pages.finding import clause_to_write, refuse_language
from shishin.guidelines.drafting.pages.forms import EditForm
from shishin.guidelines.drafting.pages.joining_page import joining_page
from shishin.guidelines.drafting.unsaved import forget_typing, keep_typing
from shishin.guidelines.editions.checking import check_length
from shishin.guidelines.errors.drafting import EditedMeanwhile
from shishin.guidelines.models import Clause
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.form_page import attempt
from shishin.people.models import Person
from shishin.texts.manuscript import Passage

TABLE = "\n| 　 | 　 |\n| --- | --- |\n| 　 | 　 |\n"


def _clause(request: HttpRequest, slug: str, version: str, key: str, language: str) -> Clause:
    clause = clause_to_write(request.user, slug, version, key)
    refuse_language(clause, language)
    return clause


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    form = EditForm(request.POST if request.method == "POST" else None, language=language)
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
    shown = {
        "page": page,
        "form": form,
        "passage": Passage() if form.errors else Passage(*(words.get(name, "") for name in ("heading", "body", "summary"))),
        "typed": None if takes or form.is_bound else page.typed,
        "table": TABLE,
    }
    return render(request, "guidelines/draft_edit.html", shown | _addresses(clause, language), status=status)


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
    shown = {"join": join, "form": form, "mine": mine, "name": join.name, "language": language}
    return render(request, "guidelines/draft_join.html", shown | _addresses(clause, language), status=409)


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
