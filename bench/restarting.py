"""Restart PostgreSQL while people save, and say how long nobody could, and what was lost. Run on demand: `make restarts` (times=5)."""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.killing import CHECKOUT, CSRF, body, free_port, hash_of, number_in, session_of, wait_for

DOCUMENT = "bench-restarting"


@dataclass
class Saver:
    """Saves numbers into a clause of their own without a pause, goes on after every failure, and remembers what was acknowledged."""

    port: int
    cookie: str
    address: str
    hash_now: str
    number: int = 0
    acknowledged: list[tuple[float, int]] = field(default_factory=list)
    failures: int = 0
    has_to_stop: threading.Event = field(default_factory=threading.Event)

    def save_until_told(self) -> None:
        while not self.has_to_stop.is_set():
            self.number += 1
            words = body(self.number)
            try:
                is_saved = self.send(words)
            except (OSError, http.client.HTTPException):
                is_saved = False
            if is_saved:
                self.acknowledged.append((time.monotonic(), self.number))
                self.hash_now = hash_of(words)
            else:
                self.failures += 1
                # It may have been stored without our hearing of it: what stands there now is asked for.
                self.hash_now = self.stored_hash() or self.hash_now
                time.sleep(0.05)

    def send(self, words: str) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie, "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        link.request("POST", self.address, urlencode({"body": words, "based_on": self.hash_now}), headers)
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer.status == 302 and "/accounts/" not in (answer.getheader("Location") or "")

    def stored_hash(self) -> str:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", self.address, headers={"Cookie": self.cookie})
            page = link.getresponse().read().decode("utf-8", errors="replace")
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            link.close()
        return page.partition('name="based_on" value="')[2].partition('"')[0]

    def longest_gap(self, since: float, until: float) -> float:
        moments = [since, *(moment for moment, _number in self.acknowledged if since <= moment <= until), until]
        return max(after - before for before, after in itertools.pairwise(moments))


def inside(times: int) -> None:
    """The counting, on the database of DATABASE_URL, with the whole site as `shishin run` starts it."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    from bench.drafts import PLACE, make_draft, make_writer
    from shishin.guidelines.models import ClauseText
    from shishin.trail.sealing import seal_all
    from shishin.trail.verifying import verify_trail

    writer = make_writer(DOCUMENT)
    draft = make_draft(DOCUMENT, clauses=30, changes=0, by=writer)
    texts = list(ClauseText.objects.filter(clause__edition=draft, clause__depth=3).select_related("clause__line")[:3])
    cookie, port = session_of(writer), free_port()
    places = [f"/guidelines/{DOCUMENT}/{PLACE}/draft/clauses/{text.clause.line.key}/{text.language}/" for text in texts]
    savers = [Saver(port, cookie, place, text.content_hash) for place, text in zip(places, texts, strict=True)]
    connections.close_all()

    site = subprocess.Popen(
        [sys.executable, "-m", "shishin", "run", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(port)
    threads = [threading.Thread(target=saver.save_until_told) for saver in savers]
    for thread in threads:
        thread.start()
    gaps: list[float] = []
    try:
        for _turn in range(times):
            time.sleep(8)
            since = time.monotonic()
            subprocess.run([os.environ["POSTGRESQL_RESTART"]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            back = time.monotonic()
            time.sleep(8)
            gaps.append(max(saver.longest_gap(since, time.monotonic()) for saver in savers))
            print(f"restart took {back - since:.1f} s; nobody could save for {gaps[-1]:.1f} s", flush=True)
    finally:
        for saver in savers:
            saver.has_to_stop.set()
        for thread in threads:
            thread.join()
        lives = site.poll() is None
        site.terminate()
        site.wait(30)
    lost = 0
    for saver, text in zip(savers, texts, strict=True):
        text.refresh_from_db()
        last = max((number for _moment, number in saver.acknowledged), default=0)
        lost += number_in(text.body) < last
    seal_all()
    report = verify_trail()
    saved, failed = sum(len(saver.acknowledged) for saver in savers), sum(saver.failures for saver in savers)
    trail = f"broken ({report.fault})" if report.fault else "whole"
    print(
        f"{times} restarts; longest pause {max(gaps):.1f} s; {saved} saves acknowledged, {lost} lost; {failed} failed and were said; "
        f"watcher {'the same' if lives else 'gone'}; trail {trail}"
    )
    connections.close_all()
    sys.exit(bool(lost or report.fault or not lives or max(gaps) > 5))


def main() -> None:
    parser = argparse.ArgumentParser(prog="make restarts", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.times)
    command = [
        str(CHECKOUT / "scripts" / "with-postgresql"),
        sys.executable,
        "-m",
        "bench.restarting",
        "--inside",
        "--times",
        str(chosen.times),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    with tempfile.TemporaryDirectory() as folder:
        environment["SHISHIN_DATA"] = str(Path(folder) / "data")
        sys.exit(subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
