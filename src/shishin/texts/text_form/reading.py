"""Reading: from text files, one for each language, to clauses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from shishin.kit.budget import Budget, spend_on_markdown
from shishin.texts.errors import (
    AttributesInTranslation,
    BrokenTable,
    EmptyText,
    HeadingInsideItem,
    HeadingWithoutKey,
    KeyOutOfPlace,
    RepeatedKey,
    SkippedLevel,
    SummaryNotClosed,
    SummaryOutOfPlace,
    TextAfterItems,
    TextBeforeFirstClause,
    UnderlinedHeading,
    UnknownKey,
)
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.texts.text_form.attributes import Attributes, read_attributes, split_line
from shishin.texts.text_form.normalising import (
    broken_rows,
    content_offset,
    lines_of,
    normalise_body,
    normalise_heading,
    normalise_summary,
    starts_with_line,
    tokens_of,
    with_plain_lines,
    without_indent,
)


@dataclass(slots=True)
class _Found:
    """A clause as it is found in a file: its first line and where its other lines stand."""

    attributes: Attributes
    depth: int
    line: int
    first_words: str
    is_item: bool
    text_from: int
    indents: list[tuple[int, int]]
    paragraph_end: int = 0
    summary: tuple[int, int] | None = None
    text_until: int = 0


@dataclass(slots=True)
class _File:
    """One file while it is read."""

    name: str
    lines: list[str]
    tokens: list[Token]
    is_source: bool
    scopes: Collection[str]
    found: list[_Found] = field(default_factory=list)
    base: int = 0
    """Depth of the last heading: items below it are one deeper."""


def read_clauses(
    texts: Mapping[str, str], *, source_language: str, scopes: Collection[str], files: Mapping[str, str] | None = None
) -> tuple[ManuscriptClause, ...]:
    """The clauses of one edition from its texts by language; `scopes` are what they can be limited to, `files` names them for what is refused."""
    names = {language: f"{language}.md" for language in texts} | dict(files or {})
    source_name = names.get(source_language, f"{source_language}.md")
    source = _read_file(texts.get(source_language, ""), name=source_name, is_source=True, scopes=scopes)
    if not source.found:
        raise EmptyText(file=source_name)
    known = {found.attributes.key for found in source.found}
    passages: dict[str, dict[str, Passage]] = {found.attributes.key: {source_language: _passage(source, found)} for found in source.found}
    for language in sorted(set(texts) - {source_language}):
        translation = _read_file(texts[language], name=names[language], is_source=False, scopes=scopes)
        for found in translation.found:
            _refuse_what_no_translation_may(found, known=known, file=names[language], source=source_name)
            passages[found.attributes.key][language] = _passage(translation, found)
    return tuple(
        ManuscriptClause(key, found.depth, **found.attributes.described, passages=passages[key], line_number=found.line + 1)
        for found in source.found
        for key in [found.attributes.key]
    )


def _refuse_what_no_translation_may(found: _Found, *, known: set[str], file: str, source: str) -> None:
    key = found.attributes.key
    if key not in known:
        raise UnknownKey(file=file, line=found.line + 1, key=key, source=source)
    if not found.attributes.has_only_key:
        raise AttributesInTranslation(file=file, line=found.line + 1, key=key, source=source)


def _read_file(text: str, *, name: str, is_source: bool, scopes: Collection[str]) -> _File:
    spend_on_markdown(text, Budget(name))
    text = with_plain_lines(text)
    file = _File(name, text.split("\n"), tokens_of(text), is_source, scopes)
    for line, cells, expected in broken_rows(file.tokens, file.lines):
        raise BrokenTable(file=name, line=line + 1, cells=cells, expected=expected)
    _find_clauses(file, 0, len(file.tokens), level=0, indent=0, depth=0)
    first = file.found[0].line if file.found else len(file.lines)
    for number in range(first):
        if file.lines[number].strip(" "):
            raise TextBeforeFirstClause(file=name, line=number + 1)
    seen: dict[str, int] = {}
    for position, found in enumerate(file.found):
        key = found.attributes.key
        if key in seen:
            raise RepeatedKey(file=name, line=found.line + 1, key=key, first_line=seen[key])
        seen[key] = found.line + 1
        found.text_until = file.found[position + 1].line if position + 1 < len(file.found) else len(file.lines)
    return file


def _find_clauses(file: _File, start: int, end: int, *, level: int, indent: int, depth: int) -> None:
    """Walk the blocks of one level: the file (depth 0 = below the last heading) or the inside of an item of that depth."""
    has_items = False
    position = start
    while position < end:
        token = file.tokens[position]
        after = _after(file.tokens, position)
        if token.type == "heading_open":
            _find_heading(file, token, is_inside=level > 0)
            has_items = False
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            below = depth if level else file.base
            has_items = _find_items(file, position, after, indent=indent, depth=below + 1) or has_items
        elif token.type == "summary":
            _find_summary(file, token)
        elif has_items:
            raise TextAfterItems(file=file.name, line=lines_of(token)[0] + 1)
        position = after


def _after(tokens: list[Token], position: int) -> int:
    """The place behind the token and all it holds."""
    nesting = 0
    while True:
        nesting += tokens[position].nesting
        position += 1
        if nesting == 0:
            return position


def _find_heading(file: _File, token: Token, *, is_inside: bool) -> None:
    line = lines_of(token)[0]
    if is_inside:
        raise HeadingInsideItem(file=file.name, line=line + 1)
    if not token.markup.startswith("#"):
        raise UnderlinedHeading(file=file.name, line=line + 1, heading=file.lines[line].strip(" "))
    words, braces = split_line(file.lines[line].lstrip(" ").lstrip("#"))
    if not braces:
        raise HeadingWithoutKey(file=file.name, line=line + 1, heading=words.strip(" "))
    depth = len(token.markup)
    allowed = (file.found[-1].depth if file.found else 0) + 1
    if file.is_source and depth > allowed:
        raise SkippedLevel(file=file.name, line=line + 1, depth=depth, allowed=allowed)
    file.base = depth
    attributes = read_attributes(braces, file=file.name, line=line + 1, scopes=file.scopes)
    file.found.append(_Found(attributes, depth, line, words, False, line + 1, [(line, 0)]))


def _find_items(file: _File, position: int, end: int, *, indent: int, depth: int) -> bool:
    """Walk the items of one list; returns whether any of them is a clause."""
    any_clause = False
    position += 1
    while position < end - 1:
        item, after = file.tokens[position], _after(file.tokens, position)
        line = lines_of(item)[0]
        offset = content_offset(file.lines[line], indent)
        words, braces = split_line(file.lines[line][offset:]) if starts_with_line(file.tokens, position) else ("", "")
        if braces and file.tokens[position + 1].type == "paragraph_open":
            any_clause = True
            attributes = read_attributes(braces, file=file.name, line=line + 1, scopes=file.scopes)
            found = _Found(attributes, depth, line, words, True, line + 1, [(line, offset)])
            found.paragraph_end = lines_of(file.tokens[position + 1])[1]
            file.found.append(found)
            _find_clauses(file, position + 1, after - 1, level=item.level + 1, indent=offset, depth=depth)
        else:
            _refuse_hidden_keys(file, position, after)
            if any_clause:
                # The item belongs to the clause above but stands further left than that clause's text.
                file.found[-1].indents.append((line, indent))
        position = after
    return any_clause


def _refuse_hidden_keys(file: _File, start: int, end: int) -> None:
    for position in range(start, end):
        token = file.tokens[position]
        line = lines_of(token)[0]
        if token.type == "list_item_open" and starts_with_line(file.tokens, position) and split_line(file.lines[line])[1]:
            raise KeyOutOfPlace(file=file.name, line=line + 1)
        if token.type == "summary":
            raise SummaryOutOfPlace(file=file.name, line=line + 1)


def _find_summary(file: _File, token: Token) -> None:
    start, end = lines_of(token)
    if not token.meta["is_closed"]:
        raise SummaryNotClosed(file=file.name, line=start + 1)
    if not file.found:
        raise TextBeforeFirstClause(file=file.name, line=start + 1)
    owner = file.found[-1]
    text_from = max(owner.text_from, owner.paragraph_end)
    if owner.summary or any(line.strip(" ") for line in file.lines[text_from:start]):
        raise SummaryOutOfPlace(file=file.name, line=start + 1)
    owner.summary = (start, end)


def _passage(file: _File, found: _Found) -> Passage:
    """The words of a clause, less the indentation of the list it stands in."""
    heading, upper = ("", [found.first_words]) if found.is_item else (normalise_heading(found.first_words), [])
    if not found.summary:
        upper += _slice(file, found, found.text_from, found.text_until)
        return Passage(heading, normalise_body("\n".join(upper)))
    start, end = found.summary
    upper += _slice(file, found, found.text_from, start)
    lower = _slice(file, found, end, found.text_until)
    body = "\n\n".join("\n".join(part).strip("\n") for part in (upper, lower))
    summary = "\n".join(_slice(file, found, start + 1, end - 1))
    return Passage(heading, normalise_body(body), normalise_summary(summary))


def _slice(file: _File, found: _Found, start: int, end: int) -> list[str]:
    if len(found.indents) == 1:
        indent = found.indents[0][1]
        return file.lines[start:end] if indent == 0 else [without_indent(line, indent) for line in file.lines[start:end]]
    sliced: list[str] = []
    begins = [since for since, _columns in found.indents]
    for number in range(start, end):
        at = bisect_right(begins, number) - 1
        indent = found.indents[at][1]
        if at and begins[at] == number:
            sliced.append("")
        sliced.append(without_indent(file.lines[number], indent))
    return sliced
