"""What is not for everybody stands on no public page and in no file: each private field holds words that are nowhere else, and they are looked for."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from shishin.consultations.answering.responding import (
    change_response,
    check_response,
    hand_over,
    make_final,
    reopen_response,
    write_response,
)
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, ModerationAct, Opinion, PersonalData
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.publishing.result_files import FORMATS
from shishin.consultations.saying.correcting import correct
from shishin.consultations.saying.receiving import receive
from shishin.consultations.sorting.moderating import confirm_moderation, mask_opinion, withhold_opinions
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.tests.makers import close_round, fill_in, make_open_round, make_runner, opinion_saying, these
from shishin.people.tests.makers import make_organization

pytestmark = pytest.mark.django_db
SECRETS = (
    *("canaryname", "canaryaddress", "canaryfile", "canarymasked", "canarywithheld", "canarypart", "canarytakenback", "canarynote"),
    *("canarywriter", "canarychecker", "canaryasker", "canarydraft"),
)
PUBLIC = ("これは公開の意見です。", "伏せ字のある意見", "公開の点。")


@pytest.fixture
def published(settings, tmp_path) -> Consultation:
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    held = make_open_round(profile="local")
    consultation, office = held.consultation, held.consultation.organization
    person = {"name": "canaryname", "address": "canaryaddress", "capacity": "person"}
    file = ContentFile(b"%PDF-1.7\ncanaryfile", name="canaryfile.pdf")
    receive(held, fill_in(held, PUBLIC[0], "伏せ字のある意見canarymasked", fields=person, files=[file]))
    receive(held, fill_in(held, "canarywithheld", "公開の点。canarypartの点。", fields=person))
    said = receive(held, fill_in(held, "canarytakenback", fields=person)).submission
    correct(said, fill_in(held, PUBLIC[0], fields=person))
    count_voices(consultation)
    people = {name: make_runner(office, login_name=name, name="公務員") for name in ("canarywriter", "canarychecker", "canaryasker")}
    asker, checker = people["canaryasker"], people["canarychecker"]
    mask_opinion(opinion_saying("伏せ字のある意見canarymasked"), texts=["canarymasked"], reason="personal", words="canarynote", by=asker)
    split_opinion(opinion_saying("公開の点。canarypartの点。"), at=[5], by=asker)
    withhold_opinions(consultation, these("canarywithheld", "canarypartの点。"), reason="insult", words="canarynote", by=asker)
    confirm_moderation(ModerationAct.objects.all(), by=checker)
    response = write_response(
        consultation,
        opinions=Opinion.objects.heads().filter(state="open"),
        disposition="covered",
        views={"ja": "canarydraft"},
        by=people["canarywriter"],
    )
    hand_over(response, in_charge=make_organization(), by=asker)
    check_response(response, by=checker)
    reopen_response(response, by=asker)
    finish(response, people)
    close_round(held)
    return publish_results(Consultation.objects.get(pk=consultation.pk), by=asker)


def finish(response, people) -> None:
    response.refresh_from_db()
    change_response(response, version=response.version, by=people["canarywriter"], views={"ja": "公開の考え方"})
    check_response(response, by=people["canarychecker"])
    make_final([response], by=people["canaryasker"])


def text_of(content: bytes, name: str) -> str:
    """All that a file says, also where no reader looks."""
    if name.endswith("pdf"):
        reader = PdfReader(io.BytesIO(content))
        return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return html.unescape("".join(archive.read(part).decode("utf-8", "replace") for part in archive.namelist()))
    return content.decode()


def pages(consultation: Consultation) -> Iterator[tuple[str, bool]]:
    """Each with whether it shows the words of opinions."""
    slug = consultation.slug
    for name in ("consultations", "feed", "receipts"):
        yield reverse(f"consultations:{name}"), False
    yield consultation.get_absolute_url(), False
    yield reverse("consultations:results", args=[slug]), True
    yield reverse("consultations:result", args=[slug, 1]), True
    yield reverse("consultations:originals", args=[slug]), True
    yield from ((reverse("consultations:results-file", args=[slug, form]), True) for form in FORMATS)
    yield from ((reverse("consultations:originals-file", args=[slug, form]), True) for form in ("xlsx", "csv"))
    yield from (("/", False), ("/search/?q=canary", False))


def test_no_private_word_stands_on_a_public_page_or_in_a_file(client, published):
    kept = " ".join(str(row.values) for row in PersonalData.objects.all())
    assert [word in kept for word in ("canaryname", "canaryaddress", "canarymasked")] == [True] * 3
    seen = {}
    for address, shows_words in pages(published):
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = text_of(content, address.rstrip("/").rsplit("/", 1)[-1])
        if shows_words:
            assert [words.rstrip("。") in text.replace("\n", "") for words in PUBLIC] == [True] * 3, address
        seen[address] = [secret for secret in SECRETS if secret in text]

    assert {address: found for address, found in seen.items() if found} == {}


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_no_private_word_stands_in_what_the_console_exports(published, tmp_path, ending):
    for command in ("export_opinions", "export_results"):
        file = tmp_path / f"{command}.{ending}"
        call_command(command, published.slug, output=file)
        text = text_of(file.read_bytes(), file.name)
        assert (PUBLIC[0] in text, [secret for secret in SECRETS if secret in text]) == (True, [])


def test_who_runs_the_consultation_reads_what_the_form_asked_in_words_and_nobody_else_the_page(client, published):
    address = opinion_saying(PUBLIC[0]).get_absolute_url()
    assert client.get(address).status_code == 302
    client.force_login(make_runner())
    assert client.get(address).status_code == 404
    client.force_login(make_runner(published.organization))

    page = client.get(address).content.decode()

    told = ("You speak as: A person", "Name (or name of the organization): canaryname", "How to reach you: canaryaddress")
    assert [words in page for words in told] == [True] * 3
