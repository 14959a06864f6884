"""Organizations, roles and posts get their next name on the same page."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.people.tests.makers import make_organization, make_owner, make_person, make_post, make_role

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
