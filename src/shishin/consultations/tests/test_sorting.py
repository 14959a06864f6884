"""Sorting: folding, placing, themes, holding and undoing, each on any number of opinions with one entry in the trail."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from shishin.consultations.counting import figures_of, recount
from shishin.consultations.errors.sorting import (
    CannotFoldUnder,
    ChangedMeanwhile,
    HeldByOthers,
    HoldsNothing,
    NothingChosen,
    NothingFree,
    NothingToUndo,
    ThemeIsInUse,
    ThemeOfAnotherConsultation,
    WithheldStays,
)
from shishin.consultations.models import Opinion, OpinionAct, Theme
from shishin.consultations.sorting.choosing import KEPT
from shishin.consultations.sorting.folding import fold_opinions, take_out
from shishin.consultations.sorting.holding import give_back, take_next
from shishin.consultations.sorting.placing import give_theme, mark_new_points, place_opinions
from shishin.consultations.sorting.theming import add_theme, merge_themes, move_theme, remove_theme, rename_theme
from shishin.consultations.sorting.undoing import undo_act, undo_last
from shishin.consultations.tests.makers import make_asking, make_consultation, make_runner, opinion_saying, these
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
State = Opinion.State


def test_what_is_folded_has_the_theme_of_its_head_and_gets_what_the_head_gets():
    consultation, runner = make_asking("甲", "甲", "乙", "丙")
    first, second = (add_theme(consultation, titles={"en": name}, by=runner) for name in ("First", "Second"))
    give_theme(consultation, these("甲"), theme=first, by=runner)

    fold_opinions(consultation, these("甲", "乙", "丙"), under=opinion_saying("甲"), by=runner)
    give_theme(consultation, these("甲"), theme=second, by=runner)

    assert set(Opinion.objects.values_list("theme", flat=True)) == {second.pk}
    assert [(row.words, row.group_voices, row.submitters) for row in Opinion.objects.heads()] == [("甲", 4, 4)]
    assert figures_of(consultation) == recount(consultation)


def test_folding_is_flat_and_never_under_what_is_folded_or_withheld():
    consultation, runner = make_asking("甲", "乙", "丙")
    fold_opinions(consultation, these("乙"), under=opinion_saying("甲"), by=runner)
    with pytest.raises(CannotFoldUnder):
        fold_opinions(consultation, these("丙"), under=opinion_saying("乙"), by=runner)
    fold_opinions(consultation, these("甲"), under=opinion_saying("丙"), by=runner)
    assert set(Opinion.objects.exclude(folded_into=None).values_list("folded_into__words", flat=True)) == {"丙"}
    these("甲", "乙", "丙").update(state=State.WITHHELD)
    with pytest.raises(WithheldStays):
        take_out(consultation, these("甲"), by=runner)


def test_what_is_taken_out_is_open_and_its_head_loses_its_voices():
    consultation, runner = make_asking("甲", "乙")
    fold_opinions(consultation, these("乙"), under=opinion_saying("甲"), by=runner)
    take_out(consultation, these("乙"), by=runner)
    assert sorted(Opinion.objects.heads().values_list("words", "group_voices")) == [("乙", 1), ("甲", 1)]


def test_an_act_on_many_is_one_entry_with_their_number_and_is_undone_at_once():
    consultation, runner = make_asking(*(str(number) for number in range(5)))
    theme = add_theme(consultation, titles={"en": "Time"}, by=runner)
    give_theme(consultation, Opinion.objects.all(), theme=theme, by=runner)
    entry = Entry.objects.get(key="consultations.theme_given")
    assert (entry.data["opinions"], entry.data["voices"], entry.data["numbers"]) == (5, 5, [1, 2, 3, 4, 5])

    undo_last(consultation, by=runner)

    assert set(Opinion.objects.values_list("theme", flat=True)) == {None}
    assert figures_of(consultation) == recount(consultation)
    with pytest.raises(NothingToUndo):
        undo_last(consultation, by=runner)


def test_what_somebody_changed_since_is_not_undone():
    consultation, runner = make_asking("甲", "乙")
    theme = add_theme(consultation, titles={"en": "Time"}, by=runner)
    give_theme(consultation, these("甲", "乙"), theme=theme, by=runner)
    give_theme(consultation, these("乙"), theme=None, by=make_runner(consultation.organization))
    with pytest.raises(ChangedMeanwhile, match="1 of these"):
        undo_last(consultation, by=runner)
    assert opinion_saying("甲").theme == theme


def test_undoing_gives_back_the_head_as_it_is_now():
    consultation, runner = make_asking("甲", "乙")
    theme = add_theme(consultation, titles={"en": "Time"}, by=runner)
    fold_opinions(consultation, these("乙"), under=opinion_saying("甲"), by=runner)
    take_out(consultation, these("乙"), by=runner)
    taken_out = OpinionAct.objects.get(key="consultations.opinions_taken_out")
    give_theme(consultation, these("甲"), theme=theme, by=runner)
    undo_act(taken_out, by=runner)
    assert opinion_saying("乙").theme == theme


def test_only_the_last_acts_are_kept():
    consultation, runner = make_asking("甲")
    for turn in range(KEPT + 2):
        mark_new_points(consultation, Opinion.objects.all(), is_new_point=turn % 2 == 0, by=runner)
    assert OpinionAct.objects.count() == KEPT


def test_an_act_on_nothing_is_refused_and_so_is_anothers_theme():
    consultation, runner = make_asking("甲")
    with pytest.raises(NothingChosen):
        place_opinions(consultation, Opinion.objects.none(), place=None, by=runner)
    other = Theme.objects.create(consultation=make_consultation(), titles={"en": "Other"}, position=0)
    with pytest.raises(ThemeOfAnotherConsultation):
        give_theme(consultation, Opinion.objects.all(), theme=other, by=runner)


def test_the_next_ones_are_held_by_one_person_and_nobody_else_changes_them():
    consultation, runner = make_asking("甲", "甲", "乙", "丙")
    other = make_runner(consultation.organization)
    ordered = Opinion.objects.order_by("-group_voices", "number")
    assert take_next(consultation, ordered, by=runner, most=2) == 2
    with pytest.raises(HoldsNothing):
        give_back(consultation, by=other)
    assert take_next(consultation, ordered, by=other, most=2) == 1
    with pytest.raises(NothingFree):
        take_next(consultation, ordered, by=other)
    assert [(row.words, row.held_by) for row in ordered] == [("甲", runner), ("乙", runner), ("丙", other)]
    with pytest.raises(HeldByOthers, match="2 of these"):
        mark_new_points(consultation, Opinion.objects.all(), is_new_point=True, by=other)

    assert give_back(consultation, by=runner) == 2
    Opinion.objects.filter(held_by=other).update(held_until=now())
    mark_new_points(consultation, Opinion.objects.all(), is_new_point=True, by=runner)


def test_themes_are_put_in_order_renamed_merged_and_removed_while_empty():
    consultation, runner = make_asking("甲")
    first, second, third = (add_theme(consultation, titles={"en": name}, by=runner) for name in ("First", "Second", "Third"))
    give_theme(consultation, these("甲"), theme=first, by=runner)
    with pytest.raises(ThemeIsInUse):
        remove_theme(first, by=runner)
    move_theme(third, up=True, by=runner)
    rename_theme(second, titles={"en": "Two"}, by=runner)
    merge_themes([first], into=second, by=runner)
    remove_theme(third, by=runner)
    assert [str(theme) for theme in consultation.themes.all()] == ["Two"]
    assert opinion_saying("甲").theme == second
    assert figures_of(consultation) == recount(consultation)
