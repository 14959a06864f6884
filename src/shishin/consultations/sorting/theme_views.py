"""The themes of a consultation: those that persons made beside those that a machine proposes, and one of either."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.consultations.access import (
    can_run,
    consultation_to_look_into,
    consultation_to_run,
    proposal_to_look_into,
    proposal_to_run,
    theme_to_look_into,
    theme_to_run,
)
from shishin.consultations.analysing.proposals import proposals_of, quoted
from shishin.consultations.analysing.running import last_finished
from shishin.consultations.analysing.signing import with_those_behind
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.counting import cells_of
from shishin.consultations.models import Consultation, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.places import places_in, rounds_of
from shishin.consultations.sorting.crossing import ROUND, crosstab_of, ways_to_cross
from shishin.consultations.sorting.forms import MergeForm, SignForm, ThemeForm, TitlesForm
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import (
    add_theme,
    merge_themes,
    move_theme,
    remove_theme,
    rename_theme,
    sign_theme,
    split_theme,
    to_sign,
)
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.sorting.views import act_in_words, is_uuid, with_place_names
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.listing import ROWS
from shishin.kit.sheets import FORMATS, sheet_download
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@form_view
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """In the order in which results are numbered, with what stands under each; what is proposed; and a form for one more."""
    fetch = consultation_to_run if request.method == "POST" else consultation_to_look_into
    consultation, by = fetch(request.user, slug), signed_in(request.user)
    if request.POST.get("act") == "undo":
        undo_last(consultation, by=by)
        messages.success(request, _("It was undone."))
        return redirect(request.path)
    page = FormPage(
        _("Themes"), _("Add it"), [*way_to_desk(consultation, request.user), (_queue(slug), _("Opinions"))], _("The theme was added.")
    )
    return page.answer(
        request,
        TitlesForm(form_data(request)),
        lambda clean: add_theme(consultation, **clean, by=by),
        template="consultations/themes.html",
        to=request.path,
        consultation=consultation,
        may_change=can_run(request.user, consultation) and not consultation.is_published,
        last_act=act_in_words(consultation, by),
        **_beside_one_another(consultation),
    )


def _beside_one_another(consultation: Consultation) -> dict[str, Any]:
    """The themes with what is proposed beside each, and the proposals that stand beside none."""
    analysis = last_finished(consultation)
    proposals = proposals_of(analysis) if analysis else []
    voices: dict[int | None, int] = {}
    for cell, count in cells_of(consultation).items():
        voices[cell.theme] = voices.get(cell.theme, 0) + count
    rows = list(consultation.themes.annotate(kinds=Count("opinions", filter=_under("opinions"))).order_by("position"))
    for row in map(partial(cast, Any), rows):
        row.voices = voices.get(row.pk, 0)
        row.beside = [one for one in proposals if one.theme.signed_as_id == row.pk]
    unsigned = [one for one in proposals if one.theme.signed_as_id is None and one.left]
    return {"rows": rows, "without": voices.get(None, 0), "analysis": analysis, "proposals": unsigned}


def _under(path: str) -> Q:
    """What stands in the queue by itself, as seen from a theme."""
    return Q(**{f"{path}__folded_into": None}) & ~Q(**{f"{path}__state": "split"})


def _queue(slug: str) -> str:
    return reverse("consultations:opinions", args=[slug])


@form_view
def theme(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Rename it, merge others into it, move or split off some of its rows, or remove it while nothing stands under it: one form each."""
    fetch = theme_to_run if request.method == "POST" else theme_to_look_into
    found = fetch(request.user, slug, uuid)
    rows = found.opinions.heads()
    return _page(str(found), found.consultation, request).answer_one_of(
        request,
        _acts_on_theme(request, found, rows),
        template="consultations/theme.html",
        theme=found,
        **_rows_of(request, found.consultation, rows),
    )


