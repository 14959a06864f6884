"""Keeping a list of duties: one is added, reworded, broken down into parts, moved, and ended with a reason. Nothing is removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from shishin.governance.errors.duties import (
    DutyAddressTaken,
    DutyCircle,
    DutyHasEnded,
    EndsBeforeItIsOwed,
    NobodyOwesIt,
    NoReasonToEnd,
    NoRole,
    NotAFunction,
    NothingUnderIt,
    NoTitle,
    OfAnotherList,
    PartsStand,
)
from shishin.governance.models import Duty
from shishin.governance.year_count import keep_count_of_years
from shishin.kit.at_once import unique_or
from shishin.kit.identity import free_slug
from shishin.kit.ordering import change_places, next_position
from shishin.people.models import Organization, Role
from shishin.trail.recording import Acting, record


@dataclass(frozen=True, slots=True)
class DutyWords:
    """What a duty says. Without a role it is a function 機能 with parts; with one, its holders perform it where an organization of these kinds owes it."""

    titles: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    role: Role | None = None
    owed_by: Sequence[str] = ()
    origin: str = Duty.Origin.NOT_STATED

    def refuse_unfit(self, *, is_abstract: bool) -> None:
        name = next((words for words in self.titles.values() if words.strip()), "")
        if not name:
            raise NoTitle
        if not is_abstract and self.role is None:
            raise NoRole(duty=name)
        if not is_abstract and not self.owed_by:
            raise NobodyOwesIt(duty=name)

    def write(self, duty: Duty) -> list[str]:
        """Put these words into a duty; the names of what differs."""
        given: dict[str, Any] = {
            "titles": {tag: words.strip() for tag, words in self.titles.items() if words.strip()},
            "words": {tag: words.strip() for tag, words in self.words.items() if words.strip()},
            "role": self.role,
            "owed_by": sorted(set(self.owed_by)),
            "origin": self.origin,
        }
        changed = [name for name, value in given.items() if getattr(duty, name) != value]
        for name in changed:
            setattr(duty, name, given[name])
        return changed


@transaction.atomic
def add_duty(
    owner: Organization,
    *,
    words: DutyWords,
    by: Acting,
    parent: Duty | None = None,
    is_abstract: bool = False,
    since: date | None = None,
    slug: str = "",
) -> Duty:
    """A function or a duty at the end of a list, or under a function of it. From its first day on everybody reads it."""
    _lock(owner)
    words.refuse_unfit(is_abstract=is_abstract)
    if parent is not None:
        parent = Duty.objects.get(pk=parent.pk)
        _refuse_parent(owner, parent)
    keep_count_of_years()
    duty = _add(owner, words=words, parent=parent, is_abstract=is_abstract, since=since or localdate(), slug=slug)
    record("governance.duty_added", about=duty, who=by, slug=duty.slug, parent=_uuid(parent), **_facts(duty))
    return duty


@transaction.atomic
def reword_duty(duty: Duty, *, words: DutyWords, by: Acting) -> Duty:
    """Other words, another role, other kinds of organization, another origin. What was stated of it stays."""
    duty = _locked(duty)
    words.refuse_unfit(is_abstract=duty.is_abstract)
    before = _facts(duty)
    if not (changed := words.write(duty)):
        return duty
    duty.save(update_fields=changed)
    record("governance.duty_reworded", about=duty, who=by, before=before, **_facts(duty))
    return duty


@transaction.atomic
def break_down_duty(duty: Duty, *, parts: Sequence[DutyWords], by: Acting, on: date | None = None, slugs: Sequence[str] = ()) -> list[Duty]:
    """A function gets parts. A duty that had none becomes a function: its parts are owed from that day on, and what was stated of it stays."""
    duty = _locked(duty)
    day = on or localdate()
    if not parts:
        raise NothingUnderIt(duty=duty)
    for words in parts:
        words.refuse_unfit(is_abstract=False)
    was_owed = not duty.is_abstract
    if was_owed:
        duty.is_abstract, duty.broken_down_on = True, max(day, duty.since)
        duty.save(update_fields=["is_abstract", "broken_down_on"])
    since = max(day, duty.since)
    made = []
    for number, words in enumerate(parts):
        slug = slugs[number] if number < len(slugs) else ""
        made.append(_add(duty.owner, words=words, parent=duty, is_abstract=False, since=since, slug=slug))
    parts_told = [{"uuid": str(part.uuid), "slug": part.slug, **_facts(part)} for part in made]
    record("governance.duty_broken_down", about=duty, who=by, on=since.isoformat(), was_owed=was_owed, parts=parts_told)
    return made


@transaction.atomic
def move_duty(duty: Duty, *, parent: Duty | None, by: Acting) -> Duty:
    """Put a duty with all its parts under another function of its list, or on top of it: there it stands last."""
    duty = _locked(duty)
    if parent is not None:
        parent = Duty.objects.select_related("owner").get(pk=parent.pk)
        _refuse_parent(duty.owner, parent)
        _refuse_circle(duty, parent)
    if duty.parent_id == (parent.pk if parent else None):
        return duty
    before = duty.parent
    duty.position, duty.parent = next_position(siblings(duty.owner, parent)), parent
    duty.save(update_fields=["position", "parent"])
    record("governance.duty_moved", about=duty, who=by, before=_uuid(before), parent=_uuid(parent))
    return duty


@transaction.atomic
def step_duty(duty: Duty, *, up: bool, by: Acting) -> Duty:
    """Change places with the one above or below."""
    duty = _locked(duty)
    change_places(siblings(duty.owner, duty.parent), duty, up=up)
    record("governance.duty_moved", about=duty, who=by, position=duty.position)
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, until: date, reason: str, by: Acting) -> Duty:
    """The last day on which it is owed, and why. Its parts must have ended."""
    duty = _locked(duty)
    if not reason.strip():
        raise NoReasonToEnd
    if until < duty.since:
        raise EndsBeforeItIsOwed(since=duty.since, until=until)
    going = duty.parts.filter(Q(until=None) | Q(until__gt=until))
    if parts := list(going):
        raise PartsStand(duty=duty, parts=parts)
    duty.until, duty.reason = until, reason.strip()
    duty.save(update_fields=["until", "reason"])
    record("governance.duty_ended", about=duty, who=by, why=duty.reason, until=until.isoformat())
    return duty


def siblings(owner: Organization, parent: Duty | None) -> QuerySet[Duty]:
    """What stands beside one another: on top of a list, or under one function."""
    return Duty.objects.filter(owner=owner, parent=parent)


def _add(owner: Organization, *, words: DutyWords, parent: Duty | None, is_abstract: bool, since: date, slug: str) -> Duty:
    slug = slug or free_slug(words.titles, Duty.objects.all(), otherwise="duty")
    if Duty.objects.filter(slug=slug).exists():
        raise DutyAddressTaken(slug=slug)
    duty = Duty(owner=owner, parent=parent, is_abstract=is_abstract, since=since, slug=slug)
    duty.position = next_position(siblings(owner, parent))
    words.write(duty)
    with unique_or(partial(DutyAddressTaken, slug=slug)):
        duty.save()
    return duty


def _lock(owner: Organization) -> None:
    """One act at a time in a list: two moves at once could close a circle that neither sees."""
    Organization.objects.select_for_update().get(pk=owner.pk)


def _locked(duty: Duty) -> Duty:
    """The duty as it is now, in its list that is locked; one that ended changes no more."""
    _lock(duty.owner)
    duty = Duty.objects.select_related("owner", "parent", "role").get(pk=duty.pk)
    if duty.until:
        raise DutyHasEnded(duty=duty, until=duty.until)
    return duty


def _refuse_parent(owner: Organization, parent: Duty) -> None:
    if parent.owner_id != owner.pk:
        raise OfAnotherList(parent=parent, owner=parent.owner)
    if not parent.is_abstract:
        raise NotAFunction(parent=parent)
    if parent.until:
        raise DutyHasEnded(duty=parent, until=parent.until)


def _refuse_circle(duty: Duty, parent: Duty) -> None:
    above = dict(Duty.objects.filter(owner=duty.owner).values_list("pk", "parent_id"))
    at: int | None = parent.pk
    while at is not None:
        if at == duty.pk:
            raise DutyCircle(duty=duty, parent=parent)
        at = above[at]


def _facts(duty: Duty) -> dict[str, Any]:
    """As the trail tells it."""
    return {
        "titles": duty.titles,
        "words": duty.words,
        "is_abstract": duty.is_abstract,
        "role": duty.role.slug if duty.role else None,
        "owed_by": duty.owed_by,
        "origin": str(duty.origin),
        "since": duty.since.isoformat(),
    }


def _uuid(duty: Duty | None) -> str | None:
    return str(duty.uuid) if duty else None
