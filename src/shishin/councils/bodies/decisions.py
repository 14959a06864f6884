"""What a body decided, newest first, as its page lists it and as a table for an office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import Body, Decision
from shishin.councils.subjects import Subject, subjects_of
from shishin.councils.texts import texts_of
from shishin.kit.identity import in_language
from shishin.kit.sheets import Column

AT_ONCE = 500
"""Decisions of a table that are asked about together."""


class Decided(NamedTuple):
    decision: Decision
    name_then: str
    """What the body was called on that day."""
    led_to: Sequence[Subject]
    title: str


COLUMNS = [
    Column("decided_on", _("Decided on"), lambda row: row.decision.decided_on),
    Column("body", _("Body, as it was called then"), lambda row: row.name_then),
    Column("meeting", _("Meeting number"), lambda row: row.decision.meeting and row.decision.meeting.number),
    Column("text", _("Text decided on"), lambda row: row.title),
    Column("kind", _("Decision"), lambda row: row.decision.get_kind_display()),
    Column("words", _("Words of the decision"), lambda row: in_language(row.decision.words)),
    Column("led_to", _("What it led to"), lambda row: "\n".join(subject.words for subject in row.led_to)),
    Column("text_hash", _("Hash of the text"), lambda row: row.decision.text_hash),
    Column("code", _("Code of the decision"), lambda row: row.decision.uuid),
]


def decisions_of(body: Body) -> QuerySet[Decision]:
    return body.decisions.select_related("meeting").order_by("-decided_on", "-pk")


def as_decided(body: Body, decisions: Sequence[Decision], *, reader: Any) -> list[Decided]:
    """One query for what they led to, as far as the reader may see it, and one for their texts. Prefetch the names of the body."""
    led_to, texts = subjects_of(decisions=decisions, reader=reader), texts_of(decisions, reader=reader)
    return [
        Decided(decision, body.name_on(decision.decided_on), led_to.of(decision), texts[decision.text_name].title) for decision in decisions
    ]


def all_decided(body: Body, *, reader: Any) -> Iterator[Decided]:
    """Piece by piece."""
    rows = decisions_of(body).iterator(chunk_size=AT_ONCE)
    while piece := list(islice(rows, AT_ONCE)):
        yield from as_decided(body, piece, reader=reader)
