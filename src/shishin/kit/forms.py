"""How forms are drawn: label, hint, error, control, in this order, with a summary of what is wrong on top."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from shishin.kit.dates import read_day

FIRST_YEAR, LAST_YEAR = 1800, 2999

# Django says these too; named here, our catalogue says them as an office would.
SAID_ANEW = (_("This field is required."), _("Enter a valid date."))


class Renderer(TemplatesSetting):
    """`{{ form }}` gives everything; `{{ form.name.as_field_group }}` one field."""

    form_template_name = "kit/forms/form.html"
    field_template_name = "kit/forms/field.html"
    formset_template_name = "kit/forms/formset.html"


class DayInput(forms.TextInput):
    """A day as people write it, in either calendar. What it cannot read stays as typed, for the field to refuse."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "inputmode": "text", "size": "20", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        written = super().value_from_datadict(data, files, name)
        read = read_day(written) if isinstance(written, str) else None
        return read.isoformat() if read else written

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day, with the hint how it may be written. Days that no office means are slips, and calendars end close beyond them."""

    widget = DayInput
    default_error_messages = {"far": _("Enter a day between the years %(first)s and %(last)s.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 2026-11-22, 令和8年11月22日 or R8.11.22."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["far"] % {"first": FIRST_YEAR, "last": LAST_YEAR}, code="far")
        return day
