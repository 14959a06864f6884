"""Restoring: a backup is checked whole and laid beside, then takes the place of the data in one step that can be finished after any fall."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from shishin import __version__
from shishin.site.backing_up import DATABASES, FORMAT, SCHEMA, SECRETS, SHEET, WITNESSES, place_of, run_tool, sync
from shishin.site.errors import AnotherDatabase, BackupIsBroken, BackupIsNewer, DiskFailed, NotABackup, SiteIsNotEmpty
from shishin.site.holding import INTERRUPTED, NUMBER, site_alone

NUMBER_OF_STEP = NUMBER + 1
"""The advisory lock under which PostgreSQL changes what is there."""
COPIED_ROW = re.compile(r"^\d+\t(\w+)\t(\w+)\t", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Move:
    """`new` takes the place of what is at `place`, which is kept as `kept`. Without `new` it is only put away."""

    place: str
    new: str
    kept: str

    def make(self) -> None:
        """May have been made before, wholly or in part: whoever comes again finishes it."""
        if self.new and not os.path.lexists(self.new):
            return
        if os.path.lexists(self.place) and not os.path.lexists(self.kept):
            os.rename(self.place, self.kept)
        if self.new:
            Path(self.place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(self.new, self.place)
        sync(Path(self.place).parent)


@dataclass(frozen=True, slots=True)
class Step:
    """The one step of a restore, as it is written down before it is made. `schema` is where PostgreSQL keeps what was there."""

    folder: str
    schema: str
    moves: list[Move]


def restore(path: Path, *, replace: bool) -> list[str]:
    """Put a backup in the place of this site's data, when nothing of the site runs. Returns where what was there is kept."""
    with site_alone():
        finish_interrupted()
        moment = f"{timezone.now():%Y%m%d_%H%M%S_%f}"
        folder = settings.DATA / f"restoring-{moment}"
        try:
            folder.mkdir(mode=0o700)
            unpack(path, folder)
            had_data = holds_data()
            if had_data and not replace:
                raise SiteIsNotEmpty
            step = _lay_beside(folder, moment)
            _write_down(step)
            if step.schema:
                _change_schema(step)
            return finish_interrupted()
        except OSError as error:
            raise DiskFailed(why=str(error)) from error
        finally:
            # Before it was written down, all of it is taken away; after that, all of it is finished.
            finish_interrupted()


def finish_interrupted() -> list[str]:
    """End what a restore began, or take away what it had laid beside. Returns where what was there before is kept."""
    note = settings.DATA / INTERRUPTED
    kept: list[str] = []
    if note.exists():
        step = _read(note)
        if not step.schema or _has_schema(step.schema):
            kept = [f"{SCHEMA} → {step.schema}"] if step.schema else []
            for move in step.moves:
                move.make()
            kept += [move.kept for move in step.moves if os.path.lexists(move.kept)]
        note.unlink()
        sync(settings.DATA)
    places = [settings.TRAIL_KEY, *([place_of(DATABASES["sqlite"])] if connection.vendor == "sqlite" else [])]
    for place in places:
        for leftover in place.parent.glob(f"{place.name}.restoring-*"):
            leftover.unlink()
    for leftover in settings.DATA.glob("restoring-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return kept


def holds_data() -> bool:
    try:
        if "trail_entry" not in connection.introspection.table_names():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM trail_entry)")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        # A file that is no database any more is the very reason to restore; what it was is kept.
        return True
    finally:
        connection.close()


