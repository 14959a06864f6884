"""A code, a title or a number leads straight to what it names."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from shishin.guidelines.models import Alias
from shishin.guidelines.searching.jump_to import clause_url, clauses_named, documents_named, documents_with_names
from shishin.guidelines.searching.searching import editions_searched
from shishin.guidelines.tests.makers import make_adopted, make_document, make_edition, make_numbering, make_secretariat
from shishin.texts.manuscript import ManuscriptClause, Passage

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()

NUMBERED = {"depths": [{"style": "arabic", "format": "#{n}"}, {"style": "arabic", "format": "{parent}-{n}"}]}
CLAUSES = [
    ManuscriptClause("first", 1, passages={"ja": Passage("目的"), "en": Passage("Purpose")}),
    ManuscriptClause("second", 1, passages={"ja": Passage("設計")}),
    ManuscriptClause("line", 2, passages={"ja": Passage("", "始める。")}),
]


def make_coded() -> None:
    numbering = make_numbering("coded", NUMBERED)
    make_document("ds-100", code="DS-100", titles={"ja": "標準指針", "en": "Standard guideline"}, numbering=numbering)
    make_document("ds-1000", code="DS-1000", titles={"ja": "別の指針", "en": "Another guideline"}, numbering=numbering)
    for slug in ("ds-100", "ds-1000"):
        make_adopted("1.0.0", slug=slug, clauses=CLAUSES, in_force_from=localdate())


def documents(query: str, reader=NOBODY) -> list[str]:
    return [document.slug for document in documents_named(query, list(documents_with_names(reader)))]


def clauses(query: str) -> list[tuple[str, str, str]]:
    editions = list(editions_searched(NOBODY, day=localdate()))
    found = clauses_named(query, list(documents_with_names(NOBODY)), editions)
    return [(named.edition.document.slug, named.label, named.text.clause.line.key) for named in found]


def test_a_document_is_found_by_its_code_title_and_old_name():
    make_coded()
    Alias.objects.create(document=make_document("ds-100"), name="ds-001")

    assert documents("ＤＳ－１００") == ["ds-100"]
    assert documents("ds 100") == ["ds-100"]
    assert documents("DS-001") == ["ds-100"]
    assert documents("another") == ["ds-1000"]
    assert documents("別の指針") == ["ds-1000"]
    assert documents("指針") == ["ds-100", "ds-1000"]
    assert documents("!") == []


def test_a_document_of_working_editions_alone_is_named_to_its_editors_alone():
    make_edition("1.0.0")

    assert documents("行動指針") == []
    assert documents("行動指針", make_secretariat()) == ["action-guidelines"]


def test_a_clause_is_found_by_its_number_in_every_document_or_in_the_one_named_before_it():
    make_coded()

    assert clauses("#2") == [("ds-100", "#2", "second"), ("ds-1000", "#2", "second")]
    assert clauses("２") == [("ds-100", "#2", "second"), ("ds-1000", "#2", "second")]
    assert clauses("DS-100 #2") == [("ds-100", "#2", "second")]
    assert clauses("another guideline 2-1") == [("ds-1000", "#2-1", "line")]
    assert clauses("#3") == []
    assert clauses("設計") == []


def test_a_clause_is_named_in_the_reader_s_language_where_there_are_words():
    make_coded()
    editions = list(editions_searched(NOBODY, day=localdate()))

    assert [named.heading for named in clauses_named("DS-100 #1", list(documents_with_names(NOBODY)), editions)] == ["Purpose"]
    assert [named.heading for named in clauses_named("DS-100 #2", list(documents_with_names(NOBODY)), editions)] == ["設計"]


def test_the_address_of_a_clause_says_edition_and_language_only_where_asked():
    assert clause_url("ds-100", "first") == "/guidelines/ds-100/clauses/first/"
    assert clause_url("ds-100", "first", version="1.0.0", language="ja-simple").endswith("/first/?edition=1.0.0&language=ja-simple")
