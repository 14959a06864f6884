"""Shape and clean input of chapters, measures and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.governance.models import Amount, Indicator, MeasureLine
from shishin.governance.plans.content import PlanContent, PlanIndicator, PlanMeasure
from shishin.governance.plans.editing.clauses import as_choices, items_of, lines_found, lines_of, lines_sent
from shishin.governance.plans.editing.fields import AmountField, NumberField
from shishin.governance.plans.indicators import IndicatorWords
from shishin.governance.writing import AmountWords, MeasureWords, MilestoneWords
from shishin.guidelines.models import Line
from shishin.kit.dates import FiscalYear
from shishin.kit.forms import DayField, FiscalYearField, QuarterField, WordsField
from shishin.kit.identity import in_language, join_words, split_words

Kind = MeasureLine.Kind
WRITE, REMOVE, FIND, MORE_MILESTONES, MORE_AMOUNTS = "write", "remove", "find", "more-milestones", "more-amounts"
EMPTY_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 60
MILESTONE, AMOUNT = "milestone", "amount"


class ChapterForm(forms.Form):
    headings = WordsField(_("Heading in %(language)s"), max_length=200)
    bodies = WordsField(_("Words in %(language)s"), rows=8, help_text=_("Markdown: a blank line between paragraphs, - before each item."))


class MeasureForm(forms.Form):
    """All of a measure. Lines of milestones and amounts are numbered; one that is left empty is none.

    Buttons that look for clauses or add lines draw the form again with all that was typed, and nothing is checked or stored.
    """

    template_name = "governance/measure_form.html"
    titles = WordsField(_("Title in %(language)s"), max_length=200)
    outlines = WordsField(_("Outline in %(language)s"), rows=5)
    chapter = forms.ChoiceField(label=_("Chapter"))
    unit = forms.CharField(label=_("Unit in charge"), max_length=200)
    first = QuarterField(label=_("First quarter"), help_text=_("For example 2026Q3 or 令和8年度第3四半期."))
    last = QuarterField(label=_("Last quarter"))
    items = forms.MultipleChoiceField(
        label=_("Items of the upper plan that it carries out"), required=False, widget=forms.CheckboxSelectMultiple
    )
    realizes = forms.MultipleChoiceField(label=_("Clauses that it realizes"), required=False, widget=forms.CheckboxSelectMultiple)
    find = forms.CharField(
        label=_("Find another clause"), max_length=200, required=False, help_text=_("Words of the clause, or its document and number.")
    )
    systems = forms.CharField(
        label=_("Ids of systems"),
        max_length=1000,
        required=False,
        help_text=_("With commas between them, as the list of systems has them."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: PlanContent, measure: PlanMeasure | None, reader: Any, **kwargs: Any) -> None:
        initial = _initial(measure) if measure else {}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}})
        self.plan, self.measure, self.reader = content.edition.plan, measure, reader
        self.act = self.data.get("act", "")
        self.fields["chapter"].choices = [(chapter.key, chapter.heading) for chapter in content.chapters]  # type: ignore[attr-defined]
        self.lines: dict[str, Line] = {}
        self._offer("items", [*items_of(self.plan.upper_document), *self._served(Kind.UPPER_ITEM)])
        self.found = lines_found(self.data.get("find", ""), reader=reader) if self.act == FIND else []
        sent = lines_sent(self["realizes"].data or []) if self.is_bound else []
        self._offer("realizes", [*self._served(Kind.REALIZES), *sent, *self.found])
        self.row_counts = {name: self._rows_of(name, more) for name, more in ((MILESTONE, MORE_MILESTONES), (AMOUNT, MORE_AMOUNTS))}
        self._add_milestones()
        self._add_amounts()

    def _served(self, kind: str) -> list[Line]:
        return lines_of(self.measure.lines, kind) if self.measure else []

    def _offer(self, name: str, lines: list[Line]) -> None:
        self.lines |= {str(line.pk): line for line in lines}
        self.fields[name].choices = as_choices(lines)  # type: ignore[attr-defined]

    def _rows_of(self, name: str, more: str) -> int:
        """As many as were drawn before, and more where they are asked for."""
        there = len(getattr(self.measure, f"{name}s")) if self.measure else 0
        sent = self.data.get(f"{name}_rows", "")
        drawn = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= 4 else there + EMPTY_ROWS
        return min(drawn + (MORE_ROWS if self.act == more else 0), MOST_ROWS)

    def _add_milestones(self) -> None:
        rows = range(1, self.row_counts[MILESTONE] + 1)
        for row in rows:
            self.fields |= {
                f"{MILESTONE}_{row}_quarter": QuarterField(label=_("Quarter"), required=False),
                f"{MILESTONE}_{row}_words": WordsField(_("What is reached, in %(language)s"), max_length=300),
                f"{MILESTONE}_{row}_after": forms.ChoiceField(label=_("After"), required=False),
            }
        names = {row: in_language(self[f"{MILESTONE}_{row}_words"].value()) for row in rows}
        for row in rows:
            others = [(str(number), f"{number}　{name}".strip()) for number, name in names.items() if number != row]
            self.fields[f"{MILESTONE}_{row}_after"].choices = [("", _("None")), *others]  # type: ignore[attr-defined]

    def _add_amounts(self) -> None:
        measured = {amount.year for amount in self.measure.amounts} if self.measure else set()
        years = sorted({FiscalYear(self.plan.first_year - 1), *self.plan.years, *measured})
        for row in range(1, self.row_counts[AMOUNT] + 1):
            self.fields |= {
                f"{AMOUNT}_{row}_year": forms.TypedChoiceField(
                    label=_("Fiscal year"),
                    choices=[("", _("Nothing chosen")), *((str(year.begins_in), str(year)) for year in years)],
                    coerce=lambda value: FiscalYear(int(value)),
                    empty_value=None,
                    required=False,
                ),
                f"{AMOUNT}_{row}_kind": forms.ChoiceField(label=_("Kind"), choices=Amount.Kind.choices, required=False),
                f"{AMOUNT}_{row}_amount": AmountField(
                    label=gettext("Amount in %(currency)s") % {"currency": self.plan.currency}, currency=self.plan.currency
                ),
                f"{AMOUNT}_{row}_withheld": DayField(
                    label=_("Not public before"), required=False, **({} if row == 1 else {"help_text": ""})
                ),
            }

    # As the template draws it.

    def _lines_drawn(self, name: str, *parts: str) -> list[tuple[int, list[Any]]]:
        return [(row, [self[f"{name}_{row}_{part}"] for part in parts]) for row in range(1, self.row_counts[name] + 1)]

    @property
    def milestone_rows(self) -> list[tuple[int, list[Any]]]:
        return self._lines_drawn(MILESTONE, "quarter", "words", "after")

    @property
    def amount_rows(self) -> list[tuple[int, list[Any]]]:
        return self._lines_drawn(AMOUNT, "year", "kind", "amount", "withheld")

    @property
    def found_nothing(self) -> bool:
        return self.act == FIND and not self.found

    both: Any = None
    """What somebody else wrote meanwhile, beside what was sent."""

    def go_on_from(self, revision: int) -> None:
        """Sent again, it writes over the text that is there now, which its writer has seen."""
        again = cast(QueryDict, self.data).copy()
        again["revision"] = str(revision)
        self.data = again

    # As it is read.

    @property
    def is_drawn_again(self) -> bool:
        return self.act in (FIND, MORE_MILESTONES, MORE_AMOUNTS)

    def full_clean(self) -> None:
        if self.is_drawn_again:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return not self.is_drawn_again and super().is_valid()

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        milestones, amounts = list(self._milestones(clean)), list(self._amounts(clean))
        if self.errors:
            return clean
        lines = [(kind, self.lines[pk]) for name, kind in (("items", Kind.UPPER_ITEM), ("realizes", Kind.REALIZES)) for pk in clean[name]]
        said = {name: clean[name] for name in ("chapter", "titles", "outlines", "unit", "first", "last")}
        words = MeasureWords(**said, systems=split_words(clean["systems"]), lines=lines, milestones=milestones, amounts=amounts)
        return {"words": words, "revision": clean["revision"]}

    def _milestones(self, clean: dict[str, Any]) -> Iterator[MilestoneWords]:
        part = lambda row, name: clean.get(f"{MILESTONE}_{row}_{name}")  # noqa: E731 - names a field
        rows = [row for row in range(1, self.row_counts[MILESTONE] + 1) if part(row, "quarter") or part(row, "words")]
        for row in rows:
            at, after = f"{MILESTONE}_{row}", int(part(row, "after") or 0)
            for name, missing in (("quarter", _("Enter the quarter of this milestone.")), ("words", _("Say what is reached."))):
                if not part(row, name) and f"{at}_{name}" not in self.errors:
                    self.add_error(f"{at}_{name}", missing)
            if after and after not in rows:
                self.add_error(f"{at}_after", _("That line is empty. Choose another milestone, or none."))
            elif (quarter := part(row, "quarter")) and (words := part(row, "words")):
                yield MilestoneWords(quarter, words, rows.index(after) if after else None)

    def _amounts(self, clean: dict[str, Any]) -> Iterator[AmountWords]:
        for row in range(1, self.row_counts[AMOUNT] + 1):
            year, amount, withheld = (clean.get(f"{AMOUNT}_{row}_{name}") for name in ("year", "amount", "withheld"))
            if year is None and amount is None and withheld is None:
                continue
            for name, value, missing in (("year", year, _("Choose the fiscal year.")), ("amount", amount, _("Enter the amount."))):
                if value is None and f"{AMOUNT}_{row}_{name}" not in self.errors:
                    self.add_error(f"{AMOUNT}_{row}_{name}", missing)
            if year is not None and amount is not None:
                yield AmountWords(year, clean.get(f"{AMOUNT}_{row}_kind") or Amount.Kind.REQUEST, amount, withheld)


def _initial(measure: PlanMeasure) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: getattr(measure, name) for name in ("titles", "outlines", "chapter", "unit", "first", "last", "revision")
    }
    initial["systems"] = join_words(measure.systems)
    for name, kind in (("items", Kind.UPPER_ITEM), ("realizes", Kind.REALIZES)):
        initial[name] = [str(line.pk) for line in lines_of(measure.lines, kind)]
    for row, milestone in enumerate(measure.milestones, 1):
        after = "" if milestone.after is None else str(milestone.after + 1)
        said = {"quarter": milestone.quarter, "words": milestone.words, "after": after}
        initial |= {f"{MILESTONE}_{row}_{name}": value for name, value in said.items()}
    for row, amount in enumerate(measure.amounts, 1):
        told = {"year": str(amount.year.begins_in), "kind": amount.kind, "amount": amount.amount, "withheld": amount.withheld_until}
        initial |= {f"{AMOUNT}_{row}_{name}": value for name, value in told.items()}
    return initial


class IndicatorForm(forms.Form):
    """An indicator of a measure or of the plan, with a target for each year that has one."""

    titles = WordsField(_("Title in %(language)s"), max_length=200)
    measure = forms.ChoiceField(label=_("What it measures"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of effect"),
        choices=[choice for choice in Indicator.Kind.choices if choice[0] != Indicator.Kind.MEASURE],
        required=False,
        help_text=_("For an indicator of the plan; that of a measure has none."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=50, help_text=_("For example %, 件 or days."))
    direction = forms.ChoiceField(label=_("Direction"), choices=Indicator.Direction.choices, widget=forms.RadioSelect, initial="up")
    baseline = NumberField(label=_("Baseline"), help_text=_("What it was when nothing was done yet."))
    baseline_year = FiscalYearField(label=_("Fiscal year of the baseline"), help_text=_("For example 2026, FY2026 or 令和8年度."))

    def __init__(self, *args: Any, content: PlanContent, indicator: PlanIndicator | None, **kwargs: Any) -> None:
        plan = content.edition.plan
        targets = indicator.targets if indicator else {}
        self.years = sorted({*plan.years, *targets})
        initial: dict[str, Any] = {f"target_{year.begins_in}": value for year, value in targets.items()}
        if indicator:
            names = ("titles", "measure", "kind", "unit", "direction", "baseline", "baseline_year")
            initial |= {name: getattr(indicator, name) for name in names}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}})
        measures = [(measure.key, measure.title) for measure in content.measures]
        self.fields["measure"].choices = [("", _("The effect of the plan")), *measures]  # type: ignore[attr-defined]
        for year in self.years:
            label = gettext("Target for %(year)s") % {"year": year}
            self.fields[f"target_{year.begins_in}"] = NumberField(label=label, required=False)

    def full_clean(self) -> None:
        """Figures are read with the unit that is sent along."""
        for field in self.fields.values():
            if isinstance(field, NumberField):
                field.unit = self.data.get("unit", "")
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.errors:
            return clean
        targets = {year: value for year in self.years if (value := clean.pop(f"target_{year.begins_in}")) is not None}
        if not clean["kind"]:
            clean["kind"] = Indicator.Kind.EFFECT
        return {"words": IndicatorWords(**clean, targets=targets)}
