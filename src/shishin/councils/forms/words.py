"""Words in Japanese and in English, as one value by language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def words_by_language(cleaned: dict[str, Any], name: str) -> dict[str, str]:
    """Take the fields of a text out of the clean input: {"ja": …, "en": …} of what is not empty."""
    words = {language: cleaned.pop(f"{name}_{language}", "") for language in ("ja", "en")}
    return {language: text for language, text in words.items() if text}


def text_pair(
    japanese: Any, english: Any, *, rows: int = 4, required: bool = False, help_text: Any = ""
) -> tuple[forms.CharField, forms.CharField]:
    """A field per language."""
    first = forms.CharField(label=japanese, widget=forms.Textarea(attrs={"rows": rows}), required=required, help_text=help_text)
    return first, forms.CharField(label=english, widget=forms.Textarea(attrs={"rows": rows}), required=False)


class WordsMixin(forms.Form):
    """A form whose last fields are words about what was done."""

    words_ja, words_en = text_pair(_("Words in Japanese"), _("Words in English"), rows=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["words"] = words_by_language(cleaned, "words")
        return cleaned
