"""Days as people write them: both calendars from one date, and fiscal years from April to March."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Era:
    """A Japanese era and its first day."""

    name: str
    name_en: str
    letter: str
    first_day: date


# The newest first.
LONGEST_DAY = 60
"""Characters that a written day may have, weekday in brackets included."""
ERAS = (
    Era("令和", "Reiwa", "R", date(2019, 5, 1)),
    Era("平成", "Heisei", "H", date(1989, 1, 8)),
    Era("昭和", "Showa", "S", date(1926, 12, 25)),
)


@dataclass(frozen=True, slots=True)
class EraYear:
    """A year counted in an era. The first year is written 元年."""

    era: Era
    number: int

    def __str__(self) -> str:
        return f"{self.era.name}{'元' if self.number == 1 else self.number}年"

    @property
    def in_english(self) -> str:
        return f"{self.era.name_en} {self.number}"


def era_year(day: date) -> EraYear | None:
    """The year of a day in its era; none before the eras known here."""
    for era in ERAS:
        if day >= era.first_day:
            return EraYear(era, day.year - era.first_day.year + 1)
    return None


def day_in_words(day: date | None, language: str = "", *, era: bool = False, weekday: bool = False, year: bool = True) -> str:
    """A day as it is printed: 2022年（令和4年）3月31日, 31 March 2022. Without a language, as its reader reads it; no words for no day."""
    if day is None:
        return ""
    language = language or get_language() or "ja"
    counted = era_year(day) if era and year else None
    if language.startswith("ja"):
        words = f"{day.month}月{day.day}日"
        if year:
            words = f"{day.year}年{f'（{counted}）' if counted else ''}{words}"
        return f"{words}（{WEEKDAYS_JA[day.weekday()]}）" if weekday else words
    words = f"{day.day} {MONTHS_EN[day.month - 1]}"
    if year:
        words += f" {day.year}{f' ({counted.in_english})' if counted else ''}"
    return f"{WEEKDAYS_EN[day.weekday()]} {words}" if weekday else words


def fiscal_year(day: date) -> int:
    """The fiscal year of a day: January to March belong to the year before."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_begins(year: int) -> date:
    return date(year, 4, 1)


def fiscal_year_in_words(year: int, language: str) -> str:
    """令和4年度, FY2022; where the era changed in the same calendar year both: 平成31年度（令和元年度）."""
    if not language.startswith("ja"):
        return f"FY{year}"
    began, later = era_year(fiscal_year_begins(year)), era_year(date(year, 12, 31))
    if began is None or later is None:
        return f"{year}年度"
    return f"{began}度" if began == later else f"{began}度（{later}度）"


def read_day(written: str) -> date | None:
    """A day from what people type: 2026-11-22, 2026/11/22, 2026年11月22日, 令和8年11月22日, R8.11.22."""
    if len(written) > LONGEST_DAY:
        return None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written))
    plain = re.sub(r"[((][^))]*[))]$", "", plain)
    found = re.fullmatch(r"(?P<era>令和|平成|昭和|[RHSrhs])?(?P<year>元|\d{1,4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?", plain)
    if not found:
        return None
    year = 1 if found["year"] == "元" else int(found["year"])
    era = next((era for era in ERAS if (found["era"] or "").upper() in (era.name, era.letter)), None)
    if found["era"] is None and (found["year"] == "元" or len(found["year"]) != 4):
        return None
    try:
        day = date(year + era.first_day.year - 1 if era else year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    # 平成32年 and 令和元年4月 name days that the era does not have.
    counted = era_year(day)
    return day if era is None or (counted is not None and counted.era == era) else None
