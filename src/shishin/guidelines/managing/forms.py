"""Shape and clean input of the screens that keep numbering schemes, comparison profiles and scopes."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.managing.data_sections import read_values
from shishin.guidelines.models import Scope
from shishin.guidelines.searching.synonyms import read_groups
from shishin.kit.errors import DataNotUnderstood
from shishin.kit.forms import WordsField
from shishin.kit.lined_yaml import Lined, read_lined
from shishin.people.forms import AddressField


def as_yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120) if value else ""


class YamlField(forms.CharField):
    """A mapping as YAML; JSON is YAML too. What is wrong is named by its line."""

    widget = forms.Textarea(attrs={"rows": 18, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(read_lined(text, source=str(self.label)) if text else Lined({}))
        except DataNotUnderstood as refusal:
            raise forms.ValidationError(refusal.in_full) from refusal

    def read(self, mapping: Lined) -> Any:
        """Without the lines: what is stored and sealed is plain data."""
        return _plain(mapping)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class SchemeForm(forms.Form):
    title = WordsField(_("Title in %(language)s"), max_length=100, required=True)
    rules = YamlField(label=_("Rules"), help_text=_("YAML or JSON. The example below shows what the saved rules do."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["titles"] = cleaned.pop("title", {})
        return cleaned


class NewSchemeForm(SchemeForm):
    slug = AddressField()
    field_order = ["title", "slug", "rules"]


class ProfileForm(forms.Form):
    profile = YamlField(label=_("Profile"), required=False, help_text=_("YAML or JSON. What is left out is as usual; empty: all as usual."))


class SynonymsForm(forms.Form):
    groups = forms.CharField(
        label=_("Words that mean the same"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One group a line, its words parted by commas. Search finds each by the others, in the texts of this organization."),
    )

    def clean_groups(self) -> list[list[str]]:
        return read_groups(self.cleaned_data["groups"])


class ValuesField(YamlField):
    """The values of a scope."""

    widget = forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"})

    def read(self, mapping: Lined) -> Any:
        mapping.allow("values")
        return read_values(mapping)


class ScopeForm(forms.Form):
    titles = WordsField(_("Title in %(language)s"), max_length=100, needs_one=_("Give a title in at least one language."))
    values = ValuesField(
        label=_("Values"),
        required=False,
        help_text=_(
            "YAML, in the order in which they are offered. “retired: true” with a value: it stays where it stands and is not offered."
        ),
    )


class NewScopeForm(ScopeForm):
    slug = forms.SlugField(
        label=_("Name in text files"),
        max_length=50,
        help_text=_("Small letters, figures and hyphens, for example phase. It stays for ever."),
    )
    field_order = ["titles", "slug", "values"]


class ChangeScopeForm(ScopeForm):
    position = forms.IntegerField(label=_("Order on the page"), min_value=0, max_value=10_000)
    is_retired = forms.BooleanField(label=_("Retired: no clause is limited to it anew"), required=False)


def initial_of(scope: Scope, *, also: str = "") -> dict[str, Any]:
    """What the form says at first; `also` is a value that is offered as a new one."""
    values = list(scope.values)
    if also and also not in {one["value"] for one in values}:
        values.append({"value": also, "titles": {"ja": also, "en": also}})
    initial = {"titles": scope.titles, "position": scope.position, "is_retired": scope.is_retired}
    # One line for the titles of a value.
    written = yaml.safe_dump({"values": values}, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    return initial | {"values": written if values else EMPTY}


EMPTY = "values:\n- value: low\n  titles: {ja: 低, en: low}\n"
"""What a scope without values shows of their shape."""
