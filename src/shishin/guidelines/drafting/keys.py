"""Keys of clauses that are written here: from the words of the heading, or the kind and a random tail; never from the number."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from shishin.guidelines.errors.drafting import KeyTaken, UnfitKey
from shishin.guidelines.models import Document, Line
from shishin.texts.foreign_markdown.guessing import key_of
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.attributes import KEY

SHORTENED = 90
"""Characters that leave room for a tail."""


def new_keys(document: Document, wanted: list[tuple[str, str, Mapping[str, Passage]]]) -> list[str]:
    """For clauses of (key or "", kind, words), keys that this document has never used."""
    taken = set(Line.objects.filter(document=document).values_list("key", flat=True))
    keys: list[str] = []
    for given, kind, passages in wanted:
        if given:
            _refuse(given, taken)
        key = given or _made_up(kind, passages, taken)
        taken.add(key)
        keys.append(key)
    return keys


def _refuse(key: str, taken: set[str]) -> None:
    if KEY.fullmatch(key) is None:
        raise UnfitKey(key=key)
    if key in taken:
        raise KeyTaken(key=key)


def _made_up(kind: str, passages: Mapping[str, Passage], taken: set[str]) -> str:
    headings = [passages[language].heading for language in sorted(passages, key=lambda tag: tag != "en")]
    random = f"{kind}-"
    for heading in headings:
        # A key of kind and tail is the same for the same words; here it shall be new each time.
        key = key_of(heading, kind=kind)[:SHORTENED]
        if heading and not key.startswith(random) and KEY.fullmatch(key):
            return key if key not in taken else _with_tail(key, taken)
    return _with_tail(kind, taken)


def _with_tail(beginning: str, taken: set[str]) -> str:
    while True:
        key = f"{beginning}-{secrets.token_hex(3)}"
        if key not in taken:
            return key
