"""A reader takes texts and tables away: each link gives a file of its kind."""

from __future__ import annotations

import io
import json
from zipfile import ZipFile

import pytest
import requests
from playwright.sync_api import Page

from journeys.conftest import ACTION_GUIDELINES, Comes

STARTS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "zip": b"PK\x03\x04", "json": b"{", "md": b"#", "html": b"<!"}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "json": "application/json",
    "md": "text/markdown",
    "html": "text/html",
}
PLACES = {
    f"{ACTION_GUIDELINES}1.0.0/": {"pdf", "docx", "md", "json", "zip"},
    f"{ACTION_GUIDELINES}compare/1.0.0-draft.1..1.0.0/": {"html", "docx", "pdf"},
}


def downloads(page: Page, path: str) -> dict[str, str]:
    page.goto(path)
    links = [link.get_attribute("href") or "" for link in page.locator(".toolbar a[href*='/download/']").all()]
    return {link.split("/download/")[1].split("/")[0]: link for link in links}


@pytest.mark.parametrize("path", PLACES)
def test_every_form_is_offered_and_answers_with_a_file_of_its_kind(visitor: Comes, site: str, path: str):
    with visitor(language="ja") as page:
        offered = downloads(page, path)
    assert set(offered) == PLACES[path]
    for name, link in offered.items():
        answer = requests.get(site + link, timeout=60)
        assert (name, answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (name, 200, TYPES[name])
        assert answer.content.lower().startswith(STARTS[name].lower()), name
        assert len(answer.content) > 1_000
        assert f".{name}" in answer.headers["Content-Disposition"]


def test_the_translation_that_is_read_is_the_one_taken_away(visitor: Comes, site: str):
    with visitor(language="ja") as page:
        offered = downloads(page, f"{ACTION_GUIDELINES}1.0.0/?language=en")
    words = requests.get(site + offered["md"], timeout=60).content.decode()

    assert "Always review, keep taking on challenges" in words


def test_the_folder_and_the_data_hold_all_languages(site: str):
    address = f"{site}{ACTION_GUIDELINES}1.0.0/download/"
    names = ZipFile(io.BytesIO(requests.get(f"{address}zip/", timeout=60).content)).namelist()
    data = json.loads(requests.get(f"{address}json/", timeout=60).content)

    assert {name.rsplit("/", 1)[1] for name in names} >= {"document.yaml", "edition.yaml", "en.md", "ja-simple.md", "ja.md"}
    assert set(data["clauses"][0]["passages"]) == {"ja", "en", "ja-simple"}
