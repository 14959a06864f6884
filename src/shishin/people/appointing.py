"""Appointing: who holds which post from when until when."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from shishin.people.errors import (
    AlreadyAbolished,
    AlreadyAppointed,
    AlreadyEnded,
    BeyondYourAbilities,
    EndsBeforeItBegan,
    PersonIsInactive,
)
from shishin.people.models import Appointment, Person, Post
from shishin.people.roles import reaches_beyond
from shishin.trail.recording import Acting, record


@transaction.atomic
def appoint(person: Person, *, post: Post, since: date, by: Acting, until: date | None = None) -> Appointment:
    """Give a person a post for a term. The same person cannot hold the same post twice at a time."""
    # Lock both: nobody is deactivated, and no post abolished, while it is decided whether they fit.
    if not Person.objects.select_for_update().get(pk=person.pk).is_active:
        raise PersonIsInactive(person=person)
    post = Post.objects.select_for_update(of=("self",)).select_related("role").get(pk=post.pk)
    if until and until < since:
        raise EndsBeforeItBegan(since=since, until=until)
    if post.abolished_on and (until is None or until > post.abolished_on):
        raise AlreadyAbolished(thing=post, day=post.abolished_on)
    if isinstance(by, Person) and not all(by.may(ability) for ability in reaches_beyond(post.role)):
        raise BeyondYourAbilities(post=post)
    overlapping = person.appointments.filter(Q(until=None) | Q(until__gte=since), post=post)
    if until:
        overlapping = overlapping.filter(since__lte=until)
    if there := overlapping.first():
        raise AlreadyAppointed(appointment=there)

    appointment = Appointment.objects.create(person=person, post=post, since=since, until=until)
    person.forget_held()
    record(
        "people.person_appointed",
        about=person,
        who=by,
        appointment=str(appointment.uuid),
        post=str(post.uuid),
        since=since.isoformat(),
        until=until.isoformat() if until else None,
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, until: date, by: Acting) -> Appointment:
    """The last day of an appointment; an end that is set may only come nearer."""
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("person", "post").get(pk=appointment.pk)
    if until < appointment.since:
        raise EndsBeforeItBegan(since=appointment.since, until=until)
    if appointment.until and appointment.until <= until:
        raise AlreadyEnded(appointment=appointment)
    appointment.until = until
    appointment.save(update_fields=["until"])
    record("people.appointment_ended", about=appointment.person, who=by, appointment=str(appointment.uuid), until=until.isoformat())
    return appointment
