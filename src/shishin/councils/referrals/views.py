"""Referrals: the list of them, the thread of one, and the screens on which bodies refer, report and answer."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import (
    bodies_presided_by,
    bodies_worked_for_by,
    body_to_preside,
    referral_to_preside,
    referral_to_read,
    referral_to_report_on,
    referrals_to_list,
    report_to_answer,
)
from shishin.councils.models import Body, Referral, Report
from shishin.councils.referrals.ageing import age_in_words, tags_of, with_age
from shishin.councils.referrals.forms import AnswerForm, ExtendForm, PublishForm, ReferForm, ReportForm, ReturnForm, WithdrawForm
from shishin.councils.referrals.referring import bodies_above, bodies_by_number, extend_referral, publish_referral, refer, withdraw_referral
from shishin.councils.referrals.reporting import accept_report, publish_report, report_on, return_report
from shishin.councils.referrals.thread import Thread, thread_of
from shishin.councils.subjects import subjects_of
from shishin.kit.form_page import FormPage
from shishin.kit.views import form_view
from shishin.people.access import signed_in

ROWS = 50


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """Three tabs: open, overdue, ended."""
    readable, today = referrals_to_list(request.user).with_confirmation(), localdate()
    tabs = {
        "open": readable.standing().order_by("due_on", "referred_on", "pk"),
        "overdue": readable.overdue_on(today).order_by("due_on", "pk"),
        "ended": readable.exclude(pk__in=readable.standing().values("pk")).order_by("-ended_on", "-pk"),
    }
    tab = request.GET.get("show", "open")
    tab = tab if tab in tabs else "open"
    rows = tabs[tab].select_related("asked_by", "asked_of__organization").prefetch_related("asked_by__dated_names", "asked_of__dated_names")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    labels = {"open": _("In progress"), "overdue": _("Overdue"), "ended": _("Ended")}
    counted = [(name, labels[name], tabs[name].count()) for name in tabs]
    return render(request, "councils/referrals.html", {"tab": tab, "tabs": counted, "page": page, "rows": with_age(page, today)})


@require_safe
def referral(request: HttpRequest, uuid: str) -> HttpResponse:
    found = referral_to_read(request.user, uuid)
    thread = thread_of(found, request.user)
    context: dict[str, Any] = {
        "referral": found,
        "thread": thread,
        "asked_by": found.asked_by.name_on(found.referred_on),
        "asked_of": found.asked_of.name_on(found.referred_on),
        "tags": tags_of([found], localdate())[0],
        "age": age_in_words(found, localdate()),
        **_acts(found, thread, request.user),
    }
    return render(request, "councils/referral.html", context)


def _acts(found: Any, thread: Thread, user: Any) -> dict[str, Any]:
    """What this reader can do next; the first of them is the button of the page."""
    between = [found.asked_by_id, found.asked_of_id]
    presided = set(bodies_presided_by(user).filter(pk__in=between).values_list("pk", flat=True))
    worked_for = set(bodies_worked_for_by(user).filter(pk__in=between).values_list("pk", flat=True))
    answers = found.answering_body.pk in presided and found.is_confirmed
    is_standing = found.ended_on is None
    is_unanswered = is_standing and found.state != Referral.State.REPORTED
    return {
        "may_report": is_unanswered and found.reporting_body.pk in worked_for,
        "to_answer": thread.waiting_report if answers and is_standing else None,
        "to_decide": thread.report_to_decide_on if answers else None,
        "may_change": is_standing and found.asked_by_id in presided,
        "may_publish": found.published_on is None and found.asked_by_id in presided,
        "to_publish": [row for row in thread.reports if answers and found.published_on and row.published_on is None],
    }


def _way(found: Referral | None = None, body: Body | None = None) -> list[tuple[str, Any]]:
    way: list[tuple[str, Any]] = [(reverse("councils:bodies"), _("Meetings and decisions"))]
    if body:
        return [*way, (body.get_absolute_url(), str(body))]
    way.append((reverse("councils:referrals"), _("Referrals")))
    return [*way, (found.get_absolute_url(), str(found))] if found else way


@form_view
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Down, or with ?direction=up a proposal to a body above."""
    body = body_to_preside(request.user, slug)
    is_up = request.GET.get("direction") == Referral.Direction.UP
    form = ReferForm(request.POST or None, body=body, reader=request.user, bodies=_bodies_to_ask(body, is_up=is_up))
    direction = Referral.Direction.UP if is_up else Referral.Direction.DOWN
    title = _("Propose to a body above") if is_up else _("Refer a question to a group")
    lead = _("It stays private until it is published.")
    page = FormPage(title, _("Propose it") if is_up else _("Refer it"), _way(body=body), _("The referral was made."), lead)
    return page.answer(
        request, form, lambda clean: refer(asked_by=body, direction=direction, **clean, by=signed_in(request.user)), to=lambda made: made
    )


