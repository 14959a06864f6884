"""What governance is called where the trail names it, and what was done in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.access import duties_to_read
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
    },
    # Private until the year is published.
    unseen=["governance.duty_stated", "governance.year_due_set"],
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
    return known
