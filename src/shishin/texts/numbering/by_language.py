"""Numbers by language: the rules of a numbering scheme as they stand in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shishin.kit.identity import base

OTHERS = "*"
"""Every language for which nothing else is said."""
OWN = "ja"
"""The language of the numbers that rules give, where they do not say another."""
OF_A_FORM = ("style", "format", "cited", "branch")
OF_THE_TEXT = ("joiner", "branch_sign")
"""What another language may say otherwise: of a rule, and of the rules as a whole."""

Rules = Mapping[str, Any]


def rules_in(rules: Rules, language: str) -> dict[str, Any]:
    """Rules without languages. A form in a language is whole: of the rule itself it takes what is counted, and the style it does not say."""
    own = rules.get("language", OWN)

    def written(rule: Rules) -> dict[str, Any]:
        kept = {name: value for name, value in rule.items() if name != "in"}
        form = _form_in(rule.get("in", {}), language, own=own)
        if form is None:
            return kept
        return {name: value for name, value in kept.items() if name == "style" or name not in OF_A_FORM} | dict(form)

    found = {name: value for name, value in rules.items() if name not in ("in", "language")}
    found |= _form_in(rules.get("in", {}), language, own=own) or {}
    if "depths" in rules:
        found["depths"] = [written(rule) for rule in rules["depths"]]
    if "kinds" in rules:
        found["kinds"] = {
            kind: [written(each) for each in rule] if isinstance(rule, list) else written(rule) for kind, rule in rules["kinds"].items()
        }
    return found


def _form_in(forms: Mapping[str, Rules], language: str, *, own: str) -> Rules | None:
    """That of the language, else of the language without its variant, else of all others; none where the rule itself says it."""
    for tag in (language, base(language)):
        if tag in forms:
            return forms[tag]
    return None if base(language) == base(own) else forms.get(OTHERS)


def languages_of(rules: Rules) -> list[str]:
    """Those in which a scheme writes numbers of its own, its first language before all and the others last."""
    named = {tag for forms in _all_forms(rules) for tag in forms}
    own = rules.get("language", OWN)
    return [own, *sorted(named - {own, OTHERS}), *([OTHERS] if OTHERS in named else [])]


def _all_forms(rules: Rules) -> Iterator[Rules]:
    yield rules.get("in", {})
    for rule in (*rules.get("depths", ()), *rules.get("kinds", {}).values()):
        yield from (each.get("in", {}) for each in (rule if isinstance(rule, list) else [rule]))
