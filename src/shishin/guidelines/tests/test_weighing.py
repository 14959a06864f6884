"""Links to files say how large they are, once such a file was made of the very text that is shown."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.printing import comparison_files, edition_files, summary_files, trying
from shishin.guidelines.printing.weighing import weigh_files
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_organization, make_secretariat
from shishin.guidelines.tests.test_comparing import clause, make_pair, reason
from shishin.guidelines.translating.translations import add_translation
from shishin.kit import file_sizes
from shishin.kit.models import FileSize
from shishin.paper.typesetting import TypesettingFailed
from shishin.people.models import Organization
from shishin.texts.manuscript import ManuscriptChange, Passage
from shishin.trail.public_changes import public_number
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
SLUG = "action-guidelines"
LINK = re.compile(r'<a href="([^"]*/download/[^"]*)"><svg[^>]*>(?:(?!</svg>).)*</svg>([^<]*)</a>', re.DOTALL)
OF_EDITION, OF_SUMMARY = ["PDF", "Word", "Markdown", "JSON", "Text folder"], ["PDF", "Word"]


@pytest.fixture(autouse=True)
def _quick_printer(monkeypatch):
    """In place, and without setting the lines of a PDF: what it weighs here is what would be set."""
    monkeypatch.setattr(trying, "has_threads", lambda: True)
    for module in (comparison_files, edition_files, summary_files):
        monkeypatch.setattr(module, "typeset", lambda _template, data: str(data).encode())


def address(name: str, *where: str) -> str:
    return reverse(f"guidelines:{name}", args=[SLUG, *where])


def links(client, page: str) -> list[tuple[str, str]]:
    """Each link to a file, with its words."""
    return [(url.replace("&amp;", "&"), words) for url, words in LINK.findall(client.get(page).content.decode())]


def weigh(version: str = "1.0.0") -> list[str]:
    """What the worker does once a text is fixed; the files that it made."""
    names = [weigh_files.call(SLUG, version)]
    while asked := DBTaskResult.objects.ready().filter(task_path=weigh_files.module_path).first():
        asked.delete()
        names.append(weigh_files.call(*asked.args_kwargs["args"]))
    return [name for name in names if name]


def words(client, page: str) -> list[str]:
    return [words for _url, words in links(client, page)]


def taken(client, page: str) -> list[str]:
    """What the links of a page ought to say, by the files to which they lead."""
    told = [(words.partition(", ")[0], len(client.get(url).content)) for url, words in links(client, page)]
    return [f"{label}, {filesizeformat(size)}" for label, size in told]


@pytest.mark.parametrize(("name", "labels"), [("edition", OF_EDITION), ("summary", OF_SUMMARY)])
def test_each_link_says_the_size_once_its_file_was_taken(client, name, labels):
    make_adopted()
    page = address(name, "1.0.0")
    assert words(client, page) == labels

    sizes = taken(client, page)

    assert words(client, page) == sizes
    assert [size.partition(",")[0] for size in sizes] == labels


def test_a_language_has_files_of_its_own(client):
    make_adopted()
    page = address("edition", "1.0.0")
    taken(client, page)

    assert words(client, f"{page}?language=ja") == OF_EDITION
    assert [url.partition("?")[2] for url, _words in links(client, f"{page}?language=ja")] == ["language=ja"] * 5


def test_the_worker_makes_every_file_once_when_a_text_is_fixed(client, settings, django_capture_on_commit_callbacks):
    settings.PRINTS_FIRST = True
    edition = make_edition("1.0.0-draft.1")
    with django_capture_on_commit_callbacks(execute=True):
        publish_draft(edition, published_on=date(2022, 2, 4), by=OPERATOR)
    asked = DBTaskResult.objects.get(task_path=weigh_files.module_path)
    assert (asked.args_kwargs["args"], asked.priority) == ([SLUG, "1.0.0-draft.1"], -50)
    asked.delete()
    before = public_number()

    names = weigh("1.0.0-draft.1")

    assert public_number() != before
    assert len(names) == len(set(names)) == FileSize.objects.count() == 14
    for page in (address("edition", "1.0.0-draft.1"), address("summary", "1.0.0-draft.1")):
        for language in ("", "?language=ja"):
            said = words(client, page + language)
            assert said == taken(client, page + language)


def test_a_text_of_an_old_name_or_of_none_is_not_weighed():
    edition = make_adopted()
    Document.objects.filter(pk=edition.document_id).update(slug="other-name")
    edition.document.aliases.create(name=SLUG)

    assert [weigh_files.call(SLUG, "1.0.0"), weigh_files.call("nothing", "1.0.0"), weigh_files.call("other-name", "9.0.0")] == [""] * 3
    assert not FileSize.objects.exists()


def test_a_text_that_no_printer_takes_has_the_sizes_of_its_other_files(client, monkeypatch):
    def stuck(template, _data):
        raise TypesettingFailed(template.name, "it is stuck")

    make_adopted()
    for module in (edition_files, summary_files):
        monkeypatch.setattr(module, "typeset", stuck)

    assert len(weigh()) == 10

    assert [size.partition(",")[1] for size in words(client, address("edition", "1.0.0"))] == ["", ",", ",", ",", ","]


def withdrawn(edition):
    withdraw_edition(edition, day=date(2026, 4, 1), reason="An error.", by=OPERATOR)


def translated(edition):
    add_translation(edition.clauses.get(line__key="design"), language="en", passage=Passage("Design"), by=OPERATOR)


def of_another_title(edition):
    Document.objects.filter(pk=edition.document_id).update(titles={"ja": "指針", "en": "Guidelines"})


def of_another_owner(edition):
    Organization.objects.get(slug="tokyo").dated_names.create(names={"ja": "都", "en": "The city"}, valid_from=date(2020, 4, 1))


@pytest.mark.parametrize("changed", [withdrawn, translated, of_another_title, of_another_owner])
def test_no_size_is_told_of_a_file_that_would_be_another_one_now(client, changed):
    edition = make_adopted()
    page = address("edition", "1.0.0")
    taken(client, page)

    changed(edition)

    assert words(client, page) == OF_EDITION


def test_a_site_that_was_upgraded_tells_the_sizes_of_what_it_made_itself(client, monkeypatch):
    make_adopted()
    page = address("edition", "1.0.0")
    taken(client, page)
    monkeypatch.setattr(file_sizes, "code_version", lambda: "the next version")
    assert words(client, page) == OF_EDITION

    assert taken(client, page) == words(client, page)


def test_a_later_edition_leaves_the_sizes_of_an_earlier_one(client):
    make_adopted(in_force_from=date(2022, 4, 1))
    page = address("edition", "1.0.0")
    sizes = taken(client, page)

    make_adopted("2.0.0", in_force_from=date(2023, 4, 1), started_from="1.0.0")

    assert words(client, page) == sizes
    assert words(client, address("edition", "2.0.0")) == OF_EDITION


def test_whoever_is_signed_in_reads_the_same_sizes_and_none_of_a_text_that_is_being_written(client):
    make_adopted(in_force_from=date(2022, 4, 1))
    make_edition("1.1.0", started_from="1.0.0")
    page = address("edition", "1.0.0")
    sizes = taken(client, page)
    client.force_login(make_secretariat("alice", organization=make_organization()))

    assert words(client, page) == sizes
    assert taken(client, address("edition", "1.1.0")) != OF_EDITION
    assert words(client, address("edition", "1.1.0")) == OF_EDITION
    assert not FileSize.objects.filter(name__contains="1.1.0").exists()


def test_a_comparison_says_the_size_of_the_very_table(client):
    old, _new = make_pair(
        [clause("users", "国民の意見を３０日聴く。")],
        [clause("users", "都民の意見を６０日聴く。")],
        reason("広く聴く。", ManuscriptChange("kept", ("users",), ("users",))),
    )
    page = address("compare", "1.0.0-draft.1", "1.0.0-draft.2")
    labels = words(client, page)
    assert labels == ["Word (A4 landscape)", "PDF", "HTML file"]

    sizes = taken(client, page)

    assert words(client, page) == words(client, f"{page}?show=formal") == sizes
    assert [size.rpartition(", ")[0] for size in sizes] == labels
    Edition.objects.filter(pk=old.pk).update(withdrawn_on=date(2026, 4, 1), withdrawn_reason="An error.")
    Document.objects.update(titles={"ja": "指針"})
    assert words(client, page) == labels
