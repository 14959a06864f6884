"""Abilities: what the holder of a role may do. Each package declares those that it asks for; roles and pages share them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Ability:
    """It holds at the organization of the post and at all its parts; `reaches_beyond` means everywhere.

    `order` is its place in lists. Whoever has one that `manages` finds something to keep under /manage/.
    """

    name: str
    label: str | Promise
    order: int
    manages: bool = False
    reaches_beyond: bool = False


_declared: dict[str, Ability] = {}


def declare_ability(name: str, label: str | Promise, *, order: int, manages: bool = False, reaches_beyond: bool = False) -> str:
    """Make an ability known and answer its name, by which roles keep it."""
    _declared[name] = Ability(name, label, order, manages, reaches_beyond)
    return name


def abilities() -> list[Ability]:
    return sorted(_declared.values(), key=lambda ability: ability.order)


def ability_names() -> list[str]:
    return [ability.name for ability in abilities()]


def ability_choices() -> list[tuple[str, str | Promise]]:
    return [(ability.name, ability.label) for ability in abilities()]


def validate_abilities(names: Sequence[str]) -> None:
    """Refuse an ability that no package asks for: a misspelt one would silently forbid."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValidationError(_("Abilities are a list of names."))
    if unknown := sorted(set(names) - set(_declared)):
        raise ValidationError(
            _("There is no ability “%(name)s”. Use: %(known)s."),
            params={"name": unknown[0], "known": ", ".join(ability_names())},
        )


ADMINISTER_PEOPLE = declare_ability("administer_people", _("Keep organizations, posts, people and appointments"), order=30, manages=True)
READ_TRAIL = declare_ability("read_trail", _("Read the trail"), order=50, reaches_beyond=True)
READ_EVERYTHING = declare_ability("read_everything", _("See everything, change nothing"), order=60, reaches_beyond=True)
