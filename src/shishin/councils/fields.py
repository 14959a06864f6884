"""Fields of forms in several rooms: words in Japanese and in English as one value by language, and the hash of a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

HASH = RegexValidator(r"^[0-9a-f]{64}$", _("A hash has 64 figures and small letters from a to f."))


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


class HashField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("It stands on the page of the edition. The decision holds for this text and no other."))
        super().__init__(label=_("Hash of the text"), max_length=64, validators=[HASH], **kwargs)
