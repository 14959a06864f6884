"""Shape and clean input of the screens that keep numbering schemes and comparison profiles."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import DataNotUnderstood
from shishin.kit.lined_yaml import read_lined
from shishin.people.forms import AddressField


def as_yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120) if value else ""


class YamlField(forms.CharField):
    """A mapping as YAML; JSON is YAML too. What is wrong is named by its line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return {}
        try:
            return _plain(read_lined(text, source=str(self.label)))
        except DataNotUnderstood as refusal:
            raise forms.ValidationError(refusal.in_full) from refusal


def _plain(value: Any) -> Any:
    """Without the lines: what is stored and sealed is plain data."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class SchemeForm(forms.Form):
    title_ja = forms.CharField(label=_("Title in Japanese"), max_length=100)
    title_en = forms.CharField(label=_("Title in English"), max_length=100, required=False)
    rules = YamlField(label=_("Rules"), help_text=_("YAML or JSON. The example below shows what the saved rules do."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        titles = {"ja": cleaned.pop("title_ja", ""), "en": cleaned.pop("title_en", "")}
        cleaned["titles"] = {language: title for language, title in titles.items() if title}
        return cleaned


class NewSchemeForm(SchemeForm):
    slug = AddressField()
    field_order = ["title_ja", "title_en", "slug", "rules"]


class ProfileForm(forms.Form):
    profile = YamlField(label=_("Profile"), required=False, help_text=_("YAML or JSON. What is left out is as usual; empty: all as usual."))
