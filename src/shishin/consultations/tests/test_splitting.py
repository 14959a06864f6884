"""Splitting: parts cover the words, voices stay where they were said and count for each part, and nothing is lost by undoing it."""

from __future__ import annotations

import pytest
from django.db import connection

from shishin.consultations.counting import figures_of, recount
from shishin.consultations.errors.sorting import CannotBeSplit, NothingIsCut, PartIsSettled
from shishin.consultations.models import Opinion, Response
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.forms import SplitForm, cut_mark
from shishin.consultations.sorting.splitting import put_together, split_opinion
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.tests.makers import make_asking, opinion_saying, these
from shishin.consultations.verifying import faults_of
from shishin.kit.triggers import lifted

pytestmark = pytest.mark.django_db
LETTER = "用語が難しい。 期限が短い。費用が高い。"
State = Opinion.State


def test_each_part_has_the_voices_of_the_letter_and_the_letter_stays_as_it_came():
    consultation, runner = make_asking(LETTER, LETTER)
    letter = opinion_saying(LETTER)

    parts = split_opinion(letter, at=[7, 14], by=runner)

    assert [(part.words, part.voices, part.state, part.part_of) for part in parts] == [
        ("用語が難しい。", 2, State.OPEN, letter),
        ("期限が短い。", 2, State.OPEN, letter),
        ("費用が高い。", 2, State.OPEN, letter),
    ]
    letter.refresh_from_db()
    assert (letter.words, letter.state) == (LETTER, State.SPLIT)
    assert figures_of(consultation).received == recount(consultation).received == 6


def test_a_part_that_another_already_says_folds_under_it_and_takes_its_theme():
    consultation, runner = make_asking(LETTER, "期限が短い。")
    head = opinion_saying("期限が短い。")
    theme = consultation.themes.create(titles={"en": "Time"}, position=0)
    these("期限が短い。").update(theme=theme)

    parts = split_opinion(opinion_saying(LETTER), at=[8, 14], by=runner)

    assert [(part.folded_into, part.theme) for part in parts] == [(None, None), (head, theme), (None, None)]
    head.refresh_from_db()
    assert (head.group_voices, head.submitters) == (2, 2)


def test_a_part_is_split_again_and_still_is_a_part_of_the_letter_as_received():
    _consultation, runner = make_asking(LETTER)
    letter = opinion_saying(LETTER)
    first, _second = split_opinion(letter, at=[14], by=runner)
    smaller = split_opinion(first, at=[8], by=runner)
    assert [part.part_of for part in smaller] == [letter, letter]
    assert list(Opinion.objects.counted().order_by("pk").values_list("words", flat=True)) == [
        "費用が高い。",
        "用語が難しい。",
        "期限が短い。",
    ]


def test_undoing_a_split_makes_it_one_again_unless_a_part_has_a_response():
    consultation, runner = make_asking(LETTER)
    letter = opinion_saying(LETTER)
    split_opinion(letter, at=[8], by=runner)
    undo_last(consultation, by=runner)
    assert list(Opinion.objects.counted()) == [letter]

    part = split_opinion(letter, at=[8], by=runner)[0]
    response = Response.objects.create(consultation=consultation, number=1)
    Opinion.objects.filter(pk=part.pk).update(response=response, state=State.DRAFTED)
    with pytest.raises(PartIsSettled, match="has a response"):
        put_together(letter, by=runner)
    Opinion.objects.filter(pk=part.pk).update(response=None, state=State.OPEN)
    put_together(letter, by=runner)
    assert list(Opinion.objects.counted()) == [letter]
    assert figures_of(consultation) == recount(consultation)


def test_parts_that_count_no_more_are_no_fault_of_the_letter():
    consultation, runner = make_asking(LETTER)
    letter = opinion_saying(LETTER)
    first, _second = split_opinion(letter, at=[14], by=runner)
    split_opinion(first, at=[8], by=runner)
    assert list(faults_of(consultation)) == []
    put_together(letter, by=runner)
    assert list(faults_of(consultation)) == []
    split_opinion(letter, at=[8], by=runner)
    assert list(faults_of(consultation)) == []
    with lifted(connection):
        letter.parts.exclude(state=State.SPLIT).filter(words__startswith="用語").update(words="用語")
    assert [fault.partition(" has ")[2] for fault in faults_of(consultation)] == ["words that none of its parts has."]


def test_only_what_stands_by_itself_is_split_and_only_into_words():
    consultation, runner = make_asking(LETTER, "短い。", "長い。")
    fold_opinions(consultation, these("短い。"), under=opinion_saying("長い。"), by=runner)
    for words in ("短い。", "長い。"):
        with pytest.raises(CannotBeSplit):
            split_opinion(opinion_saying(words), at=[1], by=runner)
    for at in ([], [0], [7, 8]):
        with pytest.raises(NothingIsCut):
            split_opinion(opinion_saying(LETTER), at=at, by=runner)


@pytest.mark.parametrize(
    ("cut", "places"),
    [
        ("用語が難しい。||期限が短い。||費用が高い。", [7, 14]),
        ("用語が難しい。｜｜ 期限が短い。\r\n||\r\n費用が高い。", [7, 14]),
        ("用語が難しい。||期限が短い。費用が安い。", None),
        ("用語が難しい。||期限が短い。", None),
    ],
)
def test_cut_marks_are_put_into_the_words_and_nothing_else_of_them_changes(cut, places):
    form = SplitForm({"cut": cut}, words=LETTER)
    assert (form.cleaned_data["cut"] if form.is_valid() else None) == places


def test_a_cut_mark_is_one_that_the_words_do_not_have():
    assert (cut_mark("a | b"), cut_mark("a || b")) == ("||", "|||")
