"""A line of the log names its request, the person by number, and what was refused; never what somebody wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from shishin.kit.errors import Refusal
from shishin.kit.form_page import attempt
from shishin.kit.middleware import RefusalMiddleware
from shishin.kit.request_log import JsonLines, RequestNumberMiddleware

SECRET = "ひみつのことば"


class WordsRefused(Refusal):
    message = "%(words)s is refused."
    way_out = "Write something else."


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


def ask(view: Callable[[HttpRequest], HttpResponse], **headers: str) -> HttpResponse:
    request = RequestFactory().get(f"/search/?q={SECRET}", headers=headers)
    return RequestNumberMiddleware(view)(request)


def test_a_line_names_the_request_as_the_answer_does(lines):
    def view(request: HttpRequest) -> HttpResponse:
        logging.getLogger("shishin.x").warning("Something %s.", "happened")
        return HttpResponse()

    answer = ask(view)

    [line] = lines
    assert (line["logger"], line["level"], line["message"]) == ("shishin.x", "WARNING", "Something happened.")
    assert line["request"] == answer["X-Request-ID"]
    assert len(answer["X-Request-ID"]) == 32


def test_a_number_is_taken_from_a_proxy_of_ours_alone_and_where_it_looks_like_one(settings):
    def number(given: str) -> str:
        return ask(lambda request: HttpResponse(), **{"X-Request-ID": given})["X-Request-ID"]

    assert number("abcdef-123456") != "abcdef-123456"
    settings.TRUSTED_PROXIES = 1
    assert number("abcdef-123456") == "abcdef-123456"
    assert number('abcdef"\n123456') != 'abcdef"\n123456'


def test_a_refusal_is_noted_by_its_name_without_its_words(lines, caplog):
    caplog.set_level(logging.INFO, logger="shishin")

    def view(request: HttpRequest) -> HttpResponse:
        attempt(refuse)
        request.user = AnonymousUser()
        RefusalMiddleware(lambda request: HttpResponse()).process_exception(request, WordsRefused(words=SECRET))
        return HttpResponse()

    def refuse() -> None:
        raise WordsRefused(words=SECRET)

    ask(view)

    assert [line.get("refused") for line in lines] == ["WordsRefused", "WordsRefused"]
    assert SECRET not in json.dumps(lines, ensure_ascii=False)


def test_an_error_is_told_by_its_kind_and_place_without_its_words(lines):
    def view(request: HttpRequest) -> HttpResponse:
        try:
            int(SECRET)
        except ValueError:
            logging.getLogger("django.request").exception(
                "Internal Server Error: %s", f"/invitations/{SECRET}/", extra={"request": request, "status_code": 500}
            )
        logging.getLogger("django.security.DisallowedHost").error("".join(["Invalid host ", SECRET]))
        logging.getLogger("another").warning("Read %s", SECRET)
        return HttpResponse()

    ask(view)

    assert SECRET not in json.dumps(lines, ensure_ascii=False)
    assert (lines[0]["message"], lines[0]["error"]["kind"]) == ("500 GET", "builtins.ValueError")
    assert "test_request_log.py" in lines[0]["error"]["at"][0]
    assert lines[2]["message"] == "Read %s"


@pytest.mark.django_db
def test_a_line_names_the_person_who_is_signed_in_by_number(client, django_user_model, lines):
    person = django_user_model.objects.create(login_name="sato", email="sato@example.jp")
    client.force_login(person)

    client.get("/desk/nothing-here/")
    client.get("/manage/people/")

    told = [line for line in lines if line["logger"] == "django.request"]
    assert told
    assert {line.get("person") for line in told} <= {str(person.uuid), None}
    assert "sato" not in json.dumps(lines)


def test_outside_of_a_request_a_line_names_none():
    record = logging.LogRecord("shishin.x", logging.INFO, "x.py", 1, "A turn.", (), None)

    assert set(json.loads(JsonLines().format(record))) == {"time", "level", "logger", "message"}
