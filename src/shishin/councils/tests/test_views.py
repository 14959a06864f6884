from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shishin.councils.bodies.establishing import give_seat, rename_body
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.models import Body, Decision
from shishin.councils.tests.makers import (
    make_body,
    make_decision,
    make_meeting,
    make_orders,
    make_public_referral,
    make_referral,
    make_seat,
    make_text,
)
from shishin.people.inviting import rename_person
from shishin.people.organizing import rename_organization
from shishin.people.tests.makers import make_organization, make_owner, make_person, make_secretariat
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
Kind = Decision.Kind


@pytest.fixture
def secretariat():
    return make_secretariat(make_organization("city"))


@pytest.fixture
def council(secretariat):
    return make_body("council", name="連絡会議", organization=secretariat.appointments.get().post.organization)


def test_everybody_reads_members_of_a_day_meetings_and_decisions(client, council):
    chair = make_person(name="座長")
    give_seat(council, person=chair, capacity="chair", since=date(2022, 4, 1), until=date(2023, 3, 31), by=OPERATOR)
    member = make_person(name="構成員")
    give_seat(council, person=member, capacity="member", since=date(2021, 4, 1), by=OPERATOR)
    make_meeting(council, held_on=date(2022, 3, 31), number=4)
    make_meeting(council, held_on=date(2022, 6, 30), number=5, is_announced=False)

    def names(day):
        return [str(seat.person) for seat in client.get(f"/councils/council/?on={day}").context["seats"]]

    assert [names("2022-04-01"), names("R5.4.1"), names("2020-01-01")] == [["座長", "構成員"], ["構成員"], []]
    page = client.get("/councils/council/").content.decode()
    assert "Meeting number 4" in page
    assert "Meeting number 5" not in page
    assert "/manage/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_seats_show_the_names_of_the_day_that_is_asked_for(client, council, django_assert_num_queries, count):
    for number in range(count):
        person = make_seat(council, name=f"佐藤 {number}").person
        rename_person(person, names={"ja": f"鈴木 {number}"}, valid_from=date(2026, 4, 1), by=OPERATOR)

    def drawn(day):
        page = client.get(f"/councils/council/?on={day}").content.decode()
        return [f"{name} {number}" for name in ("佐藤", "鈴木") for number in range(count) if f"{name} {number}" in page]

    drawn("2026-03-31")
    with django_assert_num_queries(10):
        assert drawn("2026-03-31") == [f"佐藤 {number}" for number in range(count)]
    assert drawn("2026-04-01") == [f"鈴木 {number}" for number in range(count)]


def test_a_decision_keeps_the_name_of_its_day(client, council):
    make_decision(council, decided_on=date(2021, 3, 30))
    rename_body(council, names={"ja": "推進会議", "en": "Promotion"}, valid_from=date(2021, 9, 1), by=OPERATOR)

    page = client.get("/councils/council/").content.decode()

    assert "<h1>Promotion</h1>" in page
    assert "As 連絡会議" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_asks_the_same_however_large_it_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_body(organization=make_organization(), parent=make_body())

    with django_assert_num_queries(4):
        assert len(client.get("/councils/").context["branches"]) == rows


def test_the_tree_is_that_of_a_day_under_the_names_of_that_day(client, council):
    make_body("group", name="作業部会", parent=council, established_on=date(2022, 1, 1), abolished_on=date(2024, 3, 31))
    rename_body(council, names={"ja": "推進会議", "en": "Promotion"}, valid_from=date(2023, 4, 1), by=OPERATOR)

    def tree(query=""):
        return [
            (top.name, top.was, [(part.name, part.is_abolished) for part in top.parts])
            for top in client.get(f"/councils/{query}").context["branches"]
        ]

    assert tree() == [("Promotion", "連絡会議", [("作業部会", True)])]
    assert tree("?on=2022-04-01") == [("連絡会議", "", [("作業部会", False)])]
    assert tree("?on=2021-04-01") == [("連絡会議", "", [])]
    assert "Formerly 連絡会議" in client.get("/councils/council/").content.decode()
    assert "Formerly" not in client.get("/councils/council/?on=2022-04-01").content.decode()


