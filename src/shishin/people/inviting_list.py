"""Inviting from a list: people and their posts as rows of an Excel or CSV file, all of them or none; a rehearsal says what would be refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.dates import read_moment
from shishin.kit.errors import Refusal
from shishin.kit.identity import compared_name, in_every_language
from shishin.kit.intake.reading import Heading, read_sheet
from shishin.kit.own_process import Bounds
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
    """The rows of a file, under heads in any language of the site."""
    with read_sheet(BytesIO(content), name=name, most=MOST_ROWS, bounds=READING) as sheet:
        places = _places(sheet.headings)
        return [ListedPerson(row.line, **{column: row.cells[at].strip() for column, at in places.items()}) for row in sheet.rows]


def _places(headings: Sequence[Heading]) -> dict[str, int]:
    """Which column is which."""
    known = {compared_name(label): column.name for column in COLUMNS for label in in_every_language(column.label).values()}
    names = [known.get(compared_name(heading.words)) for heading in headings]
    places = {name: at for at, name in enumerate(names) if name}
    if not set(NEEDED) <= set(places):
        raise ListNotUnderstood(most=MOST_ROWS)
    return places


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
    moment = read_moment(written)
    if moment is None:
        raise UnreadableDay(written=written)
    return localdate(moment)


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
