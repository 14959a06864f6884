"""Somebody who uses no mouse reads, compares, searches and signs in with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import ACTION_GUIDELINES, Comes
from shishin.demo.loading import DEMO_PASSWORD

OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""
FOCUSED = "() => document.activeElement.getAttribute('href') || document.activeElement.name || document.activeElement.tagName"


def press_until(page: Page, wanted: str, *, most: int = 60) -> list[str]:
    """Press Tab until the focus is there; everything on the way."""
    way = []
    for _press in range(most):
        page.keyboard.press("Tab")
        way.append(str(page.evaluate(FOCUSED)))
        if way[-1] == wanted:
            return way
    raise AssertionError(f"{wanted} is not reached: {way}")


def test_the_first_stop_skips_to_the_text(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(ACTION_GUIDELINES)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        page.keyboard.press("Enter")

        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_is_visible_and_comes_in_the_order_of_the_page(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(f"{ACTION_GUIDELINES}clauses/c9-3/")
        seen: list[float] = []
        unseen = []
        for _press in range(30):
            page.keyboard.press("Tab")
            if not page.evaluate(OUTLINE):
                unseen.append(page.evaluate(FOCUSED))
            if page.evaluate("document.querySelector('main').contains(document.activeElement)"):
                seen.append(page.evaluate("document.activeElement.compareDocumentPosition(document.querySelector('footer')) & 4"))

        assert unseen == []
        assert set(seen) == {4}


def test_nobody_is_caught_anywhere(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/accounts/login/")
        way = press_until(page, "/contact/")

        assert way.index("login") < way.index("password") < way.index("/contact/")


def test_a_text_is_opened_and_compared_without_a_mouse(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(ACTION_GUIDELINES)
        press_until(page, f"{ACTION_GUIDELINES}compare/1.0.0-draft.1..1.0.0/")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare/1.0.0-draft.1..1.0.0/")
        page.locator("#choose-heading").scroll_into_view_if_needed()
        page.locator("#new").focus()
        page.keyboard.type("1.1")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare/1.0.0-draft.1..1.1.0-draft.1/")

        expect(page.locator("h1")).to_have_text("Comparison table")


def test_a_wide_table_can_be_scrolled_by_keys(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/guidelines/families/tokyo-digital-service/")
        press_until(page, "/guidelines/tokyo-uiux-guideline/")
        assert page.evaluate(OUTLINE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/guidelines/tokyo-uiux-guideline/")


def test_signing_in_needs_no_mouse(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/")
        press_until(page, page.locator(".site-nav a[href*='/accounts/login/']").get_attribute("href") or "")
        page.keyboard.press("Enter")
        page.wait_for_url("**/accounts/login/**")
        press_until(page, "login")
        page.keyboard.type("tokyo-staff")
        page.keyboard.press("Tab")
        page.keyboard.type(DEMO_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_load_state()

        expect(page.locator(".site-nav a[href='/account/']")).to_be_visible()
