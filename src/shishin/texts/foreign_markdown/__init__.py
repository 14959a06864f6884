"""Foreign Markdown: texts without keys become manuscripts. All that is found is a suggestion that the editor may correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shishin.kit.budget import Budget, spend_on_markdown
from shishin.kit.identity import PLACE, base, hash_of_key, name_of_place
from shishin.texts.errors import EmptyText
from shishin.texts.foreign_markdown.cleaning import clean, plain_heading
from shishin.texts.foreign_markdown.cutting import cut
from shishin.texts.foreign_markdown.dialects import Adapted, adapted, with_definitions
from shishin.texts.foreign_markdown.first_lines import days_above, take_title, words_above
from shishin.texts.foreign_markdown.found_clauses import Cut
from shishin.texts.foreign_markdown.guessing import key_of, language_of, name_of_document, slug_of, tail_of, version_of
from shishin.texts.foreign_markdown.own_numbers import (
    IN_JAPANESE,
    IN_LATIN,
    Number,
    best_scheme,
    differing,
    differing_contents,
    own_numbers,
    schemes,
    settle_annexes,
)
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage, parents
from shishin.texts.numbering.printed import PRINTED, VACATED, numbers_in_range
from shishin.texts.phrases import heads_annex, place_of_contents
from shishin.texts.plain_lines import plain_text
from shishin.texts.text_form.attributes import KEY
from shishin.texts.text_form.normalising import normalise_body, normalise_heading
from shishin.texts.text_form.yaml_places import read_yaml

FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
TITLE_LINE = re.compile(r"\s*#[ \t]+(\S.*)\n")
OTHER_TOP_HEADING = re.compile(r"^#[ \t]+\S", re.MULTILINE)
PLACE_IN_LINK = re.compile(rf"\]\(#({PLACE})\)")
ANCHOR_IN_YAML = re.compile(r"(?:^|[\s:\[,{])[&*][^\s&*]", re.MULTILINE)
TITLE_IN_YAML = re.compile(r"^title:.*\n?(?:(?:[ \t-].*)?\n?)*", re.MULTILINE)
ARTICLE = re.compile(r"第[^条]+条(?:の[^の]+)*$")
DIVISION = re.compile(r"第[^編章節款]+[編章節款]")


@dataclass(frozen=True, slots=True)
class ForeignText:
    """One file, cut into clauses. `words` are all its words; `has_lines`: a person can look its lines up."""

    name: str
    title: str
    words: str
    cuts: Sequence[Cut]
    has_lines: bool = True
    remarks: Sequence[str] = ()
    """What a person should know of how it was read, in sentences."""
    contents: Sequence[str] = ()
    """The lines of its own table of contents, which is no part of the text."""


def read_foreign(
    files: Mapping[str, str | ForeignText],
    *,
    slug: str | None = None,
    version: str | None = None,
    language: str | None = None,
    title: str | None = None,
    numbering: str | None = None,
    keys: Collection[str] = (),
    rules: Mapping[str, Any] | None = None,
) -> Manuscript:
    """One edition from files in the order of their names; what is not given is read from them.

    `keys` are those a file may have marked, `rules` those of the numbering scheme that is given, where it is none of ours.
    """
    names = sorted(files, key=_natural)
    spent = Counter[str]()
    texts = [_text(name, files[name], is_alone=len(names) == 1, budget=Budget(name, spent=spent)) for name in names]
    alone = texts[0] if len(texts) == 1 else ForeignText("", "", "", ())
    text_title, cuts = _clauses_of(texts)
    language = language or language_of("\n".join(text.words for text in texts))
    document_name = name_of_document(names)
    title = title or text_title or _title_from(document_name) or slug or names[0]
    scheme = numbering or best_scheme(cuts, IN_JAPANESE if base(language) == "ja" else IN_LATIN)
    scheme_rules = rules if rules is not None else schemes().get(scheme, {})
    settle_annexes(cuts, scheme_rules)
    numbers = own_numbers(cuts, scheme_rules)
    marked = _marked_keys(cuts, keys)
    _name_places(cuts, [*keys, *marked.values()])
    has_lines = all(text.has_lines for text in texts)
    clauses = _clauses(cuts, language=language, numbers=numbers, marked=marked, has_lines=has_lines)
    document = DocumentSheet(slug or slug_of(document_name or title), {language: title}, numbering=scheme, source_language=language)
    edition = replace(_edition_sheet(version, title=text_title, text=alone.words, names=names), titles={language: title})
    remarks = (
        *(remark for text in texts for remark in text.remarks),
        *differing(cuts, numbers, has_lines=has_lines),
        *(remark for text in texts for remark in differing_contents(cuts, text.contents)),
    )
    days = tuple((day.name, day.day) for day in days_above(cuts))
    return Manuscript(document, edition, clauses, keys_given=frozenset(marked.values()), says_attributes=False, remarks=remarks, days=days)


def _clauses_of(texts: Sequence[ForeignText]) -> tuple[str, list[Cut]]:
    """The title of a text that stands alone, and the clauses of all, each with its kind. At least one has some."""
    cuts = [found for text in texts for found in text.cuts]
    title = texts[0].title or take_title(cuts) if len(texts) == 1 else ""
    cuts = list(_unfolded(cuts))
    if not cuts:
        raise EmptyText(file=texts[0].name if texts else "")
    _mark_kinds(cuts)
    if (above := words_above(cuts)) and any(found.printed for found in cuts):
        # No scheme counts them.
        above.kind = "background"
    return title, cuts


def _title_from(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _edition_sheet(version: str | None, *, title: str, text: str, names: Sequence[str]) -> EditionSheet:
    """A version that is given says nothing of a day; a guessed one comes with the day that stands beside it."""
    if version:
        return EditionSheet(version=version)
    guessed, day = version_of(title=title, text=text, names=names)
    return EditionSheet(version=guessed, published_on=day)


def _text(name: str, content: str | ForeignText, *, is_alone: bool, budget: Budget) -> ForeignText:
    """A text in Markdown cut into clauses; what was cut before stays. One of several files keeps its title as its first heading."""
    if isinstance(content, ForeignText):
        if is_alone or not content.title:
            return content
        deeper = [replace(found, depth=found.depth + 1) for found in content.cuts]
        return replace(content, title="", cuts=[Cut(content.title, 1, 0), *deeper])
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    spend_on_markdown(text, budget)
    heading, text, line = _front_matter(text, file=name)
    text = clean(text)
    read = adapted(text, file=name, first_line=line)
    text = read.text
    if is_alone and not heading:
        heading, text = _title_line(text)
    text, contents = _without_contents(text)
    cuts = [_with_file(found, read, line, budget) for found in cut(text, first_heading="" if is_alone else heading)]
    return ForeignText(name, heading, content, cuts, remarks=tuple(read.remarks), contents=contents)


def _without_contents(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the contents that somebody typed into it, and their lines; all others stay where they are."""
    lines = text.split("\n")
    words = [(at, line.strip(" \t\u3000\\")) for at, line in enumerate(lines)]
    filled = [(at, line) for at, line in words if line]
    places = [filled[place] for place in place_of_contents([(line, False) for _at, line in filled])]
    for at, _line in places:
        lines[at] = ""
    return "\n".join(lines), tuple(line for _at, line in places[1:])


