"""What a body decided goes out as a table, whole and in the words of its page."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from shishin.councils.bodies.establishing import rename_body
from shishin.councils.models import Decision
from shishin.councils.tests.makers import make_body, make_decision, make_meeting
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make_body("council", name="連絡会議")


def lines(client, **options):
    content = b"".join(client.get("/councils/council/decisions/csv/", **options)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_everybody_takes_away_what_a_body_decided_newest_first(client, council):
    meeting = make_meeting(council, held_on=date(2021, 3, 30), number=4)
    words = {"ja": "原案のとおり決定", "en": "Decided as drafted"}
    first = make_decision(council, meeting=meeting, decided_on=date(2021, 3, 30), words=words)
    rename_body(council, names={"ja": "推進会議", "en": "Promotion"}, valid_from=date(2021, 9, 1), by=OPERATOR)
    second = make_decision(council, kind=Decision.Kind.RETURNED, decided_on=date(2022, 3, 30), text_name="=1+1", text_hash="b" * 64)
    make_decision(make_body(), text_name="Of another body")

    head, *rows = lines(client)

    assert head == [
        "Decided on",
        "Body, as it was called then",
        "Meeting number",
        "Text decided on",
        "Decision",
        "Words of the decision",
        "What it led to",
        "Hash of the text",
        "Code of the decision",
    ]
    assert rows == [
        ["2022-03-30", "Promotion", "", "'=1+1", "Returned", "", "", "b" * 64, str(second.uuid)],
        ["2021-03-30", "連絡会議", "4", "Guideline 1.0.0", "Decided", "Decided as drafted", "", "a" * 64, str(first.uuid)],
    ]


def test_in_excel_days_are_days_and_what_looks_like_a_formula_is_text(client, council):
    make_decision(council, text_name="=1+1", decided_on=date(2021, 3, 30))

    content = b"".join(client.get("/councils/council/decisions/xlsx/"))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in (sheet["A2"], sheet["D2"])] == [(datetime(2021, 3, 30), "d"), ("=1+1", "s")]
    assert sheet.title == "Decisions of 連絡会議"


def test_the_table_is_in_the_language_of_its_reader(client, council):
    make_decision(council, words={"ja": "原案のとおり決定", "en": "Decided as drafted"})

    head, row = lines(client, headers={"accept-language": "ja"})

    assert head == [
        "決定日",
        "当時の会議体の名称",
        "会議の回",
        "決定の対象",
        "決定",
        "決定の文言",
        "この決定の結果",
        "本文のハッシュ値",
        "決定のコード",
    ]
    assert [row[4], row[5]] == ["決定", "原案のとおり決定"]


def test_the_page_leads_to_both_forms_where_there_is_a_decision(client, council):
    def is_offered(form):
        return f'href="/councils/council/decisions/{form}/"' in client.get("/councils/council/").content.decode()

    assert [is_offered("xlsx"), is_offered("csv")] == [False, False]
    make_decision(council)
    assert [is_offered("xlsx"), is_offered("csv")] == [True, True]


def test_another_form_is_answered_by_those_there_are(client, council):
    answer = client.get("/councils/council/decisions/ods/")

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no table in the format “ods”." in page
    assert 'href="/councils/council/decisions/xlsx/"' in page
    assert client.get("/councils/nobody/decisions/csv/").status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_asks_the_same_however_much_was_decided(client, django_assert_num_queries, council, rows, form):
    for number in range(rows):
        meeting = make_meeting(council, held_on=date(2022, 3, 31), number=number + 1)
        make_decision(council, meeting=meeting, decided_on=date(2022, 3, 31))

    with django_assert_num_queries(6):
        b"".join(client.get(f"/councils/council/decisions/{form}/"))
