"""Working days leave out weekends, holidays and the days around the turn of the year; what is not known is not guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from shishin.kit.working_days import HOLIDAYS_OF_JAPAN, HolidaysNotKnown, WrongHolidays, is_working_day, read_holidays, working_days_after

IN_THE_FILE = st.dates(date(2018, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2018, 9, 24), "the substitute of an equinox on a Sunday"),
        (date(2018, 12, 23), "the birthday of the emperor before 2019"),
        (date(2019, 4, 30), "a day between two holidays"),
        (date(2019, 5, 1), "the accession"),
        (date(2019, 5, 2), "a day between two holidays"),
        (date(2019, 5, 6), "a substitute three days later"),
        (date(2019, 10, 22), "the enthronement"),
        (date(2020, 2, 24), "the substitute of the new birthday"),
        (date(2020, 7, 23), "the day of the sea, moved for the games"),
        (date(2020, 7, 24), "the day of sports, moved for the games"),
        (date(2020, 8, 10), "the day of the mountain, moved for the games"),
        (date(2021, 7, 22), "the day of the sea, moved for the games"),
        (date(2021, 7, 23), "the day of sports, moved for the games"),
        (date(2021, 8, 9), "the substitute of the day of the mountain"),
        (date(2022, 3, 21), "the spring equinox"),
        (date(2024, 1, 8), "the second Monday of January"),
        (date(2024, 3, 20), "the spring equinox of a leap year"),
        (date(2024, 9, 23), "the substitute of the autumn equinox"),
        (date(2025, 5, 6), "a substitute two days later"),
        (date(2026, 9, 22), "a day between two holidays"),
        (date(2027, 3, 22), "the substitute of the spring equinox"),
        (date(2030, 9, 16), "the third Monday of September"),
    ],
)
def test_a_holiday_of_japan_is_in_the_file(day, name):
    assert day in read_holidays(HOLIDAYS_OF_JAPAN).days
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2019, 12, 23),  # the former emperor's birthday
        date(2020, 7, 20),  # the third Monday of July
        date(2020, 8, 11),
        date(2020, 10, 12),  # the second Monday of October
        date(2021, 7, 19),
        date(2021, 8, 11),
        date(2021, 10, 11),
        date(2026, 3, 31),
    ],
)
def test_a_day_that_is_none_in_its_year_is_a_working_day(day):
    assert is_working_day(day)


def test_the_holidays_of_each_year_are_as_many_as_were_held():
    days = read_holidays(HOLIDAYS_OF_JAPAN).days

    assert [sum(day.year == year for day in days) for year in range(2018, 2031)] == [20, 22, 18, 17, 16, 17, 21, 19, 18, 17, 16, 19, 19]


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 3, 30), 1, date(2026, 3, 31)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),  # over a weekend
        (date(2026, 3, 28), 1, date(2026, 3, 30)),  # from a day that is free itself
        (date(2026, 9, 18), 1, date(2026, 9, 24)),  # five days of holidays
        (date(2019, 4, 26), 1, date(2019, 5, 7)),  # ten days of holidays
        (date(2026, 12, 28), 1, date(2027, 1, 4)),  # offices close from 29 December to 3 January
        (date(2026, 4, 1), 20, date(2026, 4, 30)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, count, after):
    assert working_days_after(day, count) == after


@effort(max_examples=50, deadline=None)
@given(day=IN_THE_FILE, count=st.integers(1, 60), more=st.integers(1, 60))
def test_counting_on_is_counting_at_once(day, count, more):
    after = working_days_after(day, count)

    assert is_working_day(after)
    assert sum(is_working_day(day + timedelta(days=number)) for number in range(1, (after - day).days + 1)) == count
    assert working_days_after(after, more) == working_days_after(day, count + more)


def test_nothing_is_counted_through_a_year_that_is_not_known():
    with pytest.raises(HolidaysNotKnown) as refused:
        working_days_after(date(2030, 12, 27), 1)

    assert refused.value.message == "The working days of 2031 cannot be counted: its holidays are not known here."
    with pytest.raises(HolidaysNotKnown):
        is_working_day(date(2017, 12, 31))


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_no_working_day_before_the_first(count):
    with pytest.raises(ValueError, match="working day after a day is none"):
        working_days_after(date(2026, 4, 1), count)


def test_another_office_has_its_own_holidays(settings, tmp_path):
    settings.HOLIDAYS = tmp_path / "holidays.yaml"
    settings.HOLIDAYS.write_text('closed_every_year: ["02-29"]\nholidays:\n  2028: [2028-07-04]\n  2029: []\n')

    assert working_days_after(date(2028, 7, 3), 1) == date(2028, 7, 5)
    assert working_days_after(date(2028, 2, 28), 1) == date(2028, 3, 1)
    assert working_days_after(date(2028, 12, 29), 1) == date(2029, 1, 1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "it cannot be read"),
        ("[2026-01-01]", "it must have holidays by year"),
        ("closed_every_year: []", "it must have holidays by year"),
        ("holidays: {2026: []}\ndays_off: []", "it must have holidays by year"),
        ("holidays: {2026: [2027-01-01]}", "2026 must be a year with a list of its days"),
        ("holidays: {2026: ['2026-01-01']}", "2026 must be a year with a list of its days"),
        ("holidays: {2026: [2026-01-01 09:00:00]}", "2026 must be a year with a list of its days"),
        ("holidays: {2026: }", "2026 must be a year with a list of its days"),
        ("holidays: {2026: [2026-02-30]}", "it cannot be read"),
        ("holidays: {2026: []}\nclosed_every_year: 12-31", "closed_every_year must be a list"),
        ("holidays: {2026: []}\nclosed_every_year: [13-01]", "'13-01' must be a month and a day"),
        ("holidays: {2026: []}\nclosed_every_year: [1]", "1 must be a month and a day"),
    ],
)
def test_a_file_that_is_no_list_of_holidays_is_refused(tmp_path, text, fault):
    (tmp_path / "holidays.yaml").write_text(text)

    with pytest.raises(WrongHolidays, match=fault):
        read_holidays(tmp_path / "holidays.yaml")
