"""Both calendars come from one date, and a fiscal year runs from April to March where the office sets no other month."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import override_settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from shishin.kit.dates import FiscalYear, Span, day_in_words, era_year, fiscal_quarter, fiscal_year, read_day, read_moment

IN_THE_ERAS = st.dates(date(1926, 12, 25), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 4, 30), "平成31年"),
        (date(2019, 5, 1), "令和元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1989, 1, 8), "平成元年"),
        (date(2022, 3, 31), "令和4年"),
    ],
)
def test_an_era_begins_on_its_first_day(day, words):
    assert str(era_year(day)) == words


def test_a_day_before_the_eras_known_has_none():
    assert era_year(date(1926, 12, 24)) is None
    assert day_in_words(date(1900, 1, 2), "ja", era=True) == "1900年1月2日"


def test_a_day_is_printed_in_both_languages_from_one_date():
    day = date(2022, 3, 31)

    assert day_in_words(day, "ja") == "2022年3月31日"
    assert day_in_words(day, "ja", era=True) == "2022年（令和4年）3月31日"
    assert day_in_words(day, "ja", weekday=True) == "2022年3月31日（木）"
    assert day_in_words(day, "ja", year=False) == "3月31日"
    assert day_in_words(day, "en") == "31 March 2022"
    assert day_in_words(day, "en", era=True) == "31 March 2022 (Reiwa 4)"
    assert day_in_words(day, "en", weekday=True) == "Thursday 31 March 2022"


def test_january_to_march_belong_to_the_fiscal_year_before():
    assert fiscal_year(date(2022, 3, 31)) == FiscalYear(2021)
    assert fiscal_year(date(2022, 4, 1)) == FiscalYear(2022)
    assert FiscalYear(2022).first_day == date(2022, 4, 1)
    assert FiscalYear(2022).last_day == date(2023, 3, 31)


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2026, "令和8年度"),
        (2022, "令和4年度"),
        (2019, "平成31年度（令和元年度）"),
        (2020, "令和2年度"),
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (1900, "1900年度"),
    ],
)
def test_a_fiscal_year_is_named_by_the_era_of_its_first_day(year, words):
    assert FiscalYear(year).in_words("ja") == words


def test_a_fiscal_year_in_english_has_its_number():
    assert FiscalYear(2019).in_words("en") == "FY2019"


def test_a_fiscal_year_is_told_in_the_language_of_its_reader():
    assert str(FiscalYear(2026)) == "FY2026"
    with override("ja"):
        assert str(FiscalYear(2026)) == "令和8年度"


def test_fiscal_years_come_one_after_another():
    assert sorted([FiscalYear(2027), FiscalYear(2025), FiscalYear(2026)]) == [FiscalYear(2025), FiscalYear(2026), FiscalYear(2027)]


@pytest.mark.parametrize(
    ("begins", "named", "day", "first_day", "last_day", "english", "japanese"),
    [
        (4, "start", date(2027, 3, 31), date(2026, 4, 1), date(2027, 3, 31), "FY2026", "令和8年度"),
        (10, "end", date(2026, 10, 1), date(2026, 10, 1), date(2027, 9, 30), "FY2027", "令和9年度"),
        (10, "end", date(2026, 9, 30), date(2025, 10, 1), date(2026, 9, 30), "FY2026", "令和8年度"),
        (10, "end", date(2019, 9, 30), date(2018, 10, 1), date(2019, 9, 30), "FY2019", "平成31年度（令和元年度）"),
        (7, "both", date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30), "2026–27", "2026–27年度"),
        (7, "both", date(2008, 12, 31), date(2008, 7, 1), date(2009, 6, 30), "2008–09", "2008–09年度"),
        (7, "both", date(2000, 1, 1), date(1999, 7, 1), date(2000, 6, 30), "1999–2000", "1999–2000年度"),
        (1, "start", date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31), "FY2026", "令和8年度"),
        (1, "end", date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31), "FY2026", "令和8年度"),
        (1, "both", date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31), "FY2026", "令和8年度"),
    ],
)
def test_an_office_counts_and_names_its_fiscal_years_as_it_is_set(settings, begins, named, day, first_day, last_day, english, japanese):
    settings.FISCAL_YEAR_BEGINS, settings.FISCAL_YEAR_NAMED = begins, named

    year = fiscal_year(day)

    assert (year.first_day, year.last_day) == (first_day, last_day)
    assert (year.in_words("en"), year.in_words("ja")) == (english, japanese)


def test_a_fiscal_year_has_four_quarters():
    assert [FiscalYear(2023).quarter(number) for number in (1, 2, 3, 4)] == [
        Span(date(2023, 4, 1), date(2023, 6, 30)),
        Span(date(2023, 7, 1), date(2023, 9, 30)),
        Span(date(2023, 10, 1), date(2023, 12, 31)),
        Span(date(2024, 1, 1), date(2024, 3, 31)),
    ]
    with pytest.raises(ValueError, match="no quarter 5"):
        FiscalYear(2023).quarter(5)


@effort(deadline=None)
@given(day=IN_THE_ERAS, begins=st.integers(1, 12))
def test_a_day_lies_in_its_fiscal_year_and_its_quarter(day, begins):
    with override_settings(FISCAL_YEAR_BEGINS=begins):
        year = fiscal_year(day)
        quarter = year.quarter(fiscal_quarter(day))

        assert year.first_day <= quarter.first_day <= day <= quarter.last_day <= year.last_day
        assert (year.quarter(1).first_day, year.quarter(4).last_day) == (year.first_day, year.last_day)


@given(IN_THE_ERAS)
def test_what_is_printed_can_be_read(day):
    counted = era_year(day)

    assert read_day(day.isoformat()) == day
    assert read_day(day_in_words(day, "ja", weekday=True)) == day
    assert read_day(f"{counted}{day.month}月{day.day}日") == day
    assert read_day(f"{counted.era.letter}{counted.number}.{day.month}.{day.day}") == day


@pytest.mark.parametrize(
    "written",
    [
        "２０２６－１１－２２",
        "2026/11/22",
        "令和８年11月22日",
        "r8.11.22",
        " 2026年11月22日（日）",
        "R 8. 11. 22",
        "令和八年十一月二十二日",
        "二〇二六年十一月二二日",
        "二千二十六年11月22日",
    ],
)
def test_days_are_read_as_people_type_them(written):
    assert read_day(written) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "tomorrow",
        "2026-13-01",
        "2026-02-30",
        "26-11-22",
        "8.11.22",
        "令和元年4月30日",
        "平成40年1月1日",
        "元年5月1日",
        "11月22日",
        "令和八年十三月一日",
    ],
)
def test_what_names_no_day_is_not_read(written):
    assert read_day(written) is None


def test_a_day_is_told_in_the_language_of_its_reader():
    day = date(2022, 3, 31)

    assert day_in_words(day) == "31 March 2022"
    with override("ja"):
        assert day_in_words(day) == "2022年3月31日"
    assert day_in_words(None) == ""


def test_what_is_longer_than_any_day_is_none():
    assert read_day("2026-11-22" + "(" * 100) is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-06", datetime(2026, 11, 5, 15, tzinfo=UTC)),
        ("2026/11/6", datetime(2026, 11, 5, 15, tzinfo=UTC)),
        ("令和8年11月6日", datetime(2026, 11, 5, 15, tzinfo=UTC)),
        ("令和元年5月1日", datetime(2019, 4, 30, 15, tzinfo=UTC)),
        ("46332", datetime(2026, 11, 5, 15, tzinfo=UTC)),
        ("46332.5", datetime(2026, 11, 6, 3, tzinfo=UTC)),
        ("2026-11-06 09:30:05", datetime(2026, 11, 6, 0, 30, 5, tzinfo=UTC)),
        ("2026/11/6 9:30", datetime(2026, 11, 6, 0, 30, tzinfo=UTC)),
        ("令和8年11月6日 9時30分", datetime(2026, 11, 6, 0, 30, tzinfo=UTC)),
        ("2026-11-06T09:30:05Z", datetime(2026, 11, 6, 9, 30, 5, tzinfo=UTC)),
        ("2026-11-06T09:30:05.123+01:00", datetime(2026, 11, 6, 8, 30, 5, tzinfo=UTC)),
        ("2026-11-06 25:00", None),
        ("11/6", None),
        ("12345", None),
        ("1980-01-01 00:00:00x", None),
        ("", None),
        ("9" * 500, None),
    ],
)
def test_moments_are_read_from_what_tables_hold(written, moment):
    assert read_moment(written) == moment
