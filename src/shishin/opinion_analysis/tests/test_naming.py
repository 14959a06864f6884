"""Naming: whatever way people write a number or a heading, the clause of the draft is found, and no other."""

from __future__ import annotations

import pytest

from shishin.opinion_analysis.naming import labels_below, names_of

CODES = names_of(
    [
        ("chapter-3", ["3"], ["行動規範", "The codes"]),
        ("ten", ["3.2"], []),
        ("nine", ["#9"], ["つねに見直し、チャレンジし続けよう", "Always review, keep taking on challenges"]),
        ("nine-three", ["9-3"], ["背景"]),
        ("three-two", ["3-2"], ["Background of the code"]),
        ("four", ["#4"], ["Background of the code"]),
    ]
)
LAW = names_of(
    [
        ("a2", ["第2条"], []),
        ("a9", ["第9条"], []),
        ("a9-3", ["第9条 3"], []),
        ("a9-3-2", ["第9条 3 二"], []),
        ("a9-bis", ["第9条の2"], []),
        ("c2", ["第2章"], []),
    ]
)
DAI = names_of(
    [
        ("i", ["第１"], []),
        ("i2", ["第１ 2"], []),
        ("i2-3", ["第１ 2 (3)"], []),
        ("i2-3-a", ["第１ 2 (3) ア"], []),
        ("iii-2", ["第３の２"], []),
    ]
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("#9と第" + "九" * 10_000 + "条", ["nine"]),
        ("#9について", ["nine"]),
        ("＃９は長い", ["nine"]),
        ("9番の規範", ["nine"]),
        ("規範9は", ["nine"]),
        ("Code 9 is too long.", ["nine"]),
        ("9-3は要らない。", ["nine-three"]),
        ("９－３と３−２", ["nine-three", "three-two"]),
        ("第９の３を直す", ["nine-three"]),
        ("3.2 is fine", ["ten"]),
        ("第3章は", ["chapter-3"]),
        ("chapter 3, 2 points", ["chapter-3"]),
        ("#9の3つの点", ["nine-three"]),
        ("#9-7", ["nine"]),
        ("9-7", []),
        ("「つねに見直し、チャレンジし続けよう」に賛成", ["nine"]),
        ("I like always review, keep taking on challenges!", ["nine"]),
        ("背景がよい", []),
        ("The background of the code", []),
        ("9日に3回、9-3%、3.2倍、2026-9-3、v9.3.1、第一に、一番", []),
        ("", []),
    ],
)
def test_codes_are_named_as_people_write_them(text, keys):
    assert CODES.named_in(text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("第９条第３項第二号", ["a9-3-2"]),
        ("第九条第三項", ["a9-3"]),
        ("Article 9, paragraph (3)", ["a9-3"]),
        ("articles 2 and 9", ["a2"]),
        ("第９条の２", ["a9-bis"]),
        ("９条３項", ["a9-3"]),
        ("第9条第8項", ["a9"]),
        ("第2条", ["a2"]),
        ("第2章", ["c2"]),
        ("憲法第9条と民法９条", []),
        ("９条件、9番地、第9回", []),
    ],
)
def test_articles_are_named_as_people_write_them(text, keys):
    assert LAW.named_in(text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("第１の２（３）ア", ["i2-3-a"]),
        ("第1 2 (3)", ["i2-3"]),
        ("第１の２について", ["i2"]),
        ("第１は", ["i"]),
        ("第三の二は", []),
        ("第３の２は", ["iii-2"]),
    ],
)
def test_numbers_below_one_another_are_named_as_people_write_them(text, keys):
    assert DAI.named_in(text) == keys


@pytest.mark.parametrize(
    ("above", "label", "labels"),
    [
        ([], "1", ["1"]),
        (["第9条"], "3", ["第9条 3"]),
        (["第1章", "第9条"], "3", ["第1章 第9条 3", "第9条 3"]),
        (["#9"], "9-3", ["9-3", "#9 9-3"]),
        (["第1章"], "第9条", ["第9条", "第1章 第9条"]),
        (["第1", "2"], "(3)", ["第1 2 (3)", "2 (3)"]),
        (["1"], "", []),
    ],
)
def test_a_bare_number_is_called_by_those_above_it(above, label, labels):
    assert labels_below(above, label) == labels


@pytest.mark.parametrize("label", ["", "ア", "(3)", "I", "!!", "附則"])
def test_a_label_that_nobody_names_alone_names_nothing(label):
    assert dict(names_of([("a", [label], [])]).numbers) == {}


@pytest.mark.parametrize(("written", "number"), [("二十一", "21"), ("十", "10"), ("百三", "103"), ("九", "9"), ("一〇", "10")])
def test_kanji_are_read_as_numbers(written, number):
    assert names_of([("a", [f"第{number}条"], [])]).named_in(f"第{written}条") == ["a"]


def test_what_stands_above_a_clause_is_named_as_far_as_anybody_reads():
    assert labels_below([str(depth) for depth in range(1_000)], "第3") == [
        "第3",
        *(" ".join([*(str(depth) for depth in range(begin, 1_000)), "第3"]) for begin in range(994, 1_000)),
    ]
