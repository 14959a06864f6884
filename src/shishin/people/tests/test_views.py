from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate, now

from shishin.people.models import Organization, Person
from shishin.people.tests.makers import (
    make_auditor,
    make_deactivated,
    make_holder,
    make_organization,
    make_owner,
    make_people_office,
    make_person,
    make_post,
    make_role,
    make_secretariat,
)

pytestmark = pytest.mark.django_db

LISTS = ["/manage/organizations/", "/manage/people/", "/manage/posts/", "/manage/roles/"]


@pytest.fixture
def city():
    return make_organization("city")


@pytest.mark.asvs("V8.2.1", "V8.3.1")
@pytest.mark.ipa("Access control")
@pytest.mark.parametrize(
    "path", [*LISTS, "/manage/organizations/city/", "/manage/organizations/add/", "/manage/people/invite/", "/manage/posts/add/"]
)
def test_only_those_who_keep_people_open_the_screens(client, city, path):
    office = make_people_office(city, login_name="office")
    assert client.get(path).status_code == 302
    for refused in (make_secretariat(city), make_auditor(city), make_person()):
        client.force_login(refused)
        assert client.get(path).status_code == 404
    client.force_login(make_deactivated(city))
    assert client.get(path).status_code == 302
    for allowed in (office, make_owner()):
        client.force_login(allowed)
        assert client.get(path).status_code == 200


@pytest.mark.asvs("V8.2.2")
@pytest.mark.ipa("Access control")
def test_what_belongs_to_others_is_not_found(client, city):
    other = make_organization("other")
    theirs, post = make_secretariat(other), make_post(other, slug="their-post")
    client.force_login(make_people_office(city))

    paths = [
        "/manage/organizations/other/",
        "/manage/organizations/other/rename/",
        f"/manage/people/{theirs.uuid}/",
        "/manage/posts/their-post/",
    ]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.post(f"/manage/posts/{post.slug}/appoint/", {"person": "x", "since": "2024-04-01"}).status_code == 404


@pytest.mark.parametrize(("path", "queries"), [(LISTS[0], 9), (LISTS[1], 13), (LISTS[2], 11), (LISTS[3], 5)])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_however_long_they_are(client, django_assert_num_queries, city, path, queries, rows):
    role = make_role("clerk")
    for number in range(rows):
        place = make_organization(f"part-{number}", parent=city)
        make_holder(role, place)
        make_role(f"role-{number}x")
    office = make_people_office(city)
    client.force_login(office)
    client.get(path)

    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def links(answer, facet=0):
    return {str(link.words): (link.url, link.count) for link in answer.context["listing"].facets[facet].links}


def test_people_are_listed_newest_first_and_by_what_they_can_do(client, city):
    office = make_people_office(city)
    gone, new = make_deactivated(city), make_person(invited_at=now(), invited_for=city, password_is_set=False)
    client.force_login(office)

    everybody, invited = client.get("/manage/people/"), client.get("/manage/people/?state=invited&q=person")

    assert [person.pk for person in everybody.context["page"]] == [new.pk, gone.pk, office.pk]
    assert links(everybody) == {
        "": ("?", 3),
        "Can sign in": ("?state=active", 1),
        "Invited": ("?state=invited", 1),
        "Deactivated": ("?state=deactivated", 1),
    }
    assert list(invited.context["page"]) == [new]
    assert [chip.url for chip in invited.context["listing"].chips] == ["?q=person", "?state=invited"]
    assert '<input type="hidden" name="state" value="invited">' in invited.text


def test_organizations_are_narrowed_down_by_kind_and_state_and_stay_a_tree(client, city):
    bureau = make_organization("bureau", parent=city, kind="bureau")
    make_organization("old", parent=bureau, kind="bureau", abolished_on="2026-04-01")
    client.force_login(make_owner())

    everything, bureaus = client.get("/manage/organizations/"), client.get("/manage/organizations/?kind=bureau&state=existing")

    assert [(depth, row.slug) for depth, row in everything.context["rows"]] == [(0, "city"), (1, "bureau"), (2, "old")]
    assert links(everything) == {"": ("?", 3), "In existence": ("?state=existing", 2), "Abolished": ("?state=abolished", 1)}
    assert [(depth, row.slug) for depth, row in bureaus.context["rows"]] == [(0, "bureau")]
    assert "No organization was found" in client.get("/manage/organizations/?kind=ministry").text


