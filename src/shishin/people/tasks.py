"""What people's activities leave to the worker. Links are made when a mail is written: none waits in the queue."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from shishin.kit.background import task
from shishin.kit.mailing import Mailing
from shishin.people.address_links import link_to_confirm
from shishin.people.invitation_links import invitation_link
from shishin.people.models import NewAddress, Person


@task()
def mail_invitation(uuid: str, tries: int = 0) -> bool:
    """Send the link of an invitation, unless the person joined or left meanwhile. Says whether a mail went out.

    A mail server that fails is no reason to lose the account: the page still shows the link.
    """
    person = Person.objects.filter(uuid=uuid, is_active=True).first()
    if person is None or not person.email or person.has_usable_password():
        return False
    context = {"link": invitation_link(person), "ends": person.invitation_ends_at}
    return _send(Mailing(mail_invitation, (uuid,), uuid, tries), person, person.email, "people/mail/invitation", context)


@task()
def mail_about_address(kind: str, uuid: str, address: str, tries: int = 0) -> bool:
    """Write to an old or a new mail address of an account that another is asked for ("confirm", "asked_for") or holds ("changed")."""
    person = Person.objects.select_related("new_address").filter(uuid=uuid).first()
    asked: NewAddress | None = getattr(person, "new_address", None)
    if person is None or not address or (kind == "confirm" and (asked is None or asked.address != address)):
        return False
    link = link_to_confirm(asked) if kind == "confirm" and asked else ""
    context = {"link": link, "ends": asked.ends_at if asked else None}
    return _send(Mailing(mail_about_address, (kind, uuid, address), uuid, tries), person, address, f"people/mail/address_{kind}", context)


@task()
def mail_new_password(uuid: str, tries: int = 0) -> bool:
    """Send the link by which a forgotten password is set anew, to the address that the account has now."""
    person = Person.objects.filter(uuid=uuid, is_active=True).first()
    if person is None or not person.email:
        return False
    names = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    context = {"link": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=names)}
    return _send(Mailing(mail_new_password, (uuid,), uuid, tries), person, person.email, "people/mail/new_password", context)


def _send(mailing: Mailing, person: Person, address: str, template: str, context: dict[str, Any]) -> bool:
    """A mail in the language of the person: `template` with `_subject.txt` and `.txt`. Says whether the server took it."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {"person": person, "site_name": settings.SITE_NAME or gettext("Shishin"), **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}.txt", context)
    return mailing.deliver(subject, body, address)
