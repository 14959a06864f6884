"""What consultations are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.access import consultations_to_read, responses_written_by
from shishin.consultations.models import ConsultationProfile, Response
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
        "consultations.response_written": gettext_lazy("Wrote a response"),
        "consultations.response_changed": gettext_lazy("Changed a response"),
        "consultations.response_handed_over": gettext_lazy("Handed a response to an office"),
        "consultations.response_checked": gettext_lazy("Checked a response"),
        "consultations.response_made_final": gettext_lazy("Made a response final"),
        "consultations.response_reopened": gettext_lazy("Took a response back to a draft"),
        "consultations.opinions_attached": gettext_lazy("Put opinions under a response"),
        "consultations.opinions_detached": gettext_lazy("Took opinions off a response"),
        "consultations.results_published": gettext_lazy("Published the results of a consultation"),
        "consultations.results_corrected": gettext_lazy("Corrected published results by a remark"),
        "consultations.response_corrected": gettext_lazy("Corrected a published response"),
    },
    unseen=[
        "consultations.consultation_prepared",
        "consultations.consultation_changed",
        "consultations.response_written",
        "consultations.response_changed",
        "consultations.response_handed_over",
        "consultations.response_checked",
        "consultations.opinions_attached",
        "consultations.opinions_detached",
    ],
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
    if found := uuids_named(wanted, "consultations.response"):
        rows = Response.objects.filter(uuid__in=found).select_related("consultation")
        readable = Q(pk__in=responses_written_by(reader).values("pk")) | Q(consultation__results_published_at__isnull=False)
        for response in rows.filter(readable):
            label = _("Response %(number)s, %(consultation)s") % {"number": response.number, "consultation": response.consultation}
            known[found[str(response.uuid)]] = Known(label, response.get_absolute_url())
    return known