def test_long_lists_show_the_newest_and_all_when_asked(client, council):
    for number in range(12):
        make_meeting(council, held_on=date(2022, 3, 1 + number), number=number + 1)

    def numbers(query):
        return [meeting.number for meeting, _ in client.get(f"/councils/council/{query}").context["meetings"]]

    assert numbers("") == list(range(12, 2, -1))
    assert numbers("?all=meetings") == list(range(12, 0, -1))
    assert 'href="?all=meetings#h-meetings"' in client.get("/councils/council/").content.decode()


def links(answer, facet):
    return [(str(link.words), link.url, link.count) for link in answer.context["listing"].facets[facet].links]


def test_decisions_of_a_body_are_narrowed_down_by_kind_and_year(client, council):
    for year, kind in ((2022, Kind.DECIDED), (2023, Kind.DECIDED), (2023, Kind.REJECTED)):
        make_decision(council, decided_on=date(year, 3, 31), kind=kind)

    everything = client.get("/councils/council/?all=decisions")
    approved = client.get("/councils/council/?all=decisions&kind=decided&year=2023")

    assert links(everything, 1) == [
        ("", "?all=decisions#h-decisions", 3),
        ("2023", "?all=decisions&year=2023#h-decisions", 2),
        ("2022", "?all=decisions&year=2022#h-decisions", 1),
    ]
    assert [count for _words, _url, count in links(everything, 0)] == [3, 2, 1]
    assert [decision.decided_on.year for decision, _name, _led_to, _title in approved.context["decisions"]] == [2023]
    assert '<a href="?all=decisions&amp;kind=decided#h-decisions">' in approved.content.decode()
    assert "Save this filter" not in approved.content.decode()


def test_meetings_of_a_body_are_narrowed_down_by_how_they_stand(client, council):
    make_meeting(council, held_on=date(2022, 3, 1), number=1)
    make_meeting(council, held_on=localdate() + timedelta(days=1), number=2)
    cancel_meeting(make_meeting(council, held_on=localdate() + timedelta(days=2), number=3), reason="病欠", by=OPERATOR)
    make_meeting(council, held_on=date(2022, 5, 1), number=4, is_announced=False)

    page = client.get("/councils/council/?all=meetings&state=over")

    assert [(words, count) for words, _url, count in links(page, 0)] == [("", 3), ("To come", 1), ("Held", 1), ("Cancelled", 1)]
    assert [meeting.number for meeting, _sitting in page.context["meetings"]] == [1]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_whole_list_asks_the_same_however_long_it_is(client, django_assert_num_queries, council, rows):
    for number in range(rows):
        make_decision(council, decided_on=date(2022, 3, 1 + number))

    with django_assert_num_queries(15):
        assert len(client.get("/councils/council/?all=decisions").context["decisions"]) == rows


def test_overdue_referrals_age_on_the_page_of_the_body(client, council):
    group = make_body("group", parent=council)
    make_public_referral(council, group, due_on=date(2020, 6, 1), titles={"en": "Open question"}, on=date(2020, 4, 1))
    make_referral(council, group, due_on=date(2020, 6, 1), titles={"en": "Secret question"})

    for address in ("/councils/council/", "/councils/group/"):
        page = client.get(address).content.decode()
        assert "days overdue" in page
        assert "Open question" in page
        assert "Secret question" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_was_decided(client, django_assert_num_queries, council, rows):
    for number in range(rows):
        meeting = make_meeting(council, held_on=date(2022, 3, 31), number=number + 1)
        make_public_referral(council, make_body(parent=council), on=date(2022, 4, 1))
        make_decision(council, meeting=meeting, decided_on=date(2022, 3, 31))
        give_seat(council, person=make_person(), capacity="member", since=date(2022, 4, 1), by=OPERATOR)
        make_body(parent=council)
    client.get("/councils/council/")

    with django_assert_num_queries(16):
        client.get("/councils/council/")


