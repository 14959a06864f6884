"""What residents send by the form, against the whole site as people run it: how many a second, whether any is lost, and how the office fares meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.figures import Figure, p95
from bench.serving import Site
from shishin.consultations.access import RUN_CONSULTATIONS
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.models import ConsultationProfile, Round, Submission
from shishin.consultations.saying.receiving import hash_of_receipt
from shishin.people.models import Appointment, Organization, Person, Post, Role
from shishin.trail.recording import OPERATOR

SLUG = "bench-form"
PROCESSES, RESIDENTS, LASTS, RACES = 4, 8, 20.0, 10_000
RECEIPT = re.compile(rb"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")
OPENED = re.compile(r'name="opened" value="([^"]+)"')


class Answer(NamedTuple):
    status: int
    receipt: str
    took: float


def measure() -> Iterator[Figure]:
    with _site() as (form, runner):
        yield from _steady(form)
        yield from _flooded(form, _session_of(runner))
        yield from _raced(form)


def measure_form() -> Iterator[Figure]:
    with _site() as (form, runner):
        yield from _steady(form)
        yield from _flooded(form, _session_of(runner))


def measure_race() -> Iterator[Figure]:
    with _site() as (form, _runner):
        yield from _raced(form)


@contextmanager
def _site() -> Iterator[tuple[Form, Person]]:
    held, runner = _prepared()
    os.environ["SHISHIN_WEB_PROCESSES"] = str(PROCESSES)
    with Site() as site:
        yield Form(site.port, held), runner


def _prepared() -> tuple[Round, Person]:
    role, _ = Role.objects.get_or_create(slug=SLUG, defaults={"abilities": [RUN_CONSULTATIONS]})
    office = Organization.objects.create(slug=SLUG, kind=Organization.Kind.MUNICIPALITY)
    runner = Person.objects.create(login_name=SLUG)
    today = datetime.now(UTC)
    Appointment.objects.create(person=runner, post=Post.objects.create(slug=SLUG, organization=office, role=role), since=today.date())
    profile = ConsultationProfile.objects.get(slug="voluntary")
    consultation = prepare_consultation(slug=SLUG, organization=office, profile=profile, titles={"en": "Bench"}, by=OPERATOR)
    held = add_round(consultation, takes_form=True, opens_at=today, closes_at=today + timedelta(days=60), by=OPERATOR)
    announce_consultation(consultation, by=OPERATOR)
    return held, runner


def _fsyncs() -> float:
    """Beside the database, one after the other, as it would do for one writer."""
    file = Path(settings.DATA) / "fsync"
    done, until = 0, time.perf_counter() + 2
    with file.open("wb") as opened:
        while time.perf_counter() < until:
            opened.write(bytes(8192))
            opened.flush()
            os.fsync(opened.fileno())
            done += 1
    file.unlink()
    return done / 2


class Form:
    """The form of a round, as a browser without scripts sends it."""

    def __init__(self, port: int, held: Round) -> None:
        self.port, self.held = port, held
        self.address = f"/consultations/{SLUG}/rounds/{held.number}/say/"
        page = Client(headers={"host": "127.0.0.1"}).get(self.address).content.decode()
        self.opened = OPENED.findall(page)[0]
        self._numbers = count()

    def fields(self, key: str = "") -> dict[str, str]:
        """Every second one says what nobody said before, the others the same as many."""
        number = next(self._numbers)
        words = f"意見の{number if number % 2 else number % 100}です。手続の期限が短いと思います。"
        return {
            "key": key or secrets.token_urlsafe(24),
            "opened": self.opened,
            "step": "send",
            "words-1": words,
            "clause-1": "",
            "stance-1": "",
        }

    async def send(self, fields: dict[str, str]) -> Answer:
        body = urlencode(fields)
        head = f"POST {self.address} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        begun = time.perf_counter()
        answer = await ask(self.port, head, body)
        status = int(answer[9:12] or 0)
        found = RECEIPT.search(answer) if status == 200 else None
        return Answer(status, found[0].decode() if found else "", time.perf_counter() - begun)

    async def send_until(self, until: float, residents: int) -> list[Answer]:
        async def resident() -> list[Answer]:
            answers = []
            while time.perf_counter() < until:
                answers.append(await self.send(self.fields()))
            return answers

        return [one for some in await asyncio.gather(*(resident() for _ in range(residents))) for one in some]


async def ask(port: int, head: str, body: str = "") -> bytes:
    """A connection of its own; nothing where the site takes none."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{head}Host: 127.0.0.1\r\nConnection: close\r\n\r\n{body}".encode())
        answer = await reader.read(-1)
        writer.close()
    except OSError:
        return b""
    return answer


