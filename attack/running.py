"""The running site itself: restored meanwhile, killed, copied, read by strangers, and asked for what it should not say."""

from __future__ import annotations

import os
import random
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import connection

from attack.site import Browser, Site
from attack.tries import Tries
from shishin.demo.loading import DEMO_PASSWORD
from shishin.site.leavings import began_at

PRIVATE = ("secret.key", "trail.key")
PATHS = (
    "/",
    "/health/",
    "/search/?q='",
    "/.well-known/security.txt",
    "/guidelines/",
    "/../secret.key",
    "/static/%2e%2e/%2e%2e/secret.key",
    "/%00",
    "/guidelines/x'%20OR%201=1--/",
    "/.git/config",
    "/static/kit/",
    "/accounts/login/?next=//evil.example/",
)


def attack(site: Site, times: int, chance: random.Random) -> Iterator[Tries]:
    yield copied(site)
    yield open_folder(site)
    yield spoken(site)
    yield kept(site, times)
    yield restored(site)
    yield killed(site, max(1, times // 10))


def copied(site: Site) -> Tries:
    """What stands in the database is tried as the key of a session."""
    tries = Tries("sessions out of a copy of the database tried as keys")
    browser = Browser(site.address, login="tokyo-secretariat", password=DEMO_PASSWORD)
    key = browser.session.cookies["sessionid"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session")
        rows = cursor.fetchall()
    tries.judge(bool(rows), "no session is kept")
    for name, words in rows:
        thief = Browser(site.address)
        thief.session.cookies.set("sessionid", name)
        tries.judge(thief.get("/desk/").status_code == 302 and key not in f"{name} {words}", "a session opened")
    tries.judge(browser.get("/desk/").status_code == 200, "the session itself opened nothing")
    return tries


def open_folder(site: Site) -> Tries:
    tries = Tries("files of the site open to others of the machine")
    for place in (site.folder, *site.folder.iterdir()):
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(place.stat().st_mode)
            tries.judge(not mode & 0o077 or (place.is_dir() and place != site.folder), f"{place.name} is {mode:o}")
    return tries


def spoken(site: Site) -> Tries:
    """What a site says of itself, and what it lets a browser do."""
    tries = Tries("answers that say too much, or lack what protects")
    secrets = [(site.folder / name).read_bytes().decode("latin-1").strip()[:40] for name in PRIVATE if (site.folder / name).exists()]
    public = Browser(site.address)
    for path in PATHS:
        answer = public.get(path)
        says_nothing = not any(secret in answer.text for secret in secrets) and "Traceback" not in answer.text
        is_kept_safe = "frame-ancestors 'none'" in answer.headers.get("Content-Security-Policy", "") or answer.status_code in (301, 304)
        tries.judge(says_nothing and answer.status_code < 500, f"{path}: {answer.status_code}")
        if "html" in answer.headers.get("Content-Type", ""):
            tries.judge(is_kept_safe and answer.headers.get("X-Content-Type-Options") == "nosniff", f"{path}: headers {answer.headers}")
    return tries


def kept(site: Site, times: int) -> Tries:
    """Public pages asked for by turns as somebody and as nobody: nothing of who is signed in reaches the other."""
    tries = Tries("pages of somebody signed in handed out to the public")
    somebody, public = Browser(site.address, login="tokyo-cio", password=DEMO_PASSWORD), Browser(site.address)
    pages = ["/", "/guidelines/", "/councils/", "/search/?q=AI", "/trail/"]
    for turn in range(max(len(pages), times)):
        page = pages[turn % len(pages)]
        theirs, ours = somebody.get(page), public.get(page)
        tries.judge("/accounts/logout/" not in ours.text, f"{page}: signed in for everybody")
        tries.judge("public" not in theirs.headers.get("Cache-Control", ""), f"{page}: may be kept on the way")
    return tries


def restored(site: Site) -> Tries:
    tries = Tries("a restore while the site runs")
    if connection.vendor != "sqlite":
        return tries
    backup = site.folder.parent / "attack.tar.gz"
    made = command("backup", str(backup))
    tries.judge(made.returncode == 0, f"no backup: {made.stderr}")
    for arguments in ([str(backup)], [str(backup), "--replace"]):
        done = command("restore", *arguments)
        tries.judge(done.returncode != 0 and site.answers(), f"restored under the site: {done.stdout}")
    broken = backup.with_suffix(".broken")
    broken.write_bytes(backup.read_bytes()[:-500])
    done = command("restore", str(broken), "--replace")
    tries.judge(done.returncode != 0 and site.answers(), "a broken archive was taken")
    return tries


def killed(site: Site, times: int) -> Tries:
    """The watcher is killed: its parts end, and the next start has the port."""
    tries = Tries("the watcher killed: parts that stay, or a port that stays taken")
    for _ in range(times):
        assert site.process is not None
        parts = children_of(site.process.pid)
        tries.judge(len(parts) >= 3, f"{len(parts)} parts")
        site.kill()
        deadline = time.monotonic() + 60
        while any(map(began_at, parts)) and time.monotonic() < deadline:
            time.sleep(0.2)
        tries.judge(not any(map(began_at, parts)), "parts stayed")
        with suppress(SystemExit):
            site.start()
        tries.judge(site.answers(), "the site did not come back")
    return tries


def children_of(number: int) -> list[int]:
    children = []
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            with suppress(OSError):
                said = re.search(r"^PPid:\s+(\d+)", (place / "status").read_text(), re.MULTILINE)
                if said and int(said[1]) == number:
                    children.append(int(place.name))
    return children


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "shishin", *arguments], env=os.environ, capture_output=True, text=True, check=False)