def test_what_stands_around_a_body_has_the_names_of_the_day(client):
    ministry = make_organization(name="総務省")
    rename_organization(ministry, names={"ja": "デジタル庁", "en": ""}, valid_from=date(2021, 9, 1), by=OPERATOR)
    above = make_body("above", name="連絡会議")
    rename_body(above, names={"ja": "推進会議", "en": ""}, valid_from=date(2021, 9, 1), by=OPERATOR)
    whole = make_body("whole", parent=above, organization=ministry)
    part = make_body("part", name="部会", parent=whole)
    rename_body(part, names={"ja": "分科会", "en": ""}, valid_from=date(2021, 9, 1), by=OPERATOR)
    make_body("young", parent=whole, established_on=date(2021, 9, 1))

    def around(day):
        shown = client.get(f"/councils/whole/?on={day}").context
        return shown["organization"], shown["parent_name"], [branch.name for branch in shown["parts"]]

    assert around("2021-08-31") == ("総務省", "連絡会議", ["部会"])
    assert around("2021-09-01") == ("デジタル庁", "推進会議", ["young", "分科会"])


def test_a_body_that_is_there_no_more_is_shown_as_of_its_last_day(client):
    gone = make_body("gone", abolished_on=date(2021, 8, 31))
    make_seat(gone, name="座長", until=date(2021, 8, 31))

    page = client.get("/councils/gone/")

    assert page.context["day_shown"] == date(2021, 8, 31)
    assert [str(seat.person) for seat in page.context["seats"]] == ["座長"]


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
    client.post("/manage/bodies/council/meetings/", {"number": "1", "held_on": "2022-03-31", "form": "in_person"})
    body = Body.objects.get(slug="council")
    decision = {
        "kind": "decided",
        "decided_on": "2022-03-31",
        "meeting": body.meetings.get().pk,
        "text": make_text().choice,
        "confirmed": "yes",
        "words_ja": "決定する。",
    }
    wrong = client.post("/manage/bodies/council/decisions/", {**decision, "text": "b" * 63})
    client.post("/manage/bodies/council/decisions/", decision)

    assert list(wrong.context["form"].errors) == ["text"]
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


def test_a_seat_is_changed_in_one_go(client, secretariat, council):
    seat = give_seat(council, person=make_person(), capacity="member", since=date(2021, 4, 1), until=date(2025, 3, 31), by=OPERATOR)
    address = f"/manage/seats/{seat.uuid}/change/"
    assert client.get(address).status_code == 302
    client.force_login(make_secretariat())
    assert client.post(address, {"capacity": "chair", "since": "2022-04-01"}).status_code == 404
    client.force_login(secretariat)
    same = client.post(address, {"capacity": "member", "since": "2022-04-01"})
    assert "already sits there as Member" in same.content.decode()
    early = client.post(address, {"capacity": "chair", "since": "2021-04-01"})
    assert "The last day 31 March 2021 is before the first day 1 April 2021." in early.content.decode()

    client.post(address, {"capacity": "chair", "since": "2022-04-01", "until": "2025-03-31"})

    assert [(row.capacity, row.since, row.until) for row in council.seats.all()] == [
        ("member", date(2021, 4, 1), date(2022, 3, 31)),
        ("chair", date(2022, 4, 1), date(2025, 3, 31)),
    ]


def test_a_body_is_given_its_standing_orders_on_the_page(client, secretariat, council):
    orders = make_orders("half", quorum={"share": "1/2"})
    client.force_login(secretariat)

    client.post("/manage/bodies/council/change/", {"kind": "council", "standing_orders": orders.pk})

    page = client.get("/councils/council/").content.decode()
    assert "Quorum: at least 1/2 of Chair, Member, Delegate." in page


def test_addresses_of_other_pages_are_taken(client, secretariat):
    client.force_login(secretariat)
    organization = secretariat.appointments.get().post.organization

    answer = client.post(
        "/manage/bodies/add/", {"name_ja": "会議", "slug": "referrals", "kind": "council", "organization": organization.pk}
    )

    assert "already in use" in answer.content.decode()
