"""Data files: organizations, roles, posts and what other packages add, read from YAML as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.kit.dates import day_in_words
from shishin.kit.errors import DataNotUnderstood, Refusal
from shishin.kit.lined_yaml import Lined, read_lined
from shishin.trail.recording import Acting


class Outcome(NamedTuple):
    """What became, or would become, of one record of a file."""

    section: str
    name: str
    what: str


class Step(NamedTuple):
    """One change of a record: what it does in words, and the activity that does it."""

    words: str
    act: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a data file. `read` says which steps a record needs; `finish` what can only be done after all records."""

    name: str
    label: Any
    read: Callable[[Lined, Acting], Iterable[Step]]
    finish: Callable[[Lined, Acting], Iterable[Step]] | None = None
    order: int = 100


@dataclass(slots=True)
class Sections:
    """The sections that are known, lower `order` first: each builds on those before it. Other packages add theirs when they are ready."""

    known: dict[str, Section] = field(default_factory=dict)

    def add(self, section: Section) -> None:
        self.known = {row.name: row for row in sorted([*self.known.values(), section], key=lambda row: row.order)}


sections = Sections()


def load_data(text: str, *, source: str, by: Acting, only: Iterable[str] = (), is_preview: bool = False) -> list[Outcome]:
    """Add and update what a data file names. One wrong record and nothing is changed; a preview changes nothing at all."""
    found = read_lined(text, source=source)
    allowed = [name for name in sections.known if not only or name in set(only)]
    found.allow(*allowed)
    outcomes: list[Outcome] = []
    with transaction.atomic():
        for name in allowed:
            outcomes.extend(_load_section(sections.known[name], found, by=by))
        if is_preview:
            transaction.set_rollback(True)
    return outcomes


def _load_section(section: Section, found: Lined, *, by: Acting) -> list[Outcome]:
    records = found.get(section.name) or []
    if not isinstance(records, list) or not all(isinstance(record, Lined) for record in records):
        raise found.refuse(_("“%(name)s” must be a list of records.") % {"name": section.name}, _("Begin each record with “- slug: …”."))
    done: dict[str, list[str]] = {}
    for pass_over in filter(None, (section.read, section.finish)):
        for record in records:
            slug = read_slug(record)
            if pass_over is section.read and slug in done:
                raise record.refuse(_("“%(slug)s” stands here twice.") % {"slug": slug}, _("Keep one of the two."))
            words = done.setdefault(slug, [])
            try:
                for step in pass_over(record, by):
                    step.act()
                    words.append(step.words)
            except DataNotUnderstood:
                raise
            except Refusal as refusal:
                raise record.refuse(str(refusal.message), str(refusal.way_out)) from refusal
    return [Outcome(section.name, slug, "、".join(words)) for slug, words in done.items() if words]


def read_slug(record: Lined) -> str:
    slug = record.text("slug", required=True)
    if slug != slugify(slug) or len(slug) > 50 or slug == "add":
        raise record.refuse(
            _("“%(slug)s” cannot be an address.") % {"slug": slug},
            _("Use at most 50 small letters, figures and hyphens, for example “digital-agency”."),
        )
    return slug


def naming_steps(thing: Any, record: Lined, rename: Callable[..., Any], by: Acting, *, required: bool = True) -> Iterable[Step]:
    """The names of a record that something does not bear yet, or bears with other words."""
    borne = {row.valid_from: row.names for row in thing.dated_names.all()}
    for day, names in record.names(required=required):
        first = day or max(borne, default=localdate())
        if borne.get(first) != names:
            words = _("name from %(day)s") % {"day": day_in_words(first)}
            yield Step(words, _renaming(rename, thing, names, first, by))


def _renaming(rename: Callable[..., Any], thing: Any, names: dict[str, str], day: date, by: Acting) -> Callable[[], Any]:
    return lambda: rename(thing, names=names, valid_from=day, by=by, is_correction=True)
