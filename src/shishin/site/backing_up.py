"""Backing up: database, keys and uploads in one file, written beside and put in place whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from shishin import __version__
from shishin.kit.ending import end_with
from shishin.site.errors import BackupIsBroken, DiskFailed, ToolFailed, ToolIsMissing

FORMAT = 2
SECRETS = ("secret.key", "trail.key")
WITNESSES = ("checkpoints.txt", "witnessed")
"""Checkpoints of this trail and of others. Restored only where there are none: what is there is newer, and may say that an end was cut off."""
SHEET = "backup.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SCHEMA = "public"
"""Where the tables of a site are on PostgreSQL."""


def back_up(path: Path) -> list[str]:
    """Write a backup to a new file; returns the names of what is in it. The site may keep running."""
    # The keys are in it: nobody else may read it, not even while it is being written.
    folder = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        database = _dump_database(folder)
        names = _write(folder / "archive", database)
        sync(folder / "archive")
        os.replace(folder / "archive", path)
        sync(path.parent)
    except OSError as error:
        raise DiskFailed(why=str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return names


def _write(unfinished: Path, database: Path) -> list[str]:
    """The sheet with the sums comes last: an archive that was cut off has none."""
    unfinished.touch(mode=0o600)
    sums: dict[str, list[int | str]] = {}
    with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
        for file, name in [(database, database.name), *_files()]:
            _add(archive, file, name, sums)
        sheet = {
            "format": FORMAT,
            "shishin": __version__,
            "database": connection.vendor,
            "made_at": timezone.now().isoformat(),
            "files": sums,
        }
        text = json.dumps(sheet).encode()
        entry = tarfile.TarInfo(SHEET)
        entry.size, entry.mode = len(text), 0o600
        archive.addfile(entry, io.BytesIO(text))
        return archive.getnames()


def _add(archive: tarfile.TarFile, file: Path, name: str, sums: dict[str, list[int | str]]) -> None:
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        # Taken away since the folder was listed: the site keeps running.
        return
    with opened:
        entry = archive.gettarinfo(arcname=name, fileobj=opened)
        entry.mode = 0o600
        reader = _Summing(opened)
        archive.addfile(entry, reader)
        sums[name] = [entry.size, reader.sum.hexdigest()]


class _Summing:
    """A file whose sum is made of the very bytes that go into the archive."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        read = self.file.read(size)
        self.sum.update(read)
        return read


def _files() -> Iterable[tuple[Path, str]]:
    """Keys, checkpoints and uploads, each with its name in the backup."""
    for name in (*SECRETS, *WITNESSES):
        if place_of(name).is_file():
            yield place_of(name), name
    for folder in ("witnessed", "uploads"):
        for file in sorted(place_of(folder).rglob("*")):
            if file.is_file():
                yield file, str(file.relative_to(settings.DATA))


def place_of(name: str) -> Path:
    """Where something of a backup lies on this site. The trail's key and its checkpoints may be kept apart from the data."""
    if name == DATABASES["sqlite"]:
        return Path(connection.settings_dict["NAME"])
    apart: dict[str, Path] = {"trail.key": settings.TRAIL_KEY, "checkpoints.txt": settings.CHECKPOINT_FILE}
    return apart.get(name) or Path(settings.DATA / name)


def sync(path: Path) -> None:
    """On the disk, not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _dump_database(folder: Path) -> Path:
    target = folder / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            raise DiskFailed(why=str(error)) from error
        return target
    run_tool(["pg_dump", "--format=custom", "--no-owner", f"--schema={SCHEMA}", f"--file={target}"])
    if " django_migrations " not in run_tool(["pg_restore", "--list", str(target)]):
        raise BackupIsBroken(path=target, why=f"the schema {SCHEMA} holds no site")
    return target


def run_tool(command: list[str]) -> str:
    """Run a program of PostgreSQL on this site's database; returns what it printed."""
    options: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(options[key]) for name, key in names.items() if options[key]}
    program = shutil.which(command[0])
    if program is None:
        raise ToolIsMissing(tool=command[0])
    done = subprocess.run(
        [program, *command[1:]],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(end_with, os.getpid()),
    )
    if done.returncode:
        raise ToolFailed(tool=command[0], said=done.stderr)
    return done.stdout
