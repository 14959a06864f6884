"""The queue of a consultation's opinions, and the acts on those that are chosen in it or on all that match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from shishin.consultations.access import can_run, consultation_to_run, queue_to_look_into
from shishin.consultations.analysing.signing import behind, keep_apart, with_those_behind
from shishin.consultations.answering.responding import attach, write_response
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.errors.sorting import NoResponseToAttachTo, NoThemeYet, NotOne
from shishin.consultations.models import Consultation, Response
from shishin.consultations.models.opinions import Opinion, OpinionQuerySet
from shishin.consultations.places import Place, likely_places, places_in, rounds_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting import forms
from shishin.consultations.sorting.folding import fold_opinions, take_out
from shishin.consultations.sorting.holding import give_back, take_next
from shishin.consultations.sorting.listing import Queue
from shishin.consultations.sorting.masking import contacts_in
from shishin.consultations.sorting.moderating import restore_opinions, withhold_opinions
from shishin.consultations.sorting.placing import accept_links, give_theme, mark_new_points, place_opinions
from shishin.consultations.sorting.splitting import put_together
from shishin.consultations.sorting.undoing import last_act, undo_last
from shishin.kit.form_page import FormPage
from shishin.kit.moments import now
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person
from shishin.trail.naming import words_of

SHOWN = 20
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Text = str | Promise


class Act(NamedTuple):
    """One way to change opinions: what its page asks, and what it does."""

    title: Text
    button: Text
    form: type[forms.ActForm]
    do: Callable[..., Any]
    key: str = ""
    refuse: Callable[[Consultation], None] | None = None
    """What keeps anything from being chosen for it."""
    at_once: bool = False
    """Nothing is asked of ticked rows: only all that match are shown first."""


def _put_together(_consultation: Consultation, opinions: OpinionQuerySet, *, by: Person) -> None:
    if opinions.count() != 1:
        raise NotOne
    put_together(opinions.get(), by=by)


def _attach(_consultation: Consultation, opinions: OpinionQuerySet, *, response: Response, by: Person) -> Response:
    return attach(opinions, response, by=by)


def _refuse_without_responses(consultation: Consultation) -> None:
    if not consultation.responses.exclude(state=Response.State.FINAL).exists():
        raise NoResponseToAttachTo(consultation=consultation)


def _refuse_without_themes(consultation: Consultation) -> None:
    if not consultation.themes.exists():
        raise NoThemeYet(consultation=consultation)


def _begin_response(consultation: Consultation, opinions: OpinionQuerySet, *, by: Person) -> Response:
    """For opinions that were chosen, or for none yet: it is a draft at once, and written on its own page."""
    return write_response(consultation, opinions=opinions if opinions.exists() else None, by=by)


ACTS = {
    "attach": Act(
        gettext_lazy("Attach to a response"), gettext_lazy("Put them there"), forms.AttachForm, _attach, "a", _refuse_without_responses
    ),
    "new-response": Act(gettext_lazy("New response"), gettext_lazy("Write it"), forms.ActForm, _begin_response, "n", at_once=True),
    "place": Act(gettext_lazy("Say which clause they are about"), gettext_lazy("Place them"), forms.PlaceForm, place_opinions, "c"),
    "accept-links": Act(
        gettext_lazy("Accept the clause that is proposed"),
        gettext_lazy("Accept the clause"),
        forms.ActForm,
        accept_links,
        "y",
        at_once=True,
    ),
    "theme": Act(
        gettext_lazy("Give them a theme"), gettext_lazy("Give the theme"), forms.ThemeForm, give_theme, "t", _refuse_without_themes
    ),
    "new-point": Act(gettext_lazy("Not in the draft"), gettext_lazy("Mark them"), forms.NewPointForm, mark_new_points),
    "fold": Act(gettext_lazy("Fold them under one"), gettext_lazy("Fold them"), forms.FoldForm, fold_opinions, "f"),
    "take-out": Act(gettext_lazy("Take them out again"), gettext_lazy("Take them out"), forms.ActForm, take_out),
    "keep-apart": Act(gettext_lazy("Not the same"), gettext_lazy("Keep them apart"), forms.ActForm, keep_apart, "o", at_once=True),
    "withhold": Act(gettext_lazy("Withhold them"), gettext_lazy("Withhold them"), forms.ReasonForm, withhold_opinions, "w"),
    "restore": Act(gettext_lazy("Restore them"), gettext_lazy("Restore them"), forms.RestoreForm, restore_opinions),
    "put-together": Act(gettext_lazy("Put it together again"), gettext_lazy("Put it together"), forms.ActForm, _put_together),
}
OF_ROWS = ("place", "theme", "new-point", "fold")
"""What is said of a row is said of all that stand in it."""
OF_GROUPS = (*OF_ROWS, "accept-links", "attach", "new-response")
"""These too; those that answer sign the group as well."""


@login_required
@require_safe
def opinions(request: HttpRequest, slug: str) -> HttpResponse:
    """Opinions as the address asks for them; with `?count` only the counts beside them, for a page that left them out."""
    consultation = queue_to_look_into(request.user, slug)
    person, moment = signed_in(request.user), now()
    queue = Queue(consultation, request.GET, person=person, moment=moment)
    context = {
        "consultation": consultation,
        "listing": queue,
        "page": queue.page,
        "rows": with_place_names(queue.page.object_list, queue.places),
        "places": queue.places.values(),
        "may_change": can_run(request.user, consultation) and not consultation.is_published,
        "last_act": act_in_words(consultation, person),
        "moment": moment,
        "steps": [*way_to_desk(consultation, request.user), ("", _("Opinions"))],
        **act_buttons(consultation),
    }
    return render(request, "consultations/opinions.html" + ("#counts" if _is_part(request) else ""), context)


def act_buttons(consultation: Consultation) -> dict[str, Any]:
    """Where each act begins, and its key."""
    acts = [(act.key, name, act.title) for name, act in ACTS.items() if name != "put-together"]
    return {"acts": acts, "act_url": queue_url(consultation)}


def queue_url(consultation: Consultation) -> str:
    return reverse("consultations:opinions", args=[consultation.slug])


def _is_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", None)) and "count" in request.GET


def with_place_names(opinions: Any, names: Mapping[str, Place]) -> list[Opinion]:
    """With the name of their place, and the first that are folded under each."""
    if isinstance(opinions, OpinionQuerySet):
        opinions = opinions.select_related("place", "theme", "response", "held_by", "placing__proposed_theme").prefetch_related(
            "held_by__dated_names"
        )
    rows = list(opinions)
    folded = _folded_under(rows)
    for row in map(partial(cast, Any), rows):
        known = names.get(str(row.place_id)) if row.place_id else None
        row.place_name = known.name if known else row.place and row.place.key
        row.likeliest = likely_places(row, names)[:1]
        row.first_folded = folded.get(row.pk, [])
        row.kinds = 1 + (row.first_folded[0].kinds if row.first_folded else 0)
        row.contacts = contacts_in(row.words)
    return rows


def _folded_under(rows: Sequence[Opinion]) -> Mapping[int, list[Any]]:
    """Of those that have more voices than their own: who folded them must see what the others say."""
    heads = [row.pk for row in rows if row.group_voices != row.voices]
    if not heads:
        return {}
    place = Window(RowNumber(), partition_by="folded_into", order_by=[F("voices").desc(), F("number").asc()])
    folded = Opinion.objects.filter(folded_into__in=heads).annotate(at=place, kinds=Window(Count("pk"), partition_by="folded_into"))
    under: defaultdict[int, list[Any]] = defaultdict(list)
    for one in folded.filter(at__lte=SHOWN).order_by("at"):
        under[cast(int, one.folded_into_id)].append(one)
    return under


def act_in_words(consultation: Consultation, person: Person) -> dict[str, Any] | None:
    """What undoing would undo."""
    act = last_act(consultation, person)
    return {"words": words_of(act.key), "opinions": act.opinions, "at": act.done_at} if act else None


def chosen_in(request: HttpRequest, consultation: Consultation, person: Person) -> OpinionQuerySet:
    """The rows that were ticked, or with `all` every row that the address asks for."""
    if "all" in request.POST:
        return cast(OpinionQuerySet, Queue(consultation, request.GET, person=person, moment=now()).rows)
    wanted = [uuid for uuid in request.POST.getlist("opinion") if is_uuid(uuid)]
    return consultation.opinions.filter(uuid__in=wanted).order_by("-group_voices", "number")


def is_uuid(text: str) -> bool:
    return UUID.fullmatch(text) is not None


@form_view
def act_on_opinions(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """First what was chosen and what is asked besides; with `step`, the act."""
    consultation = consultation_to_run(request.user, slug)
    person = signed_in(request.user)
    if act in AT_ONCE:
        return _act_at_once(request, consultation, act, person)
    if act not in ACTS:
        raise Http404
    chosen, this = chosen_in(request, consultation, person), ACTS[act]
    is_sent = "step" in request.POST or (this.at_once and request.method == "POST" and "all" not in request.POST)
    form = this.form(request.POST if is_sent else None, consultation=consultation, opinions=chosen)
    back = f"{queue_url(consultation)}?{request.GET.urlencode()}"
    shown = _what_was_chosen(request, consultation, chosen, act)
    lead = ngettext("%(opinions)s opinion is chosen.", "%(opinions)s opinions are chosen.", shown["count"])
    way = [*way_to_desk(consultation, request.user), (back, _("Opinions"))]
    refuse = partial(this.refuse, consultation) if this.refuse else None
    page = FormPage(this.title, this.button, way, _done(act, consultation), lead % {"opinions": f"{shown['count']:,}"}, refuse=refuse)
    return page.answer(
        request,
        form,
        lambda clean: this.do(consultation, with_those_behind(chosen) if act in OF_ROWS else chosen, **clean, by=person),
        template="consultations/act_on_opinions.html",
        to=lambda made: made if isinstance(made, Response) else back,
        **shown,
    )


def _done(act: str, consultation: Consultation) -> str:
    if act == "new-response":
        return _("The response was begun.")
    if act in ("withhold", "restore") and rules_of(consultation).second_person:
        return _("It waits for a second person: until then nothing changes.")
    return _("It was done.")


def _what_was_chosen(request: HttpRequest, consultation: Consultation, chosen: OpinionQuerySet, act: str) -> dict[str, Any]:
    """All of a few; of all that match, twenty at random."""
    is_all, count = "all" in request.POST, chosen.count()
    some = Opinion.objects.filter(pk__in=chosen.order_by("?").values("pk")[:SHOWN]) if is_all else chosen
    return {
        "is_all": is_all,
        "count": count,
        "is_drawn": is_all and count > SHOWN,
        "behind": behind(chosen).count() if act in OF_GROUPS and not is_all else 0,
        "answers": act in ("attach", "new-response"),
        "sample": with_place_names(some, places_in(rounds_of(consultation))),
        "uuids": [] if is_all else [str(uuid) for uuid in chosen.values_list("uuid", flat=True)],
    }


def _take(request: HttpRequest, consultation: Consultation, person: Person) -> str:
    taken = take_next(
        consultation, cast(OpinionQuerySet, Queue(consultation, request.GET, person=person, moment=now()).in_front), by=person
    )
    return ngettext("%(count)s opinion is yours for two hours.", "%(count)s opinions are yours for two hours.", taken) % {"count": taken}


def _give_back(request: HttpRequest, consultation: Consultation, person: Person) -> str:
    give_back(consultation, by=person)
    return _("They were given back.")


def _undo(request: HttpRequest, consultation: Consultation, person: Person) -> str:
    undo_last(consultation, by=person)
    return _("It was undone.")


AT_ONCE = {"take": _take, "give-back": _give_back, "undo": _undo}


def _act_at_once(request: HttpRequest, consultation: Consultation, act: str, person: Person) -> HttpResponse:
    """Nothing is asked; what is refused has a page of its own."""
    address = f"{queue_url(consultation)}?{request.GET.urlencode()}"
    if request.method == "POST":
        messages.success(request, AT_ONCE[act](request, consultation, person))
        if act == "take":
            address = f"{queue_url(consultation)}?held=mine"
    return redirect(address)
