"""Profiles: the shape of the rules by which a consultation is held, how they are checked, and how they read in words.

The first four come from the law and from practice: 行政手続法 §38–43, voluntary, internal, local (`data/profiles.yaml`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.consultations.errors.profiles import ProfileNotUnderstood
from shishin.consultations.models import Consultation
from shishin.kit.identity import in_language, join_words

NUMBERS = {"least_days": 365, "grace_minutes": 24 * 60, "longest": 100_000, "most": 100, "keep_personal_days": 36_500}
"""The largest of each that makes sense; the least is 0."""
FLAGS = ("shorter_needs_reason", "attachments", "second_person")
NAME_LENGTH = 40


class Deadline(models.TextChoices):
    """What must lie before the end of the time."""

    ARRIVAL = "arrival", _("the day it arrives")
    POSTMARK = "postmark", _("the day of the postmark")


class Who(models.TextChoices):
    EVERYBODY = "everybody", _("everybody")
    SIGNED_IN = "signed_in", _("who is signed in, for their organization")


class Words(models.TextChoices):
    """When the words as they were given are public."""

    NEVER = "never", _("never")
    WITH_RESULTS = "with_results", _("with the results")


class Needs(models.TextChoices):
    """What a response of a disposition must have before it is published."""

    NOTHING = "nothing", _("nothing")
    CHANGE = "change", _("a clause that it changed")
    PROMISE = "promise", _("a promise")


@dataclass(frozen=True, slots=True)
class Named:
    """One of a list that the rules name: a key that stays, and what it is called per language."""

    key: str
    labels: Mapping[str, str]

    def __str__(self) -> str:
        return in_language(self.labels) or self.key


class Kind(models.TextChoices):
    TEXT = "text", _("one line")
    LONG = "long", _("several lines")
    CHOICE = "choice", _("a choice")


@dataclass(frozen=True, slots=True)
class Field(Named):
    """One thing that a form asks besides the words. What is personal is kept apart and never published."""

    kind: str = Kind.TEXT
    choices: tuple[Named, ...] = ()
    is_required: bool = False
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Disposition(Named):
    """What became of an opinion. One that `carries` stands on the document's next consultation by itself."""

    code: str = ""
    needs: str = Needs.NOTHING
    carries: bool = False

    @property
    def coded(self) -> str:
        """With its code, where it has one."""
        return " ".join(filter(None, [self.code, str(self)]))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as they are read. Days are days of the calendar; lengths are characters; `most` is boxes of one submission."""

    least_days: int = 0
    shorter_needs_reason: bool = False
    deadline: str = Deadline.ARRIVAL
    grace_minutes: int = 30
    who: str = Who.EVERYBODY
    stances: tuple[Named, ...] = ()
    fields: tuple[Field, ...] = ()
    longest: int = 10_000
    most: int = 20
    attachments: bool = False
    words_public: str = Words.WITH_RESULTS
    second_person: bool = True
    facts: tuple[Named, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    moderation_reasons: tuple[Named, ...] = ()
    keep_personal_days: int = 365

    def disposition(self, key: str) -> Disposition | None:
        return next((one for one in self.dispositions if one.key == key), None)

    def needs(self, disposition: str) -> str:
        """What a response of this disposition must have."""
        found = self.disposition(disposition)
        return found.needs if found else Needs.NOTHING

    def moderation_reason(self, key: str) -> Named | None:
        return next((one for one in self.moderation_reasons if one.key == key), None)


MEMBERS = tuple(Rules.__dataclass_fields__)


def read_rules(given: Mapping[str, Any]) -> Rules:
    """The rules that data has; the first thing that cannot be understood is refused by name."""
    if not isinstance(given, Mapping):
        raise ProfileNotUnderstood(member="rules", way_out=gettext("Write {least_days: 30, who: everybody, …}."))
    _only(given, MEMBERS, "")
    read: dict[str, Any] = {name: _number(given, name, most) for name, most in NUMBERS.items() if name in given}
    read |= {name: _flag(given, name) for name in FLAGS if name in given}
    for name, choices in (("deadline", Deadline), ("who", Who), ("words_public", Words)):
        if name in given:
            read[name] = _choice(given, name, choices)
    for name in ("stances", "facts", "moderation_reasons"):
        read[name] = tuple(Named(*_named(row, within, ("key", "labels"))) for row, within in _rows(given, name))
    read["fields"] = tuple(_field(row, within) for row, within in _rows(given, "fields"))
    read["dispositions"] = tuple(_disposition(row, within) for row, within in _rows(given, "dispositions"))
    for name in ("stances", "facts", "moderation_reasons", "fields", "dispositions"):
        _each_once(read[name], name)
    return Rules(**read)


def rules_of(consultation: Consultation) -> Rules:
    """Those of the day it was announced; before, those of its profile as they are. Read once from the same data, whoever asks."""
    given = consultation.rules or consultation.profile.rules
    read = consultation.__dict__.get("_rules_read")
    if read is None or read[0] is not given:
        read = consultation.__dict__["_rules_read"] = (given, _read_once(json.dumps(given)))
    rules: Rules = read[1]
    return rules


@lru_cache(maxsize=100)
def _read_once(given: str) -> Rules:
    return read_rules(json.loads(given))


def _field(row: Mapping[str, Any], within: str) -> Field:
    key, labels = _named(row, within, ("key", "labels", "kind", "choices", "required", "personal"))
    kind = _choice(row, "kind", Kind, within=within) if "kind" in row else Kind.TEXT
    choices = tuple(Named(*_named(one, at, ("key", "labels"))) for one, at in _rows(row, "choices", within=within))
    if (kind == Kind.CHOICE) != bool(choices):
        raise ProfileNotUnderstood(member=f"{within}choices", way_out=gettext("A choice has choices, and nothing else has them."))
    _each_once(choices, f"{within}choices")
    is_required, is_personal = (name in row and _flag(row, name, within=within) for name in ("required", "personal"))
    return Field(key, labels, kind, choices, is_required, is_personal)


def _disposition(row: Mapping[str, Any], within: str) -> Disposition:
    key, labels = _named(row, within, ("key", "labels", "code", "needs", "carries"))
    code = row.get("code", "")
    if not isinstance(code, str) or len(code) > NAME_LENGTH:
        raise ProfileNotUnderstood(member=f"{within}code", way_out=gettext("Write a short code such as A."))
    needs = _choice(row, "needs", Needs, within=within) if "needs" in row else Needs.NOTHING
    return Disposition(key, labels, code, needs, "carries" in row and _flag(row, "carries", within=within))


def _rows(given: Mapping[str, Any], name: str, *, within: str = "") -> list[tuple[Mapping[str, Any], str]]:
    """Each with where it stands, for whoever is told that it cannot be understood."""
    rows = given.get(name) or []
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ProfileNotUnderstood(member=f"{within}{name}", way_out=gettext("Write a list of records, each with a key and labels."))
    return [(row, f"{within}{name}.{place}.") for place, row in enumerate(rows, start=1)]


def _named(row: Mapping[str, Any], within: str, members: Iterable[str]) -> tuple[str, Mapping[str, str]]:
    _only(row, members, within)
    key, labels = row.get("key"), row.get("labels")
    if not isinstance(key, str) or not key.replace("_", "").isalnum() or not key.isascii() or len(key) > NAME_LENGTH:
        raise ProfileNotUnderstood(member=f"{within}key", way_out=gettext("Use at most 40 letters, figures and low lines."))
    if not isinstance(labels, Mapping) or not any(labels.values()) or not all(isinstance(words, str) for words in labels.values()):
        raise ProfileNotUnderstood(member=f"{within}labels", way_out=gettext("Give a label in at least one language: {ja: …, en: …}."))
    return key, dict(labels)


def _each_once(rows: Sequence[Named], name: str) -> None:
    keys = [row.key for row in rows]
    if len(set(keys)) < len(keys):
        raise ProfileNotUnderstood(member=name, way_out=gettext("Each key stands once."))


def _only(given: Mapping[str, Any], names: Iterable[str], within: str) -> None:
    for name in given:
        if name not in names:
            raise ProfileNotUnderstood(member=f"{within}{name}", way_out=gettext("Use one of: %(names)s.") % {"names": ", ".join(names)})


def _number(given: Mapping[str, Any], name: str, most: int) -> int:
    value = given[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ProfileNotUnderstood(member=name, way_out=gettext("Write a whole number from 0 to %(most)s.") % {"most": most})
    return value


def _flag(given: Mapping[str, Any], name: str, *, within: str = "") -> bool:
    if not isinstance(given[name], bool):
        raise ProfileNotUnderstood(member=f"{within}{name}", way_out=gettext("Write true or false."))
    return bool(given[name])


def _choice(given: Mapping[str, Any], name: str, choices: type[models.TextChoices], *, within: str = "") -> str:
    if given[name] not in choices.values:
        raise ProfileNotUnderstood(
            member=f"{within}{name}", way_out=gettext("Use one of: %(names)s.") % {"names": ", ".join(choices.values)}
        )
    return str(given[name])


def in_words(rules: Rules) -> list[str]:
    """What becomes of somebody's words, as sentences for whoever says something."""
    told = [gettext("Opinions may be given by %(who)s.") % {"who": Who(rules.who).label}]
    if rules.least_days:
        told.append(
            gettext("The rules give at least %(days)s days for it; where a round has fewer, its page says why.")
            % {"days": rules.least_days}
        )
    told.append(gettext("In time is what comes by %(deadline)s.") % {"deadline": Deadline(rules.deadline).label})
    told.append(gettext("Whoever says the same in the same words is counted, and answered together: no voice is lost, none counts twice."))
    if rules.words_public == Words.WITH_RESULTS:
        told.append(gettext("The words are published with the results, without names."))
    else:
        told.append(gettext("The words themselves are not published; a summary and the answer are."))
    return [*told, _how_long(rules)]


def kept_in_words(rules: Rules) -> list[str]:
    """What a form keeps of whoever says something, who reads it, and for how long."""
    told = [gettext("Asked besides the opinion: %(fields)s.") % {"fields": join_words(map(str, rules.fields))}] if rules.fields else []
    if personal := [str(field) for field in rules.fields if field.is_personal]:
        words = gettext("Not published, and read only by those who run the consultation and by auditors: %(fields)s.")
        told.append(words % {"fields": join_words(personal)})
    if rules.attachments:
        told.append(gettext("Files that come with it are not published, and are kept as long."))
    return [*told, _how_long(rules)]


def _how_long(rules: Rules) -> str:
    if not rules.keep_personal_days:
        return gettext("What is said of a person is kept until the results, and published nowhere.")
    words = gettext("What is said of a person is kept for %(days)s days after the results, and published nowhere.")
    return words % {"days": rules.keep_personal_days}
