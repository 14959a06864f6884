"""Budgets: how much of each thing a file may hold, counted while it is read. What goes beyond is refused there and then, with the place and the limit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.errors import RefusedHere

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LIMITS: Mapping[str, int] = {
    "unpacked": 20_000_000,
    "elements": 300_000,
    "entries": 100_000,
    "lines": 50_000,
    "rows": 20_000,
    "cells": 100_000,
    "references": 5_000,
    "characters": 10_000_000,
    "nesting": 40,
    "seconds": 15,
}
"""The one set of numbers. A guideline of 2,000 clauses on 130 pages needs less than a tenth of each."""
NAMES: Mapping[str, StrOrPromise] = {
    "unpacked": gettext_lazy("bytes when it is unpacked"),
    "elements": gettext_lazy("elements"),
    "entries": gettext_lazy("keys and values"),
    "lines": gettext_lazy("lines"),
    "rows": gettext_lazy("rows of tables"),
    "columns": gettext_lazy("columns"),
    "merged": gettext_lazy("merged cells"),
    "cells": gettext_lazy("cells of tables"),
    "references": gettext_lazy("references to notes"),
    "characters": gettext_lazy("characters"),
    "nesting": gettext_lazy("levels, one inside the other"),
    "seconds": gettext_lazy("seconds of reading"),
}
PLACES: Mapping[str, StrOrPromise] = {
    "line": gettext_lazy("line %(number)s"),
    "table": gettext_lazy("table %(number)s"),
    "paragraph": gettext_lazy("paragraph %(number)s"),
}


class OverBudget(RefusedHere):
    message = gettext_lazy("%(place)s: this is more than %(limit)s %(thing)s.")
    way_out = gettext_lazy("Divide it into several files, or take out what is no text.")

    file: str
    limit: int
    what: str
    at: str
    number: int | str

    def places(self) -> dict[str, Any]:
        at = PLACES[self.at] % {"number": self.number} if self.at in PLACES else self.number
        place = _("%(file)s, %(place)s") % {"file": self.file, "place": at} if self.at else self.file
        return {"place": place, "limit": f"{self.limit:,}", "thing": NAMES[self.what]}


@dataclass(slots=True)
class Budget:
    """What one file may still hold. Whoever reads it spends before making what was counted."""

    file: str = ""
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS)
    spent: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=monotonic)

    def spend(self, what: str, count: int = 1, **place: int | str) -> None:
        """So many more of a thing, at `line=`, `table=`, `paragraph=` or another `part=`."""
        self.spent[what] += count
        self.reach(what, self.spent[what], **place)
        self.reach("seconds", int(monotonic() - self.began), **place)

    def reach(self, what: str, height: int, **place: int | str) -> None:
        """As `spend`, of what does not add up, such as how deep things stand in one another."""
        if height > self.limits[what]:
            at, number = next(iter(place.items()), ("", ""))
            raise OverBudget(file=self.file, limit=self.limits[what], what=what, at=at, number=number)


# What Markdown costs, before it is parsed: a reader of blocks makes an object of each rule, row and cell, and of each level of each line.
SIGNS_OF_BLOCKS = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+")
SIGN_OF_BLOCK = re.compile(r">|[-+*](?=[ \t])|\d[.)]")


def spend_on_markdown(text: str, budget: Budget) -> None:
    """Refuse what would take a parser too long. A head with many columns makes as many cells of each row below it."""
    budget.spend("characters", len(text))
    budget.spend("lines", text.count("\n") + 1)
    columns = 0
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip(" \t>")
        if line and line[0] in " \t>-+*0123456789" and words.strip("-*_ \t"):
            signs = SIGNS_OF_BLOCKS.match(line)
            budget.reach("nesting", len(SIGN_OF_BLOCK.findall(signs[0])) if signs else 0, line=number)
        if not words:
            columns = 0
        elif columns or "|" in words:
            bars = words.strip("|").count("|") + 1
            columns = bars if not words.strip("|:- \t") else columns
            budget.spend("rows", line=number)
            budget.spend("cells", max(bars, columns), line=number)


class CountedYaml(yaml.SafeLoader):
    """A loader that refuses depth, amount and aliases while it composes."""

    budget = Budget()
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise AliasInYaml(line)
        self.budget.spend("entries", line=line)
        self.depth += 1
        self.budget.reach("nesting", self.depth, line=line)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


Loader = TypeVar("Loader", bound=CountedYaml)


class AliasInYaml(Exception):
    """A few lines of aliases can stand for gigabytes."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def loader_within(budget: Budget, text: str, *, loader: type[Loader]) -> Loader:
    made = loader(text)
    made.budget = budget
    return made
