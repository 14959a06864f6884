from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from shishin.councils.access import bodies_sat_in_by
from shishin.councils.bodies.establishing import abolish_body, change_body, end_seat, establish_body, give_seat, rename_body
from shishin.councils.errors.bodies import (
    AbolishedBeforeEstablished,
    AnotherBodysMeeting,
    BodyAddressTaken,
    BodyCircle,
    BodyIsAbolished,
    ReferralsStand,
    TermEndsBeforeItBegan,
    TermHasEnded,
    TermsOverlap,
)
from shishin.councils.errors.meetings import MeetingNumberTaken
from shishin.councils.meetings.meeting import record_meeting
from shishin.councils.models import Body, Decision, Seat
from shishin.councils.referrals.referring import withdraw_referral
from shishin.councils.tests.makers import make_body, make_decision, make_referral, make_seat
from shishin.kit.errors import DataNotUnderstood
from shishin.people.data_files import load_data
from shishin.people.tests.makers import make_person, make_secretariat
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2024, 4, 1), date(2024, 10, 1)


def test_a_body_is_established_once_and_keeps_its_old_names():
    body = establish_body(slug="council", kind="council", names={"ja": "連絡会議"}, established_on=date(2020, 4, 1), by=OPERATOR)
    rename_body(body, names={"ja": "推進会議"}, valid_from=date(2021, 9, 1), by=OPERATOR)

    assert [body.name_on(date(2021, 8, 31), "ja"), body.name_on(date(2021, 9, 1), "ja")] == ["連絡会議", "推進会議"]
    with pytest.raises(BodyAddressTaken):
        establish_body(slug="council", kind="council", names={"ja": "会議"}, by=OPERATOR)
    assert list(Entry.objects.values_list("key", flat=True)) == ["councils.body_established", "councils.body_renamed"]


def test_a_body_does_not_stand_under_itself():
    council = make_body("council")
    group = make_body("group", parent=council)

    with pytest.raises(BodyCircle):
        change_body(council, kind="council", parent=group, remit={}, standing_orders=None, by=OPERATOR)


def test_nothing_comes_to_stand_under_a_body_that_is_no_more():
    gone, part = make_body("gone"), make_body("part")
    change_body(part, kind=part.kind, parent=gone, remit={}, standing_orders=None, by=OPERATOR)
    abolish_body(Body.objects.get(pk=gone.pk), on=date(2020, 3, 31), by=OPERATOR)

    with pytest.raises(BodyIsAbolished):
        change_body(make_body("other"), kind=Body.Kind.COMMITTEE, parent=gone, remit={}, standing_orders=None, by=OPERATOR)
    with pytest.raises(BodyIsAbolished):
        establish_body(slug="new", kind=Body.Kind.COMMITTEE, names={"ja": "部会"}, parent=gone, by=OPERATOR)
    assert change_body(part, kind=part.kind, parent=gone, remit={"ja": "所掌"}, standing_orders=None, by=OPERATOR).parent == gone


def test_terms_of_one_person_in_one_body_do_not_overlap():
    body, person = make_body(), make_person()
    give_seat(body, person=person, capacity="member", since=SPRING, until=AUTUMN, by=OPERATOR)

    with pytest.raises(TermsOverlap):
        give_seat(body, person=person, capacity="chair", since=AUTUMN, by=OPERATOR)
    with pytest.raises(TermEndsBeforeItBegan):
        give_seat(body, person=person, capacity="chair", since=AUTUMN, until=SPRING, by=OPERATOR)
    give_seat(body, person=person, capacity="chair", since=date(2024, 10, 2), by=OPERATOR)
    give_seat(make_body(), person=person, capacity="member", since=SPRING, by=OPERATOR)

    assert body.seats.count() == 2


def test_a_term_only_comes_to_an_earlier_end():
    seat = give_seat(make_body(), person=make_person(), capacity="member", since=SPRING, until=AUTUMN, by=OPERATOR)

    with pytest.raises(TermHasEnded):
        end_seat(seat, until=AUTUMN, by=OPERATOR)
    assert end_seat(seat, until=SPRING, by=OPERATOR).until == SPRING


