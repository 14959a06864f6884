"""Refusals about standing orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class RulesNotUnderstood(RefusedHere):
    """The way out names what can be written instead, so it comes from where the rule was read."""

    message = _("The rule “%(member)s” cannot be understood.")


class OrdersAddressTaken(Refusal):
    message = _("There are standing orders with the address “%(slug)s” already.")
    way_out = _("Choose another address, or change those.")
    route = "councils:change-orders"
    route_by = ("slug",)


class OrdersInUse(Refusal):
    message = _("“%(orders)s” are the standing orders of %(count)s bodies.")
    way_out = _("Give those bodies other standing orders first.")
    route = "councils:manage-bodies"
