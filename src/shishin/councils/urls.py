"""Where pages of councils are."""

from __future__ import annotations

from django.urls import path

from shishin.councils.bodies import keeping_views
from shishin.councils.bodies import views as bodies
from shishin.councils.deciding import views as deciding
from shishin.councils.meetings import calendar_views, minutes_views, paper_views
from shishin.councils.meetings import views as meetings
from shishin.councils.referrals import views as referrals

app_name = "councils"

BODIES = "manage/bodies/"
ORDERS = "manage/standing-orders/"
REFERRAL = "manage/referrals/<uuid:uuid>/"
REPORT = "manage/reports/<uuid:uuid>/"
MEETING = "manage/meetings/<uuid:uuid>/"
ITEM = "manage/agenda-items/<uuid:uuid>/"
PAPER = "manage/papers/<uuid:uuid>/"
STATEMENT = "manage/statements/<uuid:uuid>/"

urlpatterns = [
    # /councils/
    path("councils/", bodies.bodies, name="bodies"),
    # /councils/calendar/
    path("councils/calendar/", calendar_views.mine, name="calendar"),
    path("councils/calendar/renew/", calendar_views.renew, name="renew-calendar"),
    path("councils/calendar/<uuid:uuid>/<str:token>.ics", calendar_views.of_person, name="personal-calendar"),
    # /councils/meetings/ and /councils/papers/
    path("councils/meetings/<uuid:uuid>/", meetings.meeting, name="meeting"),
    path("councils/papers/<uuid:uuid>/", paper_views.paper, name="paper"),
    path("councils/papers/<uuid:uuid>/read/", paper_views.read, name="read-paper"),
    # /councils/referrals/ and /councils/decisions/
    path("councils/referrals/", referrals.referrals, name="referrals"),
    path("councils/referrals/<uuid:uuid>/", referrals.referral, name="referral"),
    path("councils/decisions/<uuid:uuid>/", deciding.decision, name="decision"),
    # /councils/<body>/
    path("councils/<slug:slug>/", bodies.body, name="body"),
    path("councils/<slug:slug>/calendar.ics", calendar_views.of_body, name="body-calendar"),
    path("councils/<slug:slug>/decisions/<str:format>/", bodies.decisions_sheet, name="decisions-sheet"),
    # /manage/bodies/
    path(BODIES, keeping_views.bodies, name="manage-bodies"),
    path(f"{BODIES}add/", keeping_views.establish, name="establish"),
    path(f"{BODIES}<slug:slug>/rename/", keeping_views.rename, name="rename"),
    path(f"{BODIES}<slug:slug>/change/", keeping_views.change, name="change"),
    path(f"{BODIES}<slug:slug>/abolish/", keeping_views.abolish, name="abolish"),
    path(f"{BODIES}<slug:slug>/seats/", keeping_views.seat, name="give-seat"),
    path(f"{BODIES}<slug:slug>/meetings/", meetings.record, name="record-meeting"),
    path(f"{BODIES}<slug:slug>/decisions/", deciding.decide, name="record-decision"),
    path(f"{BODIES}<slug:slug>/referrals/", referrals.make, name="refer"),
    # /manage/seats/
    path("manage/seats/<uuid:uuid>/end/", keeping_views.end, name="end-seat"),
    path("manage/seats/<uuid:uuid>/change/", keeping_views.reseat, name="change-seat"),
    # /manage/standing-orders/
    path(ORDERS, keeping_views.orders, name="manage-orders"),
    path(f"{ORDERS}add/", keeping_views.add_orders, name="add-orders"),
    path(f"{ORDERS}<slug:slug>/change/", keeping_views.change_orders, name="change-orders"),
    path(f"{ORDERS}<slug:slug>/remove/", keeping_views.remove_orders, name="remove-orders"),
    # /manage/referrals/ and /manage/reports/
    path(f"{REFERRAL}publish/", referrals.publish, name="publish-referral"),
    path(f"{REFERRAL}extend/", referrals.extend, name="extend-referral"),
    path(f"{REFERRAL}withdraw/", referrals.withdraw, name="withdraw-referral"),
    path(f"{REFERRAL}report/", referrals.report, name="report"),
    path(f"{REPORT}accept/", referrals.accept, name="accept-report"),
    path(f"{REPORT}return/", referrals.give_back, name="return-report"),
    path(f"{REPORT}publish/", referrals.make_report_public, name="publish-report"),
    # /manage/meetings/
    path(f"{MEETING}change/", meetings.change, name="change-meeting"),
    path(f"{MEETING}announce/", meetings.announce, name="announce"),
    path(f"{MEETING}cancel/", meetings.cancel, name="cancel-meeting"),
    path(f"{MEETING}agenda/", meetings.agenda, name="agenda"),
    path(f"{MEETING}agenda/add/", meetings.add_item, name="add-agenda-item"),
    path(f"{MEETING}papers/", paper_views.papers, name="papers"),
    path(f"{MEETING}papers/add/", paper_views.add, name="add-paper"),
    path(f"{MEETING}papers/publish/", paper_views.publish, name="publish-papers"),
    path(f"{MEETING}attendance/", minutes_views.attendance, name="attendance"),
    path(f"{MEETING}minutes/", minutes_views.minutes, name="minutes"),
    path(f"{MEETING}minutes/add/", minutes_views.add, name="add-statement"),
    path(f"{MEETING}minutes/paste/", minutes_views.paste, name="paste-statements"),
    path(f"{MEETING}minutes/take-back/", minutes_views.take_back, name="take-statements-back"),
    path(f"{MEETING}minutes/summary/", minutes_views.summarize, name="summarize-minutes"),
    path(f"{MEETING}minutes/publish/", minutes_views.publish, name="publish-minutes"),
    path(f"{MEETING}minutes/correct/", minutes_views.correct, name="correct-minutes"),
    # /manage/agenda-items/, /manage/papers/, /manage/statements/
    path(f"{ITEM}change/", meetings.change_item, name="change-agenda-item"),
    path(f"{ITEM}move/", meetings.move_item, name="move-agenda-item"),
    path(f"{ITEM}remove/", meetings.remove_item, name="remove-agenda-item"),
    path("manage/papers/print/", paper_views.print_paper, name="print-paper"),
    path(f"{PAPER}change/", paper_views.change, name="change-paper"),
    path(f"{PAPER}replace/", paper_views.replace, name="replace-paper"),
    path(f"{PAPER}move/", paper_views.move, name="move-paper"),
    path(f"{PAPER}remove/", paper_views.remove, name="remove-paper"),
    path(f"{PAPER}readers/", paper_views.readers, name="paper-readers"),
    path(f"{STATEMENT}change/", minutes_views.change, name="change-statement"),
    path(f"{STATEMENT}move/", minutes_views.move, name="move-statement"),
    path(f"{STATEMENT}remove/", minutes_views.remove, name="remove-statement"),
]
