"""Refusals about the list by mail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class NowhereToSend(RefusedHere):
    message = _("The list cannot be sent: your account has no mail address.")
    way_out = _("Ask those who keep the accounts of your organization to enter one.")
