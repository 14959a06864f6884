"""Mailing: what the worker sends to one address. A server that does not take a mail is asked again later, and every try is noted."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.utils import timezone

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""How long after each try the next one is made."""
SILENCE = 60
"""Seconds for which a server that did not answer is not asked: other work of the worker goes on meanwhile."""

_silent_until: dict[tuple[Any, ...], float] = {}


def send(subject: str, body: str, address: str) -> None:
    connection = get_connection()
    try:
        send_mail(subject, body, None, [address], connection=connection)
    finally:
        with suppress(SMTPException, OSError):
            connection.close()


@dataclass(frozen=True, slots=True)
class Mailing:
    """A task that sends one mail, what it was asked with, and how often that was tried before. Nothing secret is among it: the queue keeps it."""

    task: Any
    arguments: tuple[str, ...]
    about: str
    """Whom the mail is for, as the log may say it."""
    tries: int = 0

    def deliver(self, subject: str, body: str, address: str) -> bool:
        """Says whether the server took it. If not, the task comes again, unless it came often enough."""
        server = (settings.EMAIL_BACKEND, getattr(settings, "EMAIL_HOST", ""), getattr(settings, "EMAIL_PORT", 0))
        if time.monotonic() < _silent_until.get(server, 0):
            self._note(TimeoutError("the server did not answer a moment ago"))
            return False
        try:
            send(subject, body, address)
        except SMTPRecipientsRefused as error:
            self._note(error, is_for_good=all(code >= 500 for code, _words in error.recipients.values()))
        except (TimeoutError, SMTPServerDisconnected) as error:
            # smtplib calls a greeting that does not come a lost connection.
            _silent_until[server] = time.monotonic() + SILENCE
            self._note(error)
        except (SMTPException, OSError) as error:
            self._note(error)
        else:
            return True
        return False

    def _note(self, error: Exception, *, is_for_good: bool = False) -> None:
        # What the server said may name the address: the kind of the error and its number say enough.
        why = f"{type(error).__name__} {getattr(error, 'smtp_code', None) or getattr(error, 'errno', None) or ''}".strip()
        name, number = f"{self.task.name} of {self.about}", self.tries + 1
        if is_for_good or self.tries >= len(PAUSES):
            log.error("A mail (%s) could not be sent, and was given up after try %s: %s", name, number, why)
            return
        again_at = timezone.now() + PAUSES[self.tries]
        self.task.using(run_after=again_at).enqueue(*self.arguments, tries=number)
        log.warning(
            "A mail (%s) could not be sent at try %s, and is tried again at %s: %s", name, number, again_at.isoformat("T", "seconds"), why
        )
