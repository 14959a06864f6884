"""Files that somebody gave: they lie under random names, are measured as they come, and go out as downloads alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere
from shishin.kit.file_kinds import ending_of, is_as_named
from shishin.kit.files import TYPES, disposition

UNKNOWN = "application/octet-stream"
LONGEST_NAME, LONGEST_ENDING = 200, 20


class FileTooLarge(RefusedHere):
    message = _("The file has %(size)s; at most %(limit)s are taken.")
    way_out = _("Split it or make its pictures smaller, or ask the operator for a higher limit (SHISHIN_UPLOAD_LIMIT).")

    size: int
    limit: int

    def places(self) -> dict[str, Any]:
        return {"size": filesizeformat(self.size), "limit": filesizeformat(self.limit)}


class Stored(NamedTuple):
    """A file that lies in the storage: the fields of a `StoredFile`."""

    file: str
    file_name: str
    size: int
    content_hash: str
    is_as_named: bool


def random_place(_row: Any, _name: str) -> str:
    """Where a file is kept that did not come by `stored`: no name of a visitor's touches the disk."""
    return f"files/{secrets.token_hex(16)}"


class StoredFile(models.Model):
    """A row with a file. Who may read it, and whether another may take its place, says the package whose row it is."""

    file = models.FileField(_("file"), upload_to=random_place, max_length=100)
    file_name = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    is_as_named = models.BooleanField(default=True, help_text=_("Whether the content is of the kind that the name of the file says."))
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def take(self, stored: Stored) -> None:
        """Hold a file in the place of the one before, which goes with the transaction. To be saved: `Stored._fields`."""
        forget_file(self.file.name)
        for name, value in stored._asdict().items():
            setattr(self, name, value)


@contextmanager
def stored(upload: File[Any], *, folder: str) -> Iterator[Stored]:
    """A transaction with an upload in a folder of the storage; the file goes again when the transaction fails."""
    if upload.size > settings.UPLOAD_LIMIT:
        raise FileTooLarge(size=upload.size, limit=settings.UPLOAD_LIMIT)
    with ExitStack() as undoing:
        kept = _store(upload, folder)
        undoing.callback(default_storage.delete, kept.file)
        with transaction.atomic():
            yield kept
        undoing.pop_all()


def _store(upload: File[Any], folder: str) -> Stored:
    name = _name_of(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    as_named = is_as_named(upload, name=name)
    file = default_storage.save(f"{folder}/{secrets.token_hex(16)}", upload)
    return Stored(file, name, upload.size, digest.hexdigest(), as_named)


def _name_of(upload: File[Any]) -> str:
    """Without folders, and no longer than the database takes; the ending stays."""
    path = PurePosixPath(str(upload.name or "").replace("\\", "/"))
    ending = path.suffix if len(path.suffix) <= LONGEST_ENDING else ""
    return path.name if len(path.name) <= LONGEST_NAME else f"{path.name[: LONGEST_NAME - len(ending)]}{ending}"


def forget_file(name: str | None) -> None:
    """Take a file from the disk when the transaction is done."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def file_answer(row: StoredFile, *, is_public: bool) -> FileResponse:
    """The file, always as a download: nothing that somebody uploaded is drawn on a page of this site."""
    kind = TYPES.get(ending_of(row.file_name), UNKNOWN) if row.is_as_named else UNKNOWN
    answer = FileResponse(row.file.open("rb"), content_type=kind)
    answer["Content-Disposition"] = disposition(row.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return answer
