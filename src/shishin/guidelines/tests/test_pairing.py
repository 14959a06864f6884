"""Clauses are paired by what was recorded, then by their line, then by likeness, each once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shishin.guidelines.changes.pairing import Basis, Pair, RecordedChange, Step, pair_clauses
from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.manuscript import Passage


def clause(line, body="", heading="", **fields):
    return PlainClause(uuid="", line=line, key=line, texts={"ja": Passage(heading, body)}, **fields)


def clauses(*lines):
    return [clause(line, f"{line}について定める。") for line in lines]


def step(lines, *changes, is_taken_over=False):
    return Step(frozenset(lines), changes, is_taken_over)


def shown(pairs, old, new):
    return sorted(
        ("".join(old[place].line for place in pair.old), "".join(new[place].line for place in pair.new), pair.basis) for pair in pairs
    )


def test_a_kept_line_is_one_pair_and_the_rest_stands_alone():
    old, new = [clause("a", "い"), clause("b", "短い文")], [clause("a", "ろ"), clause("c", "まったく別の長い長い言葉")]

    assert shown(pair_clauses(old, new, steps=[step("ac")]), old, new) == [("", "c", "line"), ("a", "a", "line"), ("b", "", "line")]


def test_a_split_and_a_merge_are_one_pair_each():
    split = RecordedChange(1, "split", before=("a",), after=("a1", "a2"))
    merged = RecordedChange(2, "merged", before=("b", "c"), after=("d",))
    old, new = clauses("a", "b", "c"), clauses("a1", "a2", "d")

    pairs = pair_clauses(old, new, steps=[step(["a1", "a2", "d"], split, merged)])

    assert pairs == (Pair((0,), (0, 1), Basis.RECORDED, (split,)), Pair((1, 2), (2,), Basis.RECORDED, (merged,)))


def test_one_change_that_names_several_kept_clauses_does_not_tie_them_together():
    change = RecordedChange(1, "kept", before=("a", "b"), after=("a", "b"))
    old, new = clauses("a", "b"), clauses("a", "b")

    assert pair_clauses(old, new, steps=[step("ab", change)]) == (
        Pair((0,), (0,), Basis.RECORDED, (change,)),
        Pair((1,), (1,), Basis.RECORDED, (change,)),
    )


def test_steps_are_composed_and_all_their_changes_listed():
    edited = RecordedChange(1, "kept", reason=11, before=("a",), after=("a",))
    split = RecordedChange(2, "split", reason=12, before=("a",), after=("x", "y"))
    dropped = RecordedChange(3, "dropped", reason=13, before=("y",))
    old, new = clauses("a"), clauses("x")

    pairs = pair_clauses(old, new, steps=[step("a", edited), step("xy", split), step("x", dropped)])

    assert pairs == (Pair((0,), (0,), Basis.RECORDED, (edited, split, dropped)),)


def test_what_came_and_went_on_the_way_is_nowhere():
    new_on_the_way = RecordedChange(1, "new", after=("b",))
    old, new = clauses("a"), clauses("a")

    assert pair_clauses(old, new, steps=[step("ab", new_on_the_way), step("a", RecordedChange(2, "dropped", before=("b",)))]) == (
        Pair((0,), (0,), Basis.LINE),
    )


def test_a_line_that_came_back_is_kept():
    dropped = RecordedChange(1, "dropped", before=("b",))
    again = RecordedChange(2, "new", after=("b",))
    old, new = clauses("a", "b"), clauses("a", "b")

    pairs = pair_clauses(old, new, steps=[step("a", dropped), step("ab", again)])

    assert sorted(pairs, key=lambda pair: pair.old) == [Pair((0,), (0,)), Pair((1,), (1,), Basis.RECORDED, (dropped, again))]


def test_what_was_recorded_as_dropped_and_new_is_not_paired_by_likeness():
    old, new = [clause("a", "同じ文である。")], [clause("b", "同じ文である。")]
    changes = RecordedChange(1, "dropped", before=("a",)), RecordedChange(2, "new", after=("b",))

    assert shown(pair_clauses(old, new, steps=[step("b", *changes)]), old, new) == [("", "b", "recorded"), ("a", "", "recorded")]


def test_without_a_recorded_way_pairs_are_proposed_by_text_then_heading_then_likeness():
    old = [
        clause("a", "まったく同じ文である。"),
        clause("b", "前の言葉", heading="目的"),
        clause("c", "申請の途中でやめる人が多い画面を選び、直す。"),
        clause("d", "ここだけの古い定め"),
    ]
    new = [
        clause("w", "申請の途中でやめる人が多い画面を毎月一つ選び、直す。"),
        clause("x", "これとは似ていない新しい文", heading="目的"),
        clause("y", "まったく同じ文である。"),
        clause("z", "Something else entirely"),
    ]

    assert shown(pair_clauses(old, new), old, new) == [
        ("", "z", "proposed"),
        ("a", "y", "proposed"),
        ("b", "x", "proposed"),
        ("c", "w", "proposed"),
        ("d", "", "proposed"),
    ]


def test_an_edition_taken_over_makes_kept_lines_proposals_but_not_what_was_recorded():
    change = RecordedChange(1, "kept", before=("b",), after=("b",))
    old, new = clauses("a", "b"), clauses("a", "b")

    pairs = pair_clauses(old, new, steps=[step("ab", change, is_taken_over=True)])

    assert shown(pairs, old, new) == [("a", "a", "proposed"), ("b", "b", "recorded")]


def test_between_the_same_neighbours_less_likeness_is_enough():
    old = [clause("a", "はじめの条文である。"), clause("b", "期限は三十日とする。"), clause("c", "おわりの条文である。")]
    new = [clause("a", "はじめの条文である。"), clause("x", "期限を延ばし六十日間とする。"), clause("c", "おわりの条文である。")]

    assert shown(pair_clauses(old, new), old, new)[1] == ("b", "x", "proposed")


def test_many_clauses_are_paired_by_what_they_share():
    old = [clause(f"o{number}", f"第{number}の条は、事項{number * 7}について{number}日以内に届け出るものとする。") for number in range(80)]
    new = [
        clause(f"n{number}", f"第{number}の条は、事項{number * 7}について{number}日以内に必ず届け出るものとする。") for number in range(80)
    ]

    pairs = pair_clauses(old, new)

    assert sorted((pair.old, pair.new) for pair in pairs) == sorted(((number,), (number,)) for number in range(80))


LINES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@st.composite
def origins(draw):
    """Editions in a row with changes of every kind between them."""
    editions = [draw(LINES) for _ in range(draw(st.integers(2, 4)))]
    steps, number = [], 0
    for before, after in pairwise(editions):
        changes = []
        for _ in range(draw(st.integers(0, 3))):
            number += 1
            kind = draw(st.sampled_from(["kept", "new", "split", "merged", "dropped", "vacated"]))
            subset = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=3)
            changes.append(
                RecordedChange(
                    number,
                    kind,
                    before=() if kind == "new" else tuple(line for line in draw(subset) if line in before),
                    after=() if kind == "dropped" else tuple(line for line in draw(subset) if line in after),
                )
            )
        steps.append(step(after, *changes, is_taken_over=draw(st.booleans())))
    return clauses(*editions[0]), clauses(*editions[-1]), steps if draw(st.booleans()) else []


@given(origins())
def test_every_clause_stands_in_exactly_one_pair(way):
    old, new, steps = way

    pairs = pair_clauses(old, new, steps=steps)

    assert sorted(place for pair in pairs for place in pair.old) == list(range(len(old)))
    assert sorted(place for pair in pairs for place in pair.new) == list(range(len(new)))
    assert all(pair.old or pair.new for pair in pairs)
