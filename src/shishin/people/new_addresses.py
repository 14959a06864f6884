"""New mail addresses: asked for by who keeps the account, confirmed by who reads them. Whoever sets a mail address owns the account."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from shishin.kit.at_once import unique_or
from shishin.people.address_links import asked_address
from shishin.people.errors import NameTaken
from shishin.people.models import NewAddress, Person
from shishin.people.tasks import mail_about_address
from shishin.trail.recording import Acting, record


def ask_for_address(person: Person, *, address: str, by: Acting) -> None:
    """Ask whoever reads the new address, and tell who reads the old one. `change_address` has locked the account."""
    if Person.objects.called(address).exclude(pk=person.pk).exists():
        raise NameTaken(name=address)
    asked_by = by if isinstance(by, Person) else None
    NewAddress.objects.update_or_create(person=person, defaults={"address": address, "asked_at": timezone.now(), "asked_by": asked_by})
    record("people.address_asked_for", about=person, who=by)
    mail_about_address.enqueue("confirm", str(person.uuid), address)
    mail_about_address.enqueue("asked_for", str(person.uuid), person.email)


@transaction.atomic
def confirm_address(token: str) -> Person:
    """Whoever reads the new address has answered: from now on mails go there, and the old one is told."""
    asked = asked_address(token, lock=True)
    person = asked.person
    old = person.email
    person.email = asked.address
    with unique_or(partial(NameTaken, name=asked.address)):
        person.save(update_fields=["email"])
    asked.delete()
    record("people.address_confirmed", about=person, who=person)
    mail_about_address.enqueue("changed", str(person.uuid), old)
    return person


def remove_address(person: Person, *, by: Acting) -> None:
    """No mail reaches the account any more; the address that was is told. `change_address` has locked the account."""
    old, person.email = person.email, ""
    person.save(update_fields=["email"])
    NewAddress.objects.filter(person=person).delete()
    record("people.person_changed", about=person, who=by, changed=["email"])
    mail_about_address.enqueue("changed", str(person.uuid), old)


@transaction.atomic
def withdraw_address(person: Person, *, by: Acting) -> None:
    """The old address stays: by the person who has the account, or by who keeps it."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if NewAddress.objects.filter(person=person).delete()[0]:
        record("people.address_withdrawn", about=person, who=by)
