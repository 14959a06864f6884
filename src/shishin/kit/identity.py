"""What a thing needs to be named for ever, and what carries names that change."""

from __future__ import annotations

import re
import unicodedata
import uuid
from base64 import b32encode
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import chain, count
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _


class Identified(models.Model):
    """A row that other records name by a UUID, also after the row's number means nothing any more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def in_language(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in a language, else its base language, else Japanese, else English, else any."""
    wanted = language or get_language() or "ja"
    for tag in (wanted, base(wanted), "ja", "en"):
        if texts.get(tag):
            return texts[tag]
    return next((text for text in texts.values() if text), "")


def site_languages() -> list[tuple[str, str]]:
    """The languages of the site, each in its own words: who needs the link may not read the page."""
    return [(tag, get_language_info(tag)["name_local"]) for tag, _name in settings.LANGUAGES]


class DatedName(models.Model):
    """A name of something from a day on, per language: {"ja": …, "en": …}."""

    names = models.JSONField(_("names"), default=dict)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        abstract = True


class Named(models.Model):
    """A thing whose names are rows of a `DatedName` reachable as `dated_names`."""

    dated_names: Any

    class Meta:
        abstract = True

    def names_on(self, day: date) -> dict[str, str]:
        """The names valid on a day; before the first name, the first. One query unless prefetched."""
        rows = sorted(self.dated_names.all(), key=lambda row: row.valid_from)
        if not rows:
            return {}
        valid = [row for row in rows if row.valid_from <= day]
        return dict((valid or rows[:1])[-1].names)

    def name_on(self, day: date, language: str | None = None) -> str:
        return in_language(self.names_on(day), language)


def in_every_language(words: Any) -> dict[str, str]:
    """Words of ours as they are kept where people write their own: in each language of the site."""
    told = {}
    for tag, _name in settings.LANGUAGES:
        with override(tag):
            told[tag] = str(words)
    return told


def base(tag: str) -> str:
    """`ja-simple` is written in `ja`."""
    return tag.split("-", maxsplit=1)[0]


def free_slug(titles: Mapping[str, str], rows: models.QuerySet[Any], *, otherwise: str, longest: int = 60) -> str:
    """An address for something new, from the words of its English title, that no row has yet; numbered where one has."""
    words = slugify(titles.get("en", ""))[:longest].strip("-") or otherwise
    taken = set(rows.filter(slug__startswith=words).values_list("slug", flat=True))
    return next(slug for slug in chain([words], (f"{words}-{number}" for number in count(2))) if slug not in taken)


BETWEEN_WORDS = re.compile(r"[,，、\n]")


def join_words(words: Iterable[str], language: str | None = None) -> str:
    """A list of words as a language writes it, or as that of the page does."""
    with override(base(language) if language else get_language()):
        return gettext(", ").join(words)


def split_words(written: str) -> list[str]:
    """The words of a list that somebody typed, with the commas of any language between them."""
    return [word.strip() for word in BETWEEN_WORDS.split(written) if word.strip()]


def compared_name(name: str) -> str:
    """A name without what people write one way and the other: wide letters, spaces, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


CODE = (".py", ".html", ".mo", ".css", ".js", ".svg", ".typ", ".yaml")


@cache
def code_version() -> str:
    """A hash of all code and words of this site, by which what it drew is told from what another version draws. Read once in the life of a process."""
    code = sha256()
    for path in sorted(path for path in settings.SOURCE.rglob("*") if path.suffix in CODE):
        code.update(path.read_bytes())
    return code.hexdigest()


LENGTH_OF_HASH = 12


def hash_of_key(key: str) -> str:
    """What stands for a key in a Word file, where the name of a place has at most forty letters."""
    return b32encode(sha256(key.encode()).digest()).decode().lower()[:LENGTH_OF_HASH]


def name_of_place(key: str) -> str:
    return f"_Key_{hash_of_key(key)}"


PLACE = rf"_Key_[a-z2-7]{{{LENGTH_OF_HASH}}}"
"""As `name_of_place` writes it."""
PRINTED_ADDRESS, CODE_STYLE, RULE_STYLE, QUOTE_STYLE = "PrintedAddress", "CodeLines", "RuleBetween", "Quote"
"""Styles of our Word files that say what a piece is, so that the file can be read back. That of quotes is Word's own."""
