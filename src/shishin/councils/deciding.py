"""Deciding: a body's answer to a text, kept with the text's hash."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.councils.errors import AnotherBodysMeeting, BodyIsAbolished
from shishin.councils.models import Body, Decision, Meeting
from shishin.trail.recording import Acting, record


@transaction.atomic
def record_decision(
    body: Body,
    *,
    kind: Decision.Kind,
    decided_on: date,
    text_name: str,
    text_hash: str,
    by: Acting,
    meeting: Meeting | None = None,
    words: dict[str, str] | None = None,
) -> Decision:
    """Keep what a body decided about the text with this hash."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if meeting is not None and meeting.body_id != body.pk:
        raise AnotherBodysMeeting(body, meeting)
    if body.abolished_on and decided_on > body.abolished_on:
        raise BodyIsAbolished(body, body.abolished_on)
    decision = Decision.objects.create(
        body=body,
        meeting=meeting,
        kind=kind,
        decided_on=decided_on,
        text_name=text_name,
        text_hash=text_hash,
        words=words or {},
    )
    record("councils.decision_recorded", about=decision, who=by, body=str(body.uuid), kind=str(kind), text_hash=text_hash)
    return decision
