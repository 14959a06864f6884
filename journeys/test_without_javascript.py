"""Somebody whose browser runs no scripts does the same."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.conftest import ACTION_GUIDELINES, Comes


def test_a_text_is_read_in_another_language_and_cited(visitor: Comes):
    with visitor(language="en", javascript=False) as page:
        page.goto("/")
        page.locator(".site-nav a[href='/guidelines/']").click()
        page.locator("main a[href='/guidelines/families/tokyo-digital-service/']").first.click()
        page.locator(f"table a[href='{ACTION_GUIDELINES}']").first.click()
        page.locator(".languages a[hreflang='ja-simple']").click()
        expect(page.locator(".clauses")).to_have_attribute("lang", "ja-simple")
        page.locator(".toolbar a[href$='#cite']").click()

        assert page.url.endswith("#cite")
        expect(page.locator("#cite")).to_contain_text("1.0.0")


def test_the_language_of_the_site_is_changed(visitor: Comes):
    with visitor(language="ja", javascript=False) as page:
        page.goto(ACTION_GUIDELINES)
        page.locator(".site-nav a[hreflang='en']").click()

        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_editions_are_compared_and_another_pair_is_chosen(visitor: Comes):
    with visitor(language="en", javascript=False) as page:
        page.goto(ACTION_GUIDELINES)
        page.locator(".toolbar a[href*='/compare/']").first.click()
        page.locator(".tabs a").nth(1).click()
        expect(page.locator(".tabs a[aria-current='true']")).to_contain_text("Changes of substance")
        page.select_option("#new", "1.1.0-draft.1")
        page.locator("#choose button").click()

        expect(page.locator(".compare")).to_contain_text("Findings and questions had gathered")


def test_a_secretariat_brings_a_text_in_and_discards_it(visitor: Comes):
    with visitor("tokyo-secretariat", language="en", javascript=False) as page:
        page.goto("/guidelines/import/")
        page.fill("[name=pasted]", "# 目的\n\n見本の文。\n")
        page.fill("[name=slug]", "without-scripts")
        page.locator("main form button").first.click()
        page.locator("button[name=accept]").click()
        expect(page.locator("#messages")).to_contain_text("is now a working edition")
        page.goto("/guidelines/without-scripts/1.0.0/discard/")
        page.locator("main form button").click()

        expect(page.locator("#messages")).to_contain_text("was discarded")


def test_signing_in_and_out(visitor: Comes):
    with visitor("tokyo-staff", language="en", javascript=False) as page:
        expect(page.locator(".site-nav a[href='/account/']")).to_be_visible()
        page.goto("/accounts/logout/")
        page.locator("main form button").click()

        expect(page.locator(".site-nav a[href*='/accounts/login/']")).to_be_visible()
