from __future__ import annotations

import re
from pathlib import Path

import pytest

from shishin.desk.looking_back import done_lately
from shishin.desk.models import DigestChoice
from shishin.desk.tests.makers import make_asked, make_waiting
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.tests.makers import make_adopted, make_secretariat
from shishin.kit.moments import held_at, now
from shishin.kit.tests.drawing import one_line
from shishin.people.tests.makers import make_auditor, make_owner, make_person
from shishin.texts.manuscript import Passage
from shishin.trail.naming import declared_keys
from shishin.trail.recording import record

pytestmark = pytest.mark.django_db

DESK = "/desk/"
TRAIL_KEYS = Path(__file__).resolve().parents[4] / "docs" / "trail-keys.md"


def page(client, person, query: str = "") -> str:
    client.force_login(person)
    return client.get(DESK + query).content.decode()


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client):
    assert client.get(DESK).headers["Location"] == "/accounts/login/?next=/desk/"
    assert client.post("/desk/digest/").headers["Location"] == "/accounts/login/?next=/desk/digest/"


def test_the_desk_leads_with_its_finding_and_has_one_button(client):
    make_waiting(3)

    shown = page(client, make_owner())

    assert re.findall(r'<p class="lead">(.*?)</p>', shown) == ["3 things wait, none due this week."]
    assert re.findall(r'<h3 class="list-title"><a [^>]*>(.*?)</a>', shown) == [f"Invite Late {number} again" for number in range(3)]
    assert re.findall(r'class="button" [^>]*>(.*?)</a>', shown) == ["Open the account"]


def test_what_is_overdue_stands_above_what_is_due_this_week_and_what_has_no_day(client):
    make_waiting()
    make_asked(due_in=3)
    make_asked(due_in=-2)

    shown = page(client, make_owner())

    assert "1 thing is overdue and 1 is due this week." in shown
    assert re.findall(r'<h2 class="due-heading" id="([a-z-]+)"', shown) == ["overdue", "week", "no-day"]
    assert re.findall(r'<span class="number">(\d days? \w+)</span></strong>', shown) == ["2 days overdue", "3 days left"]


def test_a_draft_of_the_guidelines_waits_until_its_changes_have_a_reason(client):
    secretariat = make_secretariat()
    draft = start_next_edition(make_adopted(), version="1.1.0", revision="minor", by=secretariat)
    nothing = page(client, secretariat)
    clause = draft.clauses.get(line__key="users-first")
    edit_clause(clause, language="ja", passage=Passage("利用者", "利用者から。"), based_on=clause.texts.get().content_hash, by=secretariat)

    shown = page(client, secretariat)

    assert ("Your desk is clear" in nothing, "Your desk is clear" in shown) == (True, False)
    assert re.findall(r'href="\?kind=(\w+)">(\w+) <span class="number">(\d)</span>', shown) == [("drafts", "Drafts", "1")]


def test_a_desk_on_which_nothing_waits_says_what_one_can_do(client):
    make_waiting()

    shown = page(client, make_person())

    assert "Your desk is clear" in shown
    assert "Late 0" not in shown
    assert 'href="/guidelines/"' in shown


def test_a_kind_of_which_nothing_waits_leads_back_to_all(client):
    make_waiting()

    assert "Nothing of this kind waits" in page(client, make_owner(), "?kind=nothing")


def test_only_what_oneself_did_stands_beside_the_list(client):
    mine, other = make_auditor(login_name="audrey"), make_person("bob")
    record("people.password_changed", about=mine, who=mine)
    record("people.password_reset", about=other, who=other)

    shown = page(client, mine)

    assert re.findall(r"<li><p>([^<]*)", one_line(shown)) == ["Changed your password"]
    assert f'href="/trail/?actor=person%3A{mine.uuid}"' in shown


def test_the_same_thing_done_several_times_in_a_row_is_one_line(client):
    mine = make_person()
    for key in ("people.password_changed", "people.person_changed", "people.person_changed", "people.unheard_of"):
        record(key, about=mine, who=mine)

    assert [one.words for one in done_lately(mine)] == ["people.unheard_of", "Changed an account (2 times)", "Changed your password"]


@pytest.mark.skipif(not TRAIL_KEYS.is_file(), reason="The documents lie beside the source, not in an installed package.")
def test_every_key_of_the_trail_that_a_person_can_leave_has_its_words():
    keys = re.findall(
        r"^\| `((?:guidelines|councils|consultations|governance|people)\.\w+)`", TRAIL_KEYS.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert sorted(set(keys) ^ declared_keys()) == []


def test_the_way_to_the_trail_is_for_those_who_may_read_it(client):
    mine = make_person()
    record("people.password_changed", about=mine, who=mine)

    assert "/trail/" not in page(client, mine)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_as_often_for_three_things_as_for_one(client, count, django_assert_num_queries):
    make_waiting(count)
    make_asked(count)
    client.force_login(make_owner())
    client.get(DESK)

    with held_at(now()), django_assert_num_queries(40):
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
