"""The analysis of a consultation: starting one, how far it is, what it found, and cancelling it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.access import can_run, consultation_to_look_into, consultation_to_run
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
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.models import Analysis, Consultation
from shishin.kit.form_page import Attempt, FormPage, attempt_act, form_data
from shishin.kit.jobs import wait_for
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
    # What asks how far it is, is told once more when it has ended: the rest of the page follows then.
    is_asked = bool(getattr(request, "htmx", None)) and str(request.htmx.target).startswith("job-")
    job = job_of(last) if last and (last.is_under_way or is_asked) else None
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
        _("Cancel it"),
        [*way_to_desk(consultation, request.user), (address, _("Analysis"))],
        _("It was cancelled."),
        _("What an earlier analysis found stays as it is."),
        refuse=lambda: refuse_without_one(consultation),
    )
    return page.confirm(request, lambda: cancel_analysis(consultation, by=signed_in(request.user)))
