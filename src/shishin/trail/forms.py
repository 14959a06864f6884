"""The filter of the trail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.kit.forms import DayField


class FilterForm(forms.Form):
    key = forms.CharField(
        label=_("What was done"), required=False, max_length=80, help_text=_("A key or its beginning, such as guidelines.")
    )
    about = forms.CharField(label=_("To what"), required=False, max_length=120, help_text=_("The name of a thing as the list shows it."))
    actor = forms.CharField(label=_("Who"), required=False, max_length=80, help_text=_("The name of an actor as the list shows it."))
    day = DayField(label=_("Day"), required=False)

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"]).strip()
