"""Forms: what a search looks for besides the words as they were typed, and the words that are left of a question.

A *form* of a term is another way to write it: other okurigana (申込, 申し込み), another spelling (漏洩, 漏えい), a long vowel more or less
(サーバ管理, サーバー管理), an old character (國, 国), a code with or without a hyphen (DS100, DS-100), another inflection (publish, published),
or a word that means the same. What stands in `word_forms.yaml` is data; the rules here say how it is put to a word. A form is a term like any
other, so what *having* it means stays defined in `normalising`. A term in quotation marks has no forms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from shishin.opinion_analysis.normalising import Term, is_unspaced, normalised, runs, term_of, terms_of

FILE = Path(__file__).with_name("word_forms.yaml")
MOST_FORMS = 24
MOST_FORMS_OF_A_QUERY = 60
FEWEST_FORMS = 4
MOST_PARTS = 6
SHORTEST_INFLECTED = 4
LONG_IN_KANA = 5
_SUFFIXES = (
    *("", "e", "s", "es", "ed", "ing", "er", "ers", "ion", "ions", "ation", "ations", "ment", "ments", "ly"),
    *("able", "ible", "ability", "ibility"),
)
_OPTIONAL = re.compile(r"\(([^)]*)\)")
_KANA, _KATAKANA, _HAN = "ぁ-ゖ", "ァ-ヺー", "々㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_LONG_END = re.compile(f"(?<=[{_KATAKANA}]{{3}})ー(?![{_KATAKANA}])")
_SHORT_END = re.compile(f"(?<=[{_KATAKANA}]{{2}}[アカサタナハマヤラワガザダバパャリィ])(?=[{_HAN}{_KANA}])")
_LETTER_THEN_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_DIGITS_APART = re.compile(r"\d \d")
_ADJECTIVE = re.compile("..*(?:し|やす|にく|づら|た)い$")
_IS_OR_IZ = re.compile(r"(?<=\w{3})(is|iz)(?=(?:e|ed|es|ing|er|ers|ation|ations)$)")
_BEFORE_RU = "いきぎしじちにひびみりえけげせぜてでねへべめれ"
_NOT_KANA = re.compile(f"[^{_KANA} ]")
_PIECE = re.compile(f"[{_KATAKANA}]+|[{_HAN}]+(?:[{_KANA}]{{1,3}}[{_HAN}]+)+|[{_HAN}]{{1,2}}|[^{_KATAKANA}{_HAN}{_KANA}]+")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One part of a query: the term as it was typed, its forms, and forms that count in the texts of one organization alone."""

    exact: Term
    forms: tuple[Term, ...] = ()
    own: tuple[tuple[int, Term], ...] = ()

    @property
    def alternatives(self) -> tuple[Term, ...]:
        """What is looked for everywhere, without what another finds too."""
        return _broadest((self.exact, *self.forms))

    def is_in(self, folded_text: str, *, owner: int | None = None) -> bool:
        own = (form for keeper, form in self.own if keeper == owner)
        return any(form.is_in(folded_text) for form in (self.exact, *self.forms, *own))

    @property
    def all_terms(self) -> tuple[Term, ...]:
        return self.exact, *self.forms, *(form for _owner, form in self.own)


