"""Sizes of files that are made when somebody asks for them: noted when one is made, and told beside the link for as long as it would be made again alike.

A size is found by what the file was made of: its content, its form, the address of this site and the code that writes it. So a link whose file
would be another one by now says no size, and no page makes a file to weigh it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.functional import Promise

from shishin.kit.identity import code_version
from shishin.kit.models import FileSize

KEPT = timedelta(days=400)
"""What nobody made for longer is not known any more."""
NOTED_AGAIN = timedelta(days=30)
"""A file that is asked for every minute is noted once a month."""


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a file. `made_of` is what its size is found by; empty where it changes too often to be known."""

    label: str | Promise
    url: str
    made_of: str = ""
    size: int | None = None


def digest_of(content: str, *form: str) -> str:
    """What the size of a file is found by: what it says, in which form and language, and the code that writes it. Of nothing, nothing."""
    return sha256("\n".join((code_version(), settings.SITE_URL, *form, content)).encode()).hexdigest() if content else ""


def with_sizes(downloads: Sequence[Download]) -> list[Download]:
    """Each with its size, where that is known. One query."""
    sizes = _sizes_of([download.made_of for download in downloads if download.made_of])
    return [replace(download, size=sizes.get(download.made_of)) for download in downloads]


def _sizes_of(digests: Sequence[str]) -> dict[str, int]:
    return dict(FileSize.objects.filter(made_of__in=digests).values_list("made_of", "size"))


def note_size(digest: str, file: bytes, *, name: str) -> None:
    """So much a file weighs that was just made. The file goes out also where that cannot be written down."""
    now = timezone.now()
    if not digest or FileSize.objects.filter(made_of=digest, size=len(file), made_at__gt=now - NOTED_AGAIN).exists():
        return
    try:
        with transaction.atomic():
            FileSize.objects.update_or_create(made_of=digest, defaults={"size": len(file), "name": name, "made_at": now})
    except DatabaseError:
        return


def sweep_sizes(now: datetime) -> int:
    """Forget files that nobody made for long. Returns how many."""
    return FileSize.objects.filter(made_at__lt=now - KEPT).delete()[0]