def lost(answers: list[Answer]) -> int:
    """Receipts that were given for what is not there."""
    hashes = [hash_of_receipt(one.receipt) for one in answers if one.receipt]
    stored = set(Submission.objects.filter(round__consultation__slug=SLUG).values_list("receipt_hash", flat=True))
    return sum(one not in stored for one in hashes)


def _steady(form: Form) -> Iterator[Figure]:
    yield Figure("fsync of 8 KB on this disk: a second", _fsyncs(), "fsyncs")
    answers = asyncio.run(form.send_until(time.perf_counter() + LASTS, RESIDENTS))
    given = [one for one in answers if one.receipt]
    least = 250 if connection.vendor == "postgresql" else 100
    yield Figure(
        f"form, {PROCESSES} processes: time for one submission ({least} a second at least)", LASTS * 1000 / len(given), "ms", 1000 / least
    )
    yield Figure("form: submissions a second, each acknowledged and on the disk", len(given) / LASTS, "submissions")
    yield Figure("form: p95 of an answer", p95([one.took for one in given]) * 1000, "ms")
    yield Figure("form: acknowledged and lost", lost(answers), "submissions", 0)


def _flooded(form: Form, session: str) -> Iterator[Figure]:
    """Ten times as many at once: most are asked to come again in a moment, and do so at once."""
    addresses = (f"/manage/consultations/{SLUG}/opinions/", f"/manage/consultations/{SLUG}/", "/desk/")
    waits: list[float] = []

    async def office(until: float) -> None:
        while time.perf_counter() < until:
            for address in addresses:
                begun = time.perf_counter()
                answer = await ask(form.port, f"GET {address} HTTP/1.1\r\nCookie: {settings.SESSION_COOKIE_NAME}={session}\r\n")
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(f"{address} was answered with {answer[:60]!r}.")
                waits.append(time.perf_counter() - begun)
                await asyncio.sleep(0.1)

    async def both() -> list[Answer]:
        until = time.perf_counter() + LASTS
        answers, _ = await asyncio.gather(form.send_until(until, 10 * RESIDENTS), office(until))
        return answers

    answers = asyncio.run(both())
    yield Figure("form, ten times as many residents: requests a second", len(answers) / LASTS, "requests")
    yield Figure("… of these given a receipt", sum(bool(one.receipt) for one in answers) / LASTS, "submissions")
    yield Figure("… pages of the office meanwhile: p95", p95(waits) * 1000, "ms", 1000)
    yield Figure("… acknowledged and lost", lost(answers), "submissions", 0)


def _session_of(runner: Person) -> str:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(runner)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _raced(form: Form) -> Iterator[Figure]:
    """One form, sent again and again over many connections at once: whoever is let in is told one receipt."""
    fields = form.fields()
    before = Submission.objects.count()

    async def race() -> list[Answer]:
        answers: list[Answer] = []
        while len(answers) < RACES:
            sent = await asyncio.gather(*(form.send(fields) for _ in range(RESIDENTS)))
            answers += [one for one in sent if one.receipt]
        return answers

    answers = asyncio.run(race())
    yield Figure(
        f"one form sent {len(answers):,} times, {RESIDENTS} at once: receipts", len({one.receipt for one in answers}), "receipts", 1
    )
    yield Figure("… submissions", Submission.objects.count() - before, "submissions", 1)
