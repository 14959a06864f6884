"""The next edition of a text without keys takes over the keys of the one before."""

from __future__ import annotations

import re
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest

from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.matching import MatchedBy, MatchedKey, match_keys

DATA = Path(__file__).parents[4].parent / "shared" / "data"
PLAYBOOK = DATA / "us-digital-services-playbook"
STANDARD = DATA / "uk-service-standard"

KEYS = re.compile(r" *\{#([a-z-]+) [a-z]+\}")

BEFORE = """
# Purpose

Why this guideline is there.

## Checklist

- Ask people before you build anything
- Measure what you have built each month

# Users

Who the users of the service are and what they need.

## Checklist

- Ask people before you build anything
- Publish the results
"""
AFTER = """
# Purpose

Why this guideline is there.

## Checklist

- Ask people before you build anything at all
- Measure what you have built each month

# People

Who the users of the service are and what they need.

## Checklist

- Ask people before you build anything
- Write everything down

# Money

Where the budget comes from.
"""


def test_keys_go_over_by_words_then_likeness_and_the_rest_is_new_or_gone() -> None:
    before = read_foreign({"before.md": BEFORE})
    after = read_foreign({"after.md": AFTER})

    carried = match_keys(after, before=before)

    assert carried.matched == (
        MatchedKey("purpose", MatchedBy.TEXT, 100.0),
        MatchedKey("purpose-checklist", MatchedBy.TEXT, 100.0),
        MatchedKey("purpose-checklist-ask-people-before-you-build-anything", MatchedBy.SIMILARITY, 91.4),
        MatchedKey("measure-what-you-have-built-each-month", MatchedBy.TEXT, 100.0),
        MatchedKey("users", MatchedBy.SIMILARITY, 92.3),
        MatchedKey("users-checklist", MatchedBy.TEXT, 100.0),
        MatchedKey("users-checklist-ask-people-before-you-build-anything", MatchedBy.TEXT, 100.0),
    )
    assert carried.new == ("write-everything-down", "money")
    assert carried.gone == ("publish-the-results",)


def test_a_new_clause_never_takes_a_key_that_was_used_before() -> None:
    before = read_foreign({"a.md": "## Rules\n\nA very long text about one matter that has nothing to do with the other.\n"})
    after = read_foreign({"a.md": "## Rules!\n\n使用料の納付に関する定め。\n\n## Money\n\nBudget.\n"})

    carried = match_keys(after, before=before, taken={"money"})

    assert [clause.key for clause in carried.manuscript.clauses] == ["rules-2", "money-2"]
    assert carried.gone == ("rules",)


def test_most_keys_of_the_first_playbook_live_on_in_the_second() -> None:
    if not PLAYBOOK.is_dir():
        pytest.skip("the real texts are not beside the checkout (../shared/data)")
    editions = [
        read_foreign({f"playbook/{folder}/{file.name}": file.read_text("utf-8") for file in (PLAYBOOK / folder).glob("*.md")})
        for folder in ("2014-08-12", "2020-08-11")
    ]

    carried = match_keys(editions[1], before=editions[0])

    assert len(editions[0].clauses) == 207
    assert Counter(pairing.matched_by for pairing in carried.matched) == {"text": 126, "heading": 12, "likeness": 68}
    assert carried.gone == ("use-an-issue-tracker-to-catalog-features",)
    assert carried.new == ("what-is-the-scope-of-the-project", "how-does-your-team-respond-to-incidents")
    plays = [clause.key for clause in editions[0].clauses if clause.depth == 1]
    assert [clause.key for clause in carried.manuscript.clauses if clause.depth == 1] == plays


