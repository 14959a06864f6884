"""Issuing: whose text an edition is, worked out until it is fixed and kept from then on."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from shishin.guidelines.models import Edition
from shishin.kit.identity import in_language

KEPT = ("issuer_kind", "issuer_names")
"""The columns that `keep_issuer` fills."""


def issuer_of(edition: Edition, *, day: date, language: str | None = None) -> str:
    """Whose text it is: the owner by its name on a day, or the body that decided where the owner was not there yet."""
    return in_language(_issuer_on(edition, day)[1], language)


def cited_issuer(edition: Edition, *, language: str) -> str:
    """The issuer that a fixed edition keeps; of a working one, as things stand."""
    return in_language(edition.issuer_names if edition.issuer_kind else _issuer_on(edition, _day_of_citing(edition))[1], language)


def keep_issuer(edition: Edition) -> None:
    """Fill the columns named in `KEPT`, for the act that fixes the edition to save."""
    edition.issuer_kind, edition.issuer_names = _issuer_on(edition, _day_of_citing(edition))


def _issuer_on(edition: Edition, day: date) -> tuple[Edition.Issuer, dict[str, str]]:
    owner, decision = edition.document.owner, edition.adopted_by
    began = owner.established_on or min((name.valid_from for name in owner.dated_names.all()), default=day)
    if decision is not None and began > day:
        return Edition.Issuer.BODY, decision.body.names_on(decision.decided_on)
    return Edition.Issuer.ORGANIZATION, owner.names_on(day)


def _day_of_citing(edition: Edition) -> date:
    return edition.decided_on or edition.published_on or edition.drafted_on or localdate()
