"""A restore loses nothing: whatever the archive is, whoever runs, whenever it is killed."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import translation

from shishin.kit.errors import Refusal
from shishin.site.errors import BackupIsBroken, BackupIsNewer, NotABackup
from shishin.site.holding import INTERRUPTED, LOCK, CannotStart, hold_site, let_go
from shishin.site.kept_pages import forget_kept_pages
from shishin.site.restoring import unpack
from shishin.site.tests.makers import clean_environment
from shishin.trail.models import PublicChange
from shishin.trail.public_changes import note_public_change, public_number

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="The archive is one of SQLite; on PostgreSQL there is the drill.")


def small_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        with database:
            database.execute("CREATE TABLE django_migrations (app, name, applied)")
            database.execute("INSERT INTO django_migrations VALUES ('people', '0001_initial', ''), ('axes', '0001_gone', '')")
        return database.serialize()


def packed(target: Path, change: Callable[[dict[str, bytes]], object] = lambda files: None, **sheet: Any) -> Path:
    """A backup of a small site, with something changed in it after its sums were made."""
    files = {"database.sqlite3": small_database(), "secret.key": b"secret", "trail.key": b"trail", "uploads/paper.txt": b"paper"}
    if change is with_later_migration:
        change(files)
    sums = {name: [len(content), hashlib.sha256(content).hexdigest()] for name, content in files.items()}
    whole = {"format": 2, "shishin": "0.1.0", "database": "sqlite", "made_at": "", "files": sums, **sheet}
    files["backup.json"] = json.dumps({key: value for key, value in whole.items() if value is not None}).encode()
    change(files)
    with tarfile.open(target, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def with_later_migration(files: dict[str, bytes]) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(small_database())
        with database:
            database.execute("INSERT INTO django_migrations VALUES ('people', '9999_later', '')")
        files["database.sqlite3"] = database.serialize()


BROKEN: dict[str, tuple[Callable[[dict[str, bytes]], object], dict[str, Any], type[Refusal], str]] = {
    "another word": (lambda files: files.update({"uploads/paper.txt": b"taper"}), {}, BackupIsBroken, "uploads/paper.txt is not what was"),
    "a file is missing": (lambda files: files.pop("trail.key"), {}, BackupIsBroken, "trail.key is missing"),
    "a file too much": (lambda files: files.update({"extra": b"x"}), {}, BackupIsBroken, "extra does not belong there"),
    "no database": (lambda files: files.pop("database.sqlite3"), {"files": {}}, BackupIsBroken, "database.sqlite3 is missing"),
    "a newer version": (lambda files: None, {"shishin": "99.0.0"}, BackupIsNewer, "99.0.0"),
    "an unknown migration": (with_later_migration, {}, BackupIsNewer, "people.9999_later"),
    "another format": (lambda files: None, {"format": 3}, NotABackup, "format 3"),
    "no sheet": (lambda files: files.pop("backup.json"), {}, NotABackup, "backup.json"),
}


@on_sqlite
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_or_newer_archive_is_refused_before_anything_is_touched(kind: str, tmp_path: Path):
    change, sheet, refusal, words = BROKEN[kind]
    (tmp_path / "beside").mkdir()

    with translation.override("en"), pytest.raises(refusal, match=words):
        unpack(packed(tmp_path / "changed.tar.gz", change, **sheet), tmp_path / "beside")


@on_sqlite
def test_an_archive_that_was_cut_off_or_has_a_bit_turned_is_refused(tmp_path: Path):
    whole = packed(tmp_path / "whole.tar.gz").read_bytes()
    turned = bytearray(whole)
    turned[-6] ^= 1
    for name, content in {"cut": whole[:-300], "turned": bytes(turned), "empty": b""}.items():
        (tmp_path / f"{name}.tar.gz").write_bytes(content)
        (tmp_path / name).mkdir()
        with pytest.raises(NotABackup):
            unpack(tmp_path / f"{name}.tar.gz", tmp_path / name)


@on_sqlite
def test_a_backup_of_the_first_format_is_read_and_packages_that_are_gone_do_no_harm(tmp_path: Path):
    (tmp_path / "beside").mkdir()

    unpack(packed(tmp_path / "first.tar.gz", format=1, files=None), tmp_path / "beside")

    assert (tmp_path / "beside" / "uploads" / "paper.txt").read_text() == "paper"


@pytest.mark.django_db
def test_pages_that_were_kept_before_pass_for_none_that_come_after(settings, tmp_path: Path):
    settings.DATA = tmp_path
    (tmp_path / "kept-pages" / "state").mkdir(parents=True)
    to_come = []
    with transaction.atomic():
        for _ in range(3):
            note_public_change()
            to_come.append(public_number())
        transaction.set_rollback(True)

    forget_kept_pages()
    note_public_change()

    assert not (tmp_path / "kept-pages").exists()
    assert public_number() not in to_come
    assert PublicChange.objects.order_by("pk")[1].pk == PublicChange.objects.order_by("pk")[0].pk + 1


@pytest.mark.parametrize("given", [{}, {"path": "backup.tar.gz", "finish": True}])
def test_a_restore_takes_a_backup_or_ends_an_earlier_one(given):
    with pytest.raises(CommandError, match=r"Name the backup, or give --finish\."):
        call_command("restore", **given)


def test_nothing_starts_while_a_restore_is_unfinished(settings, tmp_path: Path):
    settings.DATA = tmp_path
    (tmp_path / INTERRUPTED).write_text("{}")

    with pytest.raises(CannotStart, match="shishin restore --finish"):
        hold_site()


def test_the_lock_is_held_by_many_or_by_one(settings, tmp_path: Path):
    settings.DATA = tmp_path
    with closing_handle(tmp_path / LOCK) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(CannotStart):
            hold_site()
        fcntl.flock(other, fcntl.LOCK_UN)
        hold_site()
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        let_go()
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def closing_handle(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    yield handle
    os.close(handle)


# Shishin on a disk that is full: no file grows beyond some size.
ON_A_FULL_DISK = """
import resource, signal, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from shishin.site.commands import main
for arguments in (["restore", sys.argv[1], "--replace"], ["backup", sys.argv[2]]):
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit as ended:
        assert ended.code == 1
