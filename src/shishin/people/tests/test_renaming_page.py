"""Organizations, roles, posts and people get their next name on the same page."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.people.inviting import rename_person
from shishin.people.tests.makers import make_holder, make_organization, make_owner, make_people_office, make_person, make_post, make_role
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

LEAD = "Whatever was decided before that day keeps the old name."


@pytest.mark.parametrize("kind", ["organizations", "roles", "posts"])
def test_a_thing_is_called_otherwise_from_a_day_on(client, kind):
    city = make_organization("city")
    role = make_role("clerk")
    thing = {"organizations": city, "roles": role, "posts": make_post(city, role, slug="desk")}[kind]
    address = f"/manage/{kind}/{thing.slug}/rename/"
    client.force_login(make_person())
    assert client.get(address).status_code == 404
    client.force_login(make_owner())

    assert LEAD in client.get(address).content.decode()
    answer = client.post(address, {"name_ja": "新しい名", "name_en": "New name", "valid_from": "2026-04-01"})
    again = client.post(address, {"name_ja": "別の名", "valid_from": "2026-04-01"})

    assert answer.url == f"/manage/{kind}/{thing.slug}/"
    assert thing.name_on(date(2026, 4, 1), "en") == "New name"
    assert "already has a name from 1 April 2026" in again.context["form"].non_field_errors()[0]


def test_whoever_may_change_an_account_gives_its_person_another_name_from_a_day_on(client):
    city = make_organization("city")
    hanako = make_holder(make_role("clerk"), city, login_name="hanako", name="佐藤 花子")
    address = f"/manage/people/{hanako.uuid}/rename/"
    for refused in (hanako, make_people_office(make_organization("town"))):
        client.force_login(refused)
        assert client.post(address, {"name_ja": "鈴木 花子", "valid_from": "2026-04-01"}).status_code == 404
    client.force_login(make_people_office(city))

    answer = client.post(address, {"name_ja": "鈴木 花子", "name_en": "Hanako Suzuki", "valid_from": "2026-04-01"})
    again = client.post(address, {"name_ja": "別の名", "valid_from": "2026-04-01"})

    assert answer.url == hanako.get_absolute_url()
    assert [hanako.name_on(day, "ja") for day in (date(2019, 1, 1), date(2026, 3, 31), date(2026, 4, 1))] == [
        "佐藤 花子",
        "佐藤 花子",
        "鈴木 花子",
    ]
    assert hanako.name_on(date(2026, 4, 1), "en") == "Hanako Suzuki"
    assert "already has a name from 1 April 2026" in again.context["form"].non_field_errors()[0]
    page = client.get(hanako.get_absolute_url())
    assert [(row.valid_from, row.names["ja"]) for row in page.context["names"]] == [
        (date(2020, 4, 1), "佐藤 花子"),
        (date(2026, 4, 1), "鈴木 花子"),
    ]


def test_people_are_found_by_every_name_they_had(client):
    hanako = make_person("hanako", name="佐藤 花子")
    rename_person(hanako, names={"ja": "鈴木 花子", "en": "Hanako Suzuki"}, valid_from=date(2026, 4, 1), by=OPERATOR)
    make_person("taro", name="田中 太郎")
    client.force_login(make_owner())

    found = [
        [str(row.login_name) for row in client.get("/manage/people/", {"q": words}).context["page"]]
        for words in ("佐藤", "suzuki", "花", "鈴木一")
    ]

    assert found == [["hanako"], ["hanako"], ["hanako"], []]
