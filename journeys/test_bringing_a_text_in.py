"""A secretariat brings a text in, mends it, sees it as nobody else does, and discards it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages

TEXT = """# 窓口のデジタル化の手引

## 第１　目的

この手引は、窓口の手続をデジタルにするときの進め方を定める。

## 第２　進め方

はじめに、いまの手続を図にする。

## 第３　見直し

年に一度、使われ方を確かめて見直す。
"""
TEXT_IN_ENGLISH = """# Guide to digital counters

## 1. Purpose

This guide sets down how to proceed when a procedure at the counter becomes digital.

## 2. Steps

First draw the procedure as it is.

## 3. Review

Once a year, look at how it is used, and revise it.
"""


def find_clauses(page: Page, path: Path, *, address: str) -> None:
    page.set_input_files("[name=uploads]", path)
    page.fill("[name=slug]", address)
    page.locator("main form button.button").first.click()
    page.wait_for_load_state()


@in_both_languages
def test_a_text_becomes_a_working_edition_that_others_do_not_see(
    visitor: Comes, keep_picture: Keeps, tmp_path: Path, language: str, kept_as: str
):
    address = f"counter-guide-{language}"
    path = tmp_path / "counter-guide-1.0.0.md"
    path.write_text(TEXT if language == "ja" else TEXT_IN_ENGLISH, encoding="utf-8")
    with visitor("tokyo-secretariat", language=language) as page:
        page.locator(".site-nav a[href='/guidelines/import/']").click()
        keep_picture(page, kept_as.format("import"))
        find_clauses(page, path, address=address)
        expect(page.locator("table tbody tr")).to_have_count(3)
        text = page.locator("[name=text]")
        mended = text.input_value().replace("{#" + text.input_value().split("{#")[1].split("}")[0] + "}", "{#purpose .chapter}")
        text.fill(mended)
        page.locator("main form button.button-secondary").click()
        page.wait_for_load_state()
        expect(page.locator("table tbody tr").first).to_contain_text("purpose")
        keep_picture(page, kept_as.format("import-check"))
        page.locator("button[name=accept]").click()
        page.wait_for_url(f"**/guidelines/{address}/1.0.0/")
        keep_picture(page, kept_as.format("working"))
        expect(page.locator("#purpose")).to_be_visible()
        assert_only_the_organization_sees(visitor, f"/guidelines/{address}/1.0.0/")

        page.goto("/guidelines/import/")
        page.locator(f"a[href='/guidelines/{address}/1.0.0/discard/']").click()
        page.locator("main form button").click()
        page.wait_for_load_state()
        answer = page.goto(f"/guidelines/{address}/1.0.0/")
        assert answer is not None
        assert answer.status == 404


def assert_only_the_organization_sees(visitor: Comes, path: str) -> None:
    for login in ("", "tokyo-staff", "hinagata-secretariat"):
        with visitor(login) as other:
            answer = other.goto(path)
            assert answer is not None
            assert (login, answer.status) == (login, 404)
            assert other.goto(path.rsplit("/", 2)[0] + "/").status == 404  # type: ignore[union-attr]
    with visitor("tokyo-auditor") as auditor:
        answer = auditor.goto(path)
        assert answer is not None
        assert answer.status == 200


def test_a_family_that_holds_nothing_public_is_not_shown(visitor: Comes, tmp_path: Path):
    path = tmp_path / "secret-plan.md"
    path.write_text("# 内々の計画\n\n## 第１　目的\n\nまだ言えない。\n", encoding="utf-8")
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto("/guidelines/import/")
        find_clauses(page, path, address="secret-plan")
        page.locator("button[name=accept]").click()
        page.wait_for_url("**/guidelines/secret-plan/1.0.0/")
        for login in ("", "hinagata-secretariat"):
            with visitor(login, language="en") as other:
                for address in ("/", "/guidelines/", "/search/?q=計画&editions=all", "/guidelines/import/"):
                    other.goto(address)
                    assert "内々の計画" not in other.content(), (login, address)
                answer = other.goto("/guidelines/families/secret-plan/")
                assert answer is not None
                assert (login, answer.status) == (login, 404)
        page.goto("/guidelines/secret-plan/1.0.0/discard/")
        page.locator("main form button").click()


BAD = {
    "twice.md": (b"# A {#a}\n\n# B {#a}\n", "line 3"),
    "cp932.md": ("# 目的\n\n指針を定める。\n".encode("cp932"), "Shift_JIS"),
    "text.zip": (b"PK\x03\x04rest", "ZIP"),
    "table.md": (b"# A {#a}\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", "line 5"),
    "attribute.md": (b"# A {#a .prose}\n", ".prose"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_with_its_line_and_a_way_out(visitor: Comes, tmp_path: Path, name: str):
    content, told = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto("/guidelines/import/")
        find_clauses(page, path, address="refused")

        refusal = page.locator("main form").first.inner_text()
        assert name in refusal
        assert told in refusal
        answer = page.goto("/guidelines/refused/")
        assert answer is not None
        assert answer.status == 404
