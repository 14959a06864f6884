"""Residents say something: by telephone, by keyboard, without JavaScript, and sent twice. Each keeps a receipt, and comes back with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import Comes, running_after, scrolls_sideways
from journeys.test_keyboard_alone import press_until

ASK = """
from datetime import timedelta
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.models import ConsultationProfile
from shishin.guidelines.models import Edition
from shishin.kit.moments import now
from shishin.trail.recording import OPERATOR

draft = Edition.objects.get(document__slug="tokyo-action-guidelines", version="1.1.0-draft.1")
profile = ConsultationProfile.objects.get(slug="voluntary")
titles = {"ja": "原案への意見募集", "en": "Opinions on the draft"}
made = prepare_consultation(
    slug="journey", organization=draft.document.owner, profile=profile, titles=titles, document=draft.document, by=OPERATOR
)
times = {"opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=9)}
add_round(made, takes_form=True, draft=draft, by=OPERATOR, **times)
announce_consultation(made, by=OPERATOR)
"""
SAY = "/consultations/journey/rounds/1/say/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own, with a round that takes opinions."""
    with running_after(ASK, tmp_path_factory) as address:
        yield address


def receipt_on(page: Page) -> str:
    receipt = page.locator("#receipt").inner_text()
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", receipt)
    assert receipt not in page.url
    return receipt


def test_by_telephone_a_clause_is_chosen_an_opinion_sent_and_followed(visitor: Comes):
    with visitor(width=320, language="ja") as page:
        page.goto(SAY)
        page.select_option("[name=clause-1]", "c9-3")
        expect(page.locator("#beside-1 #c9-3")).to_be_visible()
        page.fill("[name=words-1]", "四半期に一度、結果を公表してください。")
        assert not scrolls_sideways(page)
        page.locator("button[value=check]").click()
        expect(page.locator("main")).to_contain_text("四半期に一度、結果を公表してください。")
        assert not scrolls_sideways(page)
        page.locator("button[value=send]").click()
        receipt = receipt_on(page)
        assert not scrolls_sideways(page)

        page.locator("main a[href='/consultations/receipts/']").click()
        page.fill("[name=receipt]", receipt.lower().replace("-", ""))
        page.locator("main form button").click()
        expect(page.locator("main dl").first).to_contain_text("四半期に一度、結果を公表してください。")
        assert receipt not in page.url


def test_words_that_were_not_sent_are_offered_again_and_forgotten_once_they_are(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(SAY)
        page.select_option("[name=clause-1]", "c9-3")
        page.fill("[name=words-1]", "Not yet sent.")
        key = page.locator("form[data-keep] [name=key]").input_value()
        page.fill("[name=field-name]", "Nobody Else")
        page.goto("/")
        page.goto(SAY)
        assert "Nobody Else" not in page.evaluate("JSON.stringify(localStorage)")
        page.get_by_role("button", name="Go on with them").click()
        expect(page.locator("[name=words-1]")).to_have_value("Not yet sent.")
        expect(page.locator("#beside-1 #c9-3")).to_be_visible()
        expect(page.locator("form[data-keep] [name=key]")).to_have_value(key)
        page.locator("button[value=check]").click()
        page.locator("button[value=send]").click()
        receipt_on(page)
        page.goto(SAY)
        expect(page.locator("form[data-kept]")).to_be_hidden()


def test_by_keyboard_alone(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(SAY)
        press_until(page, "words-1", most=80)
        page.keyboard.type("Written without a mouse.")
        press_until(page, "step")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Written without a mouse.")
        press_until(page, "step")
        page.keyboard.press("Enter")
        receipt_on(page)


def test_without_javascript_on_two_clauses_and_taken_back(visitor: Comes):
    with visitor(language="en", javascript=False) as page:
        page.goto(SAY)
        page.select_option("[name=clause-1]", "c9-3")
        page.locator("button[name=show]").click()
        expect(page.locator("#beside-1 #c9-3")).to_be_visible()
        page.fill("[name=words-1]", "One.")
        page.locator("button[name=another]").click()
        expect(page.locator("[name=words-1]")).to_have_value("One.")
        page.fill("[name=words-2]", "Two.")
        page.locator("button[value=check]").click()
        page.get_by_role("button", name="Go back and change it").click()
        page.fill("[name=words-2]", "Two, and more.")
        page.locator("button[value=check]").click()
        page.locator("button[value=send]").click()
        receipt = receipt_on(page)
        page.goto("/consultations/receipts/")
        page.fill("[name=receipt]", receipt)
        page.locator("main form button").click()
        expect(page.locator("main")).to_contain_text("Two, and more.")
        page.locator("button[value=correct]").click()
        page.fill("[name=words-1]", "One, corrected.")
        page.fill("[name=field-name]", "Hanako")
        page.locator("button[value=send]").click()
        expect(page.locator("main")).to_contain_text("One, corrected.")
        page.locator("summary").click()
        page.locator("button[value=take-back]").click()
        expect(page.locator("main")).to_contain_text("none of it counts any more")


def test_sent_twice_there_is_one_receipt(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(SAY)
        page.fill("[name=words-1]", "Sent with a double click.")
        page.locator("button[value=check]").click()
        page.locator("button[value=send]").dblclick(no_wait_after=True)
        page.wait_for_selector("#receipt")
        first = receipt_on(page)
        page.reload()

        assert receipt_on(page) == first
        expect(page.locator("main")).to_contain_text("This form was received before.")
