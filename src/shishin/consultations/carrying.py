"""Carrying: what a consultation put off stands on the next one of its document by itself, until a response there follows it."""

from __future__ import annotations

from django.db.models import Q

from shishin.consultations.models import Consultation, Response
from shishin.consultations.profiles import read_rules


def carried_to(consultation: Consultation) -> list[Response]:
    """Published responses of earlier consultations of the document whose disposition carries, and that no other consultation follows. One query."""
    if consultation.document_id is None:
        return []
    followed_elsewhere = Q(followed_by__isnull=False) & ~Q(followed_by__consultation=consultation)
    rows = Response.objects.filter(
        consultation__document=consultation.document_id, consultation__results_published_at__isnull=False, state=Response.State.FINAL
    ).exclude(consultation=consultation)
    if consultation.announced_at is not None and consultation.is_published:
        rows = rows.filter(consultation__results_published_at__lte=consultation.results_published_at)
    rows = rows.exclude(followed_elsewhere).exclude(corrected_by__isnull=False).select_related("consultation", "theme").distinct()
    return [row for row in rows.order_by("consultation__results_published_at", "number") if carries(row)]


def carried_and_followed(consultation: Consultation) -> list[tuple[Response, bool]]:
    """What was carried to it, each with whether a response follows it here already. Two queries."""
    followed = set(consultation.responses.exclude(follows=None).values_list("follows", flat=True))
    return [(response, response.pk in followed) for response in carried_to(consultation)]


def carries(response: Response) -> bool:
    found = read_rules(response.consultation.rules).disposition(response.disposition)
    return found is not None and found.carries
