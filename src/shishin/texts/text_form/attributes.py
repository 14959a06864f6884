"""What stands in braces behind a heading or a list item: `{#key .kind force phase=a,b hard-gate vacated branch}`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from shishin.texts.errors import RepeatedAttribute, WrongAttribute, WrongKey
from shishin.texts.manuscript import FORCES, KINDS, ManuscriptClause

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
SCOPE_VALUE = re.compile(r"[^\s{}=,]+")
FLAGS = ("hard-gate", "vacated", "branch")
BRACES = re.compile(r"\{#[^{}\n]*\}$")


@dataclass(slots=True)
class Attributes:
    """The words in the braces, understood."""

    key: str
    kind: str = "text"
    force: str = "none"
    applicability: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    has_only_key: bool = True

    @property
    def described(self) -> dict[str, Any]:
        """As a clause of a manuscript has them."""
        flags = {f"is_{flag.replace('-', '_')}": flag in self.flags for flag in FLAGS}
        return {"kind": self.kind, "force": self.force, "applicability": self.applicability, **flags}


def split_line(line: str) -> tuple[str, str]:
    """The words of a line and the braces at its end; no braces where they are escaped or absent."""
    trimmed = line.rstrip(" \t")
    match = BRACES.search(trimmed)
    if match is None or _is_escaped(trimmed, match.start()):
        return line, ""
    # Exactly one space belongs to the braces; any more belong to the words.
    return trimmed[: match.start()].removesuffix(" "), match[0]


def _is_escaped(line: str, position: int) -> bool:
    backslashes = position - len(line[:position].rstrip("\\"))
    return backslashes % 2 == 1


def read_attributes(braces: str, *, file: str, line: int, scopes: Collection[str]) -> Attributes:
    """Understand `{#key …}`; whatever is not known is refused. `scopes` are what a clause can be limited to."""
    key, *words = braces[2:-1].split() if not braces[2:3].isspace() else ("", *braces[2:-1].split())
    if not KEY.fullmatch(key):
        raise WrongKey(file=file, line=line, key=key)
    attributes = Attributes(key, has_only_key=not words)
    seen: set[str] = set()
    for word in words:
        slot = _understand(attributes, word, scopes)
        if not slot:
            raise WrongAttribute(file=file, line=line, word=word, known=known_words(scopes))
        if slot in seen:
            raise RepeatedAttribute(file=file, line=line, word=word)
        seen.add(slot)
    return attributes


def known_words(scopes: Collection[str]) -> tuple[str, ...]:
    return (*(f".{kind}" for kind in KINDS), *FORCES, *(f"{scope}=…" for scope in scopes), *FLAGS)


def _understand(attributes: Attributes, word: str, scopes: Collection[str]) -> str:
    """Take one word in; returns which place it filled, "" where it is not known."""
    scope, is_scope, values = word.partition("=")
    if is_scope:
        parts = tuple(values.split(","))
        if scope not in scopes or not all(SCOPE_VALUE.fullmatch(part) for part in parts):
            return ""
        attributes.applicability[scope] = parts
        return scope
    if word.startswith(".") and word[1:] in KINDS:
        attributes.kind = word[1:]
        return "kind"
    if word in FORCES:
        attributes.force = word
        return "force"
    if word in FLAGS:
        attributes.flags.add(word)
        return word
    return ""


def write_attributes(clause: ManuscriptClause) -> str:
    """The braces of a clause in the source language, in one fixed order, scopes as they are given, without what goes without saying."""
    words = [f"#{clause.key}"]
    if clause.kind != "text":
        words.append(f".{clause.kind}")
    if clause.force != "none":
        words.append(clause.force)
    words += [f"{scope}={','.join(values)}" for scope, values in clause.applicability.items() if values]
    words += [flag for flag in FLAGS if getattr(clause, f"is_{flag.replace('-', '_')}")]
    return "{" + " ".join(words) + "}"
