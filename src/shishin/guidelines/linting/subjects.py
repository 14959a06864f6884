"""Subjects: whether a sentence that obliges says whom, by language. Where nobody taught us a language, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from shishin.kit.identity import base

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


def _in_japanese(words: str) -> bool:
    return any(not NO_SUBJECT_JA.search(words[: found.end("noun")]) for found in SUBJECT_JA.finditer(words))


def _in_english(words: str) -> bool:
    found = OBLIGES_EN.search(words)
    return found is None or NO_SUBJECT_EN.fullmatch(words[: found.start()]) is None


_SUBJECT: dict[str, Callable[[str], bool]] = {"ja": _in_japanese, "en": _in_english}
