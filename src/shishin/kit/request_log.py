"""Logs that name the request: its number, who was signed in, and what was refused; never what somebody wrote."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

OURS = "shishin."
GIVEN_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
refusals = logging.getLogger("shishin.kit.refused")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class RequestNumberMiddleware:
    """Each request has a number, which the answer names and every line of the log about it. A proxy of ours may give it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        number = given if GIVEN_NUMBER.fullmatch(given) else uuid4().hex
        request.number = number  # type: ignore[attr-defined]
        token = _request.set(request)
        try:
            answer = self.get_response(request)
        finally:
            _request.reset(token)
        answer["X-Request-ID"] = number
        return answer


def note_refusal(code: str) -> None:
    """What was refused, by its name: the sentences of a refusal may hold what somebody wrote."""
    refusals.info("refused: %s", code, extra={"refused": code})


class JsonLines(logging.Formatter):
    """One JSON object in a line: when, how grave, from where, what, and about which request."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            request = _request.get()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record, request),
            **_about(request),
            "refused": getattr(record, "refused", None),
            "error": _error(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None,
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def _message(record: logging.LogRecord, request: HttpRequest | None) -> str:
    """Our own lines are written with care. Those of libraries stand without what fills them, and without addresses: some open something."""
    if record.name.startswith(OURS):
        return record.getMessage()
    if record.name == "django.request" and request is not None:
        return f"{getattr(record, 'status_code', '')} {request.method}".strip()
    if record.name.startswith("django.security"):
        return ""
    return str(record.msg)


def _about(request: HttpRequest | None) -> dict[str, Any]:
    if request is None:
        return {}
    # Only who is known already: a line of the log asks the database nothing.
    person = getattr(request, "_cached_user", None)
    match = request.resolver_match
    return {
        "request": getattr(request, "number", None),
        "route": match.route if match else None,
        "person": str(getattr(person, "uuid", "")),
    }


def _error(error: BaseException) -> dict[str, Any]:
    """Kind and places. The words of an error may be those of a person: a database repeats what it did not take."""
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error)
    return {"kind": f"{kind.__module__}.{kind.__qualname__}", "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}
