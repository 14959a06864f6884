"""Numbering: labels computed from where clauses stand and the rules of a numbering scheme, never stored with a clause.

The rules are JSON:

    {"depths": [rule, rule, …],          the rule of each depth from 1; deeper clauses have no label
     "kinds": {kind: rule or [rules]},   goes before the depth; a list is again one rule a depth
     "depths_from": kind,                depths count below the nearest clause of this kind, or annex, not from the top
     "joiner": " ",                      stands between the labels of a full citation
     "branch_sign": "の",                stands before the number of a branch
     "language": "ja",                   the language of these numbers
     "in": {language: {…}}}              joiner and branch_sign in other languages

A rule is an object; every member may be left out but `style`:

    style         none, arabic, arabic-wide (１), kanji (一), roman (I), roman-lower (i), katakana (ア), iroha (イ), circled (①),
                  letters (a), letters-upper (A)
    format        default "{n}". {n} is the number, {parent} the label of the nearest clause above that has one, {top} the number of the
                  topmost clause above, {chapter}, {value} and so on the number of the nearest clause above of that kind
    count         "parent" (default): from 1 below each parent; "document": through the whole text, but an annex counts for itself;
                  "top" or a kind: through the nearest clause above of that kind
    cited         how the label stands in a full citation, default: as `format`
    branch        default "{label}の{b}", with the sign of branches: the label of a branch (第3条の2), from the label before it; {n} and {b}
                  are known
    prints_from   the first number that is printed (2 for 項); the others count and are cited all the same
    only          "leaves": a clause above clauses of its own kind is not numbered
    below         "none": what stands below has no label either, unless its kind has a rule
    starts_citation  true: a full citation begins here (条, which is counted through the whole text). So it does where the format
                  holds the number of a clause above
    in            {language: form}: how the number is written in another language, by style (default: that of the rule), format, cited and
                  branch. "*" is every language that is not named and not that of the rules

What `labels` is given are rules as they stand in one language: see `by_language.py`.

Vacated clauses are counted like any other: the number stays.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shishin.texts.errors import WrongNumbering
from shishin.texts.languages import is_language
from shishin.texts.manuscript import KINDS, Deep
from shishin.texts.numbering.by_language import OF_A_FORM, OF_THE_TEXT, OTHERS, OWN
from shishin.texts.numbering.numerals import STYLES, kanji

MEMBERS = ("style", "format", "count", "cited", "branch", "prints_from", "only", "below", "starts_citation", "in")
RULES_MEMBERS = ("depths", "kinds", "depths_from", "joiner", "branch_sign", "language", "in")
PLACES = ("n", "parent", "top", *KINDS)
ANNEX = "annex"
BRANCH_SIGN = "の"
BRANCH_PLACES = ("label", "b", *PLACES)


class Countable(Deep, Protocol):
    """What a clause must say of itself to be numbered: rows and manuscripts both do."""

    @property
    def kind(self) -> str: ...
    @property
    def is_branch(self) -> bool: ...
    @property
    def is_vacated(self) -> bool: ...


class Label(NamedTuple):
    """`short` stands beside the clause (9-3), `cited` names it in full (第1 2 (3)). Either may be empty."""

    short: str
    cited: str


@dataclass(frozen=True, slots=True)
class _Rule:
    number: Callable[[int], str] | None
    format: str = "{n}"
    count: str = "parent"
    cited: str = "{n}"
    branch: str = ""
    branch_sign: str = ""
    prints_from: int = 1
    is_for_leaves: bool = False
    hides_below: bool = False
    starts_citation: bool = False
    group: int = 0


UNNUMBERED = _Rule(number=None)


class _Above(NamedTuple):
    """A clause on the way down to the present one."""

    position: int
    depth: int
    kind: str
    number: str
    short: str
    cited: str
    hides_below: bool


class _Rules:
    """The rules of a scheme, checked and made ready."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        check_rules(rules)
        self._groups = 0
        self.branch_sign: str = rules.get("branch_sign", BRANCH_SIGN)
        self.depths = [self._ready(rule) for rule in rules.get("depths", [])]
        self.kinds: dict[str, _Rule | list[_Rule]] = {
            kind: [self._ready(item) for item in rule] if isinstance(rule, list) else self._ready(rule)
            for kind, rule in rules.get("kinds", {}).items()
        }
        self.depths_from: str = rules.get("depths_from", "")
        self.joiner: str = rules.get("joiner", " ")

    def _ready(self, rule: Mapping[str, Any]) -> _Rule:
        self._groups += 1
        layout = rule.get("format", "{n}")
        names = {name for _text, name, _spec, _conversion in string.Formatter().parse(layout) if name}
        return _Rule(
            number=STYLES[rule["style"]],
            format=layout,
            count=rule.get("count", "parent"),
            cited=rule.get("cited", layout),
            branch=rule.get("branch", f"{{label}}{self.branch_sign}{{b}}"),
            branch_sign=self.branch_sign,
            prints_from=rule.get("prints_from", 1),
            is_for_leaves=rule.get("only") == "leaves",
            hides_below=rule.get("below") == "none",
            starts_citation=rule.get("starts_citation", rule.get("count") == "document" or bool(names - {"n"})),
            group=self._groups,
        )

    def of(self, clause: Countable, above: Sequence[_Above]) -> _Rule:
        rule = self.kinds.get(clause.kind)
        if isinstance(rule, _Rule):
            return rule
        if rule is not None:
            return rule[clause.depth - 1] if clause.depth <= len(rule) else UNNUMBERED
        if above and above[-1].hides_below:
            return UNNUMBERED
        base = 0
        if self.depths_from:
            base = next((step.depth for step in reversed(above) if step.kind in (self.depths_from, ANNEX)), 0)
        index = clause.depth - base - 1
        return self.depths[index] if 0 <= index < len(self.depths) else UNNUMBERED


