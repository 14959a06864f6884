"""The pages of an edition: what they show, to whom, and at what price."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.urls import reverse

from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.models import Alias, ClauseText, Document, DocumentLink
from shishin.guidelines.reading.editions import parts_of, read_edition
from shishin.guidelines.tests.makers import (
    CLAUSES,
    make_adopted,
    make_document,
    make_edition,
    make_family,
    make_numbering,
    make_secretariat,
    words,
)
from shishin.guidelines.translating.translations import correct_translation
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

COLD = 11
"""Document, names of its owner, editions, names of their bodies; hashes, texts and clauses; three for the revision table; related documents."""

CODE = (
    ManuscriptClause("codes", 1, kind="chapter", passages=words("行動規範")),
    ManuscriptClause("c1", 2, kind="value", passages=words("顧客視点でデザインしよう", "使う人から始める。", "使う人から。")),
    ManuscriptClause("c1-background", 3, kind="background", passages=words("", "事情は一人ひとり違う。")),
    ManuscriptClause("c1-conduct", 3, kind="conduct", passages=words("具体的な行動原則")),
    ManuscriptClause("c1-1", 4, kind="conduct", force="must", is_hard_gate=True, passages=words("", "公開の前に試す。")),
    ManuscriptClause(
        "c1-2", 4, kind="conduct", force="should", applicability={"phase": ("planning", "sketching")}, passages=words("", "聞く。")
    ),
    ManuscriptClause("c1-dont", 3, kind="dont", passages=words("", "紙をそのまま写す。")),
    ManuscriptClause("c2", 2, kind="value", is_vacated=True, passages=words("", "")),
)


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


def address(name: str, *args: str) -> str:
    return reverse(f"guidelines:{name}", args=args)


def page(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_address_of_a_document_shows_the_edition_in_force(client):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_adopted("2.0.0", in_force_from=date(2023, 4, 1))

    html = page(client, address("document", "action-guidelines"))

    assert "Version 2.0.0" in html
    assert "In force" in html


def test_an_edition_that_was_superseded_says_until_when_it_was_in_force(client):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_adopted("2.0.0", in_force_from=date(2023, 4, 1))

    html = page(client, address("edition", "action-guidelines", "1.0.0"))

    assert "This edition is no longer in force" in html
    assert '<time datetime="2023-03-31">' in html


def test_a_document_with_nothing_in_force_shows_its_draft_and_says_so(client):
    publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2022, 2, 4), by=OPERATOR)

    html = page(client, address("document", "action-guidelines"))

    assert "Version 1.0.0 draft" in html
    assert "No edition of this document is in force today." in html


def test_a_withdrawn_edition_stays_readable_and_says_why(client):
    edition = make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    withdraw_edition(edition, reason="A wrong text was printed.", day=date(2022, 5, 1), by=OPERATOR)

    assert "A wrong text was printed." in page(client, address("edition", "action-guidelines", "1.0.0"))


def test_an_old_name_of_a_document_redirects_for_ever(client):
    Alias.objects.create(document=make_adopted().document, name="DS-100.1")

    answer = client.get(address("document", "ds-100.1"))

    assert (answer.status_code, answer["Location"]) == (301, address("document", "action-guidelines"))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("edition", ["1.0.0"]),
        ("summary", ["1.0.0"]),
        ("chapter", ["1.0.0", "purpose"]),
        ("download", ["1.0.0", "md"]),
        ("compare", ["1.0.0", "1.0.0"]),
    ],
)
def test_an_old_name_of_a_document_leads_to_the_same_place_under_its_own(client, name, more):
    Alias.objects.create(document=make_adopted("1.0.0").document, name="old-name")

    answer = client.get(address(name, "old-name", *more), {"language": "en"})

    assert (answer.status_code, answer["Location"]) == (301, f"{address(name, 'action-guidelines', *more)}?language=en")


def test_an_old_name_does_not_tell_of_a_document_that_nobody_may_see_yet(client):
    Alias.objects.create(document=make_edition("1.0.0").document, name="old-name")

    assert client.get(address("document", "old-name")).status_code == 404

    client.force_login(make_secretariat())
    assert client.get(address("document", "old-name")).status_code == 301


def test_a_working_edition_is_there_only_for_those_who_write_it(client):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_edition("2.0.0", clauses=[ManuscriptClause("secret", 1, passages=words("秘密"))])
    working = address("edition", "action-guidelines", "2.0.0")

    assert [client.get(url).status_code for url in (working, f"{working}summary/", f"{working}download/md/")] == [404, 404, 404]
    assert "2.0.0" not in page(client, address("document", "action-guidelines"))

    client.force_login(make_secretariat())
    assert "This edition is being written" in page(client, working)


def test_a_document_without_a_public_edition_does_not_exist(client):
    make_edition("1.0.0")

    answer = client.get(address("document", "action-guidelines"))

    assert answer.status_code == 404
    assert "行動指針" not in answer.content.decode()


def test_an_unknown_document_is_a_404_that_offers_the_nearest(client):
    make_adopted()

    answer = client.get(address("document", "action-guideline"))

    assert answer.status_code == 404
    assert f'href="{address("document", "action-guidelines")}"' in answer.content.decode()


def test_an_unknown_version_is_a_404_that_offers_the_nearest(client):
    make_adopted("1.0.0")

    answer = client.get(address("edition", "action-guidelines", "1.0"))

    assert answer.status_code == 404
    assert f'href="{address("edition", "action-guidelines", "1.0.0")}"' in answer.content.decode()


def test_an_unknown_language_is_a_404_that_offers_those_there_are(client):
    make_adopted()

    answer = client.get(address("document", "action-guidelines"), {"language": "fr"})

    assert answer.status_code == 404
    assert f'href="{address("document", "action-guidelines")}?language=ja"' in answer.content.decode()


def test_an_unknown_format_is_a_404_that_offers_the_formats(client):
    make_adopted()

    answer = client.get(address("download", "action-guidelines", "1.0.0", "odt"))

    assert answer.status_code == 404
    assert f'href="{address("download", "action-guidelines", "1.0.0", "md")}"' in answer.content.decode()


def test_the_language_switch_offers_only_what_there_is_and_counts_what_is_missing(client):
    make_adopted()

    html = page(client, address("document", "action-guidelines") + "?language=en")

    assert 'hreflang="ja-simple"' not in html
    assert "This sets out conduct." in html
    assert "3 missing" in html
    assert "not yet translated" in html
    assert 'lang="ja"' in html


def test_a_translation_made_from_an_earlier_source_is_marked_as_older():
    edition = make_adopted()
    clause = edition.clauses.get(line__key="purpose")
    ClauseText.objects.create(clause=clause, language="en", number=2, heading="Old", content_hash="x" * 64, source_hash="y" * 64)

    reading = read_edition(edition, language="en", hashes=hashes_of(edition))

    assert [choice.stale for choice in reading.languages if choice.tag == "en"] == [1]
    assert next(shown for shown in reading.clauses if shown.key == "purpose").text.is_stale


def test_a_corrected_translation_is_what_readers_get(client):
    edition = make_adopted()
    correct_translation(
        edition.clauses.get(line__key="purpose"), language="en", passage=Passage("Aim", "This sets conduct out."), by=OPERATOR
    )

    html = page(client, address("document", "action-guidelines") + "?language=en")

    assert "This sets conduct out." in html
    assert "This sets out conduct." not in html


def test_the_kinds_of_a_code_are_shown_apart(client):
    make_adopted(clauses=CODE)

    html = page(client, address("document", "action-guidelines"))

    assert '<div class="clause-block clause-dont" id="c1-dont">' in html
    assert '<li id="c1-1">' in html
    assert f'href="{address("clause", "action-guidelines", "c1-1")}"' in html
    assert '<span class="tag tag-danger">' in html
    assert '<ol class="code-index' in html


def test_what_a_clause_is_limited_to_is_said_in_words_and_unknown_values_as_written():
    edition = make_adopted(clauses=CODE)
    reading = read_edition(edition, language="ja", hashes=hashes_of(edition))

    limited = next(clause for clause in reading.clauses if clause.key == "c1-2")

    assert limited.applicability == {"phase": ["planning", "sketching"]}


def test_a_script_in_a_text_is_shown_as_the_words_it_is(client):
    make_adopted(clauses=[ManuscriptClause("a", 1, passages=words("<script>alert(1)</script>見出し", "<img src=x onerror=alert(1)>本文"))])

    html = page(client, address("document", "action-guidelines"))

    assert "<script>alert" not in html
    assert "<img" not in html


def test_every_page_of_an_example_says_that_it_is_one(client):
    make_family(is_example=True)
    make_adopted()
    urls = [
        address("document", "action-guidelines"),
        address("summary", "action-guidelines", "1.0.0"),
        address("clause", "action-guidelines", "purpose"),
    ]

    assert ["A worked example" in page(client, url) for url in urls] == [True, True, True]


def test_the_revision_table_names_the_places_that_changed(client):
    make_numbering(rules={"depths": [{"number": "arabic", "format": "{n}"}, {"number": "arabic", "format": "{parent}.{n}"}]})
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    changed = [*CLAUSES[:2], ManuscriptClause("users-first", 2, kind="conduct", force="should", passages=CLAUSES[2].passages), *CLAUSES[3:]]
    reason = ManuscriptReason({"en": "Too strict."}, True, (ManuscriptChange("kept", ("users-first",), ("users-first",)),))
    make_adopted("1.1.0", in_force_from=date(2023, 4, 1), clauses=changed, started_from="1.0.0", revision="minor", reasons=(reason,))

    html = page(client, address("document", "action-guidelines"))

    assert 'data-label="Places changed" role="cell">2.1</td>' in html
    assert address("compare", "action-guidelines", "1.0.0", "1.1.0") in html
    assert f'href="{address("compare", "action-guidelines", "1.0.0", "1.1.0")}#r-users-first"' in html


def test_the_revision_table_names_the_place_that_lost_a_clause(client):
    make_numbering(rules={"depths": [{"number": "arabic", "format": "{n}"}]})
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    reason = ManuscriptReason({"en": "Nobody used it."}, True, (ManuscriptChange("dropped", ("do-not-guess",)),))
    make_adopted("1.1.0", in_force_from=date(2023, 4, 1), clauses=CLAUSES[:3], started_from="1.0.0", revision="minor", reasons=(reason,))

    assert 'data-label="Places changed" role="cell">2</td>' in page(client, address("document", "action-guidelines"))


def test_headings_never_skip_a_level(client):
    make_adopted(clauses=CODE)
    urls = [
        address("document", "action-guidelines"),
        address("summary", "action-guidelines", "1.0.0"),
        address("clause", "action-guidelines", "codes"),
        address("clause", "action-guidelines", "c1"),
    ]

    for url in urls:
        levels = [int(level) for level in re.findall(r"<h([1-6])", page(client, url))]
        assert levels[0] == 1
        assert [(before, level) for before, level in pairwise(levels) if level > before + 1] == []


def test_related_documents_are_told_from_both_sides_and_hidden_ones_not_at_all(client):
    guide = make_adopted().document
    part, hidden = make_document("user-test"), make_document("hidden")
    make_adopted(slug="user-test")
    make_edition(slug="hidden")
    DocumentLink.objects.create(source=part, target=guide, kind="realizes")
    DocumentLink.objects.create(source=hidden, target=guide, kind="realizes")

    html = page(client, address("document", "action-guidelines"))

    assert "Realizes this document" in html
    assert address("document", "hidden") not in html
    assert "This document realizes" in page(client, address("document", "user-test"))


def test_a_superseded_document_names_and_links_its_successor(client):
    old, new = make_adopted().document, make_document("user-test", code="DS-1")
    make_adopted(slug="user-test")
    DocumentLink.objects.create(source=new, target=old, kind="supersedes")
    Document.objects.filter(pk=old.pk).update(state="superseded", abolished_on=date(2023, 3, 31))

    html = page(client, address("document", "action-guidelines"))
    listed = page(client, f"{old.family.get_absolute_url()}?show=all")

    assert "This document was superseded by another one" in html
    assert "This document was abolished" not in html
    assert f'It was superseded by: <a href="{new.get_absolute_url()}"><span class="number">DS-1</span> Action guidelines</a>' in html
    assert f'superseded by <a href="{new.get_absolute_url()}">DS-1</a>' in listed


def test_a_successor_that_nobody_may_read_yet_is_not_named(client):
    old, new = make_adopted().document, make_document("user-test", code="DS-1")
    make_edition(slug="user-test")
    DocumentLink.objects.create(source=new, target=old, kind="supersedes")
    Document.objects.filter(pk=old.pk).update(state="superseded", abolished_on=date(2023, 3, 31))

    html = page(client, address("document", "action-guidelines"))

    assert "Its successor cannot be read here." in html
    assert "DS-1" not in html
    assert "superseded by <a" not in page(client, f"{old.family.get_absolute_url()}?show=all")


@pytest.mark.parametrize(
    ("state", "words"),
    [("out_of_management", "It stays readable. There will be no new editions"), ("abolished", "This document was abolished")],
)
def test_a_document_that_is_no_longer_kept_up_says_so(client, state, words):
    document = make_adopted().document
    Document.objects.filter(pk=document.pk).update(state=state, abolished_on=date(2023, 3, 31))

    assert words in page(client, address("document", "action-guidelines"))


def test_the_summary_comes_from_the_same_clauses(client):
    make_adopted(clauses=CODE)

    html = page(client, address("summary", "action-guidelines", "1.0.0"))

    assert "使う人から。" in html
    assert "使う人から始める。" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_same_number_of_questions_whatever_its_size(client, django_assert_num_queries, count):
    clauses = [ManuscriptClause(f"k{number}", 1, passages=words(f"章{number}", "本文")) for number in range(count)]
    make_adopted("1.0.0", in_force_from=date(2019, 4, 1), clauses=clauses)
    for number in range(count):
        make_adopted(f"{number + 2}.0.0", in_force_from=date(2020 + number, 4, 1), clauses=clauses, started_from=f"{number + 1}.0.0")

    with django_assert_num_queries(COLD):
        page(client, address("document", "action-guidelines"))
    with django_assert_num_queries(COLD - 2):
        page(client, address("document", "action-guidelines"))


def test_a_long_edition_is_served_by_chapter_and_whole_for_print(client, monkeypatch):
    monkeypatch.setattr("shishin.guidelines.reading.editions.PART_LIMIT", 3)
    make_adopted()
    edition = address("edition", "action-guidelines", "1.0.0")

    html, whole = page(client, edition), page(client, f"{edition}?whole=1")

    assert "利用者から始めなければならない。" not in html
    assert f'href="{address("chapter", "action-guidelines", "1.0.0", "design")}' in html
    assert "利用者から始めなければならない。" in whole


def test_a_chapter_leads_to_the_one_before_and_after_and_a_clause_to_its_chapter(client, monkeypatch):
    monkeypatch.setattr("shishin.guidelines.reading.editions.PART_LIMIT", 3)
    make_adopted()
    design = address("chapter", "action-guidelines", "1.0.0", "design")

    html = page(client, f"{design}?language=ja")
    inner = client.get(address("chapter", "action-guidelines", "1.0.0", "users-first"), {"language": "ja"})
    unknown = client.get(address("chapter", "action-guidelines", "1.0.0", "desing"))

    assert f'rel="prev" href="{address("chapter", "action-guidelines", "1.0.0", "purpose")}?language=ja"' in html
    assert 'rel="next"' not in html
    assert inner["Location"] == f"{design}?language=ja#users-first"
    assert unknown.status_code == 404


def test_a_chapter_too_long_for_one_page_is_served_by_its_parts(monkeypatch):
    monkeypatch.setattr("shishin.guidelines.reading.editions.PART_LIMIT", 2)
    edition = make_adopted()
    reading = read_edition(edition, language="ja", hashes=hashes_of(edition))

    assert [(part.head.key, part.is_alone) for part in parts_of(reading.tops)] == [
        ("purpose", False),
        ("design", True),
        ("users-first", False),
        ("do-not-guess", False),
    ]
