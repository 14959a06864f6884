"""The screens on which consultations and their rounds are prepared, announced, extended and ended, and their rules kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.consultations.access import (
    RUN_CONSULTATIONS,
    consultation_to_look_into,
    consultation_to_run,
    consultations_to_look_into,
    organizations_asking_for,
    require_reader_of_desks,
    require_runner,
    round_to_run,
)
from shishin.consultations.asking.announcing import (
    announce_consultation,
    end_consultation,
    extend_round,
    what_bars_announcing,
)
from shishin.consultations.asking.desk import desk_of, way_to_desk, way_to_desks
from shishin.consultations.asking.forms import ChangeForm, EndForm, ExtendForm, PrepareForm, ProfileForm, RoundForm
from shishin.consultations.asking.keeping_profiles import add_profile, change_profile, remove_profile
from shishin.consultations.asking.preparing import add_round, change_consultation, change_round, prepare_consultation, remove_round
from shishin.consultations.asking.public_pages import page_of
from shishin.consultations.asking.states import over, standings, under_way, url_of
from shishin.consultations.models import ConsultationProfile, Round
from shishin.consultations.profiles import in_words, read_rules
from shishin.guidelines.access import documents_to_read
from shishin.kit.form_page import Act, FormPage, data_of
from shishin.kit.moments import now
from shishin.kit.templatetags.kit import moment as draw_moment
from shishin.kit.views import form_view
from shishin.people.access import may, owner_only, signed_in

CHANGE_OR_REMOVE = "consultations/change_or_remove.html"
NEWEST = 50
"""Of those that are over; the public list has all."""


@login_required
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    person, moment = require_reader_of_desks(request.user), now()
    rows = consultations_to_look_into(person)
    context = {
        "going": standings(under_way(rows), moment),
        "over": standings(over(rows)[:NEWEST], moment),
        "may_prepare": may(person, RUN_CONSULTATIONS),
        "steps": [*way_to_desks(person)[:-1], ("", _("Consultations"))],
    }
    return render(request, "consultations/manage.html", context)


@form_view
def prepare(request: HttpRequest) -> HttpResponse:
    by = require_runner(request.user)
    organizations = organizations_asking_for(by).prefetch_related("dated_names")
    form = PrepareForm(request.POST or None, organizations=organizations, documents=documents_to_read(by))
    lead = _("Nobody but those who run consultations here reads of it until it is announced.")
    page = FormPage(
        _("Prepare a consultation"), _("Prepare it"), way_to_desks(by), _("The consultation is prepared. Add its rounds."), lead
    )
    return page.answer(request, form, lambda clean: prepare_consultation(**clean, by=by), to=lambda made: url_of("desk", made.slug))


@login_required
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    found = consultation_to_look_into(request.user, slug)
    steps = [*way_to_desks(request.user), ("", str(found))]
    return render(request, "consultations/desk.html", {"desk": desk_of(found, reader=request.user), "consultation": found, "steps": steps})


@form_view
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = consultation_to_run(request.user, slug)
    warnings = [_("It is announced: what changes now stands on its page with the reason.")] if found.is_announced else []
    page = FormPage(
        _("Change the consultation"), _("Save"), way_to_desk(found, request.user), _("The consultation was changed."), warnings=warnings
    )
    form = ChangeForm(request.POST or None, consultation=found)
    return page.answer(request, form, lambda clean: change_consultation(found, **clean, by=signed_in(request.user)))


@form_view
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """All that becomes public, as everybody will read it; or all that is missing."""
    found, moment = consultation_to_run(request.user, slug), now()
    public = page_of(found, reader=request.user)
    early = _("Round %(number)s was to open before: it opens with the announcement, and its days are counted from then.")
    page = FormPage(
        _("Announce the consultation"),
        _("Announce it to everybody"),
        way_to_desk(found, request.user),
        _("The consultation is announced."),
        warnings=[early % {"number": held.number} for held in public.standing.rounds if held.is_open_at(moment)],
    )
    context = {"refusals": list(what_bars_announcing(found, at=moment)), "public": public, "consultation": found}
    act = lambda: announce_consultation(found, by=signed_in(request.user))  # noqa: E731 - one act of one page
    return page.confirm(request, act, template="consultations/announce.html", **context)


@form_view
def end(request: HttpRequest, slug: str) -> HttpResponse:
    found = consultation_to_run(request.user, slug)
    warning = _("This cannot be taken back. What was said stays, and is answered no more.")
    page = FormPage(
        _("End it: nothing is enacted"), _("End it"), way_to_desk(found, request.user), _("The consultation was ended."), warnings=[warning]
    )
    form = EndForm(request.POST or None)
    return page.answer(request, form, lambda clean: end_consultation(found, **clean, by=signed_in(request.user)))


@form_view
def add(request: HttpRequest, slug: str) -> HttpResponse:
    found = consultation_to_run(request.user, slug)
    page = FormPage(_("Add a round"), _("Add it"), way_to_desk(found, request.user), _("The round was added."))
    form = RoundForm(request.POST or None, consultation=found)
    return page.answer(request, form, lambda clean: add_round(found, **clean, by=signed_in(request.user)))


def _in_round(held: Round, by: Any) -> dict[str, Any]:
    return {
        "breadcrumbs": way_to_desk(held.consultation, by),
        "lead": _("Round %(number)s: %(round)s") % {"number": held.number, "round": held},
    }


@form_view
def change_a_round(request: HttpRequest, uuid: str) -> HttpResponse:
    """A round that nobody read of yet may be removed on the same page."""
    held = round_to_run(request.user, uuid)
    by = signed_in(request.user)
    form = RoundForm(data_of(request, "change"), consultation=held.consultation, held=held)
    remove = forms.Form(data_of(request, "remove"))
    acts = {
        "change": Act(form, lambda clean: change_round(held, **clean, by=by), _("The round was changed.")),
        "remove": Act(remove, lambda _clean: remove_round(held, by=by), _("The round was removed.")),
    }
    page = FormPage(_("Change a round"), _("Save"), **_in_round(held, by))
    label = "" if held.consultation.is_announced else _("Remove this round")
    return page.answer_one_of(request, acts, template=CHANGE_OR_REMOVE, remove=label)


@form_view
def extend(request: HttpRequest, uuid: str) -> HttpResponse:
    held = round_to_run(request.user, uuid)
    until = draw_moment(held.closes_at) if held.closes_at else "–"
    lead = format_html(_("Round {number}: {round}. It closes on {until}."), number=held.number, round=held, until=until)
    way = way_to_desk(held.consultation, request.user)
    page = FormPage(_("Extend a round"), _("Extend it"), way, _("The round was extended."), lead)
    form = ExtendForm(request.POST or None)
    return page.answer(request, form, lambda clean: extend_round(held, **clean, by=signed_in(request.user)))


def way_to_profiles() -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("consultations:profiles"), _("Rules of consultations"))]


@login_required
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    owner_only(request.user)
    rows = ConsultationProfile.objects.annotate(used=Count("consultations"))
    return render(
        request, "consultations/profiles.html", {"rows": [(row, read_rules(row.rules), in_words(read_rules(row.rules))) for row in rows]}
    )


@form_view
def add_rules(request: HttpRequest) -> HttpResponse:
    by = owner_only(request.user)
    page = FormPage(_("Add rules of consultations"), _("Add them"), way_to_profiles(), _("The rules were added."))
    return page.answer(request, ProfileForm(request.POST or None), lambda clean: add_profile(**clean, by=by))


@form_view
def change_rules(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = owner_only(request.user), get_object_or_404(ConsultationProfile, slug=slug)
    form, remove = ProfileForm(data_of(request, "change"), profile=found), forms.Form(data_of(request, "remove"))
    acts = {
        "change": Act(form, lambda clean: change_profile(found, **clean, by=by), _("The rules were changed.")),
        "remove": Act(remove, lambda _clean: remove_profile(found, by=by), _("The rules were removed.")),
    }
    lead = _("They hold for what is announced from now on. What was announced keeps the rules of its day.")
    page = FormPage(_("Change rules of consultations"), _("Save"), way_to_profiles(), lead=lead)
    label = "" if found.consultations.exists() else _("Remove these rules")
    return page.answer_one_of(request, acts, template=CHANGE_OR_REMOVE, remove=label)
