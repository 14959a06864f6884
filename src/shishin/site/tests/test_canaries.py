"""Canaries: what residents say of themselves, and the files that they add, stand on no public page and in no public file."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from shishin.consultations.counting import count_voices
from shishin.consultations.models import Opinion, PersonalData, Response
from shishin.consultations.saying.receiving import receive
from shishin.consultations.tests.makers import fill_in, make_open_round
from shishin.kit.moments import now
from shishin.site.tests.crawling import crawl
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
CANARIES = ("Kanaria-Kobayashi", "kanaria@example.org", "kanaria-file.pdf")
WORDS = "The words themselves are public with the results."


@pytest.mark.parametrize("is_published", [False, True])
def test_no_canary_is_heard_on_public_pages(settings, tmp_path, is_published):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    held = make_open_round(profile="local", is_on_draft=True)
    name, address, file = CANARIES
    files = [ContentFile(b"%PDF-1.7\n", name=file)]
    received = receive(held, fill_in(held, WORDS, fields={"name": name, "address": address}, files=files))
    count_voices(held.consultation)
    if is_published:
        response = Response.objects.create(
            consultation=held.consultation, number=1, disposition="accepted", views={"en": "Yes."}, state="final"
        )
        Opinion.objects.update(state="answered", response=response)
        held.consultation.results_published_at, held.consultation.results_hash = now(), "a" * 64
        held.consultation.save()

    heard = {page: canary for page, body in public_pages(held).items() for canary in (*CANARIES, received.receipt) if canary in body}

    assert heard == {}
    assert PersonalData.objects.get().values == {"name": name, "address": address}
    assert [canary for canary in CANARIES for entry in Entry.objects.all() if canary in entry.sealed_text] == []


def public_pages(held) -> dict[str, str]:
    """What anybody reads, from the home page and from the pages of the consultation on, by address."""
    reader, bodies = Client(raise_request_exception=False), dict[str, str]()

    def ask(path: str) -> tuple[int, str, str]:
        answer = reader.get(path)
        body = b"".join(answer)
        bodies[path] = body.decode("utf-8", "replace")
        return answer.status_code, answer["Content-Type"], bodies[path] if answer["Content-Type"].startswith("text/html") else ""

    here = held.consultation.get_absolute_url()
    for start in ("/", "/consultations/", here, f"{here}rounds/{held.number}/say/", f"{here}results/", f"{here}originals/"):
        crawl(ask, start=start, per_view=5)
    assert f"{here}rounds/{held.number}/say/" in bodies
    return bodies
