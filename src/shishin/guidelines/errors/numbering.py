"""Refusals of numbering schemes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


class WrongNumbering(Refusal):
    def __init__(self, *, place: str, expected: str) -> None:
        super().__init__(
            _("The rules of the numbering scheme are not right at “%(place)s”.") % {"place": place},
            way_out=_("Use one of these: %(known)s.") % {"known": expected},
        )
