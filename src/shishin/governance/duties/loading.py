"""Loading a list of duties from a file: all of it or nothing. What is the same already stays, and what ended stays ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.duties.keeping import DutyWords, add_duty, move_duty, reword_duty
from shishin.governance.models import Duty
from shishin.kit.errors import DataNotUnderstood, Refusal
from shishin.kit.lined_yaml import Lined, read_lined
from shishin.people.data_files import read_slug
from shishin.people.models import Organization, Role
from shishin.trail.recording import Acting

DELIVERED: dict[str, Promise] = {
    "japan-pmo": gettext_lazy("Government of Japan: functions and duties of PMO, CIO, deputy CIO, adviser and PJMO")
}
"""Lists that come with the product, by the name of their file."""
FIELDS = ("slug", "titles", "words", "role", "owed_by", "origin", "since", "parts")
DEEPEST = 8


class LoadedDuty(NamedTuple):
    """What became, or would become, of a duty that a file names."""

    title: str
    what: str
    is_new: bool


@dataclass(slots=True)
class LoadedList:
    """What became of a list: what was added or changed, and what ended and stays so."""

    rows: list[LoadedDuty] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    @property
    def added(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return len(self.rows) - self.added


def delivered_list(name: str) -> str:
    return files("shishin.governance").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")


def load_duties(
    text: str, *, source: str, owner: Organization, by: Acting, since: date | None = None, is_preview: bool = False
) -> LoadedList:
    """Add and change what a file names in the list of an organization. One wrong duty and nothing is changed; a preview changes nothing at all.

    What is new is owed since the day that the file says, else since this one, else since today.
    """
    found = read_lined(text, source=source)
    found.allow("duties")
    with transaction.atomic():
        loading = _Loading(owner, by, since)
        loading.load(_records(found, "duties"), parent=None)
        if is_preview:
            transaction.set_rollback(True)
    return loading.loaded


class _Loading:
    def __init__(self, owner: Organization, by: Acting, since: date | None) -> None:
        self.owner, self.by, self.since, self.loaded = owner, by, since, LoadedList()
        self.roles = {role.slug: role for role in Role.objects.all()}
        self.seen: set[str] = set()

    def load(self, records: list[Lined], *, parent: Duty | None, depth: int = 1) -> None:
        for record in records:
            slug = read_slug(record)
            if slug in self.seen:
                raise record.refuse(_("“%(slug)s” stands here twice.") % {"slug": slug}, _("Keep one of the two."))
            if depth > DEEPEST:
                raise record.refuse(_("Parts stand too deep here."), _("Use at most %(most)s levels.") % {"most": DEEPEST})
            self.seen.add(slug)
            duty = self._load_one(record, slug, parent=parent)
            self.load(_records(record, "parts"), parent=duty, depth=depth + 1)

    def _load_one(self, record: Lined, slug: str, *, parent: Duty | None) -> Duty:
        record.allow(*FIELDS)
        words, is_abstract = self._words(record), "parts" in record
        try:
            duty = self._own(slug)
            if duty is None:
                return self._add(record, slug, words=words, parent=parent, is_abstract=is_abstract)
            if duty.until:
                self.loaded.ended.append(str(duty))
                return duty
            return self._change(record, duty, words=words, parent=parent, is_abstract=is_abstract)
        except DataNotUnderstood:
            raise
        except Refusal as refusal:
            raise record.refuse(str(refusal.message), str(refusal.way_out)) from refusal

    def _add(self, record: Lined, slug: str, *, words: DutyWords, parent: Duty | None, is_abstract: bool) -> Duty:
        address = self._addresses(slug)[-1] if Duty.objects.filter(slug=slug).exists() else slug
        since = record.day("since") or self.since
        made = add_duty(self.owner, words=words, parent=parent, is_abstract=is_abstract, since=since, slug=address, by=self.by)
        self.loaded.rows.append(LoadedDuty(str(made), _("added"), is_new=True))
        return made

    def _change(self, record: Lined, duty: Duty, *, words: DutyWords, parent: Duty | None, is_abstract: bool) -> Duty:
        """Where it got parts on this site it stays a function, with the role that it had."""
        if is_abstract and not duty.is_abstract:
            raise record.refuse(
                _("“%(duty)s” has parts in the file and none in the list.") % {"duty": duty},
                _("Break it down on its page first, or take its parts out of the file."),
            )
        done = []
        if changed := words.write(Duty.objects.get(pk=duty.pk)):
            reword_duty(duty, words=words, by=self.by)
            done.append(_("changed: %(fields)s") % {"fields": "、".join(_label(name) for name in changed)})
        if duty.parent_id != (parent.pk if parent else None):
            move_duty(duty, parent=parent, by=self.by)
            done.append(_("moved"))
        if done:
            self.loaded.rows.append(LoadedDuty(str(duty), "、".join(done), is_new=False))
        return Duty.objects.get(pk=duty.pk)

    def _own(self, slug: str) -> Duty | None:
        return Duty.objects.filter(owner=self.owner, slug__in=self._addresses(slug)).select_related("role", "owner").first()

    def _addresses(self, slug: str) -> tuple[str, str]:
        """That of the file, or where another list has it, with the name of the owner before it."""
        return slug, f"{self.owner.slug}-{slug}"

    def _words(self, record: Lined) -> DutyWords:
        role = record.text("role")
        if role and role not in self.roles:
            raise record.refuse(
                _("There is no role “%(role)s”.") % {"role": role}, _("Use one of: %(names)s.") % {"names": ", ".join(sorted(self.roles))}
            )
        return DutyWords(
            record.texts("titles"),
            record.texts("words"),
            self.roles.get(role),
            list(_one_of(record, "owed_by", Organization.Kind.values)),
            next(_one_of(record, "origin", [value for value in Duty.Origin.values if value]), Duty.Origin.NOT_STATED),
        )


def _label(name: str) -> str:
    field: Any = Duty._meta.get_field(name)
    return str(field.verbose_name)


def _records(record: Lined, name: str) -> list[Lined]:
    found = record.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, Lined) for one in found):
        raise record.refuse(_("“%(name)s” must be a list of records.") % {"name": name}, _("Begin each record with “- slug: …”."))
    return found


def _one_of(record: Lined, name: str, right: list[Any]) -> Iterator[str]:
    """The values of a field, one or a list, each of which must be known."""
    given = record.get(name) or []
    for value in given if isinstance(given, list) else [given]:
        if value not in right:
            raise record.refuse(
                _("“%(name)s” cannot be “%(value)s”.") % {"name": name, "value": value},
                _("Use only: %(names)s.") % {"names": ", ".join(right)},
            )
        yield str(value)
