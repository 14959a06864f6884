"""What bodies, meetings, decisions and referrals are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from shishin.councils.access import bodies_read_by, meetings_to_read, referrals_to_read, reports_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import AgendaItem, Body, Decision, Paper, StandingOrders, Statement
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def bodies(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """All of them are public."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "councils.body"):
        for body in Body.objects.filter(uuid__in=found).prefetch_related("dated_names"):
            known[found[str(body.uuid)]] = Known(str(body), body.get_absolute_url())
    if found := uuids_named(wanted, "councils.decision"):
        for decision in Decision.objects.filter(uuid__in=found).select_related("body").prefetch_related("body__dated_names"):
            known[found[str(decision.uuid)]] = Known(f"{decision.body} {decision.text_name}", decision.get_absolute_url())
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
