"""The page of a family: its documents as a map and a list, the same number of queries whatever their number."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import DocumentLink, Edition
from shishin.guidelines.reading.families import family_page, phrase_of
from shishin.guidelines.tests.makers import (
    make_adopted,
    make_decision,
    make_document,
    make_edition,
    make_family,
    make_person,
    make_secretariat,
)
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

    with django_assert_num_queries(11):
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
        page = family_page(make_family(), QueryDict(), day=date(2026, 4, 1), reader=reader)
        return [(row.document.slug, len(row.links)) for row in page.rows]

    assert rows(AnonymousUser()) == rows(make_person("bob")) == [("known", 0)]
    assert rows(alice) == [("known", 1), ("secret", 0)]


def test_documents_no_longer_managed_stand_in_a_list_of_their_own():
    family = make_family()
    for slug, state in (("kept", "active"), ("left", "out_of_management")):
        make_document(slug, family=family, state=state)
        make_adopted("1.0.0", slug=slug)

    page = family_page(family, QueryDict("state=unmanaged"), day=date(2026, 4, 1), reader=AnonymousUser())

    assert [row.document.slug for row in page.rows] == ["left"]
    assert page.counts == {"current": 1, "normative": 1, "informative": 0}
    assert [(link.words, link.count) for link in page.listing.tabs] == [("", 2), ("Managed", 1), ("No longer managed", 1)]
    assert sorted(page.map.by_name) == ["kept"]


def test_documents_are_sorted_by_their_codes_as_people_read_them():
    family = make_family()
    for code in ("DS-451-10", "DS-671.2", "DS-451-3"):
        slug = code.lower().replace(".", "-")
        make_document(slug, code=code, family=family)
        make_adopted("1.0.0", slug=slug)

    page = family_page(family, QueryDict(), day=date(2026, 4, 1), reader=AnonymousUser())

    assert [row.document.code for row in page.rows] == ["DS-451-3", "DS-451-10", "DS-671.2"]


def listed(query: str = "") -> list[str]:
    page = family_page(make_family(), QueryDict(query), day=date(2026, 4, 1), reader=AnonymousUser())
    return [row.document.slug for row in page.rows]


def test_documents_without_a_code_stand_the_newest_first_and_what_is_no_longer_managed_at_the_end():
    for slug, year, state in (
        ("old", 2021, "active"),
        ("left", 2025, "out_of_management"),
        ("new", 2024, "active"),
        ("mid", 2022, "active"),
    ):
        make_document(slug, state=state)
        edition, day = make_edition("1.0.0", slug=slug), date(year, 4, 1)
        adopt_edition(edition, decision=make_decision(on=edition, day=day), in_force_from=day, by=OPERATOR)
    publish_draft(make_edition("2.0.0-draft.1", slug="old"), published_on=date(2026, 3, 1), by=OPERATOR)
    publish_draft(make_edition("1.0.0-draft.1", slug="drafted"), published_on=date(2023, 3, 1), by=OPERATOR)

    assert listed() == ["new", "drafted", "mid", "old", "left"]


def test_the_list_is_narrowed_down_by_links_that_say_how_much_they_leave(client: Client):
    for slug, position in (("rule", "normative"), ("handbook", "informative"), ("more", "informative")):
        make_document(slug, position=position)
        make_adopted("1.0.0", slug=slug)

    html = client.get("/guidelines/families/tokyo-family/?position=informative").content.decode()

    assert listed("position=informative") == ["handbook", "more"]
    assert listed("position=normative&state=managed") == ["rule"]
    assert listed("position=none") == []
    assert (
        re.sub(r"\s+", " ", html).count(
            '<a href="?position=informative#list" aria-current="true"> Informative <span class="number">2</span></a>'
        )
        == 1
    )
    assert "Position: Informative" in html


def test_fifty_documents_stand_on_a_page(client: Client):
    owned = make_adopted("1.0.0", slug="first").document
    for number in range(50):
        document = make_document(f"ds-{number:02}", code=f"DS-{number:02}", family=owned.family)
        Edition.objects.create(document=document, version="1.0.0", state="published", published_on=date(2024, 4, 1), text_hash="0" * 64)

    first = client.get("/guidelines/families/tokyo-family/").content.decode()
    second = client.get("/guidelines/families/tokyo-family/?page=2").content.decode()

    assert (first.count('role="rowheader"'), second.count('role="rowheader"')) == (50, 1)
    assert 'href="?page=2#list"' in first


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

    [row] = family_page(make_family(), QueryDict(), day=date(2024, 6, 1), reader=AnonymousUser()).rows

    assert (str(row.edition), row.is_in_force) == ("Action guidelines 1.0.0 draft 2", False)
