"""A resident reads the edition in force, opens a clause, keeps its address, and comes back by it."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.conftest import ACTION_GUIDELINES, Comes, Keeps, in_both_languages

OLD_PLACE = f"{ACTION_GUIDELINES}clauses/practice-listen/"


@in_both_languages
def test_a_resident_finds_the_edition_in_force_from_the_home_page(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as page:
        page.goto("/")
        keep_picture(page, kept_as.format("home"))
        page.locator(".site-nav a[href='/guidelines/']").click()
        page.locator("main a[href='/guidelines/families/tokyo-digital-service/']").first.click()
        page.locator(f"svg a[href='{ACTION_GUIDELINES}']").focus()
        keep_picture(page, kept_as.format("family"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{ACTION_GUIDELINES}")
        keep_picture(page, kept_as.format("reading"))

        expect(page.locator(".page-head .tag-success")).to_have_text({"ja": "効力あり", "en": "In force"}[language])
        expect(page.locator(".page-head .meta")).to_contain_text("1.0.0")


def test_the_contents_lead_to_a_code_and_back_to_the_top_by_the_browser(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(ACTION_GUIDELINES)
        page.locator(".contents a[href='#c9']").click()

        assert page.url.endswith("#c9")
        expect(page.locator("#c9")).to_be_in_viewport()
        page.go_back()
        assert page.url.endswith(ACTION_GUIDELINES)


@in_both_languages
def test_a_permalink_opens_the_clause_and_its_citation_leads_back_to_it(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as page:
        page.goto(ACTION_GUIDELINES)
        page.locator("#c9-3 .permalink").click()
        page.wait_for_url("**/clauses/c9-3/")
        keep_picture(page, kept_as.format("clause"))
        cited = page.locator("#cite li").first
        address = cited.locator("a").inner_text()

        expect(cited).to_contain_text("東京都「デジタルサービスの開発・運用に係る行動指針」1.0.0、#9-3、2022年3月31日決定。")
        assert address.endswith(f"{ACTION_GUIDELINES}clauses/c9-3/?edition=1.0.0")
        page.goto(address)
        expect(page.locator("#text-ja-1")).to_contain_text("目指す姿に届かないとわかったら、縮小や終了も選択肢に入れて判断する。")
        expect(page.locator("h1")).to_contain_text("9-3")


def test_the_address_of_a_clause_survives_its_move_to_another_chapter(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(f"{OLD_PLACE}?edition=1.0.0-draft.1")
        expect(page.locator("h1")).to_contain_text("6.2")
        page.goto(OLD_PLACE)
        expect(page.locator("h1")).to_contain_text("5.11")


def test_a_clause_that_was_dropped_still_answers_with_its_last_text(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(f"{ACTION_GUIDELINES}clauses/guidelines-cycle/")

        expect(page.locator(".callout").first).to_contain_text("It was left out in 1.0.0.")
        expect(page.locator("main")).to_contain_text("ガイドラインは、原則として二年ごとに一斉に改める。")


def test_what_a_draft_says_is_told_apart_from_what_binds(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/")
        page.locator("main a[href$='/1.1.0-draft.1/']").first.click()

        page.locator(".callout", has_text="It binds nobody.").get_by_role("link").first.click()
        page.wait_for_url(f"**{ACTION_GUIDELINES}")
        expect(page.locator(".page-head .tag-success")).to_have_text("In force")


def test_the_summary_is_shorter_and_leads_back(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(ACTION_GUIDELINES)
        full = len(page.locator("main").inner_text())
        page.locator(".toolbar a[href*='/summary/']").click()
        page.wait_for_url("**/1.0.0/summary/**")

        assert len(page.locator("main").inner_text()) < full / 3
        page.locator(".toolbar").get_by_text("Full text").click()
        page.wait_for_url(f"**{ACTION_GUIDELINES}1.0.0/**")
