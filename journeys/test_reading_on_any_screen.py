"""People read on a telephone, a large screen, in dark colours and with large letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import ACTION_GUIDELINES, CHROMIUM, FLAGS, Comes, Keeps, scrolls_sideways

PATTERNS = (
    "/",
    "/guidelines/",
    "/guidelines/families/tokyo-digital-service/",
    ACTION_GUIDELINES,
    f"{ACTION_GUIDELINES}1.0.0/summary/",
    f"{ACTION_GUIDELINES}compare/1.0.0-draft.1..1.0.0/",
    f"{ACTION_GUIDELINES}clauses/c9-3/",
    "/search/?q=都民",
    "/councils/",
    "/help/",
    "/accounts/login/",
)
SECRETARIAT_PATTERNS = ("/guidelines/import/", "/manage/", "/account/", "/manage/consultations/action-guidelines-2026/")
WIDTHS = (320, 400, 640, 768, 1024, 1920)
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(one => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 1 && box.right > innerWidth + 1 && style.position !== 'absolute' && !one.closest('[class*=scroll], .table-wide, svg, .visually-hidden, pre');
}).map(one => one.tagName + '.' + one.className).slice(0, 3)"""
DARK = "() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); return r + g + b < 150 }"


@pytest.fixture
def large_letters(browser: Browser) -> Iterator[Browser]:
    """The browser of somebody who set letters of 32 pixels instead of 16."""
    larger = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--blink-settings=defaultFontSize=32"])
    yield larger
    larger.close()


def wide(page: Page, paths: tuple[str, ...], widths: tuple[int, ...] = ()) -> list[object]:
    """Pages that do not fit, in the window as it is or made as wide as each of these."""
    found: list[object] = []
    for path in paths:
        page.goto(path)
        for width in widths or (window_width(page),):
            page.set_viewport_size({"width": width, "height": 900})
            if scrolls_sideways(page):
                found.append((path, width, "scrolls sideways"))
            if cut := page.evaluate(CUT_OFF):
                found.append((path, width, cut))
    return found


def window_width(page: Page) -> int:
    return int(page.evaluate("innerWidth"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_is_wider_than_the_window(visitor: Comes, language: str):
    with visitor(language=language) as page:
        assert wide(page, PATTERNS, WIDTHS) == []


def test_no_page_of_the_secretariat_is_wider_than_a_telephone(visitor: Comes):
    with visitor("tokyo-secretariat", width=320, language="ja") as page:
        assert wide(page, SECRETARIAT_PATTERNS) == []


def test_on_a_telephone_the_tasks_are_the_same(visitor: Comes, keep_picture: Keeps):
    with visitor(width=320, height=640, language="ja") as page:
        page.goto("/")
        page.locator(".menu-link").click()
        page.locator("#menu a[href='/guidelines/']").click()
        page.locator("main a[href='/guidelines/families/tokyo-digital-service/']").first.click()
        page.locator(f"main a[href='{ACTION_GUIDELINES}']").last.click()
        page.wait_for_url(f"**{ACTION_GUIDELINES}")
        keep_picture(page, "narrow")
        page.locator(".toolbar a[href*='/compare/']").first.click()
        expect(page.locator(".compare")).to_contain_text("（新設）")
        assert not scrolls_sideways(page)


def test_letters_of_twice_the_size_fit(large_letters: Browser, site: str):
    page = large_letters.new_page(base_url=site, viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page.goto("/")

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert wide(page, PATTERNS) == []


def test_every_page_is_dark_where_the_device_is(visitor: Comes):
    with visitor(scheme="dark", language="ja") as page:
        light = []
        for path in PATTERNS:
            page.goto(path)
            if not page.evaluate(DARK):
                light.append(path)

        assert light == []


def test_with_forced_colours_the_states_are_still_words(visitor: Comes):
    with visitor(language="en") as page:
        page.emulate_media(forced_colors="active")
        page.goto(ACTION_GUIDELINES)

        expect(page.locator(".page-head .tag-success")).to_have_text("In force")
        assert page.locator(".compare").count() == 0
