"""Found clauses: a clause as it is found in a foreign text, and paragraphs of running text that begin one by the number that somebody typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from shishin.texts.foreign_markdown.cleaning import settle_paragraphs
from shishin.texts.numbering.printed import ARTICLE_UNIT, BRANCH, PARAGRAPH, Depths, Numbered, numbered
from shishin.texts.phrases import day_in
from shishin.texts.text_form.normalising import normalise_body

CAPTION = re.compile(r"[（(]([^（）()]{1,40})[)）]$")
CAPTION_BEFORE = re.compile(r"[（(]([^（）()]{1,40})[)）][ \t\u3000]*(?=\S|$)")
"""A caption behind the number of an article: 第１条（目的）."""


@dataclass(slots=True)
class Cut:
    """A clause found: its heading as printed, its place and its lines."""

    heading: str
    depth: int
    line: int
    kind: str = "text"
    printed: str = ""
    lines: list[str] = field(default_factory=list)
    is_item: bool = False
    is_bold: bool = False
    key: str = ""
    """The id that a foreign file gives it."""
    key_hash: str = ""
    """Of the key of a clause that a file of ours marked."""

    @property
    def is_branch(self) -> bool:
        return BRANCH.search(self.printed) is not None

    @property
    def body(self) -> str:
        if self.is_item:
            return normalise_body("\n".join(self.lines))
        return normalise_body("\n".join(settle_paragraphs(self.lines)))


class TypedNumbers:
    """Remembers how deep the last heading stands, and what numbers and captions came since."""

    def __init__(self) -> None:
        self.base = 0
        """The depth of the last heading that its look made one, or of the last clause that was marked."""
        self.depths = Depths()
        self.caption = ""
        self.is_in_annex = False

    def begin_again(self, depth: int) -> None:
        self.base = depth
        self.is_in_annex = False
        self.depths.begin_again()

    def annex(self, words: str) -> Cut:
        """What stands behind the clauses is a part of its own, at the top, whatever it stands below."""
        self.begin_again(1)
        self.is_in_annex = True
        return Cut(words, 1, 0, kind="annex")

    def clause(self, found: Numbered, *, is_bold: bool = False) -> Cut:
        # Below an article, 項 and 号 are words of the law however short they are.
        is_article = found.unit == ARTICLE_UNIT
        is_item = is_article or (self.depths.is_below_article and not found.unit) or not (found.is_heading or is_bold)
        depth = self.base + self.depths.of(found)
        caption, self.caption = self.caption, ""
        if is_article and not caption and (own := CAPTION_BEFORE.match(found.rest)):
            caption, found = own[1], replace(found, rest=found.rest[own.end() :])
        if is_item:
            heading = f"{found.number}　{caption}".strip("　") if is_article or caption else ""
            return Cut(heading, depth, 0, printed=found.number, lines=[found.rest], is_item=not heading)
        return Cut(f"{found.number}　{found.rest}".strip("　"), depth, 0, printed=found.number)

    def takes_caption(self, line: str, following: str) -> bool:
        """Whether a line is the caption of the article that follows, or in an annex of the paragraph; it is kept for that."""
        caption = CAPTION.match(line)
        found = numbered(following) if caption else None
        has_captions = found and (found.unit == ARTICLE_UNIT or (self.is_in_annex and found.form == PARAGRAPH))
        if caption is None or not has_captions or day_in(line):
            return False
        self.caption = caption[1]
        return True
