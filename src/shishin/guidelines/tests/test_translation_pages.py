"""The pages on which an edition is translated clause by clause."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.models import ClauseText
from shishin.guidelines.tests.makers import (
    make_adopted,
    make_auditor,
    make_edition,
    make_organization,
    make_person,
    make_secretariat,
    words,
)
from shishin.guidelines.translating.pages import TranslationStatus, progress_in, status_of
from shishin.guidelines.translating.translations import correct_translation
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.models import Entry
from shishin.trail.naming import words_of
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

WHOLE = (
    ManuscriptClause(
        "purpose", 1, kind="chapter", passages=words("目的", "行動の規範を定める。", en=Passage("Purpose", "Sets out conduct."))
    ),
    ManuscriptClause(
        "design", 1, kind="chapter", passages=words("設計", "使う人から。", "使う人。", en=Passage("Design", "From users.", "Users."))
    ),
    ManuscriptClause("testing", 1, kind="chapter", passages=words("試行", "公開の前に試す。")),
    ManuscriptClause("gone", 1, kind="chapter", is_vacated=True, passages=words("", "")),
)
QUERIES = 11
"""Session, person, their posts; document and edition, their family and numbering; hashes, clauses, source and translation."""


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


def listed(language="en", version="1.0.0"):
    return reverse("guidelines:translation", args=["action-guidelines", version, language])


def clause_url(key, language="en", version="1.0.0"):
    return reverse("guidelines:translate", args=["action-guidelines", version, key, language])


def stale(version="1.0.0"):
    """A working edition whose translation of `design` was made from an older text."""
    edition = make_edition(version, clauses=WHOLE)
    ClauseText.objects.filter(clause__edition=edition, clause__line__key="design", language="en").update(source_hash="0" * 64)
    return edition


def keys_shown(page: str) -> list[str]:
    return [key for key in ("purpose", "design", "testing", "gone") if f'<li id="{key}">' in page]


def test_who_may_not_write_the_document_translates_nothing(client):
    edition = make_adopted("1.0.0", clauses=WHOLE)
    addresses = (reverse("guidelines:translations", args=["action-guidelines", "1.0.0"]), listed(), clause_url("testing"))

    for address in addresses:
        assert client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"
    for refused in (make_person("dave"), make_secretariat("bob", organization=make_organization("osaka")), make_auditor()):
        client.force_login(refused)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        assert client.post(clause_url("testing"), {"heading": "Testing"}).status_code == 404
    assert ClauseText.objects.filter(clause__edition=edition, language="en").count() == 2


def test_every_clause_with_words_keeps_up_in_one_of_three_ways(client, alice):
    edition = stale()
    hashes = hashes_of(edition)

    states = {clause.line.key: status_of(clause.pk, "en", hashes) for clause in edition.clauses.select_related("line")}

    assert states == {
        "purpose": TranslationStatus.CURRENT,
        "design": TranslationStatus.STALE,
        "testing": TranslationStatus.MISSING,
        "gone": TranslationStatus.NOTHING,
    }
    progress = progress_in("en", hashes)
    assert (progress.all, progress.current, progress.stale, progress.missing, progress.share) == (3, 1, 1, 1, 33)
    page = client.get(listed()).content.decode()
    assert "3 clauses with words: 1 up to date, 1 older than the source, 1 missing." in page
    assert keys_shown(page) == ["purpose", "design", "testing"]


def test_the_page_is_filtered_by_how_translations_keep_up(client, alice):
    stale()

    shown = {state: keys_shown(client.get(listed(), {"state": state}).content.decode()) for state in ("missing", "stale", "current")}

    assert shown == {"missing": ["testing"], "stale": ["design"], "current": ["purpose"]}
    assert keys_shown(client.get(listed(), {"state": "unknown"}).content.decode()) == ["purpose", "design", "testing"]


def test_a_clause_of_a_fixed_edition_is_translated(client, alice):
    edition = make_adopted("1.0.0", clauses=WHOLE)

    answer = client.post(clause_url("testing") + "?state=missing&page=1&evil=1", {"heading": "Testing", "body": "Try it first.\r\n"})

    assert answer["Location"] == f"{listed()}?state=missing&page=1#testing"
    clause = edition.clauses.get(line__key="testing")
    text = clause.texts.get(language="en")
    assert (text.number, text.heading, text.body, text.summary) == (1, "Testing", "Try it first.", "")
    entry = Entry.objects.get(about=f"guidelines.clause:{clause.uuid}")
    assert (entry.key, entry.actor) == ("guidelines.translation_added", alice.as_actor().name)
    assert words_of("guidelines.translation_added") in client.get(clause_url("testing")).content.decode()


def test_a_correction_stands_beside_the_words_before_it(client, alice):
    edition = make_adopted("1.0.0", clauses=WHOLE)

    client.post(clause_url("design"), {"heading": "Design", "body": "Start from users.", "summary": "Users.", "read": "1"})

    texts = edition.clauses.get(line__key="design").texts.filter(language="en").order_by("number")
    assert list(texts.values_list("number", "body")) == [(1, "From users."), (2, "Start from users.")]
    page = client.get(clause_url("design")).content.decode()
    assert "?edition=1.0.0&amp;language=en&amp;text=1" in page


def test_words_that_others_wrote_meanwhile_are_shown_and_not_overwritten(client, alice):
    edition = make_adopted("1.0.0", clauses=WHOLE)
    clause = edition.clauses.get(line__key="design")
    correct_translation(clause, language="en", passage=Passage("Design", "From those who use it.", "Users."), by=OPERATOR)
    mine = {"heading": "Design", "body": "Start from users.", "summary": "Users.", "read": "1"}

    page = client.post(clause_url("design"), mine).content.decode()

    assert "Compare your words with theirs" in page
    assert "From those who use it." in page
    assert "Start from users." in page
    assert 'name="read" value="2"' in page
    assert clause.texts.filter(language="en").count() == 2
    client.post(clause_url("design"), {**mine, "read": "2"})
    assert clause.texts.filter(language="en").last().body == "Start from users."


def test_the_same_words_are_news_only_where_the_source_moved(client, alice):
    edition = stale()
    same = {"heading": "Purpose", "body": "Sets out conduct.", "read": "1"}
    old = {"heading": "Design", "body": "From users.", "summary": "Users.", "read": "1"}

    page = client.post(clause_url("purpose"), same).content.decode()
    client.post(clause_url("design"), old)

    assert "Change the words, or leave them as they are." in page
    assert progress_in("en", hashes_of(edition)).stale == 0
    assert edition.clauses.get(line__key="purpose").texts.filter(language="en").count() == 1


def test_an_empty_translation_is_not_stored(client, alice):
    edition = make_adopted("1.0.0", clauses=WHOLE)

    page = client.post(clause_url("testing"), {"heading": " ", "body": "\n"}).content.decode()

    assert "Write at least one part of the translation." in page
    assert edition.clauses.get(line__key="testing").texts.count() == 1


def test_a_further_language_is_begun_and_a_wrong_one_is_not_there(client, alice):
    make_adopted("1.0.0", clauses=WHOLE)
    choose = reverse("guidelines:translations", args=["action-guidelines", "1.0.0"])

    assert client.get(choose, {"language": "fr"})["Location"] == listed("fr")
    assert "Write a tag such as ja" in client.get(choose, {"language": "日本語"}).content.decode()
    assert "This is the language that binds." in client.get(choose, {"language": "ja"}).content.decode()
    assert keys_shown(client.get(listed("fr")).content.decode()) == ["purpose", "design", "testing"]
    assert client.get(listed("ja")).status_code == 404
    assert client.get(listed("x" * 40)).status_code == 404
    assert client.get(clause_url("unknown")).status_code == 404
    assert client.get(clause_url("gone")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_clause_as_for_three(client, alice, count):
    make_adopted("1.0.0", clauses=WHOLE[:count])
    client.get(listed())
    cache.clear()

    with CaptureQueriesContext(connection) as queries:
        client.get(listed())

    assert len(queries) == QUERIES
