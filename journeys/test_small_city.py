"""A small city begins with nothing: from the first account to its first published draft, on pages alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import environment, running

PASSWORD = "a-long-word-of-the-city"
CITY = "みぎわ市"


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[str]:
    data, password = tmp_path / "data", tmp_path / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    with running(data, log=tmp_path / "log", empty=True) as address:
        make_owner = [sys.executable, "-m", "shishin", "make-owner", "owner", "--password-file", str(password)]
        subprocess.run(make_owner, env={**environment(), "SHISHIN_DATA": str(data)}, check=True, stdout=subprocess.DEVNULL)
        yield address


@contextmanager
def comes(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="ja-JP")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def send(page: Page) -> None:
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()


def fill(page: Page, **words: str) -> None:
    for name, value in words.items():
        page.fill(f"main [name={name}]", value)


def log_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    fill(page, login=name, password=PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def follow(page: Page, *links: str) -> None:
    for link in links:
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_load_state()


def test_a_city_goes_from_its_first_account_to_its_first_published_draft(browser: Browser, empty_site: str):
    with comes(browser, empty_site) as page:
        log_in(page, "owner")
        follow(page, "管理", "組織", "組織を追加する")
        fill(page, name_ja=CITY, name_en="Migiwa City", slug="migiwa")
        page.select_option("[name=kind]", "municipality")
        send(page)
        follow(page, "管理", "職", "職を追加する")
        page.select_option("[name=organization]", label=CITY)
        page.select_option("[name=role]", label="事務局")
        fill(page, slug="migiwa-general-affairs", name_ja="総務課")
        send(page)
        invitation = invite(page)

    with comes(browser, empty_site) as page:
        page.goto(invitation)
        for box in page.locator("main input[type=password]").all():
            box.fill(PASSWORD)
        send(page)
        log_in(page, "general-affairs")
        begin_and_publish(page)

    with comes(browser, empty_site) as page:
        page.goto("/guidelines/")
        follow(page, "みぎわ市の決まり", "みぎわ市窓口の決まり")
        expect(page.locator("main")).to_contain_text("はじめに名乗る。")


def invite(page: Page) -> str:
    """The owner invites somebody and gives them the post; the link goes from hand to hand, since no mail is set up."""
    follow(page, "管理", "利用者", "招待する")
    fill(page, name_ja="総務 担当", login_name="general-affairs", email="general-affairs@migiwa.example")
    page.select_option("[name=invited_for]", label=CITY)
    send(page)
    page.goto("/manage/people/?q=general-affairs")
    page.locator("main a[href^='/manage/people/']", has_text="総務 担当").first.click()
    page.wait_for_load_state()
    link = page.locator("main code").first.inner_text()
    page.locator("main a[href$='/appoint/']").first.click()
    page.wait_for_load_state()
    page.select_option("[name=post]", index=1)
    fill(page, since="2020-04-01")
    send(page)
    return link


def begin_and_publish(page: Page) -> None:
    page.goto("/manage/")
    follow(page, "文書と文書群", "文書群を設ける")
    fill(page, titles_ja="みぎわ市の決まり", slug="migiwa-rules", outlines_ja="市の仕事の決まり。")
    send(page)
    follow(page, "最初の文書を始める")
    fill(page, titles_ja="みぎわ市窓口の決まり", slug="migiwa-counter")
    send(page)
    clauses = (("末尾に条を加える", "名乗る", "はじめに名乗る。"), ("ここに条を加える", "書いて渡す", "日と金額は書いて渡す。"))
    for link, heading, body in clauses:
        follow(page, link)
        fill(page, heading=heading, body=body)
        send(page)
    follow(page, "章の一覧", "表紙")
    fill(page, outlines_ja="窓口で名乗り、書いて渡す。")
    send(page)
    follow(page, "この原案を公表する")
    send(page)
    expect(page.locator("main h1")).to_contain_text("みぎわ市窓口の決まり")
