"""Running: an analysis is started, cancelled, or fails. What it finds is taken over by `taking_over.py`, in the process that worked on it."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import lock
from shishin.consultations.errors.analysing import AnalysisHasEnded, AnalysisIsUnderWay, NothingToAnalyse
from shishin.consultations.models import Analysis, Consultation, Opinion
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.kit import jobs
from shishin.kit.models import Job
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

RUN = "consultations.analyse"
AMOUNTS = ("few", "some", "many")
"""How many themes; the package of the analysis has the same words, but loads what serving pages does without."""
SEED = 1
BY_ITSELF = 10_000
"""Fewer opinions than this are analysed after each file without being asked."""
State = Analysis.State


def opinions_to_analyse(consultation: Consultation) -> OpinionQuerySet:
    """What stands in the queue by itself and is said. What a person folded stands with its head already; what is withheld stays out."""
    return Opinion.objects.said().filter(consultation=consultation).exclude(state=Opinion.State.WITHHELD)


@transaction.atomic
def start_analysis(consultation: Consultation, *, by: Acting, themes: str = "some") -> Analysis:
    """Leave it to the worker."""
    analysis = begin_analysis(consultation, by=by, themes=themes)
    person = str(by.pk) if isinstance(by, Person) else ""
    jobs.begin(RUN, by=person, address=analysis.get_absolute_url(), about=analysis, analysis=analysis.pk)
    return analysis


@transaction.atomic
def begin_analysis(consultation: Consultation, *, by: Acting, themes: str = "some") -> Analysis:
    """Whoever works on it; one at a time. What an earlier one found stays until this one is done."""
    consultation = lock(consultation)
    refuse_over(consultation)
    _end_broken(consultation)
    if consultation.analyses.under_way().exists():
        raise AnalysisIsUnderWay
    count = opinions_to_analyse(consultation).count()
    if not count:
        raise NothingToAnalyse
    person = by if isinstance(by, Person) else None
    chosen = {"themes": themes, "seed": SEED}
    analysis = Analysis.objects.create(consultation=consultation, settings=chosen, begun_at=now(), begun_by=person)
    record("consultations.analysis_started", about=consultation, who=by, analysis=str(analysis.uuid), opinions=count, settings=chosen)
    transaction.on_commit(partial(forget_folders, consultation, but=analysis))
    return analysis


@transaction.atomic
def cancel_analysis(consultation: Consultation, *, by: Acting) -> Analysis:
    """Nobody wants it any more. Its process ends, and what an earlier one found stays as it is."""
    consultation = lock(consultation)
    refuse_without_one(consultation)
    analysis = consultation.analyses.under_way().get()
    analysis.state = State.CANCELLED
    analysis.save(update_fields=["state"])
    record("consultations.analysis_cancelled", about=consultation, who=by, analysis=str(analysis.uuid), settings=analysis.settings)
    if job := job_of(analysis):
        transaction.on_commit(partial(jobs.stop, job))
    return analysis


def refuse_without_one(consultation: Consultation) -> None:
    """Where none is under way."""
    if not consultation.analyses.under_way().exists():
        raise AnalysisHasEnded


@transaction.atomic
def fail_analysis(analysis: Analysis, *, why: str, by: Acting) -> Analysis:
    analysis = locked_analysis(analysis)
    if analysis.is_under_way:
        analysis.state, analysis.why = State.FAILED, why
        analysis.save(update_fields=["state", "why"])
        record(
            "consultations.analysis_failed",
            about=analysis.consultation,
            who=by,
            analysis=str(analysis.uuid),
            settings=analysis.settings,
            why=why,
        )
    return analysis


def locked_analysis(analysis: Analysis) -> Analysis:
    """Locked with its consultation, so that it ends once: done, failed or cancelled."""
    consultation = lock(analysis.consultation)
    analysis = Analysis.objects.select_for_update(of=("self",)).select_related("begun_by").get(pk=analysis.pk)
    analysis.consultation = consultation
    return analysis


def last_analysis(consultation: Consultation) -> Analysis | None:
    """Whatever became of it."""
    return Analysis.objects.filter(consultation=consultation).select_related("begun_by").first()


def last_finished(consultation: Consultation) -> Analysis | None:
    """Whose themes and placings stand."""
    return Analysis.objects.finished().filter(consultation=consultation).select_related("begun_by").first()


def come_since(analysis: Analysis) -> int:
    """How many opinions of the queue an analysis does not know yet."""
    return opinions_to_analyse(analysis.consultation).filter(pk__gt=analysis.newest).count()


def job_of(analysis: Analysis) -> Job | None:
    return Job.objects.about(analysis).filter(kind=RUN).first()


def is_broken(analysis: Analysis, job: Job | None) -> bool:
    """It is under way, and nobody works on it any more, nor will."""
    return analysis.is_under_way and (job is None or job.has_ended)


def _end_broken(consultation: Consultation) -> None:
    for analysis in consultation.analyses.under_way():
        if is_broken(analysis, job_of(analysis)):
            Analysis.objects.filter(pk=analysis.pk).update(state=State.FAILED)


def folder_of(analysis: Analysis) -> Path:
    """Where an analysis keeps what it has, so that another worker goes on when its own is killed."""
    return _folders(analysis.consultation) / str(analysis.uuid)


def forget_folders(consultation: Consultation, *, but: Analysis | None = None) -> None:
    """What analyses that have ended kept."""
    folders = _folders(consultation)
    for folder in folders.iterdir() if folders.exists() else ():
        if but is None or folder != folder_of(but):
            shutil.rmtree(folder, ignore_errors=True)


def _folders(consultation: Consultation) -> Path:
    return Path(settings.DATA) / "analyses" / str(consultation.uuid)
