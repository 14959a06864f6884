"""Asking the site: one request by one person, with everything it wrote taken back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import reverse

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
LET_IN = (200, 204, 301, 302, 409, 422)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    location: str
    writes: tuple[str, ...]
    fault: str

    @property
    def is_let_in(self) -> bool:
        return self.status in LET_IN and not self.is_log_in

    @property
    def is_log_in(self) -> bool:
        return self.status == 302 and self.location.startswith(reverse(settings.LOGIN_URL))

    def is_log_in_for(self, path: str) -> bool:
        return self.status == 302 and self.location == f"{reverse(settings.LOGIN_URL)}?next={quote(path)}"

    @property
    def seen(self) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """What a browser sees; two answers that are equal in it tell nothing apart."""
        return self.status, self.headers, self.body

    def __str__(self) -> str:
        return " ".join(word for word in (str(self.status), self.location and f"to {self.location}", self.fault) if word)


class Site(BaseHandler):
    """The site behind its whole middleware. Nothing that a request writes stays."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()
        self.factory = RequestFactory()
        self.faults: list[str] = []
        got_request_exception.connect(self._remember_fault)

    def close(self) -> None:
        got_request_exception.disconnect(self._remember_fault)

    def ask(self, method: str, path: str, *, session: str = "", asks_for_token: bool = False) -> Answer:
        request = self._request(method, path, session)
        request._dont_enforce_csrf_checks = not asks_for_token  # type: ignore[attr-defined]
        cache.clear()
        self.faults.clear()
        with taken_back(), noticing_writes() as writes:
            response = self.get_response(request)
            body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
            # Not response.close(): it would say that the request is over, and that closes the connection with the world on it.
            for close in response._resource_closers:
                close()
        headers = sorted(response.items()) + sorted((name, "cookie") for name in response.cookies)
        return Answer(response.status_code, tuple(headers), body, response.get("Location", ""), tuple(writes), "; ".join(self.faults))

    def _request(self, method: str, path: str, session: str) -> WSGIRequest:
        request = self.factory.generic(method, path, content_type="application/x-www-form-urlencoded")
        if session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        return request

    def _remember_fault(self, **_signal: object) -> None:
        fault = sys.exc_info()[1]
        self.faults.append(f"{type(fault).__name__}: {fault}")


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noticing_writes() -> Iterator[list[str]]:
    """What is written, the session apart: it is the visitor's own."""
    noticed: list[str] = []

    def notice(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITING) and '"django_session"' not in sql:
            noticed.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(notice):
        yield noticed
