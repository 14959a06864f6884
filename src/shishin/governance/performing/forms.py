"""Forms of what is stated, of a year, and of a file of statuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.governance.models import DutyStatus
from shishin.governance.performing.pages import CellRow
from shishin.governance.stating import state_duty
from shishin.kit.forms import DayField
from shishin.people.models import Person

AS_LAST_YEAR = "last"
"""The choice that says what was said the year before, words and evidence included."""


class StateForm(forms.Form):
    """What an organization says of one duty. Nothing is chosen before somebody chooses it; one choice says the same as last year."""

    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect, choices=DutyStatus.State.choices)
    words = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed unless it is performed: what is missing, or why it does not apply."),
    )
    evidence = forms.CharField(label=_("Evidence"), required=False, max_length=2000, help_text=_("A document, a number, an address."))
    follows = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, row: CellRow, may_be_empty: bool = False, **kwargs: Any) -> None:
        if row.status and "initial" not in kwargs:
            kwargs["initial"] = {name: getattr(row.status, name) for name in ("state", "words", "evidence")}
        super().__init__(*args, **kwargs)
        self.row = row
        state = self.fields["state"]
        state.required = not may_be_empty
        if row.last and row.last_look:
            same = _("As in the year before: %(state)s") % {"state": row.last_look.words}
            state.choices = [(AS_LAST_YEAR, same), *DutyStatus.State.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        last = self.row.last
        if clean.get("state") == AS_LAST_YEAR and last:
            clean |= {"state": str(last.state)}
            clean |= {name: clean.get(name) or getattr(last, name) for name in ("words", "evidence")}
        elif not clean.get("state") and (clean.get("words") or clean.get("evidence")) and "state" not in self.errors:
            self.add_error("state", _("Choose a state: words alone say none."))
        return clean

    @property
    def is_filled(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["state"])

    def store(self, *, by: Person) -> DutyStatus:
        row, clean = self.row, self.cleaned_data
        year = row.standing.year.begins_in
        return state_duty(row.duty, organization=row.organization, fiscal_year=year, by=by, **clean)


class DueForm(forms.Form):
    due_on = DayField(
        label=_("To be stated until"), required=False, help_text=_("For example 2026-11-22, 令和8年11月22日 or R8.11.22. Empty: no day.")
    )


class StatusFileForm(forms.Form):
    upload = forms.FileField(label=_("Filled table"), help_text=_("Excel or CSV, as it goes out from the page of a list."))
