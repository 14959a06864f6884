"""The section of data files that is about bodies."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.establishing import abolish_body, change_body, establish_body, rename_body
from shishin.councils.models import Body
from shishin.people.data_files import Section, Step, naming_steps, sections
from shishin.people.data_sections import find, read_choice
from shishin.people.lined_yaml import Lined
from shishin.people.models import Organization
from shishin.trail.recording import Acting


def body_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "kind", "names", "under", "organization", "remit", "established", "abolished")
    there = Body.objects.select_related("parent").filter(slug=record["slug"]).first()
    parent = find(Body, record, "under")
    organization = find(Organization, record, "organization")
    remit = record.texts("remit")
    if there is None:
        kind = read_choice(record, "kind", Body.Kind, Body.Kind.COUNCIL)
        named_from, names = record.names()[0]
        yield Step(
            _("added"),
            lambda: establish_body(
                slug=record["slug"],
                kind=kind,
                names=names,
                named_from=named_from,
                parent=parent,
                organization=organization,
                remit=remit,
                established_on=record.day("established"),
                by=by,
            ),
        )
        there = Body.objects.get(slug=record["slug"])
    else:
        if "organization" in record and organization != there.organization:
            raise record.refuse(_("A body keeps its organization."), _("Abolish this body and add another one with a new address."))
        kind = read_choice(record, "kind", Body.Kind, there.kind)
        under = parent if "under" in record else there.parent
        given = remit if "remit" in record else there.remit
        if (kind, under, given) != (there.kind, there.parent, there.remit):
            yield Step(_("changed"), lambda: change_body(there, kind=kind, parent=under, remit=given, by=by))
    yield from naming_steps(there, record, rename_body, by, required=False)


def body_endings(record: Lined, by: Acting) -> Iterator[Step]:
    body = Body.objects.get(slug=record["slug"])
    on = record.day("abolished")
    if on and on != body.abolished_on:
        yield Step(_("abolished"), lambda: abolish_body(body, on=on, by=by))


def add_sections() -> None:
    sections.add(Section("bodies", gettext_lazy("Bodies"), body_steps, body_endings))
