"""A chair answers a report and records a decision by the keys alone; a secretariat holds a meeting without JavaScript; residents read both."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages

COUNCIL = "/councils/tokyo-digital-service-council/"
PDF = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
NO_PDF = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": "ただの文".encode()}


def press(page: Page, words: str) -> None:
    """Press Enter on the link or button with these words."""
    page.locator("main").get_by_role("link", name=words).or_(page.locator("main").get_by_role("button", name=words)).first.press("Enter")
    page.wait_for_load_state()


@in_both_languages
def test_residents_read_meetings_referrals_and_decisions(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as resident:
        resident.goto(COUNCIL)
        keep_picture(resident, kept_as.format("council"))
        resident.locator("#h-meetings ~ ul a").nth(2).click()
        expect(resident.locator("#proceedings")).to_contain_text("本日の報告をもって成案とします。")
        keep_picture(resident, kept_as.format("meeting"))
        resident.goto(f"{COUNCIL}?all=made")
        resident.locator("#h-made ~ ul a").last.click()
        expect(resident.locator(".trace > li.missing")).to_have_count(0)
        keep_picture(resident, kept_as.format("referral"))
        resident.goto("/councils/hinagata-digital-committee/")
        resident.locator("#h-decisions ~ ul h3 a").first.click()
        expect(resident.locator(".stat dd").first).to_have_text("2")
        keep_picture(resident, kept_as.format("decision"))


def test_a_chair_accepts_a_report_and_records_a_decision_by_the_keys(visitor: Comes, keep_picture: Keeps):
    with visitor("tokyo-chair", language="en") as page:
        page.goto("/desk/")
        keep_picture(page, "desk.en")
    with visitor("tokyo-chair") as page:
        page.goto("/desk/")
        keep_picture(page, "desk")
        press(page, "管理画面の本人確認")
        press(page, "報告を受理する")
        page.locator("[name=answer_ja]").fill("報告のとおりとする。")
        press(page, "受理する")
        expect(page.locator(".trace > li").last).to_contain_text("報告のとおりとする。")

        page.goto(COUNCIL)
        press(page, "決定を記録する")
        page.locator("[name=kind]").select_option("endorsed")
        press(page, "内容を確かめる")
        expect(page.locator("main [role=alert]").first).to_contain_text("決定の対象")
        draft = page.locator("[name=text] option", has_text="1.1.0").first
        page.locator("[name=text]").select_option(draft.get_attribute("value"))
        press(page, "内容を確かめる")
        expect(page.locator("h1")).to_have_text("この決定を記録しますか")
        press(page, "記録する")
        expect(page.locator("h1")).to_contain_text("行動指針 1.1.0")


def add_paper(page: Page, *, title: str, file: dict[str, object]) -> None:
    press(page, "資料を追加する")
    page.locator("[name=upload]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("[name=titles_ja]").fill(title)
    page.locator("[name=publicity][value=public]").check()
    press(page, "追加する")


def test_from_the_desk_to_a_meeting_with_a_comparison_table_in_eight_actions(visitor: Comes):
    with visitor("tokyo-secretariat", javascript=False) as page:
        page.goto("/desk/")
        page.locator("header").get_by_role("link", name="会議と決定").click()
        page.get_by_role("link", name="東京デジタルサービス会議", exact=True).click()
        press(page, "会議を追加する")
        press(page, "追加する")
        press(page, "資料")
        press(page, "文書から資料をつくる")
        page.locator("[name=key]").select_option(index=0)
        press(page, "印刷して追加する")
        expect(page.locator("main h2 a")).to_contain_text("対照表")
        address = str(page.locator("main h2 a").get_attribute("href"))
        assert page.request.get(address).body().startswith(b"%PDF")


def test_a_secretariat_holds_a_meeting_without_javascript(visitor: Comes):
    with visitor("tokyo-secretariat", javascript=False) as page:
        page.goto(COUNCIL)
        press(page, "会議を追加する")
        page.locator("[name=places_ja]").fill("都庁")
        press(page, "追加する")
        meeting = page.url
        press(page, "開催を公表する")
        press(page, "公表する")
        page.goto(meeting.replace("/councils/", "/manage/") + "papers/")
        add_paper(page, title="進め方", file=PDF)
        add_paper(page, title="覚え書き", file=NO_PDF)
        press(page, "資料を公開する")
        press(page, "公開する")

        press(page, "出席者")
        for how in page.locator("main select").all():
            how.select_option("present")
        press(page, "保存する")
        press(page, "議事要旨")
        press(page, "発言をまとめて貼り付ける")
        page.locator("[name=text]").fill("座長：開会します。\n東京都 CIO：進め方に賛成します。")
        press(page, "読み取りを確かめる")
        expect(page.locator("main tbody tr")).to_have_count(2)
        press(page, "この内容を残す")
        press(page, "議事要旨を公表する")
        press(page, "議事要旨を公表する")

    with visitor() as resident:
        resident.goto(meeting)
        expect(resident.locator("#papers h3 a")).to_have_text(["進め方", "覚え書き"])
        expect(resident.locator("#papers")).to_contain_text("名前の示す種類と一致しない")
        expect(resident.locator("#attendance tbody tr")).to_have_count(6)
        expect(resident.locator("#proceedings")).to_contain_text("進め方に賛成します。")
        address = str(resident.locator("#papers h3 a").last.get_attribute("href"))
        assert resident.request.get(address).headers["content-type"] == "application/octet-stream"