def _with_file(found: Cut, read: Adapted, line: int, budget: Budget) -> Cut:
    """What the whole file says of a clause: its line there, its id, the links and notes it uses."""
    own = "\n".join(found.lines)
    body = with_definitions(own, read.definitions)
    # One long note may be used in every clause.
    budget.spend("characters", len(body) - len(own), line=found.line + line + 1)
    key = read.keys.get(found.line, "").lower().replace("_", "-")
    return replace(found, line=found.line + line, lines=body.split("\n"), key=key if KEY.fullmatch(key) else "")


def _name_places(cuts: Sequence[Cut], keys: Collection[str]) -> None:
    """A link of our own Word file leads to a bookmark that stands for a key."""
    places = {name_of_place(key): key for key in keys}
    for found in cuts:
        found.lines = [PLACE_IN_LINK.sub(lambda match: f"](#{places.get(match[1], match[1])})", line) for line in found.lines]


def _marked_keys(cuts: Sequence[Cut], keys: Collection[str]) -> dict[int, str]:
    """Place of a clause → its key, where a file of ours marked it. Of a clause that was copied, the first is meant."""
    by_hash = {hash_of_key(key): key for key in keys}
    marked: dict[int, str] = {}
    for number, found in enumerate(cuts):
        key = by_hash.pop(found.key_hash, "") if found.key_hash else found.key
        if key and key not in marked.values():
            marked[number] = key
    return marked


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d{1,9})", name) if part]


