"""Announcing: what keeps a consultation back, what may change afterwards and with which reason, and how it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shishin.consultations.asking.announcing import announce_consultation, end_consultation, extend_round, what_bars_announcing
from shishin.consultations.asking.preparing import add_round, change_consultation, change_round, prepare_consultation, remove_round
from shishin.consultations.errors.asking import (
    AlreadyAnnounced,
    ChangeWithoutReason,
    ConsultationAddressIsTaken,
    ConsultationIsOver,
    ConsultationWithoutTitle,
    DraftIsNotPublic,
    DraftOfAnotherDocument,
    DraftWasWithdrawn,
    EndedWithoutReason,
    NoRounds,
    NotAnnouncedYet,
    RoundEndsBeforeItOpens,
    RoundHasOpinions,
    RoundIsOver,
    RoundNotLater,
    RoundWithoutTime,
    TimeIsTooShort,
    UnknownFact,
)
from shishin.consultations.models import Consultation, Round
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_profile, make_round, say
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.tests.makers import make_edition
from shishin.kit.moments import held_at
from shishin.people.tests.makers import make_organization
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
WHY = {"en": "Because of the floods."}
LATER = CLOSES + timedelta(days=7)


def barred(consultation) -> list[type]:
    return [type(refusal) for refusal in what_bars_announcing(consultation, at=OPENS)]


def last_entry() -> Entry:
    return Entry.objects.latest("pk")


def prepare(**values) -> Consultation:
    given = {"slug": "soil", "organization": make_organization(), "profile": make_profile(), "titles": {"en": "Soil"}, **values}
    return prepare_consultation(by=OPERATOR, **given)


def test_an_address_is_given_once_and_a_title_is_needed():
    made = prepare()
    with pytest.raises(ConsultationAddressIsTaken):
        prepare(organization=made.organization)
    with pytest.raises(ConsultationWithoutTitle):
        prepare(slug="water", organization=made.organization, titles={"en": "  "})
    with pytest.raises(UnknownFact):
        prepare(slug="water", organization=made.organization, facts={"case_number": "1"})


def test_all_that_keeps_it_back_is_told_at_once_with_the_way_out():
    consultation = prepare(profile=make_profile("administrative-procedure"))
    assert barred(consultation) == [NoRounds]
    with pytest.raises(NoRounds):
        announce_consultation(consultation, by=OPERATOR)

    short = make_round(consultation, closes_at=OPENS + timedelta(days=20))
    other = make_round(consultation)
    Round.objects.filter(pk=other.pk).update(takes_form=False, opens_at=None, closes_at=None)
    refusal = next(iter(what_bars_announcing(consultation, at=OPENS)))
    assert (refusal.message, refusal.leads_to) == (
        "Round 1 is open for 21 days; the rules ask for at least 30 days, or a reason.",
        f"/manage/rounds/{short.uuid}/change/",
    )
    change_round(short, short_reason={"en": "The law is due."}, by=OPERATOR)
    assert barred(consultation) == []


def test_days_before_the_announcement_are_no_days_for_opinions():
    consultation = prepare(profile=make_profile("administrative-procedure"))
    held = make_round(consultation, closes_at=OPENS + timedelta(days=30))

    with pytest.raises(TimeIsTooShort, match="Round 1 is open for 29 days; the rules ask for at least 30 days"):
        announce_consultation(consultation, at=OPENS + timedelta(days=2), by=OPERATOR)

    extended = change_round(held, closes_at=OPENS + timedelta(days=31), by=OPERATOR)
    assert announce_consultation(consultation, at=OPENS + timedelta(days=2), by=OPERATOR).rounds.get() == extended


def test_where_no_reason_helps_the_least_days_hold():
    profile = make_profile("voluntary")
    profile.rules = {"least_days": 30}
    profile.save()
    consultation = prepare(profile=profile)
    make_round(consultation, closes_at=OPENS + timedelta(days=28), short_reason=WHY)
    assert barred(consultation) == [TimeIsTooShort]
    make_round(consultation, closes_at=OPENS + timedelta(days=29))
    Round.objects.filter(number=1).delete()
    assert barred(consultation) == []


def test_a_round_shows_a_public_text_of_the_document_that_was_not_withdrawn():
    draft = make_edition("1.0.0-draft.1")
    consultation = prepare(document=draft.document)
    with pytest.raises(DraftIsNotPublic):
        make_round(consultation, draft=draft)
    publish_draft(draft, published_on=date(2026, 10, 1), by=OPERATOR)
    draft.refresh_from_db()
    with pytest.raises(DraftOfAnotherDocument):
        make_round(prepare(slug="water", organization=make_organization()), draft=draft)
    held = make_round(consultation, draft=draft)
    assert held.draft_hash == draft.text_hash != ""
    withdraw_edition(draft, day=date(2026, 10, 5), reason="Wrong.", by=OPERATOR)
    assert barred(consultation) == [DraftWasWithdrawn]


def test_a_round_closes_after_it_opens_and_one_that_takes_the_form_has_its_time():
    consultation = prepare()
    with pytest.raises(RoundEndsBeforeItOpens):
        make_round(consultation, closes_at=OPENS)
    held = make_round(consultation)
    held.closes_at = None
    assert [type(one) for one in [RoundWithoutTime(round=held)]] == [RoundWithoutTime]


def test_announcing_keeps_the_rules_of_the_day_and_happens_once():
    consultation = announce_consultation(make_consultation(is_announced=False), at=OPENS, by=OPERATOR)
    assert (consultation.announced_at, consultation.rules) == (OPENS, consultation.profile.rules)
    assert (last_entry().key, last_entry().data["rounds"]) == ("consultations.consultation_announced", [1])
    assert barred(consultation) == [AlreadyAnnounced]
    with pytest.raises(AlreadyAnnounced):
        announce_consultation(consultation, by=OPERATOR)


def test_before_the_announcement_anything_changes_and_afterwards_only_with_a_reason():
    consultation = make_consultation(is_announced=False)
    consultation = change_consultation(consultation, titles={"en": "Water"}, profile=make_profile("local"), by=OPERATOR)
    assert (str(consultation.profile.slug), last_entry().key) == ("local", "consultations.consultation_changed")
    consultation = change_consultation(consultation, profile=make_profile("voluntary"), by=OPERATOR)

    announce_consultation(consultation, by=OPERATOR)
    with pytest.raises(ChangeWithoutReason):
        change_consultation(consultation, titles={"en": "Soil"}, by=OPERATOR)
    with pytest.raises(ChangeWithoutReason):
        add_round(consultation, channel="hearing", by=OPERATOR)
    with pytest.raises(AlreadyAnnounced):
        change_consultation(consultation, profile=make_profile("local"), reasons=WHY, by=OPERATOR)
    change_consultation(consultation, titles={"en": "Soil"}, reasons=WHY, by=OPERATOR)
    entry = last_entry()
    assert (entry.key, entry.data["changed"], entry.data["reasons"]) == ("consultations.announcement_changed", ["titles"], WHY)
    assert add_round(consultation, channel="hearing", reasons=WHY, by=OPERATOR).number == 2


def test_of_a_round_that_was_announced_only_what_came_of_it_changes():
    held = make_consultation().rounds.get()
    with pytest.raises(AlreadyAnnounced):
        change_round(held, closes_at=LATER, by=OPERATOR)
    with pytest.raises(AlreadyAnnounced):
        remove_round(held, by=OPERATOR)
    assert change_round(held, outcome={"en": "Many came."}, participants=26, by=OPERATOR).participants == 26


def test_a_round_in_preparation_is_removed_unless_something_was_said_in_it():
    consultation = make_consultation(is_announced=False)
    held = consultation.rounds.get()
    remove_round(held, by=OPERATOR)
    assert not consultation.rounds.exists()
    said = make_round(consultation)
    say(said, "Early.")
    with pytest.raises(RoundHasOpinions):
        remove_round(said, by=OPERATOR)


def test_a_round_is_only_extended_with_a_reason_and_while_it_is_open():
    held = make_consultation().rounds.get()
    with held_at(OPENS):
        with pytest.raises(ChangeWithoutReason):
            extend_round(held, closes_at=LATER, reasons={}, by=OPERATOR)
        with pytest.raises(RoundNotLater):
            extend_round(held, closes_at=CLOSES, reasons=WHY, by=OPERATOR)
        assert extend_round(held, closes_at=LATER, reasons=WHY, by=OPERATOR).closes_at == LATER
    assert last_entry().data["before"] == CLOSES.isoformat()
    with held_at(LATER), pytest.raises(RoundIsOver):
        extend_round(held, closes_at=LATER + timedelta(days=1), reasons=WHY, by=OPERATOR)
    prepared = make_consultation(is_announced=False).rounds.get()
    with pytest.raises(NotAnnouncedYet):
        extend_round(prepared, closes_at=LATER, reasons=WHY, by=OPERATOR)


def test_it_ends_without_results_only_with_a_reason_and_changes_no_more():
    with pytest.raises(NotAnnouncedYet):
        end_consultation(make_consultation(is_announced=False), reasons=WHY, by=OPERATOR)
    consultation = make_consultation()
    with pytest.raises(EndedWithoutReason):
        end_consultation(consultation, reasons={}, by=OPERATOR)
    ended = end_consultation(consultation, reasons=WHY, by=OPERATOR)
    assert ended.state_at(datetime(2026, 11, 5, tzinfo=UTC), consultation.rounds.all()) == Consultation.State.ENDED
    for act in (
        lambda: end_consultation(consultation, reasons=WHY, by=OPERATOR),
        lambda: change_consultation(consultation, titles={"en": "Soil"}, reasons=WHY, by=OPERATOR),
        lambda: extend_round(consultation.rounds.get(), closes_at=LATER, reasons=WHY, by=OPERATOR),
    ):
        with pytest.raises(ConsultationIsOver):
            act()
