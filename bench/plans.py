"""Plans: an edition of 300 measures on its page and as files, two of them side by side, and 3,000 measures of ten plans rolled up."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.utils.timezone import localdate

from bench.figures import Figure, p95, queries_of, seconds
from bench.texts import make_clauses, store
from shishin.councils.models import Body, Decision
from shishin.governance.adopting import adopt_plan_edition, name_of_plan_text, publish_plan_edition
from shishin.governance.disposing import dispose_of, to_dispose
from shishin.governance.models import Plan, PlanEdition
from shishin.governance.plans.comparing import compare_plan_editions
from shishin.governance.plans.content import read_content
from shishin.governance.plans.files import write_pdf, write_word
from shishin.governance.plans.keeping import add_plan
from shishin.governance.rolling_up import roll_up
from shishin.governance.submitting import submit_edition
from shishin.governance.writing import (
    AmountWords,
    MeasureWords,
    MilestoneWords,
    remove_measure,
    start_next_edition,
    write_chapter,
    write_measure,
)
from shishin.guidelines.models import Document, Line
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.people.organizing import add_organization
from shishin.trail.recording import OPERATOR

MEASURES, PLANS, ITEMS = 300, 10, 60


def measure() -> list[Figure]:
    year = fiscal_year(localdate()).begins_in - 1
    upper = _upper_document()
    plans = [_plan(number, upper, year) for number in range(PLANS)]
    editions = [_edition(plan, year, list(Line.objects.filter(document=upper).order_by("key"))) for plan in plans]
    old, new = editions[0], _next_edition(plans[0], year + 1)
    client = Client(headers={"host": "127.0.0.1"})
    what = f"plan of {MEASURES} measures"

    def page() -> None:
        answer = client.get(old.get_absolute_url())
        assert answer.status_code == 200, answer.status_code

    def rolled() -> None:
        assert len(roll_up(document=upper, fiscal_year=year).measures) == MEASURES * PLANS

    content = read_content(old)
    return [
        Figure(f"{what}, its edition: queries", queries_of(page), "queries", 12),
        Figure(f"{what}, its edition: p95", _milliseconds(page), "ms", 200),
        Figure(f"{what}, two editions compared: p95", _milliseconds(lambda: compare_plan_editions(old, new)), "ms", 500),
        Figure(f"{what} as Word", seconds(lambda: write_word(content, "ja"), times=2)[0], "s", 5),
        Figure(f"{what} as PDF", seconds(lambda: write_pdf(content, "ja"), times=2)[0], "s", 2),
        Figure(f"{MEASURES * PLANS:,} measures rolled up: queries", queries_of(rolled), "queries"),
        Figure(f"{MEASURES * PLANS:,} measures rolled up: p95", _milliseconds(rolled), "ms", 300),
    ]


def _milliseconds(action: object) -> float:
    return p95(seconds(action, times=20, warm=2)) * 1000  # type: ignore[arg-type]


def _upper_document() -> Document:
    """A plan of the government with as many items as there are."""
    return store("bench-upper", "1.0.0", make_clauses(ITEMS), day=date(2020, 4, 1)).document


def _plan(number: int, upper: Document, year: int) -> Plan:
    ministry = add_organization(slug=f"bench-ministry-{number}", kind="ministry", names={"ja": f"計測{number}省"}, by=OPERATOR)
    titles = {"ja": f"計測{number}省中長期計画", "en": f"Plan {number}"}
    return add_plan(
        ministry, titles=titles, first_year=year, last_year=year + 4, upper_document=upper, slug=f"bench-plan-{number}", by=OPERATOR
    )


def _edition(plan: Plan, year: int, lines: list[Line]) -> PlanEdition:
    edition = start_next_edition(plan, fiscal_year=year, by=OPERATOR)
    first = FiscalYear(year).quarter(1)
    for place in range(10):
        write_chapter(edition, headings={"ja": f"章{place}", "en": f"Chapter {place}"}, bodies={"ja": "述べる。"}, by=OPERATOR)
    chapters = [chapter.key for chapter in edition.chapters.all()]
    for number in range(MEASURES):
        words = MeasureWords(
            chapter=chapters[number % 10],
            titles={"ja": f"施策{number}", "en": f"Measure {number}"},
            outlines={"ja": "手続を入口から結果までオンラインで終えられるようにする。" * 3},
            unit="手続局",
            first=first,
            last=FiscalYear(year + 1).quarter(4),
            lines=[("upper_item", lines[number % len(lines)])] if number % 10 else [],
            milestones=[MilestoneWords(first, {"ja": "始める"}), MilestoneWords(FiscalYear(year + 1).quarter(2), {"ja": "終える"}, 0)],
            amounts=[AmountWords(FiscalYear(year), "initial", 1000 * number), AmountWords(FiscalYear(year + 1), "request", number)],
        )
        write_measure(edition, words=words, by=OPERATOR)
    return _brought_out(edition)


def _next_edition(plan: Plan, year: int) -> PlanEdition:
    edition = start_next_edition(plan, fiscal_year=year, by=OPERATOR)
    for key in list(edition.measures.order_by("pk").values_list("key", flat=True))[::10]:
        remove_measure(edition, key=key, by=OPERATOR)
    by_kind: dict[str, list[str]] = {}
    for row in to_dispose(edition):
        by_kind.setdefault(row.proposal, []).append(row.measure.key)
    for kind, keys in by_kind.items():
        dispose_of(edition, keys=keys, kind=kind, reason="見直しによる。", by=OPERATOR)
    return _brought_out(edition)


def _brought_out(edition: PlanEdition) -> PlanEdition:
    edition = submit_edition(edition, by=OPERATOR)
    body, _is_new = Body.objects.get_or_create(slug="bench-plans", defaults={"established_on": date(2020, 4, 1)})
    decision = Decision.objects.create(
        body=body, kind="decided", decided_on=localdate(), text_name=name_of_plan_text(edition), text_hash=edition.text_hash
    )
    return publish_plan_edition(adopt_plan_edition(edition, decision=decision, by=OPERATOR), by=OPERATOR)
