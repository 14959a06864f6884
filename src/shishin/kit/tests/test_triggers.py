"""Guards: what they refuse on the database at hand, and how a missing or altered one is found."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from shishin.kit import triggers
from shishin.kit.trigger_dialects import PostgreSQL
from shishin.kit.triggers import ALWAYS, Fault, Guard, check_guards, drop_guards, lifted, make_guards, missing_guards

TABLE = "a_shelf"
GUARDS = (
    Guard("fixed_book_stays", TABLE, "DELETE", "OLD.state = 'fixed'", "It's a fixed book: it stays."),
    Guard("fixed_book_keeps_its_title", TABLE, "UPDATE", "OLD.state = 'fixed' AND NEW.title <> OLD.title", "A fixed book keeps its title."),
    Guard(
        "only_one_fixed_book",
        TABLE,
        "INSERT",
        f"NEW.state = 'fixed' AND EXISTS (SELECT 1 FROM {TABLE} WHERE state = 'fixed')",
        "100% full.",
    ),
)


@pytest.fixture
def shelf(transactional_db):
    # A patch of its own: the flush after the test needs the real list again.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triggers, "_declared", {"kit": GUARDS})
        run(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, title varchar(20) UNIQUE, state varchar(20))")
        make_guards(connection)
        run(f"INSERT INTO {TABLE} VALUES (1, 'law', 'fixed'), (2, 'draft', 'working')")
        yield
        run(f"DROP TABLE {TABLE}")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, title, state FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


BEFORE = [(1, "law", "fixed"), (2, "draft", "working")]


def refused(sql, words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        run(sql)
    assert rows() == BEFORE


def test_a_guard_refuses_what_its_condition_names(shelf):
    refused(f"DELETE FROM {TABLE}", "It's a fixed book: it stays.")
    refused(f"UPDATE {TABLE} SET title = title || '!'", "A fixed book keeps its title.")
    refused(f"INSERT INTO {TABLE} VALUES (3, 'order', 'fixed')", "100% full.")


def test_a_guard_lets_the_rest_through(shelf):
    run(f"UPDATE {TABLE} SET title = 'new' WHERE id = 2")
    run(f"INSERT INTO {TABLE} VALUES (3, 'note', 'working')")
    run(f"DELETE FROM {TABLE} WHERE id = 2")
    assert rows() == [(1, "law", "fixed"), (3, "note", "working")]


def test_a_fixed_row_is_not_replaced_by_another(shelf):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has INSERT OR REPLACE.")
    refused(f"INSERT OR REPLACE INTO {TABLE} VALUES (1, 'other', 'working')", "it stays")
    refused(f"REPLACE INTO {TABLE} VALUES (9, 'law', 'working')", "it stays")
    refused(f"UPDATE OR REPLACE {TABLE} SET title = 'law' WHERE id = 2", "it stays")
    refused(f"UPDATE OR REPLACE {TABLE} SET id = 1 WHERE id = 2", "it stays")
    run(f"INSERT OR REPLACE INTO {TABLE} VALUES (2, 'other', 'working')")
    assert rows() == [(1, "law", "fixed"), (2, "other", "working")]


def test_what_would_be_replaced_is_looked_up_whatever_the_statistics_say(shelf):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has INSERT OR REPLACE.")
    # Of columns without values an index seems to tell nothing apart.
    for column in ("isbn", "call_number"):
        run(f"ALTER TABLE {TABLE} ADD COLUMN {column} varchar(20)")
        run(f"CREATE UNIQUE INDEX one_{column} ON {TABLE} ({column})")
    make_guards(connection)
    run(f"INSERT INTO {TABLE} (id, title) {' UNION ALL '.join(f'SELECT {number}, {number}' for number in range(3, 303))}")
    run("ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_fixed_book_stays_replaced'")
        asked = cursor.fetchone()[0].split(" WHERE ", 1)[1].removesuffix("; END")
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT 1 WHERE {re.sub('NEW[.][^ )]+', '7', asked)}")
        plan = [row[3] for row in cursor.fetchall() if " OLD" in row[3]]

    assert plan == [
        "SEARCH OLD USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH OLD USING INDEX one_call_number (call_number=?)",
        "SEARCH OLD USING INDEX one_isbn (isbn=?)",
        "SEARCH OLD USING INDEX sqlite_autoindex_a_shelf_1 (title=?)",
    ]


def test_a_guarded_table_is_not_truncated(shelf):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has TRUNCATE.")
    refused(f"TRUNCATE {TABLE}", "cannot be emptied")


def test_making_guards_twice_changes_nothing(shelf):
    make_guards(connection)
    assert missing_guards(connection) == []


def test_guards_of_a_table_that_is_not_there_are_not_missed(db, monkeypatch):
    monkeypatch.setattr(triggers, "_declared", {"kit": GUARDS})
    make_guards(connection)
    assert missing_guards(connection) == []


def test_a_missing_guard_is_named_with_the_way_out(shelf):
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER guard_fixed_book_keeps_its_title{on}")

    assert missing_guards(connection) == [Fault("missing", TABLE, "guard_fixed_book_keeps_its_title")]
    [warning] = check_guards(databases=["default"])
    assert warning.id == "kit.W001"
    assert warning.msg == ("A trigger that protects fixed rows is missing: guard_fixed_book_keeps_its_title on a_shelf (database default).")
    assert "shishin migrate" in warning.hint
    assert check_guards() == []

    make_guards(connection)
    assert missing_guards(connection) == []


def test_a_weakened_guard_is_named(shelf):
    if connection.vendor == "postgresql":
        run("CREATE OR REPLACE FUNCTION guard_fixed_book_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'")
    else:
        run("DROP TRIGGER guard_fixed_book_stays")
        run(f"CREATE TRIGGER guard_fixed_book_stays BEFORE DELETE ON {TABLE} BEGIN SELECT 1; END")
    assert missing_guards(connection) == [Fault("altered", TABLE, "guard_fixed_book_stays")]


def test_a_guard_that_is_switched_off_is_named(shelf):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot switch a trigger off.")
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER guard_fixed_book_stays")
    assert missing_guards(connection) == [Fault("altered", TABLE, "guard_fixed_book_stays")]


def test_a_foreign_trigger_is_named_and_left_alone(shelf):
    if connection.vendor == "postgresql":
        run("CREATE OR REPLACE FUNCTION foreigner() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        run(f"CREATE TRIGGER foreigner BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION foreigner()")
    else:
        run(f"CREATE TRIGGER foreigner AFTER INSERT ON {TABLE} BEGIN SELECT 1; END")
    make_guards(connection)
    assert missing_guards(connection) == [Fault("foreign", TABLE, "foreigner")]


def test_a_guard_that_is_no_longer_declared_is_taken_away(shelf):
    triggers._declared["kit"] = GUARDS[:1]
    make_guards(connection)
    assert missing_guards(connection) == []
    run(f"UPDATE {TABLE} SET title = 'changed' WHERE id = 1")
    assert rows()[0] == (1, "changed", "fixed")


def test_lifted_guards_come_back_even_after_an_error(shelf):
    with pytest.raises(IntegrityError), lifted(connection):
        run(f"INSERT INTO {TABLE} VALUES (1, 'second of its number', 'working')")
    assert missing_guards(connection) == []


def test_dropping_names_each_guard_missing(shelf):
    drop_guards(connection)
    assert {fault.kind for fault in missing_guards(connection)} == {"missing"}


def test_every_guard_is_installed_after_migrating(db):
    assert missing_guards(connection) == []
    call_command("migrate", verbosity=0)
    assert missing_guards(connection) == []


def test_the_words_for_postgresql():
    [trigger] = PostgreSQL().triggers(None, name="all_stay", table="shelf", event="DELETE", condition=ALWAYS, message="It's fixed.")
    function, statement = trigger.making
    assert function == (
        'CREATE OR REPLACE FUNCTION "guard_all_stay"() RETURNS trigger LANGUAGE plpgsql AS $guard$\n'
        "BEGIN\n  IF (1=1) THEN\n"
        "    RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = 'It''s fixed.', CONSTRAINT = 'all_stay';\n"
        "  END IF;\n  RETURN OLD;\nEND\n$guard$"
    )
    assert statement == ('CREATE TRIGGER "guard_all_stay" BEFORE DELETE ON "shelf" FOR EACH ROW EXECUTE FUNCTION "guard_all_stay"()')
