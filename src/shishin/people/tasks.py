"""What people's activities leave to the worker."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from shishin.kit.background import task
from shishin.people.address_links import link_to_confirm
from shishin.people.invitation_links import invitation_link
from shishin.people.models import NewAddress, Person

log = logging.getLogger(__name__)


@task()
def mail_invitation(uuid: str) -> bool:
    """Send the link of an invitation, unless the person joined or left meanwhile. Says whether a mail went out."""
    person = Person.objects.filter(uuid=uuid, is_active=True).first()
    return person is not None and not person.has_usable_password() and send_invitation(person)


@task()
def mail_about_address(kind: str, uuid: str, address: str) -> bool:
    """Write to an old or a new mail address of an account that another is asked for ("confirm", "asked_for") or holds ("changed")."""
    person = Person.objects.select_related("new_address").filter(uuid=uuid).first()
    asked: NewAddress | None = getattr(person, "new_address", None)
    if person is None or not address or (kind == "confirm" and (asked is None or asked.address != address)):
        return False
    link = link_to_confirm(asked) if kind == "confirm" and asked else ""
    return _send(person, address, f"people/mail/address_{kind}", {"link": link, "ends": asked.ends_at if asked else None})


def send_invitation(person: Person) -> bool:
    """Send the link by mail. A mail server that fails is no reason to lose the account: the page still shows the link."""
    context = {"link": invitation_link(person), "ends": person.invitation_ends_at}
    return _send(person, person.email, "people/mail/invitation", context)


def _send(person: Person, address: str, template: str, context: dict[str, Any]) -> bool:
    """A mail in the language of the person: `template` with `_subject.txt` and `.txt`. Says whether the server took it."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {"person": person, "site_name": settings.SITE_NAME or gettext("Shishin"), **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}.txt", context)
    try:
        send_mail(subject, body, None, [address])
    except (SMTPException, OSError) as error:
        log.warning("A mail to %s could not be sent: %s", person.uuid, error)
        return False
    return True
