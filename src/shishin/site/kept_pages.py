"""Kept pages: what is the same for everybody is drawn once and handed out until something public changes, or the day does.

A page is kept in a file, by its full address, the language, how it is packed, the day, and the number of public changes; a folder holds those of one
number and goes with it. Nothing is kept that was asked for with a session, and nothing that a view has not marked (`kit/same_for_everybody.py`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language_from_request

from shishin.kit.identity import code_version
from shishin.kit.same_for_everybody import MARK, noting_ends
from shishin.trail.models import PublicChange
from shishin.trail.public_changes import public_number

FOLDER = "kept-pages"
MOST_BYTES = 200 * 1024 * 1024
"""Of one number, in each process: whoever makes up addresses fills no disk."""
LONGEST = 8 * 1024 * 1024
"""Bytes of one answer."""
TURNS = 64
"""Files that are locked while a page is drawn: more than threads, so that two pages seldom wait for each other."""
HARMLESS_COOKIES = frozenset({settings.LANGUAGE_COOKIE_NAME})
"""Not that of the token of forms: a form is drawn with the token of who asked."""
NOT_KEPT = frozenset({"Date", "Set-Cookie", "Content-Length"})


@dataclass(frozen=True, slots=True)
class Kept:
    headers: dict[str, str]
    body: bytes
    until: float | None

    def answer(self, etag: str, *, is_known: bool) -> HttpResponse:
        """The page, or "not modified" for who has it."""
        response = HttpResponse(status=304) if is_known else HttpResponse(self.body)
        for name, value in self.headers.items():
            if not is_known or name in ("Vary", "Cache-Control", "Content-Language"):
                response[name] = value
        if is_known:
            del response["Content-Type"]
        response["ETag"] = etag
        return response


class KeptPagesMiddleware:
    """Stands before everything that costs: what it hands out has been through all the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = PageStore(settings.DATA / FOLDER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.KEEPS_PAGES or not is_asked_by_nobody(request):
            return self.get_response(request)
        try:
            # Asked before the page is drawn: what changes meanwhile belongs to the next number.
            number = public_number()
        except DatabaseError:
            # The view says what it can without a database, as that of the site's health does.
            return self.get_response(request)
        state, name = _digest(number, str(timezone.localdate()), _site()), _digest(*_address(request))
        etag = f'"{_digest(state, name)[:32]}"'
        page = self.pages.find(state, name) or self._drawn_in_turn(request, state, name)
        if not isinstance(page, Kept):
            return page
        return page.answer(etag, is_known=etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "))

    def _drawn_in_turn(self, request: HttpRequest, state: str, name: str) -> Kept | HttpResponseBase:
        if not is_marked(request):
            return self._drawn(request, state, name)
        with self.pages.turn(name):
            return self.pages.find(state, name) or self._drawn(request, state, name)

    def _drawn(self, request: HttpRequest, state: str, name: str) -> Kept | HttpResponseBase:
        """The page, kept from now on; or the answer, where it may not be kept."""
        with noting_ends() as ends:
            response = self.get_response(request)
        if not may_be_kept(response):
            return response
        kept = _taken_from(response, until=min((end.timestamp() for end in ends), default=None))
        self.pages.keep(state, name, kept)
        return kept


def is_marked(request: HttpRequest) -> bool:
    """Whether the view of an address says that its page is the same for everybody."""
    try:
        return bool(getattr(resolve(request.path_info).func, MARK, False))
    except Resolver404:
        return False


def is_asked_by_nobody(request: HttpRequest) -> bool:
    """A reader without a session, who asks for a whole page."""
    return (
        request.method == "GET"
        and set(request.COOKIES) <= HARMLESS_COOKIES
        and "Authorization" not in request.headers
        and "HX-Request" not in request.headers
        and "Range" not in request.headers
    )


def may_be_kept(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and getattr(response, MARK, False) and not response.cookies and not response.streaming


def _site() -> str:
    """What else pages are made of: the code, and the settings that they show. A site that was upgraded asks for none of its old pages."""
    return f"{code_version()} {settings.SITE_URL} {settings.SITE_NAME} {settings.CONTACT} {settings.LANGUAGES!r}"


def _address(request: HttpRequest) -> Iterable[str]:
    packed = "gzip" if "gzip" in request.headers.get("Accept-Encoding", "") else ""
    return request.build_absolute_uri(), get_language_from_request(request), packed


def _taken_from(response: HttpResponseBase, *, until: float | None) -> Kept:
    headers = {name: value for name, value in response.items() if name not in NOT_KEPT}
    headers.setdefault("Cache-Control", "no-cache")
    return Kept(headers, cast(HttpResponse, response).content, until)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class PageStore:
    """Files below a folder, one folder for each number of public changes. A disk that is full keeps nothing and breaks nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = ""
        self.room = 0

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Of those who ask for a page that is not kept yet one draws it, and the others, in any process, wait for it."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            file = (self.folder / f"turn-{int(name[:8], 16) % TURNS}").open("wb")
        except OSError:
            yield
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def find(self, state: str, name: str) -> Kept | None:
        try:
            head, _newline, body = (self.folder / state / name).read_bytes().partition(b"\n")
            kept = Kept(**json.loads(head), body=body)
        except (OSError, ValueError, TypeError):
            return None
        return kept if kept.until is None or kept.until > timezone.now().timestamp() else None

    def keep(self, state: str, name: str, kept: Kept) -> None:
        if state != self.state:
            self._begin(state)
        self.room -= len(kept.body)
        if len(kept.body) > LONGEST or self.room < 0:
            return
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder / state, delete=False) as file:
                file.write(json.dumps({"headers": kept.headers, "until": kept.until}).encode() + b"\n" + kept.body)
            os.replace(file.name, self.folder / state / name)
        except OSError:
            return

    def _begin(self, state: str) -> None:
        """A new number: what was kept under others is asked for no more."""
        self.state, self.room = state, MOST_BYTES
        try:
            (self.folder / state).mkdir(mode=0o700, parents=True, exist_ok=True)
            for other in self.folder.iterdir():
                if other.is_dir() and other.name != state:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError:
            return


def forget_kept_pages() -> None:
    """The number of public changes went back with the data: what was kept or sent under the numbers to come must not pass for them."""
    shutil.rmtree(settings.DATA / FOLDER, ignore_errors=True)
    PublicChange.objects.create(pk=int(timezone.now().timestamp()))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [PublicChange]):
            cursor.execute(statement)
