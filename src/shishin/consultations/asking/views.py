"""The pages of consultations: all of them, one of them, and those that somebody runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shishin.consultations.access import consultation_to_read, consultations_run_by, consultations_to_read, require_runner
from shishin.consultations.counting import figures_of
from shishin.consultations.models import ConsultationProfile
from shishin.consultations.profiles import in_words, rules_of
from shishin.kit.moments import now
from shishin.people.access import owner_only


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    rows = consultations_to_read(request.user).announced().with_state(now()).select_related("organization")
    return render(request, "consultations/consultations.html", {"consultations": rows.prefetch_related("organization__dated_names")})


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    found = consultation_to_read(request.user, slug)
    rounds = list(found.rounds.select_related("draft__document"))
    context = {
        "consultation": found,
        "rounds": rounds,
        "state": found.state_at(now(), rounds),
        "rules": in_words(rules_of(found)),
        "figures": figures_of(found),
    }
    return render(request, "consultations/consultation.html", context)


@login_required
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    rows = consultations_run_by(require_runner(request.user)).with_state(now()).select_related("organization")
    return render(request, "consultations/manage.html", {"consultations": rows.prefetch_related("organization__dated_names")})


@login_required
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    owner_only(request.user)
    return render(request, "consultations/profiles.html", {"profiles": ConsultationProfile.objects.all()})
