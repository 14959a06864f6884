"""The entry of the desk, for whoever has one."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import Entry, Place, navigation


@navigation.fill
def entries(request: HttpRequest) -> Iterator[Entry]:
    if request.user.is_authenticated:
        yield Entry(_("My desk"), "desk:desk", 60, Place.PERSON, icon="person")
