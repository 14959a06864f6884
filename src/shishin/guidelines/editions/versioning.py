"""Versioning: whether a version number and a kind of revision say the same, and how both are changed while an edition is written."""

from __future__ import annotations

from django.db import transaction

from shishin.guidelines.editions.lineage import lineage_of
from shishin.guidelines.errors.editions import NotAVersion, NotAWorkingEdition, VersionTaken
from shishin.guidelines.errors.procedures import VersionGoesBack, VersionSaysOtherwise
from shishin.guidelines.models import Document, Edition
from shishin.texts.versions import is_version, kind_of_step
from shishin.trail.recording import Acting, record


def refuse_version(before: Edition | None, *, version: str, revision: str) -> None:
    """After an adopted edition a major revision moves x, a minor one y, a formal one z; a text enacted anew takes any higher number."""
    if before is None:
        return
    says = kind_of_step(before.version, version)
    if not says:
        raise VersionGoesBack(version=version, before=before.version)
    if says != revision:
        kinds = {kind: str(Edition.Revision(kind).label) for kind in (says, revision)}
        raise VersionSaysOtherwise(version=version, revision=kinds[revision], before=before.version, says=kinds[says])


@transaction.atomic
def change_version(edition: Edition, *, version: str, revision: Edition.Revision, by: Acting) -> Edition:
    """Give a working edition another version number or kind of revision. Its text, and so its hash, stays."""
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if not is_version(version):
        raise NotAVersion(version=version)
    if document.editions.exclude(pk=edition.pk).filter(version=version).exists():
        raise VersionTaken(document=document, version=version)
    refuse_version(lineage_of(edition).before, version=version, revision=revision)

    before = edition.version, edition.revision
    edition.version, edition.revision = version, revision
    edition.save(update_fields=["version", "revision"])
    record("guidelines.version_changed", about=edition, who=by, before=before[0], version=version, revision=str(revision))
    return edition
