from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.establishing import give_seat, rename_body
from shishin.councils.meeting import record_meeting
from shishin.councils.models import Body, Decision
from shishin.councils.tests.makers import make_body, make_decision
from shishin.people.tests.makers import make_organization, make_owner, make_person, make_secretariat
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make_secretariat(make_organization("city"))


@pytest.fixture
def council(secretariat):
    return make_body("council", name="連絡会議", organization=secretariat.appointments.get().post.organization)


def test_everybody_reads_members_of_a_day_meetings_and_decisions(client, council):
    chair = make_person(display_name="座長")
    give_seat(council, person=chair, capacity="chair", since=date(2022, 4, 1), until=date(2023, 3, 31), by=OPERATOR)
    member = make_person(display_name="構成員")
    give_seat(council, person=member, capacity="member", since=date(2021, 4, 1), by=OPERATOR)
    record_meeting(council, held_on=date(2022, 3, 31), number=4, by=OPERATOR)

    def names(day):
        return [seat.person.display_name for seat in client.get(f"/councils/council/?on={day}").context["seats"]]

    assert [names("2022-04-01"), names("R5.4.1"), names("2020-01-01")] == [["座長", "構成員"], ["構成員"], []]
    page = client.get("/councils/council/").content.decode()
    assert "Meeting number 4" in page
    assert "/manage/" not in page


def test_a_decision_keeps_the_name_of_its_day(client, council):
    make_decision(council, decided_on=date(2021, 3, 30))
    rename_body(council, names={"ja": "推進会議", "en": "Promotion"}, valid_from=date(2021, 9, 1), by=OPERATOR)

    page = client.get("/councils/council/").content.decode()

    assert "<h1>Promotion</h1>" in page
    assert "As 連絡会議" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_body(organization=make_organization())

    with django_assert_num_queries(3):
        assert len(client.get("/councils/").context["bodies"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_was_decided(client, django_assert_num_queries, council, rows):
    for number in range(rows):
        meeting = record_meeting(council, held_on=date(2022, 3, 31), number=number + 1, by=OPERATOR)
        make_decision(council, meeting=meeting, decided_on=date(2022, 3, 31))
        give_seat(council, person=make_person(), capacity="member", since=date(2022, 4, 1), by=OPERATOR)
        make_body(parent=council)
    client.get("/councils/council/")

    with django_assert_num_queries(9):
        client.get("/councils/council/")


def test_an_unknown_body_is_not_found(client):
    assert client.get("/councils/nothing/").status_code == 404


def test_a_body_is_kept_from_the_pages(client, secretariat):
    client.force_login(secretariat)
    city = secretariat.appointments.get().post.organization

    lacking = client.post("/manage/bodies/add/", {"name_ja": "会議", "slug": "council", "kind": "council"})
    assert list(lacking.context["form"].errors) == ["organization"]
    client.post(
        "/manage/bodies/add/", {"name_ja": "会議", "slug": "council", "kind": "council", "organization": city.pk, "remit_ja": "審議"}
    )
    client.post("/manage/bodies/council/seats/", {"person": secretariat.email, "capacity": "secretariat", "since": "2022-04-01"})
    client.post("/manage/bodies/council/meetings/", {"number": "1", "held_on": "2022-03-31"})
    body = Body.objects.get(slug="council")
    asked = client.get("/manage/bodies/council/decisions/?text_name=X&text_hash=" + "b" * 64)
    assert asked.context["form"].initial["text_hash"] == "b" * 64
    decision = {
        "kind": "decided",
        "decided_on": "2022-03-31",
        "meeting": body.meetings.get().pk,
        "text_name": "X 1.0.0",
        "text_hash": "b" * 64,
        "words_ja": "決定する。",
    }
    wrong = client.post("/manage/bodies/council/decisions/", {**decision, "text_hash": "b" * 63})
    client.post("/manage/bodies/council/decisions/", decision)

    assert list(wrong.context["form"].errors) == ["text_hash"]
    made = Decision.objects.get()
    assert (made.body, made.kind, made.words, body.seats.get().person) == (body, "decided", {"ja": "決定する。"}, secretariat)
    client.post(f"/manage/seats/{body.seats.get().uuid}/end/", {"until": "2023-03-31"})
    assert body.seats.get().until == date(2023, 3, 31)


def test_the_list_of_kept_bodies_is_for_those_who_keep_some(client, secretariat, council):
    make_body("other")
    assert client.get("/manage/bodies/").status_code == 302
    client.force_login(make_person())
    assert client.get("/manage/bodies/").status_code == 404
    client.force_login(secretariat)
    assert [body.slug for body in client.get("/manage/bodies/").context["bodies"]] == ["council"]
    client.force_login(make_owner())
    assert [body.slug for body in client.get("/manage/bodies/").context["bodies"]] == ["council", "other"]


def test_a_body_is_called_otherwise_from_a_day_on(client, secretariat, council):
    client.force_login(make_person())
    assert client.get("/manage/bodies/council/rename/").status_code == 404
    client.force_login(secretariat)

    answer = client.post("/manage/bodies/council/rename/", {"name_ja": "推進会議", "valid_from": "2026-04-01"})

    assert answer.url == "/councils/council/"
    assert [council.name_on(date(2026, month, 1), "ja") for month in (3, 4)] == ["連絡会議", "推進会議"]
