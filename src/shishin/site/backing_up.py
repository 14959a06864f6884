"""Backing up and restoring: database, keys and uploads in one file."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shishin import __version__
from shishin.kit.errors import Refusal

FORMAT = 1
SECRETS = ("secret.key", "trail.key")


class NotABackup(Refusal):
    message = _("%(path)s is not a backup of Shishin: %(why)s.")
    way_out = _("Choose a file that `shishin backup` wrote.")


class AnotherDatabase(Refusal):
    message = _("The backup holds a %(wanted)s database, and this site uses %(here)s.")
    way_out = _("Set DATABASE_URL to a %(wanted)s database and restore again.")


class SiteIsNotEmpty(Refusal):
    message = _("This site holds data, and restoring would replace all of it.")
    way_out = _("Back it up first, then restore with --replace.")


class ToolIsMissing(Refusal):
    message = _("The program %(tool)s was not found.")
    way_out = _("Install PostgreSQL's client programs, for example with: apt install postgresql-client")


class ToolFailed(Refusal):
    message = _("%(tool)s ended with an error: %(said)s")
    way_out = _("Mend what it names and run the command again; nothing was changed that it does not say.")

    said: str

    def places(self) -> dict[str, Any]:
        return {**super().places(), "said": self.said.strip()[-500:]}


def back_up(path: Path) -> list[str]:
    """Write a backup to a new file; returns the names of what is in it. The site may keep running."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    # The keys are in it: nobody else may read it, not even while it is being written.
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with tempfile.TemporaryDirectory() as folder:
        database = _dump_database(Path(folder))
        sheet = {"format": FORMAT, "shishin": __version__, "database": connection.vendor, "made_at": timezone.now().isoformat()}
        (Path(folder) / "backup.json").write_text(json.dumps(sheet), encoding="utf-8")
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(Path(folder) / "backup.json", "backup.json")
            archive.add(database, database.name)
            for file, name in _files():
                archive.add(file, name)
            names = archive.getnames()
    unfinished.rename(path)
    return names


def restore(path: Path, *, replace: bool) -> None:
    """Put a backup in the place of this site's data. Stop the site first."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = _unpack(path, Path(folder))
        if sheet["database"] != connection.vendor:
            raise AnotherDatabase(wanted=sheet["database"], here=connection.vendor)
        if not replace and _holds_data():
            raise SiteIsNotEmpty
        _load_database(Path(folder))
        for name in (*SECRETS, "uploads"):
            found = Path(folder) / name
            target = _place_of(name)
            if found.is_dir():
                shutil.copytree(found, target, dirs_exist_ok=True)
            elif found.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, target)
                target.chmod(0o600)


def _files() -> Iterable[tuple[Path, str]]:
    """Keys and uploads, each with its name in the backup."""
    for name in SECRETS:
        if _place_of(name).exists():
            yield _place_of(name), name
    for file in sorted(_place_of("uploads").rglob("*")):
        if file.is_file():
            yield file, str(file.relative_to(settings.DATA))


def _place_of(name: str) -> Path:
    """Where something of a backup lies on this site. The trail's key may be kept apart from the data."""
    place: Path = settings.TRAIL_KEY if name == "trail.key" else settings.DATA / name
    return place


def _holds_data() -> bool:
    tables = connection.introspection.table_names()
    if "trail_entry" not in tables:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM trail_entry)")
        return bool(cursor.fetchone()[0])


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        sheet: dict[str, Any] = json.loads((folder / "backup.json").read_text(encoding="utf-8"))
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise NotABackup(path=path, why=str(error)) from error
    if sheet.get("format") != FORMAT:
        raise NotABackup(path=path, why=f"format {sheet.get('format')}")
    return sheet


def _dump_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / "database.sqlite3"
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = folder / "database.dump"
    _run_tool(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"])
    return target


def _load_database(folder: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        place.parent.mkdir(parents=True, exist_ok=True)
        for leftover in (f"{place}-wal", f"{place}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copy2(folder / "database.sqlite3", place)
        return
    _run_tool(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", "", str(folder / "database.dump")])


def _run_tool(command: list[str]) -> None:
    options = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(options[key]) for name, key in names.items() if options[key]}
    if "--dbname" in command:
        command[command.index("--dbname") + 1] = str(options["NAME"])
    program = shutil.which(command[0])
    if program is None:
        raise ToolIsMissing(tool=command[0])
    done = subprocess.run([program, *command[1:]], env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(tool=command[0], said=done.stderr)
