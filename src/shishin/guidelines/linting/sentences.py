"""Sentences: the words of a Markdown text, cut where its language ends a sentence; and whether one that obliges says whom, by language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from shishin.kit.identity import base
from shishin.kit.markdown import plain

MARKED = re.compile(r"[\\`*_\[\]<>#|~&!\n]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
ADDRESS = re.compile(r"https?://[^\s　-鿿]+")
WITHOUT_SPACES = frozenset({"ja", "zh", "ko", "th", "lo", "km", "my"})
OPENING, CLOSING, ENDING = "「『（(【〔“", "」』）)】〕”", "。！？!?．"
SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|No|Nos|Art|Arts|Sec|Fig|Dr|Mr|Mrs|Ms|St|pp?|Ch|Vol|[A-Z]))\.$")
END_OF_WORDS = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def words_alone(text: str) -> str:
    """As `kit.markdown.plain`, without asking the parser where there is nothing to parse."""
    return plain(text) if MARKED.search(text) else text.strip()


@lru_cache(maxsize=8192)
def sentences(text: str, language: str) -> tuple[str, ...]:
    """Lists, cells and paragraphs end a sentence too, whatever stands at their end."""
    cut = _by_stops if base(language) in WITHOUT_SPACES else _by_words
    return tuple(one for line in words_alone(text).splitlines() for part in line.split("\t") for one in cut(part.strip()) if one)


def characters(sentence: str) -> int:
    """What is read as words: neither spaces nor addresses."""
    return len("".join(ADDRESS.sub("", sentence).split()))


def words(sentence: str) -> int:
    return len(ADDRESS.sub("", sentence).split())


def _by_stops(part: str) -> Iterator[str]:
    """A full stop inside brackets belongs to the sentence around them."""
    depth = begin = 0
    for at, sign in enumerate(part):
        if sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth = max(0, depth - 1)
        elif sign in ENDING and not depth and part[at + 1 : at + 2] not in (*CLOSING, *ENDING):
            yield part[begin : at + 1].strip()
            begin = at + 1
    yield part[begin:].strip()


def _by_words(part: str) -> Iterator[str]:
    begin = 0
    for end in END_OF_WORDS.finditer(part):
        if not SHORT.search(part[begin : end.start() + 1]):
            yield part[begin : end.end()].strip()
            begin = end.end()
    yield part[begin:].strip()


# Japanese: what obliges, in so many words. The plain form (〜書く。) is how a rule speaks to its reader, and needs no subject.
OBLIGES_JA = re.compile(
    r"(?:なければ|なくては|ねば)(?:な|いけ)ら?|[てで]は(?:なら|なりませ|いけ)|必要がある|必要があります|義務を負|ものとする|ものとします|禁止する|禁じる|"
    r"(?:する|行う|ない|せる|れる|ること|しない)こと(?:。|$)"
)
# は, が or も after a noun: kanji, katakana, letters, a closing bracket, or one of the few nouns written in hiragana.
SUBJECT_JA = re.compile(
    r"(?P<noun>[㐀-鿿々〆ァ-ヴーA-Za-z0-9Ａ-Ｚａ-ｚ０-９）」』]|ひと|みな|だれ|もの|たち|がた|みなさん|わたし|こども|いずれ|すべて)(?:は|が|も)"
)
NO_SUBJECT_JA = re.compile(r"(?:場合|際|時|前|後|上|間|又|又は|今|日|月|年度?|最|原則|本来|何度|我|するもの|ないもの|たもの)$")
ACTOR_JA = re.compile(
    r"(?:者|員|局|課|部|庁|省|府|都|県|市|区|町|村|長|会|室|官|チーム|事業者|ベンダー)(?:等|ら|たち|など)?(?:の(?:責務|役割|義務|責任|職責))?$"
)

OBLIGES_EN = re.compile(r"\b(?:must|shall)\b", re.IGNORECASE)
# What may stand before the verb and still names nobody.
NO_SUBJECT_EN = re.compile(
    r"(?:(?:and|but|or|also|always|never|therefore|then|thus|in all cases|where possible|if possible|in addition)\b[\s,]*)*", re.IGNORECASE
)


def obliging_words(sentences: Iterable[str], language: str) -> tuple[str, str] | None:
    """The first sentence that obliges, and all that leads to it: who is named before need not be named again."""
    obliges = {"ja": OBLIGES_JA, "en": OBLIGES_EN}.get(base(language))
    if obliges is None:
        return None
    so_far: list[str] = []
    for sentence in sentences:
        so_far.append(sentence)
        if obliges.search(sentence):
            return sentence, " ".join(so_far)
    return None


def names_a_subject(words: str, language: str) -> bool:
    """Whether somebody or something stands before what obliges."""
    return _SUBJECT[base(language)](words)


def names_an_actor(heading: str, language: str) -> bool:
    """Whether a heading says whom all below it is about."""
    return base(language) == "ja" and (names_a_subject(heading, language) or ACTOR_JA.search(heading) is not None)


def leads_in(sentence: str, language: str) -> bool:
    """Whether a sentence begins what stands below it: “職員は、次のとおり…”, “Teams:”."""
    if base(language) == "ja":
        return ("次" in sentence or "以下" in sentence or sentence.endswith(("：", ":"))) and names_a_subject(sentence, language)
    return sentence.endswith(":")


def _names_in_japanese(words: str) -> bool:
    return any(not NO_SUBJECT_JA.search(words[: subject.end("noun")]) for subject in SUBJECT_JA.finditer(words))


def _names_in_english(words: str) -> bool:
    verb = OBLIGES_EN.search(words)
    return verb is None or NO_SUBJECT_EN.fullmatch(words[: verb.start()]) is None


_SUBJECT: dict[str, Callable[[str], bool]] = {"ja": _names_in_japanese, "en": _names_in_english}
