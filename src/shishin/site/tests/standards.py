"""What IPA and OWASP ask, and which tests show it: read from `standards.yaml` and from the markers of all tests."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).resolve().parents[2]
PAGE = "asvs.md"
MARKERS = ("asvs", "ipa")
HEAD = """# What standards ask

Made by `scripts/standards` from the markers of tests (`@pytest.mark.asvs("V8.2.2")`, `@pytest.mark.ipa("Clickjacking")`) and from
`src/shishin/site/tests/standards.yaml`; a test holds it to both. The titles are ours: what is asked stands in
[ASVS 5.0](https://github.com/OWASP/ASVS/tree/v5.0.0), level 1, and in IPA's 安全なウェブサイトの作り方. “Passed” names the tests that show it.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked. `reason` says why it is not applicable, or what is still open; both may stand beside tests that show a part of it."""

    number: str
    title: str
    is_open: bool = False
    reason: str = ""

    def state(self, tests: list[str]) -> str:
        if self.reason:
            return "**open**" if self.is_open else "not applicable"
        return "passed" if tests else "**open**"


def _requirements() -> Iterator[Requirement]:
    sheet = yaml.safe_load(Path(__file__).with_name("standards.yaml").read_text(encoding="utf-8"))
    for standard in MARKERS:
        for number, asked in sheet[standard].items():
            if isinstance(asked, str):
                yield Requirement(number, asked)
            else:
                yield Requirement(number, asked["title"], "open" in asked, asked.get("open") or asked["not applicable"])


REQUIREMENTS = {one.number: one for one in _requirements()}


@cache
def markers() -> dict[str, list[str]]:
    """The names of tests by what they show."""
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(SOURCE.rglob("tests/**/test_*.py")):
        words = path.read_text(encoding="utf-8")
        if not any(f"mark.{name}(" in words for name in MARKERS):
            continue
        for node in ast.parse(words).body:
            if isinstance(node, ast.FunctionDef):
                for number in _marked(node):
                    shown[number].add(node.name)
    return {number: sorted(names) for number, names in shown.items()}


def _marked(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) in {f"pytest.mark.{name}" for name in MARKERS}:
            yield from (ast.literal_eval(argument) for argument in mark.args)


def page() -> str:
    lines = [HEAD]
    for title, is_first in (("ASVS 5.0, level 1", True), ("IPA, eleven classes", False)):
        chosen = [one for one in REQUIREMENTS.values() if one.number.startswith("V") == is_first]
        states = [one.state(markers().get(one.number, [])).strip("*") for one in chosen]
        counted = ", ".join(f"{states.count(state)} {state}" for state in ("passed", "not applicable", "open"))
        lines += [f"## {title}", "", f"{len(chosen)}: {counted}.", "", "| | what is asked | | shown by, or why |", "|---|---|---|---|"]
        lines += [_row(one, markers().get(one.number, [])) for one in chosen]
        lines.append("")
    return "\n".join(lines)


def _row(one: Requirement, tests: list[str]) -> str:
    why = " ".join([one.reason, ", ".join(f"`{name}`" for name in tests)]).strip()
    return f"| {one.number if one.number != one.title else ''} | {one.title} | {one.state(tests)} | {why} |"
