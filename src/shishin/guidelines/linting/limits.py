"""The figures that the rules measure by, from `limits.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shishin.kit.identity import base

FILE = Path(__file__).with_name("limits.yaml")


@dataclass(frozen=True, slots=True)
class LongestSentence:
    """How long a sentence may be, counted as its language is."""

    limit: int
    in_words: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """More than both is too much."""

    percent: int
    characters: int


@lru_cache(maxsize=1)
def _figures() -> dict[str, Any]:
    figures: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return figures


@lru_cache(maxsize=64)
def longest_sentence(language: str) -> LongestSentence:
    known = _figures()["longest_sentence"]
    found = known.get(language) or known.get(base(language)) or known["*"]
    return LongestSentence(found.get("words") or found["characters"], "words" in found)


def growth(part: str) -> Growth:
    """Of the `whole` text, or of a `chapter`."""
    return Growth(**_figures()["growth"][part])


def siblings_with_dont() -> int:
    return int(_figures()["siblings_with_dont"])
