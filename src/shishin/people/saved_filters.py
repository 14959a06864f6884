"""Saved filters: what somebody asks of a list again and again, kept with their account."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from shishin.kit.listing import SavedFilters, saved_filters
from shishin.people.errors import FilterAlreadySaved, FilterNameTaken, TooManyFilters
from shishin.people.models import Person, SavedFilter


@transaction.atomic
def save_filter(person: Person, *, page: str, query: str, name: str) -> SavedFilter:
    """A name and a filter stand once in a list of somebody."""
    Person.objects.select_for_update().get(pk=person.pk)
    there = list(SavedFilter.objects.filter(person=person, page=page))
    if same := next((saved for saved in there if saved.query == query), None):
        raise FilterAlreadySaved(saved=same)
    if any(saved.name == name for saved in there):
        raise FilterNameTaken(name=name)
    if len(there) >= SavedFilter.MOST:
        raise TooManyFilters(count=SavedFilter.MOST, page=page)
    return SavedFilter.objects.create(person=person, page=page, query=query, name=name)


def remove_filters(person: Person, *, filters: Iterable[SavedFilter]) -> None:
    SavedFilter.objects.filter(person=person, pk__in=[saved.pk for saved in filters]).delete()


@saved_filters.fill
def saved_for(request: HttpRequest, query: str) -> SavedFilters | None:
    """What the reader saved of the list at this address, and where they save the filter that is on."""
    if not isinstance(request.user, Person):
        return None
    rows = SavedFilter.objects.filter(person=request.user, page=request.path)
    return SavedFilters(
        [(saved.name, saved.query) for saved in rows],
        f"{reverse('people:save-filter')}?{urlencode({'page': request.path, 'query': query})}",
        f"{reverse('people:remove-filters')}?{urlencode({'page': request.path})}",
    )
