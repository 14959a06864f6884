from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shishin.councils.bodies.establishing import rename_body
from shishin.councils.errors.decisions import (
    AnotherBodysReport,
    AnotherTextOnAgenda,
    AnotherTextReported,
    BodyNotYetEstablished,
    DayOutsideMeeting,
    DayToCome,
    KindNotAllowed,
    MayNotVote,
    NoQuorum,
    NoSeatThatDay,
    NotACirculation,
    RecusedWithoutReason,
    SameDecision,
    TextAlreadyDecided,
    VoterWasAbsent,
    VotesCarriedIt,
    VotesDidNotCarry,
    VotesTwice,
)
from shishin.councils.errors.meetings import MeetingIsCancelled
from shishin.councils.errors.papers import AnotherMeetingsItem
from shishin.councils.models import AgendaItem, Decision, Meeting
from shishin.councils.tests.makers import (
    MEETING_DAY,
    make_attendance,
    make_body,
    make_decision,
    make_meeting,
    make_orders,
    make_referral,
    make_report,
    make_seat,
)
from shishin.people.tests.makers import make_person
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 31)
HALF = {"quorum": {"of": ["chair", "member", "delegate"], "share": "1/2", "more_than": True}}


@pytest.fixture
def council():
    return make_body("council", standing_orders=make_orders("half", **HALF))


@pytest.fixture
def seats(council):
    return [make_seat(council, "chair"), *(make_seat(council) for _ in range(3))]


@pytest.fixture
def meeting(council):
    return Meeting.objects.create(body=council, number=4, held_on=DAY)


def decide(council, **values):
    return make_decision(council, **{"decided_on": DAY, **values})


def test_a_decision_keeps_names_orders_quorum_and_votes_of_its_day(council, seats, meeting):
    for seat in seats[:3]:
        make_attendance(meeting, seat)
    votes = [(seats[0], "for"), (seats[1], "for", ""), (seats[2], "recused", "A contract with the supplier.")]

    made = decide(council, meeting=meeting, votes=votes)
    rename_body(council, names={"en": "Board"}, valid_from=date(2022, 4, 1), by=OPERATOR)

    assert made.body_names == {"ja": "council", "en": "council"}
    assert made.orders == {"slug": "half", "titles": {"ja": "half", "en": "half"}, "rules": HALF}
    # Of four seats one stood aside: two of three.
    assert (made.quorum_needed, made.quorum_present) == (2, 2)
    assert [(vote.how, vote.capacity, vote.reason) for vote in made.votes.all()] == [
        ("for", "chair", ""),
        ("for", "member", ""),
        ("recused", "member", "A contract with the supplier."),
    ]
    entry = Entry.objects.get(key="councils.decision_recorded")
    assert entry.data["votes"] == {"for": 2, "against": 0, "abstained": 0, "recused": 1}


def test_without_a_quorum_nothing_is_decided(council, seats, meeting):
    make_attendance(meeting, seats[0])
    make_attendance(meeting, seats[1])
    make_attendance(meeting, seats[2], "absent")

    with pytest.raises(NoQuorum) as refusal:
        decide(council, meeting=meeting)

    assert refusal.value.message == "council has no quorum: 3 are needed, 2 took part."
    assert Decision.objects.count() == 0
    make_attendance(meeting, seats[3], "delegated")
    assert decide(council, meeting=meeting).quorum_present == 3


@pytest.mark.parametrize(("rules", "present"), [({"delegates_count": False}, 1), ({"written_answers_count": False}, 2), ({}, 3)])
def test_who_counts_for_the_quorum_is_data(rules, present):
    council = make_body(standing_orders=make_orders(**{**HALF, **rules, "quorum": {"share": "1/9"}}))
    meeting = Meeting.objects.create(body=council, held_on=DAY)
    for how in ("present", "delegated", "answered"):
        make_attendance(meeting, make_seat(council), how)
    make_attendance(meeting, make_seat(council, "observer"))

    # Where delegates do not count, answers in writing still do.
    assert decide(council, meeting=meeting).quorum_present == (2 if "delegates_count" in rules else present)


