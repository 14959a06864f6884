"""Labels follow from the place of a clause and the rules of its scheme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from shishin.texts.errors import WrongNumbering
from shishin.texts.manuscript import ManuscriptClause
from shishin.texts.numbering import labels as numbering
from shishin.texts.numbering.by_language import languages_of, rules_in
from shishin.texts.numbering.labels import check_rules, compute_labels, labels
from shishin.texts.numbering.numerals import STYLES

SCHEMES = {
    scheme["slug"]: scheme["rules"] for scheme in yaml.safe_load(Path(numbering.__file__).with_name("schemes.yaml").read_text("utf-8"))
}


def clauses(*places: str) -> list[ManuscriptClause]:
    """`2 conduct branch` is a clause of that depth and kind."""
    made = []
    for number, place in enumerate(places):
        depth, *words = place.split()
        kind = next((word for word in words if word not in {"branch", "vacated"}), "text")
        made.append(
            ManuscriptClause(f"k{number}", int(depth), kind=kind, is_branch="branch" in words, is_vacated="vacated" in words),
        )
    return made


@pytest.mark.parametrize(
    ("style", "number", "written"),
    [
        ("arabic", 12, "12"),
        ("arabic-wide", 12, "１２"),
        ("kanji", 1, "一"),
        ("kanji", 10, "十"),
        ("kanji", 21, "二十一"),
        ("kanji", 110, "百十"),
        ("kanji", 2026, "二千二十六"),
        ("roman", 14, "XIV"),
        ("roman-lower", 4, "iv"),
        ("katakana", 1, "ア"),
        ("katakana", 46, "ン"),
        ("katakana", 47, "アア"),
        ("iroha", 3, "ハ"),
        ("circled", 20, "⑳"),
        ("circled", 21, "㉑"),
        ("circled", 50, "㊿"),
        ("circled", 51, "(51)"),
        ("letters", 27, "aa"),
    ],
)
def test_each_style_writes_numbers_its_own_way(style: str, number: int, written: str) -> None:
    spell = STYLES[style]
    assert spell is not None
    assert spell(number) == written


def test_dai_goes_from_dai_to_katakana_and_cites_the_whole_path() -> None:
    found = labels(clauses("1", "2", "3", "3", "4", "4", "2", "1", "2"), SCHEMES["dai"])

    assert [label.short for label in found] == ["第１", "1", "(1)", "(2)", "ア", "イ", "2", "第２", "1"]
    assert found[5].cited == "第１ 1 (2) イ"


def test_arabic_holds_the_number_above() -> None:
    found = labels(clauses("1", "2", "3", "4", "1", "2", "2"), SCHEMES["arabic"])

    assert [label.short for label in found] == ["1", "1.1", "1)", "ア", "2", "2.1", "2.2"]
    assert found[3].cited == "1.1 1) ア"


def test_articles_run_through_the_whole_text_and_the_first_paragraph_is_not_printed() -> None:
    text = clauses("1 chapter", "2 chapter", "3", "4", "4", "5", "2 chapter", "3", "1 chapter", "2 chapter", "3 chapter", "4")
    found = labels(text, SCHEMES["parts"])

    assert [label.short for label in found] == [
        *("第1編", "第1章", "第1条", "", "2", "一", "第2章", "第2条"),
        *("第2編", "第1章", "第1節", "第3条"),
    ]
    assert [label.cited for label in found[2:7]] == ["第1条", "第1条第1項", "第1条第2項", "第1条第2項第一号", "第1編第2章"]


def test_the_standard_guideline_counts_parts_chapters_and_sections_and_names_its_annexes() -> None:
    text = clauses("1 chapter", "2 chapter", "3", "4", "5", "6", "4 branch", "2 chapter", "3", "1 chapter", "2 chapter", "1", "2", "1")
    found = labels(text, SCHEMES["standard"])

    assert [label.short for label in found] == [
        *("第1編", "第1章", "1.", "1)", "ア", "(ア)", "1の2)", "第2章", "1."),
        *("第2編", "第1章", "別紙1", "1.", "別紙2"),
    ]
    assert [found[5].cited, found[8].cited, found[12].cited] == ["第1編 第1章 1. 1) ア (ア)", "第1編 第2章 1.", "別紙1 1."]


def test_a_branch_takes_the_number_before_it_and_the_next_one_goes_on() -> None:
    found = labels(clauses("1", "1", "1 branch", "1 branch", "1"), SCHEMES["articles"])

    assert [label.short for label in found] == ["第1条", "第2条", "第2条の2", "第2条の3", "第3条"]
    assert found[2].cited == "第2条の2"


def test_a_branch_of_a_bracketed_number_stays_in_the_brackets() -> None:
    assert compute_labels(clauses("1", "2", "3", "3 branch", "3"), SCHEMES["dai"]) == ["第１", "1", "(1)", "(1の2)", "(2)"]


def test_a_branch_with_nothing_before_it_counts_as_the_first() -> None:
    assert compute_labels(clauses("1 branch", "1"), SCHEMES["dai"]) == ["第１", "第２"]


def test_a_vacated_clause_keeps_its_number() -> None:
    assert compute_labels(clauses("1", "1 vacated", "1"), SCHEMES["articles"]) == ["第1条", "第2条", "第3条"]


def test_codes_count_through_the_chapters_and_their_lines_below_each() -> None:
    text = clauses(
        *("1 chapter", "2 chapter", "3 vision", "2 chapter", "3 value", "4 background", "4 conduct", "5 conduct", "5 conduct"),
        *("4 example", "5", "4 dont", "3 value", "4 conduct", "4 conduct", "1 chapter"),
    )
    found = labels(text, SCHEMES["codes"])

    assert [label.short for label in found] == [
        *("1", "1.1", "", "1.2", "#1", "", "", "1-1", "1-2"),
        *("", "", "", "#2", "2-1", "2-2", "2"),
    ]
    assert [found[position].cited for position in (4, 5, 8, 10)] == ["#1", "#1", "#1-2", "#1"]


def test_plays_number_their_checklist_through_and_leave_headings_and_questions_alone() -> None:
    text = clauses("1 principle", "2", "3 conduct", "3 conduct", "2", "3", "1 principle", "2", "3 conduct")

    assert compute_labels(text, SCHEMES["plays"]) == ["1", "", "1.1", "1.2", "", "", "2", "", "2.1"]


def test_plain_has_no_numbers() -> None:
    assert labels(clauses("1", "2"), SCHEMES["plain"]) == [("", ""), ("", "")]


def test_what_lies_deeper_than_the_rules_is_cited_by_what_is_above() -> None:
    found = labels(clauses("1", "2", "3", "4", "5", "6"), SCHEMES["dai"])

    assert found[5] == ("", "第１ 1 (1) ア (ア)")


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ([], "the rules"),
        ({"depth": []}, "depth"),
        ({"depths": {}}, "depths"),
        ({"depths": [{"style": "greek"}]}, "depths 1 style"),
        ({"depths": [{"style": "arabic", "format": "{m}"}]}, "depths 1 format"),
        ({"depths": [{"style": "arabic", "format": "{n.__class__}"}]}, "depths 1 format"),
        ({"depths": [{"style": "arabic", "format": "{n"}]}, "depths 1 format"),
        ({"depths": [{"style": "arabic", "format": "{n:>999999}"}]}, "depths 1 format"),
        ({"depths": [{"style": "arabic", "count": "page"}]}, "depths 1 count"),
        ({"depths": [{"style": "arabic", "prints_from": 0}]}, "depths 1 prints_from"),
        ({"depths": [{"style": "arabic", "size": 1}]}, "depths 1 size"),
        ({"kinds": {"article": {"style": "arabic"}}}, "kinds article"),
        ({"depths_from": "article"}, "depths_from"),
        ({"joiner": 1}, "joiner"),
        ({"in": []}, "in"),
        ({"in": {"English": {}}}, "in English"),
        ({"in": {"en": {"format": "{n}"}}}, "in en format"),
        ({"in": {"en": {"branch_sign": "{b}"}}}, "in en branch_sign"),
        ({"language": "Japanese"}, "language"),
        ({"depths": [{"style": "arabic", "in": {"en": []}}]}, "depths 1 in en"),
        ({"depths": [{"style": "arabic", "in": {"en": {"style": "runes"}}}]}, "depths 1 in en style"),
        ({"depths": [{"style": "arabic", "in": {"*": {"count": "document"}}}]}, "depths 1 in * count"),
        ({"kinds": {"text": {"style": "arabic", "in": {"en": {"format": "{x}"}}}}}, "kinds text in en format"),
    ],
)
def test_rules_of_another_shape_are_refused_with_the_place(rules: Any, place: str) -> None:
    with pytest.raises(WrongNumbering) as refused:
        check_rules(rules)

    assert str(refused.value.message) == f"The rules of the numbering scheme are not right at “{place}”."
    assert refused.value.way_out.startswith("Use one of these: ")


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_every_scheme_that_comes_with_the_product_is_right(slug: str) -> None:
    check_rules(SCHEMES[slug])


# Numbers by language


LAW = clauses("1 chapter", "2 chapter", "3", "4", "4", "5", "6", "7", "3 branch", "1", "2", "3", "3 branch", "4", "5")


@pytest.mark.parametrize(
    ("scheme", "language", "written"),
    [
        ("articles", "en", "Chapter 1, Section 1, Article 1, –, (2), (i), (a), 1., Article 1-2, Article 2, –, (i), (i)-2, (a), 1."),
        ("articles", "fr", "I, I.1, 1, –, (2), (i), (a), 1., 1-2, 2, –, (i), (i)-2, (a), 1."),
        ("parts", "en", "Part 1, Chapter 1, Article 1, –, (2), (i), (a), 1., Article 1-2, Article 2, –, (i), (i)-2, (a), 1."),
        ("dai", "en", "I, 1, (1), (a), (b), (i), –, –, (1-2), II, 1, (1), (1-2), (a), (i)"),
        ("dai-wide", "en-GB", "I, 1, (1), (a), (b), (i), –, –, (1-2), II, 1, (1), (1-2), (a), (i)"),
        ("arabic", "en", "1, 1.1, 1), (a), (b), (i), –, –, 1-2), 2, 2.1, 1), 1-2), (a), (i)"),
        ("standard", "en", "Part 1, Chapter 1, 1., 1), 2), (a), (i), –, 1-2., Attachment 1, 1., 1., 1-2., 1), (a)"),
        ("standard", "de", "I, I.1, 1., 1), 2), (a), (i), –, 1-2., A, 1., 1., 1-2., 1), (a)"),
        ("decimal", "en", "1, 1.1, 1.1.1, (a), (b), (i), –, –, 1.1.1-2, 2, 2.1, 2.1.1, 2.1.1-2, (a), (i)"),
    ],
)
def test_each_language_has_its_own_numbers(scheme: str, language: str, written: str) -> None:
    found = compute_labels(LAW, rules_in(SCHEMES[scheme], language))

    assert ", ".join(label or "–" for label in found) == written


def test_a_law_is_cited_in_english_as_its_translation_is() -> None:
    found = labels(LAW, rules_in(SCHEMES["articles"], "en"))

    assert [found[place].cited for place in (1, 2, 3, 5, 6, 8)] == [
        "Chapter 1, Section 1",
        "Article 1",
        "Article 1, paragraph (1)",
        "Article 1, paragraph (2), item (i)",
        "Article 1, paragraph (2), item (i), (a)",
        "Article 1-2",
    ]


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_no_number_is_in_japanese_but_in_japanese(slug: str) -> None:
    kinds = [
        clauses(f"1 {kind}", f"2 {kind}", f"3 {kind}", f"4 {kind}", f"4 {kind} branch") for kind in ("text", "chapter", "value", "conduct")
    ]
    texts = [LAW, *kinds]

    for language in ("en", "fr", "zh-Hant"):
        found = "".join(label.short + label.cited for text in texts for label in labels(text, rules_in(SCHEMES[slug], language)))
        assert found.isascii()
    assert [labels(text, rules_in(SCHEMES[slug], "ja-simple")) for text in texts] == [labels(text, SCHEMES[slug]) for text in texts]


def test_a_language_takes_its_own_form_then_that_of_its_base_then_that_of_all_others() -> None:
    forms = {"en": {"style": "letters"}, "en-GB": {"style": "letters-upper"}, "*": {"style": "roman"}}
    rules = {"depths": [{"style": "kanji", "format": "第{n}", "count": "document", "in": forms}]}

    def written(language: str, own: str = "ja") -> list[str]:
        return compute_labels(clauses("1"), rules_in({**rules, "language": own}, language))

    assert [written(tag) for tag in ("ja", "ja-simple", "en-GB", "en-US", "fr")] == [["第一"], ["第一"], ["A"], ["a"], ["I"]]
    assert [written(tag, own="zh") for tag in ("ja", "zh-Hant")] == [["I"], ["第一"]]
    assert rules_in(rules, "fr") == {"depths": [{"style": "roman", "count": "document"}]}
    assert languages_of(rules) == ["ja", "en", "en-GB", "*"]
