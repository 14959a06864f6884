"""Who performs what, on the pages: gaps first, counts that add up, and nothing of a private year for who may not read it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from shishin.governance.duties.owing import standing_of
from shishin.governance.models import DutyStatus, DutyYear
from shishin.governance.performing.pages import MatrixPage, OrganizationPage
from shishin.governance.stating import publish_year, set_due_day, state_duty
from shishin.governance.tests.makers import (
    make_auditor,
    make_duty,
    make_function,
    make_government,
    make_keeper,
    make_ministry,
    make_pmo,
)
from shishin.kit.dates import FiscalYear
from shishin.people.organizing import abolish_organization, rename_organization
from shishin.people.tests.makers import make_holder, make_organization, make_person, make_post, make_role
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
YEAR = 2025
SECRET = "Nobody has begun it."


def url_of(ministry, year=YEAR):
    return f"{reverse('governance:organization', args=[ministry.slug])}?year={year}"


def matrix_url(year=YEAR, **more):
    return reverse("governance:matrix") + f"?owner=government&year={year}" + "".join(f"&{name}={value}" for name, value in more.items())


def stated(duty, ministry, state="not_yet", *, year=YEAR, words=SECRET, **more):
    return state_duty(duty, organization=ministry, fiscal_year=year, state=state, words=words, by=more.pop("by", OPERATOR), **more)


def stats(page: str) -> dict[str, int]:
    """The figures of a page, by their words."""
    found = re.findall(r'<dt>([^<]+)</dt>\s*<dd>(?:<a[^>]*>)?<span class="number">([\d,]+)<', page)
    return {words.lower(): int(figure.replace(",", "")) for words, figure in found}


def english(client, url):
    answer = client.get(url, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


# One organization


def test_gaps_come_first_and_the_counts_add_up(client):
    function = make_function("Plans")
    duties = [make_duty(f"Duty {number}", parent=function) for number in range(4)]
    ministry = make_ministry()
    stated(duties[1], ministry, "performed", words="", evidence="Plan of 2025")
    stated(duties[2], ministry, "partly", words="Half.")
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)

    page = english(client, url_of(ministry))

    assert stats(page) == {"cells": 4, "performed": 1, "partly performed": 1, "not yet performed": 0, "not applicable": 0, "not stated": 2}
    assert re.findall(r'<section class="section" id="([a-z_]+)"', page) == ["not_stated", "partly", "performed"]
    assert "Plan of 2025" in page
    assert "Half." in page


def test_last_year_stands_beside(client):
    duty, ministry = make_duty(), make_ministry()
    stated(duty, ministry, "partly", year=2024, words="Half of 2024.")
    for year in (2024, 2025):
        publish_year(make_government(), fiscal_year=year, by=OPERATOR)

    assert "Half of 2024." in english(client, url_of(ministry))


def test_what_last_year_was_is_hidden_while_last_year_is_private(client):
    duty, ministry = make_duty(), make_ministry()
    stated(duty, ministry, year=2024)
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)

    assert SECRET not in english(client, url_of(ministry))


def test_a_vacancy_is_told_to_everybody_and_a_name_to_those_who_are_signed_in(client):
    make_duty(role="pmo"), make_duty("Advise", role="adviser")
    ministry = make_ministry()
    make_holder(make_role("pmo"), ministry, name="Bob Holder")
    make_post(ministry, make_role("adviser"))

    public = english(client, url_of(ministry))
    client.force_login(make_person())
    inside = english(client, url_of(ministry))

    assert public.count("Vacant") == 1
    assert ("Bob Holder" in public, "Bob Holder" in inside) == (False, True)


def test_it_owes_under_every_list_above_it(client):
    ministry = make_ministry()
    bureau = make_organization("bureau", kind="bureau", parent=ministry)
    make_duty("Of the government", owed_by=("bureau",)), make_duty("Of the ministry", owner=ministry, owed_by=("bureau",))
    client.force_login(make_auditor())

    page = english(client, url_of(bureau))

    assert stats(page)["cells"] == 2
    assert "List of government" in page
    assert "List of examples" in page


def test_one_list_that_is_published_shows_nothing_of_another(client):
    ministry = make_ministry()
    bureau = make_organization("bureau", kind="bureau", parent=ministry)
    public, private = (make_duty(f"Of {owner}", owner=owner, owed_by=("bureau",)) for owner in (make_government(), ministry))
    stated(public, bureau, words="Public words."), stated(private, bureau)
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)

    page = english(client, url_of(bureau))

    assert stats(page)["cells"] == 1
    assert ("Public words." in page, SECRET in page, "Of examples" in page) == (True, False, True)


def test_it_bears_its_name_of_then(client):
    make_duty()
    ministry = make_ministry(name="Old Ministry")
    rename_organization(ministry, names={"ja": "New", "en": "New Ministry"}, valid_from=date(2026, 4, 1), by=OPERATOR)
    assert "Old Ministry" in english(client, url_of(ministry, 2025))
    assert "New Ministry" in english(client, url_of(ministry, 2026))


def test_abolished_in_mid_year_it_owes_that_year_and_not_the_next(client):
    make_duty()
    ministry = make_ministry()
    abolish_organization(ministry, on=date(2025, 9, 30), by=OPERATOR)
    client.force_login(make_auditor())
    assert stats(english(client, url_of(ministry, 2025)))["cells"] == 1
    assert "owes no duty" in english(client, url_of(ministry, 2026))


def test_the_pmo_has_one_next_thing(client):
    duties, ministry = [make_duty(f"Duty {number}") for number in range(3)], make_ministry()
    stated(duties[0], ministry)
    client.force_login(make_pmo(ministry))

    page = english(client, url_of(ministry))

    assert "State the 2 duties of FY2025 that are missing" in " ".join(page.split())
    assert page.count('class="button"') == 1


@pytest.mark.parametrize("number", [1, 3])
def test_an_organization_is_read_in_as_many_queries(client, django_assert_num_queries, number):
    ministry = make_ministry()
    for at in range(number):
        function = make_function(f"Function {at}")
        duty = make_duty(f"Duty {at}", parent=function, role=f"role-of-{at}")
        make_holder(make_role(f"role-of-{at}"), ministry)
        stated(duty, ministry), stated(duty, ministry, year=2024)
        make_duty(f"Gap {at}", parent=function)
    client.force_login(make_pmo(ministry))
    with django_assert_num_queries(22):
        client.get(url_of(ministry))


# Private years


@pytest.mark.parametrize(
    ("who", "reads"), [("public", 0), ("clerk", 0), ("pmo", 1), ("of another", 0), ("keeper", 2), ("auditor", 2), ("government's pmo", 2)]
)
def test_who_reads_what_of_a_private_year(client, who, reads):
    duty, ours, theirs = make_duty(), make_ministry(), make_ministry("others")
    stated(duty, ours), stated(duty, theirs)
    people = {
        "clerk": make_person,
        "pmo": lambda: make_pmo(ours),
        "of another": lambda: make_pmo(make_ministry("third", parent=make_government("elsewhere"))),
        "keeper": make_keeper,
        "auditor": make_auditor,
        "government's pmo": lambda: make_pmo(make_government()),
    }
    if who in people:
        client.force_login(people[who]())

    page = english(client, matrix_url())

    assert stats(page).get("cells", 0) == reads
    assert [SECRET in english(client, url_of(ministry)) for ministry in (ours, theirs)] == [reads > 0, reads > 1]
    answer = client.get(reverse("governance:matrix-file", args=["json"]) + "?owner=government&year=2025")
    assert answer.status_code == (200 if reads else 404)
    if reads:
        assert answer.json()["sums"]["cells"] == reads


def test_a_private_year_counts_nowhere_in_public(client):
    duty, ministry = make_duty(), make_ministry()
    for year in (2024, 2025):
        stated(duty, ministry, year=year)
    publish_year(make_government(), fiscal_year=2024, by=OPERATOR)

    pages = {
        "organization": english(client, url_of(ministry, 2025)),
        "matrix": english(client, matrix_url(2025)),
        "duty": english(client, duty.get_absolute_url()),
        "role": english(client, reverse("governance:role", args=["pmo"])),
        "list": english(client, reverse("governance:duties")),
    }

    assert {name: re.findall("not yet performed|<dt>not stated", page, re.I) for name, page in pages.items()} == {
        name: [] for name in pages
    }
    assert SECRET not in "".join(page for name, page in pages.items() if name != "organization")
    assert stats(english(client, matrix_url(2024)))["cells"] == 1


def test_a_public_year_is_read_by_everybody_and_what_is_corrected_is_public_at_once(client):
    duty, ministry = make_duty(), make_ministry()
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)
    assert stats(english(client, matrix_url()))["not stated"] == 1

    stated(duty, ministry, "performed", words="")

    assert stats(english(client, matrix_url())) == {
        "cells": 1, "performed": 1, "partly performed": 0, "not yet performed": 0, "not applicable": 0, "not stated": 0,
    }  # fmt: skip


# The matrix


def test_every_cell_says_its_state_in_shape_and_word_and_gaps_are_counted(client):
    duties = [make_duty("First"), make_duty("Second"), make_duty("Of the government", owed_by=("government",))]
    ours = make_ministry()
    make_ministry("others")
    stated(duties[0], ours, "performed", words=""), stated(duties[1], ours, "partly")
    client.force_login(make_auditor())

    page = english(client, matrix_url())

    states = re.findall(
        r'<td class="is-([a-z_]+)"><svg class="icon" aria-hidden="true"><use href="#shape-(\w+)"/></svg> <span>([^<]+)</span>', page
    )
    assert sorted(states) == [
        ("not_stated", "gap", "not stated"), ("not_stated", "gap", "not stated"), ("not_stated", "gap", "not stated"),
        ("partly", "half", "partly performed"), ("performed", "check", "performed"),
    ]  # fmt: skip
    assert page.count('class="is-not_owed"') == 4
    gaps = re.findall(r'<td class="amount"><span class="number">(\d+ / \d+)</span>', page)
    # By organization (ours, the government, others), then all and by duty.
    assert gaps == ["0 / 2", "1 / 1", "2 / 2", "3 / 5", "1 / 2", "1 / 2", "1 / 1"]


def test_it_is_narrowed_down_by_role_and_function(client):
    plans, people = make_function("Plans"), make_function("People")
    (
        make_duty("Write", parent=plans, role="pmo"),
        make_duty("Hire", parent=people, role="pmo"),
        make_duty("Advise", parent=people, role="cio"),
    )
    make_ministry()
    client.force_login(make_auditor())

    assert stats(english(client, matrix_url()))["cells"] == 3
    assert stats(english(client, matrix_url(role="pmo")))["cells"] == 2
    assert stats(english(client, matrix_url(role="pmo", function="people")))["cells"] == 1
    assert "People <span" in " ".join(re.sub(r"\s+", " ", english(client, matrix_url())).split())


def test_there_is_no_matrix_of_a_list_that_is_not_there(client):
    assert client.get(reverse("governance:matrix") + "?owner=nobody").status_code == 404
    assert "No list of duties yet" in english(client, reverse("governance:matrix"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_matrix_is_read_in_ten_queries(client, django_assert_num_queries, number):
    for at in range(number):
        ministry, function = make_ministry(f"ministry-{at}"), make_function(f"Function {at}")
        stated(make_duty(f"Duty {at}", parent=function, role=f"role-of-{at}"), ministry)
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)
    with django_assert_num_queries(10):
        client.get(matrix_url())


def test_a_reader_is_led_to_the_newest_year_that_is_published(client):
    make_duty(), make_ministry()
    for year in (2024, 2025):
        set_due_day(make_government(), fiscal_year=year, due_on=None, by=OPERATOR)
    publish_year(make_government(), fiscal_year=2024, by=OPERATOR)
    assert "FY2024" in english(client, reverse("governance:matrix"))
    assert "FY2025" not in english(client, reverse("governance:matrix"))
    assert DutyYear.objects.count() == 2


# Sums


def test_page_and_standing_give_the_same_sums():
    duty, ministry, auditor = make_duty(), make_ministry(), make_auditor()
    stated(duty, ministry)
    counts = standing_of(make_government(), FiscalYear(YEAR)).counts()
    matrix = MatrixPage({"owner": "government", "year": str(YEAR)}, auditor).matrix
    assert matrix.counts == counts
    assert OrganizationPage(ministry, FiscalYear(YEAR), auditor).counts == counts
    assert DutyStatus.objects.count() == 1
