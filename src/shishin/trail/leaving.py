"""Leaving: once a day the newest checkpoint leaves the site, by each way that the settings name, and the trail says so."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import date, datetime, time
from smtplib import SMTPException
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal
from shishin.kit.mailing import send
from shishin.trail.exporting import checkpoint
from shishin.trail.models import Entry, Seal
from shishin.trail.recording import Actor, record
from shishin.trail.signing_key import signing_key
from shishin.trail.verify_alone import Checkpoint

FILE, MAIL, POST = "file", "mail", "post"
PATIENCE = 15
"""Seconds that another machine has to answer."""
CLOCK = Actor("system:clock")
SENT = "trail.checkpoint_sent"

log = logging.getLogger(__name__)


def ways() -> tuple[str, ...]:
    """The ways that the settings name. The file is always one."""
    return (FILE, *([MAIL] if settings.CHECKPOINT_MAIL else []), *([POST] if settings.CHECKPOINT_POST else []))


def due_ways(day: date) -> tuple[str, ...]:
    """By which no checkpoint left on a day yet; none before the first seal."""
    if not Seal.objects.exists():
        return ()
    begin = timezone.make_aware(datetime.combine(day, time.min))
    gone = Entry.objects.filter(key=SENT, happened_at__gte=begin).values_list("data__way", flat=True)
    return tuple(way for way in ways() if way not in set(gone))


def send_checkpoints(day: date) -> tuple[str, ...]:
    """By every way that is due. One that fails does not keep the others, and is tried again."""
    kept, sent = checkpoint(), []
    for way in due_ways(day):
        try:
            _WAYS[way](kept)
        except (OSError, SMTPException, Refusal) as error:
            log.warning("The checkpoint of batch %s did not leave by %s: %s", kept.batch, way, error)
            continue
        record("trail.checkpoint_sent", about="trail.seal", who=CLOCK, way=way, batch=kept.batch, entries=kept.entries, seal=kept.seal)
        sent.append(way)
    return tuple(sent)


def last_sent() -> dict[str, datetime]:
    """When a checkpoint last left, by each way that is set. One query."""
    sent = Entry.objects.filter(key=SENT).order_by().values_list("data__way").annotate(last=Max("happened_at"))
    return {way: moment for way, moment in sent if way in ways()}


def kept_checkpoints() -> tuple[Checkpoint, ...]:
    """What was added to the file: rights on the database alone do not reach it."""
    try:
        text = settings.CHECKPOINT_FILE.read_text("utf-8")
    except FileNotFoundError:
        return ()
    return read_kept(text)


def read_kept(text: str) -> tuple[Checkpoint, ...]:
    return Checkpoint.read(text) if text.strip() else ()


def line_to_keep(kept: Checkpoint) -> str:
    """How a checkpoint stands in a file: when it was kept, and its words."""
    return f"{timezone.now().isoformat(timespec='seconds')} {kept}\n"


def keep_checkpoint(kept: Checkpoint) -> None:
    """Add a line to the file, and nothing else: what stands there is never written again."""
    settings.CHECKPOINT_FILE.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(settings.CHECKPOINT_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(line_to_keep(kept))
        file.flush()
        os.fsync(file.fileno())


def words_to_witness(kept: Checkpoint) -> bytes:
    """What a site signs when it hands a checkpoint to another: nothing else that the key signs begins like this."""
    return f"shishin-trail witness {kept}".encode()


def _mail(kept: Checkpoint) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        site = {"site": settings.SITE_NAME or settings.SITE_URL}
        subject = _("Checkpoint of the trail of %(site)s") % site
        lines = [
            _("Keep this mail. With this line anybody can tell later whether the trail of %(site)s was cut off or written anew.") % site,
            str(kept),
            settings.SITE_URL,
        ]
    for to in settings.CHECKPOINT_MAIL:
        send(" ".join(subject.split()), "\n\n".join(lines) + "\n", to)


class _NoRedirect(HTTPRedirectHandler):
    """A checkpoint goes to the address that was named, and nowhere else."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def _post(kept: Checkpoint) -> None:
    signature = signing_key(may_make=False).sign(words_to_witness(kept)).hex()
    body = json.dumps({"checkpoint": str(kept), "signature": signature}).encode()
    request = Request(f"{settings.CHECKPOINT_POST}/trail/witness/", data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - the setting takes http and https alone
    with build_opener(_NoRedirect).open(request, timeout=PATIENCE):
        # Anything but success is raised.
        pass


_WAYS: dict[str, Callable[[Checkpoint], None]] = {FILE: keep_checkpoint, MAIL: _mail, POST: _post}
