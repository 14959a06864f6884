"""The Tokyo texts: they can be read, every language is complete, and what the acts name is there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from shishin.guidelines.manuscript import Manuscript, ManuscriptClause
from shishin.guidelines.text_form.folders import files_of, read_folder

TEXTS = Path(__file__).parents[1] / "texts"
ACTS = yaml.safe_load((TEXTS / "tokyo.yaml").read_text(encoding="utf-8"))
SLUGS = sorted({act["document"] for act in ACTS["editions"]})
BLOCKS = ["background", "conduct", "example", "system", "dont"]


def manuscripts(slug: str) -> dict[str, Manuscript]:
    return {manuscript.edition.version: manuscript for manuscript in read_folder(TEXTS / slug)}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_clause_stands_in_every_language_of_its_edition(slug):
    for manuscript in manuscripts(slug).values():
        languages = {language for clause in manuscript.clauses for language in clause.passages}

        assert {"ja", "en"} <= languages
        assert [clause.key for clause in manuscript.clauses if set(clause.passages) != languages] == []
        assert [clause.key for clause in manuscript.clauses if len({shape(clause, language) for language in languages}) > 1] == []


def shape(clause: ManuscriptClause, language: str) -> tuple[bool, bool, bool]:
    passage = clause.passages[language]
    return bool(passage.heading), bool(passage.body), bool(passage.summary)


@pytest.mark.parametrize("slug", SLUGS)
def test_texts_are_written_as_an_export_writes_them(slug):
    for manuscript in manuscripts(slug).values():
        written = {name: text for name, text in files_of(manuscript).items() if name.endswith(".md")}

        assert written == {name: (TEXTS / slug / name).read_text(encoding="utf-8") for name in written}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_document_says_what_is_fact_and_what_is_invented(slug):
    for manuscript in manuscripts(slug).values():
        assert sorted(manuscript.document.source_note) == ["en", "ja"]


def test_each_of_the_ten_codes_has_its_five_blocks_and_three_principles_or_more():
    clauses = manuscripts("tokyo-action-guidelines")["1.0.0"].clauses
    codes = [clause.key for clause in clauses if clause.kind == "value"]

    assert codes == [f"c{number}" for number in range(1, 11)]
    for code in codes:
        below = [clause for clause in clauses if clause.key.startswith(f"{code}-")]
        assert [clause.kind for clause in below if clause.depth == 4] == BLOCKS
        assert len([clause for clause in below if clause.kind == "conduct" and clause.force != "none"]) >= 3


def test_simplified_japanese_is_complete_for_the_edition_in_force():
    clauses = manuscripts("tokyo-action-guidelines")["1.0.0"].clauses

    assert {language for clause in clauses for language in clause.passages} == {"ja", "en", "ja-simple"}


def test_two_english_clauses_of_the_draft_revision_were_left_as_they_were():
    editions = manuscripts("tokyo-action-guidelines")
    before = {clause.key: clause.passages for clause in editions["1.0.0"].clauses}
    stale = [
        clause.key
        for clause in editions["1.1.0-draft.1"].clauses
        if clause.passages["ja"] != before[clause.key]["ja"] and clause.passages["en"] == before[clause.key]["en"]
    ]

    assert stale == ["c9-3", "practice-everyone"]


def test_each_edition_has_one_act_that_fits_its_sheet():
    acts = {(act["document"], act["version"]): act["act"] for act in ACTS["editions"]}
    fitting = {}
    for slug in SLUGS:
        for version, manuscript in manuscripts(slug).items():
            taken_over = "take_over" if manuscript.edition.taken_over else "adopt"
            fitting[slug, version] = "publish" if manuscript.edition.state == "published" else taken_over

    assert acts == fitting


def test_links_join_clauses_that_exist():
    keys = {(slug, clause.key) for slug in SLUGS for manuscript in manuscripts(slug).values() for clause in manuscript.clauses}

    assert [
        link for link in ACTS["clause_links"] if not {(link[end]["document"], link[end]["key"]) for end in ("from", "to")} <= keys
    ] == []


def test_owners_posts_and_bodies_are_described():
    organizations = {row["slug"] for row in ACTS["organizations"]}
    posts = {row["slug"] for row in ACTS["posts"]}
    bodies = {row["slug"] for row in ACTS["bodies"]}

    assert {manuscript.document.owner for slug in SLUGS for manuscript in manuscripts(slug).values()} <= organizations
    assert {post["organization"] for post in ACTS["posts"]} <= organizations
    assert {held["post"] for account in ACTS["accounts"] for held in account["posts"]} <= posts
    assert {seat["body"] for account in ACTS["accounts"] for seat in account.get("seats", [])} <= bodies
    assert {meeting["body"] for meeting in ACTS["meetings"]} <= bodies
