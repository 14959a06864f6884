"""Markdown of texts that people write, as safe HTML and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from shishin.kit.markdown_parser import is_wide, markdown_parser

INLINE_TAGS = {"a", "strong", "em", "b", "i", "code", "br", "s", "del", "ins", "sup", "sub", "ruby", "rb", "rt", "rp"}
BLOCK_TAGS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td"}
NOTE_TAGS = {"aside"}
# Tags found in real texts that go, while the words inside them stay. What is in no list, as <名称> or <Name>, is words itself.
DROPPED_TAGS = {"span", "div", "font", "center", "u", "small", "big", "img", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd"}
DROPPED_TAGS |= {"figure", "figcaption", "details", "summary", "caption", "colgroup", "col", "tfoot", "section", "article", "mark", "nobr"}
GONE_WITH_WORDS = {"script", "style"}
KNOWN_TAGS = INLINE_TAGS | BLOCK_TAGS | DROPPED_TAGS | GONE_WITH_WORDS
ATTRIBUTES = {"a": {"href", "title"}, "th": {"align", "colspan", "rowspan"}, "td": {"align", "colspan", "rowspan"}, "ol": {"start"}}
CLASSES = {"sup": {"note"}, "aside": {"note"}}
"""Of notes. Nobody else can write them: an aside in a text is words."""
WIDEST_CELL = 63
"""Columns: as many as Word allows."""
SCHEMES = {"http", "https", "mailto", "tel"}
TAG_BEGINS = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9-]*))")
TAG_OF_BLOCK = re.compile(r"</?(?:p|ul|ol|li|blockquote|pre|hr|table|thead|tbody|tr|th|td|script|style)\b|<!", re.IGNORECASE)
START = re.compile(r"[0-9]{1,9}")
"""What a list may begin with: Markdown knows nine digits, and paper can count no further than that."""
REMEMBERED = 4096


class _Renderer(RendererHTML):
    """Headings become bold paragraphs, since a body stands below a heading of its page; pictures become links to them."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</strong></p>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrs.get("src", ""))
        if not urlsplit(address).scheme:
            # A file that lay beside the text is nowhere here: its words stay.
            return escape(tokens[idx].content or address)
        return f'<a href="{escape(address)}">{escape(tokens[idx].content or address)}</a>'

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return {"": "", " ": "\n", "\n": "<br>\n"}[_break_between(tokens, idx)]

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _known_tags(tokens[idx].content)

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        written = tokens[idx].content.strip()
        return f"{_known_tags(written)}\n" if TAG_OF_BLOCK.match(written) else f"<p>{_known_tags(written)}</p>\n"


_parser = markdown_parser(renderer_cls=_Renderer)
# The plugin's own way would number the notes anew and lead to places that a page with many clauses has many times.
_parser.renderer.rules |= {  # type: ignore[attr-defined]  # both are what a renderer of HTML has
    "footnote_ref": lambda tokens, at, *_rest: f'<sup class="note">{escape(tokens[at].meta["label"])}</sup>',
    "footnote_reference_open": lambda tokens, at, *_rest: f'<aside class="note"><sup>{escape(tokens[at].meta["label"])}</sup>',
    "footnote_reference_close": lambda *_all: "</aside>\n",
}


def to_html(text: str) -> SafeString:
    """A body: paragraphs, lists, quotes, tables, links. Never a heading, a script, a style or a picture."""
    return _to_html(text, get_language() or "ja")


@lru_cache(maxsize=REMEMBERED)
def _to_html(text: str, language: str) -> SafeString:
    return _finish(_parser.render(text), INLINE_TAGS | BLOCK_TAGS | NOTE_TAGS)


@lru_cache(maxsize=REMEMBERED)
def to_inline_html(text: str, *, links: bool = True) -> SafeString:
    """One line, for headings and cells. Without links where it stands inside a link itself."""
    return _finish(_parser.renderInline(text), INLINE_TAGS if links else INLINE_TAGS - {"a"})


