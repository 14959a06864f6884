"""Search counts exactly what is there, for the editions and the reader asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.models import ClauseText, Edition, SearchText
from shishin.guidelines.searching import searching
from shishin.guidelines.searching.searching import Search, SearchScope
from shishin.guidelines.searching.suggesting import in_parts, near_spellings, words_dropped
from shishin.guidelines.searching.synonyms import set_synonyms
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_person, make_secretariat
from shishin.kit.markdown import plain
from shishin.opinion_analysis.normalising import folded, terms_of
from shishin.opinion_analysis.word_forms import Equals, words_of
from shishin.people.tests.makers import make_organization
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
TODAY = localdate()


def found(query: str, scope: SearchScope | None = None, *, reader=NOBODY) -> list[tuple[str, str]]:
    search = Search(query, scope or SearchScope(day=TODAY), reader=reader)
    texts = dict(ClauseText.objects.values_list("pk", "clause__line__key"))
    return [(finding.shown.edition.version, texts[finding.shown.text]) for finding in search.findings]


def test_only_what_is_in_force_on_the_day_is_searched():
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_adopted("2.0.0", in_force_from=date(2024, 4, 1))

    assert found("規範") == [("2.0.0", "purpose")]
    assert found("規範", SearchScope(day=date(2023, 1, 1))) == [("1.0.0", "purpose")]
    assert found("規範", SearchScope(day=date(2022, 3, 31))) == []


def test_all_editions_show_a_clause_once_with_the_others_it_stands_in():
    first = make_adopted("1.0.0", in_force_from=TODAY)
    second = publish_draft(start_next_edition(first, version="2.0.0-draft.1", by=OPERATOR), published_on=TODAY, by=OPERATOR)

    search = Search("規範", SearchScope(day=None), reader=NOBODY)

    assert (search.total, search.clauses) == (2, 1)
    assert search.findings[0].shown.edition == first
    assert search.findings[0].other_editions == [second]


def test_a_working_edition_is_found_by_those_who_write_it_alone():
    make_edition("1.0.0")
    everywhere = SearchScope(day=None)

    assert found("規範", everywhere, reader=make_secretariat()) == [("1.0.0", "purpose")]
    assert found("規範", everywhere, reader=make_person()) == []
    assert found("規範", everywhere) == []
    assert Search("規範", SearchScope(day=TODAY), reader=make_person("carol")).elsewhere == 0


def test_filters_leave_out_and_their_counts_say_how_much_would_be_left():
    make_adopted("1.0.0", in_force_from=TODAY)

    search = Search("利用者", SearchScope(day=TODAY, kind="conduct"), reader=NOBODY)
    none = Search("利用者", SearchScope(day=TODAY, kind="dont"), reader=NOBODY)
    every = Search("て", SearchScope(day=TODAY), reader=NOBODY)

    assert (search.total, none.total) == (1, 0)
    assert none.count_by("kind") == {"conduct": 1}
    assert none.count_by("language") == {}
    assert every.count_by("force") == {"must-not": 1}
    assert Search("design", SearchScope(day=TODAY, family="elsewhere"), reader=NOBODY).total == 0


def test_the_reader_s_language_is_shown_first():
    both = ManuscriptClause("both", 1, passages={"ja": Passage("OSS の方針"), "en": Passage("OSS policy")})
    make_adopted("1.0.0", clauses=[both], in_force_from=TODAY)

    with translation.override("ja"):
        assert [hit.language for hit in Search("OSS", SearchScope(day=TODAY), reader=NOBODY).findings[0].hits] == ["ja", "en"]
    with translation.override("en"):
        assert [hit.language for hit in Search("OSS", SearchScope(day=TODAY), reader=NOBODY).findings[0].hits] == ["en", "ja"]


def test_headings_come_before_bodies_and_then_the_order_of_reading():
    clauses = [
        ManuscriptClause("in-body", 1, passages={"ja": Passage("始め", "計画を立てる。")}),
        ManuscriptClause("in-heading", 1, passages={"ja": Passage("計画", "立てる。")}),
        ManuscriptClause("in-body-again", 1, passages={"ja": Passage("終わり", "計画を終える。")}),
    ]
    make_adopted("1.0.0", clauses=clauses, in_force_from=TODAY)

    assert [key for _version, key in found("計画")] == ["in-heading", "in-body", "in-body-again"]


def test_of_very_many_hits_the_first_are_ranked_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(searching, "MOST_RANKED", 2)
    clauses = [
        ManuscriptClause(f"k{number}", 1, passages={"ja": Passage("", "計画。"), "en": Passage("", "計画。")}) for number in range(4)
    ]
    make_adopted("1.0.0", clauses=clauses, in_force_from=TODAY)

    search = Search("計画", SearchScope(day=TODAY), reader=NOBODY)

    assert (search.total, search.clauses) == (8, 4)
    assert sum(len(finding.hits) for finding in search.findings) == 2


def test_what_comes_into_force_tomorrow_is_not_found_today():
    make_adopted("1.0.0", in_force_from=TODAY + timedelta(days=1))

    assert found("規範") == []
    assert found("規範", SearchScope(day=TODAY + timedelta(days=1))) == [("1.0.0", "purpose")]


@pytest.mark.parametrize("query", ["", "、。", "\x00", '""', "%", "_"])
def test_a_query_of_signs_alone_finds_nothing_and_asks_nothing(query, django_assert_num_queries):
    make_adopted("1.0.0", in_force_from=TODAY)

    with django_assert_num_queries(0):
        assert Search(query, SearchScope(day=TODAY), reader=NOBODY).findings == []


PIECES = [
    "申し込み",
    "申込み",
    "申込",
    "サーバー",
    "サーバ",
    "漏洩",
    "漏えい",
    "國",
    "国",
    "DS100",
    "DS-100",
    "publish",
    "published",
    " ",
    "。",
    "の",
    "障がい",
    "庁",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), min_size=1, max_size=6),
    queries=st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join), min_size=1, max_size=6),
)
def test_forms_are_counted_exactly_as_reading_every_text_counts_them(bodies, queries):
    edition = _edition_once()
    owner = edition.document.owner_id
    clauses = list(edition.clauses.order_by("position"))
    texts = ClauseText.objects.bulk_create(
        ClauseText(clause=clause, language="en", body=body, content_hash="x") for clause, body in zip(clauses, bodies, strict=False)
    )
    shapes = index(texts)
    for query in queries:
        for own in ([(owner, Equals([["庁", "国"]]))], [(owner + 1, Equals([["庁", "国"]]))]):
            words = words_of(query, own=own)
            if words:
                by_reading = {pk for pk, shape in shapes.items() if all(word.is_in(shape, owner=owner) for word in words)}
                assert set(SearchText.objects.having(words).values_list("text_id", flat=True)) == by_reading, query


def test_what_was_typed_comes_before_its_forms_and_says_by_which_form_the_rest_was_found():
    clauses = [
        ManuscriptClause("other", 1, passages={"ja": Passage("申し込みの受付", "始める。")}),
        ManuscriptClause("typed", 1, passages={"ja": Passage("始め", "申込みを受ける。")}),
    ]
    make_adopted("1.0.0", clauses=clauses, in_force_from=TODAY)

    search = Search("申込み", SearchScope(day=TODAY), reader=NOBODY)

    assert [key for _version, key in found("申込み")] == ["typed", "other"]
    assert search.total == 2
    assert [(term.words, count) for term, count in search.forms_found] == [("申し込み", 1)]
    assert found('"申込み"') == [("1.0.0", "typed")]


def test_synonyms_of_an_organization_count_in_its_own_texts(django_assert_num_queries):
    clauses = [ManuscriptClause("own", 1, passages={"ja": Passage("本部", "決める。")})]
    edition = make_adopted("1.0.0", clauses=clauses, in_force_from=TODAY)
    other = make_organization("other")

    set_synonyms(other, [["庁", "本部"]], by=OPERATOR)
    assert found("庁") == []
    set_synonyms(edition.document.owner, [["庁", "本部"]], by=OPERATOR)
    assert found("庁") == [("1.0.0", "own")]
    set_synonyms(edition.document.owner, [], by=OPERATOR)
    assert found("庁") == []


def test_nothing_is_suggested_that_the_reader_may_not_read():
    make_edition("1.0.0", clauses=[ManuscriptClause("secret", 1, passages={"ja": Passage("アクセシビリティ", "まだ秘密。")})])
    everywhere = SearchScope(day=None)

    theirs = Search("アクセシビリチィ", everywhere, reader=make_secretariat())
    others = Search("アクセシビリチィ", everywhere, reader=NOBODY)

    assert [near.query for near in near_spellings(theirs)] == ["アクセシビリティ"]
    assert near_spellings(others) == words_dropped(others) == []
    assert in_parts(others) is None


SIGNS = "利用者都のはデータ・ーｶﾞ々abAIxDＸ019①é、。-/#\"' \u3000\n"
words = st.text(SIGNS, max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(words, min_size=1, max_size=6), queries=st.lists(st.text(SIGNS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_the_index_finds_exactly_what_reading_every_text_finds(bodies, queries):
    edition = _edition_once()
    clauses = list(edition.clauses.order_by("position"))
    texts = ClauseText.objects.bulk_create(
        ClauseText(clause=clause, language="en", body=body.replace("\x00", ""), content_hash="x")
        for clause, body in zip(clauses, bodies, strict=False)
    )
    searching_texts = index(texts)
    for query in queries:
        terms = terms_of(query)
        if not terms:
            continue
        by_reading = {pk for pk, shape in searching_texts.items() if all(term.is_in(shape) for term in terms)}
        assert set(SearchText.objects.having(terms).values_list("text_id", flat=True)) == by_reading


def index(texts):
    index_texts(texts)
    return {text.pk: f"{folded('')}\n{folded(plain(text.body))}" for text in texts}


def _edition_once():
    many = [ManuscriptClause(f"k{number}", 1, passages={"ja": Passage("x")}) for number in range(6)]
    edition = Edition.objects.filter(version="9.9.9").first() or make_edition("9.9.9", clauses=many)
    ClauseText.objects.filter(clause__edition=edition).delete()
    return edition