"""


def all_bytes(data: Path) -> dict[str, bytes]:
    return {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*") if file.is_file() and file.name != LOCK}


@on_sqlite
def test_a_site_that_runs_and_a_full_disk_are_refused_and_then_what_was_there_is_kept_and_named(tmp_path: Path):
    data, backup, environment = tmp_path / "site", tmp_path / "backup.tar.gz", clean_environment(SHISHIN_LANGUAGE="en")
    environment["SHISHIN_DATA"] = str(data)
    prepare = "import sys; from shishin.site.commands import main\nfor sys.argv[1:] in (['migrate'], ['backup', sys.argv[1]]): main()"
    assert subprocess.run([sys.executable, "-c", prepare, str(backup)], env=environment, capture_output=True, check=False).returncode == 0
    (data / "uploads").mkdir()
    (data / "uploads" / "paper.txt").write_text("later")
    before = all_bytes(data)
    restore = [sys.executable, "-m", "shishin", "restore", str(backup), "--replace"]

    with closing_handle(data / LOCK) as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        refused = subprocess.run(restore, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, "The site is running" in refused.stderr) == (1, True)
    assert all_bytes(data) == before

    full = [sys.executable, "-c", ON_A_FULL_DISK, str(backup), str(data / "new.tar.gz")]
    done = subprocess.run(full, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("could not be written")) == (0, 2), done.stderr
    assert all_bytes(data) == before

    done = subprocess.run(restore, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    [kept] = data.glob("uploads.before_*")
    assert str(kept) in done.stdout
    assert (kept / "paper.txt").read_text() == "later"
    assert not (data / "uploads").exists()


def drill(place: dict[str, str], *options: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-W", "ignore", "-m", "shishin.site.tests.restore_drill", *options]
    done = subprocess.run(command, env=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def half_done(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in found if row["words"] not in (["old"], ["new"]) or row["left"]]


@on_sqlite
def test_the_drill_finds_what_a_restore_leaves_that_nobody_ends(place_for_drill: dict[str, str]):
    assert half_done(drill(place_for_drill, "--planted")) != []


@pytest.mark.django_db
def test_a_restore_that_is_killed_at_ten_moments_leaves_the_old_site_or_the_new_one(place_for_drill: dict[str, str]):
    found = drill(place_for_drill)

    assert half_done(found) == []
    assert [row for row in found if row["words"] == ["new"] and row["kept"] != ["old"]] == []
    assert len(found) >= 10
    assert {tuple(row["words"]) for row in found} == {("old",), ("new",)}
    # The drill met the moment it is about.
    assert any(row["was_open"] for row in found)
