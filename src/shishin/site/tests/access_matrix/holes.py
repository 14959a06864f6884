"""Holes as they could come in unseen: each is planted by itself, and the matrix must find it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import get_resolver

from shishin.consultations import access as asking
from shishin.consultations.models import Consultation, Response, Round
from shishin.councils import access as bodies
from shishin.councils.meetings import calendars
from shishin.councils.models import Body, Meeting, Paper, Referral, Seat
from shishin.councils.models.bodies import SeatQuerySet
from shishin.guidelines import access as texts
from shishin.guidelines.models import Document, Edition
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.people import access as people
from shishin.people import address_links, invitation_links, signing_in
from shishin.people.models import AppointmentQuerySet, NewAddress, Organization, Person
from shishin.site.tests.access_matrix.routes import all_routes

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole, the route through which it is looked for, and who goes through it. Without anybody it is one of methods or forms."""

    words: str
    route: str
    plant: Plant
    actors: tuple[str, ...] = ()


def everywhere(function: Callable[..., Any], planted: Callable[..., Any]) -> Plant:
    """In every module that took the function by its name."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for module in [module for name, module in sys.modules.items() if name.startswith("shishin.")]:
            for name in [name for name, value in vars(module).items() if value is function]:
                patch.setattr(module, name, planted)

    return plant


def of_class(cls: type, name: str, planted: Callable[..., Any]) -> Plant:
    return lambda patch: patch.setattr(cls, name, planted)


def at_route(route: str, change: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        (pattern,) = all_routes()[route]
        patch.setattr(pattern, "callback", change(pattern.callback))

    return plant


@contextmanager
def another_route(pattern: Any) -> Iterator[None]:
    patterns = get_resolver().url_patterns
    patterns.append(pattern)
    try:
        yield
    finally:
        patterns.remove(pattern)


def _without_decorator(view: Any) -> Callable[..., Any]:
    return view.__wrapped__


def _that_writes(view: Callable[..., Any]) -> Callable[..., Any]:
    def answer(request: Any, *args: Any, **kwargs: Any) -> Any:
        Person.objects.update(language="en")
        return view(request, *args, **kwargs)

    return answer


def _exempt(view: Callable[..., Any]) -> Callable[..., Any]:
    def answer(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _that_takes_anything(view: Any) -> Callable[..., Any]:
    def answer(request: Any, *args: Any, **kwargs: Any) -> Any:
        request.method = "POST"
        return view(request, *args, **kwargs)

    return answer


def _forbidden(user: Any) -> Any:
    if not people.is_owner(user):
        raise PermissionDenied
    return user


def _body_that_says_whose(user: Any, slug: str) -> Body:
    body = get_object_or_404(Body, slug=slug)
    if not bodies.can_keep(user, body):
        raise NotFoundWithSuggestions("It is not yours.")
    return body


def _document_of_auditors(user: Any, slug: str) -> Document:
    document = get_object_or_404(Document, slug=slug)
    if not (texts.can_edit(user, document) or texts.can_read_everything(user)):
        raise Http404
    return document


def _asked_for_ever(token: str, **_kwargs: Any) -> NewAddress:
    return NewAddress.objects.get(person__uuid=signing.loads(token, salt=address_links.SALT)[0])


def _organizations_of_others(user: Any, ability: str, day: Any = None) -> Any:
    return Organization.objects.all() if people.may(user, ability) else Organization.objects.none()


def _with_what_is_above(organizations: set[int]) -> set[int]:
    above = set(Organization.objects.filter(parts__in=organizations).values_list("pk", flat=True))
    return organizations | above


def _invited_once(token: str, *, lock: bool = False) -> Person:
    return Person.objects.get(uuid=signing.loads(token, salt=invitation_links.SALT)[0])


def _paper_for_all(user: Any, uuid: str) -> Paper:
    return get_object_or_404(Paper, removed_on=None, meeting__in=bodies.meetings_to_read(user), uuid=uuid)


def _manager_for_all(user: Any) -> bool:
    return isinstance(user, Person)


def _consultation(_user: Any, slug: str) -> Consultation:
    return get_object_or_404(Consultation, slug=slug)


def _round(_user: Any, uuid: str) -> Round:
    return get_object_or_404(Round, uuid=uuid)


HOLES = (
    Hole("A staff page asks nobody to log in.", "councils:rename", at_route("councils:rename", _without_decorator), ("anonymous",)),
    Hole(
        "A body is kept by whoever knows its address.",
        "councils:rename",
        everywhere(bodies.body_to_keep, lambda user, slug: get_object_or_404(Body, slug=slug)),
        ("staff (own)",),
    ),
    Hole(
        "Everybody reads working editions.",
        "guidelines:edition",
        everywhere(texts.editions_to_read, lambda user: Edition.objects.all()),
        ("anonymous",),
    ),
    Hole(
        "A document is changed by whoever is signed in.",
        "guidelines:withdraw",
        everywhere(texts.document_to_edit, lambda user, slug: get_object_or_404(Document, slug=slug)),
        ("staff (own)",),
    ),
    Hole("A refusal says “forbidden”.", "people:data-file", everywhere(people.owner_only, _forbidden), ("staff (own)",)),
    Hole(
        "A seat counts after its last day.",
        "councils:rename",
        of_class(SeatQuerySet, "on", lambda rows, day: rows.filter(since__lte=day)),
        ("secretariat seat until yesterday",),
    ),
    Hole(
        "A seat counts before its first day.",
        "councils:rename",
        of_class(SeatQuerySet, "on", lambda rows, day: rows.filter(until=None)),
        ("secretariat seat from tomorrow",),
    ),
    Hole(
        "An appointment counts after its last day.",
        "guidelines:withdraw",
        of_class(AppointmentQuerySet, "on", lambda rows, day: rows.filter(since__lte=day)),
        ("secretariat until yesterday",),
    ),
    Hole(
        "An appointment counts before its first day.",
        "guidelines:withdraw",
        of_class(AppointmentQuerySet, "on", lambda rows, day: rows.filter(until=None)),
        ("secretariat from tomorrow",),
    ),
    Hole("Closed and withheld papers are open.", "councils:paper", everywhere(bodies.paper_to_open, _paper_for_all), ("anonymous",)),
    Hole("A page that is only read writes.", "portal:help", at_route("portal:help", _that_writes), ("anonymous",)),
    Hole(
        "An ability at one organization holds at all.",
        "councils:rename",
        everywhere(people.organizations_where, _organizations_of_others),
        ("secretariat (other's)",),
    ),
    Hole(
        "An ability at a part holds for the whole.",
        "councils:rename",
        everywhere(people.with_parts, _with_what_is_above),
        ("secretariat of a part",),
    ),
    Hole(
        "A deactivated person stays signed in.", "people:account", everywhere(signing_in.can_sign_in, lambda person: True), ("deactivated",)
    ),
    Hole(
        "Everybody reads meetings before they are announced.",
        "councils:meeting",
        everywhere(bodies.meetings_to_read, lambda user: Meeting.objects.all()),
        ("anonymous",),
    ),
    Hole(
        "Everybody reads referrals before they are published.",
        "councils:referral",
        everywhere(bodies.referrals_to_read, lambda user: Referral.objects.all()),
        ("staff (own)",),
    ),
    Hole(
        "The list of referrals names unpublished ones.",
        "councils:referrals",
        everywhere(bodies.referrals_to_read, lambda user: Referral.objects.all()),
        ("anonymous",),
    ),
    Hole(
        "A refusal tells that the body is there.",
        "councils:rename",
        everywhere(bodies.body_to_keep, _body_that_says_whose),
        ("staff (own)",),
    ),
    Hole(
        "Whoever keeps an account changes what is stronger than they are.",
        "people:change-person",
        everywhere(people.can_change_account, lambda user, person: True),
        ("people-office (own)",),
    ),
    Hole(
        "A link that confirms a mail address holds for ever.",
        "people:confirm-address",
        everywhere(address_links.asked_address, _asked_for_ever),
        ("anonymous",),
    ),
    Hole(
        "An invitation holds after a newer one was sent.",
        "people:accept",
        everywhere(invitation_links.invited_person, _invited_once),
        ("anonymous",),
    ),
    Hole(
        "Auditors change documents.", "guidelines:withdraw", everywhere(texts.document_to_edit, _document_of_auditors), ("auditor (own)",)
    ),
    Hole(
        "Observers report for the body.",
        "councils:report",
        lambda patch: patch.setattr(bodies, "WORKING", tuple(Seat.Capacity.values)),
        ("observer seat (own)",),
    ),
    Hole(
        "A calendar's address holds after it was renewed.",
        "councils:personal-calendar",
        everywhere(calendars.person_at, lambda uuid, token: Person.objects.filter(uuid=uuid).first()),
        ("anonymous",),
    ),
    Hole("Whoever is signed in sees what can be kept.", "people:manage", everywhere(people.can_manage, _manager_for_all), ("staff (own)",)),
    Hole("A link does what only a form may.", "people:leave-elsewhere", at_route("people:leave-elsewhere", _that_takes_anything)),
    Hole("A form without its token is taken.", "councils:rename", at_route("councils:rename", _exempt)),
    Hole(
        "Everybody reads consultations before they are announced.",
        "consultations:consultation",
        everywhere(asking.consultations_to_read, lambda user: Consultation.objects.all()),
        ("anonymous",),
    ),
    Hole(
        "Who runs consultations anywhere runs all of them.",
        "consultations:change",
        everywhere(asking.consultation_to_run, _consultation),
        ("secretariat (other's)",),
    ),
    Hole("Auditors extend rounds.", "consultations:extend-round", everywhere(asking.round_to_run, _round), ("auditor (own)",)),
    Hole(
        "An office writes responses that were not handed to it.",
        "consultations:response",
        everywhere(asking.responses_written_by, lambda user: Response.objects.all()),
        ("office-in-charge (own)",),
    ),
    Hole(
        "Results are read before they are published.",
        "consultations:results",
        lambda patch: patch.setattr(Consultation, "is_published", property(lambda one: True)),
        ("anonymous",),
    ),
)
