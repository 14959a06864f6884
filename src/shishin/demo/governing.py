"""Duties, who performs them, and plans of the worked examples, told through the domain functions. What each field means is said in the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision
from shishin.governance.adopting import adopt_plan_edition, name_of_plan_text, publish_plan_edition
from shishin.governance.disposing import dispose_of
from shishin.governance.duties.basing import add_practice, read_basis
from shishin.governance.duties.loading import delivered_list, load_duties
from shishin.governance.models import Duty, Plan, PlanEdition
from shishin.governance.models.plans import MEASURE_LINE
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.plans.keeping import add_plan
from shishin.governance.reporting import reach_milestone, report_progress, report_value
from shishin.governance.stating import publish_year, set_due_day, state_duty
from shishin.governance.submitting import answer_advice, give_advice, submit_edition
from shishin.governance.writing import (
    AmountWords,
    MeasureWords,
    MilestoneWords,
    measure_called,
    remove_measure,
    start_next_edition,
    write_chapter,
    write_measure,
)
from shishin.guidelines.models import Document, Line
from shishin.kit.dates import FiscalYear, Quarter, read_quarter
from shishin.people.claims import agree_to_all
from shishin.people.models import Claim, Organization, Person

Sheet = Mapping[str, Any]


def load_governance(path: Path) -> None:
    sheet: Sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in sheet["lists"]:
        _load_list(entry)
    for entry in sheet["plans"]:
        _load_plan(entry)
    for entry in sheet["agreed"]:
        waiting = Claim.objects.filter(kind=MEASURE_LINE, claimed_by__slug=entry["claimed_by"], state=Claim.State.ASKED)
        if first := waiting.first():
            agree_to_all(first, by=_person(entry["by"]))


def _load_list(entry: Sheet) -> None:
    owner, keeper = _organization(entry["owner"]), _person(entry["by"])
    load_duties(delivered_list(entry["list"]), source=entry["list"], owner=owner, since=entry["since"], by=keeper)
    duties = {duty.slug: duty for duty in Duty.objects.filter(owner=owner)}
    for duty, clauses in entry["bases"].items():
        for named in clauses:
            document, _space, key = named.partition(" ")
            read_basis(duties[duty], line=Line.objects.get(document__slug=document, key=key), by=keeper)
    for told in entry["practices"]:
        organization = _organization(told["organization"])
        add_practice(duties[told["duty"]], organization=organization, words=told["words"], day=told["day"], by=keeper)
    for year in entry["years"]:
        set_due_day(owner, fiscal_year=year["year"], due_on=year["due"], by=keeper)
        for stated in year["statuses"]:
            _state(stated, duties, year["year"])
        if published := year.get("published"):
            publish_year(owner, fiscal_year=year["year"], on=published, by=keeper)


def _state(entry: Sheet, duties: Mapping[str, Duty], year: int) -> None:
    """All concrete duties are performed but those that are named: with other words, or left open."""
    organization, by, named = _organization(entry["organization"]), _person(entry["by"]), entry.get("but", {})
    for slug, duty in duties.items():
        if duty.is_abstract or named.get(slug) == "open":
            continue
        told = named.get(slug, {"state": "performed"})
        state_duty(duty, organization=organization, fiscal_year=year, by=by, **told)


# Plans.


def _load_plan(entry: Sheet) -> None:
    by = _person(entry["by"])
    upper = Document.objects.get(slug=entry["upper"]) if "upper" in entry else None
    plan = add_plan(
        _organization(entry["organization"]),
        slug=entry["slug"],
        titles=entry["titles"],
        first_year=entry["years"][0],
        last_year=entry["years"][1],
        upper_document=upper,
        advised_by=_organization(entry["advised_by"]) if "advised_by" in entry else None,
        bodies=[Body.objects.get(slug=entry["body"])],
        rule=entry["rule"],
        by=by,
    )
    for edition in entry["editions"]:
        _bring_out(plan, edition, entry, by=by)


def _bring_out(plan: Plan, entry: Sheet, of_plan: Sheet, *, by: Person) -> None:
    edition = start_next_edition(plan, fiscal_year=entry["year"], reason=entry.get("reason", ""), by=by)
    for chapter in entry.get("chapters", ()):
        write_chapter(edition, headings=chapter["headings"], bodies=chapter.get("bodies", {}), by=by)
    for key in entry.get("removed", ()):
        remove_measure(edition, key=key, by=by)
    for measure in entry.get("measures", ()):
        key = measure["key"] if edition.measures.filter(key=measure["key"]).exists() else ""
        write_measure(edition, key=key, words=_measure(measure, plan), by=by)
    for indicator in entry.get("indicators", ()):
        write_indicator(edition, words=_indicator(indicator), by=by)
    for disposal in entry.get("disposals", ()):
        dispose_of(edition, by=by, **disposal)
    if "submitted" not in entry:
        return
    edition = submit_edition(edition, on=entry["submitted"], by=by)
    _advise(edition, entry, by=by)
    if "decided" not in entry:
        return
    decision = _decide(edition, entry, of_plan)
    edition = adopt_plan_edition(edition, decision=decision, by=by)
    publish_plan_edition(edition, on=entry["published"], by=by)
    _report(edition, entry, by=by)


def _measure(entry: Sheet, plan: Plan) -> MeasureWords:
    lines = [
        ("upper_item" if plan.upper_document and named.partition(" ")[0] == plan.upper_document.slug else "realizes", named)
        for named in entry.get("serves", ())
    ]
    return MeasureWords(
        chapter=entry["chapter"],
        titles=entry["titles"],
        outlines=entry["outlines"],
        unit=entry["unit"],
        first=_quarter(entry["from"]),
        last=_quarter(entry["to"]),
        systems=entry.get("systems", ()),
        lines=[(kind, _line(named)) for kind, named in lines],
        milestones=[MilestoneWords(_quarter(one["quarter"]), one["words"], one.get("after")) for one in entry.get("milestones", ())],
        amounts=[
            AmountWords(FiscalYear(one["year"]), one["kind"], one["amount"], one.get("withheld_until")) for one in entry.get("amounts", ())
        ],
    )


def _indicator(entry: Sheet) -> IndicatorWords:
    return IndicatorWords(
        titles=entry["titles"],
        unit=entry["unit"],
        direction=entry.get("direction", "up"),
        baseline=Decimal(str(entry["baseline"][1])),
        baseline_year=FiscalYear(entry["baseline"][0]),
        targets={FiscalYear(year): Decimal(str(value)) for year, value in entry["targets"].items()},
        kind=entry.get("kind", "measure"),
        measure=entry.get("measure", ""),
    )


def _advise(edition: PlanEdition, entry: Sheet, *, by: Person) -> None:
    for told in entry.get("advice", ()):
        adviser = _person(told["by"])
        organization = edition.plan.advised_by or edition.plan.organization
        advice = give_advice(
            edition, key=told.get("measure", ""), words=told["words"], organization=organization, on=told["day"], by=adviser
        )
        if "answer" in told:
            answer_advice(advice, answer=told["answer"], words=told.get("answer_words", ""), on=told["answered"], by=by)


def _decide(edition: PlanEdition, entry: Sheet, of_plan: Sheet) -> Decision:
    return record_decision(
        Body.objects.get(slug=of_plan["body"]),
        kind=Decision.Kind(of_plan["kind"]),
        decided_on=entry["decided"],
        text_name=name_of_plan_text(edition),
        text_hash=edition.text_hash,
        by=_person(of_plan["decided_by"]),
    )


def _report(edition: PlanEdition, entry: Sheet, *, by: Person) -> None:
    for told in entry.get("progress", ()):
        quarter = _quarter(told["quarter"])
        for key, (state, done, then) in told["measures"].items():
            report_progress(edition.plan, key=key, quarter=quarter, state=state, done=done, next=then, by=by)
    for told in entry.get("values", ()):
        year, value = FiscalYear(told["year"]), Decimal(str(told["value"]))
        report_value(edition.plan, key=told["indicator"], year=year, quarter=told.get("quarter"), value=value, source=told["source"], by=by)
    for told in entry.get("reached", ()):
        milestone = measure_called(edition, told["measure"]).milestones.get(position=told["milestone"])
        reach_milestone(milestone, on=told["day"], by=by)


def _organization(slug: str) -> Organization:
    return Organization.objects.get(slug=slug)


def _person(login: str) -> Person:
    return Person.objects.get(login_name=login)


def _line(named: str) -> Line:
    document, _space, key = named.partition(" ")
    return Line.objects.get(document__slug=document, key=key)


def _quarter(written: str) -> Quarter:
    quarter = read_quarter(written)
    if quarter is None:
        raise ValueError(f"{written} is no quarter.")
    return quarter
