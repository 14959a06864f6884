"""Made-up editions of any size, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shishin.guidelines.acting.adopting import take_over
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.models import Edition
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

WORDS = [
    "利用者",
    "手続",
    "職員",
    "記録",
    "公開",
    "業務",
    "情報",
    "システム",
    "評価",
    "計画",
    "確認",
    "担当",
    "期限",
    "費用",
    "品質",
    "画面",
    "説明",
    "変更",
    "運用",
    "調達",
    "要件",
    "設計",
    "試験",
    "移行",
    "監査",
    "統計",
    "都民",
    "窓口",
    "データ",
    "サービス",
    "クラウド",
    "アクセシビリティ",
    "セキュリティ",
    "プロジェクト",
]
ENDS = ("を確かめる。", "を公表する。", "を見直す。", "を定める。", "に備える。", "を記録に残す。")


def sentence(chance: random.Random) -> str:
    return "、".join(
        "と".join(chance.sample(WORDS, 2)) + chance.choice(("の", "による", "に関する")) + chance.choice(WORDS) for _ in range(3)
    ) + chance.choice(ENDS)


def make_clauses(size: int, *, seed: int = 1, chapter: int = 25) -> list[ManuscriptClause]:
    """Chapters of so many clauses: a heading, sections of five lines each."""
    chance = random.Random(seed)
    clauses = []
    for number in range(size):
        within = number % chapter
        depth = 1 if within == 0 else 2 if within % 6 == 1 else 3
        kind = "chapter" if depth == 1 else "text"
        body = "" if depth == 1 else "\n\n".join(sentence(chance) for _ in range(1 + depth % 2))
        heading = sentence(chance)[:18] if depth < 3 else ""
        passage = Passage(heading=heading, body=body)
        clauses.append(
            ManuscriptClause(key=f"k{number}", depth=depth, kind=kind, force="must" if depth == 3 else "none", passages={"ja": passage})
        )
    return clauses


def revise(clauses: Sequence[ManuscriptClause], *, share: float = 0.1, seed: int = 2) -> list[ManuscriptClause]:
    """The same clauses with a share of them worded otherwise, one in fifty dropped and one in fifty added."""
    chance = random.Random(seed)
    revised = []
    for clause in clauses:
        if clause.depth == 3 and chance.random() < 0.02:
            continue
        if clause.depth == 3 and chance.random() < share:
            body = clause.passages["ja"].body.replace("。", "、速やかに行う。", 1)
            clause = replace(clause, passages={"ja": Passage(body=body)})  # noqa: PLW2901
        revised.append(clause)
        if clause.depth == 3 and chance.random() < 0.02:
            revised.append(replace(clause, key=f"{clause.key}-new", passages={"ja": Passage(body=sentence(chance))}))
    return revised


def store(slug: str, version: str, clauses: Sequence[ManuscriptClause], *, started_from: str = "", day: date = date(2026, 4, 1)) -> Edition:
    """An edition in force from a day, taken over, made of these clauses."""
    manuscript = Manuscript(
        document=DocumentSheet(slug=slug, titles={"ja": f"性能測定 {slug}"}, family="bench", owner="bench", numbering="arabic"),
        edition=EditionSheet(version=version, started_from=started_from),
        clauses=tuple(clauses),
    )
    edition = import_manuscript(manuscript, by=OPERATOR)
    return take_over(edition, source="https://example.jp/bench", day=day, in_force_from=day, by=OPERATOR)
