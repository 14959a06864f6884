"""What the worker does for an analysis: a process of its own works it out and takes it over, and ends with the job."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from shishin.consultations.analysing.running import (
    BY_ITSELF,
    RUN,
    cancel_analysis,
    fail_analysis,
    forget_folders,
    opinions_to_analyse,
    start_analysis,
)
from shishin.consultations.errors.analysing import AnalysisHasEnded
from shishin.consultations.models import Analysis, Consultation
from shishin.kit.errors import Refusal
from shishin.kit.jobs import job, run_child
from shishin.kit.models import Job, Stopped
from shishin.trail.recording import OPERATOR, Acting


@job(RUN)
def run_analysis(begun: Job, _cursor: Any) -> dict[str, str]:
    """Where its worker was killed, the next one goes on with what is in the folder."""
    analysis = Analysis.objects.select_related("consultation", "begun_by").get(pk=begun.given["analysis"])
    by: Acting = analysis.begun_by or OPERATOR
    if not analysis.is_under_way:
        raise AnalysisHasEnded
    try:
        run_child(begun, ["run_analysis", str(analysis.uuid)])
    except Stopped:
        if Job.objects.filter(pk=begun.pk, is_unwanted=True).exists():
            with suppress(AnalysisHasEnded):
                cancel_analysis(analysis.consultation, by=by)
            forget_folders(analysis.consultation)
        raise
    except Refusal as refusal:
        fail_analysis(analysis, why=refusal.in_full, by=by)
        raise
    except Exception:
        fail_analysis(analysis, why=_("Something went wrong on our side."), by=by)
        raise
    forget_folders(analysis.consultation)
    return {"analysis": str(analysis.uuid)}


def analyse_by_itself(consultation: Consultation, *, by: Acting) -> None:
    """After each file, where it takes a moment only. One that is under way already is not disturbed."""
    if opinions_to_analyse(consultation).count() < BY_ITSELF:
        with suppress(Refusal):
            start_analysis(consultation, by=by)
