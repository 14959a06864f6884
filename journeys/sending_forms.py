"""Sending forms: each as a page draws it, and with its fields emptied, and nothing that it does stays."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

AS_DRAWN, EMPTIED = "as drawn", "emptied"
BUTTONS = ("submit", "image")
NOT_SENT = ("reset", "button", "file")


@dataclass
class Form:
    """Where a form goes and what it sends: fields that a reader does not see, fields they fill in, and its first button."""

    action: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    filled: list[tuple[str, str]] = field(default_factory=list)
    emptied: list[tuple[str, str]] = field(default_factory=list)
    button: tuple[str, str] | None = None

    def data(self, how: str) -> dict[str, list[str]]:
        data: dict[str, list[str]] = {}
        for name, value in [*self.hidden, *(self.filled if how == AS_DRAWN else self.emptied), *([self.button] if self.button else [])]:
            data.setdefault(name, []).append(value)
        return data


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.choices: list[tuple[bool, str]] = []
        self.area = ""
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
        elif self.form is None or ("disabled" in given and tag != "option"):
            return
        elif tag == "input" and given.get("name"):
            self._input(self.form, given)
        elif tag == "button" and given.get("type", "submit") in BUTTONS and self.form.button is None:
            self.form.button = (given.get("name", ""), given.get("value", ""))
        elif tag == "select":
            self.select, self.choices = given.get("name", ""), []
        elif tag == "option":
            self.choices.append(("selected" in given, given.get("value", "")))
        elif tag == "textarea":
            self.area, self.text = given.get("name", ""), ""

    def _input(self, form: Form, given: dict[str, str]) -> None:
        kind, name, value = given.get("type", "text"), given["name"], given.get("value", "")
        if kind == "hidden":
            form.hidden.append((name, value))
        elif kind in ("checkbox", "radio"):
            form.filled += [(name, value or "on")] if "checked" in given else []
        elif kind in BUTTONS:
            form.button = form.button or (name, value)
        elif kind not in NOT_SENT:
            form.filled.append((name, value))
            form.emptied.append((name, ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.form is None:
            return
        if tag == "textarea" and self.area:
            self.form.filled.append((self.area, self.text.removeprefix("\n")))
            self.form.emptied.append((self.area, ""))
            self.area = ""
        elif tag == "select" and self.select:
            chosen = next((value for is_chosen, value in self.choices if is_chosen), self.choices[0][1] if self.choices else "")
            self.form.filled.append((self.select, chosen))
            self.form.emptied.append((self.select, ""))
            self.select = ""
        elif tag == "form":
            if self.form.button and not self.form.button[0]:
                self.form.button = None
            self.forms.append(self.form)
            self.form = None


def forms_of(page: str, *, path: str) -> Iterator[Form]:
    """The forms of a page that change something, the first of those that go to one address."""
    reader = _Reader()
    reader.feed(page)
    known: set[str] = set()
    for form in reader.forms:
        form.action = urldefrag(urljoin(path, form.action)).url
        if form.action not in known and form.action.startswith("/"):
            known.add(form.action)
            yield form


def send(client: Client, form: Form, how: str) -> HttpResponseBase:
    """What is answered in the end; neither database nor session remember it."""
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            answer = client.post(form.action, form.data(how), follow=True)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return answer
