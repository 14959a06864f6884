"""Figures with their words: 者, 件 and 種類, in English in the number that belongs to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import ngettext

UNITS: Mapping[str, Callable[[int], str]] = {
    "submitters": lambda many: ngettext("%(count)s submitter", "%(count)s submitters", many),
    "voices": lambda many: ngettext("%(count)s voice", "%(count)s voices", many),
    "opinions": lambda many: ngettext("%(count)s distinct opinion", "%(count)s distinct opinions", many),
}


def counted(many: int, unit: str) -> str:
    """“1 voice”, “6,120 voices”."""
    return UNITS[unit](many) % {"count": f"{many:,}"}


def unit_of(many: int, unit: str) -> str:
    """The word alone, where the figure stands in a size of its own."""
    return (UNITS[unit](many) % {"count": ""}).strip()