def unpack(path: Path, folder: Path) -> None:
    """All of it, beside the data, and checked: version, kind of database, files, sums, migrations."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
            # To the end, where the sum of the whole stands.
            while archive.fileobj and archive.fileobj.read(1 << 20):
                pass
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise NotABackup(path=path, why=str(error)) from error
    except OSError as error:
        if error.errno is None:
            raise NotABackup(path=path, why=str(error)) from error
        raise
    try:
        sheet: dict[str, Any] = json.loads((folder / SHEET).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotABackup(path=path, why=f"{SHEET}: {error}") from error
    if sheet.get("format") not in (1, FORMAT):
        raise NotABackup(path=path, why=f"format {sheet.get('format')}")
    if sheet["database"] != connection.vendor:
        raise AnotherDatabase(wanted=sheet["database"], here=connection.vendor)
    if _as_numbers(sheet["shishin"]) > _as_numbers(__version__):
        raise BackupIsNewer(what=sheet["shishin"], here=__version__)
    if why := next(_faults(folder, sheet), ""):
        raise BackupIsBroken(path=path, why=why)
    if unknown := _unknown_migrations(folder / DATABASES[connection.vendor]):
        raise BackupIsNewer(what=unknown[0], here=__version__)


def _faults(folder: Path, sheet: dict[str, Any]) -> Iterator[str]:
    """What is missing, too much, or not what it was. Backups of the first format name no sums."""
    there = {str(file.relative_to(folder)): file for file in folder.rglob("*") if not file.is_dir()}
    there.pop(SHEET)
    wanted = sheet.get("files", dict.fromkeys(there))
    known = {DATABASES[connection.vendor], *SECRETS, *WITNESSES}
    for name in sorted({*there, *wanted, DATABASES[connection.vendor]}):
        if name not in there:
            yield f"{name} is missing"
        elif name not in wanted or not (name in known or name.startswith(("uploads/", "witnessed/"))) or there[name].is_symlink():
            yield f"{name} does not belong there"
        elif wanted[name] and [there[name].stat().st_size, _sum(there[name])] != wanted[name]:
            yield f"{name} is not what was backed up"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / DATABASES["sqlite"])) as database:
            try:
                [answer] = database.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.Error as error:
                answer = str(error)
        if answer != "ok":
            yield f"{DATABASES['sqlite']}: {answer}"


def _unknown_migrations(database: Path) -> list[str]:
    """What a newer version did to the tables. Of packages that are gone nothing is known here, and nothing needed."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database)) as opened:
            done = opened.execute("SELECT app, name FROM django_migrations").fetchall()
    else:
        done = COPIED_ROW.findall(run_tool(["pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(database)]))
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {*loader.disk_migrations, *(old for migration in loader.disk_migrations.values() for old in migration.replaces)}
    installed = {app.label for app in apps.get_app_configs()}
    return [f"{app}.{name}" for app, name in done if app in installed and (app, name) not in known]


def _lay_beside(folder: Path, moment: str) -> Step:
    """Everything on the disk it will be on, and synced."""
    moves = []
    for name in (*SECRETS, *WITNESSES, "uploads"):
        if name in WITNESSES and place_of(name).exists():
            continue
        if (folder / name).exists():
            moves.append(_beside(folder / name, place_of(name), moment))
        elif name == "uploads":
            moves.append(Move(str(place_of(name)), "", _kept(place_of(name), moment)))
    schema = ""
    if connection.vendor == "sqlite":
        place = place_of(DATABASES["sqlite"])
        kept = _kept(place, moment)
        # What the database had not yet taken into its file goes along with it.
        moves += [Move(f"{place}{end}", "", f"{kept}{end}") for end in ("-wal", "-shm")]
        moves.append(_beside(folder / DATABASES["sqlite"], place, moment))
    else:
        schema = f"before_{moment}"
        run_tool(
            ["pg_restore", "--no-owner", f"--schema={SCHEMA}", f"--file={folder / 'restore.sql'}", str(folder / DATABASES["postgresql"])]
        )
    for file in folder.rglob("*"):
        file.chmod(0o700 if file.is_dir() else 0o600)
        sync(file)
    sync(folder)
    return Step(str(folder), schema, moves)


def _beside(new: Path, place: Path, moment: str) -> Move:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.parent.stat().st_dev != new.stat().st_dev:
        # Another disk: a rename would be a copy, which can be cut off.
        new = Path(shutil.copy2(new, f"{place}.restoring-{moment}"))
        new.chmod(0o600)
        sync(new)
    return Move(str(place), str(new), _kept(place, moment))


def _kept(place: Path, moment: str) -> str:
    return f"{place}.before_{moment}"


def _write_down(step: Step) -> None:
    note = settings.DATA / INTERRUPTED
    unfinished = Path(step.folder) / INTERRUPTED
    unfinished.write_text(json.dumps(asdict(step)), encoding="utf-8")
    sync(unfinished)
    os.replace(unfinished, note)
    sync(settings.DATA)


def _read(note: Path) -> Step:
    read = json.loads(note.read_text(encoding="utf-8"))
    return Step(read["folder"], read["schema"], [Move(**move) for move in read["moves"]])


def _change_schema(step: Step) -> None:
    """In one transaction: what was there gets another name, and what comes is there whole, or nothing happens."""
    lock = f"SELECT pg_advisory_xact_lock({NUMBER_OF_STEP})"
    begin = f"ALTER SCHEMA {SCHEMA} RENAME TO {step.schema}; CREATE SCHEMA {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC"
    script = str(Path(step.folder) / "restore.sql")
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    run_tool(["psql", *options, f"--command={lock}", f"--command={begin}", f"--file={script}"])


def _has_schema(name: str) -> bool:
    """Whether the one transaction was done. One that is still on its way, whoever began it is gone, is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [NUMBER_OF_STEP])
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = %s)", [name])
        is_there = bool(cursor.fetchone()[0])
    connection.close()
    return is_there


def _as_numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
