"""Versions: x.y.z for final texts and x.y.z-draft.n for their drafts, and which comes after which."""

from __future__ import annotations

import re
from collections.abc import Collection

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


def kind_of_step(before: str, version: str) -> str:
    """Which kind of revision a version is after another, drafts counted as the text they lead to; empty where it does not come after it."""
    (x, y, z, _before), (new_x, new_y, new_z, _new) = version_order(before), version_order(version)
    if (new_x, new_y, new_z) <= (x, y, z):
        return ""
    if new_x > x:
        return "major"
    return "minor" if new_y > y else "formal"


def next_version(version: str, *, taken: Collection[str]) -> str:
    """The likeliest version of an edition started from this one: the final text after a draft, else a draft of the next minor one."""
    match = PATTERN.fullmatch(version)
    if match is None:
        return ""
    x, y, z, draft = match.groups()
    final = f"{x}.{y}.{z}" if draft else f"{x}.{int(y) + 1}.0"
    if draft and final not in taken:
        return final
    number = int(draft or 0) + 1
    while f"{final}-draft.{number}" in taken:
        number += 1
    return f"{final}-draft.{number}"
