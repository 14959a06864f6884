"""What governance is called where the trail names it, and what was done in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.access import duties_to_read, editions_to_read, plans_to_read
from shishin.governance.models import DutyYear
from shishin.trail.naming import Known, declare_words, names, uuids_named

declare_words(
    {
        "governance.duty_added": gettext_lazy("Added a duty"),
        "governance.duty_reworded": gettext_lazy("Reworded a duty"),
        "governance.duty_broken_down": gettext_lazy("Broke a duty down into parts"),
        "governance.duty_moved": gettext_lazy("Moved a duty"),
        "governance.duty_ended": gettext_lazy("Ended a duty"),
        "governance.basis_read": gettext_lazy("Read the clause that a duty stands on"),
        "governance.basis_given_up": gettext_lazy("Said that a duty stands on a clause no more"),
        "governance.practice_added": gettext_lazy("Told the practice that a duty was taken from"),
        "governance.duty_stated": gettext_lazy("Stated whether a duty is performed"),
        "governance.year_due_set": gettext_lazy("Set until when the duties of a year are to be stated"),
        "governance.year_published": gettext_lazy("Published who performs the duties of a year"),
        "governance.plan_added": gettext_lazy("Founded a plan"),
        "governance.plan_changed": gettext_lazy("Changed the frame of a plan"),
        "governance.plan_closed": gettext_lazy("Closed a plan"),
        "governance.edition_started": gettext_lazy("Started an edition of a plan"),
        "governance.edition_discarded": gettext_lazy("Discarded an edition of a plan"),
        "governance.chapter_written": gettext_lazy("Wrote a chapter of a plan"),
        "governance.chapter_removed": gettext_lazy("Removed a chapter of a plan"),
        "governance.chapter_moved": gettext_lazy("Moved a chapter of a plan"),
        "governance.measure_written": gettext_lazy("Wrote a measure"),
        "governance.measure_removed": gettext_lazy("Removed a measure"),
        "governance.measure_moved": gettext_lazy("Moved a measure"),
        "governance.indicator_written": gettext_lazy("Wrote an indicator"),
        "governance.indicator_removed": gettext_lazy("Removed an indicator"),
        "governance.measures_disposed_of": gettext_lazy("Disposed of measures that were not done"),
        "governance.edition_submitted": gettext_lazy("Submitted an edition of a plan"),
        "governance.edition_returned": gettext_lazy("Returned an edition of a plan"),
        "governance.advice_given": gettext_lazy("Gave advice on a plan"),
        "governance.advice_answered": gettext_lazy("Answered advice on a plan"),
        "governance.edition_adopted": gettext_lazy("Adopted an edition of a plan"),
        "governance.edition_published": gettext_lazy("Published an edition of a plan"),
        "governance.edition_withdrawn": gettext_lazy("Withdrew an edition of a plan"),
        "governance.progress_reported": gettext_lazy("Reported the progress of a measure"),
        "governance.value_reported": gettext_lazy("Reported what an indicator came to"),
        "governance.milestone_reached": gettext_lazy("Reached a milestone"),
    },
    # Private until the year or the edition is published.
    unseen=[
        "governance.duty_stated",
        "governance.year_due_set",
        "governance.plan_added",
        "governance.plan_changed",
        "governance.edition_started",
        "governance.edition_discarded",
        "governance.chapter_written",
        "governance.chapter_removed",
        "governance.chapter_moved",
        "governance.measure_written",
        "governance.measure_removed",
        "governance.measure_moved",
        "governance.indicator_written",
        "governance.indicator_removed",
        "governance.measures_disposed_of",
        "governance.edition_submitted",
        "governance.edition_returned",
        "governance.advice_given",
        "governance.advice_answered",
        "governance.edition_adopted",
    ],
)


@names.fill
def governance(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Duties that the reader may read; years by their list."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "governance.duty"):
        for duty in duties_to_read(reader).filter(uuid__in=found):
            known[found[str(duty.uuid)]] = Known(str(duty), duty.get_absolute_url())
    if found := uuids_named(wanted, "governance.dutyyear"):
        for year in DutyYear.objects.filter(uuid__in=found).select_related("owner").prefetch_related("owner__dated_names"):
            words = _("Duties of %(owner)s, %(year)s") % {"owner": year.owner, "year": year.year}
            known[found[str(year.uuid)]] = Known(words)
    if found := uuids_named(wanted, "governance.plan"):
        for plan in plans_to_read(reader).filter(uuid__in=found):
            known[found[str(plan.uuid)]] = Known(str(plan), plan.get_absolute_url())
    if found := uuids_named(wanted, "governance.planedition"):
        for edition in editions_to_read(reader).filter(uuid__in=found).select_related("plan"):
            known[found[str(edition.uuid)]] = Known(f"{edition.plan}, {edition}", edition.get_absolute_url())
    return known
