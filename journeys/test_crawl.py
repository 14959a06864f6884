"""Every page of the demo that links lead to answers, names itself, and loads nothing from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests

from journeys.crawling import Found, crawl


@pytest.fixture(scope="module")
def pages(site: str) -> list[Found]:
    return crawl(site, session=requests.Session())


@pytest.fixture(scope="module")
def english_pages(site: str) -> list[Found]:
    session = requests.Session()
    session.cookies.set("language", "en")
    return crawl(site, session=session)


def test_every_link_leads_somewhere(pages: list[Found]):
    assert [(page.path, page.status, page.linked_from) for page in pages if page.status != 200] == []


def test_every_link_leads_somewhere_in_english(english_pages: list[Found]):
    assert [(page.path, page.status, page.linked_from) for page in english_pages if page.status != 200] == []


def test_the_crawl_reaches_each_kind_of_public_page(pages: list[Found]):
    wanted = {
        "portal:home", "portal:search", "guidelines:families", "guidelines:family", "guidelines:document", "guidelines:edition",
        "guidelines:summary", "guidelines:clause", "guidelines:compare", "guidelines:download", "councils:body",
    }  # fmt: skip
    assert wanted - {page.view for page in pages} == set()


def test_every_page_has_one_first_heading_and_says_its_language(pages: list[Found], english_pages: list[Found]):
    read = [page for page in [*pages, *english_pages] if page.kind.startswith("text/html")]

    assert [(page.path, page.read.first_headings) for page in read if page.read.first_headings != 1] == []
    # A table taken away in plain Japanese says so itself.
    assert [page.path for page in read if page.read.language not in ("ja", "en", "ja-simple")] == []


def test_no_page_loads_anything_from_elsewhere_or_inline(pages: list[Found]):
    assert [(page.path, load) for page in pages for load in page.read.loads if urlsplit(load).netloc] == []
    assert [page.path for page in pages if page.read.inline] == []


def test_no_link_leads_nowhere(pages: list[Found], english_pages: list[Found]):
    assert [page.path for page in [*pages, *english_pages] if "" in page.read.links] == []


def test_every_link_within_a_page_has_its_target(pages: list[Found]):
    missing = [
        (page.path, link)
        for page in pages
        for link in page.read.links
        if link.startswith("#") and link != "#" and link[1:] not in page.read.ids
    ]

    assert missing == []
