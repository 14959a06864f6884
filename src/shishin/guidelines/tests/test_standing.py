from __future__ import annotations

from datetime import date

from shishin.guidelines.editions.naming import EditionStatus, StatusKind, in_time_order, statuses
from shishin.guidelines.models import Edition

State = Edition.State
TODAY = date(2026, 11, 22)


def adopted(pk: int, first: date, **fields) -> Edition:
    return Edition(pk=pk, version=f"{pk}.0.0", state=State.ADOPTED, in_force_from=first, decided_on=first, **fields)


def status(edition: Edition, *editions: Edition, abolished_on: date | None = None) -> EditionStatus:
    return statuses([edition, *editions], day=TODAY, abolished_on=abolished_on)[edition.pk]


def test_an_edition_is_in_force_until_the_day_before_the_next_one():
    first, second = adopted(1, date(2020, 4, 1)), adopted(2, date(2026, 11, 22))

    assert status(first, second) == EditionStatus(StatusKind.SUPERSEDED, date(2020, 4, 1), date(2026, 11, 21), second)
    assert status(second, first) == EditionStatus(StatusKind.IN_FORCE, date(2026, 11, 22))


def test_an_edition_on_its_last_day_is_still_in_force():
    first, second = adopted(1, date(2020, 4, 1)), adopted(2, date(2026, 11, 23))

    assert status(first, second).kind == StatusKind.IN_FORCE
    assert status(second, first).kind == StatusKind.COMING


def test_a_withdrawn_edition_gives_its_time_back_to_the_one_before():
    first, second = adopted(1, date(2020, 4, 1)), adopted(2, date(2021, 4, 1), withdrawn_on=date(2021, 5, 1))

    assert status(first, second).kind == StatusKind.IN_FORCE
    assert status(second, first) == EditionStatus(StatusKind.WITHDRAWN)


def test_an_abolished_document_ends_with_its_last_day():
    edition = adopted(1, date(2020, 4, 1))

    assert status(edition, abolished_on=date(2024, 3, 31)) == EditionStatus(StatusKind.ENDED, date(2020, 4, 1), date(2024, 3, 31))
    assert status(edition, abolished_on=TODAY).kind == StatusKind.IN_FORCE


def test_what_is_not_adopted_is_a_draft_or_being_written():
    draft, working = Edition(pk=1, version="1.0.0-draft.1", state=State.PUBLISHED), Edition(pk=2, version="1.0.0", state=State.WORKING)

    assert [status(draft).kind, status(working).kind] == [StatusKind.DRAFT, StatusKind.WORKING]


def test_editions_are_ordered_by_day_then_version_and_those_without_a_day_come_last():
    working = Edition(pk=1, version="3.0.0")
    first, same_day = adopted(2, date(2020, 4, 1)), Edition(pk=3, version="1.0.0-draft.1", published_on=date(2020, 4, 1))

    assert in_time_order([working, first, same_day]) == [same_day, first, working]
