"""Links: what a group names comes first, then what shares its words; and whichever answer was given to opinions like it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shishin.opinion_analysis.linking import Answered, Clause, clauses_in, known_of, link_groups, linking_words

FORMS = Clause(
    "forms", ["#1"], ["申請書の様式"], ["申請書の様式は、記入例を添えて短くする。", "Keep forms of application short, and give examples."]
)
HOURS = Clause("hours", ["#2"], [], ["窓口の受付時間を定める。"])
EVENING = Clause("evening", ["2-1"], [], ["夜間と休日の受付を月に一度は行う。"], above="hours")
EMPTY = Clause("empty", ["#3"], [], [])
CLAUSES = [FORMS, HOURS, EVENING, EMPTY]


@pytest.fixture
def linked(tmp_path):
    def link(texts, *, clauses=CLAUSES, answered=()):
        pq.write_table(pa.table({"text": pa.array(texts, pa.large_string())}), tmp_path / "speakers.parquet")
        link_groups(tmp_path, tmp_path, clauses=clauses, answered=answered, tell=lambda *_told: None)
        return [pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("links", "earlier")]

    return link


def keys(links):
    return [(row["group"], row["rank"], row["key"]) for row in links]


def test_a_clause_that_is_named_stands_before_those_that_share_words(linked):
    links, _earlier = linked(["#3に賛成。ただし申請書の様式を短くしてほしい。", "2-1より#1を先に"])

    assert keys(links)[:2] == [(1, 1, "empty"), (1, 2, "forms")]
    assert [row["key"] for row in links if row["group"] == 2][:2] == ["evening", "forms"]
    assert {row["score"] for row in links if row["group"] == 2 and row["rank"] < 3} == {1}


def test_words_lead_to_the_clause_that_has_them_in_either_language(linked):
    links, _earlier = linked(["様式の記入例がほしい", "Give examples with every application", "夜間も受付をしてほしい"])

    assert [(row["group"], row["key"]) for row in links if row["rank"] == 1] == [(1, "forms"), (2, "forms"), (3, "evening")]


def test_where_a_part_is_likely_so_is_its_clause(linked):
    links, _earlier = linked(["休日と夜間"])

    assert keys(links) == [(1, 1, "evening"), (1, 2, "hours")]
    assert links[1]["score"] == pytest.approx(0.7 * links[0]["score"])


def test_words_that_no_clause_has_count_against_it(linked):
    links, _earlier = linked(["夜間", "夜間の騒音と花火と猫と踏切"])

    scores = {row["group"]: row["score"] for row in links if row["key"] == "evening"}
    assert scores[2] < scores[1]


@pytest.mark.parametrize("text", ["", "😀", "賛成", "\x00", "مرحبا"])
def test_what_shares_nothing_with_any_clause_has_no_link(linked, text):
    assert linked([text], answered=[Answered("r1", "窓口の時間")]) == [[], []]


@pytest.mark.parametrize("clauses", [[], [EMPTY]])
def test_without_words_of_clauses_there_are_empty_files_of_the_same_shape(linked, tmp_path, clauses):
    assert linked(["窓口"], clauses=clauses) == [[], []]
    assert pq.read_table(tmp_path / "links.parquet").schema.names == ["group", "rank", "key", "score"]
    assert pq.read_table(tmp_path / "earlier.parquet").schema.names == ["group", "answered", "score"]


def test_no_opinion_is_no_link(linked):
    assert linked([]) == [[], []]


def test_an_answer_stands_beside_what_is_like_any_opinion_it_was_given_to(linked):
    answered = [Answered("r7", "保育園を増やしてほしい"), Answered("r8", "窓口の受付時間を延ばして"), Answered("r7", "図書館の本が古い")]

    _links, earlier = linked(["図書館の本が古いので困る", "窓口の受付時間を延ばして"], answered=answered)

    assert [(row["group"], row["answered"]) for row in earlier] == [(1, "r7"), (2, "r8")]
    assert earlier[1]["score"] == 1


def test_parts_of_the_work_do_not_show(linked, monkeypatch):
    texts = [f"{number}番目の意見。夜間の受付と様式と窓口" for number in range(9)]
    whole = linked(texts)
    monkeypatch.setattr("shishin.opinion_analysis.linking.TOGETHER", 2)

    assert linked(texts) == whole


def test_scores_are_those_of_a_slow_plain_version():
    owned = [["申請書の様式", "forms"], ["窓口の受付時間"], []]
    known = known_of(owned)
    asked = [linking_words(text) for text in ("窓口の様式", "Form")]

    rows = known.weights.toarray()
    slow = [
        [
            max(float(row @ weight) for row in rows[first:last]) * (sum(word in known.words.places for word in words) / len(words)) ** 0.5
            for first, last in ((0, 2), (2, 3), (3, 4))
        ]
        for words, weight in zip(asked, known.words.weights(asked).toarray(), strict=True)
    ]
    assert known.scores(asked) == pytest.approx(np.array(slow))
    assert min(slow[0][:2]) > 0 == slow[0][2]


def test_an_edition_that_was_downloaded_is_clauses_by_their_labels_and_those_above():
    def clause(depth, key, label, **words):
        passages = {language: {"heading": heading, "body": "b", "summary": ""} for language, heading in words.items()}
        return {"depth": depth, "key": key, "label": label, "passages": passages}

    found = clauses_in(
        {"clauses": [clause(1, "a", "第9条", ja="題"), clause(2, "plain", ""), clause(3, "b", "2"), clause(1, "c", "第10条", en="T")]}
    )

    assert found == [
        Clause("a", ["第9条"], ["題"], ["題\n題\nb\n"]),
        Clause("plain", [], [], [], above="a"),
        Clause("b", ["第9条 2"], [], [], above="a"),
        Clause("c", ["第10条"], ["T"], ["T\nT\nb\n"]),
    ]
