"""Kill the server while somebody saves, many times, and count what was lost. Run on demand: `make kills` (times=1000)."""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

CHECKOUT = Path(__file__).resolve().parents[1]
CSRF = "k" * 32
DOCUMENT = "bench-killing"


@dataclass
class Typist:
    """Types numbers into a clause: saves one, keeps the next as unsaved typing, and remembers what the server acknowledged."""

    port: int
    cookie: str
    address: str
    number: int = 0
    sent: dict[str, int] = field(default_factory=lambda: {"save": 0, "keep": 0})
    acknowledged: dict[str, int] = field(default_factory=lambda: {"save": 0, "keep": 0})
    times: dict[str, int] = field(default_factory=lambda: {"save": 0, "keep": 0})
    hash_now: str = ""
    answered: threading.Event = field(default_factory=threading.Event)

    def type_until_it_fails(self) -> None:
        try:
            while True:
                for way in ("save", "keep"):
                    self._send(way)
        except (OSError, http.client.HTTPException):
            return

    def _send(self, way: str) -> None:
        self.number += 1
        self.sent[way] = self.number
        words = body(self.number)
        form = urlencode({"body": words, "based_on": self.hash_now})
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {"Cookie": self.cookie, "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        link.request("POST", self.address + ("keep/" if way == "keep" else ""), form, headers)
        answer = link.getresponse()
        status = answer.status if "/accounts/" not in (answer.getheader("Location") or "") else 401
        link.close()
        if status != (302 if way == "save" else 200):
            raise SystemExit(f"The server answered {status} to {way}.")
        self.acknowledged[way] = self.number
        self.times[way] += 1
        self.answered.set()
        if way == "save":
            self.hash_now = hash_of(words)


def body(number: int) -> str:
    return f"{number}回めの文。" + "長い文のつづき。" * 50


def hash_of(words: str) -> str:
    from shishin.guidelines.editions.hashing import content_hash

    return content_hash(heading="", body=words, summary="")


def serve(port: int) -> int:
    """A server of its own process group, forked from here, so that a start costs no imports. Returns its process number."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    os.setsid()
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {"bind": f"127.0.0.1:{port}", "workers": 1, "threads": 4, "loglevel": "critical", "timeout": 300}.items():
                self.cfg.set(name, value)
            if "control_socket_disable" in self.cfg.settings:
                self.cfg.set("control_socket_disable", True)

        def load(self) -> Any:
            from shishin.site.wsgi import application

            return application

    Server().run()
    os._exit(0)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit("The server did not start.")


def kill_once(typist: Typist, chance: random.Random) -> None:
    server = serve(typist.port)
    wait_for(typist.port)
    typist.answered.clear()
    typing = threading.Thread(target=typist.type_until_it_fails)
    typing.start()
    is_answered = typist.answered.wait(timeout=300)
    time.sleep(chance.uniform(0, 0.3))
    os.killpg(server, signal.SIGKILL)
    os.waitpid(server, 0)
    typing.join()
    if not is_answered:
        raise SystemExit("The server did not answer.")


def inside(times: int, seed: int) -> None:
    """The counting, on the database of DATABASE_URL."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import connection

    from bench.drafts import PLACE, make_draft, make_writer
    from shishin.guidelines.models import ClauseText, Operation, UnsavedText
    from shishin.trail.sealing import seal_all
    from shishin.trail.verifying import verify_trail

    writer = make_writer(DOCUMENT)
    draft = make_draft(DOCUMENT, clauses=30, changes=0, by=writer)
    text = ClauseText.objects.filter(clause__edition=draft, clause__depth=3).select_related("clause__line").first()
    assert text is not None
    typist = Typist(
        free_port(), session_of(writer), f"/guidelines/{DOCUMENT}/{PLACE}/draft/clauses/{text.clause.line.key}/{text.language}/"
    )
    typist.hash_now = text.content_hash
    read_once(typist)
    chance = random.Random(seed)
    counts = {"acknowledged saves lost": 0, "kept typings lost": 0, "saved but not acknowledged": 0, "half-done": 0}
    for turn in range(times):
        kill_once(typist, chance)
        connection.close()
        text = ClauseText.objects.select_related("clause").get(pk=text.pk)
        typed = UnsavedText.objects.filter(clause=text.clause, person=writer).first()
        stored = number_in(text.body)
        counts["acknowledged saves lost"] += stored < typist.acknowledged["save"]
        counts["saved but not acknowledged"] += stored > typist.acknowledged["save"]
        # Saving forgets what was typed before it: what was kept is there, or was followed by a save.
        kept = max(stored, number_in(typed.body) if typed else 0)
        counts["kept typings lost"] += kept < typist.acknowledged["keep"]
        counts["half-done"] += text.content_hash != hash_of(text.body) or stored not in (typist.acknowledged["save"], typist.sent["save"])
        typist.hash_now = text.content_hash
        typist.acknowledged["save"] = stored
        if (turn + 1) % 50 == 0:
            print(f"{turn + 1} kills: {counts}", file=sys.stderr)
    seal_all()
    report = verify_trail()
    saved = Operation.objects.filter(edition=draft).count()
    trail = f"broken ({report.fault})" if report.fault else "whole"
    print(f"{connection.vendor}: {times} kills; acknowledged: {typist.times}; {counts}; {saved} saves in the database; trail {trail}")
    connection.close()
    sys.exit(bool(counts["acknowledged saves lost"] or counts["kept typings lost"] or counts["half-done"] or report.fault))


def number_in(words: str) -> int:
    head = words.partition("回")[0]
    return int(head) if head.isdecimal() else 0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def session_of(person: Any) -> str:
    """The cookies of somebody who is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def read_once(typist: Typist) -> None:
    """Whatever a first page loads is loaded here, so that no server has to do it anew."""
    from django.test import Client

    answer = Client(headers={"host": "127.0.0.1", "cookie": typist.cookie}).get(typist.address)
    if answer.status_code != 200:
        raise SystemExit(f"The page answered {answer.status_code}.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make kills", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=date.today().toordinal())
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], default="SQLite")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.times, chosen.seed)
    command = [sys.executable, "-m", "bench.killing", "--inside", "--times", str(chosen.times), "--seed", str(chosen.seed)]
    if chosen.database == "PostgreSQL":
        command = [str(CHECKOUT / "scripts" / "with-postgresql"), *command]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(subprocess.run(command, cwd=CHECKOUT, env=environment | {"SHISHIN_DATA": folder}, check=False).returncode)


if __name__ == "__main__":
    main()
