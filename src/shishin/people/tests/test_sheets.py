"""Organizations and posts go out as tables, to those who keep them, as far as the list shows them."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from shishin.people.models import Organization
from shishin.people.tests.makers import make_holder, make_organization, make_people_office, make_post, make_role, make_secretariat

pytestmark = pytest.mark.django_db

ORGANIZATIONS = "/manage/organizations/download/"
POSTS = "/manage/posts/download/"


@pytest.fixture
def city():
    return make_organization("city", name="東京都", established_on=date(1943, 7, 1), external_id="130001")


@pytest.fixture
def office(client, city):
    person = make_people_office(city, login_name="office", name="人事")
    client.force_login(person)
    return person


def lines(client, address, **options):
    content = b"".join(client.get(address, **options)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_organizations_stand_in_the_order_of_the_tree(client, city, office):
    bureau = make_organization("bureau", name="=1+1", parent=city, kind=Organization.Kind.BUREAU)
    make_organization("past", kind="bureau", parent=city, abolished_on=date(2024, 3, 31), successor=bureau)
    make_organization("another-city")

    assert lines(client, f"{ORGANIZATIONS}csv/") == [
        [
            "Organization",
            "Address",
            "Level",
            "Part of",
            "Kind",
            "State",
            "Established on",
            "Abolished on",
            "Successor",
            "Identifier elsewhere",
        ],
        ["東京都", "city", "0", "", "Municipality", "In existence", "1943-07-01", "", "", "130001"],
        ["'=1+1", "bureau", "1", "東京都", "Bureau or department", "In existence", "", "", "", ""],
        ["past", "past", "1", "東京都", "Bureau or department", "Abolished", "", "2024-03-31", "'=1+1", ""],
    ]


def test_the_filter_of_the_list_holds_for_its_table_and_stands_in_the_links(client, city, office):
    make_organization("past", parent=city, abolished_on=date(2024, 3, 31))
    page = client.get("/manage/organizations/?state=abolished&page=3").content.decode()

    assert [row[1] for row in lines(client, f"{ORGANIZATIONS}csv/?state=abolished")[1:]] == ["past"]
    assert f'href="{ORGANIZATIONS}xlsx/?state=abolished"' in page
    assert f'href="{ORGANIZATIONS}csv/?state=abolished"' in page
    assert f'href="{ORGANIZATIONS}csv/"' in client.get("/manage/organizations/").content.decode()


def test_in_excel_days_are_days_and_the_words_those_of_the_reader(client, city, office):
    content = b"".join(client.get(f"{ORGANIZATIONS}xlsx/", headers={"accept-language": "ja"}))

    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert rows[0] == ("組織", "アドレス", "階層", "上位の組織", "種類", "状態", "設置日", "廃止日", "後継", "外部の識別子")
    assert rows[1:] == [("東京都", "city", 0, None, "地方公共団体", "現存", datetime(1943, 7, 1), None, None, "130001")]


def test_posts_of_all_pages_stand_with_those_who_hold_them_today(client, city, office):
    vacant = make_post(city, make_role("clerk"), slug="z-clerk")
    vacant.abolished_on = date(2024, 3, 31)
    vacant.save()
    make_post(make_organization("another-city"))
    held = office.appointments.get().post

    assert lines(client, f"{POSTS}csv/") == [
        ["Post", "Address", "Organization", "Address of the organization", "Role", "Held today by", "State", "Abolished on"],
        ["people-office", held.slug, "東京都", "city", "people-office", "人事", "In existence", ""],
        ["clerk", "z-clerk", "東京都", "city", "clerk", "Vacant", "Abolished", "2024-03-31"],
    ]
    assert f'href="{POSTS}xlsx/"' in client.get("/manage/posts/").content.decode()


@pytest.mark.parametrize("address", [ORGANIZATIONS, POSTS])
def test_only_those_who_keep_people_take_them_away(client, city, office, address):
    client.force_login(make_secretariat(city))
    assert client.get(f"{address}csv/").status_code == 404
    client.logout()
    assert client.get(f"{address}csv/").status_code == 302


@pytest.mark.parametrize("address", [ORGANIZATIONS, POSTS])
def test_another_form_is_answered_by_those_there_are(client, office, address):
    answer = client.get(f"{address}ods/")

    assert answer.status_code == 404
    assert f'href="{address}csv/"' in answer.content.decode()


@pytest.mark.parametrize(("address", "queries"), [(ORGANIZATIONS, 8), (POSTS, 10)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_table_asks_the_same_however_long_it_is(client, django_assert_num_queries, city, office, address, queries, rows):
    for number in range(rows):
        make_holder(make_role(f"role-{number}x"), make_organization(f"part-{number}", parent=city))

    with django_assert_num_queries(queries):
        lines(client, f"{address}csv/")
