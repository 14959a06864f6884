"""Ending: what drafting kept beside an edition is thrown away when the edition becomes fixed."""

from __future__ import annotations

from shishin.guidelines.models import Edition, Operation, Proposal, UnsavedText


def end_drafting(edition: Edition) -> None:
    """Nothing of a fixed edition is undone, saved or accepted any more. To be called in the transaction that fixes it."""
    UnsavedText.objects.filter(clause__edition=edition).delete()
    Proposal.objects.filter(edition=edition).delete()
    Operation.objects.filter(edition=edition).delete()
