"""Expectations: who may do what, as `expectations.yaml` says it in words, worked out to single people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shishin.site.tests.access_matrix.cast import CAPACITIES, EVERYBODY, NOT_SIGNED_IN, ROLES, SIDES, SIGNED_IN

FILE = Path(__file__).with_name("expectations.yaml")
EVERYWHERE = "everywhere"
MAY_KNOW = "may know"
"""Those who may be told that a thing is there although this route does not let them in: they read it elsewhere."""
KINDS_OF_VISITOR = ("not signed in", "code not given yet", "signed in")
OPEN, LOG_IN, REFUSAL = "open", "log-in", "refusal"
"""What they meet whom a route does not let in: no such page, the log-in page first, or a refusal with a way out."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What is expected of one route. `door` says what those meet who are not let in."""

    name: str
    door: str
    access: Mapping[str, Mapping[str, frozenset[str]]]
    """By method, then by column; `everywhere` stands for columns not named."""
    thing: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    without: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.access)

    def may(self, actor: str, *, method: str, column: str) -> bool:
        by_column = self.access[method]
        return _is_among(actor, by_column.get(column, by_column[EVERYWHERE]), column)

    def may_know(self, actor: str, *, method: str, column: str) -> bool:
        return _is_among(actor, self.access[method].get(MAY_KNOW, frozenset()), column)


@dataclass(frozen=True, slots=True, eq=False)
class SigningIn:
    """A page of the library that signs people in: the status for each kind of visitor, by method."""

    name: str
    statuses: Mapping[str, Mapping[str, int]]
    arguments: Mapping[str, str]

    def status(self, actor: str, method: str) -> int:
        kind = actor if actor in KINDS_OF_VISITOR else "not signed in" if actor in NOT_SIGNED_IN else "signed in"
        return self.statuses[method][kind]


@dataclass(frozen=True, slots=True)
class Expectations:
    routes: Mapping[str, Expected]
    signing_in: Mapping[str, SigningIn]
    shadowed: Mapping[str, str]
    """Routes that another one answers for."""
    unsaid: frozenset[str]


@cache
def read_expectations() -> Expectations:
    sheet = yaml.load(FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    groups: dict[str, frozenset[str]] = {}
    for name, members in sheet["groups"].items():
        groups[name] = _members(members, groups)
    kinds = {name: _by_column(kind, groups) for name, kind in sheet["access"].items()}
    routes: dict[str, Expected] = {}
    for page in sheet["pages"]:
        for name, of in page["routes"].items():
            if name in routes:
                raise ValueError(f"{name} is listed twice")
            routes[name] = _expected(name, page, of, kinds)
    signing_in = {name: _signing_in(name, row) for name, row in sheet["signing in"].items()}
    return Expectations(routes, signing_in, sheet["shadowed"], _members(sheet["unsaid"], groups))


def _expected(name: str, page: Mapping[str, Any], of: Any, kinds: Mapping[str, Mapping[str, frozenset[str]]]) -> Expected:
    row = of if isinstance(of, dict) else {"of": of}
    access = row.get("access", page["access"])
    by_method = {method: kinds[access[method] if isinstance(access, dict) else access] for method in page["takes"]}
    if page["door"] not in (OPEN, LOG_IN, REFUSAL):
        raise ValueError(f"{name} has no door {page['door']}")
    return Expected(
        name, page["door"], by_method, row.get("of") or "", row.get("and", {}), row.get("query", ""), tuple(row.get("without", ()))
    )


def _signing_in(name: str, row: Mapping[str, Any]) -> SigningIn:
    statuses = {method: dict(zip(KINDS_OF_VISITOR, row[method], strict=True)) for method in row if method != "and"}
    return SigningIn(name, statuses, row.get("and", {}))


def _by_column(kind: Any, groups: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    by_column = kind if isinstance(kind, dict) else {EVERYWHERE: kind}
    return {column: _members(members, groups) for column, members in by_column.items()}


def _members(members: Sequence[str], groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Words that `_is_among` knows; a group is what it holds."""
    found: set[str] = set()
    for word in members:
        if word in groups:
            found |= groups[word]
        elif word in KNOWN:
            found.add(word)
        else:
            raise ValueError(f"nobody is called “{word}”")
    return frozenset(found)


HOLDERS = (*ROLES, *(f"{capacity} seat" for capacity in CAPACITIES))
PLACES = ("there", "anywhere")
KNOWN = {"everybody", "signed in", *EVERYBODY, *(f"{holder} {place}" for holder in HOLDERS for place in PLACES)}


def _is_among(actor: str, members: frozenset[str], column: str) -> bool:
    """“there” is where the thing is: with the other organization in its column, with one's own in all others."""
    if "everybody" in members or actor in members:
        return True
    if actor in NOT_SIGNED_IN:
        return False
    if "signed in" in members and actor in SIGNED_IN:
        return True
    holder, _space, side = actor.partition(" (")
    if side.rstrip(")") not in SIDES:
        return False
    there = SIDES[1] if column.startswith(SIDES[1]) else SIDES[0]
    return f"{holder} anywhere" in members or (side.rstrip(")") == there and f"{holder} there" in members)


def may_read_unsaid(actor: str, side: str) -> bool:
    """Whether somebody may read what a side is still writing."""
    return _is_among(actor, read_expectations().unsaid, side)
