"""What the desk leaves to the worker."""

from __future__ import annotations

from datetime import date

from shishin.desk.sending import send_digest
from shishin.kit.background import task
from shishin.kit.mailing import Mailing


@task()
def mail_digest(person: str, day: str, tries: int = 0) -> bool:
    """The list of one person on one day. Says whether a mail went out."""
    return send_digest(person, day=date.fromisoformat(day), mailing=Mailing(mail_digest, (person, day), person, tries))
