"""Guides: the Markdown of `docs/` as pages, in the reader's language where there is one, each cut at its headings so that it can be searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import shishin
from shishin.kit.markdown import plain, to_html, to_inline_html
from shishin.opinion_analysis.normalising import folded
from shishin.opinion_analysis.word_forms import words_of

PACKAGED = Path(shishin.__file__).parent / "guides"
"""Where a wheel has them; a checkout has them in `docs`."""
FOLDER = PACKAGED if PACKAGED.is_dir() else Path(shishin.__file__).parents[2] / "docs"
GUIDES: dict[str, str | Promise] = {
    "reader": _("For everybody who reads"),
    "member": _("For members of councils and groups"),
    "secretariat": _("For those who write, prepare and keep, and for auditors"),
    "consultations": _("For those who ask for opinions and answer them"),
    "pmo": _("For those who keep duties and answer for them"),
    "operator": _("For those who run the server"),
    "glossary": _("All words, in both languages"),
    "text-form": _("How a text is written in a file"),
    "commands": _("Every command"),
    "settings": _("Every setting"),
    "security": _("What is promised, and how it is kept"),
    "trail-keys": _("What the trail writes down"),
    "upgrade": _("From one version to the next"),
}
MOST_SECTIONS = 30
_HEADING = re.compile(r"^(#{1,4}) +(.+?) *$")
_FENCE = re.compile(r"^ *(```|~~~)")
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(pictures/([a-z0-9.-]+\.png)\)$")
_OTHER_LANGUAGE = re.compile(r"^\[(?:日本語|English)\]\([a-z-]+(?:\.ja)?\.md\)$")
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|mailto:|#)([^)\s]+)\)")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Picture:
    words: str
    name: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it, up to the next one."""

    level: int
    title: str
    anchor: str
    blocks: tuple[str | Picture, ...]

    @property
    def heading(self) -> SafeString:
        return to_inline_html(self.title)

    @property
    def plain_title(self) -> str:
        return plain(self.title)

    @property
    def drawn(self) -> Iterator[tuple[SafeString | None, Picture | None]]:
        for block in self.blocks:
            yield (None, block) if isinstance(block, Picture) else (to_html(_with_addresses(block)), None)

    @cached_property
    def folded(self) -> str:
        return folded("\n".join([self.plain_title, *(plain(block) for block in self.blocks if isinstance(block, str))]))


@dataclass(frozen=True)
class Guide:
    """One guide in one language."""

    name: str
    language: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return self.sections[0].plain_title

    @property
    def audience(self) -> str:
        return str(GUIDES[self.name])

    @property
    def url(self) -> str:
        return reverse("portal:guide", args=[self.name])


def guide_in(name: str, language: str) -> Guide | None:
    """A guide in a language, else in the one there is; none by another name."""
    if name not in GUIDES:
        return None
    is_there = language.startswith("ja") and (FOLDER / f"{name}.ja.md").is_file()
    return _read(name, "ja" if is_there else "en")


def guides(language: str) -> list[Guide]:
    return [guide for name in GUIDES if (guide := guide_in(name, language))]


def picture_file(name: str) -> Path | None:
    path = FOLDER / "pictures" / name
    return path if re.fullmatch(r"[a-z0-9.-]+\.png", name) and path.is_file() else None


def sections_with(query: str, language: str) -> list[tuple[Guide, Section]]:
    """The sections that have every word of a query in one of its forms; what stands in a heading first."""
    words = words_of(query)
    found = [
        (not all(word.is_in(folded(section.plain_title)) for word in words), guide, section)
        for guide in guides(language)
        for section in guide.sections
        if words and all(word.is_in(section.folded) for word in words)
    ]
    return [(guide, section) for _is_body, guide, section in sorted(found, key=lambda row: row[0])][:MOST_SECTIONS]


@cache
def _read(name: str, language: str) -> Guide | None:
    path = FOLDER / (f"{name}.ja.md" if language == "ja" else f"{name}.md")
    return Guide(name, language, tuple(_sections(path.read_text(encoding="utf-8")))) if path.is_file() else None


def _sections(text: str) -> Iterator[Section]:
    level, title, is_code = 1, "", False
    lines: list[str] = []
    anchors: dict[str, int] = {}
    for line in text.splitlines():
        is_code ^= bool(_FENCE.match(line))
        heading = None if is_code else _HEADING.match(line)
        if heading and (title or any(lines)):
            yield Section(level, title, _anchor(title, anchors), tuple(_blocks(lines)))
        if heading:
            level, title, lines = len(heading[1]), heading[2], []
        else:
            lines.append(line)
    yield Section(level, title, _anchor(title, anchors), tuple(_blocks(lines)))


def _anchor(title: str, known: dict[str, int]) -> str:
    """As the links between the files write it."""
    anchor = _NOT_IN_ANCHOR.sub("", plain(title).lower()).replace(" ", "-")
    known[anchor] = known.get(anchor, 0) + 1
    return anchor if known[anchor] == 1 else f"{anchor}-{known[anchor] - 1}"


def _blocks(lines: list[str]) -> Iterator[str | Picture]:
    waiting: list[str] = []
    for line in lines:
        if picture := _PICTURE.match(line):
            if any(waiting):
                yield "\n".join(waiting)
            yield Picture(picture[1], picture[2])
            waiting = []
        elif not _OTHER_LANGUAGE.match(line):
            waiting.append(line)
    if any(waiting):
        yield "\n".join(waiting)


def _with_addresses(text: str) -> str:
    """Links to other guides lead to their pages; of a link to any other file the words stay."""

    def address(match: re.Match[str]) -> str:
        file, _hash, anchor = match[2].partition("#")
        name = file.removesuffix(".md").removesuffix(".ja")
        guide = guide_in(name, get_language() or "ja")
        if guide is None:
            return match[1]
        # A guide that is there in one language alone may name a heading that the other's reader does not see.
        is_there = any(section.anchor == anchor for section in guide.sections)
        return f"[{match[1]}]({guide.url}{'#' + anchor if is_there else ''})"

    return _LINK.sub(address, text)
