"""What somebody brings in is read by the worker, apart from it: a page goes on to the result, and to nobody else's."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shishin.guidelines.bringing_in import reading
from shishin.guidelines.bringing_in.bringing_in import AlreadyKnown, TextDetails, read_manuscript
from shishin.guidelines.bringing_in.reading import FoundText
from shishin.guidelines.models import Edition, Proposal
from shishin.guidelines.proposing import making
from shishin.guidelines.proposing.making import propose_file
from shishin.guidelines.tests.makers import make_numbering, make_secretariat
from shishin.guidelines.tests.test_proposal_pages import DRAFT
from shishin.guidelines.tests.test_proposing import NEXT, make_draft, ours
from shishin.kit import jobs, own_process
from shishin.kit.jobs import run
from shishin.kit.models import Job
from shishin.kit.own_process import Bounds
from shishin.people.tests.makers import make_person
from shishin.texts.errors import NothingToImport

pytestmark = pytest.mark.django_db
PLAIN = "# 指針\n\n## 目的\n\n目的を定める。\n"


@pytest.fixture
def _worker_is_slow(settings, monkeypatch):
    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr(jobs.wait_for, "__kwdefaults__", {"patience": 0})


def give(client, content: bytes = PLAIN.encode(), name: str = "rules.md"):
    return client.post(reverse("guidelines:import"), {"owner": "tokyo", "slug": "rules", "uploads": SimpleUploadedFile(name, content)})


@pytest.mark.usefixtures("_worker_is_slow")
def test_who_waits_is_led_to_the_job_and_from_there_to_the_clauses(client):
    client.force_login(make_secretariat())

    waiting = give(client)
    job = Job.objects.get()
    assert waiting.url == job.get_absolute_url()
    assert "It waits for its turn." in client.get(waiting.url).text
    run(str(job.uuid))
    found = client.get(waiting.url, follow=True)

    assert found.redirect_chain == [(f"{reverse('guidelines:import')}?job={job.uuid}", 302)]
    assert [row.passage.heading for row in found.context["rows"]] == ["目的"]


@pytest.mark.usefixtures("_worker_is_slow")
def test_nobody_else_sees_what_was_found(client):
    client.force_login(make_secretariat())
    give(client)
    job = Job.objects.get()
    run(str(job.uuid))
    client.force_login(make_secretariat("bob"))

    answer = client.get(f"{reverse('guidelines:import')}?job={job.uuid}")

    assert "rows" not in answer.context
    assert client.get(f"{reverse('guidelines:import')}?job=nothing").status_code == 200


def test_the_words_of_what_was_refused_are_those_of_the_reader(client, monkeypatch):
    monkeypatch.setattr(own_process, "BOUNDS", Bounds(seconds=0))
    client.force_login(make_secretariat())
    client.cookies["language"] = "ja"

    answer = give(client)

    assert answer.status_code == 409
    assert "rules.md を読むには 0 秒より長くかかるため、読みませんでした。" in answer.context["form"].non_field_errors()[0]


def test_what_is_too_large_is_refused_before_it_is_kept(client, monkeypatch):
    monkeypatch.setattr("shishin.guidelines.bringing_in.bringing_in.LIMIT", 10)
    client.force_login(make_secretariat())

    answer = give(client)

    assert answer.status_code == 409
    assert Job.objects.count() == 0


def test_the_text_is_read_in_another_process(client, monkeypatch):
    """Planted: whoever reads it in the process of the page says its number."""
    monkeypatch.setattr(reading, "read_manuscript", lambda contents, **known: (_named(str(os.getpid())), ()))
    client.force_login(make_secretariat())

    title = give(client).context["form"].initial["title"]

    assert title.isdigit()
    assert title != str(os.getpid())


def mend(client, text: str, **more):
    fields = {"text": text, "slug": "rules", "version": "1.0.0", "language": "ja", "owner": "tokyo", "numbering": make_numbering().slug}
    return client.post(reverse("guidelines:import"), {**fields, **more})


MENDED = "# 目的 {#purpose .chapter}\n\n目的を定める。\n"


def test_what_was_mended_by_hand_is_read_in_another_process(client, monkeypatch):
    """Planted: whoever reads it in the process of the page says its number."""
    says_who = lambda *_all, **_named: (_ for _ in ()).throw(NothingToImport(file=str(os.getpid())))  # noqa: E731
    monkeypatch.setattr(reading, "mended_manuscript", says_who)
    client.force_login(make_secretariat())

    answer = mend(client, MENDED)

    (words,) = answer.context["form"].non_field_errors()
    assert answer.status_code == 409
    assert re.search(r"\d+", words)
    assert str(os.getpid()) not in words


@pytest.mark.usefixtures("_worker_is_slow")
def test_what_was_mended_and_takes_long_is_shown_by_its_job(client):
    client.force_login(make_secretariat())

    waiting = mend(client, MENDED, accept="1")
    job = Job.objects.get()
    run(str(job.uuid))
    found = client.get(waiting.url, follow=True)

    assert waiting.url == job.get_absolute_url()
    assert [row.clause.key for row in found.context["rows"]] == ["purpose"]
    assert "{#purpose" in found.text
    assert not Edition.objects.exists(), "it is accepted where its clauses are seen"


def test_a_proposal_is_paired_in_another_process(monkeypatch):
    """Planted: whoever pairs it in the process that asked says its number."""
    says_who = lambda *_all, **_named: (_ for _ in ()).throw(NothingToImport(file=str(os.getpid())))  # noqa: E731
    monkeypatch.setattr(making, "find_changes", says_who)
    edition, person = make_draft()

    with pytest.raises(NothingToImport) as refused:
        propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person)

    assert str(os.getpid()) not in refused.value.message


def _named(title: str):
    read, _notes = read_manuscript({"a.md": PLAIN.encode()}, details=TextDetails(slug="rules", language="ja"), known=AlreadyKnown((), {}))
    return replace(read, document=replace(read.document, titles={"ja": title}))


def test_a_found_text_is_kept_as_plain_data_and_comes_back_as_it_was():
    text = "# 目的 {#a .conduct must}\n\n文。\n".encode()
    manuscript, _notes = read_manuscript({"a.md": text}, details=TextDetails(slug="a", language="ja"), known=AlreadyKnown((), {}))

    again = FoundText.of(FoundText(manuscript, ("a note",)).plain())

    assert again.manuscript.clauses == manuscript.clauses
    assert again.notes == ("a note",)


@pytest.mark.usefixtures("_worker_is_slow")
def test_a_proposal_is_made_once_however_often_its_job_runs(client, monkeypatch):
    _edition, person = make_draft()
    client.force_login(person)
    waiting = client.post(f"{DRAFT}/propose/", {"upload": SimpleUploadedFile("next.md", ours(*NEXT)), "language": "ja"})
    job = Job.objects.get()
    with monkeypatch.context() as dying:
        dying.setattr(Job, "end", _dies)
        with pytest.raises(KeyboardInterrupt):
            run(str(job.uuid))

    run(str(job.uuid))

    proposal = Proposal.objects.get()
    shown = client.get(waiting.url, follow=True).redirect_chain
    assert shown[-1][0] == f"{DRAFT}/proposals/{proposal.uuid}/"


def _dies(*_arguments, **_named):
    raise KeyboardInterrupt


def test_commands_and_calls_need_no_worker():
    edition, person = make_draft()

    assert propose_file(edition, ours(*NEXT), name="next.md", language="ja", by=person).changes.count() == 4
    assert Job.objects.count() == 0


def test_the_menu_of_jobs_is_nobodys(client):
    client.force_login(make_person("dave"))

    assert client.get("/jobs/").status_code == 404
