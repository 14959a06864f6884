"""What a machine proposes is looked at, signed and undone by keyboard alone, with and without scripts; a sample is checked, and the map is walked over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from journeys.conftest import Comes, press_on, running_after, scrolls_sideways

ANALYSED = """
from random import Random
from shishin.consultations.analysing.running import job_of, start_analysis
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.counting import count_voices
from shishin.consultations.models import ConsultationProfile, Placing
from shishin.consultations.storing import Point
from shishin.consultations.taking_in.typing_in import Letter, type_in
from shishin.guidelines.models import Document
from shishin.kit.jobs import run
from shishin.kit.moments import now
from shishin.trail.recording import OPERATOR

SUBJECTS = [
    ["申請", "様式", "記入", "書類", "提出", "押印"],
    ["窓口", "時間", "平日", "休日", "予約", "行列"],
    ["費用", "減免", "料金", "現金", "納付", "還付"],
]
owner = Document.objects.get(slug="tokyo-action-guidelines").owner
profile = ConsultationProfile.objects.get(slug="voluntary")
titles = {"ja": "手続についての意見募集", "en": "Opinions on procedures"}
made = prepare_consultation(slug="procedures", organization=owner, profile=profile, titles=titles, by=OPERATOR)
held = add_round(made, channel="post_and_telephone", by=OPERATOR)
announce_consultation(made, by=OPERATOR)
chance = Random(4)
for number in range(90):
    words = "、".join(chance.sample(SUBJECTS[number % 3], 4))
    type_in(held, Letter([Point(words)], now(), people=1 + (number < 3)), by=OPERATOR)
count_voices(made)
run(str(job_of(start_analysis(made, by=OPERATOR)).uuid))
one = Placing.objects.filter(analysis__consultation=made, leader=None).order_by("pk").first()
Placing.objects.filter(pk=one.pk).update(x=0.9, y=0.5)
"""
DESK = "/manage/consultations/procedures/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own, with ninety opinions of which an analysis found themes."""
    with running_after(ANALYSED, tmp_path_factory) as address:
        yield address


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_theme_is_signed_and_undone_by_keyboard(visitor: Comes, javascript: bool):
    with visitor("tokyo-secretariat", language="en", javascript=javascript) as page:
        page.goto(DESK)
        press_on(page, "Analysis", role="link")
        press_on(page, "Look at the themes", role="link")
        proposed = page.locator("#h-proposed ~ ul > li")
        expect(proposed).not_to_have_count(0)
        many = proposed.count()
        press_on(page, "and sign it", role="link")
        name = page.locator("h1").inner_text()
        page.locator("[name=titles_en]").focus()
        page.keyboard.type("What counters ask for")
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("It was done.")
        expect(page.locator("tbody tr")).to_contain_text("What counters ask for")
        expect(page.locator("tbody tr")).to_contain_text(f"{name}　all signed")
        expect(proposed).to_have_count(many - 1)
        press_on(page, "Undo: Signed a theme")
        expect(proposed).to_have_count(many)
        expect(page.locator("tbody tr")).to_have_count(0)


def test_a_sample_is_checked_by_y_and_n(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{DESK}sample/")
        for key in "yyynyyyyyy":
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("The answers were kept.")
        expect(page.locator("main .facts dd").first).to_have_text("10 of 50")
        page.goto(f"{DESK}sample/?page=1")
        expect(page.locator("[value=yes]:checked")).to_have_count(9)


def test_the_map_stands_as_a_drawing_with_a_table_without_scripts(visitor: Comes):
    with visitor("tokyo-secretariat", language="ja", javascript=False, width=320) as page:
        page.goto(f"{DESK}map/")
        assert not scrolls_sideways(page)
        assert page.locator("svg[data-dots] path").count() >= 3
        expect(page.locator("[data-map-tools]")).to_be_hidden()
        page.locator("main table a").first.click()
        expect(page.locator("h1")).to_have_text("意見")


def test_the_map_is_brought_nearer_and_a_group_is_chosen_by_keyboard(visitor: Comes):
    with visitor("tokyo-secretariat", language="en", height=1400) as page:
        page.goto(f"{DESK}map/")
        canvas = page.locator("canvas")
        expect(canvas).to_be_visible()
        canvas.focus()
        # One dot stands at the right, in the middle.
        for _step in range(4):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator("#chosen li")).not_to_have_count(0)
        before = canvas.screenshot()
        page.keyboard.press("+")
        page.wait_for_timeout(100)
        assert canvas.screenshot() != before
