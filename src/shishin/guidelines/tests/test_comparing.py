"""A comparison is made from what was recorded, for whoever may read both editions."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.changes.judging import State
from shishin.guidelines.comparing.editions import causes, comparison_of
from shishin.guidelines.comparing.profiles import set_comparison_profile
from shishin.guidelines.comparing.table import Cause
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.comparison_files import write_comparison_word
from shishin.guidelines.tests.makers import make_edition, make_person, make_secretariat, words
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def clause(key, body, depth=2, **fields):
    return ManuscriptClause(key, depth, kind="conduct", passages=words("", body, **fields.pop("translations", {})), **fields)


CHAPTER = ManuscriptClause("design", 1, kind="chapter", passages=words("設計", en=Passage("Design")))


def make_pair(old_clauses, new_clauses, *reasons, **sheet):
    """A published draft and the working edition that follows it."""
    old = publish_draft(make_edition("1.0.0-draft.1", clauses=[CHAPTER, *old_clauses]), published_on=date(2022, 2, 4), by=OPERATOR)
    new = make_edition("1.0.0-draft.2", clauses=[CHAPTER, *new_clauses], **{"started_from": "1.0.0-draft.1", "reasons": reasons, **sheet})
    return old, publish_draft(new, published_on=date(2022, 3, 1), by=OPERATOR)


def reason(text, *changes, is_substantive=True):
    return ManuscriptReason({"ja": text, "en": f"en {text}"}, is_substantive, changes)


def url(old="1.0.0-draft.1", new="1.0.0-draft.2", slug="action-guidelines"):
    return reverse("guidelines:compare", args=[slug, old, new])


@pytest.fixture
def pair():
    return make_pair(
        [clause("users", "国民の意見を３０日聴く。"), clause("gone", "二年ごとに改める。")],
        [clause("users", "都民及び事業者の意見を６０日聴く。"), clause("added", "浸透のようすを測る。")],
        reason("広く聴く。", ManuscriptChange("kept", ("users",), ("users",))),
        reason("時期をそろえない。", ManuscriptChange("dropped", ("gone",)), ManuscriptChange("new", (), ("added",))),
    )


def test_recorded_changes_become_rows_with_their_reasons(pair):
    comparison = comparison_of(*pair)

    assert [(row.key, row.state, row.reasons, row.is_substantive, row.is_proposed) for row in comparison.rows] == [
        ("users", State.EDITED, ("広く聴く。",), True, False),
        ("gone", State.DROPPED, ("時期をそろえない。",), True, False),
        ("added", State.NEW, (), True, False),
    ]
    assert (comparison.counts, comparison.is_recorded) == ({"all": 3, "substantive": 3, "formal": 0, "caused": 0}, True)


def test_reasons_of_all_steps_are_listed(pair):
    third = make_edition(
        "1.0.0-draft.3",
        clauses=[CHAPTER, clause("users", "すべての人の意見を６０日聴く。"), clause("added", "浸透のようすを測る。")],
        started_from="1.0.0-draft.2",
        reasons=[reason("限らない。", ManuscriptChange("kept", ("users",), ("users",)))],
    )
    publish_draft(third, published_on=date(2022, 3, 10), by=OPERATOR)

    rows = {row.key: row for row in comparison_of(pair[0], third).rows}

    assert rows["users"].reasons == ("広く聴く。", "限らない。")


def test_editions_that_are_not_connected_are_compared_by_likeness():
    old = publish_draft(
        make_edition("1.0.0-draft.1", clauses=[CHAPTER, clause("a", "利用者から始める。")]), published_on=date(2022, 2, 4), by=OPERATOR
    )
    new = publish_draft(
        make_edition("2.0.0-draft.1", clauses=[CHAPTER, clause("b", "利用者の声から始める。")]), published_on=date(2023, 2, 4), by=OPERATOR
    )

    comparison = comparison_of(old, new)

    assert [(row.key, row.state, row.is_proposed) for row in comparison.rows] == [("b", State.EDITED, True)]
    assert (comparison.is_recorded, comparison.is_path_recorded) == (False, False)
    assert "比較により推定" in comparison.basis


def test_an_organization_s_profile_orders_and_names_the_columns(pair):
    organization = pair[1].document.owner
    set_comparison_profile(organization, {"order": "old-left", "labels": {"ja": {"new": "新", "old": "旧"}}}, by=OPERATOR)
    new = Edition.objects.select_related("document__owner", "document__numbering", "document__family").get(pk=pair[1].pk)

    assert [column.label for column in comparison_of(pair[0], new).columns] == ["旧", "新"]
    assert Entry.objects.filter(key="guidelines.comparison_profile_set").count() == 1


def test_the_page_opens_in_the_reader_s_language_and_its_files_keep_that_of_the_page(client, pair):
    english, japanese = client.get(url()).content.decode(), client.get(url(), {"language": "ja"}).content.decode()

    assert "(new)" in english
    assert "（新設）" in japanese
    assert "/download/docx/?language=en" in english
    assert "/download/docx/?language=ja" in japanese


def test_the_page_shows_the_table(client, pair):
    page = client.get(url(), {"language": "ja"}).content.decode()

    assert "<ins>都民及び事業者</ins>の意見を<ins>６０</ins>日聴く。" in page
    assert "<del>国民</del>の意見を<del>３０</del>日聴く。" in page
    assert "（新設）" in page
    assert "（削る）" in page
    assert 'class="sheet-landscape"' in page


def test_filters_show_some_of_the_rows(client, pair):
    assert client.get(url(), {"show": "formal"}).content.decode().count('<tr id="r-') == 0
    assert client.get(url(), {"show": "substantive"}).content.decode().count('<tr id="r-') == 3
    assert client.get(url(), {"show": "nonsense"}).content.decode().count('<tr id="r-') == 3


def test_the_wrong_order_is_set_right(client, pair):
    answer = client.get(url("1.0.0-draft.2", "1.0.0-draft.1") + "?show=formal")

    assert (answer.status_code, answer.url) == (302, url() + "?show=formal")


def test_the_same_edition_twice_is_answered_kindly(client, pair):
    answer = client.get(url("1.0.0-draft.1", "1.0.0-draft.1"))

    assert answer.status_code == 200
    assert "This is the same edition twice." in answer.content.decode()


def test_an_unknown_edition_is_not_there_and_the_nearest_is_offered(client, pair):
    answer = client.get(url("1.0.0-draft.9"))

    assert answer.status_code == 404
    assert "/guidelines/action-guidelines/1.0.0-draft.1/" in answer.content.decode()


def test_the_choice_of_editions_leads_to_their_comparison(client, pair):
    choose = reverse("guidelines:compare_chosen", args=["action-guidelines"])

    assert client.get(choose, {"old": "1.0.0-draft.2", "new": "1.0.0-draft.1"}).url == url()
    assert client.get(choose).url == url()


def test_an_edition_being_written_is_compared_only_for_those_who_write_it(client, pair):
    make_edition("1.0.0-draft.3", clauses=[CHAPTER], started_from="1.0.0-draft.2")
    address = url("1.0.0-draft.2", "1.0.0-draft.3")

    assert client.get(address).status_code == 404
    client.force_login(make_person("bob"), backend="shishin.people.signing_in.PersonBackend")
    assert client.get(address).status_code == 404
    client.force_login(make_secretariat(), backend="shishin.people.signing_in.PersonBackend")
    assert client.get(address).status_code == 200


def test_translations_are_compared_and_a_missing_one_shows_the_source(client):
    make_pair(
        [clause("a", "古い。", translations={"en": Passage("", "Old words.")}), clause("b", "旧。")],
        [clause("a", "新しい。", translations={"en": Passage("", "New words.")}), clause("b", "新。")],
        reason("改める。", ManuscriptChange("kept", ("a",), ("a",)), ManuscriptChange("kept", ("b",), ("b",))),
    )

    page = client.get(url(), {"language": "en"}).content.decode()

    assert "<ins>New</ins> words." in page
    assert 'lang="ja" role="cell"' in page
    assert "Not translated" in page
    assert client.get(url(), {"language": "fr"}).status_code == 404


def test_texts_in_french_are_said_to_be_french_and_what_is_said_about_them_english(client):
    pair = make_pair(
        [clause("a", "古い。", translations={"fr": Passage("", "Trente jours.")})],
        [clause("a", "新しい。", translations={"fr": Passage("", "Soixante jours.")})],
        reason("改める。", ManuscriptChange("kept", ("a",), ("a",))),
    )
    page = client.get(url(), {"language": "fr"}).content.decode()

    assert '<table class="compare" role="table" lang="en"><caption>Underlined parts were changed.' in page
    assert '<td data-label="After 1.0.0 draft 2" lang="fr" role="cell">' in page
    comparison = comparison_of(*pair, language="fr")
    words = write_comparison_word(comparison)
    assert {language for part in Document(BytesIO(words)).tables[0].rows[-1].cells[:2] for language in languages_of(part)} == {"fr"}


def languages_of(cell):
    return [run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for paragraph in cell.paragraphs for run in paragraph.runs]


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, number):
    keys = [f"k{place}" for place in range(number)]
    make_pair(
        [clause(key, f"{key}の古い言葉。") for key in keys],
        [clause(key, f"{key}の新しい言葉。") for key in keys],
        *[reason(key, ManuscriptChange("kept", (key,), (key,))) for key in keys],
    )
    client.get(url())

    with django_assert_num_queries(12):
        client.get(url())


def test_what_led_to_a_change_stands_beside_it(client, pair):
    def opinions(changes, reader):
        return [Cause(min(changes), "opinion", "意見 8", "/opinions/8/", count=3)]

    causes.fill(opinions)
    try:
        comparison = comparison_of(*pair)
        page = client.get(url(), {"show": "caused", "language": "ja"}).content.decode()
    finally:
        causes._fillers.popitem()

    assert (comparison.counts["caused"], comparison.reason_label) == (1, "理由と、もとになった意見")
    assert page.count('<tr id="r-') == 1
    assert '<a href="/opinions/8/">意見 8</a>　ほか2件' in page


def test_the_command_writes_a_file(pair, tmp_path):
    path = tmp_path / "table.html"

    call_command("compare", "action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2", "-o", str(path), verbosity=0)

    page = path.read_text(encoding="utf-8")
    assert "<ins>６０</ins>" in page
    assert "<style>" in page


@pytest.mark.parametrize(("name", "words_of_it"), [("table.xyz", "does not end in"), ("missing/table.html", "No such file")])
def test_the_command_says_what_is_wrong(pair, tmp_path, name, words_of_it):
    with pytest.raises(CommandError, match=words_of_it):
        call_command("compare", "action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2", "-o", str(tmp_path / name))
