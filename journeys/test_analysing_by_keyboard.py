"""A flood of opinions is analysed and answered by keyboard alone: an analysis runs, a clause is accepted, one is taken out of its row, a row is answered."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages, press_on, running_after

FLOOD = 20_000 if os.environ.get("SHISHIN_PICTURES") == "1" else 400
"""As many as the guide tells, for its pictures."""
TAKEN_IN = f"""
import tempfile
from pathlib import Path
from django.core.management import call_command
file = Path(tempfile.mkdtemp()) / "flood.csv"
call_command("make_opinions", count={FLOOD}, distinct={FLOOD * 3 // 20}, seed=1, place=[], output=file)
call_command("import_opinions", "action-guidelines-2026/2", str(file))
"""
DESK = "/manage/consultations/action-guidelines-2026/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_after(TAKEN_IN, tmp_path_factory) as address:
        yield address


def wait_until_done(page: Page, again: str) -> None:
    """An analysis is offered again when none is under way."""
    for _second in range(120):
        page.wait_for_timeout(1000)
        page.reload()
        if page.get_by_role("button", name=again).count():
            return


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_an_analysis_is_run_by_keyboard(visitor: Comes, javascript: bool):
    with visitor("tokyo-secretariat", language="en", javascript=javascript) as page:
        page.goto(DESK)
        press_on(page, "Analysis", role="link")
        press_on(page, "Run it again")
        expect(page.get_by_role("button", name="Run it again")).to_have_count(0)
        wait_until_done(page, "Run it again")
        expect(page.get_by_role("link", name="Look at the themes")).to_be_visible()


def test_a_clause_is_accepted_by_y(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{DESK}opinions/?q=区市町村の職員も使える")
        row = page.locator("#rows > li")
        expect(row).to_have_count(1)
        likeliest = row.locator(".meta span").nth(1).inner_text().removeprefix("By machine: ")
        row.locator("summary").last.focus()
        page.keyboard.press("Enter")
        expect(row.locator("ol li")).not_to_have_count(0)
        expect(row.locator("ol li").first).to_contain_text(likeliest)
        page.keyboard.press("j")
        page.keyboard.press("y")
        expect(page.locator("#messages")).to_contain_text("It was done.")
        expect(row.locator("> .meta span").first).to_have_text(likeliest)


def test_one_is_taken_out_of_its_row_by_o(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{DESK}opinions/?place=c1")
        row = page.locator("#rows > li")
        expect(row).to_have_count(1)
        row.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(row.locator("li[data-row]")).to_have_count(2)
        taken = row.locator("li[data-row] input").first.get_attribute("value")
        for key in "jjo":
            page.keyboard.press(key)
        expect(page.locator("#messages")).to_contain_text("It was done.")
        expect(row).to_have_count(2)
        # One is at the row where one was, and it is open again.
        expect(row.first.locator("> .kicker input")).to_be_focused()
        expect(row.first.locator("li[data-row]")).to_have_count(1)
        page.keyboard.press("u")
        expect(row).to_have_count(1)
        expect(row.locator(f"li[data-row] input[value='{taken}']")).to_have_count(1)


@in_both_languages
def test_a_flood_stands_in_rows_that_can_be_answered(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-secretariat", language=language, height=640) as page:
        page.goto(f"{DESK}analysis/")
        wait_until_done(page, {"en": "Run it again", "ja": "もう一度分析する"}[language])
        # A map of so many dots makes a large picture.
        for name, address, what, height in (
            ("analysis", "analysis/", "#h-report", 640),
            ("themes-proposed", "themes/", "#h-proposed", 640),
            ("flood-map", "map/", "figure.chart", 420),
        ):
            page.set_viewport_size({"width": 1280, "height": height})
            page.goto(f"{DESK}{address}")
            expect(page.locator(what)).to_be_visible()
            page.locator(what).evaluate("what => what.scrollIntoView({ behavior: 'instant' })")
            keep_picture(page, kept_as.format(name))
        page.set_viewport_size({"width": 1280, "height": 640})
        page.goto(f"{DESK}opinions/?state=open&place=none")
        heaviest = page.locator("#rows > li").first
        heaviest.locator("summary").last.click()
        expect(heaviest.locator("li").first).to_be_visible()
        heaviest.evaluate("row => row.scrollIntoView({ behavior: 'instant' })")
        keep_picture(page, kept_as.format("flood"))
