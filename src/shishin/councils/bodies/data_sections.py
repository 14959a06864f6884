"""The sections of data files that are about standing orders and bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.bodies.establishing import abolish_body, change_body, establish_body, rename_body
from shishin.councils.bodies.keeping_orders import add_standing_orders, change_standing_orders
from shishin.councils.models import Body, StandingOrders
from shishin.kit.lined_yaml import Lined
from shishin.people.data_files import Section, Step, naming_steps, sections
from shishin.people.data_sections import find, read_choice
from shishin.people.models import Organization
from shishin.trail.recording import Acting


def orders_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "titles", "rules")
    there = StandingOrders.objects.filter(slug=record["slug"]).first()
    titles, rules = record.texts("titles"), record.get("rules") or {}
    if not isinstance(rules, dict):
        raise record.refuse(_("“rules” must be a mapping."), _("Write rules: {votes: [chair, member], …}."))
    if there is None:
        yield Step(_("added"), lambda: add_standing_orders(slug=record["slug"], titles=titles, rules=_plain(rules), by=by))
        return
    given = (titles if "titles" in record else there.titles, _plain(rules) if "rules" in record else there.rules)
    if given != (there.titles, there.rules):
        yield Step(_("changed"), lambda: change_standing_orders(there, titles=given[0], rules=given[1], by=by))


def _plain(rules: dict[str, Any]) -> dict[str, Any]:
    """Without the numbers of lines."""
    return {name: _plain(value) if isinstance(value, dict) else value for name, value in rules.items()}


def body_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "kind", "names", "under", "organization", "remit", "standing_orders", "established", "abolished")
    there = Body.objects.select_related("parent", "standing_orders").filter(slug=record["slug"]).first()
    parent = find(Body, record, "under")
    organization = find(Organization, record, "organization")
    orders = find(StandingOrders, record, "standing_orders")
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
                standing_orders=orders,
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
        kept = orders if "standing_orders" in record else there.standing_orders
        if (kind, under, given, kept) != (there.kind, there.parent, there.remit, there.standing_orders):
            yield Step(_("changed"), lambda: change_body(there, kind=kind, parent=under, remit=given, standing_orders=kept, by=by))
    yield from naming_steps(there, record, rename_body, by, required=False)


def body_endings(record: Lined, by: Acting) -> Iterator[Step]:
    body = Body.objects.get(slug=record["slug"])
    on = record.day("abolished")
    if on and on != body.abolished_on:
        yield Step(_("abolished"), lambda: abolish_body(body, on=on, by=by))


def add_sections() -> None:
    sections.add(Section("standing_orders", gettext_lazy("Standing orders"), orders_steps, order=90))
    sections.add(Section("bodies", gettext_lazy("Bodies"), body_steps, body_endings))
