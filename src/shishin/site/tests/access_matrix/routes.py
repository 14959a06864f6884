"""The routes: every address that the URL configuration knows, by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern


def all_routes() -> dict[str, list[URLPattern]]:
    """A route without a name goes by its address."""
    found: dict[str, list[URLPattern]] = {}
    for name, pattern in _walk(get_resolver(), "", ""):
        found.setdefault(name, []).append(pattern)
    return found


def _walk(resolver: URLResolver, space: str, before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)
        else:
            yield f"{space}{entry.name}" if entry.name else f"/{here}", entry


def has_arguments(pattern: URLPattern) -> bool:
    return bool(pattern.pattern.regex.groups if isinstance(pattern.pattern, RegexPattern) else pattern.pattern.converters)


def address(name: str, arguments: Mapping[str, str]) -> str:
    return name if name.startswith("/") else reverse(name, kwargs=dict(arguments))


def leads_to(name: str, path: str) -> bool:
    """Whether this address is answered by this route, and not by one before it."""
    match = resolve(path)
    return name in (match.view_name, path)
