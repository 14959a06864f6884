"""Versions: x.y.z for final texts and x.y.z-draft.n for their drafts, and which comes after which."""

from __future__ import annotations

import re

PATTERN = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-draft\.(0|[1-9]\d{0,5}))?")
FINAL = 10**9


def is_version(version: str) -> bool:
    return PATTERN.fullmatch(version) is not None


def is_draft_version(version: str) -> bool:
    return is_version(version) and "-draft." in version


def version_order(version: str) -> tuple[int, int, int, int]:
    """What sorts versions: a draft stands before the text it leads to; what is no version stands first."""
    match = PATTERN.fullmatch(version)
    if match is None:
        return (-1, 0, 0, 0)
    x, y, z, draft = match.groups()
    return (int(x), int(y), int(z), FINAL if draft is None else int(draft))
