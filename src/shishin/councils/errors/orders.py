"""Refusals about standing orders."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


class RulesNotUnderstood(Refusal):
    def __init__(self, member: str, way_out: str) -> None:
        super().__init__(_("The rule “%(member)s” cannot be understood.") % {"member": member}, way_out=way_out)


class OrdersAddressTaken(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("There are standing orders with the address “%(slug)s” already.") % {"slug": slug},
            way_out=_("Choose another address, or change those."),
        )


class OrdersInUse(Refusal):
    def __init__(self, orders: object, count: int) -> None:
        super().__init__(
            _("“%(orders)s” are the standing orders of %(count)s bodies.") % {"orders": orders, "count": count},
            way_out=_("Give those bodies other standing orders first."),
        )
