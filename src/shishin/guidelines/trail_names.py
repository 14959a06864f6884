"""What documents, families and editions are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy

from shishin.guidelines.access import editions_to_read, office_decisions_to_read
from shishin.guidelines.models import Document, Family
from shishin.guidelines.models.editions import version_in_words
from shishin.trail.naming import Known, declare_words, names, uuids_named

declare_words(
    {
        "guidelines.family_created": gettext_lazy("Founded a family"),
        "guidelines.family_changed": gettext_lazy("Changed a family"),
        "guidelines.document_created": gettext_lazy("Brought in a document"),
        "guidelines.document_described": gettext_lazy("Described a document"),
        "guidelines.document_linked": gettext_lazy("Linked documents"),
        "guidelines.document_unlinked": gettext_lazy("Took a link between documents away"),
        "guidelines.document_discarded": gettext_lazy("Discarded a document"),
        "guidelines.edition_imported": gettext_lazy("Imported a text"),
        "guidelines.edition_started": gettext_lazy("Started the next edition"),
        "guidelines.cover_changed": gettext_lazy("Changed the cover page"),
        "guidelines.version_changed": gettext_lazy("Changed a version number"),
        "guidelines.procedure_changed": gettext_lazy("Changed who decides"),
        "guidelines.drafted_for_referral": gettext_lazy("Noted the referral of a draft"),
        "guidelines.draft_submitted": gettext_lazy("Submitted a draft"),
        "guidelines.clause_edited": gettext_lazy("Edited a clause"),
        "guidelines.clause_described": gettext_lazy("Changed the kind or force of a clause"),
        "guidelines.clause_added": gettext_lazy("Added a clause"),
        "guidelines.clause_moved": gettext_lazy("Moved a clause"),
        "guidelines.clause_split": gettext_lazy("Split a clause"),
        "guidelines.clauses_merged": gettext_lazy("Merged clauses"),
        "guidelines.clause_dropped": gettext_lazy("Dropped a clause"),
        "guidelines.clause_vacated": gettext_lazy("Deleted the text of a clause"),
        "guidelines.changes_explained": gettext_lazy("Explained changes"),
        "guidelines.reason_changed": gettext_lazy("Changed a reason"),
        "guidelines.operation_undone": gettext_lazy("Undid an edit"),
        "guidelines.draft_published": gettext_lazy("Published a draft"),
        "guidelines.laid_before_office": gettext_lazy("Laid a text before an office"),
        "guidelines.taken_back_from_office": gettext_lazy("Took a text back from an office"),
        "guidelines.office_decided": gettext_lazy("Decided on a text as an office"),
        "guidelines.edition_adopted": gettext_lazy("Adopted an edition"),
        "guidelines.edition_taken_over": gettext_lazy("Took an edition over"),
        "guidelines.edition_withdrawn": gettext_lazy("Withdrew an edition"),
        "guidelines.edition_discarded": gettext_lazy("Discarded an edition"),
        "guidelines.translation_added": gettext_lazy("Translated a clause"),
        "guidelines.translation_corrected": gettext_lazy("Corrected a translation"),
        "guidelines.clause_linked": gettext_lazy("Entered links between clauses"),
        "guidelines.clause_unlinked": gettext_lazy("Took a link away"),
        "guidelines.link_checked": gettext_lazy("Cleared a link"),
        "guidelines.synonyms_set": gettext_lazy("Changed the synonyms of search"),
        "guidelines.comparison_profile_set": gettext_lazy("Changed the form of comparison tables"),
        "guidelines.numbering_scheme_added": gettext_lazy("Added a numbering scheme"),
        "guidelines.numbering_scheme_changed": gettext_lazy("Changed a numbering scheme"),
        "guidelines.scope_added": gettext_lazy("Added a scope"),
        "guidelines.scope_changed": gettext_lazy("Changed a scope"),
        "guidelines.proposal_made": gettext_lazy("Laid a text beside the draft"),
        "guidelines.proposal_answered": gettext_lazy("Answered proposed changes"),
        "guidelines.proposal_paired": gettext_lazy("Paired proposed changes"),
        "guidelines.proposal_closed": gettext_lazy("Closed a proposal"),
    },
    unseen=[
        "guidelines.cover_changed",
        "guidelines.laid_before_office",
        "guidelines.taken_back_from_office",
        "guidelines.office_decided",
        "guidelines.clause_edited",
        "guidelines.clause_described",
        "guidelines.clause_added",
        "guidelines.clause_moved",
        "guidelines.clause_split",
        "guidelines.clauses_merged",
        "guidelines.clause_dropped",
        "guidelines.clause_vacated",
        "guidelines.changes_explained",
        "guidelines.reason_changed",
        "guidelines.operation_undone",
        "guidelines.proposal_made",
        "guidelines.proposal_answered",
        "guidelines.proposal_paired",
        "guidelines.proposal_closed",
    ],
)


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
    if decided := uuids_named(wanted, "guidelines.officedecision"):
        for decision in office_decisions_to_read(reader).filter(uuid__in=decided).select_related("edition__document"):
            known[decided[str(decision.uuid)]] = Known(str(decision), decision.get_absolute_url())
    return known
