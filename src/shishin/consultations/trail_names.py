"""What consultations are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.access import consultations_to_read, responses_written_by
from shishin.consultations.models import ConsultationProfile, Response, Submission
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
        "consultations.answers_taken_in": gettext_lazy("Took a filled answer sheet in"),
        "consultations.results_published": gettext_lazy("Published the results of a consultation"),
        "consultations.results_corrected": gettext_lazy("Corrected published results by a remark"),
        "consultations.response_corrected": gettext_lazy("Corrected a published response"),
        "consultations.opinions_placed": gettext_lazy("Said which clause opinions are about"),
        "consultations.links_accepted": gettext_lazy("Accepted the clauses that a machine proposed"),
        "consultations.theme_given": gettext_lazy("Gave opinions a theme"),
        "consultations.new_points_marked": gettext_lazy("Marked whether the point of opinions is in the draft"),
        "consultations.opinions_folded": gettext_lazy("Folded opinions under one"),
        "consultations.opinions_taken_out": gettext_lazy("Took opinions out from under another"),
        "consultations.opinion_split": gettext_lazy("Split an opinion into its points"),
        "consultations.opinion_put_together": gettext_lazy("Put a split opinion together again"),
        "consultations.opinions_taken": gettext_lazy("Took the next opinions"),
        "consultations.opinions_given_back": gettext_lazy("Gave opinions back"),
        "consultations.act_undone": gettext_lazy("Undid an act on opinions"),
        "consultations.moderation_asked": gettext_lazy("Asked to withhold, mask or restore opinions"),
        "consultations.opinions_moderated": gettext_lazy("Withheld, masked or restored opinions"),
        "consultations.moderation_refused": gettext_lazy("Refused to withhold, mask or restore opinions"),
        "consultations.theme_added": gettext_lazy("Added a theme"),
        "consultations.theme_renamed": gettext_lazy("Renamed a theme"),
        "consultations.theme_moved": gettext_lazy("Moved a theme"),
        "consultations.themes_merged": gettext_lazy("Merged themes into another"),
        "consultations.theme_signed": gettext_lazy("Signed a theme that a machine proposed"),
        "consultations.theme_split": gettext_lazy("Made a theme of its own of part of another"),
        "consultations.theme_removed": gettext_lazy("Removed a theme"),
        "consultations.submission_received": gettext_lazy("Said something in a consultation"),
        "consultations.submission_corrected": gettext_lazy("Corrected what was said in a consultation"),
        "consultations.submission_taken_back": gettext_lazy("Took back what was said in a consultation"),
        "consultations.personal_data_removed": gettext_lazy("Removed personal data whose time was over"),
        "consultations.opinions_typed_in": gettext_lazy("Typed in opinions"),
        "consultations.intake_finished": gettext_lazy("Took a file of opinions in"),
        "consultations.intake_undone": gettext_lazy("Undid a file of opinions"),
        "consultations.analysis_started": gettext_lazy("Started an analysis of opinions"),
        "consultations.analysis_finished": gettext_lazy("Took over what an analysis of opinions found"),
        "consultations.analysis_failed": gettext_lazy("An analysis of opinions failed"),
        "consultations.analysis_cancelled": gettext_lazy("Cancelled an analysis of opinions"),
        "consultations.groups_signed": gettext_lazy("Signed groups of opinions that say nearly the same"),
        "consultations.sample_checked": gettext_lazy("Checked a sample of what a machine placed"),
        "consultations.opinions_kept_apart": gettext_lazy("Said that opinions are not the same"),
    },
    # What is done to opinions before the results are published concerns who works on them.
    unseen=[
        "consultations.consultation_prepared",
        "consultations.consultation_changed",
        "consultations.response_written",
        "consultations.response_changed",
        "consultations.response_handed_over",
        "consultations.response_checked",
        "consultations.opinions_attached",
        "consultations.answers_taken_in",
        "consultations.opinions_detached",
        "consultations.opinions_placed",
        "consultations.links_accepted",
        "consultations.theme_given",
        "consultations.new_points_marked",
        "consultations.opinions_folded",
        "consultations.opinions_taken_out",
        "consultations.opinion_split",
        "consultations.opinion_put_together",
        "consultations.opinions_taken",
        "consultations.opinions_given_back",
        "consultations.act_undone",
        "consultations.analysis_started",
        "consultations.analysis_finished",
        "consultations.analysis_failed",
        "consultations.analysis_cancelled",
        "consultations.groups_signed",
        "consultations.theme_signed",
        "consultations.themes_merged",
        "consultations.theme_split",
        "consultations.sample_checked",
        "consultations.opinions_kept_apart",
        "consultations.moderation_asked",
        "consultations.moderation_refused",
        "consultations.submission_received",
        "consultations.personal_data_removed",
    ],
)


@names.fill
def consultations(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Those that the reader may read; rules of consultations have a name and no page."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "consultations.consultation"):
        for one in consultations_to_read(reader).filter(uuid__in=found):
            known[found[str(one.uuid)]] = Known(str(one), one.get_absolute_url())
    if found := uuids_named(wanted, "consultations.submission"):
        rows = Submission.objects.filter(uuid__in=found, round__consultation__in=consultations_to_read(reader))
        for submission in rows.select_related("round__consultation"):
            label = _("A submission to “%(consultation)s”") % {"consultation": submission.round.consultation}
            known[found[str(submission.uuid)]] = Known(label, submission.round.get_absolute_url())
    if found := uuids_named(wanted, "consultations.consultationprofile"):
        for profile in ConsultationProfile.objects.filter(uuid__in=found):
            known[found[str(profile.uuid)]] = Known(str(profile))
    if found := uuids_named(wanted, "consultations.response"):
        responses = Response.objects.filter(uuid__in=found).select_related("consultation")
        readable = Q(pk__in=responses_written_by(reader).values("pk")) | Q(consultation__results_published_at__isnull=False)
        for response in responses.filter(readable):
            label = _("Response %(number)s, %(consultation)s") % {"number": response.number, "consultation": response.consultation}
            known[found[str(response.uuid)]] = Known(label, response.get_absolute_url())
    return known
