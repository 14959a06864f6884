"""An auditor reads who did what, narrows it down, and verifies it on a machine of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages


def taken(page: Page, link: str, into: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(link).click()
    waiting.value.save_as(into)
    return into


@in_both_languages
def test_an_auditor_finds_what_was_adopted_and_by_whom(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-auditor", language=language) as page:
        page.locator(".site-nav a[href='/trail/']").click()
        keep_picture(page, kept_as.format("trail"))
        page.goto("/trail/?key=guidelines.edition_taken_over")

        assert page.locator("main tbody tr").count() > 5
        page.goto("/trail/?key=guidelines.edition_adopted")
        expect(page.locator("main tbody tr").last).to_contain_text("事務局")


def test_the_trail_is_verified_elsewhere_and_a_changed_line_is_named(visitor: Comes, tmp_path: Path):
    with visitor("tokyo-auditor", language="en") as page:
        page.goto("/trail/seals/")
        verifier = taken(page, "a[href='/trail/seals/verify_alone.py']", tmp_path / "verify_alone.py")
        trail = taken(page, "a[href='/trail/seals/trail.jsonl']", tmp_path / "trail.jsonl")
    whole = subprocess.run([sys.executable, "-I", verifier, trail], capture_output=True, text=True, check=False)
    words = trail.read_bytes()
    assert whole.returncode == 0, whole.stdout + whole.stderr

    trail.write_bytes(words.replace(b"guidelines.edition_adopted", b"guidelines.edition_adoptee", 1))
    changed = subprocess.run([sys.executable, "-I", verifier, trail], capture_output=True, text=True, check=False)
    assert changed.returncode != 0
    assert "Line " in changed.stdout + changed.stderr


def test_nobody_else_reads_the_trail(visitor: Comes):
    paths = ("/trail/", "/trail/seals/", "/trail/seals/trail.jsonl")
    for login in ("tokyo-staff", "tokyo-secretariat"):
        with visitor(login) as page:
            for path in paths:
                answer = page.goto(path)
                assert answer is not None
                assert (login, path, answer.status) == (login, path, 404)
    with visitor() as page:
        for path in paths:
            page.goto(path)
            assert page.url.partition("?")[0].endswith("/accounts/login/")
