"""Crawling: following the links of pages, and what is wrong with them. It knows no server: whoever crawls says how a page is asked for."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

OF_MACHINES = re.compile(
    r"(?<![/\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32,}\b|(?<![/\w-])\d+\.\d+\.\d+-draft\.\d+\b"
    r"|\b(?:guidelines|councils|people|trail|desk|site)\.[a-z]+_[a-z_]+\b"
)
"""UUIDs, hashes, keys of the trail, and numbers of drafts as addresses have them, where they are no part of an address or of the name of a file."""
FOLDED = {"details", "code", "pre", "textarea", "script", "style"}
"""What is in them is not read with the page, or is meant for machines."""


class Reader(HTMLParser):
    """What a page links to, loads, how many headings of the first rank it has, and which words of machines it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.first_headings = 0
        self.language = ""
        self.ids: set[str] = set()
        self.inline = 0
        self.of_machines: list[str] = []
        self._folded = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self._folded += tag in FOLDED
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe"):
            self.loads.append(given.get("src", ""))
        if tag == "link":
            self.loads.append(given.get("href", ""))
        self.first_headings += tag == "h1"
        self.inline += "style" in given or (tag == "script" and "src" not in given) or any(name.startswith("on") for name in given)
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.add(given["id"])

    def handle_endtag(self, tag: str) -> None:
        self._folded -= tag in FOLDED

    def handle_data(self, data: str) -> None:
        if not self._folded:
            self.of_machines += OF_MACHINES.findall(data)


@dataclass(slots=True)
class Visited:
    """A page of the crawl: its address without what follows #, where it was first linked, and what it answered."""

    path: str
    linked_from: str
    status: int
    kind: str
    view: str
    read: Reader = field(default_factory=Reader)

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")


Asking = Callable[[str], tuple[int, str, str]]
"""Of a path: status, kind and, of a page, its text."""
REDIRECTS = (301, 302)


def view_of(path: str) -> str:
    try:
        return resolve(unquote(urlsplit(path).path)).view_name
    except Resolver404:
        return ""


def crawl(
    ask: Asking, *, start: str = "/", site: str = "", per_view: int = 60, known: Collection[str] = (), again: int = 0
) -> list[Visited]:
    """Visit what links lead to, at most `per_view` addresses of one view; of those that are `known`, at most `again`."""
    visited: list[Visited] = []
    seen, waiting = {start}, deque([(start, "")])
    new, old = Counter[str](), Counter[str]()
    while waiting:
        path, linked_from = waiting.popleft()
        view = view_of(path)
        counts, most = (old, again) if path in known else (new, per_view)
        counts[view] += 1
        if view and counts[view] > most:
            continue
        status, kind, text = ask(path)
        page = Visited(path, linked_from, status, kind, view)
        if page.is_page:
            page.read.feed(text)
        visited.append(page)
        for target in map(urldefrag, links_within(page, site) if status == 200 else ()):
            if target.url not in seen:
                seen.add(target.url)
                waiting.append((target.url, path))
    return visited


def links_within(page: Visited, site: str = "") -> Iterator[str]:
    """The links of a page to this site, as paths."""
    for link in page.read.links:
        target = urljoin(site + page.path, link)
        if link and target.startswith(f"{site}/"):
            yield target.removeprefix(site)


def dead_links(visited: Collection[Visited], *, site: str = "") -> list[str]:
    """In one line each: links that say nothing, that lead nowhere, and to places that their page does not have."""
    pages = {page.path: page for page in visited if page.is_page and page.status == 200}
    dead = [f"{page.linked_from}: {page.path} answers {page.status}" for page in visited if page.status not in (200, *REDIRECTS)]
    for page in pages.values():
        dead += [f"{page.path}: a link to nothing" for link in page.read.links if link in ("", "#")]
        for link in links_within(page, site):
            path, place = urldefrag(link)
            if place and path in pages and unquote(place) not in pages[path].read.ids:
                dead.append(f"{page.path}: no “{place}” on {path}")
    return list(dict.fromkeys(dead))
