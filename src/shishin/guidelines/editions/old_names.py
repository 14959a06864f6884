"""Old names: an address with a name that a document once had leads for ever to the same place under its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from shishin.guidelines.editions.shelf import OldName

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def follow_old_names(view: View[P]) -> View[P]:
    """For views whose address names a document by `slug`."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OldName as old:
            match = request.resolver_match
            assert match is not None  # noqa: S101 - a view is called through its address
            query = request.META.get("QUERY_STRING", "")
            url = reverse(match.view_name, kwargs={**match.kwargs, "slug": old.slug})
            return redirect(f"{url}?{query}" if query else url, permanent=True)

    return answer
