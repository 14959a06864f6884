"""The tree of bodies: who stands under whom on a day, each under the name of that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shishin.councils.models import Body


@dataclass(slots=True)
class Branch:
    """A body with the bodies under it; `was` is the name that it bore before."""

    body: Body
    name: str
    was: str = ""
    organization: str = ""
    """Left out under a body of the same organization."""
    is_abolished: bool = False
    parts: list[Branch] = field(default_factory=list)


def branches(bodies: Iterable[Body], day: date, *, is_past: bool, under: Body | None = None) -> list[Branch]:
    """The topmost of these bodies; those that have ended last. A past day shows only what was there that day.

    Take bodies `with_confirmation`, their names prefetched: one whose body above did not agree stands by itself.
    """
    rows = [body for body in bodies if not is_past or _is_there(body, day)]
    made = {body.pk: _branch(body, day) for body in rows}
    tops: list[Branch] = []
    for body in rows:
        above = made.get(body.parent_id or 0) if body.is_confirmed else None  # type: ignore[attr-defined]
        whole = above.body if above else under if body.is_confirmed else None  # type: ignore[attr-defined]
        if whole and body.organization_id == whole.organization_id:
            made[body.pk].organization = ""
        (above.parts if above else tops).append(made[body.pk])
    for branch in made.values():
        branch.parts.sort(key=_order)
    return sorted(tops, key=_order)


def _is_there(body: Body, day: date) -> bool:
    return (body.established_on is None or body.established_on <= day) and (body.abolished_on is None or body.abolished_on >= day)


def _branch(body: Body, day: date) -> Branch:
    name = body.name_on(day) or body.slug
    earlier = [row.valid_from for row in body.dated_names.all() if row.valid_from <= day]
    names = [body.name_on(first) for first in sorted(earlier, reverse=True)]
    was = next((other for other in names if other != name), "")
    organization = body.organization.name_on(day) if body.organization else ""
    return Branch(body, name, was, organization, is_abolished=body.abolished_on is not None and body.abolished_on < day)


def _order(branch: Branch) -> tuple[bool, str]:
    return branch.is_abolished, branch.name
