"""Downloads: the formats an edition can be taken away in. Each writer registers itself by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from shishin.guidelines.models import Edition

Write = Callable[[Edition, str], bytes]
"""The edition in one language, as the bytes of a file."""


@dataclass(frozen=True, slots=True)
class DownloadFormat:
    """`name` is part of the address, `ending` of the file's name. `order` is the place in the toolbar.

    `part` is what of the edition it holds: the whole edition or its summary.
    """

    name: str
    label: str | Promise
    ending: str
    write: Write
    order: int = 100
    part: str = "edition"

    def file_name(self, edition: Edition, language: str) -> str:
        """The name says also where a file cannot that it is a worked example."""
        example = "-example" if edition.document.family.is_example else ""
        part = "" if self.part == "edition" else f"-{self.part}"
        return f"{edition.document.slug}-{edition.version}{part}-{language}{example}.{self.ending}"


class NoSuchFormat(LookupError):
    """A name under which no format is registered."""


class Downloads:
    """The formats there are."""

    def __init__(self) -> None:
        self._formats: dict[str, DownloadFormat] = {}

    def register(
        self, name: str, *, label: str | Promise, ending: str = "", order: int = 100, part: str = "edition"
    ) -> Callable[[Write], Write]:
        """Decorate the writer of a format: `@downloads.register("pdf", label="PDF", order=10)`."""

        def keep(write: Write) -> Write:
            self._formats[name] = DownloadFormat(name, label, ending or name, write, order, part)
            return write

        return keep

    def __iter__(self) -> Any:
        """Those of the whole edition."""
        return iter(self.of("edition"))

    def of(self, part: str) -> list[DownloadFormat]:
        return sorted((form for form in self._formats.values() if form.part == part), key=lambda form: (form.order, form.name))

    def names(self) -> Iterable[str]:
        return [form.name for form in self]

    def named(self, name: str) -> DownloadFormat:
        if name not in self._formats:
            raise NoSuchFormat(name)
        return self._formats[name]


downloads = Downloads()
