"""Mapping: which column of a table is which. It is guessed from the headings, remembered for the same ones, and chosen in a form with one field a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere
from shishin.kit.form_page import attempt
from shishin.kit.identity import compared_name, in_every_language, join_words
from shishin.kit.intake.reading import Heading, Row, Sheet

Text = str | Promise
EXAMPLES, LONGEST_EXAMPLE = 3, 60


class NoSuchColumn(RefusedHere):
    message = _("There is no column “%(column)s”.")
    way_out = _("Name one of these, or its letter: %(headings)s.")


class ColumnsMissing(RefusedHere):
    message = _("No column was chosen for: %(roles)s.")
    way_out = _("Choose one of the columns.")


class ColumnTwice(RefusedHere):
    message = _("Only one column can be %(role)s.")
    way_out = _("Choose which one.")


def column_called(name: str, headings: Sequence[Heading]) -> int:
    """The place of a column that somebody named by its heading or its letter."""
    places = {heading.letter.casefold(): at for at, heading in enumerate(headings)}
    places |= {compared_name(heading.words): at for at, heading in reversed([*enumerate(headings)])}
    if (at := places.get(compared_name(name))) is None:
        raise NoSuchColumn(column=name, headings=join_words(heading.words for heading in headings))
    return at


@dataclass(frozen=True, slots=True)
class Role:
    """What a column can be. It is known by its name, by its label in any language, and by `headings`."""

    name: str
    label: Text
    headings: Sequence[str] = ()
    is_needed: bool = False
    is_several: bool = False
    """Whether several columns can have it."""
    detail: Text = ""
    """What else is to be said of each column that has it, such as which product its remarks are about."""

    @property
    def known_as(self) -> set[str]:
        return {compared_name(name) for name in (self.name, *in_every_language(self.label).values(), *self.headings)}


class MappedColumn(NamedTuple):
    at: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of each role, for a table with these headings."""

    headings: tuple[str, ...]
    columns: Mapping[str, tuple[MappedColumn, ...]] = field(default_factory=dict)

    @classmethod
    def guessed(cls, headings: Sequence[Heading], roles: Sequence[Role], *, last: ColumnMapping | None = None) -> ColumnMapping:
        """As last time for the same headings; else each role that is known by one."""
        names = tuple(heading.words for heading in headings)
        if last and last.headings == names:
            return last
        known = {name: role for role in reversed(roles) for name in role.known_as}
        columns: dict[str, tuple[MappedColumn, ...]] = {}
        for at, name in enumerate(names):
            role = known.get(compared_name(name))
            if role and (role.is_several or role.name not in columns):
                columns[role.name] = (*columns.get(role.name, ()), MappedColumn(at))
        return cls(names, columns)

    def chosen(self, headings: Sequence[Heading], choices: Sequence[tuple[str, str, str]]) -> ColumnMapping:
        """With what somebody chose instead, as (role, heading or letter, detail)."""
        columns: dict[str, tuple[MappedColumn, ...]] = {}
        for role, column, detail in choices:
            columns[role] = (*columns.get(role, ()), MappedColumn(column_called(column, headings), detail))
        return ColumnMapping(self.headings, {**self.columns, **columns})

    def refuse_unfit(self, roles: Sequence[Role]) -> None:
        missing = [role.label for role in roles if role.is_needed and not self.columns.get(role.name)]
        if missing:
            raise ColumnsMissing(roles=join_words(map(str, missing)))
        for role in roles:
            if not role.is_several and len(self.columns.get(role.name, ())) > 1:
                raise ColumnTwice(role=str(role.label))

    def value(self, row: Row, role: str) -> str:
        """What a row has in the one column of a role; nothing where there is none."""
        return next((value for value, _detail in self.values(row, role)), "")

    def values(self, row: Row, role: str) -> Iterator[tuple[str, str]]:
        """What a row has in each column of a role, with what was said of that column."""
        return ((row.cells[column.at], column.detail) for column in self.columns.get(role, ()))

    def plain(self) -> dict[str, Any]:
        return {
            "headings": list(self.headings),
            "columns": {role: [list(column) for column in columns] for role, columns in self.columns.items()},
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ColumnMapping:
        columns = {role: tuple(MappedColumn(*column) for column in columns) for role, columns in plain["columns"].items()}
        return cls(tuple(plain["headings"]), columns)


class MappingForm(forms.Form):
    """One field a column with what stands in it; and for each of those whose role has a detail one that asks for it."""

    def __init__(self, *args: Any, sheet: Sheet, roles: Sequence[Role], last: ColumnMapping | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names, self._roles = tuple(heading.words for heading in sheet.headings), roles
        begin = ColumnMapping.guessed(sheet.headings, roles, last=last)
        role_of = {column.at: (role, column.detail) for role, columns in begin.columns.items() for column in columns}
        choices = [("", _("not taken in")), *((role.name, role.label) for role in roles)]
        details = {role.name: role.detail for role in roles if role.detail}
        for at, heading in enumerate(sheet.headings):
            role, about = role_of.get(at, ("", ""))
            self.fields[f"column_{at}"] = forms.ChoiceField(
                choices=choices, initial=role, required=False, label=_label(heading), help_text=_examples(sheet, at)
            )
            if detail := details.get(self.data.get(f"column_{at}", "") if self.is_bound else role):
                self.fields[f"detail_{at}"] = forms.CharField(
                    initial=about, required=False, max_length=200, label=f"{_label(heading)}: {detail}"
                )

    @property
    def details(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("detail")]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.errors:
            return clean
        columns: dict[str, tuple[MappedColumn, ...]] = {}
        for at in range(len(self._names)):
            if role := clean[f"column_{at}"]:
                columns[role] = (*columns.get(role, ()), MappedColumn(at, clean.get(f"detail_{at}", "")))
        mapping = ColumnMapping(self._names, columns)
        attempt(lambda: mapping.refuse_unfit(self._roles)).tell(self)
        self._ask_for_details()
        return {"mapping": mapping}

    def _ask_for_details(self) -> None:
        """Of several columns that were just chosen nobody was asked yet what they are about."""
        asked = [one.name for one in self.details]
        for name in asked if len(asked) > 1 else ():
            if name not in self.data:
                self.add_error(name, _("Say it, or leave it empty, and go on."))


def _label(heading: Heading) -> str:
    return heading.words if heading.words.endswith(heading.letter) else f"{heading.words} ({heading.letter})"


def _examples(sheet: Sheet, at: int) -> str:
    """The first things that stand in a column."""
    found: list[str] = []
    for row in sheet.begin:
        text = " ".join(row.cells[at].split())
        if text and text not in found:
            found.append(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…")
    return " / ".join(found[:EXAMPLES])
