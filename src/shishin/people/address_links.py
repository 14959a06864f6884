"""The link that confirms a new mail address: who it is for, and how long it holds."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from shishin.people.access import can_change_account
from shishin.people.errors import AddressIsOver
from shishin.people.models import NewAddress, Person

SALT = "shishin.people.new_address"


def asked_address(token: str, *, lock: bool = False) -> NewAddress:
    """What a link is about, as long as it holds, and as long as who asked may still change the account."""
    try:
        uuid, asked_at = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise AddressIsOver from None
    people = Person.objects.select_for_update() if lock else Person.objects.all()
    person = people.filter(uuid=uuid, is_active=True).first()
    asked = NewAddress.objects.select_related("asked_by").filter(person=person).first() if person else None
    if asked is None or person is None or asked.asked_at.isoformat() != asked_at or asked.ends_at < timezone.now():
        raise AddressIsOver
    if asked.asked_by and not can_change_account(asked.asked_by, person):
        raise AddressIsOver
    asked.person = person
    return asked


def address_token(asked: NewAddress) -> str:
    """Names the person and this very question. It ends with the answer, with a newer question, or with time."""
    return signing.dumps([str(asked.person.uuid), asked.asked_at.isoformat()], salt=SALT)


def link_to_confirm(asked: NewAddress) -> str:
    return settings.SITE_URL + reverse("people:confirm-address", args=[address_token(asked)])
