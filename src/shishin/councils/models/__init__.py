"""The tables of this capability, one file a subject."""

from shishin.councils.models.bodies import Body, BodyName, Seat, StandingOrders
from shishin.councils.models.calendars import CalendarAddress
from shishin.councils.models.decisions import Decision, Vote
from shishin.councils.models.meetings import AgendaItem, Attendance, Meeting, MinutesCorrection, Paper, PaperReading, Statement
from shishin.councils.models.referrals import Referral, Report

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "BodyName",
    "CalendarAddress",
    "Decision",
    "Meeting",
    "MinutesCorrection",
    "Paper",
    "PaperReading",
    "Referral",
    "Report",
    "Seat",
    "StandingOrders",
    "Statement",
    "Vote",
]
