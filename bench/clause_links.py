"""Links: of how many opinions the clause they are about is among the three that are proposed. Part of `analysis`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import yaml

from bench.figures import Figure
from shishin.demo.loading import TEXTS
from shishin.guidelines.default_data import delivered_schemes, delivered_scopes
from shishin.texts.manuscript import Manuscript, parents
from shishin.texts.numbering.labels import compute_labels
from shishin.texts.text_form import read_folder

LABELLED = Path(__file__).with_name("clause_opinions.yaml")
DOCUMENT, VERSION = "tokyo-action-guidelines", "1.1.0-draft.1"


def measure() -> list[Figure]:
    labelled = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    made = [(key, words) for key, several in labelled.items() for words in several]
    demo = [
        (opinion["place"], opinion["words"])
        for consultation in yaml.safe_load((TEXTS / "consultations.yaml").read_text(encoding="utf-8"))["consultations"]
        if consultation["document"] == DOCUMENT
        for opinion in consultation["opinions"]
        if opinion.get("place")
    ]
    scopes = [scope["slug"] for scope in delivered_scopes()]
    draft = next(one for one in read_folder(TEXTS / DOCUMENT, scopes=scopes) if one.edition.version == VERSION)
    figures: list[Figure] = []
    for what, opinions in (("labelled opinions", made), ("opinions of the demo that were given at a clause", demo)):
        figures += _found(f"{len(opinions)} {what}", opinions, draft)
    return figures


def _found(what: str, opinions: Sequence[tuple[str, str]], draft: Manuscript) -> list[Figure]:
    links = _links(opinions, draft)
    near = _family(draft)
    lost = [(key, words, found) for (key, words), found in zip(opinions, links, strict=True) if key not in found]
    print(f"{what}, not among three:", *(f"  {key}: {words} → {', '.join(found)}" for key, words, found in lost), sep="\n", file=sys.stderr)
    count = len(opinions)
    first = sum(found[:1] == [key] for (key, _words), found in zip(opinions, links, strict=True))
    around = sum(bool(near[key] & set(found)) for (key, _words), found in zip(opinions, links, strict=True))
    return [
        Figure(f"{what}: the clause is among three", 100 * (count - len(lost)) / count, "%"),
        Figure(f"{what}: it is the first", 100 * first / count, "%"),
        Figure(f"{what}: it, its parts or what it is part of are among three", 100 * around / count, "%"),
    ]


def _links(opinions: Sequence[tuple[str, str]], draft: Manuscript) -> list[list[str]]:
    """The clauses that `analyse` proposes for each, best first. No two are nearly the same, but if they are, they share theirs."""
    rules = next(scheme["rules"] for scheme in delivered_schemes() if scheme["slug"] == draft.document.numbering)
    labels = compute_labels(draft.clauses, rules)
    clauses = [{"label": label, **asdict(clause)} for clause, label in zip(draft.clauses, labels, strict=True)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "draft.json").write_text(json.dumps({"clauses": clauses}, default=str), encoding="utf-8")
        with (folder / "opinions.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "words"), *((at, words) for at, (_key, words) in enumerate(opinions))])
        command = [sys.executable, "-m", "shishin", "analyse", str(folder / "opinions.csv"), "--id=id", "--text=words"]
        command += [f"--clauses={folder / 'draft.json'}", f"--out={folder / 'out'}"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        group_of = {int(row["id"]): row["group"] for row in pq.read_table(folder / "out" / "groups.parquet").to_pylist()}
        keys: dict[int, list[str]] = {}
        for row in pq.read_table(folder / "out" / "links.parquet").to_pylist():
            keys.setdefault(row["group"], []).append(row["key"])
    return [keys.get(group_of[at], []) for at in range(len(opinions))]


def _family(draft: Manuscript) -> dict[str, set[str]]:
    """A clause with its parts and the numbered one that it is part of."""
    family = {clause.key: {clause.key} for clause in draft.clauses}
    above = parents(draft.clauses)
    for at, clause in enumerate(draft.clauses):
        whole = above[at]
        while whole is not None and draft.clauses[whole].depth >= 3:
            family[clause.key].add(draft.clauses[whole].key)
            family[draft.clauses[whole].key].add(clause.key)
            whole = above[whole]
    return family
