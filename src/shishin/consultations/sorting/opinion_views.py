"""One opinion with all that is known of it, splitting and masking it, and what waits for a second person."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.consultations.access import (
    RUN_CONSULTATIONS,
    can_run,
    moderation_to_look_into,
    opinion_to_look_into,
    opinion_to_run,
    require_reader_of_desks,
    require_runner,
)
from shishin.consultations.analysing.group_pages import group_of
from shishin.consultations.asking.desk import way_to_desk, way_to_desks
from shishin.consultations.counting import cells_among
from shishin.consultations.models import Attachment, Consultation, ModerationAct, Opinion, Submission, Voice
from shishin.consultations.places import places_in, rounds_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.forms import MaskForm, SplitForm
from shishin.consultations.sorting.masking import original_words
from shishin.consultations.sorting.moderating import confirm_moderation, mask_opinion, refuse_moderation
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.sorting.views import ACTS, is_uuid, queue_url, with_place_names
from shishin.consultations.taking_in.typing_in import came_late
from shishin.kit.form_page import Attempt, FormPage, attempt, form_data
from shishin.kit.stored_files import file_answer
from shishin.kit.views import form_view
from shishin.people.access import may, signed_in
from shishin.people.models import Person
from shishin.trail.reading import entries_about, lines_of
from shishin.trail.recording import name_of

ROWS = 50
MOST_ENTRIES = 500
"""So far back the history of an opinion is looked for."""


@login_required
@require_safe
def opinion(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """With `?file`, one that came with it: of persons, as what stands beside it."""
    found = opinion_to_look_into(request.user, uuid)
    consultation = found.consultation
    may_change = can_run(request.user, consultation)
    whole = found.part_of or found
    if "file" in request.GET:
        files = Attachment.objects.filter(submission__voices__opinion=whole, submission__voices__left="")
        wanted = request.GET["file"] if may_change and is_uuid(request.GET["file"]) else None
        return file_answer(get_object_or_404(files, uuid=wanted), is_public=False)
    names = places_in(rounds_of(consultation))
    group = group_of(found, page=request.GET.get("behind"), names=names)
    if getattr(request, "htmx", None) and "group" in request.GET:
        # Opened in its row of the queue.
        context = {"opinion": found, "group": group, "ticks": may_change and not consultation.is_published, "in_queue": True}
        return render(request, "consultations/_group.html", context)
    parts = whole.parts.exclude(state=Opinion.State.SPLIT).order_by("pk") if found.state == Opinion.State.SPLIT else []
    said_by = (
        Submission.objects.filter(voices__opinion=whole, voices__left="")
        .select_related("round", "organization", "personal_data")
        .prefetch_related("attachments")
        .order_by("pk")
    )
    said_by_page = Paginator(said_by.prefetch_related("organization__dated_names"), ROWS).get_page(request.GET.get("page"))
    folded = Paginator(found.folded.order_by("-voices", "number"), ROWS).get_page(request.GET.get("folded"))
    context = {
        "opinion": with_place_names([found], names)[0],
        "group": group,
        "ticks": may_change and not consultation.is_published,
        "consultation": consultation,
        "may_change": may_change and not consultation.is_published,
        "may_mask": may_change,
        "parts": with_place_names(parts, names),
        "folded_page": folded,
        "folded": with_place_names(folded.object_list, names),
        "by_round": _by_round(found),
        "said_by": said_by_page,
        "submissions": [(one, _is_late(one, consultation)) for one in said_by_page if may_change],
        "sees_persons": may_change,
        "original": original_words(found) if may_change and found.is_masked else "",
        "moderation": [(act, _reason(act, found)) for act in found.moderation.select_related("asked_by", "answered_by")],
        "lines": _history(found, reader=request.user),
        "steps": [*_way_to(found, request.user)[:-1], ("", _("Opinion %(number)s") % {"number": found.number})],
        "acts": [(name, ACTS[name].title) for name in acts_on(found)],
        "act_url": queue_url(consultation),
    }
    return render(request, "consultations/opinion.html", context)


def _is_late(submission: Submission, consultation: Consultation) -> bool:
    submission.round.consultation = consultation
    return came_late(submission.round, received_at=submission.received_at, posted_on=submission.posted_on)


def acts_on(found: Opinion) -> list[str]:
    """What can be done to it as it stands."""
    if found.state == Opinion.State.SPLIT:
        return [] if found.part_of_id else ["put-together"]
    if found.folded_into_id:
        return ["take-out"]
    if found.state == Opinion.State.WITHHELD:
        return ["place", "theme", "new-point", "restore"]
    return ["attach", "new-response", "place", "theme", "new-point", *(["restore"] if found.is_masked else []), "withhold"]


def _reason(act: ModerationAct, found: Opinion) -> str:
    return str(rules_of(found.consultation).moderation_reason(act.reason) or act.reason)


def _by_round(found: Opinion) -> list[dict[str, Any]]:
    """How many say it, or what is folded under it, in each round after the draft and before it. What was split counts as it was received."""
    counts: Counter[tuple[int, bool]] = Counter()
    if found.state == Opinion.State.SPLIT:
        said = Voice.objects.that_count().filter(opinion=found.part_of or found).order_by()
        for held, after, voices in said.values_list("submission__round", "is_after_draft").annotate(Count("pk")):
            counts[held, after] = voices
    else:
        for cell, voices in cells_among(Opinion.objects.filter(pk=found.pk)).items():
            counts[cell.round, cell.is_after_draft] += voices
    rounds = {held.pk: held for held in found.consultation.rounds.all()}
    rows = [{"round": rounds[held], "is_after_draft": after, "voices": voices} for (held, after), voices in counts.items()]
    return sorted(rows, key=lambda row: (row["round"].number, not row["is_after_draft"]))


def _history(found: Opinion, *, reader: Any) -> list[Any]:
    """What the trail has of acts in which it is named. An act on more than a hundred names none."""
    about = entries_about([name_of(found.consultation)], limit=MOST_ENTRIES)
    named = [entry for entry in about if found.number is not None and found.number in (entry.data.get("numbers") or [])]
    return lines_of(named, reader=reader)


def _way_to(found: Opinion, reader: Any) -> list[tuple[str, Any]]:
    label = _("Opinion %(number)s") % {"number": found.number}
    return [*way_to_desk(found.consultation, reader), (queue_url(found.consultation), _("Opinions")), (found.get_absolute_url(), label)]


@form_view
def split(request: HttpRequest, uuid: str) -> HttpResponse:
    found = opinion_to_run(request.user, uuid)
    lead = _("Each part becomes an opinion of its own with the voices of this one. What was received stays as it was received.")
    page = FormPage(_("Split it into its points"), _("Split it"), _way_to(found, request.user), _("It was split."), lead)
    form = SplitForm(form_data(request), words=found.words)
    return page.answer(request, form, lambda clean: split_opinion(found, at=clean["cut"], by=signed_in(request.user)))


@form_view
def mask(request: HttpRequest, uuid: str) -> HttpResponse:
    found = opinion_to_run(request.user, uuid)
    lead = _("The words before are kept as personal data, and go when its time is over.")
    waits = rules_of(found.consultation).second_person
    done = _("It waits for a second person: until then nothing changes.") if waits else _("It was done.")
    page = FormPage(_("Mask a part of the words"), _("Mask it"), _way_to(found, request.user), done, lead)
    form = MaskForm(form_data(request), consultation=found.consultation, opinions=Opinion.objects.filter(pk=found.pk))
    by = signed_in(request.user)
    return page.answer(request, form, lambda clean: mask_opinion(found, **clean, by=by), template="consultations/mask.html", opinion=found)


@form_view
def moderation(request: HttpRequest) -> HttpResponse:
    """What colleagues asked for, to be confirmed or refused; what one asked for oneself can be taken back."""
    person = require_runner(request.user) if request.method == "POST" else require_reader_of_desks(request.user)
    waiting = moderation_to_look_into(person).order_by("asked_at", "pk")
    rows = waiting.select_related("opinion__consultation", "opinion__consultation__profile", "asked_by")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    tried: Attempt[None] = Attempt()
    if request.method == "POST":
        acts = waiting.filter(uuid__in=[uuid for uuid in request.POST.getlist("act") if is_uuid(uuid)])
        decide = confirm_moderation if request.POST.get("decision") == "confirm" else refuse_moderation
        tried = attempt(lambda: decide(acts, by=person))
        if tried.refusal is None:
            messages.success(request, _("It was done."))
            return redirect("consultations:moderation")
    context = {
        "page": page,
        "rows": [_asked(row, person) for row in page],
        "refusal": tried.refusal,
        "may_decide": may(person, RUN_CONSULTATIONS),
        "steps": [*way_to_desks(person)[:-1], ("", _("To be confirmed"))],
    }
    return render(request, "consultations/moderation.html", context, status=tried.status)


def _asked(row: Any, person: Person) -> dict[str, Any]:
    return {"act": row, "reason": _reason(row, row.opinion), "is_own": row.asked_by_id == person.pk}
