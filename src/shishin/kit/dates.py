"""Days as people write them: both calendars from one date, and fiscal years as the office counts and names them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
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


LONGEST_DAY = 60
"""Characters that a written day, quarter or fiscal year may have, weekday in brackets included."""
KANJI_DIGITS, KANJI_UNITS = "〇一二三四五六七八九", {"千": 1000, "百": 100, "十": 10}
IN_KANJI = re.compile(rf"[{KANJI_DIGITS}{''.join(KANJI_UNITS)}]{{1,9}}")
# The newest first.
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


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A year of the office's accounts, known by the calendar year in which it begins, whatever people call it."""

    begins_in: int

    @classmethod
    def numbered(cls, number: int) -> FiscalYear:
        """The year that people call by this number."""
        called_later_by = cls(number).number - number
        return cls(number - called_later_by)

    def __str__(self) -> str:
        return self.in_words()

    @property
    def number(self) -> int:
        """What people call it: where years are named by their end, 2027 for the one that begins in October 2026. Of both years the first."""
        return self.last_day.year if settings.FISCAL_YEAR_NAMED == "end" else self.begins_in

    @property
    def first_day(self) -> date:
        return self.first_day_after(0)

    @property
    def last_day(self) -> date:
        return self.first_day_after(12) - timedelta(days=1)

    def first_day_after(self, months: int) -> date:
        years, month = divmod(settings.FISCAL_YEAR_BEGINS - 1 + months, 12)
        return date(self.begins_in + years, month + 1, 1)

    def quarter(self, number: int) -> Quarter:
        return Quarter(self, number)

    def in_words(self, language: str = "") -> str:
        """令和8年度, FY2026; in both years 2026–27. Where the era changed meanwhile both: 平成31年度（令和元年度）."""
        is_japanese = (language or get_language() or "ja").startswith("ja")
        first, last = self.first_day, self.last_day
        if settings.FISCAL_YEAR_NAMED == "both" and first.year != last.year:
            century_changes = first.year // 100 != last.year // 100
            years = f"{first.year}–{last.year if century_changes else f'{last.year % 100:02}'}"
            return f"{years}年度" if is_japanese else years
        named = self.number
        if not is_japanese:
            return f"FY{named}"
        began, later = era_year(max(first, date(named, 1, 1))), era_year(min(last, date(named, 12, 31)))
        if began is None or later is None:
            return f"{named}年度"
        return f"{began}度" if began == later else f"{began}度（{later}度）"


