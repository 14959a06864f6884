"""What consultations are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy

from shishin.consultations.access import consultations_to_read
from shishin.consultations.models import ConsultationProfile
from shishin.trail.naming import Known, declare_words, names, uuids_named

declare_words(
    {
        "consultations.profile_added": gettext_lazy("Added rules of consultations"),
        "consultations.profile_changed": gettext_lazy("Changed rules of consultations"),
        "consultations.profile_removed": gettext_lazy("Removed rules of consultations"),
        "consultations.consultation_prepared": gettext_lazy("Prepared a consultation"),
        "consultations.consultation_changed": gettext_lazy("Changed a consultation in preparation"),
        "consultations.announcement_changed": gettext_lazy("Changed what was announced of a consultation"),
        "consultations.round_added": gettext_lazy("Added a round"),
        "consultations.round_changed": gettext_lazy("Changed a round"),
        "consultations.round_removed": gettext_lazy("Removed a round"),
        "consultations.consultation_announced": gettext_lazy("Announced a consultation"),
        "consultations.round_extended": gettext_lazy("Extended a round"),
        "consultations.consultation_ended": gettext_lazy("Ended a consultation: nothing is enacted"),
        "consultations.opinions_typed_in": gettext_lazy("Typed in opinions"),
        "consultations.intake_finished": gettext_lazy("Took a file of opinions in"),
        "consultations.intake_undone": gettext_lazy("Undid a file of opinions"),
    },
    unseen=["consultations.consultation_prepared", "consultations.consultation_changed"],
)


@names.fill
def consultations(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Those that the reader may read; rules of consultations have a name and no page."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "consultations.consultation"):
        for one in consultations_to_read(reader).filter(uuid__in=found):
            known[found[str(one.uuid)]] = Known(str(one), one.get_absolute_url())
    if found := uuids_named(wanted, "consultations.consultationprofile"):
        for profile in ConsultationProfile.objects.filter(uuid__in=found):
            known[found[str(profile.uuid)]] = Known(str(profile))
    return known
