"""What happened one after the other, and what is not there yet: plain things that any package fills and one template draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    words: Mapping[str, str] = field(default_factory=dict)
    """What was said, in each language there is, above the body; its line breaks are kept."""
    links: Sequence[tuple[str, str]] = ()
    """What else belongs to it, in words and with its address."""
    count: int = 1
    """How many things it stands for."""
    anchor: str = ""
    is_gap: bool = False
    is_before_gap: bool = False
    """The line from here to the gap is dashed too."""
    is_here: bool = False
    """It is what the page is about."""

    @property
    def look(self) -> str:
        """The class of its node."""
        looks = {"missing": self.is_gap, "before-missing": self.is_before_gap, "here": self.is_here}
        return next((look for look, is_so in looks.items() if is_so), "")

    @property
    def is_html(self) -> bool:
        return isinstance(self.body, SafeString)
