from __future__ import annotations

from datetime import date

import pytest

from shishin.people.errors import AddressTaken, AlreadyAbolished, Circle, EndsBeforeItBegan, NamedFromThatDay, NoName, SucceedsItself
from shishin.people.organizing import abolish_organization, add_organization, change_organization, move_organization, rename_organization
from shishin.people.tests.makers import make_organization, make_owner
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 1)


def keys() -> list[str]:
    return list(Entry.objects.values_list("key", flat=True))


def test_an_organization_is_added_with_its_first_name():
    city = make_organization("city")

    bureau = add_organization(slug="bureau", kind="bureau", names={"ja": "局", "en": ""}, parent=city, established_on=DAY, by=make_owner())

    assert (bureau.parent, bureau.names_on(DAY)) == (city, {"ja": "局"})
    assert keys() == ["people.organization_added"]


def test_an_address_is_given_once_and_a_name_is_needed():
    make_organization("city")
    with pytest.raises(AddressTaken):
        add_organization(slug="city", kind="other", names={"ja": "市"}, by=make_owner())
    with pytest.raises(NoName):
        add_organization(slug="other", kind="other", names={"ja": " "}, by=make_owner())
    assert keys() == []


def test_a_new_name_holds_from_its_day_and_leaves_the_days_before():
    city = make_organization("city", name="旧市")

    rename_organization(city, names={"ja": "新市"}, valid_from=DAY, by=make_owner())

    assert [city.name_on(date(2023, 3, 31), "ja"), city.name_on(DAY, "ja")] == ["旧市", "新市"]


def test_a_second_name_from_the_same_day_is_a_correction_or_refused():
    city, owner = make_organization("city"), make_owner()
    rename_organization(city, names={"ja": "新市"}, valid_from=DAY, by=owner)

    with pytest.raises(NamedFromThatDay):
        rename_organization(city, names={"ja": "新氏"}, valid_from=DAY, by=owner)
    rename_organization(city, names={"ja": "新島市"}, valid_from=DAY, by=owner, is_correction=True)

    assert city.name_on(DAY, "ja") == "新島市"
    assert keys() == ["people.organization_renamed", "people.organization_name_corrected"]


def test_what_an_organization_is_changes_once():
    city, owner = make_organization("city"), make_owner()

    for _ in range(2):
        change_organization(city, kind="support", external_id="13", established_on=DAY, by=owner)

    city.refresh_from_db()
    assert (city.kind, city.external_id, keys()) == ("support", "13", ["people.organization_changed"])


def test_an_organization_does_not_move_below_itself():
    city = make_organization("city")
    bureau = make_organization("bureau", parent=city)

    with pytest.raises(Circle):
        move_organization(city, parent=bureau, by=make_owner())
    assert move_organization(bureau, parent=None, by=make_owner()).parent is None


def test_an_abolished_organization_names_its_successor_and_is_abolished_once():
    old, new, owner = make_organization("old", established_on=DAY), make_organization("new"), make_owner()

    with pytest.raises(EndsBeforeItBegan):
        abolish_organization(old, on=date(2023, 3, 31), by=owner)
    with pytest.raises(SucceedsItself):
        abolish_organization(old, on=DAY, successor=old, by=owner)
    abolish_organization(old, on=DAY, successor=new, by=owner)
    with pytest.raises(AlreadyAbolished):
        abolish_organization(old, on=DAY, by=owner)

    old.refresh_from_db()
    assert (old.abolished_on, old.successor) == (DAY, new)
    with pytest.raises(AlreadyAbolished):
        move_organization(new, parent=old, by=owner)
