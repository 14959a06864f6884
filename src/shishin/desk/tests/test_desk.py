from __future__ import annotations

import re

import pytest

from shishin.desk.models import DigestChoice
from shishin.desk.tests.makers import make_waiting
from shishin.people.tests.makers import make_auditor, make_owner, make_people_office, make_person
from shishin.trail.recording import record

pytestmark = pytest.mark.django_db

DESK = "/desk/"


def page(client, person, query: str = "") -> str:
    client.force_login(person)
    return client.get(DESK + query).content.decode()


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client):
    assert client.get(DESK).headers["Location"] == "/accounts/login/?next=/desk/"
    assert client.post("/desk/digest/").headers["Location"] == "/accounts/login/?next=/desk/digest/"


def test_the_desk_leads_with_its_finding_and_has_one_button(client):
    make_waiting(3)

    shown = page(client, make_people_office())

    assert re.findall(r'<p class="lead">(.*?)</p>', shown) == ["3 things wait, none due this week."]
    assert re.findall(r'<h3 class="list-title"><a [^>]*>(.*?)</a>', shown) == [f"Invite Late {number} again" for number in range(3)]
    assert re.findall(r'class="button" [^>]*>(.*?)</a>', shown) == ["Open the account"]


def test_a_desk_on_which_nothing_waits_says_what_one_can_do(client):
    make_waiting()

    shown = page(client, make_person())

    assert "Your desk is clear" in shown
    assert "Late 0" not in shown
    assert 'href="/guidelines/"' in shown


def test_a_kind_of_which_nothing_waits_leads_back_to_all(client):
    make_waiting()

    assert "Nothing of this kind waits" in page(client, make_people_office(), "?kind=nothing")


def test_only_what_oneself_did_stands_beside_the_list(client):
    mine, other = make_auditor(login_name="audrey"), make_person("bob")
    record("people.password_changed", about=mine, who=mine)
    record("people.password_reset", about=other, who=other)

    shown = page(client, mine)

    assert re.findall(r"<code>(people\.\w+)</code>", shown) == ["people.password_changed"]
    assert f'href="/trail/?actor=person%3A{mine.uuid}"' in shown


def test_the_way_to_the_trail_is_for_those_who_may_read_it(client):
    mine = make_person()
    record("people.password_changed", about=mine, who=mine)

    assert "/trail/" not in page(client, mine)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_as_often_for_three_things_as_for_one(client, count, django_assert_num_queries):
    make_waiting(count)
    office = make_people_office()
    client.force_login(office)
    client.get(DESK)

    with django_assert_num_queries(9):
        client.get(DESK)


def test_the_list_by_mail_is_turned_on_and_off_at_the_desk(client):
    person = make_person()
    client.force_login(person)

    assert not DigestChoice.objects.filter(person=person, is_on=True).exists()
    client.post("/desk/digest/", {"is_on": "1"})
    assert DigestChoice.objects.get(person=person).is_on
    client.post("/desk/digest/", {"is_on": "0"})
    assert not DigestChoice.objects.get(person=person).is_on


def test_without_a_mail_address_there_is_nothing_to_turn_on(client):
    person = make_person(email="")

    assert "Your account has no mail address" in page(client, person)
    assert client.post("/desk/digest/", {"is_on": "1"}).status_code == 409
    assert not DigestChoice.objects.exists()


@pytest.mark.parametrize(("next_page", "landing"), [("", "/desk/"), ("?next=/account/", "/account/")])
def test_people_land_on_their_desk_unless_they_were_on_their_way_elsewhere(client, next_page, landing):
    make_person("sato")

    answer = client.post(f"/accounts/login/{next_page}", {"login": "sato", "password": "correct horse battery staple"})

    assert answer.headers["Location"] == landing


def test_the_home_page_leads_those_who_are_signed_in_to_their_desk(client):
    lead = '<a class="action-link" href="/desk/">'

    assert lead not in client.get("/").content.decode()
    client.force_login(make_owner())
    assert lead in client.get("/").content.decode()
