"""What decisions led to: the editions they adopted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shishin.councils.models import Decision
from shishin.councils.subjects import Subject, subjects
from shishin.guidelines.models import Edition


@subjects.fill
def adopted_editions(decisions: Sequence[Decision], reader: Any) -> Iterator[Subject]:
    """Adopted editions are public for everybody."""
    editions = Edition.objects.filter(adopted_by__in=decisions).select_related("document")
    for edition in editions:
        words = _("%(document)s %(version)s") % {"document": edition.document, "version": edition.version}
        yield Subject(edition.adopted_by_id or 0, words, edition.get_absolute_url())
