"""The page of search: what it finds, says, marks and offers, for whoever asks."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from django.utils.timezone import localdate

from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import change_consultation
from shishin.consultations.models import Consultation
from shishin.consultations.tests.makers import make_consultation
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_secretariat
from shishin.guidelines.translating.translations import add_translation
from shishin.kit.tests.drawing import one_line
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

QUERIES = 11


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def look(client, **asked) -> str:
    answer = client.get("/search/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def headings(page: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", heading) for heading in re.findall(r'<h3 class="list-title">(.*?)</h3>', one_line(page))]


def test_without_words_there_are_the_form_and_the_families(client):
    make_adopted()

    page = look(client)

    assert headings(page) == ["Tokyo guidelines"]
    assert 'name="q"' in page


def test_a_clause_is_found_marked_and_linked_to_its_own_address(client):
    make_adopted(in_force_from=localdate())

    page = look(client, q="規範")

    assert "1 clause with “規範”" in page
    assert "<mark>規範</mark>を定める" in page
    assert 'href="/guidelines/action-guidelines/clauses/purpose/?language=ja" lang="ja"' in page
    assert ">Normative</span>" in page


def test_words_of_the_reader_s_language_need_no_mark_of_language(client):
    make_adopted(in_force_from=localdate())

    page = look(client, q="conduct")

    assert 'href="/guidelines/action-guidelines/clauses/purpose/">' in page
    assert "sets out <mark>conduct</mark>." in page


def test_in_all_editions_a_clause_is_shown_once_with_the_others(client):
    first = make_adopted("1.0.0", in_force_from=localdate())
    publish_draft(start_next_edition(first, version="2.0.0-draft.1", by=OPERATOR), published_on=localdate(), by=OPERATOR)

    page = look(client, q="規範", editions="all")

    assert "1 clause with “規範”" in page
    assert "Found in 2 texts: each language and edition counts." in page
    assert 'href="/guidelines/action-guidelines/clauses/purpose/?edition=2.0.0-draft.1">2.0.0 draft</a>' in page
    assert ">In force</span>" in page


def test_a_filter_in_use_can_be_taken_away_and_keeps_the_rest(client):
    make_adopted(in_force_from=localdate())

    page = look(client, q="て", kind="dont", force="must-not", page="1")

    assert "1 clause with “て”" in page
    assert 'href="?q=%E3%81%A6&amp;force=must-not"' in page
    assert 'href="?q=%E3%81%A6&amp;kind=dont"' in page
    assert "Don&#x27;t (1)" in page


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"kind": "nonsense"}, "nonsense is not one of the available choices"),
        ({"family": "no-such"}, "no-such is not one of the available choices"),
        ({"language": "<b>"}, "is not one of the available choices"),
        ({"on": "someday"}, "Enter a valid date"),
        ({"editions": "some"}, "some is not one of the available choices"),
        ({"q": "長" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_is_no_empty_list(client, asked, complaint):
    make_adopted(in_force_from=localdate())

    page = look(client, **{"q": "規範", **asked})

    assert complaint in page
    assert 'id="found"' not in page


def test_a_search_that_finds_nothing_says_where_there_is_something(client):
    publish_draft(make_edition("1.0.0-draft.1"), published_on=localdate(), by=OPERATOR)

    page = look(client, q="規範 行動")

    assert "No clause with “規範 行動”" in page
    assert 'href="?q=%E8%A6%8F%E7%AF%84+%E8%A1%8C%E5%8B%95&amp;editions=all"' in page
    assert "1 text in all editions, with no filter" in page
    assert "There is nothing to look for in signs alone" in look(client, q="、。")
    assert "No edition has all these words." in look(client, q="存在しない")


def test_a_form_says_why_it_was_found_and_the_typed_word_can_be_had_alone(client):
    make_adopted(in_force_from=localdate())

    page = one_line(look(client, q="conducts"))

    assert "Found as “conduct”" in page
    assert 'href="?q=%22conduct%22">conduct <span class="number">1</span></a>' in page
    assert 'href="?q=%22conducts%22">Look for exactly what was typed</a>' in page
    assert "No clause with" in look(client, q='"conducts"')


def test_what_has_no_answer_as_a_whole_is_answered_by_its_words(client):
    make_adopted(in_force_from=localdate())

    page = look(client, q="規範の目的")

    assert "No clause has “規範の目的” as it was typed. These have its words." in page
    assert "1 clause with “規範 目的”" in page


def test_what_has_no_answer_leads_to_fewer_words_the_nearest_spelling_and_the_families(client):
    make_adopted(in_force_from=localdate())

    page = one_line(look(client, q="規範の存在"))
    spelt = one_line(look(client, q="conbuct"))

    assert '<a href="?q=%E8%A6%8F%E7%AF%84">規範 (1)</a>' in page
    assert '<a href="?q=conduct">conduct (1)</a>' in spelt
    assert headings(page) == headings(spelt) == ["Tokyo guidelines"]


def test_working_editions_are_found_by_their_editors_alone(client):
    make_edition("1.0.0")

    assert "No clause with" in look(client, q="規範", editions="all")
    client.force_login(make_secretariat())
    page = look(client, q="規範", editions="all")
    assert "1 clause with “規範”" in page
    assert ">Being written</span>" in page


def test_a_number_and_a_name_lead_on_top(client):
    make_adopted(in_force_from=localdate())

    assert headings(look(client, q="行動指針"))[0] == "Action guidelines"
    assert "By name or number" in look(client, q="action guidelines")


def test_twenty_are_shown_on_a_page_and_the_way_on_keeps_what_was_asked(client):
    clauses = [ManuscriptClause(f"k{number}", 1, passages={"ja": Passage(f"計画{number}")}) for number in range(21)]
    make_adopted(clauses=clauses, in_force_from=localdate())

    first, second = look(client, q="計画", kind="text"), look(client, q="計画", kind="text", page="2")

    assert (len(headings(first)), len(headings(second))) == (20, 1)
    assert 'href="?q=%E8%A8%88%E7%94%BB&amp;kind=text&amp;page=2"' in first
    assert 'start="21"' in second
    assert len(headings(look(client, q="計画", page="nonsense"))) == 20


@pytest.mark.asvs("V1.2.1")
@pytest.mark.ipa("Cross-site scripting")
def test_what_was_asked_is_never_markup(client):
    make_adopted(in_force_from=localdate())

    page = look(client, q="<script>alert(1)</script>")

    assert "<script>alert" not in page


@pytest.mark.parametrize("size", [1, 3])
def test_a_search_asks_the_database_equally_often_whatever_it_finds(client, django_assert_num_queries, size):
    clauses = [ManuscriptClause(f"k{number}", 1, passages={"ja": Passage(f"計画{number}")}) for number in range(size)]
    for number in range(size):
        make_adopted(slug=f"document-{number}", clauses=clauses, in_force_from=localdate())
    look(client, q="計画")

    with django_assert_num_queries(QUERIES):
        look(client, q="計画")


def test_consultations_are_found_by_title_and_questions_once_they_are_announced(client):
    asked = {"titles": {"ja": "土壌の保全"}, "questions": {"ja": "農地をどう守りますか。"}}
    for slug, is_announced in (("soil", True), ("hidden", False)):
        change_consultation(make_consultation(slug, is_announced=False), by=OPERATOR, **asked)
        announce_consultation(Consultation.objects.get(slug=slug), by=OPERATOR) if is_announced else None

    found = {query: re.findall(r'href="/consultations/(\w+)/"', look(client, q=query)) for query in ("土壌", "農地 保全", "土壌 空")}

    assert found == {"土壌": ["soil"], "農地 保全": ["soil"], "土壌 空": []}


def test_a_language_is_chosen_by_its_tag_as_it_is_written(client):
    edition = make_adopted(in_force_from=localdate())
    add_translation(edition.clauses.first(), language="zh-Hant", passage=Passage("目的", "行為規範"), by=OPERATOR)

    page = look(client, q="行為規範", language="zh-Hant")

    assert "available choices" not in page
    assert 'id="found"' in page
