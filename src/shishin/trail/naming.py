"""Naming: higher packages say what the names in the trail (`person:<uuid>`) are called, where their pages are, and what was done in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from shishin.kit.points import Point

PATTERN = re.compile(r"([a-z_.]+):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Known:
    """What a name in the trail stands for."""

    label: str
    url: str = ""


names: Point[[Collection[str], object], Mapping[str, Known]] = Point("trail.naming.names")
"""A filler takes all names on a page and the reader, and returns those it knows, with one query."""


def uuids_named(wanted: Collection[str], kind: str) -> dict[str, str]:
    """The UUIDs of those names that are of one kind, each with the name: `person:<uuid>` by `<uuid>`."""
    found = (PATTERN.fullmatch(name) for name in wanted)
    return {match[2]: match[0] for match in found if match and match[1] == kind}


def known_names(wanted: Collection[str], reader: object) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for found in names.ask(wanted, reader):
        known.update(found)
    return known


_words: dict[str, str | Promise] = {}
_unseen: set[str] = set()


def declare_words(words: Mapping[str, str | Promise], *, unseen: Collection[str] = ()) -> None:
    """What somebody did, in words, by the key under which the trail holds it. Each package declares the keys that it records.

    `unseen` are those that change nothing on any page which the public may read; any other makes kept pages be drawn again.
    """
    _words.update(words)
    _unseen.update(unseen)


def may_be_seen(key: str) -> bool:
    return key not in _unseen


def declared_keys() -> frozenset[str]:
    return frozenset(_words)


def words_of(key: str) -> str:
    """The key itself where no package has put it into words."""
    return str(_words.get(key, key))
