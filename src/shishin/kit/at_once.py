"""Two at once: what both checked and only one can have. The database keeps it to one; the other is refused as the check would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal


class SomebodyWasQuicker(Refusal):
    message = _("This was not done: the same was stored at the same moment, by somebody else or by a second click.")
    way_out = _("Look at how it stands now, and do it again if it is still to be done.")


class GoneMeanwhile(Refusal):
    message = _("This was not done: what it is about was taken away at the same moment, by somebody else or by a second click.")
    way_out = _("Look at how it stands now.")


def is_there_already(error: BaseException) -> bool:
    """Whether a constraint that something is there once was broken, and no other one."""
    return isinstance(error, IntegrityError) and "unique constraint" in str(error).lower()


@contextmanager
def unless_there(refusal: Callable[[], Refusal] = SomebodyWasQuicker) -> Iterator[None]:
    """Store what may have come to be there since it was looked for."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not is_there_already(error):
            raise
        raise refusal() from error
