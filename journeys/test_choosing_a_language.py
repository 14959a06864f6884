"""A reader changes the language of the site, of a text and of one clause, and meets a translation that lags behind."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import ACTION_GUIDELINES, Comes, Keeps, in_both_languages

DRAFT = f"{ACTION_GUIDELINES}1.1.0-draft.1/"


def choose(page: Page, language: str) -> None:
    page.locator(f".languages a[hreflang='{language}']").click()
    page.wait_for_load_state()


def test_the_language_of_the_site_changes_from_the_menu_and_stays(visitor: Comes):
    with visitor(language="ja") as page:
        page.goto(ACTION_GUIDELINES)
        page.locator(".site-nav a[hreflang='en']").click()
        page.wait_for_load_state()

        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.url.endswith(ACTION_GUIDELINES)
        page.goto("/guidelines/")
        expect(page.locator("h1")).to_have_text("Guidelines")


def test_a_text_is_read_in_english_and_in_plain_japanese_and_says_what_binds(visitor: Comes):
    with visitor(language="ja") as page:
        page.goto(ACTION_GUIDELINES)
        expect(page.locator("#c9 h4, #c9 .clause-title").first).to_contain_text("つねに見直し、チャレンジし続けよう")
        choose(page, "en")
        expect(page.locator("#c9 .clause-title")).to_contain_text("Always review, keep taking on challenges")
        expect(page.locator(".clauses")).to_have_attribute("lang", "en")
        choose(page, "ja-simple")

        expect(page.locator("h1")).to_have_text("デジタルサービスの 仕事を する人の 約束")
        expect(page.locator(".clauses")).to_have_attribute("lang", "ja-simple")
        expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_one_clause_alone_is_read_in_another_language(visitor: Comes):
    with visitor(language="ja") as page:
        page.goto(ACTION_GUIDELINES)
        page.locator("#c9 .clause-foot a[hreflang='en']").click()
        page.wait_for_url("**/clauses/c9/?edition=1.0.0&language=en")

        expect(page.locator("#below + div, main")).to_contain_text(["include reducing or ending the service among the choices"])
        choose(page, "ja-simple")
        expect(page.locator("main")).to_contain_text("やさしい日本語")


@in_both_languages
def test_a_translation_that_lags_behind_is_marked_where_it_stands(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as page:
        page.goto(DRAFT)
        expect(page.locator(".languages a[hreflang='en'] .tag-warning")).to_have_text({"ja": "古い訳 2", "en": "2 older"}[language])
        page.goto(f"{DRAFT}?language=en")
        page.evaluate("document.getElementById('c9-conduct').scrollIntoView({block: 'center', behavior: 'instant'})")
        keep_picture(page, kept_as.format("stale"))

        expect(page.locator("#c9-3 .tag-warning")).to_have_text("older translation")
        expect(page.locator("#c9-2 .tag-warning")).to_have_count(0)
        page.locator("#c9-3 .permalink").click()
        page.goto(f"{ACTION_GUIDELINES}clauses/c9-3/?edition=1.1.0-draft.1&language=en")
        expect(page.locator("#text-ja-1")).to_contain_text("事業の責任者が年次レビューで判断する")


def test_a_language_that_there_is_not_offers_those_there_are(visitor: Comes):
    with visitor(language="en") as page:
        answer = page.goto(f"{ACTION_GUIDELINES}1.0.0/?language=fr")

        assert answer is not None
        assert answer.status == 404
        page.locator("main").get_by_text("English", exact=True).click()
        page.wait_for_load_state()
        expect(page.locator(".clauses")).to_have_attribute("lang", "en")