def test_a_circulation_counts_answers_in_writing_whatever_the_orders_say():
    council = make_body(standing_orders=make_orders(**HALF, written_answers_count=False))
    meeting = Meeting.objects.create(body=council, held_on=DAY, until=date(2022, 4, 8), form=Meeting.Form.CIRCULATED)
    make_attendance(meeting, make_seat(council), "answered")

    made = decide(council, meeting=meeting, kind=Decision.Kind.CIRCULATED, decided_on=date(2022, 4, 8))

    assert (made.quorum_needed, made.quorum_present) == (1, 1)


def test_without_a_meeting_those_who_voted_make_the_quorum(council, seats):
    with pytest.raises(NoQuorum):
        decide(council, kind=Decision.Kind.CIRCULATED)

    made = decide(council, kind=Decision.Kind.CIRCULATED, votes=[(seat, "for") for seat in seats[:3]])

    assert (made.quorum_needed, made.quorum_present) == (3, 3)


def test_who_stands_aside_may_count_for_the_quorum_where_the_orders_say_so():
    council = make_body(standing_orders=make_orders(**HALF, recused_count_for_quorum=True))
    seats = [make_seat(council) for _ in range(3)]

    made = decide(council, votes=[(seats[0], "for"), (seats[1], "recused", "Related by marriage.")])

    assert (made.quorum_needed, made.quorum_present) == (2, 2)


def test_a_body_decides_only_as_its_orders_allow():
    council = make_body(standing_orders=make_orders(kinds=["by_report"], votes=[]))

    with pytest.raises(KindNotAllowed):
        decide(council)
    with pytest.raises(MayNotVote):
        decide(council, kind=Decision.Kind.BY_REPORT, votes=[(make_seat(council), "for")])
    assert decide(council, kind=Decision.Kind.BY_REPORT).quorum_needed is None


def test_a_decision_is_of_a_day_on_which_the_body_and_the_meeting_were_there(council, meeting):
    young = make_body(established_on=date(2023, 4, 1))
    off = Meeting.objects.create(body=young, held_on=date(2023, 5, 1), cancelled_on=date(2023, 4, 30), cancelled_reason="Storm.")

    with pytest.raises(BodyNotYetEstablished):
        decide(young)
    with pytest.raises(DayToCome):
        decide(young, decided_on=localdate() + timedelta(days=1))
    with pytest.raises(MeetingIsCancelled):
        decide(young, meeting=off, decided_on=date(2023, 5, 1))
    with pytest.raises(DayOutsideMeeting):
        decide(council, meeting=meeting, decided_on=date(2022, 4, 1))
    with pytest.raises(NotACirculation):
        decide(council, meeting=meeting, kind=Decision.Kind.CIRCULATED)


def test_a_meeting_decides_on_a_text_once():
    council = make_body()
    meeting = Meeting.objects.create(body=council, held_on=DAY)
    decide(council, meeting=meeting)

    with pytest.raises(TextAlreadyDecided):
        decide(council, meeting=meeting, kind=Decision.Kind.RETURNED)
    assert decide(council, meeting=meeting, text_hash="b" * 64).text_hash == "b" * 64


@pytest.mark.parametrize(
    ("votes", "refused"),
    [
        (["for", "against"], None),
        (["for", "against", "against"], VotesDidNotCarry),
        (["against", "for"], VotesDidNotCarry),
        (["abstained"], VotesDidNotCarry),
        (["for", "abstained", "abstained"], None),
        ([], None),
    ],
)
def test_the_chair_decides_a_tie_and_abstentions_are_no_votes(votes, refused):
    council = make_body(standing_orders=make_orders(chair_decides_ties=True))
    given = [(make_seat(council, "chair" if at == 0 else "member"), how) for at, how in enumerate(votes)]

    if refused:
        with pytest.raises(refused):
            decide(council, votes=given)
    else:
        assert decide(council, votes=given).votes.count() == len(votes)


