"""Abilities: what the holder of a role may do. The one list that roles, pages and packages share."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Ability(models.TextChoices):
    """An ability holds at the organization of the post and at all its parts."""

    EDIT_DOCUMENTS = "edit_documents", _("Write, publish and adopt documents")
    IMPORT_TEXTS = "import_texts", _("Import texts from files")
    ADMINISTER_PEOPLE = "administer_people", _("Keep organizations, posts, people and appointments")
    ADMINISTER_BODIES = "administer_bodies", _("Keep bodies, seats, meetings and decisions")
    READ_TRAIL = "read_trail", _("Read the trail")
    READ_EVERYTHING = "read_everything", _("See everything, change nothing")


REACHING_BEYOND = frozenset({Ability.READ_TRAIL, Ability.READ_EVERYTHING})
"""Abilities that are not bound to an organization. Only those who have them may hand them on."""


def validate_abilities(names: Sequence[str]) -> None:
    """Refuse an ability that no package asks for: a misspelt one would silently forbid."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValidationError(_("Abilities are a list of names."))
    if unknown := sorted(set(names) - set(Ability.values)):
        raise ValidationError(
            _("There is no ability “%(name)s”. Use: %(known)s."),
            params={"name": unknown[0], "known": ", ".join(Ability.values)},
        )
