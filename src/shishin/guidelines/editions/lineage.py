"""Lineage: the editions through which an edition came about, back to the adopted one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shishin.guidelines.models import Edition


@dataclass(frozen=True, slots=True)
class Lineage:
    """`before` is the adopted edition that this one follows; `drafts` lie between the two, oldest first."""

    edition: Edition
    drafts: Sequence[Edition]
    before: Edition | None

    @property
    def steps(self) -> list[Edition]:
        """The drafts and the edition itself."""
        return [*self.drafts, self.edition]


def lineage_of(edition: Edition) -> Lineage:
    """One query, for all editions of the document."""
    return lineage_among(edition, list(Edition.objects.filter(document=edition.document_id)))


def lineage_among(edition: Edition, editions: Sequence[Edition]) -> Lineage:
    """Along `started_from`; a text that was started from none follows the newest adopted one."""
    by_pk = {other.pk: other for other in editions}
    drafts: list[Edition] = []
    before = by_pk.get(edition.started_from_id or 0)
    while before is not None and before.is_draft:
        drafts.insert(0, before)
        before = by_pk.get(before.started_from_id or 0)
    return Lineage(edition, drafts, before or _newest_adopted(edition, editions))


def _newest_adopted(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    adopted = [
        other for other in editions if not other.is_draft and not other.withdrawn_on and other.pk != edition.pk and other.in_force_from
    ]
    if edition.in_force_from:
        adopted = [other for other in adopted if other.in_force_from and other.in_force_from < edition.in_force_from]
    return max(adopted, key=lambda other: (other.in_force_from, other.pk), default=None)
