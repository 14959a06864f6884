"""Both calendars come from one date, and a fiscal year runs from April to March where the office sets no other month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from shishin.kit.dates import (
    FiscalYear,
    Quarter,
    day_in_words,
    era_year,
    fiscal_year,
    read_day,
    read_fiscal_year,
    read_moment,
    read_quarter,
)

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
    quarters = [FiscalYear(2023).quarter(number) for number in (1, 2, 3, 4)]

    assert [(quarter.first_day, quarter.last_day) for quarter in quarters] == [
        (date(2023, 4, 1), date(2023, 6, 30)),
        (date(2023, 7, 1), date(2023, 9, 30)),
        (date(2023, 10, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 3, 31)),
    ]
    with pytest.raises(ValueError, match="no quarter 5"):
        FiscalYear(2023).quarter(5)


@pytest.mark.parametrize(
    ("begins", "named", "day", "english", "japanese", "code"),
    [
        (4, "start", date(2026, 11, 22), "FY2026 Q3", "令和8年度第3四半期", "2026Q3"),
        (4, "start", date(2027, 1, 1), "FY2026 Q4", "令和8年度第4四半期", "2026Q4"),
        (4, "start", date(2027, 3, 31), "FY2026 Q4", "令和8年度第4四半期", "2026Q4"),
        (4, "start", date(2019, 4, 1), "FY2019 Q1", "平成31年度（令和元年度）第1四半期", "2019Q1"),
        (10, "end", date(2026, 11, 22), "FY2027 Q1", "令和9年度第1四半期", "2027Q1"),
        (10, "end", date(2027, 2, 28), "FY2027 Q2", "令和9年度第2四半期", "2027Q2"),
        (7, "both", date(2027, 3, 31), "2026–27 Q3", "2026–27年度第3四半期", "2026Q3"),
        (1, "both", date(2027, 3, 31), "FY2027 Q1", "令和9年度第1四半期", "2027Q1"),
    ],
)
def test_a_quarter_is_called_as_its_year_is(settings, begins, named, day, english, japanese, code):
    settings.FISCAL_YEAR_BEGINS, settings.FISCAL_YEAR_NAMED = begins, named

    quarter = Quarter.holding(day)

    assert (quarter.in_words("en"), quarter.in_words("ja"), quarter.code) == (english, japanese, code)
    assert str(quarter) == english
    with override("ja"):
        assert str(quarter) == japanese


def test_the_months_of_a_quarter_are_told_in_the_language_of_the_page(settings):
    third = Quarter(FiscalYear(2026), 3)

    assert third.months_in_words == "Oct–Dec"
    with override("ja"):
        assert third.months_in_words == "10–12月"
        settings.FISCAL_YEAR_BEGINS = 6
        assert third.months_in_words == "12–2月"


def test_quarters_follow_one_another_by_their_ordinals():
    third = Quarter(FiscalYear(2026), 3)

    assert third.ordinal == 2026 * 4 + 2
    assert [Quarter.of_ordinal(third.ordinal + step).code for step in range(-3, 4)] == [
        "2025Q4",
        "2026Q1",
        "2026Q2",
        "2026Q3",
        "2026Q4",
        "2027Q1",
        "2027Q2",
    ]
    assert Quarter(FiscalYear(2025), 4) < third < Quarter(FiscalYear(2026), 4)


@effort(deadline=None)
@given(day=IN_THE_ERAS, begins=st.integers(1, 12))
def test_a_day_lies_in_its_fiscal_year_and_its_quarter(day, begins):
    with override_settings(FISCAL_YEAR_BEGINS=begins):
        year, quarter = fiscal_year(day), Quarter.holding(day)

        assert quarter.year == year
        assert year.first_day <= quarter.first_day <= day <= quarter.last_day <= year.last_day
        assert (year.quarter(1).first_day, year.quarter(4).last_day) == (year.first_day, year.last_day)


@pytest.mark.parametrize("named", ["start", "end", "both"])
@pytest.mark.parametrize("begins", range(1, 13))
def test_what_is_said_of_years_and_quarters_is_read_as_the_same(settings, begins, named):
    settings.FISCAL_YEAR_BEGINS, settings.FISCAL_YEAR_NAMED = begins, named
    day, quarters = date(2019, 1, 1), []
    while day <= date(2027, 12, 31):
        quarter = Quarter.holding(day)
        assert (quarter.year, quarter.first_day <= day <= quarter.last_day) == (fiscal_year(day), True)
        if not quarters or quarters[-1] != quarter:
            quarters.append(quarter)
        day += timedelta(days=1)

    assert [quarter.ordinal for quarter in quarters] == list(range(quarters[0].ordinal, quarters[-1].ordinal + 1))
    assert quarters[-1].ordinal - quarters[0].ordinal in (35, 36)
    for quarter in quarters:
        year = quarter.year
        assert [Quarter.of_ordinal(quarter.ordinal), FiscalYear.numbered(year.number).quarter(quarter.number)] == [quarter] * 2
        assert [read_quarter(words) for words in (quarter.code, quarter.in_words("ja"), quarter.in_words("en"))] == [quarter] * 3
        assert [read_fiscal_year(words) for words in (str(year.number), year.in_words("ja"), year.in_words("en"))] == [year] * 3


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


@pytest.mark.parametrize(
    "written",
    [
        "2026",
        "２０２６",
        "FY2026",
        "fy 2026",
        "2026年度",
        "二〇二六年度",
        "令和8年度",
        "令和８年度",
        "令和八年度",
        "R8",
        "r8年度",
        "2026–27",
        "2026-27年度",
        "2026/27",
        "2026-2027",
        "FY2026-27",
        "令和8年度（2026年度）",
    ],
)
def test_fiscal_years_are_read_as_people_type_them(written):
    assert read_fiscal_year(written) == FiscalYear(2026)


@pytest.mark.parametrize(
    ("written", "begins_in"),
    [("令和元年度", 2019), ("平成31年度", 2019), ("H31", 2019), ("平成元年度", 1989), ("昭和64年度", 1989), ("1999-2000", 1999)],
)
def test_the_first_and_last_year_of_an_era_are_read(written, begins_in):
    assert read_fiscal_year(written) == FiscalYear(begins_in)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "FY",
        "26",
        "FY26",
        "8年度",
        "元年度",
        "2026年",
        "令和8年",
        "令和0年度",
        "平成32年度",
        "2026-28",
        "2026-11",
        "2026-2026",
        "令和8年度（2027年度）",
        "令和8年度（",
        "2026年度まで",
        "3026",
        "2026Q3",
        "2026" + "(" * 100,
    ],
)
def test_what_names_no_fiscal_year_is_not_read(written):
    assert read_fiscal_year(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2026Q3",
        "2026-Q3",
        "2026q3",
        "２０２６Ｑ３",
        "2026 Q3",
        "FY2026 Q3",
        "FY2026-Q3",
        "2026–27 Q3",
        "R8 Q3",
        "R8Q3",
        "令和8年度第3四半期",
        "令和８年度第３四半期",
        "令和八年度第三四半期",
        "令和8年度3Q",
        "2026年度 第3四半期",
        "令和8年度（2026年度）第3四半期",
    ],
)
def test_quarters_are_read_as_people_type_them(written):
    assert read_quarter(written) == Quarter(FiscalYear(2026), 3)


@pytest.mark.parametrize(
    "written", ["", "2026", "Q3", "2026Q0", "2026Q5", "2026Q33", "26Q3", "2026年第3四半期", "令和8年度第三", "2026-28 Q3", "2026-11-22"]
)
def test_what_names_no_quarter_is_not_read(written):
    assert read_quarter(written) is None


def test_a_year_is_read_by_the_number_that_the_office_calls_it_by(settings):
    settings.FISCAL_YEAR_BEGINS, settings.FISCAL_YEAR_NAMED = 10, "end"

    assert [read_fiscal_year(written) for written in ("FY2027", "2027", "令和9年度", "R9", "2026–27")] == [FiscalYear(2026)] * 5
    assert read_quarter("2027Q1") == Quarter.holding(date(2026, 10, 1))


def test_where_years_are_those_of_the_calendar_none_has_two(settings):
    settings.FISCAL_YEAR_BEGINS = 1

    assert read_fiscal_year("2026–27") is None
    assert read_fiscal_year("2026") == FiscalYear(2026)


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
