"""Taking answers in: what a filled sheet says becomes responses, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from shishin.consultations.answering.answer_sheet import SheetAnswer, changes_of, is_in_conflict, preview_of, theme_called
from shishin.consultations.answering.responding import attach, change_response, check_response, lacking, make_final, write_response
from shishin.consultations.asking.preparing import locked, refuse_over
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def take_answers(
    consultation: Consultation,
    answers: Sequence[SheetAnswer],
    *,
    by: Acting,
    overrule: Collection[int] = (),
    checked_by: Person | None = None,
    language: str = "",
) -> dict[str, int]:
    """What the sheet says holds, but where somebody wrote meanwhile: there only for the responses in `overrule`.

    With somebody who checked, all that are complete become final.
    """
    consultation = locked(consultation)
    refuse_over(consultation)
    language = language or settings.LANGUAGE_CODE
    wanted = preview_of(consultation, answers, language=language).answers
    told = _Sheet(consultation, by, language, set(overrule), named={answer.response for answer in wanted if answer.response})
    for answer in wanted:
        told.take(answer)
    told.attach()
    if checked_by is not None:
        told.finish(checked_by)
    figures: dict[str, Any] = {"responses": len(told.responses), "new": told.new, "changed": told.changed, "attached": told.attached}
    record("consultations.answers_taken_in", about=consultation, who=by, rows=len(wanted), **figures)
    return figures


class _Sheet:
    """The responses of a sheet while it is taken in."""

    def __init__(self, consultation: Consultation, by: Acting, language: str, overrule: set[int], *, named: set[int]) -> None:
        self.consultation, self.by, self.language, self.overrule = consultation, by, language, overrule
        self.known: dict[int, Response] = {row.number: row for row in consultation.responses.select_related("theme")}
        self.last = max([0, *self.known, *named])
        self.responses: dict[int, Response] = {}
        self.opinions: dict[int, list[int]] = {}
        self.new = self.changed = self.attached = 0

    def take(self, answer: SheetAnswer) -> None:
        number = answer.response or self._next_number()
        if number not in self.responses:
            self.responses[number] = self._written(answer, number)
        self.opinions.setdefault(number, []).append(answer.number)

    def _next_number(self) -> int:
        """Behind all that the sheet names, also further down: a row without a number never takes that of another."""
        self.last += 1
        return self.last

    def _written(self, answer: SheetAnswer, number: int) -> Response:
        there = self.known.get(number)
        if there is None:
            self.new += 1
            return write_response(self.consultation, number=number, by=self.by, **self._fields(answer))
        changes = changes_of(answer, there, self.language)
        if not changes or (is_in_conflict(answer, there, self.language) and number not in self.overrule):
            return there
        if "theme" in changes:
            changes["theme"] = theme_called(self.consultation, answer.theme, self.language)
        self.changed += 1
        return change_response(there, version=there.version, by=self.by, **changes)

    def _fields(self, answer: SheetAnswer) -> dict[str, Any]:
        return {
            "theme": theme_called(self.consultation, answer.theme, self.language),
            "disposition": answer.disposition,
            "gists": {self.language: answer.gist} if answer.gist else {},
            "views": {self.language: answer.view} if answer.view else {},
        }

    def attach(self) -> None:
        """Only what stands elsewhere yet."""
        for number, opinions in self.opinions.items():
            response = self.responses[number]
            if response.is_final:
                continue
            rows = Opinion.objects.filter(consultation=self.consultation, number__in=opinions).exclude(response=response)
            if many := rows.count():
                attach(rows, response, by=self.by)
                self.attached += many

    def finish(self, checked_by: Person) -> None:
        for response in self.responses.values():
            if not response.is_final and not any(lacking([response], self.consultation)):
                check_response(response, by=checked_by)
                make_final([response], by=checked_by)
