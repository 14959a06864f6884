"""Who performs what: 62 organizations × 60 duties over five fiscal years, as a page, an organization, and files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

from django.test import Client

from bench.figures import Figure, p95, queries_of, seconds
from shishin.governance.duties.keeping import DutyWords, add_duty
from shishin.governance.duties.owing import standing_of
from shishin.governance.models import DutyStatus
from shishin.governance.stating import publish_year
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.kit.moments import now
from shishin.people.models import Organization, Role, RoleName
from shishin.people.organizing import add_organization
from shishin.trail.recording import OPERATOR

ORGANIZATIONS, DUTIES, FUNCTIONS, YEARS = 62, 60, 9, 5
SLUG = "bench-duties"
STATES = ("performed", "partly", "not_yet", "not_applicable")
FIRST_DAY = date(2015, 4, 1)


def measure() -> Iterator[Figure]:
    began = time.perf_counter()
    owner = _owner()
    newest = fiscal_year(date.today()).begins_in
    for begins in range(newest - YEARS + 1, newest + 1):
        _state_all(owner, begins)
        publish_year(owner, fiscal_year=begins, by=OPERATOR)
    yield Figure(f"{DutyStatus.objects.count():,} statuses written", time.perf_counter() - began, "s")
    client = Client(headers={"host": "127.0.0.1"})
    matrix = f"?owner={SLUG}&year={FiscalYear(newest).number}"
    pages = [
        (f"matrix of {ORGANIZATIONS} × {DUTIES}, published", f"/governance/matrix/{matrix}", 300, 10),
        ("matrix, one role", f"/governance/matrix/{matrix}&role={SLUG}-0", 300, 10),
        ("one organization in a year", f"/governance/organizations/{SLUG}-0/?year={FiscalYear(newest).number}", 300, 20),
    ]
    for name, address, limit, most in pages:
        yield Figure(f"{name}: p95", p95(seconds(lambda address=address: _read(client, address), times=20, warm=2)) * 1000, "ms", limit)  # type: ignore[misc]
        yield Figure(f"{name}: queries", queries_of(lambda address=address: _read(client, address)), "queries", most)  # type: ignore[misc]
    yield Figure("sums of a year", seconds(lambda: standing_of(owner, FiscalYear(newest)).counts(), times=5)[-1] * 1000, "ms")
    for form in ("xlsx", "csv", "json"):
        taken = seconds(lambda form=form: _read(client, f"/governance/matrix/{form}/{matrix}"), times=2, warm=0)  # type: ignore[misc]
        yield Figure(f"matrix as {form}", max(taken), "s", 5)


def _read(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    if answer.streaming:
        list(answer)


def _owner() -> Organization:
    owner = _organization(SLUG, "日本国政府", kind="government")
    for at in range(ORGANIZATIONS):
        _organization(f"{SLUG}-{at}", f"第{at}政策府省", kind="ministry", parent=owner)
    roles = []
    for at in range(5):
        roles.append(Role.objects.create(slug=f"{SLUG}-{at}"))
        RoleName.objects.create(role=roles[at], names={"ja": f"役割{at}", "en": f"Role {at}"}, valid_from=FIRST_DAY)
    for number in range(FUNCTIONS):
        title = {"ja": f"機能{number}の管理", "en": f"Management of function {number}"}
        function = add_duty(owner, words=DutyWords(title), is_abstract=True, since=FIRST_DAY, slug=f"{SLUG}-f{number}", by=OPERATOR)
        for at in range(number, DUTIES, FUNCTIONS):
            words = DutyWords({"ja": f"職務{at}を計画し、確かめる", "en": f"Plan and check duty {at}"}, {}, roles[at % 5], ["ministry"])
            add_duty(owner, words=words, parent=function, since=FIRST_DAY, slug=f"{SLUG}-d{at}", by=OPERATOR)
    return owner


def _organization(slug: str, name: str, *, kind: str, parent: Organization | None = None) -> Organization:
    names = {"ja": name, "en": slug}
    return add_organization(slug=slug, names=names, kind=kind, parent=parent, by=OPERATOR)


def _state_all(owner: Organization, begins: int) -> None:
    """As `state_duty` leaves it, in one go: every twentieth cell is a gap."""
    cells = standing_of(owner, FiscalYear(begins)).cells
    DutyStatus.objects.bulk_create(
        DutyStatus(
            duty_id=cell.duty,
            organization_id=cell.organization,
            fiscal_year=begins,
            state=STATES[at % 4],
            words="体制の整備が途中であり、来年度に人員を増やす。",
            evidence="中長期計画 第3章",
            at=now(),
        )
        for at, cell in enumerate(cells)
        if at % 20
    )
