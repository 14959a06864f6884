"""The screen on which a chapter of a draft is written: its text as it will read, with what is open in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from shishin.guidelines.drafting.pages.draft_page import ChapterLink, DraftPage, chapter_name
from shishin.guidelines.drafting.pages.drawing import ClauseRow
from shishin.guidelines.drafting.pages.forms import WhyForm
from shishin.guidelines.drafting.pages.frame import Written, draft_url, last_below, stands_in
from shishin.guidelines.drafting.pages.saving import with_reason
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.form_page import FormPage, form_data
from shishin.people.access import signed_in

WRITE = "guidelines/write.html"


def template_for(request: HttpRequest) -> str:
    """The piece of the page that changes, where a script asks for it."""
    return f"{WRITE}#writing" if getattr(request, "htmx", False) else WRITE


class WritingScreen(DraftPage):
    """One chapter of a draft. `key` is any clause in it; without one, the last chapter."""

    def __init__(self, edition: Edition, *, reader: Any, key: str = "", written: Written | None = None) -> None:
        super().__init__(edition, reader=reader, written=written)
        self.key, self.cut, self.is_replaced = key, key, False

    def open_at(self, key: str, *, is_replaced: bool) -> WritingScreen:
        """What is open stands in the place of a clause, or behind it and all below it."""
        by_key = {clause.key: clause for clause in self.reading.clauses}
        self.is_replaced = is_replaced
        self.cut = key if is_replaced or key not in by_key else last_below(by_key[key]).key
        return self

    @cached_property
    def number(self) -> int:
        keys = (number for number, clauses in enumerate(self.chapters) if any(clause.key == self.key for clause in clauses))
        return next(keys, max(0, len(self.chapters) - 1))

    @property
    def clauses(self) -> Sequence[ReadClause]:
        return self.chapters[self.number] if self.chapters else ()

    @property
    def name(self) -> str:
        return chapter_name(self.clauses) if self.clauses else ""

    @property
    def before(self) -> ChapterLink | None:
        return self.chapter_links[self.number - 1] if self.number else None

    @property
    def after(self) -> ChapterLink | None:
        return next(iter(self.chapter_links[self.number + 1 :]), None)

    @property
    def last_key(self) -> str:
        return self.clauses[-1].key if self.clauses else ""

    @cached_property
    def texts(self) -> tuple[SafeString, SafeString]:
        """The text before what is open, and the text behind it; all of it before where nothing is."""
        gaps = self._gaps
        before: list[ClauseRow] = list(gaps.get("", ())) if self.number == 0 else []
        after: list[ClauseRow] = []
        rows = before
        for clause in self.clauses:
            is_cut = clause.key == self.cut
            if not (is_cut and self.is_replaced):
                rows.append(self._row(clause))
            rows += gaps.get(clause.key, ())
            rows = after if is_cut else rows
        top = min((clause.depth for clause in self.clauses), default=1)
        return self.drawing.texts(before, top=top), self.drawing.texts(after, top=top)


def answer_step(
    page: FormPage,
    edition: Edition,
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    written: Written,
    key: str = "",
    at: str = "",
    panel: str = "guidelines/_write_step.html",
    **context: Any,
) -> HttpResponse:
    """A step in its place on the screen of its chapter, with the reason for it; back to that screen at the clause that the act gives back.

    It stands in the place of the clause `key`, or behind `at`. Where the clause is gone afterwards, the way leads to the one before it.
    """
    why = WhyForm(form_data(request), language=edition.source_language) if edition.started_from_id else None
    before = _before(written, key)

    def to(made: Any) -> str:
        made_key = made.line.key if isinstance(made, Clause) else key
        return draft_url(edition, made_key if stands_in(edition, made_key) else before)

    def act_with_reason(_clean: Any) -> Any:
        return with_reason(edition, act, why, key=key, by=signed_in(request.user)) if why and why.is_valid() else act()

    screen = WritingScreen(edition, reader=request.user, key=key or at, written=written).open_at(key or at, is_replaced=bool(key))
    context = {
        "edition": edition,
        "document": edition.document,
        "key": key,
        "why": why,
        "screen": screen,
        "panel": panel,
        "back": draft_url(edition, key or at),
        **context,
    }
    return page.answer(request, form, act_with_reason, template=template_for(request), to=to, **context)


def _before(written: Written, key: str) -> str:
    keys = [clause.key for clause in written.reading.clauses]
    at = keys.index(key) if key in keys else 0
    return keys[at - 1] if at else ""
