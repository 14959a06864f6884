"""An answer is written, checked by a second person and made final; others come by the sheet in Excel; all are published, and a resident reads them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from journeys.conftest import Comes, running_after, scrolls_sideways
from journeys.test_councils import press

SAID = """
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.models import ConsultationProfile
from shishin.consultations.storing import Point
from shishin.consultations.taking_in.typing_in import Letter, type_in
from shishin.guidelines.models import Document
from shishin.kit.moments import now
from shishin.trail.recording import OPERATOR

owner = Document.objects.get(slug="tokyo-action-guidelines").owner
profile = ConsultationProfile.objects.get(slug="voluntary")
titles = {"ja": "窓口についての意見募集", "en": "Opinions on counters"}
made = prepare_consultation(slug="answers", organization=owner, profile=profile, titles=titles, by=OPERATOR)
held = add_round(made, channel="post_and_telephone", by=OPERATOR)
announce_consultation(made, by=OPERATOR)
for people, words in ((3, "夜も開けてください。"), (2, "電話がつながりません。"), (1, "賛成します。")):
    type_in(held, Letter([Point(words)], now(), people=people), by=OPERATOR)
"""
DESK = "/manage/consultations/answers/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own, with a consultation that is over and has three opinions."""
    with running_after(SAID, tmp_path_factory) as address:
        yield address


def test_from_the_first_answer_to_published_results(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as writer, visitor("tokyo-second", language="en") as second:
        answer_the_first(writer)
        check_and_finish(second, response=1, reads="夜も開けてください。")
        answer_the_rest_in_excel(writer)
        check_and_finish(second, response=2, reads="電話がつながりません。")
        writer.goto(f"{DESK}publish/")
        expect(writer.locator("main")).to_contain_text("Responses are not final: 3.")
        check_and_finish(second, response=3, reads="賛成します。")
        writer.goto(f"{DESK}publish/")
        press(writer, "Publish all at once")
        expect(writer.locator("h1")).to_have_text("Opinions and responses: Opinions on counters")
    with visitor(width=320, language="ja") as resident:
        resident.goto("/consultations/answers/results/")
        assert not scrolls_sideways(resident)
        expect(resident.locator("#sum ~ .flow .stat dd").nth(1)).to_have_text("6件")
        row = resident.locator("#a1")
        expect(row).to_contain_text("夜も開けてください。")
        expect(row).to_contain_text("水曜日は夜8時まで開けています。")
        row.get_by_role("link", name="この行の意見").click()
        expect(resident.locator("h1")).to_have_text("回答1")
        assert not scrolls_sideways(resident)


def answer_the_first(page: Page) -> None:
    page.goto(f"{DESK}opinions/")
    page.locator("[name=opinion]").first.check()
    press(page, "New response")
    page.select_option("[name=disposition]", label="Already covered")
    page.fill("[name=views_ja]", "水曜日は夜8時まで開けています。")
    press(page, "Save")
    expect(page.locator(".page-head")).to_contain_text("Waiting for a check")
    expect(page.get_by_role("button", name="Find it right")).to_have_count(0)


def check_and_finish(page: Page, *, response: int, reads: str) -> None:
    page.goto(f"{DESK}responses/")
    page.locator("tbody a").nth(response - 1).click()
    expect(page.get_by_role("button", name="Make it final")).to_have_count(0)
    expect(page.locator("#printed ~ table")).to_contain_text(reads)
    press(page, "Find it right")
    press(page, "Make it final")
    expect(page.locator(".page-head")).to_contain_text("Final")


def answer_the_rest_in_excel(page: Page) -> None:
    page.goto(f"{DESK}responses/")
    press(page, "Answer in Excel")
    with page.expect_download() as out:
        page.get_by_role("link", name="Answer sheet (Excel)").click()
    book = load_workbook(BytesIO(Path(out.value.path()).read_bytes()))
    columns = {cell.value: cell.column for cell in book.active[1]}
    for line, view in ((3, "回線を増やします。"), (4, "ありがとうございます。")):
        book.active.cell(line, columns["Disposition"], "Not accepted")
        book.active.cell(line, columns["Our view"], view)
    filled = BytesIO()
    book.save(filled)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("[name=upload]", {"name": "answers.xlsx", "mimeType": kind, "buffer": filled.getvalue()})
    press(page, "See what it would do")
    expect(page.locator("#changes ~ table tbody tr")).to_have_count(2)
    expect(page.locator("#changes ~ table")).to_contain_text("回線を増やします。")
    press(page, "Take it in")
    expect(page.locator("tbody tr")).to_have_count(3)
