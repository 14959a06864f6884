"""The texts of each example: they can be read, every language is complete, and what the acts name is there."""

from __future__ import annotations

import pytest

from shishin.demo.loading import EXAMPLES, TEXTS
from shishin.demo.tests.reading_texts import acts, manuscripts, slugs
from shishin.texts.manuscript import ManuscriptClause
from shishin.texts.text_form import files_of

SLUGS = [slug for example in EXAMPLES for slug in slugs(example)]


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


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_edition_has_one_act_that_fits_its_sheet(example):
    told = {(act["document"], act["version"]): act["act"] for act in acts(example)["editions"]}
    fitting = {}
    for slug in slugs(example):
        for version, manuscript in manuscripts(slug).items():
            adopted = "take_over" if manuscript.edition.taken_over else "adopt"
            fitting[slug, version] = {"working": "write", "published": "publish"}.get(manuscript.edition.state, adopted)

    assert told == fitting


@pytest.mark.parametrize("example", EXAMPLES)
def test_links_join_clauses_and_documents_that_exist(example):
    known = slugs(example)
    keys = {(slug, clause.key) for slug in known for manuscript in manuscripts(slug).values() for clause in manuscript.clauses}
    ends = [(link[end]["document"], link[end]["key"]) for link in acts(example)["clause_links"] for end in ("from", "to")]
    targets = {link.to for slug in known for manuscript in manuscripts(slug).values() for link in manuscript.document.links}

    assert sorted(set(ends) - keys) == []
    assert sorted(targets - set(known)) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_owners_posts_and_bodies_are_described(example):
    sheet = acts(example)
    organizations = {row["slug"] for row in sheet["organizations"]}
    posts = {row["slug"] for row in sheet["posts"]}
    bodies = {row["slug"] for row in sheet["bodies"]}

    assert {manuscript.document.owner for slug in slugs(example) for manuscript in manuscripts(slug).values()} <= organizations
    assert {post["organization"] for post in sheet["posts"]} <= organizations
    assert {held["post"] for account in sheet["accounts"] for held in account.get("posts", [])} <= posts
    assert {seat["body"] for account in sheet["accounts"] for seat in account.get("seats", [])} <= bodies
    assert {meeting["body"] for meeting in sheet["meetings"]} <= bodies
