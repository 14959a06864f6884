"""The home page says what is open, new and in force; the site says what it is. Nobody sees a working edition."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.timezone import localdate

from shishin.consultations.asking.keeping_profiles import add_profile
from shishin.consultations.models import ConsultationProfile
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import Document
from shishin.guidelines.tests.makers import make_adopted, make_edition
from shishin.kit.moments import held_at, now
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

QUERIES_OF_HOME = 7


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_an_empty_site_says_that_nothing_is_there(client):
    page = client.get("/").content.decode()

    assert "Nothing has been published yet" in page
    assert "No edition is in force" in page
    assert "No phase is under way now, so the compass has no needle." in page
    assert 'class="needle" d="M210' not in page


def test_a_published_draft_is_the_next_thing_and_the_needle_points_to_writing(client):
    publish_draft(make_edition("1.0.0-draft.1"), published_on=localdate(), by=OPERATOR)

    page = client.get("/").content.decode()

    assert page.count('<a class="button button-large" href="/guidelines/action-guidelines/1.0.0-draft.1/">Read the draft</a>') == 1
    assert 'transform="rotate(0 210 210)"' in page
    assert "The compass needle points to “Write”" in page


def test_an_edition_decided_but_not_begun_turns_the_needle_to_deciding(client):
    make_adopted(in_force_from=localdate() + timedelta(days=30))

    page = client.get("/").content.decode()

    assert 'transform="rotate(72 210 210)"' in page
    assert "No edition is in force" in page


def test_an_edition_in_force_is_listed_and_leaves_no_solid_button(client):
    make_adopted()

    page = client.get("/").content.decode()

    assert page.count('<a href="/guidelines/action-guidelines/">Action guidelines</a>') == 1
    assert "button-large" not in page


def test_a_working_edition_is_nowhere_on_the_home_page(client):
    make_edition("7.7.7")

    assert "7.7.7" not in client.get("/").content.decode()


def test_a_title_in_another_language_than_the_page_says_so(client):
    Document.objects.filter(pk=make_adopted().document_id).update(titles={"ja": "行動指針"})

    assert '<a href="/guidelines/action-guidelines/"><span lang="ja">行動指針</span></a>' in client.get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_asks_the_same_however_much_there_is(client, django_assert_num_queries, count):
    for number in range(count):
        make_adopted(slug=f"guideline-{number}")

    with held_at(now()), django_assert_num_queries(QUERIES_OF_HOME):
        client.get("/")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/help/", "How to use this site"),
        ("/accessibility/", "Accessibility"),
        ("/licence/", "Licence and sources"),
        ("/contact/", "Contact"),
    ],
)
def test_the_site_says_what_it_is_without_asking_the_database(client, django_assert_num_queries, path, title):
    with django_assert_num_queries(0):
        page = client.get(path).content.decode()

    assert f"<h1>{title}</h1>" in page
    assert f'<a href="{path}" aria-current="page">{title}</a>' in page


def test_the_privacy_page_says_what_the_rules_of_each_consultation_keep(client, django_assert_num_queries):
    ConsultationProfile.objects.all().delete()
    fields = [{"key": "mail", "labels": {"en": "Mail"}, "personal": True}, {"key": "age", "labels": {"en": "Age"}}]
    add_profile(slug="plain", titles={"en": "Plain"}, rules={"keep_personal_days": 0}, by=OPERATOR)
    add_profile(slug="ours", titles={"en": "Ours"}, rules={"fields": fields, "attachments": True, "keep_personal_days": 90}, by=OPERATOR)

    with django_assert_num_queries(1):
        page = client.get("/privacy/").content.decode()

    assert re.findall(r"<h3>(.*?)</h3>|<li>(What is said of a person[^<]*|Asked[^<]*|Not published[^<]*|Files[^<]*)</li>", page) == [
        ("Ours", ""),
        ("", "Asked besides the opinion: Mail, Age."),
        ("", "Not published, and read only by those who run the consultation and by auditors: Mail."),
        ("", "Files that come with it are not published, and are kept as long."),
        ("", "What is said of a person is kept for 90 days after the results, and published nowhere."),
        ("Plain", ""),
        ("", "What is said of a person is kept until the results, and published nowhere."),
    ]


def test_a_contact_address_is_a_link_to_write_to(client):
    with override_settings(CONTACT="desk@example.jp"):
        assert '<a href="mailto:desk@example.jp">desk@example.jp</a>' in client.get("/contact/").content.decode()
    with override_settings(CONTACT="https://example.jp/ask"):
        assert '<a href="https://example.jp/ask">https://example.jp/ask</a>' in client.get("/contact/").content.decode()
    with override_settings(CONTACT=""):
        assert "This site names no contact address" in client.get("/contact/").content.decode()


def test_the_home_page_speaks_japanese(client):
    client.cookies["language"] = "ja"

    page = client.get("/").content.decode()

    assert '<html lang="ja">' in page
    assert "まだ何も公表していません" in page
