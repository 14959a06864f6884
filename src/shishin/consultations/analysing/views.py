"""The analysis of a consultation: starting one, how far it is, what it found, and cancelling it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.consultations.access import can_run, consultation_to_look_into, consultation_to_run
from shishin.consultations.analysing.opinion_map import Spot, groups_at, map_of
from shishin.consultations.analysing.running import (
    cancel_analysis,
    come_since,
    is_broken,
    job_of,
    last_analysis,
    last_finished,
    refuse_without_one,
    start_analysis,
)
from shishin.consultations.analysing.sample import check_placings, checked_in, questions
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.errors.analysing import AnotherSampleWasDrawn
from shishin.consultations.models import Analysis, Consultation
from shishin.consultations.places import places_in, rounds_of
from shishin.consultations.sorting.views import with_place_names
from shishin.kit.form_page import Attempt, FormPage, attempt_act, form_data
from shishin.kit.jobs import is_followed, wait_for
from shishin.kit.views import form_view
from shishin.people.access import signed_in


class AnalysisForm(forms.Form):
    themes = forms.ChoiceField(
        label=gettext_lazy("How many themes"),
        choices=[("few", gettext_lazy("Few")), ("some", gettext_lazy("Some")), ("many", gettext_lazy("Many"))],
        initial="some",
        widget=forms.RadioSelect,
    )


@form_view
def analysis(request: HttpRequest, slug: str) -> HttpResponse:
    fetch = consultation_to_run if request.method == "POST" else consultation_to_look_into
    consultation = fetch(request.user, slug)
    form = AnalysisForm(form_data(request))
    by = signed_in(request.user)
    tried = attempt_act(request, lambda: start_analysis(consultation, by=by, **form.cleaned_data)) if form.is_valid() else Attempt()
    if tried.made:
        if job := job_of(tried.made):
            wait_for(job)
        return redirect(tried.made)
    tried.tell(form)
    return render(request, "consultations/analysis.html", {**_found(request, consultation), "form": form}, status=tried.status)


def _found(request: Any, consultation: Consultation) -> dict[str, Any]:
    """The last one, whatever became of it, and the last one that has results."""
    last, finished = last_analysis(consultation), last_finished(consultation)
    job = job_of(last) if last else None
    if job and last and not last.is_under_way and not is_followed(request, job):
        job = None
    if finished:
        finished.consultation = consultation
    return {
        "consultation": consultation,
        "last": last,
        "job": job,
        "is_own": bool(job and job.by == str(request.user.pk)),
        "is_broken": bool(last and is_broken(last, job)),
        "finished": finished,
        "themes": finished.themes.select_related("signed_as") if finished else (),
        "since": come_since(finished) if finished else 0,
        "may_start": can_run(request.user, consultation) and not (consultation.is_published or consultation.ended_at),
        "steps": [*way_to_desk(consultation, request.user), ("", _("Analysis"))],
    }


@form_view
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_to_run(request.user, slug)
    address = Analysis(consultation=consultation).get_absolute_url()
    page = FormPage(
        _("Cancel the analysis"),
        _("Cancel the analysis"),
        [*way_to_desk(consultation, request.user), (address, _("Analysis"))],
        _("It was cancelled."),
        _("What an earlier analysis found stays as it is."),
        refuse=lambda: refuse_without_one(consultation),
    )
    return page.confirm(request, lambda: cancel_analysis(consultation, by=signed_in(request.user)))


AT_ONCE = 10
"""Of the sample so many stand on a page."""


@form_view
def sample(request: HttpRequest, slug: str) -> HttpResponse:
    """Ten of the placings that were drawn, beside what the machine put them to; which page, the address says, or the first that is not done."""
    consultation = (consultation_to_run if request.method == "POST" else consultation_to_look_into)(request.user, slug)
    finished = last_finished(consultation)
    rows = list(finished.sample.all()) if finished else []
    page = FormPage(_("Sample"), _("Keep these answers"), _way_to_analysis(request, consultation), _("The answers were kept."))
    first = next((at for at, row in enumerate(rows) if row.is_right is None), 0)
    listed = Paginator(rows, AT_ONCE).get_page(request.GET.get("page") or first // AT_ONCE + 1)
    form = SampleForm(form_data(request), analysis=finished)
    return page.answer(
        request,
        form,
        lambda clean: check_placings(by=signed_in(request.user), **clean),
        template="consultations/sample.html",
        to=request.path,
        consultation=consultation,
        finished=finished,
        listed=listed,
        questions=questions(listed),
        checked=checked_in(finished) if finished else None,
        done=sum(row.is_right is not None for row in rows),
        of=len(rows),
        may_change=can_run(request.user, consultation) and not consultation.is_published,
    )


def _way_to_analysis(request: HttpRequest, consultation: Consultation) -> list[tuple[str, Any]]:
    return [*way_to_desk(consultation, request.user), (Analysis(consultation=consultation).get_absolute_url(), _("Analysis"))]


class SampleForm(forms.Form):
    """Its answers are named by the number of the placing; which sample they belong to stands beside them."""

    def __init__(self, data: Any, *, analysis: Analysis | None) -> None:
        super().__init__(data)
        self._analysis = analysis

    def clean(self) -> dict[str, Any]:
        asked = self.data.get("analysis", "")
        analysis = self._analysis if self._analysis and str(self._analysis.uuid) == asked else None
        if analysis is None:
            raise forms.ValidationError(AnotherSampleWasDrawn().in_full)
        given = {name.removeprefix("right-"): value for name, value in self.data.items() if name.startswith("right-")}
        answers = {int(number): value == "yes" for number, value in given.items() if number.isdecimal() and value in ("yes", "no")}
        return {"analysis": analysis, "answers": answers}


@login_required
@require_safe
def opinion_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Groups as dots; where the address names a place, what stands there."""
    consultation = consultation_to_look_into(request.user, slug)
    finished, spot = last_finished(consultation), Spot.asked(request.GET)
    context: dict[str, Any] = {
        "consultation": consultation,
        "finished": finished,
        "spot": spot,
        "steps": [*_way_to_analysis(request, consultation), ("", _("Map"))],
    }
    if finished and spot:
        rows = groups_at(finished, spot)
        context["rows"] = with_place_names(rows, places_in(rounds_of(consultation)))
        if getattr(request, "htmx", None):
            return render(request, "consultations/map.html#chosen", context)
    if finished:
        finished.consultation = consultation
        context["chart"] = map_of(finished)
    return render(request, "consultations/map.html", context)
