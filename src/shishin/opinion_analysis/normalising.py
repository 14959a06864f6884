"""Normalising: how texts are made comparable, and how words are found in them.

A text is *folded*: compatibility forms become one (NFKC, so full and half width are alike), case goes, and everything that is no letter
and no digit parts words. What is left are runs: words of spaced scripts (`design`, `100`, `iso27001`), and stretches of scripts that do
not part words (`利用者から`). The middle dot within katakana goes (データ・ガバナンス is データガバナンス). The folded text is the runs with one
space before, between and after them, line by line: `DXを推進する。` becomes ` dx を推進する `.

A term of a query is folded in the same way and becomes a *needle*, and a text has the term exactly when the needle stands in its folded
text. A run of an unspaced script is found anywhere within a run; a word only as a whole, but the last word of a term also at the beginning
of a longer one (`guideline` finds `guidelines`) if it has three letters or more, no digit and no quotation marks around it. Punctuation
within a term parts runs that have to follow one another (`DS-100`, `国・都`). A text is found when it has every term.

*Grams* make that quick: the words, and of each other run its overlapping pairs of characters and its last single one. Whatever text has a
needle has all grams of the needle, so an index of grams narrows down which texts to look through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_WORD = 60
SHORTEST_BEGINNING = 3

# Scripts that do not part words, and Hangul, whose particles cling to the word: found anywhere in a run.
_UNSPACED = (
    "々-〇〡-〩〱-〵〸-〼ぁ-ゖゝ-ゟァ-ヺー-ヿㄅ-ㄯㇰ-ㇿ㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"  # Han and kana
    "ᄀ-ᇿ가-힣"  # Hangul
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
)
_KATAKANA = "ァ-ヺー"
_MARKS = "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u1ab0-\u1aff\u20d0-\u20f0"
RUN = re.compile(f"[{_UNSPACED}]+(?:(?<=[{_KATAKANA}])・(?=[{_KATAKANA}])[{_UNSPACED}]+)*|(?:[^\\W_{_UNSPACED}]|[{_MARKS}])+")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]")
# What joins with the character before it when a text is normalised.
_JOINS = re.compile("[\\u1160-\\u11ff\\u314f-\\u3163\\u3099-\\u309c\\uff9e\\uff9f]")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞〟«»", '"'))


def normalised(text: str) -> str:
    """One form for full and half width, composed and decomposed, upper and lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def folded(text: str) -> str:
    """The runs of a text between single spaces, line by line."""
    return "\n".join(f" {' '.join(runs(line))} " for line in text.splitlines())


def runs(text: str) -> list[str]:
    return _runs(normalised(text))


def runs_as_written(text: str) -> list[str]:
    """The same with the case in which somebody wrote them."""
    return _runs(unicodedata.normalize("NFKC", text))


def _runs(plain: str) -> list[str]:
    return [run.replace("・", "") for run in RUN.findall(plain)]


def letters(text: str) -> str:
    """What is left when texts are compared: the runs without what parts them."""
    return "".join(runs(text))


def joins(sign: str) -> bool:
    """Whether a character may become one with the character before it when a text is normalised."""
    return unicodedata.category(sign)[0] == "M" or _JOINS.match(sign) is not None


def is_unspaced(run: str) -> bool:
    return _UNSPACED_RUN.match(run) is not None


def grams(text: str) -> set[str]:
    """What an index keeps of a text."""
    return {gram for run in runs(text) for gram in _grams_of(run)}


def _grams_of(run: str) -> Iterator[str]:
    if not is_unspaced(run):
        yield run[:LONGEST_WORD]
        return
    for at in range(len(run) - 1):
        yield run[at : at + 2]
    yield run[-1]


@dataclass(frozen=True, slots=True)
class Gram:
    """One gram that a text must have, or one that begins so."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query: what stands in the folded text of every text that has it."""

    words: str
    needle: str
    grams: tuple[Gram, ...]
    is_quoted: bool = False

    @property
    def alternatives(self) -> tuple[Term, ...]:
        return (self,)

    def is_in(self, folded_text: str) -> bool:
        return self.needle in folded_text


def terms_of(query: str, *, most: int = 10) -> list[Term]:
    """The terms of a query: parted by spaces, kept together by quotation marks. What has no letter and no digit is left out."""
    found: dict[str, Term] = {}
    for match in _TERM.finditer(unicodedata.normalize("NFKC", query).translate(_QUOTES)):
        term = term_of(match[1] if match[1] is not None else match[2], is_quoted=match[1] is not None)
        if term:
            found.setdefault(term.needle, term)
    return list(found.values())[:most]


def term_of(words: str, *, is_quoted: bool = False) -> Term | None:
    """Words as one term; none where they have no letter and no digit."""
    parts = runs(words)
    if not parts:
        return None
    first, last = parts[0], parts[-1]
    is_open = is_unspaced(last) or _may_go_on(last, is_quoted=is_quoted)
    needle = f"{'' if is_unspaced(first) else ' '}{' '.join(parts)}{'' if is_open else ' '}"
    return Term(words.strip(), needle, tuple(dict.fromkeys(_needed(parts, is_open=is_open))), is_quoted)


def _may_go_on(word: str, *, is_quoted: bool) -> bool:
    return not is_quoted and len(word) >= SHORTEST_BEGINNING and not any(sign.isnumeric() for sign in word)


def _needed(parts: Sequence[str], *, is_open: bool) -> Iterator[Gram]:
    for at, run in enumerate(parts):
        if not is_unspaced(run):
            yield Gram(run[:LONGEST_WORD], is_beginning=is_open and at == len(parts) - 1 and len(run) < LONGEST_WORD)
        elif len(run) == 1:
            yield Gram(run, is_beginning=True)
        else:
            yield from (Gram(run[index : index + 2]) for index in range(len(run) - 1))
