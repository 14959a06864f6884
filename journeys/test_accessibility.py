"""axe finds nothing: on each kind of page once, and on one page per pattern in every view."""

from __future__ import annotations

import itertools

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from journeys.conftest import Comes
from shishin.site.tests.crawling import crawl

PATTERNS = (
    "/",
    "/guidelines/",
    "/guidelines/tokyo-action-guidelines/",
    "/guidelines/tokyo-action-guidelines/compare/1.0.0-draft.1..1.0.0/",
    "/guidelines/tokyo-action-guidelines/clauses/c9-3/",
    "/search/?q=%E9%83%BD%E6%B0%91",
    "/accounts/login/",
)


def faults(page: Page) -> list[str]:
    found = [f"{violation['id']}: {violation['nodes'][0]['target']}" for violation in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    return found


@pytest.fixture(scope="module")
def one_of_each(site: str) -> list[str]:
    """The first address of each kind of page that the crawl meets."""
    first: dict[str, str] = {}
    session = requests.Session()

    def ask(path: str) -> tuple[int, str, str]:
        answer = session.get(site + path, timeout=60)
        return answer.status_code, answer.headers.get("Content-Type", ""), answer.text

    for page in crawl(ask, site=site, per_view=2):
        if page.is_page:
            first.setdefault(page.view, page.path)
    return sorted(first.values())


def test_axe_finds_nothing_on_any_kind_of_page(one_of_each: list[str], visitor: Comes):
    wrong = []
    with visitor() as page:
        for path in one_of_each:
            page.goto(path, wait_until="load")
            wrong += [f"{path}: {fault}" for fault in faults(page)]

    assert wrong == []


VIEWS = list(itertools.product((1280, 320), ("light", "dark"), ("ja", "en")))


@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
def test_axe_finds_nothing_on_a_page_of_each_pattern_in_any_view(visitor: Comes, width: int, scheme: str, language: str):
    wrong = []
    with visitor(width=width, scheme=scheme, language=language) as page:
        for path in PATTERNS:
            page.goto(path, wait_until="load")
            wrong += [f"{path}: {fault}" for fault in faults(page)]

    assert wrong == []