@lru_cache(maxsize=REMEMBERED)
def plain(text: str) -> str:
    """The words alone: blocks on lines of their own, cells parted by tabs."""
    return re.sub(r"\t*\n+", "\n", "".join(_words(_parser.parse(text)))).strip("\n")


LINK_IN_TEXT = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@lru_cache(maxsize=REMEMBERED)
def links_in(text: str) -> tuple[str, ...]:
    """The addresses that a text leads to, in reading order."""
    if "]" not in text and "<" not in text:
        return ()
    return tuple(_links(child for block in _parser.parse(text) for child in block.children or [block]))


def _links(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("link_open", "image"):
            yield str(token.attrs.get("href") or token.attrs.get("src"))
        elif token.type in ("html_inline", "html_block"):
            yield from map(unescape, LINK_IN_TEXT.findall(token.content))


def _finish(html: str, tags: set[str]) -> SafeString:
    clean = nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        attribute_filter=_kept_attribute,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags=GONE_WITH_WORDS,
    )
    clean = re.sub(r"<a [^>]*>", _link, clean)
    clean = re.sub(
        r'(<t[hd])( align="(?:right|center|left)")', lambda cell: cell[1] + (' class="amount"' if "right" in cell[2] else ""), clean
    )
    return mark_safe(boxed_table(clean).strip())


def boxed_table(html: str) -> str:
    """Tables of a text, each in a box that scrolls, not the page; it takes the keyboard's focus so that it can be scrolled without a mouse."""
    name = escape(_("Table"))
    box = f'<div class="table-wide" role="group" aria-label="{name}" tabindex="0"><table class="table">'
    return html.replace("<table>", box).replace("</table>", "</table></div>")


def _kept_attribute(_tag: str, name: str, value: str) -> str | None:
    """A list begins with a number that can be counted; a cell is as wide and as high as a table can be."""
    if name == "start":
        return value if START.fullmatch(value) else None
    return value if name not in ("colspan", "rowspan") or (value.isdecimal() and 0 < int(value[:9]) <= WIDEST_CELL) else None


def _link(tag: re.Match[str]) -> str:
    address = re.search(r'href="([^"]*)"', tag[0])
    host = urlsplit(address[1]).hostname if address else None
    if host is None or host == urlsplit(settings.SITE_URL).hostname:
        return tag[0]
    return f'{tag[0][:-1]} rel="nofollow noopener">'


def _cell(token: Token) -> str:
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} align="{align}">' if align else f"<{token.tag}>"


def _known_tags(written: str) -> str:
    return TAG_BEGINS.sub(lambda found: "<" if found[1].lower() in KNOWN_TAGS else "&lt;", written)


def words_of_html(written: str) -> str:
    """What a page shows of HTML in a text: the words of tags that are known, all of those that are none."""
    return unescape(nh3.clean(_known_tags(written), tags=set(), clean_content_tags=GONE_WITH_WORDS))


def _break_between(tokens: Sequence[Token], at: int) -> str:
    """A new line in the source is a space between Latin words, nothing between Japanese ones, a break before an indent."""
    before = next((token.content[-1] for token in reversed(tokens[:at]) if token.content and token.type != "html_inline"), "")
    after = next((token.content[0] for token in tokens[at + 1 :] if token.content and token.type != "html_inline"), "")
    if after == "\u3000":
        return "\n"
    return "" if is_wide(before) and is_wide(after) else " "


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for at, token in enumerate(tokens):
        if token.children is not None and token.type == "inline":
            yield from _words(token.children)
        elif token.type in ("text", "code_inline", "image", "code_block", "fence"):
            yield token.content
        elif token.type == "softbreak":
            yield _break_between(tokens, at)
        elif token.type in ("html_inline", "html_block"):
            yield words_of_html(token.content)
        elif token.type == "footnote_ref":
            yield f"[{token.meta['label']}]"
        elif token.type == "footnote_reference_open":
            yield f"[{token.meta['label']}] "
        elif token.type in ("td_close", "th_close"):
            yield "\t"
        elif token.type == "hardbreak" or (token.block and token.nesting <= 0):
            yield "\n"
