"""Lined YAML: mappings that know the line they began on, so that every error can name it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import yaml
from django.utils.translation import gettext as _

from shishin.kit.budget import AliasInYaml, Budget, CountedYaml, loader_within
from shishin.kit.errors import DataNotUnderstood

LARGEST = 2_000_000
LARGEST_NUMBER = 64
"""Bits: no database holds a larger one."""


class Lined(dict[str, Any]):
    """A mapping of a data file. What is read from it is checked, and what nobody asked for is refused."""

    line: int = 0
    source: str = ""

    def refuse(self, message: str, way_out: str) -> DataNotUnderstood:
        return DataNotUnderstood(self.source, self.line, message, way_out=way_out)

    def allow(self, *names: str) -> None:
        for name in self:
            if name not in names:
                raise self.refuse(
                    _("“%(name)s” is not known here.") % {"name": name},
                    _("Use only: %(names)s.") % {"names": ", ".join(names)},
                )

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.get(name, "")
        if required and value in ("", None):
            raise self.refuse(_("“%(name)s” is missing.") % {"name": name}, _("Add a line “%(name)s: …”.") % {"name": name})
        if isinstance(value, bool | list | dict | date):
            raise self.refuse(_("“%(name)s” must be text.") % {"name": name}, _("Put the value in quotation marks."))
        return "" if value is None else str(value)

    def day(self, name: str) -> date | None:
        value = self.get(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.refuse(_("“%(name)s” must be a day.") % {"name": name}, _("Write it as 2021-09-01, without quotation marks."))

    def texts(self, name: str) -> dict[str, str]:
        """Words by language: {ja: …, en: …}."""
        value = self.get(name) or {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise self.refuse(_("“%(name)s” must be words by language.") % {"name": name}, _("Write {ja: …, en: …}."))
        return dict(value)

    def names(self, *, required: bool = True) -> list[tuple[date | None, dict[str, str]]]:
        """Dated names: one {ja, en}, or a list of {from, ja, en} in the order of their days."""
        value = self.get("names")
        if value is None and not required:
            return []
        rows = value if isinstance(value, list) else [value]
        found = []
        for row in rows:
            texts = {key: text for key, text in row.items() if key != "from"} if isinstance(row, Lined) else {}
            if not isinstance(row, Lined) or not texts or not all(isinstance(text, str) and text.strip() for text in texts.values()):
                raise self.refuse(_("The names are missing or are not words by language."), _("Write names: {ja: …, en: …}."))
            if len(rows) > 1 and not row.get("from"):
                raise row.refuse(_("Of several names each needs its first day."), _("Write {from: 2021-09-01, ja: …, en: …}."))
            found.append((row.day("from"), texts))
        return sorted(found, key=lambda pair: pair[0] or date.min)


class LinedLoader(CountedYaml):
    source = ""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """A value that is not what it looks like, such as the day 2021-13-45 or a number of 5,000 figures, is refused at its line."""
        try:
            value = super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError) as error:
            raise self._no_such_value(node) from error
        if isinstance(value, int) and value.bit_length() > LARGEST_NUMBER:
            raise self._no_such_value(node)
        return value

    def _no_such_value(self, node: yaml.Node) -> DataNotUnderstood:
        kind = node.tag.rpartition(":")[2]
        is_day = kind == "timestamp"
        return DataNotUnderstood(
            self.source,
            node.start_mark.line + 1,
            _("There is no such day.") if is_day else _("This value cannot be read as “%(kind)s”.") % {"kind": kind},
            way_out=_("Write days as 2021-09-01, and put what is text in quotation marks."),
        )


def _mapping(loader: LinedLoader, node: yaml.MappingNode) -> Lined:
    found = Lined()
    found.line, found.source = node.start_mark.line + 1, loader.source
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise found.refuse(_("“%(name)s” cannot be a name of a line.") % {"name": key}, _("Put it in quotation marks."))
        if key in found:
            found.line = key_node.start_mark.line + 1
            raise found.refuse(_("“%(name)s” stands here twice.") % {"name": key}, _("Keep one of the two."))
        found[key] = loader.construct_object(value_node, deep=True)
    return found


LinedLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_lined(text: str, *, source: str) -> Lined:
    """The mapping that a YAML text is, or a refusal that names the line."""
    if len(text) > LARGEST:
        raise DataNotUnderstood(source, None, _("The file is too large for data."), way_out=_("Divide it into several files."))
    try:
        loader = loader_within(Budget(source), text, loader=LinedLoader)
        loader.source = source
        found = loader.get_single_data()
    except AliasInYaml as error:
        raise DataNotUnderstood(source, error.line, _("Anchors and aliases are not read."), way_out=_("Write the values out.")) from error
    except yaml.YAMLError as error:
        raise _not_yaml(error, source) from error
    if not isinstance(found, Lined):
        raise DataNotUnderstood(source, 1, _("This is not a data file."), way_out=_("Begin with a section such as “organizations:”."))
    return found


def _not_yaml(error: yaml.YAMLError, source: str) -> DataNotUnderstood:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return DataNotUnderstood(
        source,
        mark.line + 1 if mark else None,
        _("This is not YAML: %(problem)s.") % {"problem": problem},
        way_out=_("Check indentation, colons and quotation marks there."),
    )
