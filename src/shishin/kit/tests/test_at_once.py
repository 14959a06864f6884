"""What can be there only once is refused the second time, whatever words the database has for it."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from shishin.kit.at_once import AlreadyStored, WaitedForOthers, as_a_whole, is_unique_violation, one_moment, unique_or
from shishin.kit.errors import Refusal


class NumberTaken(Refusal):
    message = "The number is taken."
    way_out = "Choose another one."


def order(app_label: Any = "shop") -> ContentType:
    return ContentType.objects.create(app_label=app_label, model="order")


@pytest.mark.django_db
def test_what_is_there_already_is_refused_and_the_transaction_goes_on():
    with unique_or():
        order()

    with pytest.raises(AlreadyStored), unique_or():
        order()
    with pytest.raises(NumberTaken), unique_or(NumberTaken):
        order()

    assert ContentType.objects.filter(app_label="shop").count() == 1


@pytest.mark.django_db
def test_a_primary_key_is_there_once_as_well():
    Session.objects.create(session_key="a", expire_date=now())

    with pytest.raises(AlreadyStored), unique_or():
        Session.objects.create(session_key="a", expire_date=now())


@pytest.mark.django_db
def test_another_constraint_that_is_broken_stays_an_error_of_the_database():
    with pytest.raises(IntegrityError) as broken, unique_or():
        order(app_label=None)

    assert not is_unique_violation(broken.value)


def raised_by(cause: Exception, words: str) -> IntegrityError:
    """As Django raises it: in the words of the driver, from the driver's own."""
    error = IntegrityError(words)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "words", "is_one"),
    [
        (psycopg.errors.UniqueViolation(), '重複したキー値は一意性制約"order_number"違反となります', True),
        (psycopg.errors.CheckViolation(), "unique constraint", False),
        (psycopg.errors.ForeignKeyViolation(), "unique constraint", False),
        (ValueError(), "UNIQUE constraint failed: shop_order.number", False),
    ],
)
def test_the_code_counts_and_not_the_words(cause, words, is_one):
    assert is_unique_violation(raised_by(cause, words)) is is_one


def test_what_is_no_error_of_the_database_is_no_violation():
    assert not is_unique_violation(ValueError("unique constraint"))
    assert not is_unique_violation(IntegrityError("unique constraint"))


@pytest.mark.django_db(transaction=True)
def test_who_reads_one_moment_keeps_nobody_from_writing():
    with CaptureQueriesContext(connection) as asked, one_moment():
        assert connection.in_atomic_block
    with CaptureQueriesContext(connection) as afterwards, transaction.atomic():
        order()

    if connection.vendor == "sqlite":
        assert (asked[0]["sql"], afterwards[0]["sql"]) == ("BEGIN DEFERRED", "BEGIN IMMEDIATE")
    else:
        assert any(query["sql"].endswith("REPEATABLE READ READ ONLY") for query in asked)


@pytest.mark.django_db
def test_inside_a_transaction_what_is_read_is_of_that_transaction(django_assert_num_queries):
    with django_assert_num_queries(0), one_moment():
        pass


def waited_for_one_another(sqlstate: str) -> OperationalError:
    cause = psycopg.errors.OperationalError()
    cause.sqlstate = sqlstate
    error = OperationalError("deadlock detected")
    error.__cause__ = cause
    return error


@pytest.mark.django_db
@pytest.mark.parametrize(("sqlstate", "failures", "tried"), [("40P01", 2, 3), ("40001", 1, 2), ("40P01", 9, 3), ("57014", 1, 1)])
def test_a_deadlock_is_tried_again_and_leaves_nothing_half_done(sqlstate, failures, tried):
    tries = []

    def act():
        tries.append(ContentType.objects.create(app_label="shop", model=f"number-{len(tries)}"))
        if len(tries) <= failures:
            raise waited_for_one_another(sqlstate)
        return "done"

    if failures < 3 and sqlstate != "57014":
        assert as_a_whole(act) == "done"
    else:
        with pytest.raises(WaitedForOthers if tried == 3 else OperationalError):
            as_a_whole(act)
    assert len(tries) == tried
    assert ContentType.objects.filter(app_label="shop").count() == (1 if tried > failures else 0)


@pytest.mark.django_db
def test_what_two_checked_and_one_stored_is_refused_to_the_other():
    order()

    with pytest.raises(AlreadyStored):
        as_a_whole(order)
    with pytest.raises(IntegrityError):
        as_a_whole(lambda: order(app_label=None))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write after the other: nobody waits for one who waits.")
def test_two_acts_that_wait_for_one_another_are_both_done():
    rows = [order("shop").pk, order("yard").pk]
    both_hold_one, tries = threading.Barrier(2), list[int]()

    def lock_in(turn):
        def act():
            tries.append(turn)
            ContentType.objects.select_for_update().get(pk=rows[turn])
            if len(tries) <= 2:
                both_hold_one.wait(timeout=10)
            ContentType.objects.filter(pk=rows[1 - turn]).update(model=f"renamed by {turn}")
            return turn

        try:
            done.append(as_a_whole(act))
        finally:
            connection.close()

    done = list[int]()
    threads = [threading.Thread(target=lock_in, args=(turn,)) for turn in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [0, 1]
    assert len(tries) > 2
    assert {row.pk: row.model for row in ContentType.objects.filter(pk__in=rows)} == {rows[1]: "renamed by 0", rows[0]: "renamed by 1"}