def test_abolishing_ends_the_terms_and_what_could_follow():
    body = make_body(established_on=SPRING)
    seat = give_seat(body, person=make_person(), capacity="member", since=SPRING, by=OPERATOR)
    with pytest.raises(AbolishedBeforeEstablished):
        abolish_body(body, on=date(2024, 3, 31), by=OPERATOR)

    abolish_body(body, on=AUTUMN, by=OPERATOR)

    seat.refresh_from_db()
    assert seat.until == AUTUMN
    for act in (
        lambda: abolish_body(body, on=AUTUMN, by=OPERATOR),
        lambda: record_meeting(body, held_on=date(2024, 10, 2), by=OPERATOR),
        lambda: make_decision(body, decided_on=date(2024, 10, 2)),
        lambda: give_seat(body, person=make_person(), capacity="member", since=SPRING, by=OPERATOR),
    ):
        with pytest.raises(BodyIsAbolished):
            act()


def test_a_meeting_has_its_number_once_and_decides_for_its_body():
    body = make_body()
    meeting = record_meeting(body, held_on=SPRING, number=4, by=OPERATOR)

    with pytest.raises(MeetingNumberTaken):
        record_meeting(body, held_on=AUTUMN, number=4, by=OPERATOR)
    with pytest.raises(AnotherBodysMeeting):
        make_decision(make_body(), meeting=meeting)
    assert make_decision(body, meeting=meeting, decided_on=SPRING, kind=Decision.Kind.BY_REPORT).is_approval
    assert not make_decision(body, kind=Decision.Kind.RETURNED).is_approval


def test_bodies_come_from_data_files_as_a_whole_or_not_at_all():
    text = "bodies:\n  - {slug: council, kind: council, names: {ja: 会議}, remit: {ja: 審議する。}}\n  - {slug: group, kind: working_group, under: council, names: {ja: 班}}\n"

    def load(given):
        return [(row.name, row.what) for row in load_data(given, source="x.yaml", by=OPERATOR)]

    assert load(text) == [("council", "added"), ("group", "added")]
    assert load(text) == []
    assert load(text.replace("審議", "検討").replace("{ja: 班}}", "{ja: 班}, abolished: 2026-03-31}")) == [
        ("council", "changed"),
        ("group", "abolished"),
    ]
    with pytest.raises(DataNotUnderstood, match="line 3"):
        load(text.replace("council, kind: council", "other, kind: council").replace("under: council", "under: nowhere"))
    assert Body.objects.count() == 2


@pytest.mark.parametrize("path", ["rename", "change", "abolish", "seats", "meetings", "decisions"])
def test_only_those_who_keep_a_body_change_it(client, path):
    secretariat = make_secretariat()
    make_body("council", organization=secretariat.appointments.get().post.organization)
    address = f"/manage/bodies/council/{path}/"

    assert client.get(address).status_code == 302
    client.force_login(make_secretariat())
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404
    client.force_login(secretariat)
    assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_establish_a_body_at_one_address_at_once_the_second_is_refused():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")
    ready = threading.Barrier(4)
    told: list[str] = []

    def establish() -> None:
        ready.wait()
        try:
            establish_body(slug="council", kind=Body.Kind.COUNCIL, names={"en": "Council"}, by=OPERATOR)
        except BodyAddressTaken as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=establish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["BodyAddressTaken"] * 3
    assert (Body.objects.count(), Entry.objects.filter(key="councils.body_established").count()) == (1, 1)


def test_a_body_with_referrals_that_are_not_ended_is_not_abolished():
    council = make_body("council", name="Council")
    group = make_body("group", name="Group", parent=council)
    referral = make_referral(council, group)
    for body in (council, group):
        with pytest.raises(ReferralsStand) as refused:
            abolish_body(body, on=date(2026, 3, 31), by=OPERATOR)
        assert refused.value.message == f"{body} has referrals that are not ended: “Title”."
    withdraw_referral(referral, reason="No longer asked.", by=OPERATOR)
    assert abolish_body(group, on=date(2026, 3, 31), by=OPERATOR).abolished_on == date(2026, 3, 31)


def test_a_term_that_was_to_begin_after_the_last_day_of_a_body_never_does():
    body = make_body()
    seat = make_seat(body, since=date(2026, 4, 2))
    abolish_body(body, on=date(2026, 4, 1), by=OPERATOR)
    assert [list(Seat.objects.on(date(2026, 4, day))) for day in (1, 2)] == [[], []]
    assert bodies_sat_in_by(seat.person, day=date(2026, 4, 2)).count() == 0
