"""Keeping standing orders: they are added, changed and, while no body has them, removed. Past decisions keep those of their day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from shishin.councils.deciding.standing_orders import read_rules
from shishin.councils.errors.orders import OrdersAddressTaken, OrdersInUse
from shishin.councils.models import StandingOrders
from shishin.kit.at_once import unique_or
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_standing_orders(*, slug: str, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> StandingOrders:
    """New standing orders that bodies can be given."""
    if StandingOrders.objects.filter(slug=slug).exists():
        raise OrdersAddressTaken(slug=slug)
    read_rules(rules)
    with unique_or(partial(OrdersAddressTaken, slug=slug)):
        orders = StandingOrders.objects.create(slug=slug, titles=titles, rules=dict(rules))
    record("councils.standing_orders_added", about=orders, who=by, slug=slug, rules=dict(rules))
    return orders


@transaction.atomic
def change_standing_orders(orders: StandingOrders, *, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> StandingOrders:
    """From now on the bodies that have them decide by other rules; what they decided stays as it is."""
    orders = StandingOrders.objects.select_for_update().get(pk=orders.pk)
    read_rules(rules)
    if (titles, dict(rules)) == (orders.titles, orders.rules):
        return orders
    before, orders.titles, orders.rules = orders.rules, titles, dict(rules)
    orders.save(update_fields=["titles", "rules"])
    record("councils.standing_orders_changed", about=orders, who=by, titles=titles, before=before, rules=orders.rules)
    return orders


@transaction.atomic
def remove_standing_orders(orders: StandingOrders, *, by: Acting) -> None:
    """Take away standing orders that no body has."""
    orders = StandingOrders.objects.select_for_update().get(pk=orders.pk)
    if count := orders.bodies.count():
        raise OrdersInUse(orders=orders, count=count)
    record("councils.standing_orders_removed", about=orders, who=by, slug=orders.slug, rules=orders.rules)
    orders.delete()
