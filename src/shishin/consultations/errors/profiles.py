"""Refusals about the rules of consultations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class ProfileNotUnderstood(RefusedHere):
    message = _("“%(member)s” cannot be understood in the rules of a consultation.")

    member: str


class ProfileWithoutTitle(RefusedHere):
    message = _("Rules of consultations need a title.")
    way_out = _("Give one in at least one language.")


class ProfileAddressIsTaken(RefusedHere):
    message = _("There are rules with the address “%(slug)s” already.")
    way_out = _("Choose another address, or change those rules.")


class ProfileIsInUse(RefusedHere):
    message = _("Consultations are held by these rules: %(count)s.")
    way_out = _("Keep them: a consultation is held by the rules under which it was announced.")
