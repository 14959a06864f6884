"""The page of a family: its documents as a map and a list, the same number of queries whatever their number."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils.translation import override

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import DocumentLink
from shishin.guidelines.reading.families import family_page, phrase_of
from shishin.guidelines.tests.makers import make_adopted, make_document, make_edition, make_family, make_person, make_secretariat
from shishin.trail.recording import OPERATOR

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


def test_a_document_of_which_all_is_being_written_stands_only_where_its_secretariat_looks():
    make_adopted("1.0.0", slug="known")
    working = make_edition("0.9.0", slug="secret")
    DocumentLink.objects.create(source=make_document("known"), target=working.document, kind="refers_to")
    alice = make_secretariat("alice", organization=working.document.owner)

    def rows(reader):
        page = family_page(make_family(), show="all", day=date(2026, 4, 1), reader=reader)
        return [(row.document.slug, len(row.links)) for row in page.rows]

    assert rows(AnonymousUser()) == rows(make_person("bob")) == [("known", 0)]
    assert rows(alice) == [("known", 1), ("secret", 0)]


def test_documents_no_longer_managed_stand_in_a_list_of_their_own():
    family = make_family()
    for slug, state in (("kept", "active"), ("left", "out_of_management")):
        make_document(slug, family=family, state=state)
        make_adopted("1.0.0", slug=slug)

    page = family_page(family, show="unmanaged", day=date(2026, 4, 1), reader=AnonymousUser())

    assert [row.document.slug for row in page.rows] == ["left"]
    assert page.counts == {"current": 1, "normative": 1, "informative": 0, "unmanaged": 1, "all": 2}
    assert sorted(page.map.by_name) == ["kept"]


def test_documents_are_sorted_by_their_codes_as_people_read_them():
    family = make_family()
    for code in ("DS-451-10", "DS-671.2", "DS-451-3"):
        slug = code.lower().replace(".", "-")
        make_document(slug, code=code, family=family)
        make_adopted("1.0.0", slug=slug)

    page = family_page(family, show="all", day=date(2026, 4, 1), reader=AnonymousUser())

    assert [row.document.code for row in page.rows] == ["DS-451-3", "DS-451-10", "DS-671.2"]


def test_a_link_is_told_in_the_word_order_of_the_reader():
    family = make_family()
    annex, standard = make_document("annex", family=family), make_document("ds-100", code="DS-100", family=family)
    link = DocumentLink.objects.create(source=annex, target=standard, kind="supplements")

    assert phrase_of(link) == 'supplements <a href="/guidelines/ds-100/">DS-100</a>'
    with override("ja"):
        assert phrase_of(link) == '<a href="/guidelines/ds-100/">DS-100</a>を補う'


def test_of_editions_that_are_not_in_force_the_last_in_time_is_listed_whenever_it_came_in(client: Client):
    for version, day in (("1.0.0-draft.2", date(2024, 5, 1)), ("1.0.0-draft.1", date(2024, 4, 1))):
        publish_draft(make_edition(version), published_on=day, by=OPERATOR)

    [row] = family_page(make_family(), show="all", day=date(2024, 6, 1), reader=AnonymousUser()).rows

    assert (str(row.edition), row.is_in_force) == ("Action guidelines 1.0.0-draft.2", False)
