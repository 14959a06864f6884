"""Naming: higher packages say what the names in the trail (`person:<uuid>`) are called and where their pages are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shishin.kit.points import Point


@dataclass(frozen=True, slots=True)
class Known:
    """What a name in the trail stands for."""

    label: str
    url: str = ""


names: Point[[Collection[str], object], Mapping[str, Known]] = Point("trail.naming.names")
"""A filler takes all names on a page and the reader, and returns those it knows, with one query."""


def uuids_named(wanted: Collection[str], kind: str) -> dict[str, str]:
    """The UUIDs of those names that are of one kind, each with the name: `person:<uuid>` by `<uuid>`."""
    return {name.removeprefix(f"{kind}:"): name for name in wanted if name.startswith(f"{kind}:")}


def known_names(wanted: Collection[str], reader: object) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for found in names.ask(wanted, reader):
        known.update(found)
    return known
