"""What bodies, meetings, decisions and referrals are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.access import bodies_read_by, meetings_to_read, referrals_to_read, reports_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import AgendaItem, Body, Decision, Paper, StandingOrders, Statement
from shishin.councils.texts import texts_of
from shishin.trail.naming import Known, declare_words, names, uuids_named

declare_words(
    {
        "councils.body_established": gettext_lazy("Established a body"),
        "councils.body_renamed": gettext_lazy("Renamed a body"),
        "councils.body_name_corrected": gettext_lazy("Corrected the name of a body"),
        "councils.body_changed": gettext_lazy("Changed a body"),
        "councils.body_abolished": gettext_lazy("Abolished a body"),
        "councils.seat_given": gettext_lazy("Gave a seat"),
        "councils.seat_ended": gettext_lazy("Ended a seat"),
        "councils.meeting_recorded": gettext_lazy("Recorded a meeting"),
        "councils.meeting_changed": gettext_lazy("Changed a meeting"),
        "councils.meeting_announced": gettext_lazy("Announced a meeting"),
        "councils.meeting_cancelled": gettext_lazy("Cancelled a meeting"),
        "councils.agenda_item_added": gettext_lazy("Added to an agenda"),
        "councils.agenda_item_changed": gettext_lazy("Changed an agenda"),
        "councils.agenda_item_moved": gettext_lazy("Reordered an agenda"),
        "councils.agenda_item_removed": gettext_lazy("Took a matter off an agenda"),
        "councils.paper_added": gettext_lazy("Filed a paper"),
        "councils.paper_changed": gettext_lazy("Changed a paper"),
        "councils.paper_replaced": gettext_lazy("Replaced a paper"),
        "councils.paper_moved": gettext_lazy("Reordered papers"),
        "councils.paper_removed": gettext_lazy("Removed a paper"),
        "councils.paper_read": gettext_lazy("Read a paper"),
        "councils.papers_published": gettext_lazy("Published papers"),
        "councils.attendance_recorded": gettext_lazy("Recorded who took part"),
        "councils.statement_added": gettext_lazy("Wrote a statement down"),
        "councils.statements_added": gettext_lazy("Wrote statements down"),
        "councils.statements_removed": gettext_lazy("Took statements back"),
        "councils.statement_changed": gettext_lazy("Changed a statement"),
        "councils.statement_moved": gettext_lazy("Reordered statements"),
        "councils.statement_removed": gettext_lazy("Removed a statement"),
        "councils.minutes_summarized": gettext_lazy("Summarized minutes"),
        "councils.minutes_published": gettext_lazy("Published minutes"),
        "councils.minutes_corrected": gettext_lazy("Corrected minutes"),
        "councils.calendar_address_renewed": gettext_lazy("Renewed a calendar address"),
        "councils.decision_recorded": gettext_lazy("Recorded a decision"),
        "councils.referral_made": gettext_lazy("Referred a question"),
        "councils.referral_withdrawn": gettext_lazy("Withdrew a referral"),
        "councils.report_accepted": gettext_lazy("Accepted a report"),
        "councils.report_returned": gettext_lazy("Returned a report"),
        "councils.referral_extended": gettext_lazy("Moved the due date of a referral"),
        "councils.referral_published": gettext_lazy("Published a referral"),
        "councils.report_made": gettext_lazy("Made a report"),
        "councils.report_published": gettext_lazy("Published a report"),
        "councils.standing_orders_added": gettext_lazy("Added standing orders"),
        "councils.standing_orders_changed": gettext_lazy("Changed standing orders"),
        "councils.standing_orders_removed": gettext_lazy("Removed standing orders"),
    },
    unseen=["councils.paper_read", "councils.calendar_address_renewed"],
)


@names.fill
def bodies(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """All of them are public."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "councils.body"):
        for body in Body.objects.filter(uuid__in=found).prefetch_related("dated_names"):
            known[found[str(body.uuid)]] = Known(str(body), body.get_absolute_url())
    if found := uuids_named(wanted, "councils.decision"):
        decisions = list(Decision.objects.filter(uuid__in=found).select_related("body").prefetch_related("body__dated_names"))
        texts = texts_of(decisions, reader=reader)
        for decision in decisions:
            label = " ".join([str(decision.body), texts[decision.text_name].title])
            known[found[str(decision.uuid)]] = Known(label, decision.get_absolute_url())
    return known


@names.fill
def referrals(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Those that the reader may read."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "councils.referral"):
        for referral in referrals_to_read(reader).filter(uuid__in=found):
            known[found[str(referral.uuid)]] = Known(str(referral), referral.get_absolute_url())
    if found := uuids_named(wanted, "councils.report"):
        for report in reports_to_read(reader).filter(uuid__in=found).select_related("referral"):
            known[found[str(report.uuid)]] = Known(str(report), report.get_absolute_url())
    return known


@names.fill
def standing_orders(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "councils.standingorders"):
        for orders in StandingOrders.objects.filter(uuid__in=found):
            known[found[str(orders.uuid)]] = Known(str(orders))
    return known


@names.fill
def meetings(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Those that the reader may read, with what belongs to them; a paper's title only once it is public."""
    known: dict[str, Known] = {}
    readable = meetings_to_read(reader)
    if found := uuids_named(wanted, "councils.meeting"):
        for meeting in readable.filter(uuid__in=found).select_related("body").prefetch_related("body__dated_names"):
            known[found[str(meeting.uuid)]] = Known(meeting_in_words(meeting), meeting.get_absolute_url())
    if found := uuids_named(wanted, "councils.agendaitem"):
        for item in AgendaItem.objects.filter(uuid__in=found, meeting__in=readable).select_related("meeting"):
            known[found[str(item.uuid)]] = Known(str(item), f"{item.meeting.get_absolute_url()}#agenda")
    if found := uuids_named(wanted, "councils.paper"):
        public = Q(published_on__isnull=False, meeting__in=readable) | Q(meeting__body__in=bodies_read_by(reader))
        for paper in Paper.objects.filter(public, uuid__in=found).select_related("meeting"):
            known[found[str(paper.uuid)]] = Known(str(paper), f"{paper.meeting.get_absolute_url()}#papers")
    if found := uuids_named(wanted, "councils.statement"):
        public = Q(meeting__minutes_published_on__isnull=False) | Q(meeting__body__in=bodies_read_by(reader))
        rows = (
            Statement.objects.filter(public, uuid__in=found).select_related("meeting__body").prefetch_related("meeting__body__dated_names")
        )
        for statement in rows:
            label = _("Statement, %(meeting)s") % {"meeting": meeting_in_words(statement.meeting)}
            known[found[str(statement.uuid)]] = Known(label, f"{statement.meeting.get_absolute_url()}#statement-{statement.uuid}")
    return known
