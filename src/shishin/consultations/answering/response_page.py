"""The page of one response: the opinions that it answers beside the words of the answer, and what may be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from shishin.consultations.access import can_run, can_write
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.places import Place, Places, places_of
from shishin.consultations.publishing.publishing import changes_by_key
from shishin.guidelines.models import Edition
from shishin.kit.timeline import Tag

SHOWN = 20
"""Opinions on the page; the queue has all."""
BESIDE = 5
"""Answers of the same theme or place that are shown beside."""


@dataclass(frozen=True, slots=True)
class ShownOpinion:
    opinion: Opinion
    place: Place | None


@dataclass(frozen=True, slots=True)
class ResponsePage:
    response: Response
    opinions: list[ShownOpinion]
    voices: int
    beside: list[Response]
    places: Places
    changed: set[str]
    may_run: bool
    may_write: bool

    @property
    def tag(self) -> Tag:
        return state_tag(self.response)


def state_tag(response: Response) -> Tag:
    tones = {Response.State.DRAFT: ("missing", ""), Response.State.CHECKED: ("info", "check"), Response.State.FINAL: ("success", "check")}
    tone, icon = tones[Response.State(response.state)]
    return Tag(str(response.get_state_display()), tone, icon)


def response_page(response: Response, reader: Any) -> ResponsePage:
    consultation = response.consultation
    places = places_of(consultation, reader=reader)
    heads = list(Opinion.objects.heads().filter(response=response).order_by("-group_voices", "number")[:SHOWN])
    shown = [ShownOpinion(opinion, places.of(opinion.place_id)) for opinion in heads]
    return ResponsePage(
        response,
        shown,
        Opinion.objects.heads().filter(response=response).aggregate(voices=Sum("group_voices"))["voices"] or 0,
        _beside(response, heads),
        places,
        changed_keys(consultation),
        can_run(reader, consultation),
        can_write(reader, response),
    )


def _beside(response: Response, heads: list[Opinion]) -> list[Response]:
    """Answers given to the same theme or on the same place, here and in published consultations of the document: shown, never applied."""
    lines = {opinion.place_id for opinion in heads if opinion.place_id}
    consultation = response.consultation
    rows = Response.objects.filter(consultation=consultation).exclude(views={})
    if consultation.document_id is not None:
        earlier = Response.objects.filter(consultation__document=consultation.document_id, consultation__results_published_at__isnull=False)
        rows = rows | earlier.exclude(views={})
    same = rows.filter(opinions__place__in=lines)
    if response.theme_id is not None:
        same = same | rows.filter(theme=response.theme_id)
    return list(same.exclude(pk=response.pk).select_related("consultation").distinct().order_by("-pk")[:BESIDE])


def changed_keys(consultation: Consultation) -> set[str]:
    """The clauses that changed since the draft, in the newest edition, also in one that is still being written."""
    if consultation.document_id is None:
        return set()
    newest = Edition.objects.filter(document=consultation.document_id, withdrawn_on=None).order_by("-pk").first()
    return set(changes_by_key(newest, consultation)) if newest else set()


def what_it_needs(response: Response) -> str:
    """The next step in words."""
    if response.is_final:
        return _("It is final: its opinions are answered.")
    if response.state == Response.State.CHECKED:
        return _("It was checked: it can be made final.")
    return _("It is a draft: when it is written, somebody else checks it.")