def test_an_organization_is_kept_from_the_page(client, city):
    client.force_login(make_people_office(city))

    lacking = client.post("/manage/organizations/add/", {"name_ja": "局", "slug": "bureau", "kind": "bureau"})
    assert list(lacking.context["form"].errors) == ["parent"]
    client.post(
        "/manage/organizations/add/",
        {"name_ja": "局", "slug": "bureau", "kind": "bureau", "parent": city.pk, "established_on": "2020-04-01"},
    )
    client.post("/manage/organizations/bureau/rename/", {"name_ja": "新局", "valid_from": "R8.4.1"})
    refused = client.post("/manage/organizations/city/move/", {"parent": Organization.objects.get(slug="bureau").pk})
    client.post("/manage/organizations/bureau/abolish/", {"on": "2026-10-31", "successor": city.pk})

    bureau = Organization.objects.get(slug="bureau")
    assert (bureau.parent, bureau.successor, bureau.name_on(localdate(), "ja")) == (city, city, "新局")
    assert "cannot be part of" in refused.context["form"].non_field_errors()[0]


def test_somebody_is_invited_appointed_and_switched_off_from_the_pages(client, city):
    post = make_post(city, slug="desk")
    client.force_login(make_people_office(city))

    client.post("/manage/people/invite/", {"name_ja": "新任", "login_name": "new", "email": "new@example.jp", "invited_for": city.pk})
    new = Person.objects.get(login_name="new")
    assert b"/invitations/" in client.get(f"/manage/people/{new.uuid}/").content
    client.post("/manage/posts/desk/appoint/", {"person": "NEW", "since": "2026-04-01"})
    unknown = client.post("/manage/posts/desk/appoint/", {"person": "nobody", "since": "2026-04-01"})
    client.post(f"/manage/people/{new.uuid}/deactivate/", {})

    new.refresh_from_db()
    assert (post.appointments.get().person, new.is_active) == (new, False)
    assert list(unknown.context["form"].errors) == ["person"]


@pytest.mark.asvs("V8.2.1")
def test_ownership_and_roles_are_the_owners(client, city):
    person, owner, role = make_person(), make_owner(), make_role("clerk")
    client.force_login(make_people_office(city))
    assert client.post(f"/manage/people/{person.uuid}/ownership/").status_code == 404
    assert client.post("/manage/roles/clerk/abilities/", {"abilities": ["read_everything"]}).status_code == 404

    client.force_login(owner)
    client.post(f"/manage/people/{person.uuid}/ownership/")
    client.post("/manage/roles/clerk/abilities/", {"abilities": ["import_texts"]})
    person.refresh_from_db()
    role.refresh_from_db()
    assert (person.is_owner, role.abilities) == (True, ["import_texts"])
    client.post("/manage/roles/clerk/abilities/", {})
    role.refresh_from_db()
    assert role.abilities == []


def test_the_account_page_is_ones_own(client, city):
    assert client.get("/account/").status_code == 302
    secretariat = make_secretariat(city, name="事務局担当")
    client.force_login(secretariat)

    assert "事務局担当" in client.get("/account/").content.decode()
    answer = client.post("/account/language/", {"language": "ja"})
    secretariat.refresh_from_db()
    assert (secretariat.language, answer.cookies["language"].value) == ("ja", "ja")


def test_the_link_in_the_menu_changes_the_browser_and_the_account_page_says_so(client, city):
    secretariat = make_secretariat(city, language="ja")
    client.force_login(secretariat)

    answer = client.get("/language/?to=en")

    secretariat.refresh_from_db()
    assert (secretariat.language, answer.cookies["language"].value) == ("ja", "en")
    assert "The link in the menu changes this browser alone" in client.get("/account/").content.decode()


def test_signing_out_elsewhere_ends_the_other_sessions_alone(client, city):
    person = make_secretariat(city)
    elsewhere = type(client)()
    client.force_login(person)
    elsewhere.force_login(person)

    client.post("/account/sessions/")

    assert [one.get("/account/").status_code for one in (client, elsewhere)] == [200, 302]


def test_manage_lists_what_the_reader_may_keep(client, city):
    def labels(person):
        client.force_login(person)
        response = client.get("/manage/")
        return [entry.url_name for entry in response.context["entries"]] if response.status_code == 200 else response.status_code

    office = ["people:organizations", "people:people", "people:posts", "people:roles", "people:claims"]
    assert [name for name in labels(make_people_office(city)) if name.startswith("people:")] == office
    assert "people:data-file" in labels(make_owner())
    assert "councils:manage-bodies" in labels(make_secretariat(city))
    assert labels(make_auditor(city)) == 404


def test_a_third_language_of_the_site_has_names_and_is_chosen_without_code(client, city, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "French")]
    office = make_people_office(city)
    client.force_login(office)

    page = client.get("/manage/organizations/city/rename/").content.decode()
    client.post("/manage/organizations/city/rename/", {"name_fr": "La ville", "valid_from": "2026-04-01"})
    client.post("/account/language/", {"language": "fr"})

    office.refresh_from_db()
    assert '<label for="id_name_fr">Name in French</label>' in page
    assert city.names_on(date(2026, 4, 1)) == {"fr": "La ville"}
    assert office.language == "fr"
