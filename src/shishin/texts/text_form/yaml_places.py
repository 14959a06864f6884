"""YAML that knows in which line each value stands, so that a refusal can say where.

Every scalar is read as the text it is written as: `version: 1.10` is the version 1.10, not a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shishin.kit.budget import AliasInYaml, Budget, CountedYaml, loader_within
from shishin.kit.lined_yaml import LARGEST
from shishin.texts.errors import FileTooLarge, NotYaml, RepeatedField, UnknownField, WrongValue


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping of a sheet and where it stands."""

    file: str
    line: int
    nodes: Mapping[str, tuple[int, Node]]

    def names(self) -> tuple[str, ...]:
        return tuple(self.nodes)

    def has(self, name: str) -> bool:
        return name in self.nodes

    def line_of(self, name: str) -> int:
        return self.nodes[name][0] if name in self.nodes else self.line

    def refuse_unknown(self, known: Iterable[str]) -> None:
        known = tuple(known)
        for name, (line, _node) in self.nodes.items():
            if name not in known:
                raise UnknownField(file=self.file, line=line, name=name, known=known)

    def word(self, name: str) -> str:
        if name not in self.nodes:
            return ""
        line, node = self.nodes[name]
        if not isinstance(node, ScalarNode):
            raise WrongValue(file=self.file, line=line, name=name, expected=_("a word or a line of text"))
        return "" if _is_null(node) else str(node.value)

    def choice(self, name: str, known: Iterable[str], default: str) -> str:
        word = self.word(name) or default
        if word not in (known := tuple(known)):
            raise self._wrong(name, expected=", ".join(known))
        return word

    def truth(self, name: str, *, default: bool) -> bool:
        word = self.word(name).casefold()
        if word and word not in {"true", "false", "yes", "no"}:
            raise self._wrong(name, expected="true, false")
        return word in {"true", "yes"} if word else default

    def day(self, name: str) -> date | None:
        word = self.word(name)
        if not word:
            return None
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise self._wrong(name, expected=_("a day such as 2026-04-01")) from None

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words; a single word is a list of one."""
        if name not in self.nodes:
            return ()
        line, node = self.nodes[name]
        if isinstance(node, ScalarNode):
            return () if _is_null(node) else (str(node.value),)
        if isinstance(node, SequenceNode) and all(isinstance(item, ScalarNode) for item in node.value):
            return tuple(str(item.value) for item in node.value)
        raise WrongValue(file=self.file, line=line, name=name, expected=_("a list of words"))

    def inside(self, name: str) -> Place:
        line, node = self.nodes[name]
        return _place(node, file=self.file, line=line, name=name)

    def texts(self, name: str) -> dict[str, str]:
        """The same words in several languages."""
        if self._is_empty(name):
            return {}
        inside = self.inside(name)
        return {language: inside.word(language) for language in inside.nodes}

    def lists_by_language(self, name: str) -> dict[str, tuple[str, ...]]:
        if self._is_empty(name):
            return {}
        inside = self.inside(name)
        return {language: inside.words(language) for language in inside.nodes}

    def items(self, name: str) -> list[Place]:
        """A list of mappings."""
        if self._is_empty(name):
            return []
        line, node = self.nodes[name]
        if not isinstance(node, SequenceNode):
            raise WrongValue(file=self.file, line=line, name=name, expected=_("a list"))
        return [_place(item, file=self.file, line=item.start_mark.line + 1, name=name) for item in node.value]

    def _is_empty(self, name: str) -> bool:
        return name not in self.nodes or _is_null(self.nodes[name][1])

    def _wrong(self, name: str, *, expected: str) -> WrongValue:
        return WrongValue(file=self.file, line=self.line_of(name), name=name, expected=expected)


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and node.value in {"", "~", "null"}


def _place(node: Node, *, file: str, line: int, name: str) -> Place:
    if not isinstance(node, MappingNode):
        raise WrongValue(file=file, line=line, name=name, expected=_("names and values"))
    nodes: dict[str, tuple[int, Node]] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise WrongValue(file=file, line=at, name=name, expected=_("names and values"))
        if key.value in nodes:
            raise RepeatedField(file=file, line=at, name=key.value)
        nodes[str(key.value)] = (at, value)
    return Place(file, line, nodes)


def _line_of(mark: Any) -> int:
    return mark.line + 1 if mark else 0


def read_yaml(text: str, *, file: str) -> Place:
    """The mapping that a YAML file holds. Anchors and aliases are refused: they can blow a small file up without end."""
    if len(text) > LARGEST:
        raise FileTooLarge(file=file, size=len(text), limit=LARGEST)
    try:
        node = loader_within(Budget(file), text, loader=CountedYaml).get_single_node()
    except AliasInYaml as error:
        raise NotYaml(file=file, line=error.line, problem="*") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise NotYaml(file=file, line=line, problem=str(error.reason)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(file=file, line=_line_of(mark), problem=str(error.problem or error.context)) from error
    if node is None:
        return Place(file, 1, {})
    return _place(node, file=file, line=1, name=file)


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their name; several lines of text stand as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> ScalarNode:
    # To YAML these end a line as well; only in double quotes they are written as signs.
    if any(sign in text for sign in "\r\x85\u2028\u2029"):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> SequenceNode:
    """Lists of a few plain words stand in one line."""
    is_short = all(isinstance(item, str) and "\n" not in item for item in items) and sum(map(len, items)) <= 100
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def write_yaml(values: Mapping[str, Any]) -> str:
    """YAML in the order given, unfolded, in plain characters."""
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000_000, default_flow_style=False)
