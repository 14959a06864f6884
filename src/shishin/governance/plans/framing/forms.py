"""Shape and clean input of what frames a plan: its years, who advises and adopts, and the rule of its clock."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shishin.councils.models import Body
from shishin.governance.models import Plan
from shishin.governance.plans.keeping import MOST_MONTHS, is_day_of_a_year
from shishin.guidelines.models import Document
from shishin.kit.dates import FiscalYear
from shishin.kit.forms import DayField, FiscalYearField, WordsField
from shishin.kit.identity import site_languages
from shishin.people.models import Organization

AFTER_MONTHS, BY_DAY, NO_RULE = "months", "day", "none"
RULES = ("clock", "every_months", "by", "answers")
MONTH_AND_DAY = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
CURRENCY = re.compile(r"[A-Z]{3}")


class DayOfYearField(forms.CharField):
    """A day that each year has, as people write it: 06-30, 6/30, 6月30日."""

    default_error_messages = {"unread": _("Enter a month and a day, for example 06-30 or 6月30日.")}

    def clean(self, value: Any) -> str:
        written = "".join(unicodedata.normalize("NFKC", super().clean(value)).split())
        found = MONTH_AND_DAY.fullmatch(written)
        day = f"{int(found[1]):02}-{int(found[2]):02}" if found else ""
        if written and not is_day_of_a_year(day):
            raise forms.ValidationError(self.error_messages["unread"], code="unread")
        return day


class PlanForm(forms.Form):
    """The frame of a plan. The organization and the language that binds are said once, when it is founded."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organization"), empty_label=_("Nothing chosen"))
    titles = WordsField(_("Title in %(language)s"), max_length=200, needs_one=_("Write it in at least one language."))
    source_language = forms.ChoiceField(
        label=_("Language that binds"), choices=site_languages, help_text=_("Every chapter and measure has words in it.")
    )
    first_year = FiscalYearField(label=_("First fiscal year"), help_text=_("For example 2026, FY2026 or 令和8年度."))
    last_year = FiscalYearField(label=_("Last fiscal year"))
    upper_document = forms.ModelChoiceField(
        Document.objects.none(),
        label=_("Upper plan"),
        required=False,
        empty_label=_("None"),
        help_text=_("The document whose items the measures carry out."),
    )
    advised_by = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Advised by"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Its advisers read what is submitted, and give advice on it."),
    )
    answers = forms.BooleanField(label=_("Advice has to be answered before an edition is adopted"), required=False)
    bodies = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label=_("Bodies that adopt it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the decision of any body will do."),
    )
    clock = forms.ChoiceField(
        label=_("When the next edition is due"),
        choices=[
            (AFTER_MONTHS, _("A number of months after the last decision")),
            (BY_DAY, _("On a day of each fiscal year")),
            (NO_RULE, _("Never: the plan has no clock")),
        ],
        widget=forms.RadioSelect,
        initial=AFTER_MONTHS,
    )
    every_months = forms.IntegerField(
        label=_("Months after the last decision"), min_value=1, max_value=MOST_MONTHS, required=False, initial=12
    )
    by = DayOfYearField(label=_("Day of each fiscal year"), max_length=20, required=False, help_text=_("For example 06-30 or 6月30日."))
    currency = forms.CharField(
        label=_("Currency of the amounts"), max_length=3, initial="JPY", help_text=_("Three letters, for example JPY or EUR.")
    )

    def __init__(
        self,
        *args: Any,
        documents: QuerySet[Document],
        organizations: QuerySet[Organization] | None = None,
        plan: Plan | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"initial": _initial(plan) if plan else {}, **kwargs})
        named = plan.bodies.values("pk") if plan else Body.objects.none().values("pk")
        bodies = Body.objects.filter(abolished_on=None) | Body.objects.filter(pk__in=named)
        offered: dict[str, QuerySet[Any]] = {
            "upper_document": documents,
            "advised_by": Organization.objects.filter(abolished_on=None).prefetch_related("dated_names"),
            "bodies": bodies.prefetch_related("dated_names"),
        }
        if organizations is None:
            del self.fields["organization"], self.fields["source_language"]
        else:
            offered["organization"] = organizations
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        currency: str = unicodedata.normalize("NFKC", self.cleaned_data["currency"]).strip().upper()
        if not CURRENCY.fullmatch(currency):
            raise forms.ValidationError(_("Enter the three letters of a currency, for example JPY."))
        return currency

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        wanted = {AFTER_MONTHS: "every_months", BY_DAY: "by"}.get(clean.get("clock", ""))
        if wanted and not clean.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Say it, or choose another rule above."))
        if self.errors:
            return clean
        rule: dict[str, Any] = {wanted: clean[wanted]} if wanted else {}
        if clean["answers"]:
            rule["answers"] = True
        years = {name: clean.pop(name).begins_in for name in ("first_year", "last_year")}
        return {**{name: value for name, value in clean.items() if name not in RULES}, **years, "rule": rule}


def _initial(plan: Plan) -> dict[str, Any]:
    rule = plan.rule
    return {
        **{name: getattr(plan, name) for name in ("titles", "currency")},
        "upper_document": plan.upper_document_id,
        "advised_by": plan.advised_by_id,
        "bodies": list(plan.bodies.all()),
        "first_year": FiscalYear(plan.first_year),
        "last_year": FiscalYear(plan.last_year),
        "clock": AFTER_MONTHS if "every_months" in rule else BY_DAY if "by" in rule else NO_RULE,
        "every_months": rule.get("every_months"),
        "by": rule.get("by", ""),
        "answers": plan.needs_answers,
    }


class StartForm(forms.Form):
    fiscal_year = FiscalYearField(
        label=_("Fiscal year of the edition"),
        help_text=_("For example 2026, FY2026 or 令和8年度; or a day, and you see in which year it lies."),
    )
    reason = forms.CharField(
        label=_("Why there has to be another one in this year"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only where the year has an edition already."),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        return {**clean, "fiscal_year": clean["fiscal_year"].begins_in} if "fiscal_year" in clean else clean


class CloseForm(forms.Form):
    ended_on = DayField(label=pgettext_lazy("plan", "Closed on"), initial=localdate)
    reason = forms.CharField(label=_("Why it is closed"), widget=forms.Textarea({"rows": 3}), help_text=_("The page of the plan shows it."))
    successor = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan that goes on"), required=False, empty_label=_("None"))

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = plans  # type: ignore[attr-defined]