def labels(clauses: Sequence[Countable], rules: Mapping[str, Any]) -> list[Label]:
    """The label of each clause, in one pass in reading order."""
    ready = _Rules(rules)
    above: list[_Above] = []
    counted: dict[tuple[int, int], tuple[int, int, str]] = {}
    found: list[Label] = []
    for position, clause in enumerate(clauses):
        depth = clause.depth
        while above and above[-1].depth >= depth:
            above.pop()
        rule = ready.of(clause, above)
        if rule.number is None or (rule.is_for_leaves and _holds_its_kind(clause, clauses[position + 1 : position + 2])):
            number, label = "", Label("", above[-1].cited if above else "")
        else:
            number, label = _count(clause, rule, above=above, counted=counted, joiner=ready.joiner)
        found.append(label)
        hides = rule.hides_below or (bool(above) and above[-1].hides_below and not number)
        above.append(_Above(position, depth, clause.kind, number, label.short, label.cited, hides))
    return found


def _holds_its_kind(clause: Countable, following: Sequence[Countable]) -> bool:
    return any(below.depth > clause.depth and below.kind == clause.kind for below in following)


def _count(
    clause: Countable, rule: _Rule, *, above: Sequence[_Above], counted: dict[tuple[int, int], tuple[int, int, str]], joiner: str
) -> tuple[str, Label]:
    """The clause's number and label; `counted` keeps number, branch and label last given in each count."""
    count = (rule.group, _counted_within(rule.count, above))
    n, branch, before = counted.get(count, (0, 1, ""))
    is_branch = clause.is_branch and n > 0
    n, branch = (n, branch + 1) if is_branch else (n + 1, 1)
    assert rule.number is not None  # noqa: S101 - who has no number is not counted
    number = rule.number(n)
    places = (
        _places(number, above) if "{" in rule.format.replace("{n}", "") + rule.cited.replace("{n}", "") + rule.branch else {"n": number}
    )
    if is_branch:
        # 一の二, but 1の2.
        written = kanji(branch) if rule.number is kanji else str(branch)
        short = cited = rule.branch.format_map(places | {"label": before, "b": written})
        number = f"{number}{rule.branch_sign}{written}"
    else:
        before = short = rule.format.format_map(places)
        cited = rule.cited.format_map(places)
        if cited != short:
            before = cited if n < rule.prints_from else short
    counted[count] = (n, branch, before)
    path = above[-1].cited if above and not rule.starts_citation else ""
    return number, Label(short if n >= rule.prints_from else "", joiner.join(filter(None, (path, cited))))


def _counted_within(count: str, above: Sequence[_Above]) -> int:
    """The clause inside which is counted, by its place; -1 for the whole text."""
    if count == "document" or not above:
        return next((step.position for step in above if step.kind == ANNEX), -1)
    if count == "parent":
        return above[-1].position
    if count == "top":
        return above[0].position
    return next((step.position for step in reversed(above) if step.kind == count), above[-1].position)


class _Places(dict[str, str]):
    """What formats ask for; a kind that does not stand above is replaced by the nearest number above."""

    def __missing__(self, name: str) -> str:
        return self["nearest"]


def _places(number: str, above: Sequence[_Above]) -> _Places:
    places = _Places(n=number, parent="", nearest="")
    for step in above:
        if step.number:
            places[step.kind] = places["nearest"] = step.number
            places.setdefault("top", step.number)
        if step.short:
            places["parent"] = step.short
    return places


def compute_labels(clauses: Sequence[Countable], rules: Mapping[str, Any]) -> list[str]:
    return [label.short for label in labels(clauses, rules)]


