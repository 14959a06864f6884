"""People print: the words, none of the buttons, a comparison table on A4 landscape."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from journeys.conftest import ACTION_GUIDELINES, Comes

COMPARISON = f"{ACTION_GUIDELINES}compare/1.0.0-draft.1..1.0.0/"
CONTROLS = ".site-nav, .site-footer, .toolbar, .tabs, .languages, .contents, main form, .button"
SIZE = re.compile(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]")


def sizes(page: Page) -> set[tuple[int, int]]:
    """The sheets of the printed page, in millimetres."""
    printed = page.pdf(prefer_css_page_size=True)
    return {(round(float(width) * 25.4 / 72), round(float(height) * 25.4 / 72)) for width, height in SIZE.findall(printed)}


@pytest.mark.parametrize("path", [ACTION_GUIDELINES, f"{ACTION_GUIDELINES}1.0.0/summary/", COMPARISON, f"{ACTION_GUIDELINES}clauses/c9-3/"])
def test_what_is_printed_holds_no_controls(visitor: Comes, path: str):
    with visitor() as page:
        page.goto(path)
        page.emulate_media(media="print")

        assert [one.inner_text() for one in page.locator(CONTROLS).all() if one.is_visible()] == []
        assert page.locator("h1").is_visible()


def test_a_comparison_table_is_printed_on_a4_landscape_and_a_text_upright(visitor: Comes):
    with visitor() as page:
        page.goto(COMPARISON)
        assert sizes(page) == {(297, 210)}
        page.goto(ACTION_GUIDELINES)
        assert sizes(page) == {(210, 297)}


def test_a_printed_example_says_that_it_is_one(visitor: Comes):
    with visitor() as page:
        page.goto(ACTION_GUIDELINES)
        page.emulate_media(media="print")

        assert page.get_by_text("東京都や国の文書そのものではありません").first.is_visible()
