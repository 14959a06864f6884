"""Languages: what each language of a text calls itself, and which one a reader gets."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from shishin.kit.identity import base

OWN_NAMES = {"ja": "日本語", "en": "English", "ja-simple": "やさしい日本語"}
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_TAG = 20
USUAL = ("ja", "en", "ja-simple")
"""Languages that are offered before anybody has written in them."""


def is_language(tag: str) -> bool:
    return TAG.fullmatch(tag) is not None and len(tag) <= LONGEST_TAG


class LanguageField(forms.CharField):
    """The tag of a language."""

    def __init__(self, **fields: Any) -> None:
        shape = RegexValidator(rf"\A{TAG.pattern}\Z", _("Write a tag such as ja, en or ja-simple."))
        super().__init__(
            **{"help_text": _("The tag of the language, such as en, zh-Hant or ja-simple."), **fields},
            max_length=LONGEST_TAG,
            validators=[shape],
        )


def own_name(tag: str) -> str:
    """The name of a language in that language; the tag itself where nobody knows it."""
    if tag in OWN_NAMES:
        return OWN_NAMES[tag]
    try:
        return str(get_language_info(tag)["name_local"])
    except KeyError:
        return tag


def gap_in(tag: str) -> str:
    """What stands between a number and the words behind it: full-width in Japanese."""
    return "　" if tag.startswith("ja") else " "


def spoken_about(tag: str) -> str:
    """The language of the interface in which something is said about a text in a language: its own where the interface speaks it."""
    return base(tag) if base(tag) in dict(settings.LANGUAGES) else "en"


def language_for(available: Collection[str], *, source: str) -> str:
    """What a reader who asked for no language gets: the language of the interface where there is one, else what binds."""
    interface = get_language() or source
    for tag in (interface, base(interface)):
        if tag in available:
            return tag
    return source


def in_order(tags: Collection[str], *, source: str) -> list[str]:
    """The language that binds first, its plainer form last, the others by tag between them."""
    return sorted(tags, key=lambda tag: (tag != source, tag.startswith(f"{base(source)}-"), tag))
