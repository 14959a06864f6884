"""Every text is found from the moment it is written, and no longer than it stands."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from shishin.guidelines.acting.publishing import discard_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.editions.indexing import index_texts, reindex
from shishin.guidelines.models import Clause, ClauseText, SearchText
from shishin.guidelines.tests.makers import make_adopted, make_edition
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.kit.gram_index import MOST_GRAMS
from shishin.opinion_analysis.normalising import terms_of
from shishin.texts.manuscript import Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def found(query: str) -> list[tuple[str, str, str]]:
    rows = SearchText.objects.having(terms_of(query)).order_by("edition__version", "clause__position", "language")
    return list(rows.values_list("edition__version", "line__key", "language"))


def test_an_imported_text_is_found_in_each_language():
    make_edition("1.0.0")

    assert found("規範") == [("1.0.0", "purpose", "ja")]
    assert found("sets conduct") == [("1.0.0", "purpose", "en")]
    assert found("目") == [("1.0.0", "purpose", "ja")]


def test_heading_and_body_are_searched_but_no_phrase_runs_from_one_into_the_other_and_no_summary():
    make_edition("1.0.0")

    assert found("利用者 始める") == []
    assert found("利用者 始め") == [("1.0.0", "users-first", "ja")]
    assert found('"利用者・利用者"') == []
    assert found("利用者から。") == [("1.0.0", "users-first", "ja")]


def test_a_copied_text_is_found_in_both_editions():
    start_next_edition(make_adopted("1.0.0"), version="2.0.0-draft.1", by=OPERATOR)

    assert found("規範") == [("1.0.0", "purpose", "ja"), ("2.0.0-draft.1", "purpose", "ja")]


def test_a_translation_is_found_and_its_correction_takes_its_place():
    edition = make_adopted("1.0.0")
    clause = Clause.objects.get(edition=edition, line__key="design")

    add_translation(clause, language="en", passage=Passage("Desing"), by=OPERATOR)
    assert found("desing") == [("1.0.0", "design", "en")]

    correct_translation(clause, language="en", passage=Passage("Design"), by=OPERATOR)
    assert found("desing") == []
    assert found("design") == [("1.0.0", "design", "en")]


def test_a_discarded_text_is_not_found():
    discard_edition(make_edition("1.0.0"), by=OPERATOR)

    assert found("規範") == []
    assert not SearchText.objects.exists()


def test_marks_of_markdown_are_not_searched():
    edition = make_edition("1.0.0")
    clause = Clause.objects.get(edition=edition, line__key="design")
    body = "- **利用**者の声\n- [手引](https://example.jp/secret)\n\n| 項目 | 値 |\n|---|---|\n| 件数 | 3 |"
    add_translation(clause, language="en", passage=Passage("`Plan` first", body), by=OPERATOR)

    assert found("利用者の声") == [("1.0.0", "design", "en")]
    assert found("plan first") == [("1.0.0", "design", "en")]
    assert found("件数・3") == [("1.0.0", "design", "en")]
    assert found("secret") == []


def test_a_text_with_more_grams_than_are_kept_is_found_all_the_same():
    edition = make_edition("1.0.0")
    clause = Clause.objects.get(edition=edition, line__key="design")
    # Every two neighbours are a pair that stands nowhere else.
    body = "".join(chr(ord("一") + number) for number in range(MOST_GRAMS + 500))
    add_translation(clause, language="zh", passage=Passage("字", body), by=OPERATOR)

    assert found(body[-2:]) == [("1.0.0", "design", "zh")]
    assert found(body[-1] + body[0]) == []


def test_reindexing_learns_the_newest_texts_again(capsys):
    edition = make_adopted("1.0.0")
    clause = Clause.objects.get(edition=edition, line__key="design")
    add_translation(clause, language="en", passage=Passage("Desing"), by=OPERATOR)
    correct_translation(clause, language="en", passage=Passage("Design"), by=OPERATOR)
    SearchText.objects.all().delete()
    assert found("規範") == []

    call_command("reindex_search")

    assert capsys.readouterr().out == "6 texts can be found.\n"
    assert found("規範") == [("1.0.0", "purpose", "ja")]
    assert found("design") == [("1.0.0", "design", "en")]
    assert found("desing") == []


def test_indexing_again_takes_the_place_of_what_was_indexed():
    edition = make_edition("1.0.0")
    SearchText.objects.all().delete()

    assert index_texts(ClauseText.objects.filter(clause__edition=edition).select_related("clause")) == 5
    assert reindex() == 5
    assert found("規範") == [("1.0.0", "purpose", "ja")]
