"""Cells: every route with every method, asked by everybody for everything, and what is wrong with the answers."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db import connection

from shishin.site.tests.access_matrix import remembering
from shishin.site.tests.access_matrix.asking import Answer, Seen, Site, taken_back
from shishin.site.tests.access_matrix.cast import EVERYBODY, FURTHER, NOT_SIGNED_IN, SIDES, UNSAID
from shishin.site.tests.access_matrix.expectations import LOG_IN, REFUSAL, Expected, SigningIn, may_read_unsaid
from shishin.site.tests.access_matrix.routes import address
from shishin.site.tests.access_matrix.things import Thing
from shishin.site.tests.access_matrix.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOTHING = "–"
"""The column of a route without arguments."""
MAIN_COLUMNS = ("own", "other's", "draft", "withdrawn", NOTHING)
SEED = "ACCESS_SEED"
DRAWN = 8
"""Of the answers to those who are signed in one in so many is drawn to the last byte, and asked once more when the thing is not there."""
ONE_OF_EACH_KIND = ("anonymous", "code not given yet", "owner")
NOWHERE = "/no/such/page/in/this/part/of/the/site/"


@dataclass(frozen=True, slots=True)
class Cell:
    route: Expected
    method: str
    column: str
    actor: str

    def __str__(self) -> str:
        return f"{self.route.name} · {self.method} · {self.actor} · {self.column}"


@dataclass(frozen=True, slots=True)
class Matrix:
    site: Site
    world: World
    plain: dict[tuple[str, str, bool], Seen] = field(default_factory=dict)
    """What each meets at an address that no route knows, by part of the site."""

    def things_of(self, route: Expected) -> dict[str, Thing]:
        """By column; a route without arguments has one."""
        if not route.thing:
            return {NOTHING: Thing(dict(route.more), lambda: None)}
        return self.world.things[route.thing]

    def path(self, route: Expected, thing: Thing) -> str:
        arguments = {name: value for name, value in {**thing.arguments, **route.more}.items() if name not in route.without}
        path = address(route.name, arguments)
        return f"{path}?{route.query}" if route.query else path

    def ask(self, cell: Cell, path: str) -> Answer:
        return self.site.ask(cell.method, path, session=self.world.sessions[cell.actor], draws=is_drawn(cell))

    def faults_of(self, route: Expected, *, is_chosen: Callable[[Cell], bool] = lambda cell: True) -> list[str]:
        """What is wrong with a route, one line a cell; none is right."""
        remembering.forget()
        faults: list[str] = []
        for column, thing in self.things_of(route).items():
            path = self.path(route, thing)
            cells = [Cell(route, method, column, actor) for method in route.methods for actor in EVERYBODY]
            answers = {cell: self.ask(cell, path) for cell in filter(is_chosen, cells)}
            faults += [f"{cell}: {fault}" for cell, answer in answers.items() for fault in self._faults(cell, answer, path)]
            faults += self._told_apart({cell: answer for cell, answer in answers.items() if not answer.is_let_in}, thing, path)
        return faults

    def _faults(self, cell: Cell, answer: Answer, path: str) -> Iterator[str]:
        may = cell.route.may(cell.actor, method=cell.method, column=cell.column)
        if may and not answer.is_let_in:
            yield f"should be let in, met {answer}"
        if not may and cell.actor in NOT_SIGNED_IN and cell.route.door == LOG_IN:
            if not answer.is_log_in_for(path):
                yield f"should be led to the log-in page, met {answer}"
        elif cell.route.door == REFUSAL:
            if may == (answer.status == 409):
                yield f"should {'not ' if may else ''}be refused with a way out, met {answer}"
        elif not may and answer.status != 404:
            yield f"should be told that there is no such page, met {answer}"
        if cell.method == "GET" and answer.writes:
            yield f"a page that is only read writes: {answer.writes[0]}"
        for word, side in zip(UNSAID.values(), SIDES, strict=True):
            if word.encode() in answer.body and not may_read_unsaid(cell.actor, side):
                yield f"reads of an unpublished text of {side}"

    def _told_apart(self, refused: dict[Cell, Answer], thing: Thing, path: str) -> Iterator[str]:
        """A refusal must give the same bytes as the same address when the thing is not there.

        The plain page for what does not exist is known: for an answer that is that page some are asked once more, for any other all.
        """
        asked_again = [cell for cell, answer in refused.items() if is_drawn(cell) or not self._is_plain(cell, answer, path)]
        if not asked_again or not thing.arguments:
            return
        with taken_back():
            thing.away()
            for cell in asked_again:
                may_know = cell.route.may_know(cell.actor, method=cell.method, column=cell.column)
                if not may_know and self.ask(cell, path).seen != refused[cell].seen:
                    yield f"{cell}: the answer tells that the thing is there"

    def _is_plain(self, cell: Cell, answer: Answer, path: str) -> bool:
        """The menu marks the part of the site, so each part has its own page for what does not exist."""
        return answer.is_log_in_for(path) or _without(path, answer) == self._plain(cell, path.split("/")[1])

    def _plain(self, cell: Cell, part: str) -> Seen:
        known = (cell.actor, part, is_drawn(cell))
        if known not in self.plain:
            nowhere = f"/{part}{NOWHERE}"
            answer = self.site.ask("GET", nowhere, session=self.world.sessions[cell.actor], draws=is_drawn(cell))
            self.plain[known] = _without(nowhere, answer)
        return self.plain[known]

    def faults_of_signing_in(self, page: SigningIn) -> Iterator[str]:
        """A method that no browser sends is asked by one of each kind: these pages take it like POST, or not at all."""
        remembering.forget()
        path = address(page.name, page.arguments)
        for method in page.statuses:
            for actor in EVERYBODY if method in ("GET", "POST") else ONE_OF_EACH_KIND:
                answer = self.site.ask(method, path, session=self.world.sessions[actor], draws=actor in ONE_OF_EACH_KIND)
                if answer.status != page.status(actor, method):
                    yield f"{page.name} · {method} · {actor}: should be {page.status(actor, method)}, met {answer}"
                if method == "GET" and answer.writes:
                    yield f"{page.name} · {method} · {actor}: a page that is only read writes: {answer.writes[0]}"

    def faults_of_methods(self, route: Expected) -> Iterator[str]:
        """Methods that a route does not take, once per route: for whoever may, and at the door."""
        _column, thing = next(iter(self.things_of(route).items()))
        path = self.path(route, thing)
        for method in METHODS:
            if method in route.methods:
                continue
            if (answer := self.site.ask(method, path, session=self.world.sessions["owner"])).status != 405:
                yield f"{route.name} · {method}: should not be taken, met {answer}"
            answer = self.site.ask(method, path)
            if not (answer.is_log_in_for(path) if route.door == LOG_IN else answer.status == 405):
                yield f"{route.name} · {method} · anonymous: should not be taken, met {answer}"

    def faults_of_token(self, route: Expected) -> Iterator[str]:
        """A form without its token is refused, once per route. Where not even the owner is let in, there is no form."""
        column, thing = next(iter(self.things_of(route).items()))
        if "POST" in route.methods:
            answer = self.site.ask("POST", self.path(route, thing), session=self.world.sessions["owner"], asks_for_token=True)
            refused = (403,) if route.may("owner", method="POST", column=column) else (403, 404)
            if answer.status not in refused or answer.writes:
                yield f"{route.name} · POST: takes a form without its token, met {answer}"


def chosen(cell: Cell) -> bool:
    """On SQLite every cell of the main columns and actors, and one in four of the others; on PostgreSQL a tenth of all. The seed decides."""
    if connection.vendor == "postgresql":
        return _is_one_of(cell, 10)
    return (cell.column in MAIN_COLUMNS and cell.actor not in FURTHER) or _is_one_of(cell, 4)


def is_drawn(cell: Cell) -> bool:
    """To the last byte: every list, whatever the public is shown, and of the rest one in eight."""
    return not cell.route.thing or cell.actor == "anonymous" or _is_one_of(cell, DRAWN)


def _is_one_of(cell: Cell, many: int) -> bool:
    return zlib.crc32(f"{os.environ.get(SEED, '')} {many} {cell}".encode()) % many == 0


def _without(path: str, answer: Answer) -> Seen:
    """The page without its own address, which the links to other languages and to the log-in page carry."""
    headers = tuple(header for header in answer.headers if header[0] != "Content-Length")
    return answer.status, headers, answer.body.replace(quote(path, safe="").encode(), b"")


def in_words(faults: Sequence[str]) -> str:
    shown = "\n".join(faults[:40])
    more = f"\n… and {len(faults) - 40} more" if len(faults) > 40 else ""
    return f"{len(faults)} cells are not as expected ({SEED}={os.environ.get(SEED, '')}):\n{shown}{more}"
