"""Pages that the guides show: each is reached as its guide tells, and says there what the guide promises."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages
from journeys.test_drafting import BODY, start

COUNTER_RULES = "/guidelines/izumino-counter-rules/"
COUNCIL = "/councils/tokyo-digital-service-council/"
FEES = "# 手数料 {#fees}\n\n次のとおりとする。\n\n| 手続 | 額 | 受付 |\n| --- | --- | --- |\n| 住民票の写し | 300円 | 窓口 |\n| 所得の証明 | 400円 | 窓口 |\n"
FEES_CHANGED = "次のとおりとする。\n\n| 手続 | 額 | 受付 |\n| --- | --- | --- |\n| 住民票の写し | 200円 | 窓口とウェブ |\n| 所得の証明 | 400円 | 窓口 |\n| 印鑑の証明 | 300円 | 窓口 |\n"
PEOPLE = {
    "ja": """氏名,メールアドレス,職,開始日,終了日
青木 みどり,aoki@tokyo.example,東京デジタルサービス会議 事務局,2027-04-01,
石川 ひかる,ishikawa@tokyo.example,東京デジタルサービス会議 事務局,2027-04-01,2029-03-31
,uemura@tokyo.example,東京デジタルサービス会議 事務局,2027-04-01,
""",
    "en": """Name,Mail address,Post,From,Until
Midori Aoki,aoki@tokyo.example,Secretariat of the Tokyo Digital Service Council,2027-04-01,
Hikaru Ishikawa,ishikawa@tokyo.example,Secretariat of the Tokyo Digital Service Council,2027-04-01,2029-03-31
,uemura@tokyo.example,Secretariat of the Tokyo Digital Service Council,2027-04-01,
""",
}


def follow(page: Page, address: str) -> None:
    """The first link of the page that leads there."""
    page.locator(f"main a[href*='{address}']").first.click()
    page.wait_for_load_state()


@in_both_languages
def test_a_cover_page_has_title_outline_notes_and_keywords(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("izumino-office", language=language) as page:
        page.goto(f"{COUNTER_RULES}1.1.0/draft/")
        follow(page, "/draft/cover/")

        expect(page.locator("[name=titles_ja]")).to_have_value("いずみ野市窓口のことばの決まり")
        fields = [field.get_attribute("name") for field in page.locator("main [name$=_ja]").all()]
        assert fields == ["titles_ja", "outlines_ja", "revision_notes_ja", "keywords_ja"]
        keep_picture(page, kept_as.format("cover"))


@in_both_languages
def test_the_page_of_a_document_leads_to_all_that_its_secretariat_changes(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("izumino-office", language=language) as page:
        page.goto(f"{COUNTER_RULES}1.0.0/")
        follow(page, f"{COUNTER_RULES}about/")

        for address in ("about/change/", "about/names/", "about/links/add/", "procedure/"):
            expect(page.locator(f"main a[href='{COUNTER_RULES}{address}']")).to_have_count(1)
        keep_picture(page, kept_as.format("document"))


@in_both_languages
def test_a_family_and_a_document_begin_with_a_title(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("izumino-office", language=language) as page:
        page.goto("/manage/documents/")
        follow(page, "/manage/families/add/")
        page.fill("[name=titles_ja]", "いずみ野市の手引")
        page.fill("[name=slug]", "izumino-handbooks")
        keep_picture(page, kept_as.format("new-family"))

        page.goto("/manage/documents/")
        follow(page, "/manage/documents/add/")
        page.fill("[name=titles_ja]", "窓口の案内の手引")
        page.fill("[name=slug]", "izumino-counter-handbook")
        expect(page.locator("[name=family] option:checked")).to_have_count(1)
        keep_picture(page, kept_as.format("new-document"))


@in_both_languages
def test_a_list_of_people_is_checked_before_anybody_is_invited(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-people-office", language=language) as page:
        page.goto("/manage/people/")
        follow(page, "/manage/people/invite/list/")
        page.locator("[name=upload]").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE[language].encode()})
        page.locator("main form button.button").last.click()
        page.wait_for_load_state()

        expect(page.locator("main tbody tr")).to_have_count(3)
        expect(page.locator("main tbody tr").last).to_contain_text({"ja": "受け付けない", "en": "Refused"}[language])
        assert page.request.get("/manage/people/?q=uemura").text().count("uemura@tokyo.example") == 0
        keep_picture(page, kept_as.format("people-list"))


@in_both_languages
def test_the_mayor_reads_what_changed_and_what_can_no_longer_be_changed(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("izumino-mayor", language=language) as page:
        page.goto("/desk/")
        follow(page, f"{COUNTER_RULES}1.1.0/office/")

        expect(page.locator("main a[href$='#r-speaking-offer']")).to_have_count(1)
        expect(page.locator("main [name=state]")).to_have_count(2)
        keep_picture(page, kept_as.format("office"))


@in_both_languages
def test_a_table_in_a_comparison_is_marked_within_its_cells(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-secretariat", language=language) as page:
        draft = start(page, f"fees-{language}", text=FEES)
        page.goto(f"{draft}clauses/fees/ja/")
        page.fill(BODY, FEES_CHANGED)
        page.keyboard.press("Control+s")
        expect(page.locator("#messages .callout-success")).to_be_visible()
        page.goto(f"/guidelines/fees-{language}/compare/1.0.0..1.1.0/")

        tables = page.locator(".compare table")
        expect(tables).to_have_count(2)
        assert [tables.nth(side).locator("u, ins, del").all_inner_texts() for side in (0, 1)] == [
            ["200", "とウェブ", "印鑑の証明", "300円", "窓口"],
            ["300"],
        ]
        page.evaluate("document.querySelector('.compare').scrollIntoView({behavior: 'instant'})")
        keep_picture(page, kept_as.format("comparison-of-a-table"))


@in_both_languages
def test_a_decision_is_looked_over_before_it_is_recorded(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-chair", language=language) as page:
        page.goto(COUNCIL)
        follow(page, "/manage/bodies/tokyo-digital-service-council/decisions/")
        page.locator("[name=kind]").select_option("endorsed")
        text = page.locator("[name=text] option", has_text="1.1.0").first.get_attribute("value")
        page.locator("[name=text]").select_option(text)
        page.locator("main form button.button").last.click()
        page.wait_for_load_state()

        expect(page.locator("main form input[type=hidden][name=kind]")).to_have_value("endorsed")
        keep_picture(page, kept_as.format("decision-confirm"))


@in_both_languages
def test_a_text_becomes_a_paper_of_a_meeting(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-secretariat", language=language) as page:
        page.goto("/desk/")
        follow(page, "/papers/")
        follow(page, "/manage/papers/print/")

        assert page.locator("main [name=key] option").count() > 1
        keep_picture(page, kept_as.format("paper-of-text"))
