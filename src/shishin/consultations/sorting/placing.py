"""Placing: where an opinion belongs, as a person says, under which theme it is answered, and whether its point is in the draft at all."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q

from shishin.consultations.analysing.signing import with_those_behind
from shishin.consultations.errors.analysing import NoClauseIsProposed
from shishin.consultations.errors.sorting import PlaceOfAnotherDocument, ThemeOfAnotherConsultation
from shishin.consultations.models import Consultation, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.choosing import acting_on
from shishin.guidelines.models import Line
from shishin.people.models import Person
from shishin.trail.recording import Acting


def place_opinions(consultation: Consultation, opinions: OpinionQuerySet, *, place: Line | None, by: Acting) -> None:
    """What they are about: a clause of the document, or the whole of it. Where they were said stays as it is."""
    if place is not None and place.document_id != consultation.document_id:
        raise PlaceOfAnotherDocument
    person = by if isinstance(by, Person) else None
    with acting_on(consultation, opinions.heads(), key="consultations.opinions_placed", by=by, place=place and place.key) as chosen:
        chosen.update(place=place, placed_by=person)


def accept_links(consultation: Consultation, opinions: OpinionQuerySet, *, by: Acting) -> None:
    """Each is about the clause that a machine finds likeliest, with what stands behind it. What has a clause keeps it."""
    linked = opinions.heads().filter(place=None, placing__links__0__key__isnull=False)
    keys = set(linked.order_by().values_list("placing__links__0__key", flat=True))
    lines = {line.key: line for line in Line.objects.filter(document=consultation.document_id, key__in=keys)}
    linked = linked.filter(placing__links__0__key__in=list(lines))
    if not linked.exists():
        raise NoClauseIsProposed
    person, accepted = by if isinstance(by, Person) else None, Counter[str]()
    with acting_on(consultation, with_those_behind(linked), key="consultations.links_accepted", by=by, places=accepted) as chosen:
        for key, line in sorted(lines.items()):
            likeliest = Q(placing__links__0__key=key) | Q(placing__is_behind=True, placing__leader__placing__links__0__key=key)
            if count := chosen.filter(likeliest, place=None).update(place=line, placed_by=person):
                accepted[key] = count


def give_theme(consultation: Consultation, opinions: OpinionQuerySet, *, theme: Theme | None, by: Acting) -> None:
    """Under which point at issue they are answered, or under none."""
    if theme is not None and theme.consultation_id != consultation.pk:
        raise ThemeOfAnotherConsultation
    with acting_on(consultation, opinions.heads(), key="consultations.theme_given", by=by, theme=theme and str(theme.uuid)) as chosen:
        chosen.update(theme=theme)


def mark_new_points(consultation: Consultation, opinions: OpinionQuerySet, *, is_new_point: bool, by: Acting) -> None:
    """“Not in the draft” is a person's mark."""
    heads = opinions.heads()
    with acting_on(consultation, heads, key="consultations.new_points_marked", by=by, is_new_point=is_new_point) as chosen:
        chosen.update(is_new_point=is_new_point)