@pytest.mark.parametrize(
    ("majority", "votes", "is_carried"),
    [
        ("more_than_half_of_present", "for for abstained abstained", False),
        ("more_than_half_of_present", "for for for abstained abstained", True),
        ("two_thirds_of_votes", "for for against abstained", True),
        ("two_thirds_of_votes", "for against", False),
        ("two_thirds_of_present", "for for against abstained", False),
        ("unanimous", "for abstained", True),
        ("unanimous", "for for against", False),
        ("unanimous", "abstained", False),
    ],
)
def test_what_carries_is_data(majority, votes, is_carried):
    council = make_body(standing_orders=make_orders(majority=majority))
    given = [(make_seat(council), how) for how in votes.split()]

    with pytest.raises(VotesCarriedIt if is_carried else VotesDidNotCarry):
        decide(council, votes=given, kind=Decision.Kind.REJECTED if is_carried else Decision.Kind.DECIDED)
    assert decide(council, votes=given, kind=Decision.Kind.DECIDED if is_carried else Decision.Kind.REJECTED).votes.count() == len(given)


def test_only_a_seat_of_that_day_votes_and_once(council, seats, meeting):
    for seat in seats:
        make_attendance(meeting, seat, "absent" if seat == seats[3] else "present")
    former = make_seat(council, person=make_person(), until=date(2021, 3, 31))
    refused = [
        (former, "for", NoSeatThatDay),
        (make_seat(make_body()), "for", NoSeatThatDay),
        (make_seat(council, "observer"), "against", MayNotVote),
        (seats[3], "for", VoterWasAbsent),
        (seats[2], "recused", RecusedWithoutReason),
    ]

    for seat, how, refusal in refused:
        with pytest.raises(refusal):
            decide(council, meeting=meeting, votes=[(seat, how)])
    with pytest.raises(VotesTwice):
        decide(council, meeting=meeting, votes=[(seats[0], "recused", "A relative."), (seats[0], "for")])


def test_the_text_is_the_one_on_the_agenda_and_in_the_report():
    council = make_body()
    group = make_body(parent=council)
    meeting = Meeting.objects.create(body=council, held_on=DAY)
    other = Meeting.objects.create(body=council, held_on=date(2022, 4, 1))
    item = AgendaItem.objects.create(meeting=meeting, position=0, kind="decision", titles={"ja": "案"}, text_hash="a" * 64)
    report = make_report(make_referral(council, group))

    with pytest.raises(AnotherMeetingsItem):
        decide(council, meeting=other, agenda_item=item, decided_on=date(2022, 4, 1))
    with pytest.raises(AnotherMeetingsItem):
        decide(council, agenda_item=item)
    with pytest.raises(AnotherTextOnAgenda):
        decide(council, meeting=meeting, agenda_item=item, text_hash="b" * 64)
    with pytest.raises(AnotherTextReported):
        decide(council, report=report, text_hash="b" * 64)
    with pytest.raises(AnotherBodysReport):
        decide(group, report=report)
    made = decide(council, meeting=meeting, agenda_item=item, report=report)
    assert (made.agenda_item, made.report) == (item, report)


def test_the_same_decision_is_recorded_once_with_or_without_a_meeting():
    body = make_body("council", name="Council")
    meeting = make_meeting(body)
    given = {"decided_on": MEETING_DAY, "text_hash": "c" * 64}
    make_decision(body, **given, meeting=meeting)
    with pytest.raises(SameDecision) as refused:
        make_decision(body, **given)
    assert refused.value.message == "Council has a decision “Decided” on this text from 31 March 2026 already."
    make_decision(body, **given, kind=Decision.Kind.ENDORSED)
    make_decision(body, **{**given, "text_hash": "d" * 64})
    make_decision(**given)
    assert (body.decisions.count(), Decision.objects.count()) == (3, 4)
