from __future__ import annotations

import pytest

from shishin.people.tests.makers import make_auditor, make_organization, make_owner, make_post, make_role
from shishin.trail.naming import known_names

pytestmark = pytest.mark.django_db


def test_names_are_known_and_pages_open_only_for_those_who_keep_them():
    city = make_organization("city", name="City")
    post, owner, auditor = make_post(city, make_role("clerk")), make_owner("owner"), make_auditor(city, login_name="auditor")
    wanted = {f"person:{owner.uuid}", f"people.organization:{city.uuid}", f"people.post:{post.uuid}"}

    known = known_names(wanted, owner)
    assert {name.label for name in known.values()} == {"owner", "City", "clerk"}
    assert known[f"person:{owner.uuid}"].url == owner.get_absolute_url()
    assert known_names(wanted, auditor)[f"person:{owner.uuid}"].url == ""
