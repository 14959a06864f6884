"""The form of search: words, and what narrows them down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models import Clause, Family
from shishin.guidelines.searching.searching import FILTERS, LONGEST_QUERY, Search, SearchScope
from shishin.kit.forms import DayField
from shishin.texts.languages import OWN_NAMES, is_language, own_name

ANY = ("", _("Any"))


class SearchForm(forms.Form):
    template_name = "portal/search_form.html"

    q = forms.CharField(
        label=_("Words or number"),
        required=False,
        max_length=LONGEST_QUERY,
        help_text=_("By words or by number, for example “simple”, “#9” or “DS-100”. Words in quotation marks stay together."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    editions = forms.ChoiceField(
        label=_("Editions"),
        required=False,
        choices=[("", _("In force")), ("all", _("All, drafts and earlier ones too"))],
        help_text=_("Of all editions, a clause is shown once."),
    )
    on = DayField(label=_("In force on"), required=False, help_text=_("For example R4.5.1. Today if empty."))
    family = forms.ChoiceField(label=_("Family"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    force = forms.ChoiceField(label=_("Force"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, asked: Mapping[str, Any], *, families: Iterable[Family]) -> None:
        super().__init__(asked)
        languages = dict.fromkeys(OWN_NAMES)
        if is_language(str(asked.get("language", ""))):
            languages.setdefault(asked["language"])
        self.names: dict[str, dict[str, str]] = {
            "family": {family.slug: str(family) for family in families},
            "kind": {str(value): str(label) for value, label in Clause.Kind.choices},
            "force": {str(value): str(label) for value, label in Clause.Force.choices},
            "language": {tag: own_name(tag) for tag in languages},
        }
        for name in FILTERS:
            self._choices(name, list(self.names[name].items()))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in ("editions", "on", *FILTERS))

    def scope(self) -> SearchScope:
        """What a valid form asks for."""
        given = self.cleaned_data
        day = None if given["editions"] == "all" else given["on"] or localdate()
        return SearchScope(day=day, **{name: given[name] for name in FILTERS})

    def offer(self, search: Search) -> None:
        """Name beside each choice how many hits it would leave, and leave out what would leave none."""
        for name in FILTERS:
            counts: Counter[str] = search.count_by(name)
            chosen = getattr(search.scope, name)
            known = {**self.names[name], **{value: own_name(value) for value in counts if value not in self.names[name]}}
            offered = [(value, f"{label} ({counts[value]:,})") for value, label in known.items() if counts[value] or value == chosen]
            self._choices(name, offered)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [ANY, *choices]
