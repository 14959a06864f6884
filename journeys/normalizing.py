"""Normalizing a page: one line for each tag and text, without white space that a browser does not draw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

MARKUP = re.compile(r"""<!--.*?-->|<[!/]?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")
SPACE = re.compile(r"[ \t\n\r\f]+")
STATIC_VERSION = re.compile(r"(/static/[^\"'?\s]+)\?v=[0-9a-f]+")
FLEX = re.compile(r"^ *((?:\.[\w-]+)(?:, \.[\w-]+)*) \{[^}]*?display: (?:inline-)?(?:flex|grid)\b", re.MULTILINE)
VERBATIM = frozenset({"pre", "textarea", "script", "style"})
WITHIN_A_LINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "output", "q", "ruby",
    "rb", "rp", "rt", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
LIKE_A_WORD = frozenset({"button", "canvas", "iframe", "img", "input", "meter", "object", "progress", "select", "svg", "textarea"})
EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Side(Enum):
    """What white space meets at one side of a tag: the edge of a line, something like a word, or nothing at all."""

    EDGE = "edge"
    WORD = "word"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Tag:
    raw: str
    name: str
    is_closing: bool
    is_empty: bool
    classes: frozenset[str]


def normalized(page: str, *, flex: frozenset[str] = frozenset()) -> list[str]:
    """The page as lines, one for each tag and text, without white space that a browser does not draw. `flex` are classes that lay out their children."""
    return _Normalizing(flex).lines(without_versions(page))


def without_versions(page: str) -> str:
    """The page without the versions of its static files, which follow from their content."""
    return STATIC_VERSION.sub(r"\1?v=…", page)


def flex_classes(style: str) -> frozenset[str]:
    """The classes of a style sheet between whose children white space draws nothing."""
    return frozenset(name.removeprefix(".") for names in FLEX.findall(style) for name in names.split(", "))


class _Normalizing:
    def __init__(self, flex: frozenset[str]) -> None:
        self.flex = flex
        self.open: list[tuple[str, bool]] = []
        self.written: list[str] = []
        self.last_space: int | None = None
        self.draws_no_space = True

    def lines(self, page: str) -> list[str]:
        end = 0
        text = ""
        for found in MARKUP.finditer(page):
            text += page[end : found.start()]
            end = found.end()
            if not found[0].startswith("<!--"):
                self._text(text)
                text = ""
                self._markup(_tag(found[0]))
        self._text(text + page[end:])
        self._meet(Side.EDGE)
        return [line for line in self.written if line]

    def _text(self, text: str) -> None:
        if any(name in VERBATIM for name, _ in self.open):
            self.written.append(text)
            return
        text = SPACE.sub(" ", text)
        if self.draws_no_space:
            text = text.removeprefix(" ")
        if text:
            self.draws_no_space = text.endswith(" ")
            self.last_space = len(self.written) if self.draws_no_space else None
            self.written.append(text)

    def _meet(self, side: Side) -> None:
        if side is Side.NOTHING:
            return
        if side is Side.EDGE and self.last_space is not None:
            self.written[self.last_space] = self.written[self.last_space].removesuffix(" ")
        self.last_space = None
        self.draws_no_space = side is Side.EDGE

    def _markup(self, tag: Tag) -> None:
        lays_out = not self.flex.isdisjoint(tag.classes)
        if tag.is_closing:
            while self.open and any(name == tag.name for name, _ in self.open):
                name, lays_out = self.open.pop()
                if name == tag.name:
                    break
        outside, inside = self._sides(tag, lays_out=lays_out)
        self._meet(inside if tag.is_closing else outside)
        self.written.append(tag.raw)
        self._meet(outside if tag.is_closing or tag.is_empty else inside)
        if not (tag.is_closing or tag.is_empty):
            self.open.append((tag.name, lays_out))

    def _sides(self, tag: Tag, *, lays_out: bool) -> tuple[Side, Side]:
        """What the tag is to white space outside and inside of its element."""
        is_laid_out = bool(self.open) and self.open[-1][1]
        if tag.name in LIKE_A_WORD:
            return (Side.EDGE if is_laid_out else Side.WORD), Side.EDGE
        if tag.name not in WITHIN_A_LINE or is_laid_out:
            return Side.EDGE, Side.EDGE
        return (Side.WORD, Side.EDGE) if lays_out else (Side.NOTHING, Side.NOTHING)


@lru_cache(maxsize=100_000)
def _tag(raw: str) -> Tag:
    """A tag with its attributes in the order of their names and single spaces."""
    found = re.match(r"<([!/]?)([a-zA-Z][^\s/>]*)", raw)
    if found is None or found[1] == "!":
        return Tag(SPACE.sub(" ", raw), "", is_closing=False, is_empty=True, classes=frozenset())
    name, inside = found[2].lower(), raw[found.end() : -1]
    if found[1]:
        return Tag(f"</{name}>", name, is_closing=True, is_empty=False, classes=frozenset())
    attributes = {key: value[1:-1] if value[:1] in "\"'" else value for key, value in ATTRIBUTE.findall(inside)}
    classes = attributes.get("class", "").split()
    if classes:
        attributes["class"] = " ".join(classes)
    written = "".join(f' {key}="{value}"' if value else f" {key}" for key, value in sorted(attributes.items()))
    is_empty = name in EMPTY or inside.endswith("/")
    return Tag(f"<{name}{written}>", name, is_closing=False, is_empty=is_empty, classes=frozenset(classes))
