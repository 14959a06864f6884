"""The texts of Japan's guideline group: its main document in two editions, its kinds and states, and its links."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.demo.tests.reading_texts import manuscripts, slugs
from shishin.guidelines.default_data import delivered_schemes
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import ClauseLink, Document, Edition
from shishin.texts.numbering.labels import labels

PARTS = {
    "general": ["purpose", "scope", "ideas", "reading"],
    "governance": ["overview", "organization", "plan", "priority", "people", "budget", "assets", "audit"],
    "management": [
        *("mgmt-overview", "project", "finance", "service", "requirements"),
        *("procurement", "design", "run", "operate", "project-audit"),
    ],
}


def scheme(slug: str) -> dict[str, object]:
    return next(scheme["rules"] for scheme in delivered_schemes() if scheme["slug"] == slug)


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_main_guideline_has_three_parts_with_all_their_chapters(version):
    clauses = manuscripts("ds-100")[version].clauses
    found: dict[str, list[str]] = {}
    for clause in clauses:
        if clause.kind == "chapter" and clause.depth == 1:
            part = found[clause.key] = []
        elif clause.kind == "chapter":
            part.append(clause.key)

    assert found == PARTS


def test_a_clause_is_cited_by_part_and_chapter():
    clauses = manuscripts("ds-100")["2.0.0"].clauses
    cited = {clause.key: label.cited for clause, label in zip(clauses, labels(clauses, scheme("standard")), strict=True)}

    assert cited["gates-pass"] == "第2編 第4章 2. 2)"
    assert cited["plan-item-cost"] == "第3編 第2章 2. 1) ウ"
    assert cited["papers-list"] == "別紙2 1."


def test_documents_stand_in_every_state():
    states = {slug: next(iter(manuscripts(slug).values())).document.state for slug in slugs("japan")}

    assert {slug: state for slug, state in states.items() if state != "active"} == {
        "api-technical-guidebook": "out_of_management",
        "ds-451-6": "out_of_management",
        "it-governance-2014": "superseded",
        "odb-manual": "abolished",
    }


def test_old_numbers_still_lead_to_their_documents():
    aliases = {alias: slug for slug in slugs("japan") for alias in next(iter(manuscripts(slug).values())).document.aliases}

    assert aliases == {
        "guideline-1001": "ds-100",
        "guideline-1008": "ds-100-annex-1",
        "guideline-1009": "ds-110",
        "guideline-1010": "ds-120",
        "guideline-1020": "api-technical-guidebook",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("example", ["japan"], indirect=True)
def test_the_example_loads_with_every_change_explained_and_one_suspect_link(example):
    suspect = suspect_links(list(ClauseLink.objects.all()), day=date(2026, 11, 22))
    main = Document.objects.get(slug="ds-100")

    assert list(ClauseLink.objects.filter(pk__in=suspect).values_list("source__key", "target__key")) == [("on-audit", "audit-report")]
    assert [
        edition.adopted_by.body.name_on(edition.decided_on) for edition in main.editions.order_by("decided_on") if edition.adopted_by
    ] == [
        "CIO Council",
        "Executive Committee of the Council for the Promotion of a Digital Society",
    ]
    assert not Edition.objects.in_force_on(date(2018, 3, 30)).filter(document__slug="it-governance-2014").exists()
