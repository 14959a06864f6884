"""Applying: the words for what a clause is limited to. A value nobody has words for is shown as it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

SCOPES: Mapping[str, Promise] = {
    "phase": pgettext_lazy("applicability", "Phase"),
    "audience": pgettext_lazy("applicability", "For"),
    "service": pgettext_lazy("applicability", "Service"),
    "tier": pgettext_lazy("applicability", "Risk tier"),
}

VALUES: Mapping[str, Mapping[str, Promise]] = {
    "phase": {
        "planning": gettext_lazy("planning"),
        "budget": gettext_lazy("budget"),
        "requirements": gettext_lazy("requirements"),
        "procurement": gettext_lazy("procurement"),
        "design": gettext_lazy("design"),
        "development": gettext_lazy("development"),
        "testing": gettext_lazy("testing"),
        "release": gettext_lazy("release"),
        "operation": gettext_lazy("operation"),
        "review": pgettext_lazy("phase", "review"),
        "closing": pgettext_lazy("phase", "closing"),
    },
    "audience": {
        "all-staff": gettext_lazy("all staff"),
        "specialists": gettext_lazy("specialists"),
        "digital-staff": gettext_lazy("staff of digital services"),
        "managers": gettext_lazy("managers"),
        "partners": gettext_lazy("partner companies"),
        "residents": gettext_lazy("residents"),
    },
    "service": {
        "procedure": gettext_lazy("procedures"),
        "web": gettext_lazy("websites"),
        "app": gettext_lazy("apps"),
        "internal": gettext_lazy("internal systems"),
        "data": gettext_lazy("data services"),
    },
    "tier": {
        "low": pgettext_lazy("risk tier", "low"),
        "medium": pgettext_lazy("risk tier", "medium"),
        "high": pgettext_lazy("risk tier", "high"),
    },
}


def limits(applicability: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for each scope that is limited: “Phase: planning, requirements”."""
    if not applicability:
        return []
    lines = []
    for scope, label in SCOPES.items():
        if values := applicability.get(scope):
            words = _(", ").join(str(VALUES[scope].get(value, value)) for value in values)
            lines.append(_("%(scope)s: %(values)s") % {"scope": label, "values": words})
    return lines