class Equals:
    """Groups of words each of which is found by each other."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        others: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for group in groups:
            members = list(dict.fromkeys(filter(None, (plain(word) for word in group))))
            for member in members:
                others[member] |= dict.fromkeys(other for other in members if other != member)
        self.others: Mapping[str, Sequence[str]] = {word: list(equals) for word, equals in others.items() if equals}

    def _fitting(self, word: str, following: str) -> list[str]:
        """Its equals, but no further kana before the kana that follow: 申込む is no 申込みむ."""
        others = self.others[word]
        if _NOT_KANA.match(word[-1]) and following and not _NOT_KANA.match(following):
            return [other for other in others if _NOT_KANA.match(other[-1])]
        return list(others)

    def replaced(self, words: str, *, most: int = MOST_FORMS) -> Iterator[str]:
        """The words with each that has equals replaced by them."""
        standing = sorted((word for word in self.others if word in words), key=len, reverse=True)
        if not standing:
            return
        pieces: list[Sequence[str]] = []
        at = 0
        for match in re.finditer("|".join(map(_alone, standing)), words):
            pieces += [[words[at : match.start()]], [match[0], *self._fitting(match[0], words[match.end() : match.end() + 1])]]
            at = match.end()
        for _number, chosen in zip(range(most), product(*pieces), strict=False):
            if pieces:
                yield "".join(chosen) + words[at:]


def plain(words: str) -> str:
    """The runs of a word between single spaces: `DS-100` is `ds 100`."""
    return " ".join(runs(words))


def _alone(word: str) -> str:
    """A word of Latin letters is no part of a longer one."""
    before = "" if is_unspaced(word[0]) else r"(?<![a-z0-9])"
    return f"{before}{re.escape(word)}{'' if is_unspaced(word[-1]) else '(?![a-z])'}"


class Forms:
    """What `word_forms.yaml` says, ready to be asked."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.spellings = Equals([*map(_with_and_without, rules["okurigana"].split()), *rules["spellings"]])
        self.synonyms = self.equal_to(rules["synonyms"])
        self.characters = {old: list(group[:1]) for group in rules["characters"].split() for old in group[1:]}
        self.characters |= {group[0]: list(group[1:]) for group in rules["characters"].split()}
        self.endings = sorted(rules["endings"].split(), key=len, reverse=True)
        self.verbs: Mapping[str, str] = rules["verbs"]
        self.particles = sorted(rules["particles"].split(), key=len, reverse=True)
        self.fillers = {plain(word) for word in rules["fillers"].split()}
        self.stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord

    def equal_to(self, groups: Iterable[Iterable[str]]) -> Equals:
        """Groups of words with all their spellings."""
        return Equals(
            [spelling for word in group for spelling in (word, *self.spellings.replaced(plain(word), most=MOST_FORMS // 2))]
            for group in groups
        )

    def of(self, term: Term, *, most: int = MOST_FORMS, equals: Equals | None = None) -> tuple[Term, ...]:
        """The forms of a term, without those that it finds itself. With `equals` only what those words lead to."""
        if term.is_quoted:
            return ()
        words = plain(term.words)
        spellings = [words, *self.spellings.replaced(words)] if equals is None else list(equals.replaced(words))
        rules = [
            (form, False) for rule in (_itself, self._vowels, self._written, self._endings, _codes) for at in spellings for form in rule(at)
        ]
        if equals is None:
            rules += [(form, False) for form in self.synonyms.replaced(words)] + [(form, True) for form in self._inflected(words)]
        forms: dict[str, Term] = {}
        for form, is_quoted in rules:
            made = term_of(form, is_quoted=is_quoted)
            if made and term.needle not in made.needle and len(made.needle) >= min(2, len(term.needle)):
                forms.setdefault(made.needle, made)
        return tuple(forms.values())[:most]

    def _vowels(self, words: str) -> Iterator[str]:
        yield _LONG_END.sub("", words)
        yield _SHORT_END.sub("ー", words)

    def _written(self, words: str) -> Iterator[str]:
        """With other characters: each of one or two, or all at once."""
        places = [at for at, sign in enumerate(words) if sign in self.characters]
        if len(places) <= 2:
            for chosen in product(*([words[at], *self.characters[words[at]]] for at in places)):
                yield _with_signs(words, dict(zip(places, chosen, strict=True)))
        else:
            yield _with_signs(words, {at: self.characters[words[at]][0] for at in places})

    def _endings(self, words: str) -> Iterator[str]:
        """Without what a Japanese verb or adjective ends in."""
        last = words[-1]
        if len(words) < (2 if _NOT_KANA.search(words) else LONG_IN_KANA) or not is_unspaced(last):
            return
        for ending in self.endings:
            if words.endswith(ending) and len(words) >= len(ending) + 2:
                yield words.removesuffix(ending)
                return
        if _ADJECTIVE.match(words) or (last == "る" and words[-2] in _BEFORE_RU):
            yield words[:-1]
        elif last in self.verbs:
            yield from (words[:-1] + kana for kana in self.verbs[last])

    def _inflected(self, words: str) -> Iterator[str]:
        """Whatever English word has the same stem."""
        if len(words) < SHORTEST_INFLECTED or not words.isascii() or not words.isalpha():
            return
        stem = self.stem(words)
        made = {words, *(stem + suffix for suffix in _SUFFIXES), *(stem + stem[-1] + suffix for suffix in ("ed", "ing", "er", "ers"))}
        if stem.endswith("i"):
            made |= {stem[:-1] + suffix for suffix in ("y", "ies", "ied", "ying")}
        made |= {_IS_OR_IZ.sub(_other_z, word) for word in made}
        stems = {stem, self.stem(_IS_OR_IZ.sub(_other_z, words))}
        yield from sorted(word for word in made if len(word) > 2 and self.stem(word) in stems)

    @cached_property
    def _joints(self) -> re.Pattern[str]:
        """What joins the words of a question, and the place between a word that describes and the word it describes."""
        joined = "|".join(map(re.escape, self.particles))
        return re.compile(
            f"(?<=.)(?:{joined})(?=[^{_KANA}])|(?<=[^{_KANA}])(?:{joined})$|を|(?<=[{_KANA}][いなるたう])(?=[{_HAN}{_KATAKANA}])"
        )

    def left_of(self, words: str) -> list[str]:
        """The words of a question without what only joins or asks: 申請の手続を知りたい leaves 申請 and 手続."""
        cut = [piece for term in terms_of(words) for piece in self._joints.sub(" ", normalised(term.words)).split()]
        kept = [left for piece in cut if (left := self._without_filler(piece)) and left not in self.particles]
        return list(dict.fromkeys(kept))[:MOST_PARTS]

    def _without_filler(self, piece: str) -> str:
        """起きたとき leaves 起きた; a filler alone leaves nothing."""
        if piece in self.fillers:
            return ""
        for filler in self.fillers:
            if is_unspaced(filler[0]) and len(filler) > 1 and piece.endswith(filler) and len(piece) > len(filler) + 1:
                return piece.removesuffix(filler)
        return piece

    def pieces_of(self, words: Sequence[str]) -> list[str]:
        """Smaller pieces: stretches of one script, Han characters by two."""
        pieces = [
            piece for word in words for piece in (_PIECE.findall(word) if _NOT_KANA.search(word) and is_unspaced(word[0]) else [word])
        ]
        return list(dict.fromkeys(piece for piece in pieces if len(piece) > 1 and piece not in self.fillers))[:MOST_PARTS]


@cache
def forms() -> Forms:
    return Forms(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def words_of(query: str, *, own: Iterable[tuple[int, Equals]] = ()) -> list[QueryWord]:
    """The words of a query with their forms. `own` are further equals, each of one organization."""
    terms = terms_of(query)
    most = min(MOST_FORMS, max(FEWEST_FORMS, MOST_FORMS_OF_A_QUERY // max(1, len(terms))))
    found = []
    for term in terms:
        theirs = [(owner, form) for owner, equals in own for form in forms().of(term, most=most, equals=equals)]
        found.append(QueryWord(term, forms().of(term, most=most), tuple(theirs[:most])))
    return found


def _broadest(terms: Sequence[Term]) -> tuple[Term, ...]:
    kept: list[Term] = []
    for term in sorted(terms, key=lambda one: len(one.needle)):
        if not any(other.needle in term.needle for other in kept):
            kept.append(term)
    return tuple(kept)


def _with_and_without(pattern: str) -> list[str]:
    """申(し)込(み): every way to write or leave out what stands in brackets."""
    pieces = _OPTIONAL.split(pattern)
    choices = [[piece, ""] if at % 2 else [piece] for at, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in product(*choices)]


def _with_signs(words: str, signs: Mapping[int, str]) -> str:
    return "".join(signs.get(at, sign) for at, sign in enumerate(words))


def _itself(words: str) -> Iterator[str]:
    yield words


def _codes(words: str) -> Iterator[str]:
    """DS100 also as DS-100, e-mail also as email; figures are never joined."""
    if any(is_unspaced(sign) for sign in words):
        return
    yield _LETTER_THEN_DIGIT.sub(" ", words)
    if " " in words and not _DIGITS_APART.search(words) and re.search(r"[^\W\d_]", words):
        yield words.replace(" ", "")


def _other_z(match: re.Match[str]) -> str:
    return {"is": "iz", "iz": "is"}[match[1]]
