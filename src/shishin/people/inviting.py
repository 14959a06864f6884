"""Inviting: how people get an account, lose it, and get it back."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate

from shishin.kit.at_once import unique_or
from shishin.people.access import can_change_account
from shishin.people.errors import (
    AlreadyActive,
    AlreadyInactive,
    AlreadyJoined,
    LastOwner,
    NameTaken,
    NoMailAddress,
    PersonIsInactive,
    StrongerThanYou,
)
from shishin.people.invitation_links import invited_person
from shishin.people.models import Organization, Person
from shishin.people.naming import clean_names, first_name, in_site_language, replace_name
from shishin.people.new_addresses import ask_for_address, remove_address, withdraw_address
from shishin.people.tasks import mail_invitation
from shishin.trail.recording import Acting, record


@transaction.atomic
def invite(
    *, login_name: str, names: dict[str, str], email: str, by: Acting, invited_for: Organization | None = None, language: str = ""
) -> Person:
    """A new account without a password, and the mail with the link that sets it. It is kept where it was invited for, until it has a post."""
    _refuse_taken(login_name, email)
    with unique_or(partial(NameTaken, name=login_name)):
        person = Person.objects.create(
            login_name=login_name,
            email=email,
            language=language,
            password=make_password(None),
            invited_at=timezone.now(),
            invited_for=invited_for,
        )
    first_name(person, names=names, valid_from=localdate())
    record("people.person_invited", about=person, who=by)
    mail_invitation.enqueue(str(person.uuid))
    return person


@transaction.atomic
def invite_again(person: Person, *, by: Acting) -> Person:
    """A new link; the one before no longer works."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise PersonIsInactive(person=person)
    if person.has_usable_password():
        raise AlreadyJoined(person=person)
    if not person.email:
        raise NoMailAddress(person=person)
    _refuse_stronger(person, by)
    person.invited_at = timezone.now()
    person.save(update_fields=["invited_at"])
    record("people.person_invited", about=person, who=by)
    mail_invitation.enqueue(str(person.uuid))
    return person


@transaction.atomic
def accept_invitation(token: str, *, password: str) -> Person:
    """The invited person sets a password; with that the link is used up."""
    person = invited_person(token, lock=True)
    person.set_password(password)
    person.save(update_fields=["password"])
    record("people.invitation_accepted", about=person, who=person)
    return person


@transaction.atomic
def rename_person(person: Person, *, names: dict[str, str], valid_from: date, by: Acting, is_correction: bool = False) -> Person:
    """From a day on, somebody is called otherwise; minutes and decisions before keep the old name."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    _refuse_stronger(person, by)
    before = replace_name(person, names=clean_names(names), valid_from=valid_from, is_correction=is_correction)
    # The trail says that the name changed, not to what, nor from when on: that is personal.
    if before == {}:
        record("people.person_renamed", about=person, who=by)
    elif before:
        record("people.person_name_corrected", about=person, who=by)
    return person


@transaction.atomic
def change_address(person: Person, *, email: str, by: Acting) -> Person:
    """Another mail address holds when it was confirmed there. The trail says that it changed, not to what: it is personal."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    _refuse_stronger(person, by)
    if person.email == email:
        withdraw_address(person, by=by)
    elif person.is_invited and email:
        _invite_elsewhere(person, email, by=by)
    elif email:
        ask_for_address(person, address=email, by=by)
    else:
        remove_address(person, by=by)
    return person


def _invite_elsewhere(person: Person, email: str, *, by: Acting) -> None:
    """Nobody has opened the account yet: the invitation goes to the new address, and the link before ends."""
    if Person.objects.called(email).exclude(pk=person.pk).exists():
        raise NameTaken(name=email)
    person.email = email
    with unique_or(partial(NameTaken, name=email)):
        person.save(update_fields=["email"])
    record("people.person_changed", about=person, who=by, changed=["email"])
    invite_again(person, by=by)


@transaction.atomic
def deactivate(person: Person, *, by: Acting, why: str = "") -> Person:
    """The person can no longer sign in, and is signed out everywhere. Appointments and traces stay."""
    person = _locked_among_owners(person)
    if not person.is_active:
        raise AlreadyInactive(person=person)
    _refuse_stronger(person, by)
    _refuse_last_owner(person)
    person.is_active = False
    person.renew_session_stamp()
    person.save(update_fields=["is_active", "session_stamp"])
    record("people.person_deactivated", about=person, who=by, why=why)
    return person


@transaction.atomic
def reactivate(person: Person, *, by: Acting) -> Person:
    """The person can sign in again, with the posts that still hold."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise AlreadyActive(person=person)
    _refuse_stronger(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("people.person_reactivated", about=person, who=by)
    return person


@transaction.atomic
def give_ownership(person: Person, *, by: Acting) -> Person:
    """Owners keep the data of the whole site."""
    person = _locked_among_owners(person)
    if not person.is_active:
        raise PersonIsInactive(person=person)
    if not person.is_owner:
        person.is_owner = True
        person.save(update_fields=["is_owner"])
        record("people.ownership_given", about=person, who=by)
    return person


@transaction.atomic
def take_ownership(person: Person, *, by: Acting) -> Person:
    """The person is an owner no more. Somebody must remain who is."""
    person = _locked_among_owners(person)
    if person.is_owner:
        _refuse_last_owner(person)
        person.is_owner = False
        person.save(update_fields=["is_owner"])
        record("people.ownership_taken", about=person, who=by)
    return person


@transaction.atomic
def add_demo_account(
    *, login_name: str, names: dict[str, str], email: str, password: str | None, by: Acting, named_from: date | None = None
) -> Person:
    """An account whose password everyone knows, or that has none. It signs in only where no other machine reaches the site, or on a demo site."""
    _refuse_taken(login_name, email)
    person = Person(login_name=login_name, email=email, is_demo=True)
    person.set_password(password)
    with unique_or(partial(NameTaken, name=login_name)):
        person.save()
    first_name(person, names=names, valid_from=named_from or localdate())
    record("people.demo_account_added", about=person, who=by)
    return person


@transaction.atomic
def make_owner(*, login_name: str, email: str, password: str, by: Acting, name: str = "") -> Person:
    """The first account of an empty site, or an owner when nobody can sign in any more."""
    _refuse_taken(login_name, email)
    person = Person(login_name=login_name, email=email, is_owner=True)
    person.set_password(password)
    with unique_or(partial(NameTaken, name=login_name)):
        person.save()
    if name:
        first_name(person, names=in_site_language(name), valid_from=localdate())
    record("people.owner_made", about=person, who=by)
    return person


def _refuse_taken(login_name: str, email: str) -> None:
    for name in (login_name, email):
        if name and Person.objects.called(name).exists():
            raise NameTaken(name=name)


def _refuse_stronger(person: Person, by: Acting) -> None:
    """Somebody at work on this machine may; a person only where nothing is gained by it."""
    if isinstance(by, Person) and not can_change_account(by, person):
        raise StrongerThanYou(person=person)


def _locked_among_owners(person: Person) -> Person:
    """Lock all owners with the person: two who go at once must not leave the site without one."""
    rows = Person.objects.select_for_update().filter(Q(pk=person.pk) | Q(is_owner=True))
    return next(row for row in rows if row.pk == person.pk)


def _refuse_last_owner(person: Person) -> None:
    others = Person.objects.filter(is_owner=True, is_active=True, is_demo=False).exclude(pk=person.pk)
    if person.is_owner and not others.exists() and not person.is_demo:
        raise LastOwner(person=person)
