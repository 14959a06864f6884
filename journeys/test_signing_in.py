"""Somebody with an account signs in, mistypes, and leaves."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, sign_in


def try_to_sign_in(page: Page, name: str, password: str) -> str:
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    return page.locator("main").inner_text()


def test_a_wrong_password_is_told_each_time_and_the_right_one_still_opens(visitor: Comes):
    with visitor(language="ja") as page:
        first = try_to_sign_in(page, "tokyo-member", "wrong-one")
        second = try_to_sign_in(page, "tokyo-member", "wrong-two")
        assert first == second
        expect(page.locator("main .callout-danger, main [role=alert], main .error-message").first).to_be_visible()
        expect(page.locator("[name=login]")).to_have_value("tokyo-member")
        sign_in(page, "tokyo-member")

        expect(page.locator(".site-nav a[href='/account/']")).to_be_visible()


def test_a_name_that_nobody_has_is_answered_as_a_wrong_password_is(visitor: Comes):
    with visitor(language="en") as page:
        known = try_to_sign_in(page, "tokyo-chair", "wrong-one")
        unknown = try_to_sign_in(page, "nobody-at-all", "wrong-one")

        assert unknown == known


def test_who_asks_for_a_page_that_needs_an_account_comes_back_to_it(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/account/")
        page.wait_for_url("**/accounts/login/?next=/account/")
        page.fill("[name=login]", "tokyo-staff")
        page.fill("[name=password]", "shishin-demo")
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/account/")

        expect(page.locator("main")).to_contain_text("tokyo-staff")


def test_signing_out_takes_the_account_out_of_the_menu(visitor: Comes):
    with visitor("tokyo-staff", language="en") as page:
        page.locator("#menu a[href='/accounts/logout/']").click()
        page.locator("main form button").click()
        page.wait_for_load_state()

        expect(page.locator(".site-nav a[href*='/accounts/login/']")).to_be_visible()
        page.goto("/account/")
        page.wait_for_url("**/accounts/login/?next=/account/")
