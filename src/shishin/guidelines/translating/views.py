"""Translating: every clause of an edition beside its words in another language, and the form that adds or corrects them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.access import edition_to_edit
from shishin.guidelines.acting.forms import LanguageForm, TranslationForm
from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.errors.editions import AlreadyTranslated, CorrectedMeanwhile
from shishin.guidelines.models import Clause, ClauseText, Edition
from shishin.guidelines.translating.pages import (
    WITH_WORDS,
    Progress,
    TranslationRow,
    TranslationStatus,
    form_for,
    languages_of,
    translation_of,
    translations_of,
)
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.kit.errors import NotFoundWithSuggestions, Refusal
from shishin.kit.form_page import Attempt, attempt_act, form_data
from shishin.kit.views import form_view
from shishin.texts.languages import is_language, own_name
from shishin.trail.reading import entries_about, lines_of
from shishin.trail.recording import name_of


@login_required
@require_safe
def languages(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    form = LanguageForm(request.GET if "language" in request.GET else None, source=edition.source_language)
    if form.is_valid():
        return redirect("guidelines:translation", slug, version, form.cleaned_data["language"])
    context = {"edition": edition, "document": edition.document, "form": form, "languages": languages_of(edition, hashes_of(edition))}
    return render(request, "guidelines/act_languages.html", context)


@login_required
@require_safe
def translations(request: HttpRequest, slug: str, version: str, language: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    _refuse_language(edition, language)
    state = request.GET.get("state", "")
    status = state if state in WITH_WORDS else ""
    found = translations_of(edition, language=language, status=status, number=request.GET.get("page"))
    context = {
        "translations": found,
        "tabs": _tabs(found.progress, status),
        "query": _place(request.GET),
        "language": language,
        "edition": edition,
        "document": edition.document,
    }
    return render(request, "guidelines/act_translations.html", context)


@form_view
def translate(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    _refuse_language(edition, language)
    row = translation_of(edition, key=key, language=language)
    if row is None or row.status is TranslationStatus.NOTHING:
        raise no_clause(key, edition.document, reader=request.user, edition=edition)
    clause = Clause.objects.select_related("edition__document", "line").get(pk=row.clause.pk)
    form = form_for(row.clause, row.text, language, data=form_data(request))
    stored = attempt_act(request, lambda: _store(clause, form, language, by=request.user)) if form.is_valid() else Attempt()
    if stored.made:
        messages.success(request, _("The translation was stored. Earlier words stay and can still be cited."))
        address = reverse("guidelines:translation", args=[slug, version, language])
        return redirect(f"{address}{_place(request.GET)}#{key}")
    if stored.refusal:
        form = _with_refusal(form, stored.refusal, row, language)
    return _show_clause(request, edition, clause, row=row, form=form, language=language, status=stored.status)


def _store(clause: Clause, form: TranslationForm, language: str, *, by: object) -> ClauseText:
    """Who read words before writing corrects them; who read none adds them."""
    read = form.cleaned_data["read"]
    if read is None:
        return add_translation(clause, language=language, passage=form.passage(), by=by)  # type: ignore[arg-type]
    return correct_translation(clause, language=language, passage=form.passage(), read=read, by=by)  # type: ignore[arg-type]


def _with_refusal(form: TranslationForm, refusal: Refusal, row: TranslationRow, language: str) -> TranslationForm:
    """The words as they were given. Where others wrote meanwhile, the page shows theirs, so that storing again has read them."""
    if row.text and isinstance(refusal, CorrectedMeanwhile | AlreadyTranslated):
        form = form_for(
            row.clause, row.text, language, data={**{name: form.data.get(name, "") for name in form.fields}, "read": row.text.number}
        )
        form.is_valid()
    form.add_error(None, refusal.as_html)
    return form


def _show_clause(
    request: HttpRequest, edition: Edition, clause: Clause, *, row: TranslationRow, form: TranslationForm, language: str, status: int
) -> HttpResponse:
    texts = ClauseText.objects.filter(clause=clause, language=language).order_by("-number")
    context = {
        "row": row,
        "form": form,
        "earlier": [text for text in texts if row.text and text.number < row.text.number],
        "lines": lines_of(entries_about([name_of(clause)]), reader=request.user),
        "query": _place(request.GET),
        "language": language,
        "language_name": own_name(language),
        "edition": edition,
        "document": edition.document,
    }
    return render(request, "guidelines/act_translate.html", context, status=status)


def _refuse_language(edition: Edition, language: str) -> None:
    """The language that binds is not translated into, and what is no tag is no language: both offer those that are."""
    if language != edition.source_language and is_language(language):
        return
    place = [edition.document.slug, edition.version]
    suggestions = [
        (reverse("guidelines:translation", args=[*place, row.tag]), row.name) for row in languages_of(edition, hashes_of(edition))
    ]
    raise NotFoundWithSuggestions(_("Nothing is translated into “%(language)s” here.") % {"language": language}, suggestions=suggestions)


def _tabs(progress: Progress, status: str) -> list[tuple[str, str, int, bool]]:
    """Words, query, count and whether it is context."""
    tabs = [
        (_("All"), "", progress.all),
        (_("Missing"), TranslationStatus.MISSING, progress.missing),
        (_("Older than the source"), TranslationStatus.STALE, progress.stale),
        (_("Up to date"), TranslationStatus.CURRENT, progress.current),
    ]
    return [(words, f"?state={state}" if state else "?", count, state == status) for words, state, count in tabs]


def _place(query: Mapping[str, str]) -> str:
    """What keeps filter and page on the way to a clause and back."""
    kept = {name: query[name] for name in ("state", "page") if query.get(name)}
    return f"?{urlencode(kept)}" if kept else ""
