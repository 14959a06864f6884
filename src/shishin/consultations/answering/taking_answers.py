"""Taking answers in: what each row of a filled sheet would do, and doing it, all of it or nothing.

Rows with the same number of a response share one response; a number that is not known makes it; a row without one whose answer is filled
gets a response of its own, unless its opinion has been answered since the sheet went out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.answering.answer_sheet import LABELS, FilledSheet, SheetAnswer, SheetWords, answerable
from shishin.consultations.answering.responding import attach, change_response, check_response, is_complete, make_final, write_response
from shishin.consultations.asking.preparing import locked, refuse_over
from shishin.consultations.models import Consultation, Opinion, Response, Theme
from shishin.kit.identity import compared_name
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


class Outcome(models.TextChoices):
    """What a row of a sheet does."""

    CONFLICT = "conflict", gettext_lazy("Does not fit what stands here")
    NEW = "new", gettext_lazy("New response")
    CHANGED = "changed", gettext_lazy("The response changes")
    ATTACHED = "attached", gettext_lazy("The opinion is put under it")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")


class PlannedRow(NamedTuple):
    """What taking one row in would do. Of `differences` each is a label, what stands here and what the sheet says."""

    answer: SheetAnswer
    outcome: Outcome
    response: Response | None
    moves: bool
    """The opinion stands under no response yet, or under another one."""
    differences: Sequence[tuple[Any, str, str]] = ()
    why: str = ""
    may_overrule: bool = False

    @property
    def number(self) -> int | None:
        return self.response.number if self.response else self.answer.response


class Plan(NamedTuple):
    """What taking a sheet in would do, row by row."""

    rows: list[PlannedRow]
    words: SheetWords

    def of(self, *outcomes: Outcome) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome in outcomes]

    @property
    def conflicts(self) -> list[PlannedRow]:
        return self.of(Outcome.CONFLICT)

    @property
    def changing(self) -> list[PlannedRow]:
        return self.of(Outcome.NEW, Outcome.CHANGED, Outcome.ATTACHED)

    @property
    def figures(self) -> dict[str, int]:
        return {outcome.value: len(self.of(outcome)) for outcome in Outcome}


def plan_of(consultation: Consultation, sheet: FilledSheet, *, reader: object = None) -> Plan:
    """Compared with what stands there now. Rows of a sheet that nobody touched change nothing."""
    words = SheetWords(consultation, sheet.language, reader=reader)
    responses = {row.number: row for row in consultation.responses.select_related("theme")}
    standing = dict(answerable(consultation).values_list("number", "response__number"))
    first: dict[int | None, SheetAnswer] = {}
    rows = []
    for answer in sheet.answers:
        here = responses.get(standing.get(answer.number) or 0)
        # Without a number and without a version the sheet went out before there was a response.
        response = responses.get(answer.response) if answer.response else here if answer.version is None else None
        row = _planned(answer, response, here, first.get(answer.response), words)
        if answer.response and row.outcome != Outcome.CONFLICT:
            first.setdefault(answer.response, answer)
        rows.append(row)
    return Plan(rows, words)


def _planned(
    answer: SheetAnswer, response: Response | None, here: Response | None, first: SheetAnswer | None, words: SheetWords
) -> PlannedRow:
    """`here` is where the opinion stands; `first` the row above that says already what its response says."""
    moves = here is None or here != response
    there = words.of(response)
    # An empty cell takes nothing away.
    differences = [] if first else [(LABELS[name], there[name], said) for name, said in answer.said.items() if said != there[name]]
    if first or (not differences and response):
        outcome = Outcome.ATTACHED if moves else Outcome.UNCHANGED
    else:
        outcome = Outcome.CHANGED if response else Outcome.NEW
    why = _conflict(answer, response, here, first, outcome)
    if moves and not differences:
        differences = [(LABELS["response"], str(here.number if here else ""), str(answer.response or ""))]
    if not why:
        return PlannedRow(answer, outcome, response, moves, differences)
    may_overrule = outcome == Outcome.CHANGED and response is not None and not response.is_final
    return PlannedRow(answer, Outcome.CONFLICT, response, moves, differences, why, may_overrule)


def _conflict(answer: SheetAnswer, response: Response | None, here: Response | None, first: SheetAnswer | None, outcome: Outcome) -> str:
    if first and any(name != "theme" and first.said.get(name) != said for name, said in answer.said.items()):
        return _("Row %(line)s of the sheet says otherwise of the same response.") % {"line": first.line}
    for final in (here, response):
        if final and final.is_final and outcome != Outcome.UNCHANGED:
            return _("Response %(number)s is final. Take it back to a draft first.") % {"number": final.number}
    was_written = response and any((response.disposition, response.gists, response.views))
    if outcome == Outcome.CHANGED and was_written and response and answer.version != response.version:
        return _("Somebody else wrote there since the sheet went out.")
    return ""


@transaction.atomic
def take_answers(
    consultation: Consultation,
    sheet: FilledSheet,
    *,
    by: Acting,
    overrule: Collection[int] = (),
    checked_by: Person | None = None,
) -> dict[str, int]:
    """What the sheet says holds, but where it does not fit: there only for the responses in `overrule` that somebody wrote meanwhile.

    With somebody who checked, all that are complete become final.
    """
    consultation = locked(consultation)
    refuse_over(consultation)
    plan = plan_of(consultation, sheet, reader=by if isinstance(by, Person) else None)
    taking = _Taking(consultation, plan, by, set(overrule))
    for row in plan.rows:
        taking.take(row)
    taking.attach()
    if checked_by is not None:
        taking.finish(checked_by)
    figures: dict[str, Any] = {
        "responses": len(taking.responses),
        "new": taking.new,
        "changed": taking.changed,
        "attached": taking.attached,
    }
    record("consultations.answers_taken_in", about=consultation, who=by, rows=len(plan.rows), **figures)
    return figures


class _Taking:
    """The responses of a sheet while it is taken in."""

    def __init__(self, consultation: Consultation, plan: Plan, by: Acting, overrule: set[int]) -> None:
        self.consultation, self.words, self.by, self.overrule = consultation, plan.words, by, overrule
        named = {row.answer.response for row in plan.rows if row.answer.response}
        self.last = max([0, *named, *consultation.responses.values_list("number", flat=True)])
        self.responses: dict[int, Response] = {}
        self.opinions: dict[int, list[int]] = {}
        self.new = self.changed = self.attached = 0

    def take(self, row: PlannedRow) -> None:
        if row.outcome == Outcome.CONFLICT and not row.may_overrule:
            return
        # A row without a number never takes that of another, also further down.
        number = row.number or self._next_number()
        if number not in self.responses:
            self.responses[number] = self._written(row, number)
        if row.moves:
            self.opinions.setdefault(number, []).append(row.answer.number)

    def _next_number(self) -> int:
        self.last += 1
        return self.last

    def _written(self, row: PlannedRow, number: int) -> Response:
        if row.response is None:
            self.new += 1
            return write_response(self.consultation, number=number, by=self.by, **self._fields(row.answer, None))
        if row.outcome == Outcome.CHANGED or number in self.overrule:
            self.changed += 1
            fields = self._fields(row.answer, row.response)
            return change_response(row.response, version=row.response.version, by=self.by, **fields)
        return row.response

    def _fields(self, answer: SheetAnswer, there: Response | None) -> dict[str, Any]:
        """What the filled cells say, beside what stands there in other languages."""
        fields: dict[str, Any] = {}
        for name, said in answer.said.items():
            if name == "theme":
                fields["theme"] = theme_called(self.consultation, said, self.words.language)
            elif name == "code":
                fields["disposition"] = self.words.disposition_keys[compared_name(said)]
            elif name == "changes":
                fields["places"] = [self.words.places.by_name[compared_name(clause)].key for clause in said.splitlines()]
            else:
                column = {"gist": "gists", "view": "views", "promised": "promised"}[name]
                fields[column] = {**(getattr(there, column) if there else {}), self.words.language: said}
        return fields

    def attach(self) -> None:
        for number, opinions in self.opinions.items():
            rows = Opinion.objects.filter(consultation=self.consultation, number__in=opinions)
            attach(rows, self.responses[number], by=self.by)
            self.attached += len(opinions)

    def finish(self, checked_by: Person) -> None:
        """Those that are complete."""
        drafts = [response for response in self.responses.values() if not response.is_final]
        complete = [response for response in drafts if is_complete(response, self.consultation)]
        for response in complete:
            check_response(response, by=checked_by)
        make_final(complete, by=checked_by)


def theme_called(consultation: Consultation, name: str, language: str) -> Theme:
    """The theme of this name in any language, made where there is none."""
    themes = list(consultation.themes.all())
    for theme in themes:
        if compared_name(name) in {compared_name(title) for title in theme.titles.values()}:
            return theme
    return Theme.objects.create(consultation=consultation, titles={language: name}, position=len(themes))
