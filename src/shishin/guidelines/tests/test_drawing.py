from __future__ import annotations

from dataclasses import replace

import pytest

from shishin.guidelines.reading.drawing import Surroundings, draw_clauses, draw_contents
from shishin.guidelines.reading.editions import ReadClause, ReadText
from shishin.texts.scopes import KnownScope

WITHIN = Surroundings(
    "guide",
    "1.0.0",
    "en",
    "/guidelines/guide/compare/0.9.0..1.0.0/",
    vocabulary={"phase": KnownScope({"en": "Phase"}, {"design": {"en": "designing"}})},
)


def clause(
    key: str, heading: str = "", body: str = "", *, language: str = "en", depth: int = 1, kind: str = "text", **fields
) -> ReadClause:
    children = fields.pop("children", [])
    text = ReadText(language, heading, body, is_missing=language != "en")
    fields = {"force": "none", "is_hard_gate": False, "is_vacated": False, "is_branch": False, "applicability": {}, **fields}
    return ReadClause(pk=hash(key), key=key, parent=None, depth=depth, kind=kind, text=text, children=children, **fields)


def draw(*clauses: ReadClause) -> str:
    return str(draw_clauses(clauses, within=WITHIN))


def test_a_vacated_clause_keeps_its_number_and_says_that_its_text_is_gone():
    html = draw(clause("a", is_vacated=True, label="3"), clause("b", kind="chapter", is_vacated=True, label="4"))

    assert html.count("Deleted") == 2
    assert ">3</a>" in html
    assert ">4</a>" in html


def test_only_words_in_another_language_are_marked_with_it():
    html = draw(clause("a", "見出し", "本文", language="ja", children=[clause("b", "", "A line.", depth=2)]))

    assert '<h2 lang="ja">' in html
    assert '<div class="prose flow" lang="ja">' in html
    assert '<li id="b">' in html
    assert html.count('lang="ja"') == 2
    assert "not yet translated" in html


def test_lines_of_a_kind_under_a_code_stand_together_under_the_words_for_it():
    lines = [clause(f"c-{number}", "", f"Do {number}.", depth=2, kind="conduct", force="must") for number in (1, 2)]

    html = draw(clause("c", "Be simple", kind="value", label="#2", children=[*lines, clause("d", "", "Waste.", depth=2, kind="dont")]))

    assert html.count("Principles of action") == 1
    assert html.count('<span class="tag tag-info">must</span>') == 2
    assert '<div class="clause-block clause-dont" id="d">' in html


@pytest.mark.asvs("V1.2.1")
def test_a_key_or_a_limit_cannot_break_out_of_its_attribute():
    html = draw(clause("a", "", "x", label='"><b>', applicability={"phase": ["<i>"]}))

    assert "<b>" not in html
    assert "<i>" not in html


def test_a_limit_is_said_in_the_words_of_the_vocabulary_and_a_value_it_does_not_know_as_written():
    assert "Phase: designing, sketching" in draw(clause("a", "", "x", applicability={"phase": ["design", "sketching"]}))


def test_the_contents_list_headings_to_the_third_depth_and_no_blocks_of_a_code():
    deep = clause("d4", "Deep", depth=4)
    third = clause("d3", "Third", depth=3, children=[deep])
    second = clause("d2", "Second", depth=2, children=[third, clause("bg", "Background", depth=3, kind="background")])
    first = clause("d1", "First", children=[second])

    html = draw_contents([first], hrefs={one.pk: f"#{one.key}" for one in first.walk()}, current=third.pk)

    assert [key in html for key in ("#d1", "#d2", "#d3", "#d4", "#bg")] == [True, True, True, False, False]
    assert '<a href="#d3" aria-current="true">' in html


def test_what_is_said_about_a_text_in_a_language_the_interface_does_not_speak_is_marked_as_english():
    must = clause(
        "a", "Titre", "Un texte.", language="fr", force="must", children=[clause("b", "", "", language="fr", depth=2, kind="dont")]
    )
    must.text, must.children[0].text = ReadText("fr", "Titre", "Un texte."), ReadText("fr")

    html = str(draw_clauses([must], within=replace(WITHIN, language="fr")))

    assert "<h2>" in html
    assert '<p class="tags space-above-small" lang="en"><span class="tag tag-info">must</span></p>' in html
    assert '<span lang="en">What not to do</span>' in html
    assert '<p class="soft" lang="en">Nothing is written here.</p>' in html
    assert 'lang="fr"' not in html
