"""Working days: all but Saturdays, Sundays and the days that a file of holidays names. Of a year that the file does not know, nothing is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere

HOLIDAYS_OF_JAPAN = Path(__file__).parent / "data" / "holidays.yaml"
SATURDAY = 5
LEAP_YEAR = 2000


class HolidaysNotKnown(RefusedHere):
    message = _("The working days of %(year)s cannot be counted: its holidays are not known here.")
    way_out = _("Choose another day, or ask the operator to renew the list of holidays (SHISHIN_HOLIDAYS).")


class WrongHolidays(ValueError):
    """A file of holidays that cannot be used, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The years that are known, their holidays, and the days of every year (month, day) on which offices are closed."""

    years: frozenset[int]
    days: frozenset[date]
    every_year: frozenset[tuple[int, int]]

    def is_working_day(self, day: date) -> bool:
        if day.year not in self.years:
            raise HolidaysNotKnown(year=day.year)
        return day.weekday() < SATURDAY and day not in self.days and (day.month, day.day) not in self.every_year


def is_working_day(day: date) -> bool:
    """Whether offices are open on a day."""
    return read_holidays(settings.HOLIDAYS).is_working_day(day)


def working_days_after(day: date, count: int) -> date:
    """The first, second … working day after a day, which itself does not count."""
    if count < 1:
        raise ValueError(f"The {count!r}th working day after a day is none.")
    holidays = read_holidays(settings.HOLIDAYS)
    while count:
        day += timedelta(days=1)
        count -= holidays.is_working_day(day)
    return day


@lru_cache(maxsize=4)
def read_holidays(path: Path) -> Holidays:
    """A file in the form of `data/holidays.yaml`."""
    try:
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise WrongHolidays(f"it cannot be read: {error}") from error
    if not isinstance(sheet, dict) or not isinstance(sheet.get("holidays"), dict) or set(sheet) - {"holidays", "closed_every_year"}:
        raise WrongHolidays("it must have holidays by year, and may have closed_every_year")
    years, every_year = sheet["holidays"], sheet.get("closed_every_year", [])
    if not isinstance(every_year, list):
        raise WrongHolidays("closed_every_year must be a list")
    for year, days in years.items():
        # An exact date: a moment is one to Python, too.
        if type(year) is not int or not isinstance(days, list) or not all(type(day) is date and day.year == year for day in days):
            raise WrongHolidays(f"{year!r} must be a year with a list of its days as 2026-01-01")
    return Holidays(
        years=frozenset(years),
        days=frozenset(day for days in years.values() for day in days),
        every_year=frozenset(_month_and_day(written) for written in every_year),
    )


def _month_and_day(written: Any) -> tuple[int, int]:
    try:
        month, day = re.fullmatch(r"(\d\d)-(\d\d)", written).groups()  # type: ignore[union-attr]
        date(LEAP_YEAR, int(month), int(day))
    except (TypeError, AttributeError, ValueError) as error:
        raise WrongHolidays(f'{written!r} must be a month and a day in quotation marks, as "12-31"') from error
    return int(month), int(day)
