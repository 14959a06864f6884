"""Drafting: the page of an edition that is being written, undoing on it, the reasons of its changes, and the words of its clauses."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
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
from shishin.guidelines.drafting.editing import forget_typing, keep_typing
from shishin.guidelines.drafting.pages.changes import COLUMNS, ReasonsPage, explained_in_words, reason_page, rows_of
from shishin.guidelines.drafting.pages.draft_page import DraftPage
from shishin.guidelines.drafting.pages.editing_page import EditingPage, editing_page, joining_page, since
from shishin.guidelines.drafting.pages.forms import (
    GRID_ACTS,
    PARTS,
    CoverForm,
    EditForm,
    ReasonForm,
    ReasonsForm,
    WhyForm,
    WritingForms,
    reason_languages,
)
from shishin.guidelines.drafting.pages.frame import (
    breadcrumbs_to_draft,
    clause_to_write,
    draft_to_write,
    draft_url,
    read_written,
    reasons_url,
    refuse_language,
    stands_in,
)
from shishin.guidelines.drafting.pages.saving import save_and_step
from shishin.guidelines.drafting.pages.screen import WritingScreen, template_for
from shishin.guidelines.drafting.pages.structure import MOVES, NEW_CLAUSES, SPLIT_HERE, STEPS, moves, next_sibling
from shishin.guidelines.drafting.reasons import take_reasons_off
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions.checking import check_length
from shishin.guidelines.errors.drafting import DoneSince, EditedMeanwhile, NothingToUndo
from shishin.guidelines.models import Clause
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.form_page import FormPage, attempt, attempt_act, form_data
from shishin.kit.own_process import Bounds, OwnProcess
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import act_view, form_view
from shishin.people.models import Person
from shishin.texts.foreign_html import read_pasted
from shishin.texts.manuscript import Passage


@login_required
@require_safe
def draft(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    page = DraftPage(edition, reader=request.user, show=request.GET.get("show", ""))
    rows = page.page_of_rows(request.GET.get("page", "")) if page.show else None
    context = {"draft": page, "rows": rows, "drawn_rows": page.drawing.clauses(rows) if rows else ""}
    return render(request, "guidelines/draft.html", {**context, "edition": edition, "document": edition.document})


@login_required
@require_safe
def chapter(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """The chapter in which a clause stands, with nothing open."""
    clause = clause_to_write(request.user, slug, version, key)
    return _draw(request, WritingScreen(clause.edition, reader=request.user, key=key), key=key)


def _draw(request: HttpRequest, screen: WritingScreen, *, key: str, status: int = 200, **context: Any) -> HttpResponse:
    steps = [*breadcrumbs_to_draft(screen.edition), ("", screen.name)]
    context = {"edition": screen.edition, "document": screen.edition.document, "screen": screen, "steps": steps, "key": key, **context}
    return render(request, template_for(request), context, status=status)


@login_required
@require_safe
def changes_sheet(request: HttpRequest, slug: str, version: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    edition = draft_to_write(request.user, slug, version)
    about = {"title": edition.document.short_title, "version": version_in_words(edition.version)}
    name = _("Changes of %(title)s %(version)s") % about
    return sheet_download(COLUMNS, rows_of(edition), format, name=name, suggestions=sheet_links("guidelines:changes-sheet", slug, version))


@act_view
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
    back = request.POST.get("back", "")
    return redirect(draft_url(edition, back if stands_in(edition, back) else ""))


@form_view
def reasons(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Every change that waits for a reason, with room for it: all are saved at once, what is left open waits on."""
    edition, by = draft_to_write(request.user, slug, version), cast(Person, request.user)
    page = ReasonsPage(edition)
    form = ReasonsForm(form_data(request), changes=page.choices, languages=reason_languages(edition))
    saving = FormPage(_("Changes and their reasons"), _("Save the reasons"), breadcrumbs_to_draft(edition), explained_in_words)
    context: dict[str, Any] = {"edition": edition, "document": edition.document, "reasons": page, "rows": partial(page.rows, form)}

    def to(_made: int) -> str:
        return f"{reasons_url(edition)}{page.place_after(request.POST.get('then', ''), form)}"

    return saving.answer(request, form, lambda _clean: page.save(form, by=by), template="guidelines/reasons.html", to=to, **context)


