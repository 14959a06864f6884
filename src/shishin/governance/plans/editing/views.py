"""Editing: the screens on which an edition, its chapters, measures and indicators are written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.governance.access import edition_to_write
from shishin.governance.models import PlanEdition
from shishin.governance.plans.content import PlanContent, PlanMeasure, read_content
from shishin.governance.plans.editing.forms import REMOVE, WRITE, ChapterForm, IndicatorForm, MeasureForm
from shishin.governance.plans.editing.pages import both_texts, chapter_of, indicator_of, measure_of, writing_page
from shishin.governance.plans.indicators import remove_indicator, write_indicator
from shishin.governance.plans.offers import breadcrumbs_to_edition, breadcrumbs_to_writing, url_of
from shishin.governance.writing import refuse_fixed, remove_chapter, remove_measure, step_chapter, step_measure, write_chapter
from shishin.governance.writing import write_measure as store_measure
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.views import act_view, form_view
from shishin.people.access import signed_in

WRITE_OR_REMOVE, MEASURE = "governance/write_or_remove.html", "governance/write_measure.html"


@login_required
@require_safe
def edit(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    if not edition.is_working:
        return redirect(edition)
    page = writing_page(edition)
    steps = [*breadcrumbs_to_edition(edition), ("", _("Write"))]
    return render(request, "governance/edit_edition.html", {"page": page, "edition": edition, "plan": edition.plan, "steps": steps})


@act_view
def step(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """A chapter or a measure goes one place up or down; the button says which."""
    edition, by = edition_to_write(request.user, slug, address), signed_in(request.user)
    for name, move in (("chapter", step_chapter), ("measure", step_measure)):
        if sent := request.POST.get(name):
            way, _space, key = sent.partition(" ")
            move(edition, key=key, up=way == "up", by=by)
            return redirect(f"{url_of('edit-edition', edition)}#{name}-{key}")
    return redirect(url_of("edit-edition", edition))


def _page(edition: PlanEdition, title: str, button: str, done: Any = "", **more: Any) -> FormPage:
    return FormPage(title, button, breadcrumbs_to_writing(edition), done, refuse=lambda: refuse_fixed(edition), **more)


def _removal(request: HttpRequest, act: Any, done: str) -> Act:
    return Act(forms.Form(data_of(request, REMOVE)), lambda _clean: act(), done)


@form_view
def add_chapter(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    page = _page(edition, _("Add a chapter"), _("Add it"), _("The chapter was added."))
    return page.answer(request, ChapterForm(form_data(request)), lambda clean: write_chapter(edition, **clean, by=signed_in(request.user)))


@form_view
def change_chapter(request: HttpRequest, slug: str, address: str, key: str) -> HttpResponse:
    edition, by = edition_to_write(request.user, slug, address), signed_in(request.user)
    chapter = chapter_of(read_content(edition), key)
    form = ChapterForm(data_of(request, WRITE), initial={"headings": chapter.headings, "bodies": chapter.bodies})
    acts = {
        WRITE: Act(form, lambda clean: write_chapter(edition, key=key, **clean, by=by), _("The chapter was written.")),
        REMOVE: _removal(request, lambda: remove_chapter(edition, key=key, by=by), _("The chapter was removed.")),
    }
    label = "" if chapter.measures else _("Remove this chapter")
    return _page(edition, _("Write a chapter"), _("Save")).answer_one_of(request, acts, template=WRITE_OR_REMOVE, remove=label)


@form_view
def add_measure(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    content = read_content(edition)
    initial = {"chapter": request.GET.get("chapter", "")}
    form = MeasureForm(form_data(request), content=content, measure=None, reader=request.user, initial=initial)
    page = _page(edition, _("Add a measure"), _("Add it"), _("The measure was added."))
    return page.answer(request, form, lambda clean: _store(form, content, clean, request), template=MEASURE, to=_to_measure)


@form_view
def change_measure(request: HttpRequest, slug: str, address: str, key: str) -> HttpResponse:
    edition, by = edition_to_write(request.user, slug, address), signed_in(request.user)
    content = read_content(edition)
    measure = measure_of(content, key)
    sent = form_data(request) if request.POST.get("act") != REMOVE else None
    form = MeasureForm(sent, content=content, measure=measure, reader=request.user)
    acts = {
        WRITE: Act(form, lambda clean: _store(form, content, clean, request), _("The measure was written.")),
        REMOVE: _removal(request, lambda: remove_measure(edition, key=key, by=by), _("The measure was removed.")),
    }
    page = _page(edition, measure.title, _("Save"))
    was_before = bool(edition.started_from and edition.started_from.measures.filter(key=key).exists())
    shown = {"template": MEASURE, "remove": _("Remove this measure"), "measure": measure, "was_before": was_before}
    return page.answer_one_of(request, acts, to=lambda made: _to_measure(made) if made else "", **shown)


def _to_measure(measure: Any) -> str:
    return f"{url_of('edit-edition', measure.edition)}#measure-{measure.key}"


def _store(form: MeasureForm, content: PlanContent, clean: dict[str, Any], request: HttpRequest) -> Any:
    """Where somebody else wrote meanwhile, the form shows both texts, and goes on from the one that is there now."""
    measure: PlanMeasure | None = form.measure
    key, revision = (measure.key, clean["revision"]) if measure else ("", None)
    if measure and revision != measure.revision:
        form.both = both_texts(measure, clean["words"], content)
        form.go_on_from(measure.revision)
    return store_measure(content.edition, words=clean["words"], key=key, revision=revision, by=signed_in(request.user))


@form_view
def add_indicator(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    initial = {"measure": request.GET.get("measure", "")}
    form = IndicatorForm(form_data(request), content=read_content(edition), indicator=None, initial=initial)
    page = _page(edition, _("Add an indicator"), _("Add it"), _("The indicator was added."))
    return page.answer(request, form, lambda clean: write_indicator(edition, **clean, by=signed_in(request.user)))


@form_view
def change_indicator(request: HttpRequest, slug: str, address: str, key: str) -> HttpResponse:
    edition, by = edition_to_write(request.user, slug, address), signed_in(request.user)
    content = read_content(edition)
    indicator = indicator_of(content, key)
    form = IndicatorForm(data_of(request, WRITE), content=content, indicator=indicator)
    acts = {
        WRITE: Act(form, lambda clean: write_indicator(edition, key=key, **clean, by=by), _("The indicator was written.")),
        REMOVE: _removal(request, lambda: remove_indicator(edition, key=key, by=by), _("The indicator was removed.")),
    }
    page = _page(edition, indicator.title, _("Save"))
    return page.answer_one_of(request, acts, template=WRITE_OR_REMOVE, remove=_("Remove this indicator"))
