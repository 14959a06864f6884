"""Cutting: the paragraphs of a body, and the parts that come of it when it is cut before some of them."""

from __future__ import annotations

from collections.abc import Collection

from shishin.texts.text_form.normalising import tokens_of


def paragraphs_of(body: str) -> list[str]:
    """The blocks of a body as they are written: paragraphs, lists, tables. Together with empty lines they are the body."""
    lines = body.split("\n")
    starts = sorted({token.map[0] for token in tokens_of(body) if token.level == 0 and token.map})[1:]
    starts, ends = ([0, *starts], [*starts, len(lines)]) if body.strip() else ([], [])
    return ["\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, ends, strict=True)]


def cut(body: str, before: Collection[int]) -> list[str]:
    """The parts, each beginning with a paragraph whose number is given; the first paragraph has the number 0."""
    parts: list[list[str]] = [[]]
    for number, paragraph in enumerate(paragraphs_of(body)):
        if number in before and parts[-1]:
            parts.append([])
        parts[-1].append(paragraph)
    return ["\n\n".join(part) for part in parts]
