"""The link of an invitation: who it is for, and how long it holds."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from shishin.people.errors import InvitationIsOver
from shishin.people.models import Person

SALT = "shishin.people.invitation"


def invitation_token(person: Person) -> str:
    """Names the person and this very invitation. It ends with the password, with a newer invitation, or with time."""
    sent = person.invited_at.isoformat() if person.invited_at else ""
    return signing.dumps([str(person.uuid), sent], salt=SALT, compress=False)


def invited_person(token: str, *, lock: bool = False) -> Person:
    """Whom an invitation is for, as long as it holds."""
    try:
        uuid, sent = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise InvitationIsOver from None
    people = Person.objects.select_for_update() if lock else Person.objects.all()
    person = people.filter(uuid=uuid, is_active=True).first()
    ends = person.invitation_ends_at if person else None
    if person is None or ends is None or ends < timezone.now() or person.has_usable_password():
        raise InvitationIsOver
    if person.invited_at is None or person.invited_at.isoformat() != sent:
        raise InvitationIsOver
    return person


def invitation_link(person: Person) -> str:
    return settings.SITE_URL + reverse("people:accept", args=[invitation_token(person)])