def _acts_on_theme(request: HttpRequest, found: Theme, rows: OpinionQuerySet) -> dict[str, Act]:
    by, consultation, ticked = signed_in(request.user), found.consultation, _ticked(request, rows)
    rename = TitlesForm(data_of(request, "rename"), initial={"titles": found.titles})
    merge = MergeForm(data_of(request, "merge"), theme=found)
    move = ThemeForm(data_of(request, "move"), consultation=consultation, opinions=ticked)
    split = TitlesForm(data_of(request, "split"), prefix="split")
    remove, up, down = (forms.Form(data_of(request, act)) for act in ("remove", "up", "down"))
    done = _("It was done.")
    return {
        "rename": Act(rename, lambda clean: rename_theme(found, **clean, by=by), done),
        "merge": Act(merge, lambda clean: merge_themes(clean["themes"], into=found, by=by), done),
        "move": Act(move, lambda clean: give_theme(consultation, with_those_behind(ticked), **clean, by=by), done),
        "split": Act(split, lambda clean: split_theme(found, ticked, **clean, by=by), done),
        "remove": Act(remove, lambda _clean: remove_theme(found, by=by), done),
        "up": Act(up, lambda _clean: move_theme(found, up=True, by=by), done),
        "down": Act(down, lambda _clean: move_theme(found, up=False, by=by), done),
    }


@form_view
def proposed_theme(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Sign what a machine proposes, as a theme with a title or under one that there is: all of it, or the rows that are ticked."""
    fetch = proposal_to_run if request.method == "POST" else proposal_to_look_into
    found = fetch(request.user, slug, uuid)
    consultation, by = found.analysis.consultation, signed_in(request.user)
    rows = to_sign(found)
    ticked, done = _ticked(request, rows), _("It was done.")
    whole, some = (SignForm(data_of(request, act), proposal=found) for act in ("all", "some"))
    return _page(str(found), consultation, request).answer_one_of(
        request,
        {
            "all": Act(whole, lambda clean: sign_theme(found, **clean, by=by), done),
            "some": Act(some, lambda clean: sign_theme(found, **clean, only=ticked, by=by), done),
        },
        template="consultations/proposed_theme.html",
        proposal=quoted([found])[0],
        **_rows_of(request, consultation, rows),
    )


def _page(title: str, consultation: Consultation, request: HttpRequest) -> FormPage:
    address = reverse("consultations:themes", args=[consultation.slug])
    steps = [*way_to_desk(consultation, request.user), (address, _("Themes"))]
    return FormPage(title, _("Sign it"), steps, _("It was done."))


def _ticked(request: HttpRequest, rows: OpinionQuerySet) -> OpinionQuerySet:
    return rows.filter(uuid__in=[uuid for uuid in request.POST.getlist("opinion") if is_uuid(uuid)])


def _rows_of(request: HttpRequest, consultation: Consultation, rows: OpinionQuerySet) -> dict[str, Any]:
    """As the queue shows them, the heaviest first, page by page."""
    page: Page[Any] = Paginator(rows.exclude(placing__is_behind=True).order_by("-group_voices", "number"), ROWS).get_page(
        request.GET.get("page")
    )
    return {
        "consultation": consultation,
        "may_change": can_run(request.user, consultation) and not consultation.is_published,
        "listed": page,
        "ticked": request.POST.getlist("opinion"),
        "opinions": with_place_names(page.object_list, places_in(rounds_of(consultation))),
    }


@login_required
@require_safe
def crosstab(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Themes by what the address asks for; with `file`, as a sheet."""
    consultation = consultation_to_look_into(request.user, slug)
    ways = ways_to_cross(consultation)
    way = request.GET.get("by", "")
    way = way if way in ways else ROUND
    table = crosstab_of(consultation, way)
    asked = {form: f"?{urlencode({'by': way, 'file': form})}" for form in FORMATS}
    sheets = [(address, FORMATS[form]) for form, address in asked.items()]
    if form := request.GET.get("file", ""):
        name = _("Themes by %(what)s, %(title)s") % {"what": ways[way], "title": consultation}
        return sheet_download(table.sheet_columns, table.sheet_rows, form, name=name, suggestions=sheets)
    context = {
        "consultation": consultation,
        "table": table,
        "sheets": sheets,
        "ways": [(f"?{urlencode({'by': name})}", words, name == way) for name, words in ways.items()],
        "steps": [
            *way_to_desk(consultation, request.user),
            (reverse("consultations:themes", args=[slug]), _("Themes")),
            ("", _("Cross-table")),
        ],
    }
    return render(request, "consultations/crosstab.html", context)
