"""What happened one after the other, and what is not there yet: plain things that any package fills and one template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Tag:
    """A state or kind in one word, with its tone and its icon."""

    words: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One node of a timeline. A gap is drawn dashed: what a reader would look for and does not find."""

    kind: str
    """What sort of thing it is, above the title."""
    day: date | None = None
    title: str = ""
    body: str = ""
    """One paragraph, or HTML that is safe already."""
    url: str = ""
    tags: Sequence[Tag] = ()
    count: int = 1
    """How many things it stands for."""
    anchor: str = ""
    is_gap: bool = False
    is_before_gap: bool = False
    """The line from here to the gap is dashed too."""

    @property
    def look(self) -> str:
        """The class of its node."""
        return "missing" if self.is_gap else "before-missing" if self.is_before_gap else ""

    @property
    def is_html(self) -> bool:
        return isinstance(self.body, SafeString)
