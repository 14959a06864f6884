"""The changes of a draft go out as a table, to those who write it."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.drafting.restructuring import drop_clause
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.tests.makers import make_adopted, make_auditor, make_edition, make_secretariat
from shishin.texts.manuscript import Passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


@pytest.fixture
def draft(alice) -> Edition:
    """1.1.0, started from 1.0.0, which is in force."""
    return start_next_edition(make_adopted("1.0.0"), version="1.1.0", by=alice)


def url(form: str, version: str = "1.1.0") -> str:
    return reverse("guidelines:changes-sheet", args=["action-guidelines", version, form])


def clause_of(draft: Edition, key: str) -> Clause:
    return Clause.objects.select_related("line", "edition__document").get(edition=draft, line__key=key)


def write(draft: Edition, key: str, body: str, *, by) -> None:
    clause = clause_of(draft, key)
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage(text.heading, body, text.summary), based_on=text.content_hash, by=by)


def lines(client, **options):
    content = b"".join(client.get(url("csv"), **options)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_each_change_is_a_row_with_its_reason_or_without_one_yet(client, alice, draft):
    write(draft, "purpose", "別の文。", by=alice)
    write(draft, "do-not-guess", "=1+1", by=alice)
    drop_clause(clause_of(draft, "users-first"), by=alice)
    changes = {change.key: change for change in unexplained_changes(draft)}
    explain_changes(draft, [changes["purpose"]], words={"ja": "分かりやすくする。"}, is_substantive=True, by=alice)
    explain_changes(draft, [changes["users-first"]], words={}, is_substantive=False, by=alice)

    assert lines(client) == [
        ["Number", "Clause changed", "What became of it", "What differs", "Substance or form", "Reason", "State"],
        ["1", "1　目的", "Kept", "words changed", "substance", "分かりやすくする。", "Explained"],
        ["2", "'=1+1", "Kept", "words changed", "", "", "no reason yet"],
        ["3", "2.1　利用者", "Dropped", "", "form alone", "", "Explained"],
    ]


def test_it_is_in_the_language_of_its_reader_and_in_excel_as_well(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)

    content = b"".join(client.get(url("xlsx"), headers={"accept-language": "ja"}))

    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert rows[0] == ("番号", "改めた条", "条の扱い", "改めた点", "内容か形式か", "理由", "状態")
    assert rows[1][0] == 1
    assert rows[1][2:] == ("存続", "文の変更", None, None, "理由なし")


def test_the_page_leads_to_both_forms_where_something_has_changed(client, alice, draft):
    def is_offered(form):
        page = client.get(reverse("guidelines:reasons", args=["action-guidelines", "1.1.0"]))
        return f'href="{url(form)}"' in page.content.decode()

    assert [is_offered("xlsx"), is_offered("csv")] == [False, False]
    write(draft, "users-first", "別の文。", by=alice)
    assert [is_offered("xlsx"), is_offered("csv")] == [True, True]


def test_only_those_who_write_the_draft_take_it_away(client, draft):
    client.force_login(make_auditor())
    assert client.get(url("csv")).status_code == 404
    client.logout()
    assert client.get(url("csv")).status_code == 302


def test_another_form_is_answered_by_those_there_are(client, draft):
    answer = client.get(url("ods"))

    assert answer.status_code == 404
    assert f'href="{url("csv")}"' in answer.content.decode()


def test_a_first_edition_has_a_table_without_rows(client, alice):
    make_edition("1.1.0")

    assert len(lines(client)) == 1


@pytest.mark.parametrize("keys", [["purpose"], ["purpose", "users-first", "do-not-guess"]])
def test_the_table_asks_the_same_however_much_has_changed(client, django_assert_num_queries, alice, draft, keys):
    for key in keys:
        write(draft, key, f"{key} は別の文になった。", by=alice)

    with django_assert_num_queries(9):
        assert len(lines(client)) == 1 + len(keys)
