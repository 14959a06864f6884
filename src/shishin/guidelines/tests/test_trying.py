"""A text is printed once before it is fixed: a clause that cannot be printed is named while it can still be written another way."""

from __future__ import annotations

import os
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shishin.guidelines.acting.adopting import adopt_edition, take_over
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.bringing_in.bringing_in import TextDetails, bring_in
from shishin.guidelines.comparing.editions import comparison_of
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.errors.editions import ClausesNotPrintable, TextChangedMeanwhile
from shishin.guidelines.models import Edition
from shishin.guidelines.printing import comparison_files, edition_files, summary_files, trying
from shishin.guidelines.printing.formats import FORMATS
from shishin.guidelines.printing.trying import faults_of
from shishin.guidelines.tests.makers import CLAUSES, make_decision, make_edition, make_secretariat, words
from shishin.kit import jobs
from shishin.kit.jobs import run
from shishin.kit.models import Job
from shishin.kit.own_process import Bounds
from shishin.paper.typesetting import TypesettingFailed
from shishin.texts.manuscript import ManuscriptClause, Passage, TakenOver
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

STUCK = "印刷できない"
STUCK_CLAUSE = ManuscriptClause("stuck", 2, passages=words("止まる条", STUCK))
URL = "/guidelines/action-guidelines/1.0.0/"


@pytest.fixture(autouse=True)
def _prints_first(settings, monkeypatch):
    """In place, but where a test says otherwise: a process takes a tenth of a second."""
    settings.PRINTS_FIRST = True
    monkeypatch.setattr(trying, "has_threads", lambda: True)


@pytest.fixture
def _printer_sticks(monkeypatch):
    """Planted: the printer takes no text in which these words stand."""

    def stuck(template, data):
        if STUCK in str(data):
            raise TypesettingFailed(template.name, "it is stuck")
        return b"a file"

    monkeypatch.setattr(edition_files, "typeset", stuck)


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


def stuck_edition(version: str = "1.0.0") -> Edition:
    return make_edition(version, clauses=[*CLAUSES, STUCK_CLAUSE, ManuscriptClause("last", 1, passages=words("附則", "終わり。"))])


def adopt(edition: Edition) -> Edition:
    return adopt_edition(edition, decision=make_decision(on=edition), in_force_from=date(2022, 4, 1), by=OPERATOR)


def rewrite(edition: Edition, body: str) -> None:
    clause = edition.clauses.get(line__key="users-first")
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage(text.heading, body), based_on=text.content_hash, by=OPERATOR)


def fixes(edition: Edition):
    return {
        "adopt": lambda: adopt(edition),
        "take over": lambda: take_over(edition, source="x", day=date(2022, 4, 1), in_force_from=date(2022, 4, 1), by=OPERATOR),
        "publish": lambda: publish_draft(edition, published_on=date(2022, 4, 1), by=OPERATOR),
    }


@pytest.mark.parametrize("act", ["adopt", "take over", "publish"])
@pytest.mark.usefixtures("_printer_sticks")
def test_no_door_fixes_a_text_with_a_clause_that_cannot_be_printed(act):
    edition = stuck_edition("1.0.0-draft.1" if act == "publish" else "1.0.0")

    with pytest.raises(ClausesNotPrintable, match=r"1 clause cannot be printed .*止まる条") as refused:
        fixes(edition)[act]()

    assert [(fault.key, fault.why) for fault in refused.value.faults] == [("stuck", "it is stuck")]
    edition.refresh_from_db()
    assert edition.is_working


@pytest.mark.parametrize("act", ["adopt", "take over", "publish"])
def test_a_text_that_can_be_printed_is_fixed(act):
    assert not fixes(make_edition("1.0.0-draft.1" if act == "publish" else "1.0.0"))[act]().is_working


