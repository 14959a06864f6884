"""Crawling: every page that can be reached by links from the home page."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from django.urls import Resolver404, resolve


class Reader(HTMLParser):
    """What a page links to, loads, and how many headings of the first rank it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.first_headings = 0
        self.language = ""
        self.ids: set[str] = set()
        self.inline = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
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


@dataclass(slots=True)
class Found:
    """A page of the crawl: its path with query, where it was first linked, and what it answered."""

    path: str
    linked_from: str
    status: int
    kind: str
    view: str
    read: Reader


def view_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def crawl(site: str, *, session: requests.Session, start: str = "/", most: int = 4000, per_view: int = 60) -> list[Found]:
    """Visit everything once, at most `per_view` addresses of one view; downloads are asked for but not read."""
    found: list[Found] = []
    seen = {start}
    waiting = [(start, "")]
    counts: dict[str, int] = {}
    while waiting and len(found) < most:
        path, linked_from = waiting.pop(0)
        view = view_of(path)
        counts[view] = counts.get(view, 0) + 1
        if counts[view] > per_view:
            continue
        answer = session.get(site + path, timeout=60)
        reader = Reader()
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/html"):
            reader.feed(answer.text)
        found.append(Found(path, linked_from, answer.status_code, kind, view, reader))
        for link in reader.links:
            target = urldefrag(urljoin(site + path, link)).url
            if not target.startswith(site + "/"):
                continue
            there = target.removeprefix(site)
            if there not in seen and not there.startswith("/accounts/logout"):
                seen.add(there)
                waiting.append((there, path))
    return found
