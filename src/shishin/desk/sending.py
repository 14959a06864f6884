"""Sending: the list of what waits for one person, as a mail in their language."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext

from shishin.desk.arranging import arrange
from shishin.desk.models import DigestChoice
from shishin.kit.mailing import Mailing
from shishin.kit.waiting import all_that_waits
from shishin.people.models import Person


def send_digest(uuid: str, *, day: date, mailing: Mailing) -> bool:
    """Send the list of a day, if somebody still wants it and something waits. A list of yesterday is sent to nobody."""
    choice = DigestChoice.objects.on().filter(person__uuid=uuid).select_related("person").first()
    if choice is None or day != localdate():
        return False
    with translation.override(choice.person.language or settings.LANGUAGE_CODE):
        mail = _write(choice.person, day)
    # Whoever tries again claimed the day at the first try. It stays claimed when all fail: the list is on the desk anyway.
    if mail is None or not (mailing.tries or _claim(choice, day)):
        return False
    return mailing.deliver(*mail, choice.person.email)


def _write(person: Person, day: date) -> tuple[str, str] | None:
    """Subject and words; none where nothing waits."""
    desk = arrange(all_that_waits(person, day), day)
    if not desk.count:
        return None
    context = {
        "person": person,
        "desk": desk,
        "site": settings.SITE_URL,
        "link": settings.SITE_URL + reverse("desk:desk"),
        "site_name": settings.SITE_NAME or gettext("Shishin"),
    }
    subject = " ".join(render_to_string("desk/mail/digest_subject.txt", context).split())
    return subject, render_to_string("desk/mail/digest.txt", context)


def _claim(choice: DigestChoice, day: date) -> bool:
    """Take the day before the mail goes out, so that a task that is run again sends nothing twice."""
    unsent = DigestChoice.objects.filter(Q(sent_on=None) | Q(sent_on__lt=day), pk=choice.pk, is_on=True)
    return unsent.update(sent_on=day) == 1
