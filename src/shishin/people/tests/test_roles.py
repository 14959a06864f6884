"""Roles and posts: added once, renamed, abolished, and taken away only where nobody ever needed them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from shishin.people.abilities import ADMINISTER_PEOPLE, validate_abilities
from shishin.people.appointing import appoint
from shishin.people.errors import AddressTaken, AlreadyAbolished, RoleInUse, StillHeld
from shishin.people.organizing import abolish_organization
from shishin.people.roles import abolish_post, add_post, add_role, change_abilities, remove_role
from shishin.people.tests.makers import make_organization, make_owner, make_person, make_post, make_role
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


def keys() -> list[str]:
    return list(Entry.objects.values_list("key", flat=True))


def test_the_address_of_a_role_is_given_once():
    make_role("clerk")
    with pytest.raises(AddressTaken):
        add_role(slug="clerk", names={"en": "Clerk"}, abilities=[], by=make_owner())
    assert keys() == []


def test_abilities_that_stay_as_they_are_leave_no_entry():
    role = make_role("clerk", abilities=(ADMINISTER_PEOPLE,))
    change_abilities(role, abilities=[ADMINISTER_PEOPLE, ADMINISTER_PEOPLE], by=make_owner())
    assert keys() == []


@pytest.mark.parametrize("names", [{"a": 1}, [1], ["fly"]])
def test_an_ability_that_no_page_asks_for_is_refused(names):
    with pytest.raises(ValidationError):
        validate_abilities(names)


def test_a_role_that_a_post_has_is_not_removed():
    role = make_role("clerk")
    make_post(role=role)
    with pytest.raises(RoleInUse):
        remove_role(role, by=make_owner())
    assert keys() == []


def test_the_address_of_a_post_is_given_once_and_its_organization_still_works():
    owner, role, post = make_owner(), make_role("clerk"), make_post(slug="clerk-1")
    with pytest.raises(AddressTaken):
        add_post(slug="clerk-1", organization=post.organization, role=role, by=owner)
    gone = make_organization("gone", abolished_on=localdate() - timedelta(days=1))
    with pytest.raises(AlreadyAbolished):
        add_post(slug="clerk-2", organization=gone, role=role, by=owner)
    assert keys() == []


def test_a_post_may_have_a_name_of_its_own_from_its_first_day():
    post = add_post(
        slug="chief-1",
        organization=make_organization(),
        role=make_role("chief"),
        names={"ja": "主任"},
        named_from=date(2020, 4, 1),
        by=make_owner(),
    )
    assert post.names_on(date(2021, 1, 1)) == {"ja": "主任"}


def test_a_post_ends_once_and_not_while_somebody_holds_it_beyond():
    owner, post, last = make_owner(), make_post(), date(2025, 3, 31)
    appoint(make_person(), post=post, since=date(2024, 4, 1), until=None, by=owner)
    with pytest.raises(StillHeld):
        abolish_post(post, on=last, by=owner)
    other = make_post()
    abolish_post(other, on=last, by=owner)
    with pytest.raises(AlreadyAbolished):
        abolish_post(other, on=last, by=owner)
    assert keys().count("people.post_abolished") == 1


def test_an_abolished_organization_ends_on_its_day_alone():
    owner, bureau = make_owner(), make_organization("bureau")
    abolish_organization(bureau, on=date(2025, 3, 31), successor=None, by=owner)
    with pytest.raises(AlreadyAbolished):
        abolish_organization(bureau, on=date(2026, 3, 31), successor=None, by=owner)
