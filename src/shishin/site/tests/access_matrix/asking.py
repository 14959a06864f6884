"""Asking the site: one request by one person, with everything it wrote taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import RequestFactory, override_settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from shishin.people.signing_in import PersonBackend
from shishin.site.tests.access_matrix import remembering

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
NO_MATTER = ('"django_session"', '"kit_filesize"')
"""The visitor's own session, and how much a file weighed that was made for them."""
Seen = tuple[int, tuple[tuple[str, str], ...], bytes]
"""What a browser sees of an answer: status, headers and body."""
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
    def seen(self) -> Seen:
        """Two answers that are equal in it tell nothing apart."""
        return self.status, self.headers, self.body

    def __str__(self) -> str:
        return " ".join(word for word in (str(self.status), self.location and f"to {self.location}", self.fault) if word)


class Site(BaseHandler):
    """The site behind its whole middleware. Nothing that a request writes stays."""

    def __init__(self) -> None:
        super().__init__()
        with override_settings(SESSION_ENGINE=remembering.__name__):
            self.load_middleware()
        self.factory = RequestFactory()
        self.faults: list[str] = []
        self.draws = True
        self.drawing = Template.render
        Template.render = named_instead(self)  # type: ignore[method-assign]
        self.reading_person = PersonBackend.get_user
        PersonBackend.get_user = remembering.person_of_session
        got_request_exception.connect(self._remember_fault)

    def close(self) -> None:
        got_request_exception.disconnect(self._remember_fault)
        Template.render = self.drawing  # type: ignore[method-assign]
        PersonBackend.get_user = self.reading_person
        remembering.forget()

    def ask(self, method: str, path: str, *, session: str = "", asks_for_token: bool = False, draws: bool = True) -> Answer:
        """Drawing a page costs more than finding which is due: without, its name stands in its place, with what a refusal says."""
        request = self._request(method, path, session)
        request._dont_enforce_csrf_checks = not asks_for_token  # type: ignore[attr-defined]
        self.draws = draws
        cache.clear()
        self.faults.clear()
        with written_is_taken_back() as writes:
            response = self.get_response(request)
            body = b"".join(cast(Iterator[bytes], response) if response.streaming else [cast(HttpResponse, response).content])
            # Not response.close(): it would say that the request is over, and that closes the connection with the world on it.
            for close in response._resource_closers:  # type: ignore[attr-defined]
                close()
        # The number of a request is another one each time, and says nothing.
        named = [(name, value) for name, value in response.items() if name != "X-Request-ID"]
        headers = sorted(named) + sorted((name, "cookie") for name in response.cookies)
        return Answer(response.status_code, tuple(headers), body, response.get("Location", ""), tuple(writes), "; ".join(self.faults))

    def _request(self, method: str, path: str, session: str) -> WSGIRequest:
        request = self.factory.generic(method, path, content_type="application/x-www-form-urlencoded")
        if session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        return request

    def _remember_fault(self, **_signal: object) -> None:
        fault = sys.exc_info()[1]
        self.faults.append(f"{type(fault).__name__}: {fault}")


def named_instead(site: Site) -> Callable[..., str]:
    def render(template: Template, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        if site.draws or request is None:
            return site.drawing(template, context, request)
        given = context or {}
        said = [str(given.get(name, "")) for name in ("message", "suggestions", "refusal")] + [
            str(message) for message in get_messages(request)
        ]
        return mark_safe(repr((template.template.name, request.user.pk, get_language(), said)))

    return render


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written_is_taken_back() -> Iterator[list[str]]:
    """What is written, the session apart: it is the visitor's own.

    The savepoint is set before the first statement that is not a question: most requests have none. PostgreSQL needs it for a
    question that fails as well. It is not one of Django's, because the first such statement may stand inside those.
    """
    noticed: list[str] = []
    hooks = len(connection.run_on_commit)
    is_set = False

    def set_savepoint() -> None:
        nonlocal is_set
        is_set = True
        connection._savepoint("before_the_request")  # type: ignore[attr-defined]

    def notice(execute, sql, params, many, context):
        begins = sql.lstrip()[:20].upper()
        if not is_set and not begins.startswith("SELECT"):
            set_savepoint()
        if begins.startswith(WRITING) and not any(table in sql for table in NO_MATTER):
            noticed.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(notice):
        if connection.vendor == "postgresql":
            set_savepoint()
        yield noticed
        if is_set:
            transaction.set_rollback(False)
            connection._savepoint_rollback("before_the_request")  # type: ignore[attr-defined]
            connection._savepoint_commit("before_the_request")  # type: ignore[attr-defined]
            del connection.run_on_commit[hooks:]
