"""Moderating: what is withheld counts and says why, what is masked is masked wherever it stands, and a second person confirms."""

from __future__ import annotations

import pytest

from shishin.consultations.counting import figures_of
from shishin.consultations.errors.sorting import (
    AnsweredStays,
    NothingIsMasked,
    OriginalIsGone,
    RestoredWithoutReason,
    SecondPersonIsAnother,
    UnknownModerationReason,
    WaitsForModeration,
)
from shishin.consultations.models import Consultation, ModerationAct, Opinion, OpinionWords, PersonalData, Response
from shishin.consultations.sorting.masking import original_words
from shishin.consultations.sorting.moderating import (
    confirm_moderation,
    mask_opinion,
    refuse_moderation,
    restore_opinions,
    withhold_opinions,
)
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.tests.makers import OPENS, make_asking, make_runner, opinion_saying, say, these
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
NAMED = "山田太郎さんは遅い。\n費用が高い。"
State = Opinion.State


def confirm(consultation):
    confirm_moderation(ModerationAct.objects.all(), by=make_runner(consultation.organization))


def test_what_is_withheld_counts_as_withheld_once_another_person_confirms():
    consultation, runner = make_asking("ひどい", "ひどい", "よい")
    withhold_opinions(consultation, these("ひどい"), reason="insult", by=runner)
    assert figures_of(consultation).withheld == 0
    with pytest.raises(SecondPersonIsAnother):
        confirm_moderation(ModerationAct.objects.all(), by=runner)

    confirm(consultation)

    figures = figures_of(consultation)
    assert (figures.received, figures.withheld, figures.open) == (3, 2, 1)
    act = ModerationAct.objects.get()
    assert (act.reason, act.state, act.asked_by) == ("insult", "confirmed", runner)
    assert Entry.objects.filter(key="consultations.opinions_moderated").count() == 1


def test_while_it_waits_nothing_else_is_done_to_it_and_it_can_be_taken_back():
    consultation, runner = make_asking("ひどい")
    withhold_opinions(consultation, these("ひどい"), reason="insult", by=runner)
    with pytest.raises(WaitsForModeration):
        give_theme(consultation, these("ひどい"), theme=None, by=runner)
    refuse_moderation(ModerationAct.objects.all(), by=runner)
    give_theme(consultation, these("ひどい"), theme=None, by=runner)
    assert opinion_saying("ひどい").state == State.OPEN


def test_where_the_rules_ask_for_no_second_person_it_is_done_at_once():
    consultation, runner = make_asking("ひどい", profile="internal")
    Consultation.objects.update(rules={**consultation.rules, "second_person": False})
    consultation.refresh_from_db()
    withhold_opinions(consultation, these("ひどい"), reason="insult", by=runner)
    assert opinion_saying("ひどい").state == State.WITHHELD


def test_a_reason_is_one_of_the_rules_and_an_answered_opinion_is_not_withheld():
    consultation, runner = make_asking("ひどい")
    with pytest.raises(UnknownModerationReason):
        withhold_opinions(consultation, these("ひどい"), reason="dislike", by=runner)
    response = Response.objects.create(consultation=consultation, number=1, state="final", disposition="covered")
    these("ひどい").update(state=State.ANSWERED, response=response)
    with pytest.raises(AnsweredStays):
        withhold_opinions(consultation, these("ひどい"), reason="insult", by=runner)


def test_a_name_is_masked_wherever_the_same_words_stand_and_the_words_before_are_kept_apart():
    consultation, runner = make_asking(NAMED)
    part = split_opinion(opinion_saying(NAMED), at=[10], by=runner)[0]
    mask_opinion(part, texts=["山田太郎"], reason="personal", by=runner)
    confirm(consultation)

    assert sorted(Opinion.objects.values_list("words", "is_masked")) == [
        ("■■■■さんは遅い。", True),
        ("■■■■さんは遅い。\n費用が高い。", True),
        ("費用が高い。", False),
    ]
    part.refresh_from_db()
    assert original_words(part) == "山田太郎さんは遅い。"
    assert PersonalData.objects.filter(opinion__isnull=False).count() == 2
    assert not OpinionWords.objects.filter(folded__contains="山田").exists()


def test_masked_words_come_back_with_a_reason_while_they_are_kept():
    consultation, runner = make_asking(NAMED)
    mask_opinion(opinion_saying(NAMED), texts=["山田"], reason="personal", by=runner)
    confirm(consultation)
    with pytest.raises(RestoredWithoutReason):
        restore_opinions(consultation, Opinion.objects.all(), words=" ", by=runner)
    restore_opinions(consultation, Opinion.objects.all(), words="The name is public.", by=runner)
    confirm(consultation)
    assert list(Opinion.objects.values_list("words", "is_masked")) == [(NAMED, False)]

    mask_opinion(opinion_saying(NAMED), texts=["山田"], reason="personal", by=runner)
    confirm(consultation)
    PersonalData.objects.all().delete()
    restore_opinions(consultation, Opinion.objects.all(), words="The name is public.", by=runner)
    with pytest.raises(OriginalIsGone):
        confirm(consultation)


def test_the_same_words_that_come_later_are_the_same_opinion_and_masked_with_it():
    consultation, runner = make_asking(NAMED)
    mask_opinion(opinion_saying(NAMED), texts=["山田太郎"], reason="personal", by=runner)
    confirm(consultation)
    say(consultation.rounds.get(), NAMED)
    assert list(Opinion.objects.values_list("words", flat=True)) == ["■■■■さんは遅い。\n費用が高い。"]


def test_words_are_masked_after_publishing_too_and_then_are_kept_for_the_days_of_the_rules():
    consultation, runner = make_asking(NAMED)
    Consultation.objects.update(results_published_at=OPENS, results_hash="x")
    consultation.refresh_from_db()
    mask_opinion(opinion_saying(NAMED), texts=["山田太郎"], reason="personal", by=runner)
    confirm(consultation)
    assert Opinion.objects.get().is_masked
    assert PersonalData.objects.get().keep_until is not None


def test_what_does_not_stand_in_the_words_is_not_masked():
    _consultation, runner = make_asking(NAMED)
    with pytest.raises(NothingIsMasked, match="鈴木"):
        mask_opinion(opinion_saying(NAMED), texts=["山田", "鈴木"], reason="personal", by=runner)
