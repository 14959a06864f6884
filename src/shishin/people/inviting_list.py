"""Inviting from a list: people and their posts as rows of an Excel or CSV file, all of them or none; a rehearsal says what would be refused."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from shishin.kit.characters import without_controls
from shishin.kit.dates import read_day
from shishin.kit.errors import Refusal
from shishin.kit.file_kinds import ENCODINGS
from shishin.kit.identity import compared_name, in_every_language
from shishin.kit.own_process import Bounds, OwnProcess
from shishin.kit.sheets import Column
from shishin.people.access import people_kept_by, posts_kept_by
from shishin.people.appointing import appoint
from shishin.people.errors import (
    ListNotUnderstood,
    NameTaken,
    NoSuchPost,
    RowWithLongName,
    RowWithoutMail,
    RowWithoutName,
    UnreadableDay,
)
from shishin.people.inviting import invite
from shishin.people.models import Person, Post
from shishin.people.naming import in_site_language

MOST_ROWS = 2_000
MOST_COLUMNS = 50
"""Further ones are not looked at."""
LONGEST_NAME = 150
READING = Bounds(seconds=5)
COLUMNS = [
    Column("name", gettext_lazy("Name"), lambda row: row.name),
    Column("mail", gettext_lazy("Mail address"), lambda row: row.mail),
    Column("post", gettext_lazy("Post"), lambda row: row.post),
    Column("since", gettext_lazy("From"), lambda row: row.since),
    Column("until", gettext_lazy("Until"), lambda row: row.until),
]
"""What a list has, under heads in any language of the site."""
NEEDED = ("name", "mail", "post")


class ListedPerson(NamedTuple):
    """A row as it stands in the list."""

    line: int
    name: str = ""
    mail: str = ""
    post: str = ""
    since: str = ""
    until: str = ""


class RehearsedRow(NamedTuple):
    """What becomes of a row, or why it would be refused."""

    row: ListedPerson
    is_new: bool = False
    refusal: Refusal | None = None


@dataclass(slots=True)
class Posts:
    """The posts that somebody may give, by every name that a list may use."""

    by: Person
    named: dict[str, list[Post]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = posts_kept_by(self.by).filter(abolished_on=None).select_related("organization", "role")
        for post in rows.prefetch_related("dated_names", "organization__dated_names"):
            of_post, of_organization = (thing.names_on(localdate()) for thing in (post, post.organization))
            names = {*of_post.values(), *(f"{of_organization.get(tag, '')}{name}" for tag, name in of_post.items()), post.slug}
            for name in {compared_name(name) for name in names}:
                self.named.setdefault(name, []).append(post)

    def of(self, name: str) -> Post:
        found = self.named.get(compared_name(name), [])
        if len(found) != 1:
            raise NoSuchPost(name=name)
        return found[0]


def read_list(content: bytes, *, name: str) -> list[ListedPerson]:
    """The rows of a file; its first row with words has the heads."""
    lines = OwnProcess(name, bounds=READING).run(_lines, content)
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(line)]
    if not filled or len(lines) > MOST_ROWS:
        raise ListNotUnderstood(most=MOST_ROWS)
    places = _places(filled[0][1])
    rows = []
    for number, line in filled[1:]:
        cells = {column: line[at] if at < len(line) else "" for column, at in places.items()}
        rows.append(ListedPerson(number, **cells))
    if not rows:
        raise ListNotUnderstood(most=MOST_ROWS)
    return rows


def _places(heads: Sequence[str]) -> dict[str, int]:
    """Which column is which, in any language of the site."""
    known = {compared_name(label): column.name for column in COLUMNS for label in in_every_language(column.label).values()}
    places = {known[compared_name(head)]: at for at, head in enumerate(heads) if compared_name(head) in known}
    if not set(NEEDED) <= set(places):
        raise ListNotUnderstood(most=MOST_ROWS)
    return places


def _lines(content: bytes) -> list[list[str]]:
    """The cells as text; in a process of its own."""
    try:
        rows = _rows_of_excel(content) if content.startswith(b"PK") else _rows_of_csv(content)
        return [[_cell(value) for value in row[:MOST_COLUMNS]] for row in islice(rows, MOST_ROWS + 1)]
    except MemoryError:
        raise
    except Exception as error:
        # What only looks like a file of Excel is refused, whatever its reader stumbles over.
        raise ListNotUnderstood(most=MOST_ROWS) from error


def _rows_of_excel(content: bytes) -> Iterator[Sequence[Any]]:
    sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
    return iter(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True))


def _rows_of_csv(content: bytes) -> Iterator[Sequence[Any]]:
    for encoding in ENCODINGS:
        with suppress(UnicodeDecodeError):
            return csv.reader(StringIO(content.decode(encoding), newline=""))
    raise ListNotUnderstood(most=MOST_ROWS)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return "" if value is None else without_controls(str(value)).strip()


def rehearse(rows: Sequence[ListedPerson], *, by: Person) -> list[RehearsedRow]:
    """What would become of each row; nothing is kept and no mail goes out."""
    with transaction.atomic():
        outcomes = _try_all(rows, by=by)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def invite_listed(rows: Sequence[ListedPerson], *, by: Person) -> int:
    """Invite all of them and give them their posts, or none."""
    outcomes = _try_all(rows, by=by)
    for outcome in outcomes:
        if outcome.refusal:
            raise outcome.refusal
    return len(outcomes)


def _try_all(rows: Sequence[ListedPerson], *, by: Person) -> list[RehearsedRow]:
    posts, outcomes = Posts(by), []
    for row in rows:
        try:
            with transaction.atomic():
                outcomes.append(RehearsedRow(row, is_new=_take_in(row, posts=posts, by=by)))
        except Refusal as refusal:
            outcomes.append(RehearsedRow(row, refusal=refusal))
    return outcomes


def _take_in(row: ListedPerson, *, posts: Posts, by: Person) -> bool:
    """Somebody who has an account that is kept here gets the post alone."""
    if not row.name:
        raise RowWithoutName
    if len(row.name) > LONGEST_NAME:
        raise RowWithLongName(most=LONGEST_NAME)
    try:
        Person._meta.get_field("email").run_validators(row.mail or "-")
    except ValidationError:
        raise RowWithoutMail(mail=row.mail) from None
    return _give(row, post=posts.of(row.post), by=by)


def _give(row: ListedPerson, *, post: Post, by: Person) -> bool:
    since, until = _day(row.since) or localdate(), _day(row.until)
    person = Person.objects.called(row.mail).first()
    is_new = person is None
    if person is None:
        login_name = _login_name(row.mail)
        person = invite(login_name=login_name, names=in_site_language(row.name), email=row.mail, invited_for=post.organization, by=by)
    elif not people_kept_by(by).filter(pk=person.pk).exists():
        raise NameTaken(name=row.mail)
    appoint(person, post=post, since=since, until=until, by=by)
    return is_new


def _day(written: str) -> date | None:
    if not written:
        return None
    day = read_day(written)
    if day is None:
        raise UnreadableDay(written=written)
    return day


def _login_name(mail: str) -> str:
    """What stands before the @, with a number where somebody else is called so."""
    base = re.sub(r"[^\w.+-]", "", mail.partition("@")[0])[:140] or "person"
    if not Person.objects.called(base).exists():
        return base
    number = Person.objects.filter(login_name__istartswith=base).count() + 1
    while Person.objects.called(f"{base}{number}").exists():
        number += 1
    return f"{base}{number}"


def template_rows() -> list[ListedPerson]:
    """One row that shows how a list is filled in."""
    return [ListedPerson(2, _("Jane Example"), "jane@example.jp", _("Name of the post"), localdate().isoformat(), "")]
