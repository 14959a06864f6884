"""Somebody follows a wrong address and is shown what lies nearest."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from journeys.conftest import ACTION_GUIDELINES, Comes

WRONG = {
    f"{ACTION_GUIDELINES}1.0.5/": f"{ACTION_GUIDELINES}1.0.0/",
    f"{ACTION_GUIDELINES}clauses/c9-33/": f"{ACTION_GUIDELINES}clauses/c9-3/",
    f"{ACTION_GUIDELINES}clauses/c9-3/?edition=9.9.9": ACTION_GUIDELINES,
    f"{ACTION_GUIDELINES}compare/1.0.0..7.0.0/": ACTION_GUIDELINES,
    "/guidelines/tokyo-action-guideline/": ACTION_GUIDELINES,
    f"{ACTION_GUIDELINES}1.0.0/download/xls/": f"{ACTION_GUIDELINES}1.0.0/",
}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_address_offers_the_nearest(visitor: Comes, path: str):
    with visitor(language="en") as page:
        answer = page.goto(path)

        assert answer is not None
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text("There is no such page")
        assert any((href or "").startswith(WRONG[path]) for href in (link.get_attribute("href") for link in page.locator("main a").all()))


def test_an_address_that_leads_nowhere_leads_home(visitor: Comes):
    with visitor(language="ja") as page:
        answer = page.goto("/no/such/page/")
        assert answer is not None
        assert answer.status == 404
        page.locator("main a[href='/']").click()

        expect(page.locator("h1")).to_be_visible()