def fiscal_year(day: date) -> FiscalYear:
    """The fiscal year of a day: where it begins in April, January to March belong to the year before."""
    return FiscalYear(day.year if day.month >= settings.FISCAL_YEAR_BEGINS else day.year - 1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a fiscal year, 1 to 4."""

    year: FiscalYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A fiscal year has no quarter {self.number!r}.")

    @classmethod
    def holding(cls, day: date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(fiscal_year(day), (day.month - settings.FISCAL_YEAR_BEGINS) % 12 // 3 + 1)

    @classmethod
    def of_ordinal(cls, ordinal: int) -> Quarter:
        year, before = divmod(ordinal, 4)
        return cls(FiscalYear(year), before + 1)

    def __str__(self) -> str:
        return self.in_words()

    @property
    def ordinal(self) -> int:
        """A number that grows by one with each quarter: what is kept in a table, and reckoned with."""
        return self.year.begins_in * 4 + self.number - 1

    @property
    def first_day(self) -> date:
        return self.year.first_day_after(3 * (self.number - 1))

    @property
    def last_day(self) -> date:
        return self.year.first_day_after(3 * self.number) - timedelta(days=1)

    @property
    def code(self) -> str:
        """As people type it: 2026Q3."""
        return f"{self.year.number}Q{self.number}"

    @property
    def months_in_words(self) -> str:
        """As the page of its reader has them: 10–12月, Oct–Dec."""
        first, last = self.first_day.month, self.last_day.month
        if (get_language() or "ja").startswith("ja"):
            return f"{first}–{last}月"
        return f"{MONTHS_EN[first - 1][:3]}–{MONTHS_EN[last - 1][:3]}"

    def in_words(self, language: str = "") -> str:
        """令和8年度第3四半期, FY2026 Q3."""
        is_japanese = (language or get_language() or "ja").startswith("ja")
        return f"{self.year.in_words(language)}{f'第{self.number}四半期' if is_japanese else f' Q{self.number}'}"


def counted_in_kanji(signs: str) -> int:
    """二〇二六 is written digit by digit, 二千二十六 and 十一 in full."""
    if not set(signs) & set(KANJI_UNITS):
        return int("".join(str(KANJI_DIGITS.index(sign)) for sign in signs))
    total, digit = 0, 0
    for sign in signs:
        if unit := KANJI_UNITS.get(sign):
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = KANJI_DIGITS.index(sign)
    return total + digit


def read_day(written: str) -> date | None:
    """A day from what people type: 2026-11-22, 2026/11/22, 2026年11月22日, 令和8年11月22日, R8.11.22, 令和八年十一月二十二日."""
    plain = re.sub(r"[((][^))]*[))]$", "", plainly_written(written))
    found = re.fullmatch(r"(?P<era>令和|平成|昭和|[RHSrhs])?(?P<year>元|\d{1,4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?", plain)
    if not found:
        return None
    era, year = era_called(found["era"]), year_of_era(found["year"])
    if era is None and (found["year"] == "元" or len(found["year"]) != 4):
        return None
    try:
        day = date(year + era.first_day.year - 1 if era else year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    # 平成32年 and 令和元年4月 name days that the era does not have.
    in_era = era_year(day)
    return day if era is None or (in_era is not None and in_era.era == era) else None


def plainly_written(written: str) -> str:
    """Without spaces, in narrow letters, numbers in digits; nothing where it is longer than anything read here."""
    if len(written) > LONGEST_DAY:
        return ""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).replace("四半期", "Q")
    return IN_KANJI.sub(lambda signs: str(counted_in_kanji(signs[0])), plain)


def era_called(name: str | None) -> Era | None:
    return next((era for era in ERAS if (name or "").upper() in (era.name, era.letter)), None)


def year_of_era(digits: str) -> int:
    """The first year of an era is written 元."""
    return 1 if digits == "元" else int(digits)


# A year without 度 is one of the calendar, so 2026年 is not read.
WRITTEN_YEAR = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])(?P<of_era>元|\d{1,2})|(?:FY)?(?P<year>[12]\d{3})(?:[-–/](?P<last>\d{4}|\d{2}))?)(?:年度)?",
    re.IGNORECASE,
)
WRITTEN_QUARTER = re.compile(r"(?P<year>.+?)[-–/]?(?:Q(?P<number>[1-4])|第?(?P<before>[1-4])Q)", re.IGNORECASE)


def read_fiscal_year(written: str) -> FiscalYear | None:
    """A fiscal year from what people type: 2026, FY2026, 2026年度, 令和8年度, R8, 2026–27, 平成31年度（令和元年度）."""
    named, bracket, again = plainly_written(written).partition("(")
    year = _read_named_year(named)
    return year if not bracket or (again.endswith(")") and _read_named_year(again[:-1]) == year) else None


def read_quarter(written: str) -> Quarter | None:
    """A quarter from what people type: 2026Q3, 2026-Q3, FY2026 Q3, 2026–27 Q3, R8 Q3, 令和8年度第3四半期, 令和8年度3Q."""
    found = WRITTEN_QUARTER.fullmatch(plainly_written(written))
    year = read_fiscal_year(found["year"]) if found else None
    return Quarter(year, int(found["number"] or found["before"])) if found and year else None


def _read_named_year(plain: str) -> FiscalYear | None:
    found = WRITTEN_YEAR.fullmatch(plain)
    if not found:
        return None
    if era := era_called(found["era"]):
        number = year_of_era(found["of_era"]) + era.first_day.year - 1
        # 平成32年度 and 令和0年度 are not in the era.
        in_era = {year.era for year in (era_year(date(number, 1, 1)), era_year(date(number, 12, 31))) if year}
        return FiscalYear.numbered(number) if era in in_era else None
    if found["last"] is None:
        return FiscalYear.numbered(int(found["year"]))
    # Both years say when it begins, whatever the office names it by.
    begins_in, ends_in = int(found["year"]), FiscalYear(int(found["year"])).last_day.year
    return FiscalYear(begins_in) if ends_in != begins_in and found["last"] in (str(ends_in), f"{ends_in % 100:02}") else None


CLOCK = re.compile(
    r"(?P<day>.+?)(?:T|\s+)(?P<hour>\d{1,2})[:時](?P<minute>\d{2})(?:[:分](?P<second>\d{2})?(?:\.\d+)?秒?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050
"""Days as Excel counts them, 2000 to 2099: what it leaves where a column has lost its format."""
BEFORE_SERIALS = date(1899, 12, 30)


def read_moment(written: str) -> datetime | None:
    """A moment from what tables hold: a day as `read_day` reads it or as Excel counts it, with or without a clock; without one it is midnight here."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", plain) and FIRST_SERIAL <= float(plain) <= LAST_SERIAL:
        seconds = round(float(plain) * 24 * 60 * 60)
        return timezone.make_aware(datetime.combine(BEFORE_SERIALS, time()) + timedelta(seconds=seconds))
    clock = CLOCK.fullmatch(plain) if len(plain) <= LONGEST_DAY else None
    day = read_day(clock["day"] if clock else plain)
    if day is None or clock is None:
        return None if day is None else timezone.make_aware(datetime.combine(day, time()))
    try:
        at = datetime.combine(day, time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)))
        return datetime.fromisoformat(f"{at.isoformat()}{clock['zone']}") if clock["zone"] else timezone.make_aware(at)
    except ValueError:
        return None
