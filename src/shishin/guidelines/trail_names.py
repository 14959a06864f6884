"""What documents, families and editions are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Document, Family
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def texts(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Each with its page, and working editions only for those who may read them; one query for each kind there is."""
    known: dict[str, Known] = {}
    if families := uuids_named(wanted, "guidelines.family"):
        for family in Family.objects.filter(uuid__in=families):
            known[families[str(family.uuid)]] = Known(str(family), family.get_absolute_url())
    if documents := uuids_named(wanted, "guidelines.document"):
        for document in Document.objects.filter(uuid__in=documents):
            known[documents[str(document.uuid)]] = Known(document.short_title(), document.get_absolute_url())
    if editions := uuids_named(wanted, "guidelines.edition"):
        for edition in editions_to_read(reader).filter(uuid__in=editions).select_related("document"):
            label = f"{edition.document.short_title()} {version_in_words(edition.version)}"
            known[editions[str(edition.uuid)]] = Known(label, edition.get_absolute_url())
    return known
