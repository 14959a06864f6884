"""The Tokyo texts: the form of the ten codes, and the languages the action guidelines are kept in."""

from __future__ import annotations

from shishin.demo.tests.reading_texts import manuscripts

BLOCKS = ["background", "conduct", "example", "system", "dont"]


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
