"""Every link of the pages of the demo leads somewhere, for every account; pages name themselves and load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils.timezone import localdate
from pytest_django import DjangoDbBlocker

from shishin.councils.default_data import load_default_data as load_standing_orders
from shishin.demo.loading import demo_accounts, load_demo
from shishin.people.default_data import load_default_data
from shishin.people.models import Person
from shishin.site.tests.crawling import Visited, crawl, dead_links, links_within

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="The links are the same beside each database; the matrix asks every route on both."
    ),
]
PUBLIC, OWN, AGAIN = {"ja": 8, "en": 3}, 3, 1
"""Addresses of one view: those that the public asks for in a language, and those that an account asks for besides. Of what the public sees
as well, an account asks for one: its page may have links of its own."""


def ask_as(client: Client, *, language: str):
    """A link to the other language must not change that of the pages after it."""

    def ask(address: str) -> tuple[int, str, str]:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if "/download/" in address:
            answer = client.head(address)
            answer.close()
            return answer.status_code, "", ""
        answer = client.get(address)
        if answer.streaming:
            answer.close()
            return answer.status_code, "", ""
        kind = answer.get("Content-Type", "")
        return answer.status_code, kind, answer.content.decode() if kind.startswith("text/html") else ""

    return ask


def kind_of(person: Person) -> object:
    """Accounts of one kind have the same pages: what they may do, and where; what they are in bodies."""
    held = {(ability, row.post.organization_id) for row in person.held_on(localdate()) for ability in row.post.role.abilities}
    return frozenset(held), frozenset(person.seats.values_list("capacity", "body__kind"))


@pytest.fixture(scope="module")
def visits(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[Visited]]]:
    """What everybody meets: the public in both languages, then each account of the demo."""
    storages: dict[str, Any] = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        load_default_data()
        load_standing_orders()
        load_demo()
        found = {language: crawl(ask_as(Client(), language=language), per_view=most) for language, most in PUBLIC.items()}
        public = [page for visited in found.values() for page in visited]
        known = {page.path for page in public} | {urldefrag(link).url for page in public for link in links_within(page)}
        for person in {kind_of(person): person for person in demo_accounts()}.values():
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
            found[person.login_name] = crawl(ask_as(client, language="ja"), per_view=OWN, known=known, again=AGAIN)
        yield found
        transaction.set_rollback(True)


def test_every_link_leads_somewhere_for_everybody(visits):
    dead = {line: who for who, visited in visits.items() for line in dead_links(visited)}

    assert "\n".join(f"{who}: {line}" for line, who in sorted(dead.items())) == ""


def test_the_crawl_reaches_each_kind_of_page(visits):
    public = {
        "portal:home", "portal:search", "guidelines:families", "guidelines:family", "guidelines:document", "guidelines:edition",
        "guidelines:summary", "guidelines:clause", "guidelines:compare", "guidelines:download", "councils:body",
    }  # fmt: skip
    drafting = {
        "desk:desk",
        "guidelines:draft",
        "guidelines:edit-clause",
        "guidelines:draft-clause",
        "guidelines:lint",
        "guidelines:propose",
    }

    assert public - {page.view for page in visits["ja"]} == set()
    assert drafting - {page.view for page in visits["tokyo-secretariat"]} == set()
    assert {"tokyo-chair", "tokyo-member", "tokyo-auditor", "tokyo-people-office", "terei-secretariat"} <= set(visits)


def test_every_page_has_one_first_heading_and_says_its_language(visits):
    read = [page for visited in visits.values() for page in visited if page.is_page and page.status == 200]

    assert [(page.path, page.read.first_headings) for page in read if page.read.first_headings != 1] == []
    # A table taken away in plain Japanese says so itself.
    assert [page.path for page in read if page.read.language not in ("ja", "en", "ja-simple")] == []


def test_no_page_loads_anything_from_elsewhere_or_inline(visits):
    pages = [page for visited in visits.values() for page in visited if page.is_page]

    assert [(page.path, load) for page in pages for load in page.read.loads if urlsplit(load).netloc] == []
    assert [page.path for page in pages if page.read.inline] == []


def test_no_page_shows_words_of_machines(visits):
    """Where they belong they are folded away or set as code; where somebody types the number of a draft, an example is one."""
    typed = {("guidelines:start-next", "1.0.0-draft.1"), ("guidelines:version", "1.0.0-draft.1")}
    shown = {(page.view, word) for visited in visits.values() for page in visited for word in page.read.of_machines} - typed

    assert sorted(shown) == []


PLANTED = {
    "": '<a href="/planted/good/#here">Good</a> <a href="">Says nothing</a> <a href="/planted/bad/">Gone</a> <a href="/planted/good/#there">No such place</a>',
    "good/": '<h1 id="here">Good</h1> <a href="#nor-here">No such place</a> <a href="https://example.jp/gone/">Elsewhere</a> <a href="/planted/on/">On</a>',
}


def _planted(words: str):
    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(words)

    return page


def _on(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": "/planted/good/"})


urlpatterns = [
    *(path(f"planted/{where}", _planted(words), name=f"planted/{where}") for where, words in PLANTED.items()),
    path("planted/on/", _on, name="planted/on/"),
    path("", include("shishin.site.urls")),
]


@pytest.mark.urls(__name__)
def test_dead_links_that_are_planted_are_found():
    visited = crawl(ask_as(Client(), language="en"), start="/planted/")

    assert sorted(dead_links(visited)) == [
        "/planted/: /planted/bad/ answers 404",
        "/planted/: a link to nothing",
        "/planted/: no “there” on /planted/good/",
        "/planted/good/: no “nor-here” on /planted/good/",
    ]