def check_rules(rules: Any) -> None:
    """Refuse rules that are not of the documented shape."""
    _require(isinstance(rules, Mapping), place=_("the rules"), known=", ".join(RULES_MEMBERS))
    _refuse_unknown(rules, RULES_MEMBERS, place="")
    depths, kinds = rules.get("depths", []), rules.get("kinds", {})
    _require(isinstance(depths, list), place="depths", known=_("a list of rules"))
    _require(isinstance(kinds, Mapping), place="kinds", known=_("kinds and their rules"))
    for number, rule in enumerate(depths, 1):
        _check_rule(rule, place=f"depths {number}")
    for kind, rule in kinds.items():
        _require(kind in KINDS, place=f"kinds {kind}", known=", ".join(KINDS))
        for item in rule if isinstance(rule, list) else [rule]:
            _check_rule(item, place=f"kinds {kind}")
    _require(rules.get("depths_from", "chapter") in KINDS, place="depths_from", known=", ".join(KINDS))
    _require(is_language(str(rules.get("language", OWN))), place="language", known="ja, en, fr")
    _check_signs(rules, place="")
    for tag, form in _forms(rules, place="").items():
        _refuse_unknown(form, OF_THE_TEXT, place=f"in {tag}")
        _check_signs(form, place=f"in {tag} ")


def _check_signs(signs: Mapping[str, Any], *, place: str) -> None:
    for name in OF_THE_TEXT:
        _require(isinstance(signs.get(name, ""), str), place=f"{place}{name}", known=_("some characters"))
    _require(not {"{", "}"} & set(signs.get("branch_sign", "")), place=f"{place}branch_sign", known=_("some characters"))


def _forms(of: Mapping[str, Any], *, place: str) -> Mapping[str, Mapping[str, Any]]:
    """What is said for languages, each of which is an object under a tag."""
    place, forms = f"{place} in".strip(), of.get("in", {})
    _require(isinstance(forms, Mapping), place=place, known=_("languages and their forms"))
    for tag, form in forms.items():
        _require(tag == OTHERS or is_language(str(tag)), place=f"{place} {tag}", known=f"en, fr, {OTHERS}")
        _require(isinstance(form, Mapping), place=f"{place} {tag}", known=", ".join((*OF_A_FORM, *OF_THE_TEXT)))
    return forms


def _require(is_right: bool, *, place: str | Promise, known: str | Promise) -> None:
    if not is_right:
        raise WrongNumbering(place=place, known=known)


def _refuse_unknown(names: Iterable[Any], known: Sequence[str], *, place: str) -> None:
    for name in names:
        _require(name in known, place=f"{place} {name}".strip(), known=", ".join(known))


def _check_rule(rule: Any, *, place: str) -> None:
    _require(isinstance(rule, Mapping), place=place, known=", ".join(MEMBERS))
    _refuse_unknown(rule, MEMBERS, place=place)
    _check_form(rule, place=place)
    for tag, form in _forms(rule, place=place).items():
        _refuse_unknown(form, OF_A_FORM, place=f"{place} in {tag}")
        _check_form({"style": rule["style"], **form}, place=f"{place} in {tag}")
    choices = {"count": ("parent", "document", "top", *KINDS), "only": ("leaves",), "below": ("none",)}
    for name, allowed in choices.items():
        _require(name not in rule or rule[name] in allowed, place=f"{place} {name}", known=", ".join(allowed))
    first = rule.get("prints_from", 1)
    is_number = isinstance(first, int) and not isinstance(first, bool) and 1 <= first <= 1000
    _require(is_number, place=f"{place} prints_from", known="1 … 1000")
    _require(isinstance(rule.get("starts_citation", False), bool), place=f"{place} starts_citation", known="true, false")


def _check_form(form: Mapping[str, Any], *, place: str) -> None:
    _require(form.get("style") in STYLES, place=f"{place} style", known=", ".join(STYLES))
    for name, places in (("format", PLACES), ("cited", PLACES), ("branch", BRANCH_PLACES)):
        _check_format(form.get(name, ""), places, place=f"{place} {name}")


def _check_format(layout: Any, known: tuple[str, ...], *, place: str) -> None:
    expected = ", ".join(f"{{{name}}}" for name in known)
    _require(isinstance(layout, str) and len(layout) <= 40, place=place, known=expected)
    try:
        parts = list(string.Formatter().parse(layout))
    except ValueError:
        raise WrongNumbering(place=place, known=expected) from None
    for _text, name, spec, conversion in parts:
        _require(name is None or (name in known and not spec and not conversion), place=place, known=expected)


@dataclass(frozen=True, slots=True)
class SampleClause:
    depth: int
    kind: str
    heading: str | Promise
    is_branch: bool = False
    is_vacated: bool = False


SAMPLE = (
    SampleClause(1, "chapter", _("First chapter")),
    SampleClause(2, "text", _("First part of it")),
    SampleClause(3, "text", _("A line")),
    SampleClause(4, "text", _("A detail")),
    SampleClause(4, "text", _("Another detail")),
    SampleClause(3, "text", _("A second line")),
    SampleClause(3, "text", _("A line inserted later"), is_branch=True),
    SampleClause(2, "text", _("Second part")),
    SampleClause(1, "chapter", _("Second chapter")),
    SampleClause(2, "value", _("A value")),
    SampleClause(2, "value", _("Another value")),
)