@pytest.mark.parametrize(
    "body",
    [
        "| [条例](https://a.example/) | 語[^1] |\n|---|---|\n" + "| 文 | 文 |\n" * 99 + "\n[^1]: 注。\n",
        "文[^a]。\n\n[^a]: 注[^b]。\n\n[^b]: 注[^a]。\n",
        "~~<ins>消した下線</ins>~~",
    ],
    ids=["a head over several pages that leads somewhere", "notes on each other", "struck and underlined"],
)
def test_what_once_could_not_be_printed_is(body):
    assert faults_of(make_edition(clauses=[*CLAUSES, ManuscriptClause("hard", 1, passages=words("条", body))])) == []


@pytest.mark.usefixtures("_printer_sticks")
def test_every_clause_that_sticks_is_named_and_no_other():
    more = [ManuscriptClause(f"n{number}", 1, passages=words(f"条{number}", STUCK if number in (2, 7) else "文。")) for number in range(9)]

    assert [fault.key for fault in faults_of(make_edition(clauses=[*CLAUSES, *more]))] == ["n2", "n7"]


def test_what_word_does_not_take_is_named_as_well(monkeypatch):
    written = edition_files.body

    def stuck(printed):
        if STUCK in str(printed.clauses):
            raise RecursionError("too deep")
        return written(printed)

    monkeypatch.setattr(edition_files, "body", stuck)

    assert [(fault.key, fault.why) for fault in faults_of(stuck_edition())] == [("stuck", "RecursionError: too deep")]


def test_where_the_cover_is_what_sticks_no_clause_is_blamed(monkeypatch):
    def stuck(template, data):
        raise TypesettingFailed(template.name, "no title")

    monkeypatch.setattr(edition_files, "typeset", stuck)

    assert [(fault.key, fault.why) for fault in faults_of(make_edition())] == [("", "no title")]


@pytest.mark.usefixtures("_printer_sticks")
@pytest.mark.parametrize(("name", "version"), [("adopt", "1.0.0"), ("take-over", "1.0.0"), ("publish", "1.0.0-draft.1")])
def test_the_page_names_the_clause_with_the_way_to_it_and_refuses(client, alice, name, version):
    edition = stuck_edition(version)
    make_decision(on=edition)
    url = reverse(f"guidelines:{name}", args=["action-guidelines", version])

    asked = client.get(url)
    sent = client.post(url, {"source": "x", "day": "2022-04-01", "in_force_from": "2022-04-01", "published_on": "2022-04-01"})

    edit = reverse("guidelines:edit-clause", args=["action-guidelines", version, "stuck", "ja"])
    assert (asked.status_code, sent.status_code) == (200, 409)
    for page in (asked, sent):
        assert f'<a href="{edit}">' in page.text
        assert "it is stuck" in page.text
    edition.refresh_from_db()
    assert edition.is_working
    assert Job.objects.filter(kind=trying.TRY).count() == 1


def test_a_text_is_printed_once_and_again_when_it_changed(client, alice):
    edition = make_edition()

    for _turn in range(2):
        assert 'name="source"' in client.get(f"{URL}take-over/").text
    assert Job.objects.count() == 1
    rewrite(edition, "利用者を先にする。")

    client.get(f"{URL}take-over/")

    assert Job.objects.count() == 2


@pytest.fixture
def _worker_is_slow(settings, monkeypatch):
    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr(jobs.wait_for, "__kwdefaults__", {"patience": 0})


@pytest.mark.usefixtures("_worker_is_slow")
def test_the_page_says_how_far_the_printing_is_and_nothing_is_fixed_before(client, alice):
    edition = make_edition()

    waiting = client.get(f"{URL}take-over/")
    job = Job.objects.get()
    early = client.post(f"{URL}take-over/", {"source": "x", "day": "2022-04-01", "in_force_from": "2022-04-01"})

    assert waiting.url == job.get_absolute_url()
    assert client.get(f"{URL}take-over/").url == job.get_absolute_url()
    assert "It waits for its turn." in client.get(waiting.url).text
    assert (early.status_code, early.context["refusal"].code) == (409, "NotPrintedYet")
    run(str(job.uuid))
    assert 'name="source"' in client.get(waiting.url, follow=True).text
    edition.refresh_from_db()
    assert edition.is_working


