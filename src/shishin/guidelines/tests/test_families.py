"""The page of a family: its documents as a map and a list, the same number of queries whatever their number."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from shishin.guidelines.families import family_page
from shishin.guidelines.models import DocumentLink
from shishin.guidelines.relating import phrase_of
from shishin.guidelines.tests.makers import make_adopted, make_document, make_edition, make_family

pytestmark = pytest.mark.django_db


def grow(documents: int) -> None:
    family = make_family()
    for number in range(documents):
        document = make_document(f"ds-{number}", code=f"DS-{number}", family=family)
        make_adopted("1.0.0", slug=document.slug)
        if number:
            DocumentLink.objects.create(source=document, target=make_document("ds-0"), kind="subordinate_to")


@pytest.mark.parametrize("documents", [1, 3])
def test_the_page_asks_the_same_whatever_the_number_of_documents(client: Client, django_assert_num_queries, documents):
    grow(documents)

    with django_assert_num_queries(7):
        answer = client.get("/guidelines/families/tokyo-family/")

    assert answer.content.decode().count('role="rowheader"') == documents


@pytest.mark.parametrize("families", [1, 3])
def test_the_list_of_families_asks_the_same_whatever_their_number(client: Client, django_assert_num_queries, families):
    for number in range(families):
        document = make_document(f"ds-{number}", family=make_family(f"family-{number}"))
        make_adopted("1.0.0", slug=document.slug)

    with django_assert_num_queries(3):
        answer = client.get("/guidelines/")

    assert answer.content.decode().count('<li class="card">') == families


def test_a_family_of_which_all_is_being_written_is_no_page_and_no_entry(client: Client):
    make_edition("1.0.0")

    assert client.get("/guidelines/families/tokyo-family/").status_code == 404
    assert '<li class="card">' not in client.get("/guidelines/").content.decode()


def test_a_site_without_guidelines_says_what_comes_next(client: Client):
    assert "As soon as a secretariat imports or drafts one, it stands here." in client.get("/guidelines/").content.decode()


def test_a_working_edition_is_not_named_on_the_public_page():
    edition = make_edition("0.9.0")

    page = family_page(edition.document.family, show="all", day=date(2026, 4, 1))

    assert [(row.edition, row.is_in_force) for row in page.rows] == [(None, False)]


def test_documents_no_longer_managed_stand_in_a_list_of_their_own():
    family = make_family()
    make_document("kept", family=family)
    make_document("left", family=family, state="out_of_management")

    page = family_page(family, show="unmanaged", day=date(2026, 4, 1))

    assert [row.document.slug for row in page.rows] == ["left"]
    assert page.counts == {"current": 1, "normative": 1, "informative": 0, "unmanaged": 1, "all": 2}
    assert sorted(page.map.by_name) == ["kept"]


def test_documents_are_sorted_by_their_codes_as_people_read_them():
    family = make_family()
    for code in ("DS-451-10", "DS-671.2", "DS-451-3"):
        make_document(code.lower().replace(".", "-"), code=code, family=family)

    page = family_page(family, show="all", day=date(2026, 4, 1))

    assert [row.document.code for row in page.rows] == ["DS-451-3", "DS-451-10", "DS-671.2"]


def test_a_link_is_told_in_the_word_order_of_the_reader():
    family = make_family()
    annex, standard = make_document("annex", family=family), make_document("ds-100", code="DS-100", family=family)
    link = DocumentLink.objects.create(source=annex, target=standard, kind="supplements")

    assert phrase_of(link) == 'supplements <a href="/guidelines/ds-100/">DS-100</a>'
    with override("ja"):
        assert phrase_of(link) == '<a href="/guidelines/ds-100/">DS-100</a>を補う'
