"""A secretariat has a text decided and adopts it; from then on everybody reads it, and nobody changes it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages

TEXT = {"ja": "# 目的 {#purpose}\n\n窓口の手続を早くする。\n", "en": "# Purpose {#purpose}\n\nProcedures at the counter become faster.\n"}


def bring_in(page: Page, *, address: str, language: str) -> None:
    page.goto("/guidelines/import/")
    page.fill("[name=pasted]", TEXT[language])
    page.fill("[name=slug]", address)
    page.fill("[name=title]", {"ja": "窓口の手引", "en": "Counter guide"}[language])
    page.locator("main form button.button").first.click()
    page.locator("button[name=accept]").click()
    page.wait_for_url(f"**/guidelines/{address}/1.0.0/")


@in_both_languages
def test_a_working_edition_is_decided_adopted_and_read_by_all(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    address = f"decided-{language}"
    with visitor("tokyo-secretariat", language=language) as page:
        bring_in(page, address=address, language=language)
        page.locator(f"a[href='/guidelines/{address}/1.0.0/adopt/']").first.click()
        page.wait_for_load_state()
        keep_picture(page, kept_as.format("adopt"))
        page.locator("main a[href*='/manage/bodies/']").first.click()
        page.select_option("[name=kind]", "decided")
        page.locator("main form button.button:not(.button-secondary)").click()
        page.locator("main form button[name=confirmed]").click()
        page.wait_for_load_state()
        page.goto(f"/guidelines/{address}/1.0.0/adopt/")
        page.fill("[name=in_force_from]", "2026-04-01")
        page.locator("main form button.button").last.click()
        page.wait_for_url(f"**/guidelines/{address}/1.0.0/")

    with visitor(language=language) as resident:
        resident.goto(f"/guidelines/{address}/")
        expect(resident.locator(".page-head .tag-success")).to_have_text({"ja": "効力あり", "en": "In force"}[language])
        expect(resident.locator("#purpose")).to_contain_text({"ja": "窓口の手続を早くする。", "en": "become faster"}[language])


def test_an_adopted_edition_cannot_be_discarded_or_adopted_again(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        for path in ("discard", "adopt"):
            answer = page.goto(f"/guidelines/tokyo-action-guidelines/1.0.0/{path}/")
            assert answer is not None
            assert answer.status in (200, 404, 409)
            assert page.locator("main form button.button").count() == 0


def test_nobody_else_gets_to_the_acts(visitor: Comes):
    for login in ("tokyo-staff", "tokyo-auditor", "hinagata-secretariat"):
        with visitor(login, language="en") as page:
            for act in ("publish", "adopt", "take-over", "withdraw", "start-next", "translations", "discard"):
                answer = page.goto(f"/guidelines/tokyo-action-guidelines/1.1.0-draft.1/{act}/")
                assert answer is not None
                assert (login, act, answer.status) == (login, act, 404)
