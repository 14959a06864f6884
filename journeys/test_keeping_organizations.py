"""Whoever keeps organizations adds a bureau, renames it from a day on, and invites somebody."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages


def send(page: Page) -> None:
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()


@in_both_languages
def test_a_bureau_is_added_below_the_government(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-people-office", language=language) as page:
        page.locator(".site-nav a[href='/manage/']").click()
        page.locator("main a[href='/manage/organizations/']").click()
        keep_picture(page, kept_as.format("organizations"))
        page.locator("main a[href='/manage/organizations/add/']").click()
        page.fill("[name=name_ja]", f"見本第二局（架空の局）{language}")
        page.fill("[name=name_en]", f"Second Example Bureau (fictional) {language}")
        page.fill("[name=slug]", f"second-example-bureau-{language}")
        page.select_option("[name=kind]", "bureau")
        page.select_option("[name=parent]", label="東京都" if language == "ja" else "Tokyo Metropolitan Government")
        send(page)
        page.goto("/manage/organizations/")

        expect(page.locator(f"a[href='/manage/organizations/second-example-bureau-{language}/']")).to_be_visible()


def test_a_new_name_holds_from_its_day_and_the_old_one_stays(visitor: Comes):
    with visitor("tokyo-people-office", language="en") as page:
        page.goto("/manage/organizations/tokyo-example-bureau/rename/")
        page.fill("[name=name_ja]", "東京都見本新局（架空の局）")
        page.fill("[name=name_en]", "New Example Bureau (fictional)")
        page.fill("[name=valid_from]", "2026-10-01")
        send(page)

        expect(page.locator("h1")).to_contain_text("New Example Bureau")
        expect(page.locator("main table").first).to_contain_text("Example Bureau (fictional)")
        expect(page.locator("main table").first).to_contain_text("1 October 2026")


def test_what_is_left_out_is_named_beside_its_field(visitor: Comes):
    with visitor("tokyo-people-office", language="en") as page:
        page.goto("/manage/people/invite/")
        page.fill("[name=name_ja]", "Somebody")
        send(page)

        assert page.locator("main [aria-invalid=true]").count() >= 2
        expect(page.locator("main")).to_contain_text("put right")


def test_somebody_is_invited(visitor: Comes):
    with visitor("tokyo-people-office", language="en") as page:
        page.goto("/manage/people/invite/")
        page.fill("[name=name_ja]", "見本 担当")
        page.fill("[name=login_name]", "sample-person")
        page.fill("[name=email]", "sample-person@shishin.example")
        send(page)
        page.goto("/manage/people/?q=sample")

        expect(page.locator("main table")).to_contain_text("sample-person")


def test_those_without_the_ability_find_no_such_page(visitor: Comes):
    for login in ("tokyo-staff", "tokyo-secretariat", "hinagata-secretariat"):
        with visitor(login) as page:
            answer = page.goto("/manage/organizations/")
            assert answer is not None
            assert (login, answer.status) == (login, 404)
