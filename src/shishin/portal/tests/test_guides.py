"""The guides of docs/ as pages: each is there in both languages, its links lead somewhere, its pictures are served, and it can be searched."""

from __future__ import annotations

import re
import tomllib
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.utils import translation

from shishin.portal.guides import FOLDER, GUIDES, Picture, guide_in, guides, sections_with

pytestmark = pytest.mark.django_db

IN_BOTH = ("reader", "member", "secretariat", "operator", "upgrade")


def page_of(client, address: str, language: str) -> str:
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_link_and_picture_of_every_guide_leads_somewhere(client, language):
    with translation.override(language):
        pages = {f"/help/{name}/": page_of(client, f"/help/{name}/", language) for name in GUIDES}

    for address, page in pages.items():
        body = page.partition("<h1>")[2]
        for target in re.findall(r'href="(/help/[^"]*|#[^"]*)"', body):
            path, _hash, anchor = unquote(target if target[0] == "/" else address + target).partition("#")
            if path in pages:
                assert not anchor or f'id="{anchor}"' in pages[path], f"{address}: {target}"
        for picture in re.findall(r'src="(/help/pictures/[^"]+)"', body):
            with closing(client.get(picture)) as answer:
                assert answer["Content-Type"] == "image/png"
        assert not re.findall(r'href="(?!https?:)[^"]*\.md[^"]*"', body)


def test_a_guide_is_in_the_language_of_the_page_where_it_is_there(client):
    for name in IN_BOTH:
        assert guide_in(name, "ja").language == "ja"
        assert guide_in(name, "en").language == "en"
    assert guide_in("glossary", "ja").language == "en"
    assert guide_in("nonsense", "en") is None
    assert client.get("/help/nonsense/").status_code == 404
    assert client.get("/help/pictures/nothing.png").status_code == 404
    assert client.get("/help/pictures/..%2fglossary.md").status_code == 404


def test_the_page_of_help_lists_all_guides_and_finds_sections_by_any_form_of_a_word(client):
    page = page_of(client, "/help/", "en")
    found = page_of(client, "/help/?q=adopting", "en")

    assert [guide.name for guide in guides("en")] == list(GUIDES)
    assert all(f'href="/help/{name}/"' in page for name in GUIDES)
    assert 'href="/help/secretariat/#publish-adopt-take-over"' in found
    assert "0 sections with" in page_of(client, "/help/?q=zzzz", "en")
    assert ("secretariat", "検索の同義語") in [(guide.name, section.title) for guide, section in sections_with("同義語", "ja")]


def test_a_picture_on_a_line_of_its_own_is_a_picture_and_what_is_between_stays_in_order():
    blocks = [block for section in guide_in("reader", "en").sections for block in section.blocks]

    assert Picture("What a search finds", "search.en.png") in blocks
    assert not any("![" in block for block in blocks if isinstance(block, str))


def test_a_wheel_has_the_guides():
    project = Path(FOLDER).parent / "pyproject.toml"
    wheel = tomllib.loads(project.read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert wheel["force-include"] == {"docs": "shishin/guides"}
