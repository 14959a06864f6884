"""Shape and clean input of the page on which a quarter is reported: a few fields for each measure, sent together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.errors.plans import QuarterNotStored
from shishin.governance.models import IndicatorValue, Milestone, Plan, Progress
from shishin.governance.models.indicators import DIGITS, PLACES
from shishin.governance.plans.content import plain_number
from shishin.governance.progress.pages import MilestoneToReport, ProgressPage, ProgressRow, ValueRow
from shishin.governance.reporting import reach_milestone, report_progress, report_value
from shishin.kit.form_page import attempt
from shishin.kit.forms import DayField
from shishin.people.models import Person

LONGEST = 4_000
MINUS = str.maketrans({"−": "-", "▲": "-", "△": "-", "‐": "-", "–": "-"})
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


class MeantNumberField(forms.CharField):
    """A number as people write it: １，２３４, 123件, 12.5 %, ▲3. What is no number is refused."""

    default_error_messages = {
        "number": gettext_lazy("“%(written)s” is no number. Write digits alone, such as 1234 or 12.5."),
        "long": gettext_lazy("“%(written)s” has too many digits. Write at most %(whole)s before the point and %(places)s after it."),
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=60, required=False, **kwargs)
        self.unit = unit

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        plain = "".join(unicodedata.normalize("NFKC", written).split()).translate(MINUS)
        plain = plain.removesuffix("".join(unicodedata.normalize("NFKC", self.unit).split()))
        if not NUMBER.fullmatch(plain):
            raise forms.ValidationError(self.error_messages["number"] % {"written": written}, code="number")
        number = Decimal(plain.replace(",", ""))
        whole, _point, places = plain_number(number).lstrip("-").partition(".")
        if len(whole) > DIGITS - PLACES or len(places) > PLACES:
            figures = {"written": written, "whole": DIGITS - PLACES, "places": PLACES}
            raise forms.ValidationError(self.error_messages["long"] % figures, code="long")
        return number


class QuarterForm(forms.Form):
    """All measures of a page. The name of each field ends with the key of what it is about."""

    def __init__(self, *args: Any, page: ProgressPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        for row in page.rows:
            self._add_measure(row)
        for value in page.effects:
            self._add_value(value)

    def _add_measure(self, row: ProgressRow) -> None:
        report, name = row.report, {"measure": row.measure.title}
        choices = [("", _("not reported")), *Progress.State.choices]
        self._add(
            f"state_{row.key}",
            forms.ChoiceField(label=_("State of %(measure)s") % name, choices=choices, required=False),
            report and report.state,
        )
        for field, label in (("done", _("What was done for %(measure)s")), ("next", _("What comes next for %(measure)s"))):
            words = forms.CharField(label=label % name, max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 3}))
            self._add(f"{field}_{row.key}", words, getattr(report, field, ""))
        self._add(f"follows_{row.key}", forms.IntegerField(required=False, widget=forms.HiddenInput), report.pk if report else 0)
        for milestone in row.milestones:
            self._add_milestone(milestone)
        for value in row.values:
            self._add_value(value)

    def _add_milestone(self, row: MilestoneToReport) -> None:
        if row.milestone.reached_on is None:
            label = _("“%(milestone)s” reached on") % {"milestone": row.milestone}
            self._add(f"reached_{row.milestone.uuid}", DayField(label=label, required=False, help_text=""), None)

    def _add_value(self, row: ValueRow) -> None:
        names = {"indicator": row.indicator.title, "unit": row.indicator.unit}
        label = _("%(indicator)s (%(unit)s), in the quarter") if row.quarter else _("%(indicator)s (%(unit)s), in the whole year")
        number = MeantNumberField(
            label=label % names, unit=row.indicator.unit, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        )
        self._add(row.field("value"), number, plain_number(row.value.value) if row.value else "")
        source = forms.CharField(label=_("Source of %(indicator)s") % names, max_length=LONGEST, required=False)
        self._add(row.field("source"), source, row.value.source if row.value else "")
        self._add(row.field("follows"), forms.IntegerField(required=False, widget=forms.HiddenInput), row.value.pk if row.value else 0)

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        field.initial = initial
        self.fields[name] = field

    @property
    def measures(self) -> Iterator[tuple[ProgressRow, Mapping[str, Any], Sequence[Any], Sequence[Any]]]:
        """Each row with its fields, for the page."""
        for row in self.page.rows:
            fields = {name: self[f"{name}_{row.key}"] for name in ("state", "done", "next")}
            reached = [(one, self[f"reached_{one.milestone.uuid}"] if one.milestone.reached_on is None else None) for one in row.milestones]
            yield row, fields, reached, [self._value_fields(value) for value in row.values]

    @property
    def faults(self) -> list[tuple[Any, Any]]:
        """Fields with what is wrong with them, for the summary above."""
        return [(self[name], self[name].errors) for name in self.fields if name in self.errors]

    @property
    def effects(self) -> list[Any]:
        return [self._value_fields(value) for value in self.page.effects]

    def _value_fields(self, row: ValueRow) -> tuple[ValueRow, Any, Any]:
        return row, self[row.field("value")], self[row.field("source")]

    def clean(self) -> None:
        for row in self.page.rows:
            clean = self.cleaned_data
            words = clean.get(f"done_{row.key}") or clean.get(f"next_{row.key}")
            if not clean.get(f"state_{row.key}", "x") and (words or clean.get(f"follows_{row.key}")):
                self.add_error(f"state_{row.key}", _("Choose a state: what was reported once is not taken back."))
        for name, value in list(self.cleaned_data.items()):
            if name.startswith("reached_") and value and value > localdate():
                self.add_error(name, _("This day is still to come. Enter the day on which it was reached."))

    def report(self, plan: Plan, *, by: Person) -> int:
        """How many things were reported. All of them or none: what is refused stands beside its measure."""
        quarter = self.page.quarter
        if quarter is None:
            raise QuarterNotStored
        shown = self._shown()
        acts = {
            **{f"state_{row.key}": lambda row=row: self._report_measure(plan, row, shown, by=by) for row in self.page.rows},
            **{
                f"reached_{one.milestone.uuid}": lambda one=one: self._reach(one.milestone, by=by)
                for row in self.page.rows
                for one in row.milestones
            },
            **{one.field("value"): lambda one=one: self._report_value(plan, one, by=by) for one in self._values()},
        }
        attempts = {name: attempt(act) for name, act in acts.items()}
        refused = {name: tried.refusal for name, tried in attempts.items() if tried.refusal}
        for name, refusal in refused.items():
            self.add_error(name if name in self.fields else None, refusal.as_html)
        if refused:
            raise QuarterNotStored
        return sum(bool(tried.made) for tried in attempts.values())

    def _shown(self) -> dict[int, Progress]:
        """The reports that the page showed when it was filled in: they are kept for ever."""
        follows = [number for row in self.page.rows if (number := self.cleaned_data.get(f"follows_{row.key}"))]
        return Progress.objects.in_bulk(follows)

    def _report_measure(self, plan: Plan, row: ProgressRow, shown: Mapping[int, Progress], *, by: Person) -> bool:
        """Nothing, where somebody left what they saw."""
        clean = self.cleaned_data
        state, done, comes_next = (clean[f"{name}_{row.key}"] for name in ("state", "done", "next"))
        follows = clean.get(f"follows_{row.key}") or 0
        seen = shown.get(follows)
        if not state or (seen and (seen.state, seen.done, seen.next) == (state, _lines(done), _lines(comes_next))):
            return False
        report_progress(
            plan, key=row.key, quarter=row.quarter, state=state, done=_lines(done), next=_lines(comes_next), follows=follows, by=by
        )
        return True

    def _reach(self, milestone: Milestone, *, by: Person) -> bool:
        on = self.cleaned_data.get(f"reached_{milestone.uuid}")
        return bool(on and reach_milestone(milestone, on=on, by=by))

    def _values(self) -> Iterator[ValueRow]:
        for row in self.page.rows:
            yield from row.values
        yield from self.page.effects

    def _report_value(self, plan: Plan, row: ValueRow, *, by: Person) -> bool:
        value, source = self.cleaned_data[row.field("value")], self.cleaned_data[row.field("source")]
        follows = self.cleaned_data.get(row.field("follows")) or 0
        seen = IndicatorValue.objects.filter(pk=follows).first() if value is not None else None
        if value is None or (seen and (seen.value, seen.source) == (value, source)):
            return False
        words = row.value.words if row.value else ""
        told = {"value": value, "words": words, "source": source}
        report_value(plan, key=row.indicator.key, year=row.year, quarter=row.quarter, follows=follows, by=by, **told)
        return True


def _lines(text: str) -> str:
    """As it is kept, whatever ends of lines a browser sends."""
    return text.replace("\r\n", "\n").strip()