def _front_matter(text: str, *, file: str) -> tuple[str, str, int]:
    """Title, the text below the front matter, and how many lines the front matter has."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return "", text, 0
    return _title_in(match[1], file=file), text[match.end() :], text.count("\n", 0, match.end())


def _title_in(front: str, *, file: str) -> str:
    """The title alone is asked for: what else stands there may be YAML of any kind, with anchors as well."""
    if ANCHOR_IN_YAML.search(front) is None:
        # The line of dashes above counts as well.
        return ", ".join(read_yaml("\n" + front, file=file).words("title"))
    found = TITLE_IN_YAML.search(front)
    return ", ".join(read_yaml(found[0], file=file).words("title")) if found and ANCHOR_IN_YAML.search(found[0]) is None else ""


def _title_line(text: str) -> tuple[str, str]:
    """The only heading of the first level is the title of the document, not a clause of it."""
    match = TITLE_LINE.match(text)
    if match is None or OTHER_TOP_HEADING.search(text, match.end()):
        return "", text
    # The line stays, emptied, so that the lines below keep their numbers.
    lines = text.count("\n", 0, match.end())
    return plain_heading(match[1]), "\n" * lines + text[match.end() :]


def _mark_kinds(cuts: list[Cut]) -> None:
    """What holds a checklist is a principle, any other topmost heading with clauses below it a chapter, and so is what is numbered as one."""
    top = None
    for found, following in zip(cuts, [*cuts[1:], None], strict=True):
        if found.key_hash:
            top = found if found.depth == 1 else top
        elif found.depth == 1 and found.kind == "text" and heads_annex(plain_text(found.heading)):
            top, found.kind = found, "annex"
        elif found.depth == 1:
            top = found
            if (
                found.kind == "text"
                and following is not None
                and following.depth > 1
                and not found.is_bold
                and not ARTICLE.match(found.printed)
            ):
                found.kind = "chapter"
        elif found.kind == "text" and DIVISION.match(found.printed):
            found.kind = "chapter"
        elif found.kind == "conduct" and top is not None and top.kind == "chapter":
            top.kind = "principle"


def _unfolded(cuts: Iterable[Cut]) -> Iterator[Cut]:
    """Each vacated clause of a range is one, and the first words of an article that goes on in numbers are its first paragraph."""
    cuts = list(cuts)
    for place, found in enumerate(cuts):
        following = cuts[place + 1] if place + 1 < len(cuts) else None
        numbers = list(numbers_in_range(found.printed)) if _is_vacated(found) else []
        if len(numbers) > 1:
            yield from (replace(found, heading=number, printed=number, lines=[_words_of(found)]) for number in numbers)
            continue
        yield found
        goes_on = following is not None and following.depth > found.depth and following.is_item and following.printed
        if goes_on and ARTICLE.match(found.printed) and found.body and not found.key_hash:
            yield Cut("", found.depth + 1, found.line, lines=found.lines, is_item=True)
            found.lines = []


def _words_of(found: Cut) -> str:
    return (PRINTED.sub("", found.heading, count=1) + found.body).strip()


def _is_vacated(found: Cut) -> bool:
    return bool(found.printed and VACATED.match(_words_of(found)))


def _clauses(
    cuts: Sequence[Cut], *, language: str, numbers: Sequence[Number], marked: Mapping[int, str], has_lines: bool
) -> tuple[ManuscriptClause, ...]:
    keys = _keys(cuts, marked)
    clauses = []
    depth = 0
    for found, number, key in zip(cuts, numbers, keys, strict=True):
        is_computed = number.is_same
        depth = min(found.depth, depth + 1)
        heading = PRINTED.sub("", found.heading, count=1) if is_computed and not found.is_item else found.heading
        body = found.body
        is_vacated = _is_vacated(found)
        if is_vacated and is_computed:
            heading = body = ""
        if found.is_item and found.printed and not is_computed:
            # A number that the scheme does not give again is part of the words.
            body = normalise_body(f"{found.printed}　{body}")
        passage = Passage(normalise_heading(heading), body)
        line_number = found.line + 1 if has_lines else 0
        clauses.append(
            ManuscriptClause(
                key,
                depth,
                kind=found.kind,
                is_vacated=is_vacated,
                is_branch=is_computed and found.is_branch,
                passages={language: passage},
                line_number=line_number,
            )
        )
    return tuple(clauses)


def _keys(cuts: Sequence[Cut], marked: Mapping[int, str]) -> list[str]:
    """A key for each clause: the same words in the same surroundings give the same key."""
    words = [PRINTED.sub("", found.heading, count=1) or found.heading or found.body.split("\n", maxsplit=1)[0] for found in cuts]
    plain = [_plain_key(found, text) for found, text in zip(cuts, words, strict=True)]
    times = Counter(plain)
    counted: dict[str, int] = {}
    used, reserved = set[str](), set(marked.values())
    keys: list[str] = []
    for place, (found, above, key, text) in enumerate(zip(cuts, parents(cuts), plain, words, strict=True)):
        unique = key if times[key] == 1 or above is None else _below(keys[above], key, words=text)
        keys.append(_free_key(marked.get(place, unique), found, (used,) if place in marked else (used, reserved), counted))
        used.add(keys[-1])
    return keys


def _free_key(wanted: str, found: Cut, taken: Iterable[Collection[str]], counted: dict[str, int]) -> str:
    """The key as it is wanted, or with a tail, or with a number; `counted` keeps the last number of each."""
    number, key = 1, wanted
    while any(key in keys for keys in taken):
        # From the third on: thousands of the same words must not count up from the second each time.
        number = 2 if number == 1 else max(number, counted.get(wanted, 2)) + 1
        key = f"{wanted}-{tail_of(found.body)}" if number == 2 else f"{wanted}-{number}"
    counted[wanted] = max(number, counted.get(wanted, 2))
    return key


def _plain_key(found: Cut, words: str) -> str:
    """What stands above the first heading is the preamble; of all else, the words give the key."""
    is_preamble = found.kind == "preamble" or not (found.heading or found.is_item)
    return "preamble" if is_preamble else key_of(words, kind=found.kind)


def _below(above: str, key: str, *, words: str) -> str:
    """Headings such as “Checklist” come again and again: the key of the clause above tells them apart."""
    return f"{above}-{key}" if len(above) + len(key) < 90 else f"{key[:80].rstrip('-')}-{tail_of(above + words)}"
