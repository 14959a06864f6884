"""A secretariat writes the next edition: two people on one clause, what was typed comes back, undo, split, reasons."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages

TEXT = "# 受付 {#reception}\n\n窓口で受ける。記録を残す。\n\n期限を守る。\n\n# 公開 {#publication}\n\n結果を公開する。\n"
BODY = "textarea[name=body]"


def start(page: Page, address: str) -> str:
    """A working edition; the address of its draft."""
    page.goto("/guidelines/import/")
    page.fill("[name=pasted]", TEXT)
    page.fill("[name=slug]", address)
    page.fill("[name=title]", "受付の手引")
    page.locator("main form button.button").first.click()
    page.locator("button[name=accept]").click()
    page.wait_for_url(f"**/guidelines/{address}/1.0.0/")
    page.goto(f"/guidelines/{address}/1.0.0/start-next/")
    page.fill("[name=version]", "1.1.0")
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()
    return f"/guidelines/{address}/1.1.0/draft/"


def save(page: Page, body: str) -> None:
    page.fill(BODY, body)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


@in_both_languages
def test_a_draft_is_written_explained_and_undone(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-secretariat", language=language) as page:
        draft = start(page, f"written-{language}")
        page.goto(f"/guidelines/written-{language}/1.1.0/")
        page.locator(f"a.button[href='{draft}']").click()
        page.locator("#reception .list-title a").click()
        page.fill(BODY, "窓口とウェブで受ける。記録を残す。")
        expect(page.locator("#preview")).to_contain_text("窓口とウェブで受ける。")
        keep_picture(page, kept_as.format("edit-clause"))
        page.keyboard.press("Control+s")
        page.wait_for_load_state()
        expect(page.locator("#messages .callout-success")).to_be_visible()

        page.goto(draft)
        keep_picture(page, kept_as.format("draft"))
        page.locator("a.button[href='#changes']").click()
        page.locator("[name=changes]").first.check()
        page.fill("[name=reason_ja]", "ウェブでも受けるため。")
        page.locator("#changes form button").last.click()
        page.wait_for_load_state()
        expect(page.locator("#changes")).to_contain_text("ウェブでも受けるため。")
        expect(page.locator("[name=changes]")).to_have_count(0)

        for _operation in range(2):
            page.locator("form[action$='/undo/'] button").click()
            page.wait_for_load_state()
        expect(page.locator("form[action$='/undo/']")).to_have_count(0)
        page.locator("#reception .list-title a").click()
        expect(page.locator(BODY)).to_have_value("窓口で受ける。記録を残す。\n\n期限を守る。")


def test_two_people_on_one_clause_lose_nothing(visitor: Comes, keep_picture: Keeps):
    with visitor("tokyo-secretariat", language="en") as alice, visitor("tokyo-secretariat", language="en", javascript=False) as bob:
        clause = f"{start(alice, 'both')}clauses/reception/ja/"
        alice.goto(clause)
        bob.goto(clause)
        save(alice, "窓口で受ける。記録を残す。\n\n期限を必ず守る。")
        save(bob, "電話でも受ける。記録を残す。\n\n期限を守る。")

        expect(bob.locator(".compare")).to_contain_text("電話")
        expect(bob.locator(BODY)).to_have_value("電話でも受ける。記録を残す。\n\n期限を必ず守る。")
        keep_picture(bob, "join")
        bob.get_by_role("button", name="Save this text").click()
        bob.wait_for_load_state()

        alice.goto(clause)
        expect(alice.locator(BODY)).to_have_value("電話でも受ける。記録を残す。\n\n期限を必ず守る。")


def test_what_was_typed_comes_back_after_the_window_was_closed(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        clause = f"{start(page, 'kept')}clauses/reception/ja/"
        page.goto(clause)
        page.locator(BODY).press_sequentially("書きかけ")
        expect(page.locator("[data-kept]")).to_contain_text("Kept at", timeout=10_000)

    with visitor("tokyo-secretariat", language="en", javascript=False) as page:
        page.goto(clause)
        expect(page.locator(BODY)).to_have_value("窓口で受ける。記録を残す。\n\n期限を守る。")
        page.get_by_role("link", name="Take it").click()
        assert "書きかけ" in page.locator(BODY).input_value()


def test_a_clause_is_split_and_moved_by_keyboard_alone(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "split")
        page.goto(f"{draft}clauses/reception/split/?cut=1")
        page.locator("[name=heading_1_ja]").focus()
        page.keyboard.type("期限")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page.locator("ol.list > li")).to_have_count(3)
        expect(page.locator("ol.list")).to_contain_text("期限")

        page.goto(f"{draft}clauses/publication/")
        page.get_by_role("button", name="One place up").focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page.locator("ol.list > li").nth(1)).to_have_id("publication")


def test_nobody_else_gets_to_the_draft(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "closed")
    for login in ("tokyo-staff", "tokyo-auditor", "hinagata-secretariat"):
        with visitor(login, language="en") as page:
            answer = page.goto(draft)
            assert answer is not None
            assert (login, answer.status) == (login, 404)