@form_view
def reason(request: HttpRequest, slug: str, version: str, uuid: UUID | None = None) -> HttpResponse:
    """Other words for a reason, or none any more: then its changes wait for one again. Without a uuid: formal changes without words."""
    edition = draft_to_write(request.user, slug, version)
    current = reason_page(edition, uuid)
    by = cast(Person, request.user)
    steps = [*breadcrumbs_to_draft(edition), (reasons_url(edition), _("Changes and their reasons"))]
    page = FormPage(_("Reason of changes"), _("Save"), steps, _("The reason was changed."))
    if "take_off" in request.POST:
        take_reasons_off(edition, current.changes, by=by)
        messages.success(request, _("The reason was taken off. Its changes wait for another one."))
        return redirect(reasons_url(edition))
    form = ReasonForm(request.POST or None, languages=reason_languages(edition), initial=current.initial)
    context: dict[str, Any] = {"edition": edition, "document": edition.document, "current": current}
    return page.answer(request, form, lambda _clean: current.amend(form, by=by), template="guidelines/draft_reason.html", **context)


@form_view
def cover(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    form = CoverForm(form_data(request), edition=edition)
    lead = _("It stands before the text, on the page as on paper. Left empty, the outline is that of the document.")
    page = FormPage(
        _("Cover page"), _("Save"), breadcrumbs_to_draft(edition), _("The cover page was changed."), lead, draft_title_warnings(edition)
    )
    context: dict[str, Any] = {"edition": edition, "document": edition.document}
    by = cast(Person, request.user)
    return page.answer(
        request, form, lambda _clean: change_cover(edition, **form.cover(), by=by), template="guidelines/draft_form.html", **context
    )


def _clause(request: HttpRequest, slug: str, version: str, key: str, language: str) -> Clause:
    clause = clause_to_write(request.user, slug, version, key)
    refuse_language(clause, language)
    return clause


@form_view
def edit(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    """The screen of a chapter with one of its clauses open in a language."""
    try:
        clause = _clause(request, slug, version, key, language)
    except NotFoundWithSuggestions as gone:
        if request.method != "POST":
            raise
        return _give_back(request, gone, language)
    open_forms = WritingForms(form_data(request), clause, language=language)
    if request.method != "POST" or not open_forms.are_valid():
        return _open(request, clause, language, open_forms)
    if "preview" in request.POST:
        return _open(request, clause, language, open_forms, status=200 if _is_drawn(clause, open_forms.words) else 409)
    by = cast(Person, request.user)
    saved = attempt_act(request, lambda: save_and_step(clause, open_forms, language=language, step=request.POST.get("then", ""), by=by))
    if isinstance(saved.refusal, EditedMeanwhile):
        return _show_both(request, clause, open_forms.words, refusal=saved.refusal)
    if saved.refusal:
        saved.tell(open_forms.words)
        return _open(request, clause, language, open_forms, status=saved.status)
    messages.success(request, _("It was saved."))
    return redirect(_after_saving(request, clause, language, key=saved.made or clause.line.key))


def _after_saving(request: HttpRequest, clause: Clause, language: str, *, key: str) -> str:
    """Where the button leads that was pressed: a step with this clause, another clause, or the text again. `key` is what is left open."""
    then, place = request.POST.get("then", ""), [clause.edition.document.slug, clause.edition.version]
    if then in STEPS:
        return reverse(f"guidelines:{STEPS[then]}", args=[*place, clause.line.key])
    if then in NEW_CLAUSES:
        return f"{reverse('guidelines:add-clause', args=place)}?{NEW_CLAUSES[then]}={clause.line.key}"
    if then in (*MOVES, SPLIT_HERE):
        return reverse("guidelines:edit-clause", args=[*place, key, language])
    following = request.POST.get("next", "") if then == "next" else ""
    if following and stands_in(clause.edition, following):
        return reverse("guidelines:edit-clause", args=[*place, following, language])
    return draft_url(clause.edition, clause.line.key)


def _give_back(request: HttpRequest, gone: NotFoundWithSuggestions, language: str) -> HttpResponse:
    """Words that have no place any more. A script shows an answer only where it is refused, not where nothing is found."""
    why = WhyForm(request.POST, language=language)
    context = {"gone": gone, "form": EditForm(request.POST, language=language), "why": why, "language": language}
    if getattr(request, "htmx", False):
        return render(request, "guidelines/draft_given_back.html#writing", context, status=409)
    return render(request, "guidelines/draft_given_back.html", context, status=404)


@login_required
@require_POST
def preview(request: HttpRequest, slug: str, version: str, key: str, language: str) -> HttpResponse:
    """How the words will look, and how they differ from the edition before: the piece of the page that shows it. It stores nothing."""
    clause = _clause(request, slug, version, key, language)
    form = EditForm(request.POST, language=language)
    passage = form.passage() if form.is_valid() else Passage()
    check_length(clause.line.key, passage)
    context = {"passage": passage, "since": since(clause, passage, language), "edition": clause.edition, "language": language}
    return render(request, "guidelines/_write_clause.html#look", context)


PASTING = Bounds(seconds=5)


@login_required
@require_POST
def paste(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """What was copied in Word, Excel or a browser, as text of ours, with what was left out in words. It stores nothing."""
    draft_to_write(request.user, slug, version)
    first = request.POST.get("first_note", "")
    first_note = int(first) if first.isdecimal() and len(first) < 7 else 1
    apart = OwnProcess(_("Pasted text"), bounds=PASTING)
    pasted, refusal = attempt(lambda: apart.run(read_pasted, request.POST.get("html", ""), first_note=first_note))
    if pasted is None:
        return JsonResponse({"said": refusal.in_full if refusal else ""}, status=409)
    return JsonResponse({"text": pasted.text, "said": pasted.in_words})


@act_view
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


def _open(request: HttpRequest, clause: Clause, language: str, open_forms: WritingForms, *, status: int = 200) -> HttpResponse:
    key, by = clause.line.key, cast(Person, request.user)
    written = read_written(clause.edition)
    screen = WritingScreen(clause.edition, reader=by, key=key, written=written).open_at(key, is_replaced=True)
    page = editing_page(clause, written, language=language, reader=by)
    takes = request.GET.get("typed") == "take" and page.typed is not None
    words = _initial(page, takes=takes)
    if open_forms.words.is_bound:
        words = {name: request.POST.get(name, "") for name in words}
    else:
        open_forms.begin_with(words, screen.listed.changes.get(key))
    passage = Passage() if open_forms.words.is_bound and open_forms.words.errors else Passage(*(words[name] for name in PARTS))
    context = {
        "panel": "guidelines/_write_clause.html",
        "page": page,
        "language": language,
        "open": open_forms,
        "passage": passage,
        "since": since(clause, passage, language),
        "typed": None if takes or open_forms.words.is_bound else page.typed,
        "moves": moves(written.reading, page.around.clause) if page.is_source else [],
        "has_next_sibling": page.is_source and next_sibling(written.reading, page.around.clause) is not None,
        "grid_acts": GRID_ACTS,
        "back": draft_url(clause.edition, key),
        **_addresses(clause, language),
    }
    return _draw(request, screen, status=status, **context)


def _is_drawn(clause: Clause, form: EditForm) -> bool:
    """A text that no clause could keep is not drawn either: drawing it would take longer than anybody waits."""
    attempt(lambda: check_length(clause.line.key, form.passage())).tell(form)
    return not form.errors


def _initial(page: EditingPage, *, takes: bool) -> dict[str, str]:
    """What is saved, or what was typed, with the hash of what it began from."""
    if takes and page.typed:
        return asdict(passage_of(page.typed)) | {"based_on": page.typed.based_on}
    return asdict(passage_of(page.text)) | {"based_on": page.text.content_hash if page.text else ""}


NOT_BESIDE = {"csrfmiddlewaretoken", "based_on", "then", "next", *PARTS}


def _show_both(request: HttpRequest, clause: Clause, words: EditForm, *, refusal: EditedMeanwhile) -> HttpResponse:
    key, language, by = clause.line.key, refusal.language, cast(Person, request.user)
    mine, based_on = words.passage(), words.cleaned_data["based_on"]
    keep_typing(clause, language=language, passage=mine, based_on=based_on, by=by)
    join = joining_page(clause, language=language, theirs=refusal.theirs, mine=mine, based_on=based_on)
    form = EditForm(None, language=language, initial=asdict(join.joined) | {"based_on": join.based_on})
    screen = WritingScreen(clause.edition, reader=by, key=key).open_at(key, is_replaced=True)
    # What the clause is and why it changed goes on with whichever of the texts is saved.
    beside = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_BESIDE]
    context: dict[str, Any] = {
        "join": join,
        "beside": beside,
        "form": form,
        "mine": mine,
        "name": join.name,
        "language": language,
        "panel": "guidelines/_write_join.html",
    }
    return _draw(request, screen, status=409, **context, **_addresses(clause, language))


def _addresses(clause: Clause, language: str) -> dict[str, Any]:
    edition = clause.edition
    place = [edition.document.slug, edition.version, clause.line.key, language]
    names = {"edit_url": "edit-clause", "preview_url": "preview-clause", "keep_url": "keep-typing"}
    return {"key": clause.line.key} | {name: reverse(f"guidelines:{route}", args=place) for name, route in names.items()}
