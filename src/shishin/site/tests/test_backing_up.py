"""A backup holds database, keys and uploads, and brings them back."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from shishin.site.errors import AnotherDatabase, NotABackup
from shishin.site.restoring import unpack


def shishin(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator types it, on a site of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "shishin", *arguments],
        env={**environment, "SHISHIN_DATA": str(data), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def run_in_one(data: Path, *commands: list[str]) -> str:
    """Several commands after each other, of which each would start a process; returns what they printed."""
    program = "import sys, json, django; django.setup(); from django.core.management import call_command as c; [c(*x) for x in json.loads(sys.argv[1])]"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    environment |= {"SHISHIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "shishin.site.settings"}
    data.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(commands)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def back_up(data: Path, backup: Path) -> None:
    done = shishin(data, "backup", str(backup))
    assert done.returncode == 0, done.stderr


def owners(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "shishin.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT login_name FROM people_person")]


@pytest.fixture(scope="module")
def site_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-once")
    data, password = folder / "site", folder / "password"
    password.write_text("a long enough password")
    owner = ["make_owner", "owner", "--mail", "owner@example.jp", "--password-file", str(password)]
    checkpoint = run_in_one(data, ["migrate", "--verbosity=0"], owner, ["seal_trail"], ["checkpoint_trail"]).splitlines()[-1]
    (data / "uploads").mkdir()
    (data / "uploads" / "paper.txt").write_text("paper")
    (data / "witnessed").mkdir()
    (data / "witnessed" / "other.example.txt").write_text("of another site")
    (data / "checkpoints.txt").write_text(f"{checkpoint}\n")
    return data


@pytest.fixture
def site_with_owner(site_made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(site_made_once, tmp_path / "site")


def test_what_was_backed_up_comes_back_on_an_empty_site_for_the_owner_alone(site_with_owner: Path, tmp_path: Path):
    backup, other = tmp_path / "backup.tar.gz", tmp_path / "other"

    back_up(site_with_owner, backup)
    done = shishin(other, "restore", str(backup))

    assert (done.returncode, done.stderr) == (0, "")
    assert owners(other) == ["owner"]
    assert (other / "uploads" / "paper.txt").read_text() == "paper"
    for name in ("trail.key", "checkpoints.txt", "witnessed/other.example.txt"):
        assert (other / name).read_bytes() == (site_with_owner / name).read_bytes()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (backup, other / "secret.key", other / "trail.key")] == [0o600] * 3
    assert shishin(other, "verify-trail").returncode == 0


def test_a_key_that_is_kept_apart_from_the_data_is_in_the_backup_too(site_with_owner: Path, tmp_path: Path):
    backup, other, apart = tmp_path / "backup.tar.gz", tmp_path / "other", tmp_path / "apart.key"
    key = (site_with_owner / "trail.key").read_bytes()
    (site_with_owner / "trail.key").rename(apart)

    assert shishin(site_with_owner, "backup", str(backup), SHISHIN_TRAIL_KEY=str(apart)).returncode == 0
    assert shishin(other, "restore", str(backup)).returncode == 0

    assert (other / "trail.key").read_bytes() == key


def test_a_site_that_holds_data_is_not_replaced_unasked(site_with_owner: Path, tmp_path: Path):
    backup = tmp_path / "backup.tar.gz"
    back_up(site_with_owner, backup)

    refused = shishin(site_with_owner, "restore", str(backup))
    (site_with_owner / "checkpoints.txt").write_text("newer than the backup")

    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert shishin(site_with_owner, "restore", str(backup), "--replace").returncode == 0
    assert (site_with_owner / "checkpoints.txt").read_text() == "newer than the backup"


def test_what_is_no_backup_is_refused(tmp_path: Path):
    file = tmp_path / "letter.tar.gz"
    file.write_bytes(b"Dear Sir or Madam")

    with pytest.raises(NotABackup):
        unpack(file, tmp_path)


def test_a_backup_of_another_kind_of_database_is_refused(tmp_path: Path):
    sheet, file = tmp_path / "backup.json", tmp_path / "backup.tar.gz"
    sheet.write_text('{"format": 1, "shishin": "0.1.0", "database": "oracle"}')
    with tarfile.open(file, "w:gz") as archive:
        archive.add(sheet, "backup.json")

    with pytest.raises(AnotherDatabase):
        unpack(file, tmp_path)


FULL_DISKS = """
import os, resource, sqlite3, sys, tarfile
from pathlib import Path
from unittest import mock

os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
import django
django.setup()
from django.core.management import CommandError, call_command
from shishin.site import backing_up

def full(*_arguments, **_named):
    raise OSError(28, "No space left on device")

def full_from(count):
    # So many times it is written, then no more.
    left = iter(range(count))
    add = tarfile.TarFile.addfile
    return lambda *arguments: full() if next(left, None) is None else add(*arguments)

MOMENTS = {
    "the folder": mock.patch.object(Path, "mkdir", full),
    "the copy of the database": mock.patch.object(sqlite3, "connect", mock.Mock(side_effect=sqlite3.OperationalError("database or disk is full"))),
    "the first file": mock.patch.object(tarfile.TarFile, "addfile", full),
    "a later file": mock.patch.object(tarfile.TarFile, "addfile", full_from(2)),
    "the sheet with the sums": mock.patch.object(backing_up.json, "dumps", full),
    "the end of the archive": mock.patch.object(tarfile.TarFile, "close", full),
    "the way to the disk": mock.patch.object(os, "fsync", full),
    "the name": mock.patch.object(os, "replace", full),
}
for moment, patch in MOMENTS.items():
    with patch:
        try:
            call_command("backup", sys.argv[1])
        except CommandError as refused:
            print(moment, refused, sep=": ")
for size in (100_000, 1_000):
    # The kernel refuses what is larger: first the copy of the database, which has more, then whatever there is.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        call_command("backup", sys.argv[1])
    except CommandError as refused:
        print(size, refused, sep=": ")
"""


def files_in(folder: Path) -> dict[str, bytes]:
    """What SQLite keeps beside its database comes and goes."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(("-wal", "-shm")))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_a_full_disk_refuses_a_backup_at_any_moment_and_loses_nothing(site_with_owner: Path, tmp_path: Path):
    backup = tmp_path / "backups" / "backup.tar.gz"
    back_up(site_with_owner, backup)
    before, kept = files_in(site_with_owner), backup.read_bytes()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISKS, str(backup)],
        env={**environment, "SHISHIN_DATA": str(site_with_owner), "SHISHIN_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )

    told = done.stdout.splitlines()
    assert (len(told), done.returncode) == (10, 0), done.stderr
    for line in told:
        assert re.search(
            r": This could not be written: .+\. What was there is as it was\. Make room, or choose another place, and do it again\.$", line
        )
    assert {path.name: path.read_bytes() for path in backup.parent.iterdir()} == {backup.name: kept}
    assert files_in(site_with_owner) == before
    back_up(site_with_owner, backup)
