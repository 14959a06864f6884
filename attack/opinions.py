"""Opinions while the power goes: web processes killed while residents send, and intakes killed while a file comes in."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
from django.db import connection

from attack.running import children_of, command
from attack.site import Browser, Site
from attack.tries import Tries
from shishin.consultations.models import Round, Submission, Voice
from shishin.consultations.saying.receiving import hash_of_receipt

OPENED = re.compile(r'name="opened" value="([^"]+)"')
RECEIPT = re.compile(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")
ROWS, RESIDENTS = 20_000, 4


def attack(site: Site, times: int, chance: random.Random) -> Iterator[Tries]:
    held = Round.objects.filter(takes_form=True).select_related("consultation").latest("opens_at")
    yield sent(site, held, times, chance)
    yield taken_in(held, times, chance)


class Resident(threading.Thread):
    """Sends one form after the other until the site is gone. `told` has the receipt of each key, nothing where no answer came."""

    def __init__(self, site: Site, address: str, opened: str) -> None:
        super().__init__()
        self.browser, self.address, self.opened = Browser(site.address), address, opened
        self.told: dict[str, str] = {}

    def run(self) -> None:
        with suppress(requests.RequestException):
            while True:
                self.send(secrets.token_urlsafe(24))

    def send(self, key: str) -> None:
        self.told.setdefault(key, "")
        form = {"key": key, "opened": self.opened, "step": "send", "clause-1": "", "stance-1": "", "words-1": f"意見の{key}です。"}
        answer = self.browser.session.post(self.browser.address + self.address, form, timeout=60)
        if found := RECEIPT.search(answer.text) if answer.status_code == 200 else None:
            self.told[key] = found[0]


def sent(site: Site, held: Round, times: int, chance: random.Random) -> Tries:
    """What was acknowledged is there, and who sends again what had no answer has one submission."""
    tries = Tries("web processes killed while residents send: lost, or there twice")
    address = f"/consultations/{held.consultation.slug}/rounds/{held.number}/say/"
    for _ in range(times):
        opened = OPENED.findall(Browser(site.address).get(address).text)[0]
        residents = [Resident(site, address, opened) for _ in range(RESIDENTS)]
        for resident in residents:
            resident.start()
        time.sleep(chance.uniform(0.2, 1.5))
        kill_everything(site)
        for resident in residents:
            resident.join()
        site.start()
        connection.close()
        _judge(tries, residents)
    return tries


def kill_everything(site: Site) -> None:
    """Nobody comes to end anything in order."""
    assert site.process is not None
    for number in (*(of for part in children_of(site.process.pid) for of in (*children_of(part), part)), site.process.pid):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    site.process.wait()


def _judge(tries: Tries, residents: list[Resident]) -> None:
    told = [receipt for resident in residents for receipt in resident.told.values() if receipt]
    hashes = {hash_of_receipt(receipt) for receipt in told}
    stored = set(Submission.objects.filter(receipt_hash__in=hashes).values_list("receipt_hash", flat=True))
    tries.judge(len(hashes) == len(told) and hashes == stored, f"{len(hashes - stored)} of {len(told)} are lost")
    for resident in residents:
        for key in [key for key, receipt in resident.told.items() if not receipt]:
            resident.send(key)
            resident.send(key)
            many = Voice.objects.filter(opinion__words=f"意見の{key}です。").count()
            tries.judge(bool(resident.told[key]) and many == 1, f"sent again: there {many} times")


def taken_in(held: Round, times: int, chance: random.Random) -> Tries:
    """Begun again as often as it is killed, each intake ends with every row once."""
    tries = Tries("intakes killed while a file comes in: rows lost, or there twice")
    address = f"{held.consultation.slug}/{held.number}"
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            file = Path(folder) / f"{number}.csv"
            command("make-opinions", "--count", str(ROWS), "--distinct", str(ROWS // 4), "--seed", str(number), "-o", str(file))
            before = _figures(held)
            said = _brought(["import-opinions", address, str(file), "--words", "words", "--map", "id=id"], chance)
            connection.close()
            came = _figures(held)["opinions"] - before["opinions"]
            tries.judge(said["rows"] == said["opinions"] + said["refused"] == ROWS and came == said["opinions"], f"{said}, counted {came}")
    tries.judge(command("verify-opinions", held.consultation.slug).returncode == 0, "verify-opinions found a fault")
    return tries


def _brought(arguments: list[str], chance: random.Random) -> dict[str, int]:
    """The figures of its last line, after it was killed some times."""
    command = [sys.executable, "-m", "shishin", *arguments]
    for kill_after in (*(chance.uniform(1.5, 4) for _ in range(3)), None):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            try:
                said, _ = process.communicate(timeout=kill_after)
                break
            except subprocess.TimeoutExpired:
                process.kill()
    words = said.strip().split("\n")[-1].split()
    if words[:1] != ["rows"]:
        raise SystemExit(f"No figures came: {said}")
    return {name: int(figure) for name, figure in zip(words[:-2:2], words[1:-2:2], strict=True)}


def _figures(held: Round) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(command("opinion-figures", held.consultation.slug).stdout)
    return figures
