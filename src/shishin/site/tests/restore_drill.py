"""A drill: a restore is killed at chosen moments, and what is there afterwards is printed. `python -m shishin.site.tests.restore_drill`; with
`--planted` nothing ends what was begun."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from shishin.site import restoring
from shishin.site.backing_up import back_up
from shishin.site.holding import INTERRUPTED, site_alone

MOMENTS = 10
INTO_THE_STEP = (0.0, 0.02, 0.05)
"""Seconds after which psql, which changes what is there on PostgreSQL, loses who began it."""


def make_site(word: str) -> None:
    """A small site that says one word everywhere."""
    for place in settings.DATA.iterdir():
        if place.name.startswith("backup"):
            continue
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    (settings.DATA / "secret.key").write_text(f"secret {word}")
    (settings.DATA / "trail.key").write_text(f"trail {word}")
    (settings.DATA / "uploads" / "papers").mkdir(parents=True)
    (settings.DATA / "uploads" / "papers" / f"{word}.txt").write_text(word)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%' OR nspname = 'public'")
            for (schema,) in cursor.fetchall():
                cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute("CREATE SCHEMA public")
        cursor.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        cursor.execute("INSERT INTO django_migrations VALUES (1, 'people', '0001_initial', '')")
        cursor.execute("CREATE TABLE trail_entry (id integer PRIMARY KEY)")
        cursor.execute("INSERT INTO trail_entry VALUES (1)")
        cursor.execute("CREATE TABLE words (word text)")
        for _ in range(200):
            cursor.execute("INSERT INTO words VALUES (%s)", [word])
    connection.close()


def words_of_site(schema: str = "public", end: str = "") -> list[str]:
    """What each part of the site says, or what was kept of it (`end` is that of its name)."""
    data: Path = settings.DATA
    keys = [data / f"{name}.key{end}" for name in ("secret", "trail")]
    words = {file.read_text().split()[-1] if file.exists() else "gone" for file in keys}
    papers = data / f"uploads{end}" / "papers"
    words |= {file.name.partition(".")[0] for file in papers.iterdir()} if papers.exists() else {"gone"}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT word FROM {schema}.words")
            words |= {row[0] for row in cursor.fetchall()}
        connection.close()
    else:
        with closing(sqlite3.connect(f"{data}/shishin.sqlite3{end}")) as database:
            has_words = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
            words |= {row[0] for row in database.execute("SELECT DISTINCT word FROM words")} if has_words else {"gone"}
    return sorted(words)


def restore_in_child(archive: Path, *, count: Callable[[str], None]) -> None:
    """A process of its own that restores; `count` is called before each thing it does to the disk."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return

    def counted(module: Any, name: str) -> None:
        before = getattr(module, name)

        def call(*arguments: Any, **more: Any) -> Any:
            program = Path(arguments[0][0]).name if name == "run" else name
            count(program)
            return before(*arguments, **more)

        setattr(module, name, call)

    for module, name in ((os, "replace"), (os, "rename"), (os, "fsync"), (os, "unlink"), (subprocess, "run"), (shutil, "rmtree")):
        counted(module, name)
    counted(tarfile.TarFile, "extractall")
    try:
        restoring.restore(archive, replace=True)
    except BaseException as error:  # noqa: BLE001 - the process ends
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def kill_at(moment: int) -> Callable[[str], None]:
    done = iter(range(1, 10_000))

    def count(_name: str) -> None:
        if next(done) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def kill_in_step(after: float) -> Callable[[str], None]:
    def count(name: str) -> None:
        if name == "psql":
            threading.Timer(after, os.kill, [os.getpid(), signal.SIGKILL]).start()

    return count


def moments_of(archive: Path, note: Path) -> int:
    def count(_name: str) -> None:
        with note.open("a") as file:
            file.write(".")

    note.write_text("")
    restore_in_child(archive, count=count)
    return len(note.read_text())


def drill(*, is_healed: bool) -> list[dict[str, Any]]:
    make_site("new")
    archive = settings.DATA / "backup.tar.gz"
    back_up(archive)
    make_site("old")
    most = moments_of(archive, settings.DATA / "backup.moments")
    moments = [round(1 + turn * (most - 1) / (MOMENTS - 1)) for turn in range(MOMENTS)]
    kills = [(f"{moment} of {most}", kill_at(moment)) for moment in moments]
    if connection.vendor == "postgresql":
        kills += [(f"{after} s into the step", kill_in_step(after)) for after in INTO_THE_STEP]
    found = []
    for name, count in kills:
        make_site("old")
        restore_in_child(archive, count=count)
        was_open = (settings.DATA / INTERRUPTED).exists()
        with site_alone():
            if is_healed:
                restoring.finish_interrupted()
            else:
                (settings.DATA / INTERRUPTED).unlink(missing_ok=True)
        words = words_of_site()
        left = [place.name for place in settings.DATA.iterdir() if place.name.startswith("restor")]
        kept = sorted(place.name.partition(".before_")[2] for place in settings.DATA.glob("uploads.before_*"))
        old = words_of_site(f"before_{kept[0]}", f".before_{kept[0]}") if kept else []
        found.append({"moment": name, "words": words, "kept": old, "left": left, "was_open": was_open})
    return found


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()
    print(json.dumps(drill(is_healed="--planted" not in sys.argv)))  # noqa: T201
