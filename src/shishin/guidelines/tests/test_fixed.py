"""What is fixed stays fixed, also for raw SQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.fixed import FIXED_COLUMNS, GUARDS, MAY_BE_SET_ONCE
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Line, Reason
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.kit.triggers import missing_guards
from shishin.texts.manuscript import ManuscriptChange, ManuscriptReason, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

TABLES = ("edition", "clause", "clausetext", "reason", "change", "change_before", "change_after", "line", "officedecision")


@pytest.fixture
def adopted():
    """An adopted edition with a row in every table, and a working one beside it."""
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    reasons = (
        ManuscriptReason(
            {"ja": "不要。"}, True, (ManuscriptChange("dropped", ("do-not-guess",)), ManuscriptChange("kept", ("design",), ("design",)))
        ),
    )
    edition = make_adopted("2.0.0", clauses=CLAUSES[:3], started_from="1.0.0", reasons=reasons, in_force_from=date(2026, 4, 1))
    make_edition("3.0.0", clauses=CLAUSES[:3], started_from="2.0.0")
    return edition


def refused(sql, *parameters):
    with pytest.raises(IntegrityError, match=r"fixed|for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return True


def test_every_column_of_an_edition_is_guarded():
    assert {field.column for field in Edition._meta.concrete_fields} == {*FIXED_COLUMNS, *MAY_BE_SET_ONCE}


def test_every_guard_is_installed():
    assert missing_guards(connection) == []
    assert {guard.table for guard in GUARDS} == {f"guidelines_{table}" for table in TABLES}


@pytest.mark.parametrize(
    "change",
    [
        "state = 'working'",
        "version = '9.9.9'",
        "text_hash = 'x'",
        "in_force_from = '2020-01-01'",
        "in_force_from = NULL",
        "titles = '[]'",
        "source_language = 'en'",
        "started_from_id = NULL",
        "published_on = '2020-01-01'",
        "issuer_kind = 'body'",
        "issuer_names = '[]'",
        "withdrawn_reason = 'なぜ'",
    ],
)
def test_an_adopted_edition_is_not_changed(adopted, change):
    assert refused(f"UPDATE guidelines_edition SET {change} WHERE id = %s", adopted.pk)


def test_an_adopted_edition_is_withdrawn_once(adopted):
    withdraw_edition(adopted, day=date(2026, 5, 1), reason="誤り。", by=OPERATOR)

    assert refused("UPDATE guidelines_edition SET withdrawn_on = NULL, withdrawn_reason = '' WHERE id = %s", adopted.pk)
    assert refused("UPDATE guidelines_edition SET withdrawn_on = '2026-06-01' WHERE id = %s", adopted.pk)
    assert refused("UPDATE guidelines_edition SET withdrawn_reason = 'x' WHERE id = %s", adopted.pk)


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("clausetext", "clause_id IN (SELECT id FROM guidelines_clause WHERE edition_id = %s)"),
        ("change_before", "change_id IN (SELECT id FROM guidelines_change WHERE edition_id = %s)"),
        ("change_after", "change_id IN (SELECT id FROM guidelines_change WHERE edition_id = %s)"),
        ("change", "edition_id = %s"),
        ("reason", "edition_id = %s"),
        ("clause", "edition_id = %s"),
        ("line", "uuid IN (SELECT line_id FROM guidelines_clause WHERE edition_id = %s)"),
        ("edition", "id = %s"),
    ],
)
def test_nothing_of_an_adopted_edition_is_deleted(adopted, table, where):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM guidelines_{table} WHERE {where}", [adopted.pk])
        assert cursor.fetchone()[0] > 0

    assert refused(f"DELETE FROM guidelines_{table} WHERE {where}", adopted.pk)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Clause, {"position": 90}),
        (Clause, {"force": "may"}),
        (Clause, {"parent": None, "depth": 7}),
        (Reason, {"words": {"ja": "別の理由。"}}),
        (Change, {"is_substantive": False}),
        (Change, {"reason": None}),
    ],
)
def test_rows_of_an_adopted_edition_are_not_changed(adopted, model, change):
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        model.objects.filter(edition=adopted).update(**change)


def test_rows_are_not_moved_into_or_out_of_an_adopted_edition(adopted):
    working = Edition.objects.get(version="3.0.0")
    Clause.objects.filter(edition=working, position=2).update(position=50)

    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        Clause.objects.filter(edition=working, position=50).update(edition=adopted)
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        ClauseText.objects.filter(clause__edition=working, language="ja").update(clause=adopted.clauses.first(), number=9)
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        Clause.objects.filter(edition=adopted, position=2).update(edition=working)


def test_nothing_is_added_to_an_adopted_edition(adopted):
    first = adopted.clauses.first()
    line = Line.objects.create(document=adopted.document, key="later")
    additions = [
        lambda: Clause.objects.create(edition=adopted, line=line, position=99, depth=1),
        lambda: Reason.objects.create(edition=adopted, words={"ja": "後から。"}),
        lambda: Change.objects.create(edition=adopted, kind="new"),
        lambda: adopted.changes.first().before.add(first),
        lambda: adopted.changes.first().after.add(first),
        lambda: ClauseText.objects.create(clause=first, language="ja", number=2, heading="別", content_hash="0" * 64),
    ]
    for add in additions:
        with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
            add()


def test_a_key_is_not_renamed(adopted):
    assert refused("UPDATE guidelines_line SET key = 'other' WHERE key = 'design'")


def test_translations_are_added_and_corrected_beside_the_old_words(adopted):
    clause = adopted.clauses.get(line__key="design")

    add_translation(clause, language="en", passage=Passage("Desing"), by=OPERATOR)
    correct_translation(clause, language="en", passage=Passage("Design"), by=OPERATOR)

    assert list(clause.texts.filter(language="en").values_list("number", "heading")) == [(1, "Desing"), (2, "Design")]
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        clause.texts.filter(language="en", number=1).update(heading="Design")
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        clause.texts.filter(language="en", number=1).delete()


def test_a_published_draft_is_as_fixed():
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2022, 2, 4), by=OPERATOR)

    assert refused("UPDATE guidelines_edition SET state = 'working' WHERE id = %s", draft.pk)
    assert refused("UPDATE guidelines_edition SET state = 'adopted' WHERE id = %s", draft.pk)
    assert refused("DELETE FROM guidelines_edition WHERE id = %s", draft.pk)
    assert refused("UPDATE guidelines_clause SET depth = 5 WHERE edition_id = %s", draft.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL knows TRUNCATE.")
@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_emptied(table):
    assert refused(f"TRUNCATE guidelines_{table} CASCADE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite knows REPLACE.")
def test_no_row_is_replaced(adopted):
    text = ClauseText.objects.filter(clause__edition=adopted, language="ja").first()
    assert refused(
        "REPLACE INTO guidelines_clausetext (id, clause_id, language, number, heading, body, summary, content_hash, source_hash, written_at) "
        "VALUES (%s, %s, 'en', 7, '', '', '', 'x', '', '2026-01-01')",
        text.pk,
        text.clause_id,
    )


def test_a_working_edition_is_still_open(adopted):
    working = start_next_edition(adopted, version="4.0.0", by=OPERATOR)

    working.clauses.filter(position=0).update(force="should")
    working.clauses.get(position=0).texts.filter(language="ja").update(heading="別")
    Reason.objects.create(edition=working, words={"ja": "理由。"})

    assert working.clauses.get(position=0).force == "should"
