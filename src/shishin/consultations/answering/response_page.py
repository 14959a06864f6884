"""The page of one response: the opinions that it answers beside the words of the answer, and what may be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from shishin.consultations.access import ANSWER_OPINIONS, can_run, can_write
from shishin.consultations.answering.responding import is_complete, lacking
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.places import Places, places_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.publishing.publishing import changes_by_key
from shishin.consultations.publishing.results import ResultRow, figures_of_responses, rows_of
from shishin.consultations.sorting.views import with_place_names
from shishin.guidelines.models import Edition
from shishin.kit.errors import Refusal
from shishin.kit.timeline import Tag
from shishin.people.access import is_held_at

SHOWN = 20
"""Opinions on the page; the queue has all."""
BESIDE = 5
"""Answers of the same theme or place that are shown beside."""
State = Response.State


@dataclass(frozen=True)
class ResponsePage:
    response: Response
    reader: Any
    places: Places

    @cached_property
    def opinions(self) -> list[Opinion]:
        heads = Opinion.objects.heads().filter(response=self.response).order_by("-group_voices", "number")[:SHOWN]
        return with_place_names(heads, {str(one.place_id): place for one in heads if (place := self.places.of(one.place_id))})

    @cached_property
    def figures(self) -> dict[str, Any]:
        return Opinion.objects.heads().filter(response=self.response).aggregate(opinions=Count("pk"), voices=Sum("group_voices", default=0))

    @property
    def others(self) -> int:
        """Opinions that are not on the page."""
        return int(self.figures["opinions"]) - len(self.opinions)

    @property
    def may_take_off(self) -> bool:
        return bool(self.opinions) and self.is_written

    @cached_property
    def rows(self) -> list[ResultRow]:
        """The response as it will be printed."""
        response, consultation = self.response, self.response.consultation
        if not consultation.is_published:
            response.figures = figures_of_responses([response])[response.pk]
        return rows_of([response], rules_of(consultation), self.places)

    @cached_property
    def beside(self) -> list[Response]:
        return _beside(self.response, {opinion.place_id for opinion in self.opinions if opinion.place_id})

    @cached_property
    def lacks(self) -> list[Refusal]:
        return list(lacking([self.response], self.response.consultation))

    @cached_property
    def stands_on_no_desk(self) -> bool:
        """It was handed to an office in which nobody may write it."""
        office = self.response.in_charge
        return self.may_run and office is not None and not self.response.is_final and not is_held_at(ANSWER_OPINIONS, office)

    @cached_property
    def may_run(self) -> bool:
        return can_run(self.reader, self.response.consultation)

    @cached_property
    def may_write(self) -> bool:
        return can_write(self.reader, self.response)

    @property
    def may_change(self) -> bool:
        return self.may_write and not self.response.consultation.is_published

    @property
    def is_written(self) -> bool:
        """Whether its words are changed here, and its opinions taken off."""
        return self.may_change and not self.response.is_final

    @property
    def tag(self) -> Tag:
        return state_tag(self.response)

    @property
    def may_check(self) -> bool:
        return self.response.state == State.DRAFT and not self.lacks and self.response.written_by_id != self.reader.pk

    @property
    def may_finish(self) -> bool:
        is_checked = self.response.state == State.CHECKED or not rules_of(self.response.consultation).second_person
        return self.may_run and is_checked and not self.lacks and not self.response.is_final

    @property
    def may_reopen(self) -> bool:
        """What was made final, only by who could make it so."""
        return self.may_change and self.response.state != State.DRAFT and (self.may_run or not self.response.is_final)

    @property
    def next_step(self) -> str:
        """In words, with who may take it."""
        response = self.response
        if response.is_final:
            return _("It is final: its opinions are answered.")
        if self.lacks:
            return _("It is a draft, and not all of it is there yet.")
        if response.state == State.CHECKED or not rules_of(response.consultation).second_person:
            return _("It can be made final by those who run the consultation.")
        if response.in_charge:
            return _("It waits to be checked: by those who run the consultation or answer for %(office)s, other than who wrote it.") % {
                "office": response.in_charge
            }
        return _("It waits to be checked by those who run the consultation, other than who wrote it.")


def response_page(response: Response, reader: Any) -> ResponsePage:
    return ResponsePage(response, reader, places_of(response.consultation, reader=reader))


TAGS = {State.CHECKED: ("info", "check"), State.FINAL: ("success", "check")}


def state_tag(response: Response, consultation: Consultation | None = None) -> Tag:
    """Its state; a draft to which nothing is lacking waits for who checks it."""
    if response.state == State.DRAFT and is_complete(response, consultation or response.consultation):
        return Tag(_("Waiting for a check"), "warning")
    return Tag(str(response.get_state_display()), *TAGS.get(State(response.state), ("missing", "")))


def _beside(response: Response, lines: set[Any]) -> list[Response]:
    """Answers given to the same theme or on the same place, here and in published consultations of the document: shown, never applied."""
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