@pytest.mark.usefixtures("_worker_is_slow")
def test_a_text_that_was_changed_while_it_was_printed_is_printed_again(client, alice):
    edition = make_edition()
    client.get(f"{URL}take-over/")
    first = Job.objects.get()
    rewrite(edition, "別の文。")

    run(str(first.uuid))

    first.refresh_from_db()
    assert (first.state, first.code) == ("refused", TextChangedMeanwhile.__name__)
    assert client.get(f"{URL}take-over/").url == Job.objects.exclude(pk=first.pk).get().get_absolute_url()


@pytest.mark.usefixtures("_prints_apart")
def test_the_worker_typesets_in_a_process_of_its_own(client, alice, monkeypatch):
    """Planted: whoever typesets says its number."""

    def says_who(data):
        raise TypesettingFailed("edition.typ", f"set by {os.getpid()}.")

    monkeypatch.setattr(trying, "set_pdf", says_who)
    make_edition()

    page = client.get(f"{URL}take-over/").text

    assert "set by " in page
    assert f"set by {os.getpid()}." not in page


class NoDatabase:
    """Counts what is asked of the database where it must not be asked."""

    queries = 0

    def run(self, act, /, *arguments, **named):
        with CaptureQueriesContext(connection) as asked:
            made = act(*arguments, **named)
        self.queries += len(asked)
        return made


def test_what_prints_in_a_process_of_its_own_asks_no_database():
    edition = adopt(make_edition())
    following = make_edition("2.0.0", clauses=CLAUSES[:3], started_from="1.0.0", revision="major")
    apart, comparison = NoDatabase(), comparison_of(edition, following)

    for form in FORMATS:
        if form.is_printed:
            what = (comparison,) if form.part == "comparison" else (edition, "ja")
            assert form.write(*what, apart=apart) == form.write(*what), form
    assert apart.queries == 0


@pytest.fixture
def _prints_apart(monkeypatch):
    monkeypatch.setattr(trying, "has_threads", lambda: False)


@pytest.fixture
def _says_who_prints(monkeypatch, _prints_apart):
    """Planted: whatever is printed is the number of the process that prints it."""
    for module in (edition_files, comparison_files, summary_files):
        monkeypatch.setattr(module, "typeset", lambda template, data: str(os.getpid()).encode())
        monkeypatch.setattr(module, "word_file", lambda *parts, **more: str(os.getpid()).encode())


@pytest.mark.usefixtures("_says_who_prints")
@pytest.mark.parametrize("version", ["1.0.0", "1.0.0-draft.1"], ids=["a working edition", "a published draft"])
def test_downloads_are_printed_in_a_process_of_their_own(client, alice, settings, version):
    settings.PRINTS_FIRST = False
    edition = make_edition(version)
    if version == "1.0.0-draft.1":
        publish_draft(edition, published_on=date(2022, 4, 1), by=OPERATOR)
    make_edition("2.0.0", clauses=CLAUSES[:3], started_from=version)
    urls = [f"/guidelines/action-guidelines/{version}/download/{name}/" for name in ("pdf", "docx", "summary-pdf", "summary-docx")]
    urls += [f"/guidelines/action-guidelines/compare/{version}..2.0.0/download/{name}/" for name in ("pdf", "docx")]

    printers = [int(client.get(url).content) for url in urls]

    assert len(set(printers)) == len(urls)
    assert os.getpid() not in printers


