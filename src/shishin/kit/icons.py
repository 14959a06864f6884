"""Icons: a 24 px grid, strokes of 2 px, always beside words and never read aloud."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "alert": '<path d="M12 3 2.5 20h19zM12 10v4.5M12 17.4v.1"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "check": '<path d="M4 12.5 10 18 20 7"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "compare": '<path d="M4 5h6v14H4zM14 5h6v14h-6z"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "dash": '<path d="M6 12h12"/>',
    "down": '<path d="M12 4v12M6 11l6 6 6-6M5 21h14"/>',
    "gap": '<circle cx="12" cy="12" r="8" stroke-dasharray="2.5 3.8"/>',
    "half": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 0 0 16z" fill="currentColor"/>',
    "hidden": (
        '<path d="M4 4l16 16M9.5 5.5A10 10 0 0 1 12 5c6 0 9 7 9 7a15 15 0 0 1-2.5 3.5"/>'
        '<path d="M6 7.5A14 14 0 0 0 3 12s3 7 9 7a9 9 0 0 0 4-1"/>'
    ),
    "history": '<path d="M4 5v5h5M4.5 10A8 8 0 1 1 4 13"/><path d="M12 8v4.5l3 2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.3v.1"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1-1"/>',
    "new": '<path d="M12 4v16M4 12h16"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "quote": '<path d="M5 6h14v10H11l-4 4v-4H5z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "short": '<path d="M5 7h14M5 12h14M5 17h8"/>',
}


class NoSuchIcon(ValueError):
    """A name that is no icon. The message lists the right ones."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no icon {name!r}. Use one of: {', '.join(SHAPES)}.")


def draw_icon(name: str) -> SafeString:
    """The icon with its own shape: a page pays only for what it shows, and a fragment needs no sprite."""
    if name not in SHAPES:
        raise NoSuchIcon(name)
    shape = mark_safe(SHAPES[name])
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', shape)