def test_a_heading_keeps_its_key_when_its_number_shifts_or_its_anchor_goes() -> None:
    before = read_foreign(
        {
            "a.md": "# R\n\n## 5.1 Log\n\nThe office writes a diary of all that it sees.\n\n## 5.2：Staff\n\nAsk.\n\n## <a id='x'></a>Desk\n\nSit.\n"
        }
    )
    after = read_foreign(
        {"b.md": "# R\n\n## 5.1 Aim\n\nNew.\n\n## 5.2 Log\n\nQuite another duty.\n\n## 5.3. Staff\n\nTell.\n\n## Desk\n\nStand up.\n"}
    )

    carried = match_keys(after, before=before)

    assert [(found.key, found.matched_by) for found in carried.matched] == [(clause.key, MatchedBy.HEADING) for clause in before.clauses]
    assert [clause.passages["en"].heading for clause in after.clauses if clause.key in carried.new] == ["5.1 Aim"]


def test_a_vacated_article_keeps_its_key_between_its_neighbours() -> None:
    texts = ["## 第五条　記録\n\n書く。", "## 第六条　公聴\n\n聴く。", "## 第七条　公表\n\n出す。"]
    before = read_foreign({"a.md": "# 規程\n\n" + "\n\n".join(texts)})
    after = read_foreign({"b.md": "# 規程\n\n" + "\n\n".join([texts[0], "## 第六条　削除", texts[2]])})

    carried = match_keys(after, before=before)

    assert [found.key for found in carried.matched] == [clause.key for clause in before.clauses]


def test_words_that_every_clause_has_make_no_pair() -> None:
    common = ["Measure the digital service", "Describe the digital service", "Open the digital service", "Translate the digital service"]
    before = read_foreign({"a.md": _points(*common, "Connect the digital service with any paper steps required by law")})
    after = read_foreign({"b.md": _points(*common, "Invite everyone to use the digital service in May")})

    carried = match_keys(after, before=before)

    assert [found.matched_by for found in carried.matched] == [MatchedBy.TEXT] * 4
    assert carried.gone == ("connect-the-digital-service-with-any-paper",)


def test_words_of_kanji_that_every_clause_has_make_no_pair_and_a_rare_one_does() -> None:
    common = ["行政サービスの費用を測る", "行政サービスの入口を示す", "行政サービスの記録を残す", "行政サービスの手順を開く"]
    before = read_foreign({"a.md": _points(*common, "行政サービスの窓口に職員を置く")})
    gone = read_foreign({"b.md": _points(*common, "行政サービスを誰もが使う年に")})
    kept = read_foreign({"b.md": _points(*common, "行政サービスを担う職員が要る")})

    assert len(match_keys(gone, before=before).matched) == 4
    assert match_keys(kept, before=before).gone == ()


def test_common_words_in_a_row_that_no_other_clause_has_make_a_pair() -> None:
    words = ["窓口", "手続", "記録", "職員", "市民", "公表"]
    turned = [f"{first}の{second}を{third}に{first}と{third}" for first, second, third in permutations(words, 3)]
    before = read_foreign({"a.md": _points(*turned)})
    after = read_foreign({"b.md": _points(*(f"{turn[:9]}より別に広く示す" for turn in turned))})

    carried = match_keys(after, before=before)

    assert len(carried.matched) == len(turned) == 120


def test_no_point_of_the_real_standard_becomes_another_than_was_recorded() -> None:
    if not STANDARD.is_dir():
        pytest.skip("the real texts are not beside the checkout (../shared/data)")
    words = [(STANDARD / version / "en.md").read_text("utf-8") for version in ("1.0.0", "2.0.0")]
    before, after = (read_foreign({"standard.md": KEYS.sub("", text)}) for text in words)
    merged = {"data-risks": "security-privacy", "unaided": "first-time", "assisted": "first-time", "take-up": "encourage"}
    recorded = [KEYS.findall(text) for text in words]
    old = dict(zip((clause.key for clause in before.clauses), recorded[0], strict=True))

    carried = match_keys(after, before=before)

    pairs = {
        old[clause.key]: key for clause, key in zip(carried.manuscript.clauses, recorded[1], strict=True) if clause.key not in carried.new
    }
    assert {was: became for was, became in pairs.items() if merged.get(was, was) != became} == {}
    assert set(pairs) >= {"source-open", "standards", "offline", "consistent", "collect"}


def _points(*points: str) -> str:
    return "".join(f"# {point}\n\n" for point in points)
