"""Adopting an edition of 2,000 clauses that was revised in a tenth of them, each change with its reason."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from bench.figures import Figure, median
from bench.texts import make_clauses, revise, store
from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.trying import TRY
from shishin.kit.jobs import begin, run
from shishin.texts.manuscript import EditionSheet, ManuscriptChange, ManuscriptReason
from shishin.trail.recording import OPERATOR


def measure() -> list[Figure]:
    body = Body.objects.create(slug="bench-council", kind=Body.Kind.COUNCIL)
    taken, printing = [], []
    for turn in range(3):
        edition = revised_edition(f"bench-adopt-{turn}")
        decision = record_decision(
            body,
            kind=Decision.Kind.DECIDED,
            decided_on=date(2026, 3, 31),
            text_name=name_of_text(edition),
            text_hash=edition_hash(edition),
            by=OPERATOR,
        )
        began = time.perf_counter()
        tried = run(str(begin(TRY, by="bench", address="/", edition=edition.pk, hash=edition_hash(edition)).uuid))
        printing.append(time.perf_counter() - began)
        assert tried == "done", tried
        began = time.perf_counter()
        adopt_edition(edition, decision=decision, in_force_from=date(2026, 10, 1), by=OPERATOR)
        taken.append(time.perf_counter() - began)
    return [
        Figure("adoption of a 2,000-clause edition, once it was printed", median(taken), "s", 2),
        Figure("printing it first, by the worker", median(printing), "s"),
    ]


def revised_edition(slug: str) -> Edition:
    """A working edition of 2,000 clauses after one in force."""
    clauses = make_clauses(2000)
    first = store(slug, "1.0.0", clauses)
    following = revise(clauses)
    old, new = {clause.key: clause for clause in clauses}, {clause.key: clause for clause in following}
    changes = [
        *(ManuscriptChange("kept", (key,), (key,)) for key, clause in new.items() if key in old and clause != old[key]),
        *(ManuscriptChange("new", (), (key,)) for key in new if key not in old),
        *(ManuscriptChange("dropped", (key,), ()) for key in old if key not in new),
    ]
    sheet = EditionSheet("2.0.0", started_from="1.0.0", revision="major", reasons=(ManuscriptReason({"ja": "理由"}, True, tuple(changes)),))
    return import_manuscript(replace(manuscript_of(first), edition=sheet, clauses=tuple(following)), by=OPERATOR)
