"""Note signs: Word counts notes anew, a text names them; what comes back from Word has the names it went out with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from shishin.texts.manuscript import Passage

SIGN = re.compile(r"\[\^([^\[\]\s]{1,200})\]")


def with_signs_of(passages: Mapping[str, Passage], was: Mapping[str, Passage]) -> dict[str, Passage]:
    """The passages with the signs that their notes had before."""
    return {
        language: replace(words, body=_with_signs(words.body, was[language].body)) if language in was else words
        for language, words in passages.items()
    }


def _with_signs(body: str, was: str) -> str:
    """In their order, where Word counted as many as there were."""
    counted, named = _signs(body), _signs(was)
    if counted == named or len(counted) != len(named) or not all(sign.isdecimal() for sign in counted):
        return body
    names = dict(zip(counted, named, strict=True))
    return SIGN.sub(lambda sign: f"[^{names[sign[1]]}]", body)


def _signs(body: str) -> list[str]:
    return list(dict.fromkeys(SIGN.findall(body)))