def _bodies_to_ask(body: Body, *, is_up: bool) -> Any:
    """Those above or below it that are there today."""
    rows = bodies_by_number()
    below = [pk for pk, row in rows.items() if body.pk in bodies_above(rows, row)]
    return Body.objects.filter(pk__in=bodies_above(rows, body) if is_up else below, abolished_on=None)


@form_view
def publish(request: HttpRequest, uuid: str) -> HttpResponse:
    found = referral_to_preside(request.user, uuid)
    warning = _("Everybody then reads the question, its terms and its state. This cannot be taken back.")
    page = FormPage(_("Publish the referral"), _("Publish it"), _way(found), _("The referral is public."), warnings=[warning])
    return page.answer(
        request, PublishForm(request.POST or None), lambda clean: publish_referral(found, **clean, by=signed_in(request.user))
    )


@form_view
def extend(request: HttpRequest, uuid: str) -> HttpResponse:
    found = referral_to_preside(request.user, uuid)
    lead = _("The reason stands in the thread of the referral, for everybody who reads it.")
    page = FormPage(_("Move the due day"), _("Move the due day"), _way(found), _("The due day was moved."), lead)
    return page.answer(request, ExtendForm(request.POST or None), lambda clean: extend_referral(found, **clean, by=signed_in(request.user)))


@form_view
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    found = referral_to_preside(request.user, uuid)
    warning = _("This cannot be taken back. The referral and its reports stay readable.")
    page = FormPage(_("Withdraw the referral"), _("Withdraw it"), _way(found), _("The referral was withdrawn."), warnings=[warning])
    return page.answer(
        request, WithdrawForm(request.POST or None), lambda clean: withdraw_referral(found, **clean, by=signed_in(request.user))
    )


@form_view
def report(request: HttpRequest, uuid: str) -> HttpResponse:
    """“No change, because”; drafts made for the referral are listed, each to be submitted from its own page."""
    found = referral_to_report_on(request.user, uuid)
    form = ReportForm(request.POST or None, referral=found, reader=request.user)
    lead = _("A draft, or “no change” with the reason. What is reported is not changed any more.")
    page = FormPage(_("Report on the referral"), _("Report “no change”"), _way(found), _("The report was made."), lead)
    drafts = subjects_of(referrals=[found], reader=request.user).of(found)

    def act(clean: dict[str, Any]) -> Report:
        return report_on(found, kind=Report.Kind.NO_CHANGE, **clean, by=signed_in(request.user))

    return page.answer(request, form, act, template="councils/report.html", drafts=drafts, to=found.get_absolute_url())


@form_view
def accept(request: HttpRequest, uuid: str) -> HttpResponse:
    found = report_to_answer(request.user, uuid)
    form = AnswerForm(request.POST or None, report=found, reader=request.user)
    lead = _("The referral ends with it. What the body decides on the draft is recorded as a decision of its own.")
    page = FormPage(_("Accept the report"), _("Accept it"), _way(found.referral), _("The report was accepted."), lead)
    return page.answer(request, form, lambda clean: accept_report(found, **clean, by=signed_in(request.user)))


@form_view
def give_back(request: HttpRequest, uuid: str) -> HttpResponse:
    found = report_to_answer(request.user, uuid)
    form = ReturnForm(request.POST or None, report=found, reader=request.user)
    page = FormPage(_("Return the report"), _("Return it"), _way(found.referral), _("The report was returned."))
    return page.answer(request, form, lambda clean: return_report(found, **clean, by=signed_in(request.user)))


@form_view
def make_report_public(request: HttpRequest, uuid: str) -> HttpResponse:
    found = report_to_answer(request.user, uuid)
    warning = _("Everybody then reads the report and its answer. This cannot be taken back.")
    page = FormPage(_("Publish the report"), _("Publish it"), _way(found.referral), _("The report is public."), warnings=[warning])
    return page.answer(request, PublishForm(request.POST or None), lambda clean: publish_report(found, **clean, by=signed_in(request.user)))
