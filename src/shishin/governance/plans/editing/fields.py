"""Fields for figures as offices write them: amounts of money, and values of indicators."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.governance.models.indicators import DIGITS, PLACES
from shishin.governance.plans.content import plain_number

GROUPED = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
AMOUNT = re.compile(rf"[¥$€£]?{GROUPED}(?P<times>千|万|百万|千万|億|十億|百億|千億|兆)?(?P<unit>円|yen|[A-Za-z]{{3}}|[¥$€£])?")
NUMBER = re.compile(rf"(?P<sign>[-−▲△]?){GROUPED}(?P<unit>\D*)")
TIMES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "億": 8, "十億": 9, "百億": 10, "千億": 11, "兆": 12}
MOST = 10**15


def _plain(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).split())


def read_amount(written: str, *, currency: str) -> int | None:
    """Whole units of a currency from what people type: 1,234, １，２３４, 1,234 円, 1.5億円. None for what it cannot be sure of."""
    found = AMOUNT.fullmatch(_plain(written))
    if not found:
        return None
    unit = (found["unit"] or "").upper()
    if (unit in ("円", "YEN") and currency != "JPY") or (len(unit) == 3 and unit.isalpha() and unit not in ("YEN", currency)):
        return None
    amount = Decimal(found["number"].replace(",", "")) * 10 ** TIMES.get(found["times"] or "", 0)
    return int(amount) if amount == int(amount) and amount < MOST else None


class AmountField(forms.CharField):
    """An amount in whole units of a currency."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "20"}))
        super().__init__(max_length=40, required=False, **kwargs)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        written = super().clean(value)
        if not written:
            return None
        amount = read_amount(written, currency=self.currency)
        if amount is None:
            words = _("Enter the amount in whole units of %(currency)s, not below 0, for example 1,234,000.")
            raise forms.ValidationError(words, code="unread", params={"currency": self.currency})
        return amount


class NumberField(forms.CharField):
    """A figure of an indicator. A unit behind it is left out where it is the one that the form names."""

    default_error_messages = {"unread": _("Enter a number alone, for example 1,234.5.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "20"}))
        super().__init__(max_length=40, **kwargs)
        self.unit = ""

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        number = self._read(written)
        if number is None:
            raise forms.ValidationError(self.error_messages["unread"], code="unread")
        return number

    def _read(self, written: str) -> Decimal | None:
        found = NUMBER.fullmatch(_plain(written))
        if not found or found["unit"] not in ("", _plain(self.unit)):
            return None
        try:
            number = Decimal(found["number"].replace(",", ""))
        except InvalidOperation:
            return None
        exponent = number.as_tuple().exponent
        if number >= 10 ** (DIGITS - PLACES) or (isinstance(exponent, int) and exponent < -PLACES):
            return None
        return -number if found["sign"] else number
