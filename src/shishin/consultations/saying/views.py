"""The pages on which residents say something, keep its receipt, and come back with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shishin.consultations.access import organizations_spoken_for_by, round_to_say_in
from shishin.consultations.errors.saying import ReceiptUnknown, UnknownStep
from shishin.consultations.models import Round, Submission
from shishin.consultations.places import places_in
from shishin.consultations.profiles import Who, rules_of
from shishin.consultations.saying.beside import texts_beside
from shishin.consultations.saying.correcting import as_filled, correct, faults_to_correct, refuse_to_change, take_back
from shishin.consultations.saying.filled import Box
from shishin.consultations.saying.forms import FieldsForm, ReceiptForm, read_filled
from shishin.consultations.saying.pages import SayPage, boxes_with_texts
from shishin.consultations.saying.tracing import submission_of, trace
from shishin.kit.admission import at_most, sent_back
from shishin.kit.errors import Refusal
from shishin.kit.form_page import attempt
from shishin.kit.request_log import note_refusal
from shishin.people.access import signed_in
from shishin.people.signing_in import address_of_client
from shishin.people.slowing import forget_tries, seconds_to_wait, time_to_wait

View = Callable[..., HttpResponse]
WRITTEN = "words-1"
"""Of the boxes of a form the one that it always has."""


def open_form(view: View) -> View:
    """A form that asks for its token only where somebody is signed in, whose session it guards.

    A resident has none: the key of the form or the receipt is what lets them in. So nothing expires while somebody writes, and no cookie is needed.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        refused = CsrfViewMiddleware(view).process_view(request, view, args, kwargs)
        if refused and WRITTEN in request.POST:
            return _without_token(request)
        return cast(HttpResponse, refused) if refused else view(request, *args, **kwargs)

    return answer


def _without_token(request: HttpRequest) -> HttpResponse:
    """Who signed in since they opened the form loses no word. What they wrote goes back into the form: another site's page may have sent it."""
    note_refusal("WithoutToken")
    lead = _("You may have signed in since you opened it. Nothing was sent, and nothing of it is lost: it is on this page.")
    return sent_back(request, _("The form has expired"), lead, button=_("Go on with them"), without=["step"], status=403)


@open_form
@at_most(3)
def say(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    held = round_to_say_in(request.user, slug, number)
    if getattr(request, "htmx", None) and request.method == "GET":
        return _beside(request, held)
    if rules_of(held.consultation).who != Who.SIGNED_IN:
        return SayPage(request, held).answer()
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    person = signed_in(request.user)
    return SayPage(request, held, person, organizations_spoken_for_by(person)).answer()


def _beside(request: HttpRequest, held: Round) -> HttpResponse:
    """The clause that was just chosen in a box."""
    box = request.GET.get("box", "")
    beside = texts_beside(held, [request.GET.get(f"clause-{box}", "")])[0]
    return render(request, "consultations/say.html#beside", {"beside": beside})


@open_form
def receipts(request: HttpRequest) -> HttpResponse:
    """For whoever has a receipt, which comes by POST: it stands in no address and no log. Too many tries wait."""
    written = request.POST.get("receipt", "")
    if not written.strip():
        return _ask(request)
    if wait := seconds_to_wait("receipt", address_of_client(request)):
        return _wait(request, written, time_to_wait(wait))
    submission = submission_of(written)
    if submission is None:
        return _ask(request, written, ReceiptUnknown().in_full, status=404)
    forget_tries("receipt", address_of_client(request))
    return {"correct": _correct, "take-back": _take_back}.get(request.POST.get("act", ""), _show)(request, submission)


def _wait(request: HttpRequest, written: str, how_long: str) -> HttpResponse:
    """A correction that somebody wrote stays in the page."""
    if WRITTEN not in request.POST:
        return _ask(request, written, how_long, status=429)
    note_refusal("TooManyTries")
    lead = _("What you sent was not taken in yet, and nothing of it is lost: it is on this page. Send it once more after that.")
    return sent_back(request, how_long, lead, status=429)


def _ask(request: HttpRequest, written: str = "", fault: str = "", *, status: int = 200) -> HttpResponse:
    form = ReceiptForm(written)
    if fault:
        form.add_error("receipt", fault)
    return _unkept(request, "receipts.html", {"form": form}, status=status)


def _unkept(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """A page that neither a cache nor the browser keeps: whoever sits there next reads it by no step back."""
    answer = render(request, f"consultations/{template}", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _show(request: HttpRequest, submission: Submission, *, done: str = "", refusal: Refusal | None = None) -> HttpResponse:
    may_change = attempt(lambda: refuse_to_change(submission)).refusal is None
    context = {
        "submission": submission,
        "opinions": trace(submission),
        "consultation": submission.round.consultation,
        "receipt": request.POST["receipt"],
        "may_change": may_change,
        "done": done,
        "refusal": refusal,
    }
    return _unkept(request, "receipt.html", context, status=409 if refusal else 200)


def _correct(request: HttpRequest, submission: Submission) -> HttpResponse:
    held, step = submission.round, request.POST.get("step", "")
    rules, places = rules_of(held.consultation), places_in([held])
    filled = read_filled(request, rules) if WRITTEN in request.POST else as_filled(submission, places)
    tried = attempt(lambda: correct(submission, filled) if step == "send" else None)
    if tried.made is not None:
        return _show(request, tried.made, done=_("Corrected: only the words as they stand here count."))
    faults: list[Refusal] = [UnknownStep(step=step[:20])] if step not in ("", "send") else []
    if tried.refusal:
        # All that is wrong at once, or what only showed when it was stored.
        faults = [*faults_to_correct(filled, rules, places)] or [tried.refusal]
    boxes = [*filled.boxes, *([Box()] if "another" in request.POST else [])]
    fields = FieldsForm(filled.fields, rules=rules)
    fields.tell(faults)
    context = {
        "boxes": boxes_with_texts(held, boxes, rules=rules, places=places, faults=faults),
        "fields": fields,
        "faults": faults,
        "receipt": request.POST["receipt"],
        "held": held,
        "consultation": held.consultation,
    }
    return _unkept(request, "receipt_correct.html", context, status=409 if faults else 200)


def _take_back(request: HttpRequest, submission: Submission) -> HttpResponse:
    tried = attempt(lambda: take_back(submission))
    if tried.made is None:
        return _show(request, submission, refusal=tried.refusal)
    return _show(request, tried.made, done=_("Taken back: none of it counts any more."))
