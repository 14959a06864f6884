"""By which names clauses are meant in letters, files and sheets."""

from __future__ import annotations

from shishin.consultations.places import Place, Places


def places(*rows: tuple[str, str, str, str]) -> Places:
    return Places({line: Place(line, line, label, cited, heading, "/") for line, label, cited, heading in rows})


def test_a_clause_is_meant_by_its_label_its_citation_its_name_and_its_key():
    found = places(("goal", "1", "第1条", "目的"), ("foreword", "", "", "まえがき"))

    named = {name: place.line for name, place in found.by_name.items()}

    assert named == {"1": "goal", "第1条": "goal", "第1条目的": "goal", "goal": "goal", "まえがき": "foreword", "foreword": "foreword"}


def test_a_name_that_two_clauses_have_names_neither():
    found = places(("one", "1", "", "目的"), ("other", "1", "", "目的"))

    assert {name: place.line for name, place in found.by_name.items()} == {"one": "one", "other": "other"}
    assert [found.unlike_others(place) for place in found.values()] == ["one", "other"]


def test_what_is_printed_before_a_clause_means_it_and_not_what_stands_under_it_without_a_label():
    found = places(("five", "#5", "#5", "安全安心"), ("background", "", "#5", ""), ("example", "", "#5", "例えば"))

    assert found.by_name["#5"].line == "five"
    assert [found.unlike_others(place) for place in found.values()] == ["#5　安全安心", "background", "#5　例えば"]


def test_in_a_table_a_clause_is_its_number_in_full():
    found = places(("third", "9-3", "#9-3", "縮小や終了"), ("example", "", "#9", "例えば"))

    assert [place.short for place in found.values()] == ["#9-3", "#9　例えば"]


def test_on_paper_a_clause_is_named_whole():
    begin, whole = "目指す姿に届かないとわかったら、縮小や終了も選択…", "目指す姿に届かないとわかったら、縮小や終了も選択肢として考える。"
    place = Place("third", "third", "9-3", "#9-3", begin, "/", words=whole)

    assert (place.name, place.in_full) == (f"#9-3　{begin}", f"#9-3　{whole}")
    assert Place("third", "third", "", "", "", "/").in_full == "third"


def test_a_key_names_its_clause_only_where_no_printed_name_is_the_same():
    found = places(("a", "1", "第1条", "目的"), ("1", "2", "第2条", "定義"))

    assert found.by_name["1"].line == "a"
    assert [found.unlike_others(place) for place in found.values()] == ["第1条　目的", "第2条　定義"]
