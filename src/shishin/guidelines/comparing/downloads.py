"""Files of comparison tables. Each writer registers itself by the ending of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from shishin.guidelines.comparing.table import Comparison

WriteComparison = Callable[[Comparison], bytes]


@dataclass(frozen=True, slots=True)
class ComparisonFormat:
    """`ending` is part of the address and of the file's name. `order` is the place in the toolbar."""

    ending: str
    label: str | Promise
    write: WriteComparison
    order: int = 100

    def file_name(self, comparison: Comparison) -> str:
        """The name says also where a file cannot that it is a worked example."""
        example = "-example" if comparison.is_example else ""
        return f"{comparison.slug}-{comparison.old.version}-{comparison.new.version}-{comparison.language}{example}.{self.ending}"


class ComparisonFormats:
    """The formats there are: `@comparison_formats.register("docx", label=_("Word (A4 landscape)"), order=10)`."""

    def __init__(self) -> None:
        self._formats: dict[str, ComparisonFormat] = {}

    def register(self, ending: str, *, label: str | Promise, order: int = 100) -> Callable[[WriteComparison], WriteComparison]:
        def keep(write: WriteComparison) -> WriteComparison:
            self._formats[ending] = ComparisonFormat(ending, label, write, order)
            return write

        return keep

    def __iter__(self) -> Iterator[ComparisonFormat]:
        return iter(sorted(self._formats.values(), key=lambda form: (form.order, form.ending)))

    def of(self, ending: str) -> ComparisonFormat | None:
        return self._formats.get(ending)


comparison_formats = ComparisonFormats()
