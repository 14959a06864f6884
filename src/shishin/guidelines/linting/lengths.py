"""Lengths: how much longer or shorter a draft is than the edition in force, in all and by chapter; and the figures that rules measure by, from `limits.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.guidelines.linting.draft import LintedDraft
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
    figures = known.get(language) or known.get(base(language)) or known["*"]
    return LongestSentence(figures.get("words") or figures["characters"], "words" in figures)


def growth(part: str) -> Growth:
    """Of the `whole` text, or of a `chapter`."""
    return Growth(**_figures()["growth"][part])


def siblings_with_dont() -> int:
    return int(_figures()["siblings_with_dont"])


@dataclass(frozen=True, slots=True)
class Length:
    """Characters before and after, in the language that binds. `key` is empty for the whole text and for a chapter that is gone."""

    key: str
    name: str
    before: int
    after: int

    @property
    def more(self) -> int:
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """How much it grew; nothing where there was nothing before."""
        return 100 * self.more / self.before if self.before else None

    @property
    def words(self) -> str:
        if not self.more:
            return _("As long as before.")
        figures = {"count": f"{abs(self.more):,}", "percent": _signed(self.percent or 0)}
        count = abs(self.more)
        if self.percent is None:
            return ngettext("New: %(count)s character.", "New: %(count)s characters.", count) % figures
        if self.more > 0:
            words = ngettext("%(count)s character longer (%(percent)s %%).", "%(count)s characters longer (%(percent)s %%).", count)
        else:
            words = ngettext("%(count)s character shorter (%(percent)s %%).", "%(count)s characters shorter (%(percent)s %%).", count)
        return words % figures


def _signed(percent: float) -> str:
    """+8, −16, and a tenth where a whole number would say nothing."""
    return f"{percent:+.{0 if abs(percent) >= 1 else 1}f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Lengths:
    """Against which edition, the whole, and each chapter of either text."""

    against: str
    whole: Length
    chapters: Sequence[Length]


def lengths_of(draft: LintedDraft) -> Lengths | None:
    """Nothing where no edition is in force to measure by."""
    before = draft.in_force
    if before is None:
        return None
    after = draft.measure()
    keys = {top.line: top.key for top in draft.tops}
    lines = list(dict.fromkeys([*after.chapters, *before.chapters]))
    chapters = [
        Length(
            keys.get(line, ""),
            after.names.get(line) or before.names.get(line, ""),
            before.chapters.get(line, 0),
            after.chapters.get(line, 0),
        )
        for line in lines
    ]
    return Lengths(before.version, Length("", _("The whole text"), before.characters, after.characters), chapters)
