"""A reader searches: one character, two, a phrase, narrowed down, and what there is not."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from journeys.conftest import ACTION_GUIDELINES, Comes, Keeps, in_both_languages


def ask(page: Page, words: str) -> None:
    page.fill("main form[role=search] [name=q]", words)
    page.press("main form[role=search] [name=q]", "Enter")
    page.wait_for_url("**/search/?**")


def count(page: Page) -> int:
    """How many clauses the page says it found."""
    return int((re.search(r"\d[\d,]*", page.locator("#found").inner_text()) or ["0"])[0].replace(",", ""))


@in_both_languages
def test_one_character_is_found_and_its_hits_lead_to_the_clause(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as page:
        page.goto("/")
        page.locator(".site-nav a[href='/search/']").click()
        ask(page, "都")
        keep_picture(page, kept_as.format("search"))

        assert count(page) > 10
        assert all("都" in words for words in page.locator("main mark").all_inner_texts())
        page.locator("#found ~ ol h3 a").first.click()
        expect(page.locator("main")).to_contain_text("都")


def test_two_letters_are_found_whatever_their_width_and_case(visitor: Comes):
    with visitor(language="en") as page:
        found = []
        for words in ("UI", "ui", "ＵＩ"):
            page.goto("/search/")
            ask(page, words)
            found.append(count(page))

        assert found[0] > 0
        assert found == [found[0]] * 3


def test_words_in_quotation_marks_stay_together(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/search/")
        ask(page, '"who decides"')
        together = count(page)
        ask(page, "who decides")

        assert count(page) >= together


def test_a_code_is_found_by_its_number(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/search/")
        ask(page, "#9")
        page.locator("#named + ul a").first.click()

        expect(page.locator("main")).to_contain_text("#9")


def test_filters_narrow_down_stay_in_the_address_and_can_be_taken_away(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/search/?q=サービス")
        everything = count(page)
        page.goto("/search/?q=サービス&force=must")
        narrowed = count(page)
        assert 0 < narrowed < everything
        page.locator("main nav.toolbar a").first.click()
        page.wait_for_load_state()

        assert "force=must" not in page.url
        assert count(page) == everything


def test_earlier_editions_and_drafts_are_searched_when_asked_for(visitor: Comes):
    dropped = "二年ごとに一斉に改める"
    with visitor(language="en") as page:
        page.goto("/search/")
        ask(page, dropped)
        expect(page.locator("#found")).to_contain_text("No clause")
        page.locator(".empty a").first.click()
        page.wait_for_load_state()

        assert count(page) == 1
        page.locator("#found ~ ol h3 a").first.click()
        expect(page.locator("main")).to_contain_text(dropped)


def test_what_was_in_force_on_a_day_is_searched_as_of_that_day(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/search/?q=ガイドライン&on=2022-01-01")
        before = count(page)
        page.goto("/search/?q=ガイドライン&on=2025-06-01")

        assert before < count(page)


def test_nothing_found_says_so_and_shows_a_way_on(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/search/")
        ask(page, "zzzzqqq")

        expect(page.locator("#found")).to_have_text("No clause with “zzzzqqq”")
        expect(page.locator(".empty")).to_contain_text("No edition has all these words.")
        page.goto(f"{ACTION_GUIDELINES}?q=1")
        expect(page.locator("h1")).to_be_visible()
