"""The themes of a consultation: the list of them with its order, and one of them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.consultations.access import consultation_to_run, theme_to_run
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.counting import cells_of
from shishin.consultations.sorting.forms import MergeForm, TitlesForm
from shishin.consultations.sorting.theming import add_theme, merge_theme, move_theme, remove_theme, rename_theme
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@form_view
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """In the order in which results are numbered, with what stands under each; and a form for one more."""
    consultation = consultation_to_run(request.user, slug)
    voices: dict[int | None, int] = {}
    for cell, count in cells_of(consultation).items():
        voices[cell.theme] = voices.get(cell.theme, 0) + count
    rows = list(consultation.themes.annotate(kinds=Count("opinions", filter=_under("opinions"))).order_by("position"))
    for row in rows:
        cast(Any, row).voices = voices.get(row.pk, 0)
    page = FormPage(
        _("Themes"), _("Add it"), [*way_to_desk(consultation, request.user), (_queue(slug), _("Opinions"))], _("The theme was added.")
    )
    return page.answer(
        request,
        TitlesForm(form_data(request)),
        lambda clean: add_theme(consultation, **clean, by=signed_in(request.user)),
        template="consultations/themes.html",
        to=reverse("consultations:themes", args=[slug]),
        rows=rows,
        consultation=consultation,
        without=voices.get(None, 0),
    )


def _under(path: str) -> Q:
    """What stands in the queue by itself, as seen from a theme."""
    return Q(**{f"{path}__folded_into": None}) & ~Q(**{f"{path}__state": "split"})


def _queue(slug: str) -> str:
    return reverse("consultations:opinions", args=[slug])


@form_view
def theme(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Rename it, move it, merge it into another, or remove it while nothing stands under it: one form each."""
    found, by = theme_to_run(request.user, slug, uuid), signed_in(request.user)
    rename = TitlesForm(data_of(request, "rename"), initial={"titles": found.titles})
    merge = MergeForm(data_of(request, "merge"), theme=found)
    remove, up, down = (forms.Form(data_of(request, act)) for act in ("remove", "up", "down"))
    acts = {
        "rename": Act(rename, lambda clean: rename_theme(found, **clean, by=by), _("It was done.")),
        "merge": Act(merge, lambda clean: merge_theme(found, **clean, by=by), _("It was done.")),
        "remove": Act(remove, lambda _clean: remove_theme(found, by=by), _("It was done.")),
        "up": Act(up, lambda _clean: move_theme(found, up=True, by=by), _("It was done.")),
        "down": Act(down, lambda _clean: move_theme(found, up=False, by=by), _("It was done.")),
    }
    address = reverse("consultations:themes", args=[slug])
    page = FormPage(str(found), _("Give it another title"), [*way_to_desk(found.consultation, request.user), (address, _("Themes"))])
    return page.answer_one_of(request, acts, template="consultations/theme.html")
