"""Who may read and who may change which documents and editions."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import In
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.councils.access import bodies_read_by, bodies_worked_for_by
from shishin.councils.models import AgendaItem, Body, Referral
from shishin.councils.models.referrals import answered_by, is_confirmed, reported_by
from shishin.guidelines.models import Document, Edition, Family, OfficeDecision
from shishin.guidelines.models.documents import stands_in_family, with_family
from shishin.people.abilities import READ_EVERYTHING, declare_ability
from shishin.people.access import may, organizations_where
from shishin.people.models import Organization, Person

EDIT_DOCUMENTS = declare_ability("edit_documents", _("Write, publish and adopt documents"), order=10, manages=True)
IMPORT_TEXTS = declare_ability("import_texts", _("Import texts from files"), order=20)


def organizations_edited_by(user: Any) -> QuerySet[Organization]:
    """The organizations whose documents somebody may write: those of their posts, with all parts."""
    return organizations_where(user, EDIT_DOCUMENTS, localdate())


def organizations_imported_to_by(user: Any) -> QuerySet[Organization]:
    """Whoever may write documents may also bring them in."""
    importing = organizations_where(user, IMPORT_TEXTS, localdate())
    return Organization.objects.filter(Q(pk__in=organizations_edited_by(user)) | Q(pk__in=importing))


def can_edit_organization(user: Any, organization: Organization) -> bool:
    return may(user, EDIT_DOCUMENTS, at=organization)


def can_edit(user: Any, document: Document) -> bool:
    return can_edit_organization(user, document.owner)


def can_import(user: Any) -> bool:
    return may(user, EDIT_DOCUMENTS) or may(user, IMPORT_TEXTS)


def writer_anywhere(user: Any) -> Any:
    """Somebody who writes documents of any organization; everyone else gets the answer for what does not exist."""
    if not may(user, EDIT_DOCUMENTS):
        raise Http404
    return user


def can_read_everything(user: Any) -> bool:
    return may(user, READ_EVERYTHING)


def editions_to_read(user: Any) -> QuerySet[Edition]:
    """What is public, the working editions of the organizations whose documents somebody may write or audit, and of their bodies.

    A body reads what is drafted for a question put to it, what was submitted to it, and what stands on its agenda; an office what lies
    before it, and whoever decided what was decided on.
    """
    if not isinstance(user, Person):
        return Edition.objects.public()
    if can_read_everything(user):
        return Edition.objects.all()
    bodies = bodies_read_by(user)
    asked = Q(referred_by__asked_of__in=bodies) & is_confirmed(via="referred_by__")
    theirs = Q(document__owner__in=organizations_imported_to_by(user)) | asked
    submitted = answered_by(bodies, via="submitted_with__referral__")
    laid = Q(pk__in=OfficeDecision.objects.read_by(user, localdate()).order_by().values("edition"))
    return Edition.objects.filter(~Q(state=Edition.State.WORKING) | theirs | submitted | _on_agendas_of(bodies) | laid)


def office_decisions_to_read(user: Any) -> QuerySet[OfficeDecision]:
    """Those that adopted a text that somebody may read; the others are for who writes the document, and for who decided."""
    made = OfficeDecision.objects.exclude(state=OfficeDecision.State.OPEN)
    adopting = Q(pk__in=editions_to_read(user).exclude(decided_by=None).values("decided_by"))
    if not isinstance(user, Person):
        return made.filter(adopting)
    if can_read_everything(user):
        return made
    return made.filter(adopting | Q(edition__document__owner__in=organizations_edited_by(user)) | Q(person=user))


def _on_agendas_of(bodies: QuerySet[Body]) -> Q:
    """From the day on which an item names the text, until it is taken off again."""
    named = AgendaItem.objects.filter(meeting__body__in=bodies, meeting__cancelled_on=None).exclude(text_name="").order_by()
    return Q(In(Concat("document__slug", Value(" "), "version"), named.values("text_name")))


def editions_to_draft(user: Any) -> QuerySet[Edition]:
    """The working editions that somebody may write in: of their organizations' documents, and drafted for a question that their body still has."""
    if not isinstance(user, Person):
        return Edition.objects.none()
    bodies = bodies_worked_for_by(user)
    drafted = Q(referred_by__in=Referral.objects.unanswered().filter(reported_by(bodies)))
    theirs = Q(document__owner__in=organizations_edited_by(user)) | drafted
    return Edition.objects.filter(theirs, state=Edition.State.WORKING).select_related("document__owner", "document__numbering")


def edition_of_referral(user: Any, slug: str, version: str) -> Edition:
    """An edition that somebody may read and that was drafted for a referral."""
    editions = editions_to_read(user).exclude(referred_by=None).select_related("document__owner", "document__family", "submitted_with")
    bodies = ("referred_by__asked_by__dated_names", "referred_by__asked_of__dated_names")
    return get_object_or_404(editions.prefetch_related(*bodies), document__slug=slug, version=version)


def can_draft(user: Any, edition: Edition) -> bool:
    return editions_to_draft(user).filter(pk=edition.pk).exists()


def documents_to_read(user: Any) -> QuerySet[Document]:
    """Documents of which somebody may read at least one edition."""
    return Document.objects.filter(Exists(editions_to_read(user).filter(document=OuterRef("pk"))))


def families_to_read(user: Any) -> QuerySet[Family]:
    """Families with an edition that somebody may read: the name of any other would betray a text that is still being written."""
    readable = editions_to_read(user).filter(stands_in_family(via="document__"))
    return Family.objects.filter(Exists(readable.filter(document__family=OuterRef("pk"))))


def families_edited_by(user: Any) -> QuerySet[Family]:
    """Those of the organizations whose documents somebody may write, also where no document stands in them yet."""
    return Family.objects.filter(owner__in=organizations_edited_by(user))


def document_to_show(user: Any, slug: str) -> tuple[Document, list[Edition]]:
    """A document with those of its editions that somebody may read; without one, for those who write it."""
    document = get_object_or_404(with_family(Document.objects.select_related("owner", "numbering")), slug=slug)
    editions = list(editions_to_read(user).filter(document=document).order_by("pk"))
    if not editions and not can_edit(user, document):
        raise Http404
    return document, editions


def document_to_edit(user: Any, slug: str) -> Document:
    document = get_object_or_404(Document.objects.select_related("owner", "family", "numbering"), slug=slug)
    if not can_edit(user, document):
        raise Http404
    return document


def edition_to_edit(user: Any, slug: str, version: str) -> Edition:
    """An edition of a document that somebody may change."""
    document = document_to_edit(user, slug)
    return get_object_or_404(document.editions.select_related("document__owner"), version=version)


def require_importer(user: Any) -> Person:
    """Somebody who may bring texts in; everyone else gets the answer for what does not exist."""
    if not isinstance(user, Person) or not can_import(user):
        raise Http404
    return user


def editions_to_discard(user: Any) -> QuerySet[Edition]:
    """The working editions of the organizations that somebody may bring texts in for."""
    theirs = Edition.objects.filter(state=Edition.State.WORKING, document__owner__in=organizations_imported_to_by(user))
    return theirs.select_related("document__owner")


def edition_to_discard(user: Any, slug: str, version: str) -> Edition:
    return get_object_or_404(editions_to_discard(user), document__slug=slug, version=version)