@pytest.mark.usefixtures("_prints_apart", "_printer_sticks")
def test_a_download_of_a_draft_that_cannot_be_printed_names_the_clause(client, alice):
    stuck_edition()

    waiting = client.get(f"{URL}download/pdf/")
    again = client.get(f"{URL}download/pdf/")

    for answer in (waiting, again):
        assert (answer.status_code, "1 clause is more than the printer takes (2.2　止まる条)" in answer.text) == (409, True)
    assert Job.objects.filter(kind=trying.TRY).count() == 1
    assert client.get(f"{URL}download/md/").status_code == 200


@pytest.mark.usefixtures("_prints_apart", "_printer_sticks", "_worker_is_slow")
def test_while_the_clause_is_looked_for_the_download_says_how_far_it_is(client, alice):
    stuck_edition()

    waiting = client.get(f"{URL}download/pdf/")

    job = Job.objects.get()
    assert waiting.url == job.get_absolute_url()
    run(str(job.uuid))
    assert "止まる条" in client.get(waiting.url, follow=True).text


@pytest.mark.usefixtures("_prints_apart", "_printer_sticks")
def test_a_reader_without_an_account_begins_no_job_by_a_download(client, settings):
    settings.PRINTS_FIRST = False
    publish_draft(stuck_edition("1.0.0-draft.1"), published_on=date(2022, 4, 1), by=OPERATOR)

    answer = client.get("/guidelines/action-guidelines/1.0.0-draft.1/download/pdf/")

    assert (answer.status_code, "the text as a whole" in answer.text) == (409, True)
    assert Job.objects.count() == 0
    assert client.get(f"{URL}download/pdf/").status_code == 404


@pytest.mark.usefixtures("_prints_apart")
def test_a_download_that_takes_too_much_memory_ends_alone(client, alice, monkeypatch):
    monkeypatch.setattr(trying, "BOUNDS", Bounds(memory=64, seconds=20))
    monkeypatch.setattr(edition_files, "typeset", lambda template, data: b"x" * 1024**3)
    make_edition()

    assert client.get(f"{URL}download/pdf/").status_code == 409
    assert client.get(URL).status_code == 200


@pytest.mark.usefixtures("_prints_apart", "_printer_sticks")
def test_a_comparison_that_cannot_be_printed_leads_to_its_page(client, alice, monkeypatch):
    make_edition()
    make_edition("2.0.0", clauses=CLAUSES[:3], started_from="1.0.0")
    monkeypatch.setattr(comparison_files, "typeset", edition_files.typeset)
    edit = Edition.objects.get(version="2.0.0").clauses.get(position=0)
    text = edit.texts.get(language="ja")
    edit_clause(edit, language="ja", passage=Passage(text.heading, STUCK), based_on=text.content_hash, by=OPERATOR)

    answer = client.get("/guidelines/action-guidelines/compare/1.0.0..2.0.0/download/pdf/")

    assert (answer.status_code, "more than the printer takes" in answer.text) == (409, True)


def test_while_reasons_are_missing_nothing_is_printed(client, alice):
    adopt(make_edition())
    make_edition("2.0.0", clauses=CLAUSES[:3], started_from="1.0.0", revision="major")

    page = client.get("/guidelines/action-guidelines/2.0.0/adopt/")

    assert "has no reason yet" in page.text
    assert Job.objects.count() == 0


@pytest.mark.usefixtures("_printer_sticks")
def test_what_is_brought_in_stays_a_working_edition_and_says_why(tmp_path):
    make_edition()
    (tmp_path / "rules.md").write_text(f"# 規則\n\n## 目的\n\n{STUCK}\n", encoding="utf-8")
    details = TextDetails(slug="rules", version="1.0.0", family="tokyo-family", owner="tokyo", language="ja", numbering="arabic")

    (brought,) = bring_in(tmp_path / "rules.md", details=details, by=OPERATOR, taken_over=TakenOver("x", date(2022, 4, 1)))

    assert brought.edition.is_working
    assert "cannot be printed (1　目的)" in brought.notes[0]
