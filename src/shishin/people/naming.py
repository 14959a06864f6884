"""Naming: whatever has dated names gets the next one from a day, or has one corrected."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from shishin.kit.identity import Named
from shishin.people.errors import NamedFromThatDay, NoName
from shishin.trail.recording import Acting, record


def clean_names(names: dict[str, str]) -> dict[str, str]:
    """Names by language without empty ones; at least one is needed."""
    given = {language: name.strip() for language, name in names.items() if name and name.strip()}
    if not given:
        raise NoName
    return given


def in_site_language(name: str) -> dict[str, str]:
    """A name that was given without saying in which language."""
    return {settings.LANGUAGE_CODE: name}


def first_name(thing: Any, *, names: dict[str, str], valid_from: date) -> None:
    """The name something is made with; the entry about its making names it."""
    thing.dated_names.create(names=clean_names(names), valid_from=valid_from)


def called(model: type[Named], words: str) -> Q:
    """Things of which any name, of today or before, has these words in any language of the site."""
    names = model.dated_names.rel.related_model.objects.filter(**{model.dated_names.rel.field.name: OuterRef("pk")})
    return Q(Exists(names.filter(reduce(or_, (Q(**{f"names__{tag}__icontains": words}) for tag, _name in settings.LANGUAGES)))))


class Keys(NamedTuple):
    """What the trail calls the two ways in which a name changes, each key whole so that it can be searched for."""

    renamed: str
    corrected: str


def give_name(thing: Any, *, names: dict[str, str], valid_from: date, by: Acting, keys: Keys, is_correction: bool = False) -> None:
    """From a day on, something is called otherwise. A correction replaces the words of a name, never its day.

    The caller holds the transaction and the lock.
    """
    given = clean_names(names)
    before = replace_name(thing, names=given, valid_from=valid_from, is_correction=is_correction)
    if before == {}:
        record(keys.renamed, about=thing, who=by, names=given, valid_from=valid_from.isoformat())
    elif before:
        record(keys.corrected, about=thing, who=by, names=given, before=before, valid_from=valid_from.isoformat())


def replace_name(thing: Any, *, names: dict[str, str], valid_from: date, is_correction: bool) -> dict[str, str] | None:
    """The names from that day before they were corrected, none where it is the first from that day; nothing where all stays as it was."""
    there = thing.dated_names.filter(valid_from=valid_from).first()
    if there is None:
        thing.dated_names.create(names=names, valid_from=valid_from)
        return {}
    if not is_correction:
        raise NamedFromThatDay(thing=thing, day=valid_from)
    if there.names == names:
        return None
    before, there.names = dict(there.names), names
    there.save(update_fields=["names"])
    return before
