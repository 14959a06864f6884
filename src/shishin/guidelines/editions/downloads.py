"""Downloads: the formats in which an edition, its summary or a comparison can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from shishin.guidelines.models import Edition
from shishin.kit.points import Point


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is part of the address, and the ending of the file's name where that has no other.

    `part` is what it holds: "edition" and "summary" are written from (edition, language), a "comparison" from the comparison alone.
    """

    name: str
    label: str | Promise
    part: str
    write: Callable[..., bytes]
    ending: str = ""

    @property
    def file_ending(self) -> str:
        return self.ending or self.name


formats: Point[[], Sequence[Format]] = Point("guidelines.formats")
"""Rows of formats, in the order of the toolbar; `printing/formats.py` has those of this package."""


def formats_of(*parts: str) -> list[Format]:
    return [row for rows in formats.ask() for row in rows if row.part in parts]


def format_named(name: str, *parts: str) -> Format | None:
    return next((row for row in formats_of(*parts) if row.name == name), None)


def edition_file_name(edition: Edition, form: Format, *, language: str) -> str:
    """The name says also where a file cannot that it is a worked example."""
    example = "-example" if edition.document.family.is_example else ""
    part = "" if form.part == "edition" else f"-{form.part}"
    return f"{edition.document.slug}-{edition.version}{part}-{language}{example}.{form.file_ending}"
