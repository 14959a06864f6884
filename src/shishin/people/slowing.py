"""Slowing down: whoever tries a way in again and again waits longer each time, counted in the database over all processes and servers.

Nobody is shut out by a stranger: what is counted is a way in together with the place the tries come from.
"""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from shishin.people.models import Tries

FREE = 5
"""Tries without a wait. After each further one the wait doubles, from two seconds on."""
LONGEST = 900
"""Seconds."""
FORGOTTEN_AFTER = 24 * 3600
"""Seconds without a try."""

# Either the try is counted and let in, or no row comes back: tries at the same moment are let in one after another.
_COUNT = f"""
INSERT INTO people_tries (key, count, next_at) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN people_tries.next_at < %(now)s - {FORGOTTEN_AFTER} THEN 1 ELSE people_tries.count + 1 END,
  next_at = %(now)s + CASE
    WHEN people_tries.next_at < %(now)s - {FORGOTTEN_AFTER} OR people_tries.count + 1 < {FREE} THEN 0
    WHEN people_tries.count + 1 - {FREE} >= 9 THEN {LONGEST}
    ELSE 2 << (people_tries.count + 1 - {FREE}) END
WHERE people_tries.next_at <= %(now)s
RETURNING count
"""  # noqa: S608 - numbers of ours


def seconds_to_wait(way: str, *whose: object) -> int:
    """Count a try and let it in (0), or say how many seconds there are to wait."""
    key, now = _key(way, whose), _now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "now": now})
        if cursor.fetchone():
            return 0
    next_at = Tries.objects.filter(key=key).values_list("next_at", flat=True).first()
    return max(1, next_at - now) if next_at else 0


def forget_tries(way: str, *whose: object) -> None:
    """The way in was opened: what was tried before counts no more. What everybody else left long ago goes as well."""
    Tries.objects.filter(key=_key(way, whose)).delete()
    Tries.objects.filter(next_at__lt=_now() - FORGOTTEN_AFTER).delete()


def time_to_wait(seconds: int) -> str:
    if seconds < 60:
        return ngettext("Too many tries. Wait %(wait)s second.", "Too many tries. Wait %(wait)s seconds.", seconds) % {"wait": seconds}
    minutes = -(-seconds // 60)
    return ngettext("Too many tries. Wait %(wait)s minute.", "Too many tries. Wait %(wait)s minutes.", minutes) % {"wait": minutes}


def _key(way: str, whose: tuple[object, ...]) -> str:
    """Neither a name nor an address can be read off it."""
    return salted_hmac("shishin.people.slowing", "|".join(map(str, (way, *whose))), algorithm="sha256").hexdigest()


def _now() -> int:
    return int(timezone.now().timestamp())
