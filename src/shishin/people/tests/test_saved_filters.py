"""What somebody asks of a list again and again is saved with their account, and stands above that list for them alone."""

from __future__ import annotations

import pytest

from shishin.people.errors import FilterAlreadySaved, FilterNameTaken, TooManyFilters
from shishin.people.models import SavedFilter
from shishin.people.saved_filters import remove_filters, save_filter
from shishin.people.tests.makers import make_organization, make_people_office, make_person

pytestmark = pytest.mark.django_db

PAGE = "/manage/people/"
ADD = f"/account/filters/add/?page={PAGE}&query=state%3Dinvited"
REMOVE = f"/account/filters/remove/?page={PAGE}"


def save(person, name="Invited", query="state=invited", page=PAGE):
    return save_filter(person, page=page, query=query, name=name)


def saved_by(person):
    return [(saved.name, saved.get_absolute_url()) for saved in person.saved_filters.all()]


def test_a_filter_is_saved_from_its_list_and_stands_above_it():
    one, other = make_person(), make_person()

    save(one)
    save(one, page="/trail/")
    save(other)

    assert saved_by(one) == [("Invited", "/manage/people/?state=invited"), ("Invited", "/trail/?state=invited")]
    assert saved_by(other) == [("Invited", "/manage/people/?state=invited")]


def test_a_filter_and_its_name_stand_once_in_a_list():
    person = make_person()
    save(person)

    with pytest.raises(FilterAlreadySaved, match="saved this filter as “Invited”"):
        save(person, name="Another name")
    with pytest.raises(FilterNameTaken, match="saved a filter of this list as “Invited”"):
        save(person, query="state=active")
    assert len(saved_by(person)) == 1


def test_nobody_saves_more_filters_of_a_list_than_can_be_read():
    person = make_person()
    for number in range(SavedFilter.MOST):
        save(person, name=f"{number}", query=f"q={number}")

    with pytest.raises(TooManyFilters, match="saved 20 filters"):
        save(person)
    assert save(person, page="/trail/").name == "Invited"


def test_only_ones_own_filters_are_removed():
    one, other = make_person(), make_person()
    kept, gone = save(other), save(one)

    remove_filters(one, filters=[kept, gone])

    assert list(SavedFilter.objects.all()) == [kept]


def test_a_filter_is_saved_opened_and_removed_on_the_pages(client):
    office = make_people_office(make_organization("city"))
    client.force_login(office)
    page = client.get(f"{PAGE}?state=active").content.decode()
    assert 'href="/account/filters/add/?page=%2Fmanage%2Fpeople%2F&amp;query=state%3Dactive"' in page

    saved = client.post(ADD, {"name": "Still to come"})
    again = client.post(ADD, {"name": "Once more"})

    assert (saved.status_code, saved.url) == (302, "/manage/people/?state=invited")
    assert (again.status_code, "It stands above the list, under this name." in again.text) == (409, True)
    page = client.get(f"{PAGE}?state=invited").content.decode()
    assert '<a href="?state=invited" aria-current="true">Still to come</a>' in page
    assert "Save this filter" not in page

    assert client.post(REMOVE, {}).status_code == 200
    removed = client.post(REMOVE, {"filters": [office.saved_filters.get().uuid]})

    assert (removed.url, saved_by(office)) == (PAGE, [])


@pytest.mark.parametrize(
    "address",
    [
        "/account/filters/add/",
        f"/account/filters/add/?page={PAGE}",
        "/account/filters/add/?page=/nowhere/&query=a",
        "/account/filters/add/?page=//elsewhere.example/&query=a",
        "/account/filters/add/?page=https://elsewhere.example/&query=a",
        f"/account/filters/add/?page={PAGE}&query={'a' * 1001}",
        "/account/filters/remove/?page=/nowhere/",
    ],
)
def test_what_is_no_list_of_this_site_has_no_filters(client, address):
    client.force_login(make_person())

    assert client.get(address).status_code == 404
