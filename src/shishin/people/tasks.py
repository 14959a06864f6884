"""What people's activities leave to the worker."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from shishin.kit.background import task
from shishin.people.invitation_links import invitation_link
from shishin.people.models import Person

log = logging.getLogger(__name__)


@task()
def mail_invitation(uuid: str) -> bool:
    """Send the link of an invitation, unless the person joined or left meanwhile. Says whether a mail went out."""
    person = Person.objects.filter(uuid=uuid, is_active=True).first()
    return person is not None and not person.has_usable_password() and send_invitation(person)


def send_invitation(person: Person) -> bool:
    """Send the link by mail. A mail server that fails is no reason to lose the account: the page still shows the link."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "link": invitation_link(person),
            "site_name": settings.SITE_NAME or gettext("Shishin"),
            "ends": person.invitation_ends_at,
        }
        subject = " ".join(render_to_string("people/mail/invitation_subject.txt", context).split())
        body = render_to_string("people/mail/invitation.txt", context)
    try:
        send_mail(subject, body, None, [person.email])
    except (SMTPException, OSError) as error:
        log.warning("The invitation of %s could not be sent: %s", person.uuid, error)
        return False
    return True
