"""An analysis from file to groups: whatever the order of the rows, wherever it was cut off, whatever stands in the file."""

from __future__ import annotations

import fcntl
import json
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shishin.opinion_analysis import analysing
from shishin.opinion_analysis.analysing import Order, analyse
from shishin.opinion_analysis.errors import Cancelled, NoSuchColumn, OtherAnalysis, OtherFiles, UnderWay, UnfitColumn, UnreadableFile
from shishin.opinion_analysis.making import make_opinions
from shishin.opinion_analysis.reading import Columns

LETTER = "申請書の様式が分かりにくいので、次の版では記入例を添えて、実際に使う人の意見を聞いてから直してください。"
EDITED = f"はじめて書きます。{LETTER}"
OTHER = "窓口の受付時間を延ばしてください。働いている人は平日の昼に行けず、休みを取って並んでいます。"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "opinions.parquet"


def write(file, ids, texts, **columns):
    pq.write_table(pa.table({"id": ids, "text": texts, **columns}), file)
    return Order(file, Columns("id", "text", "copies" if "copies" in columns else ""))


def grouped(folder):
    """Which ids stand together."""
    together = defaultdict(set)
    for row in pq.read_table(folder / "groups.parquet").to_pylist():
        together[row["group"]].add(row["id"])
    return sorted(map(sorted, together.values()))


def flood(count=300, distinct=160):
    return [(row.id, row.words) for row in make_opinions(count, distinct=distinct, seed=3, begins=datetime(2026, 11, 6))]


def test_near_copies_stand_under_the_text_with_most_copies(file, tmp_path):
    order = write(file, [1, 2, 3, 4, 5], [EDITED, LETTER, f"{LETTER}　", OTHER, "賛成"])

    report = analyse(order, tmp_path / "out")

    rows = pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()
    assert [(row["id"], row["group"], row["leader"], row["copies"]) for row in rows] == [
        (1, 1, 2, 1),
        (2, 1, 2, 1),
        (3, 1, 2, 1),
        (4, rows[3]["group"], 4, 1),
        (5, rows[4]["group"], 5, 1),
    ]
    assert [row["similarity"] for row in rows] == [pytest.approx(rows[0]["similarity"]), 1, 1, 1, 1]
    assert 0.5 <= rows[0]["similarity"] < 1
    assert {name: report[name] for name in ("rows", "opinions", "distinct", "groups", "refused")} == {
        "rows": 5,
        "opinions": 5,
        "distinct": 4,
        "groups": 3,
        "refused": [],
    }


def test_copies_say_how_many_voices_a_row_stands_for_and_so_who_leads(file, tmp_path):
    order = write(file, ["a", "b"], [LETTER, EDITED], copies=[1, 7])

    analyse(order, tmp_path / "out")

    rows = pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()
    assert [(row["id"], row["leader"], row["copies"]) for row in rows] == [("a", "b", 1), ("b", "b", 7)]


def test_what_is_possibly_the_same_is_left_to_a_person(file, tmp_path):
    half = LETTER[: len(LETTER) // 2 + 6]
    order = write(file, [1, 2], [LETTER + LETTER[::-1][:30], half + LETTER])

    analyse(replace(order, threshold=0.9), tmp_path / "out")

    near = pq.read_table(tmp_path / "out" / "near.parquet").to_pylist()
    assert [{row["leader"], row["other"]} for row in near] == [{1, 2}]
    assert grouped(tmp_path / "out") == [[1], [2]]


def test_any_order_of_rows_gives_the_same_files(file, tmp_path):
    rows = flood()
    analyse(write(file, *zip(*rows, strict=True)), tmp_path / "one")
    Random(5).shuffle(rows)
    analyse(write(file, *zip(*rows, strict=True)), tmp_path / "other")

    for name in analysing.RESULTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_batches_and_parts_do_not_show_in_the_groups(file, tmp_path, monkeypatch):
    order = write(file, *zip(*flood(), strict=True))
    whole = analyse(order, tmp_path / "whole")

    monkeypatch.setattr("shishin.opinion_analysis.reading.BATCH", 7)
    monkeypatch.setattr("shishin.opinion_analysis.taking_in.AT_ONCE", 3)
    monkeypatch.setattr("shishin.opinion_analysis.grouping.LETTERS", 500)
    monkeypatch.setattr("shishin.opinion_analysis.grouping.PAIRS", 5)
    monkeypatch.setattr("shishin.opinion_analysis.grouping.LINES", 11)
    parts = analyse(order, tmp_path / "parts")

    assert (parts["sha256"], parts["groups"]) == (whole["sha256"], whole["groups"])
    assert whole["groups"] < whole["distinct"]


def test_every_group_is_placed_in_a_theme_or_told_not_to_be(file, tmp_path):
    rows = [*flood(), (1_000, "天気"), (1_001, "よい")]
    report = analyse(replace(write(file, *zip(*rows, strict=True)), themes="6"), tmp_path / "out")

    groups = pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()
    placed = pq.read_table(tmp_path / "out" / "themes.parquet").to_pylist()
    themes = json.loads((tmp_path / "out" / "themes.json").read_text(encoding="utf-8"))["themes"]
    assert [row["group"] for row in placed] == sorted({row["group"] for row in groups})
    assert (report["themes"], report["placed"] + report["unplaced"]) == (len(themes), report["groups"])
    assert sum(row["theme"] is None for row in placed) == report["unplaced"] >= 2
    theme_of = {row["group"]: row["theme"] for row in placed}
    for theme in themes:
        members = [row for row in groups if theme_of[row["group"]] == theme["theme"]]
        assert (theme["opinions"], theme["voices"]) == (len(members), sum(row["copies"] for row in members))
        assert (theme["groups"], len(theme["quotes"]), len(theme["also_said"])) == (
            len({row["group"] for row in members}),
            3,
            theme["groups"] > 3,
        )
        assert {quote["text"] for quote in theme["quotes"]} < {words for _id, words in rows}
    assert [theme["voices"] for theme in themes] == sorted((theme["voices"] for theme in themes), reverse=True)


def test_themes_are_looked_for_in_the_heaviest_groups_and_the_rest_laid_beside_them(file, tmp_path, monkeypatch):
    monkeypatch.setattr("shishin.opinion_analysis.proposing.FITTED", 100)
    report = analyse(replace(write(file, *zip(*flood(), strict=True)), themes="5"), tmp_path / "out")

    placed = pq.read_table(tmp_path / "out" / "themes.parquet")["theme"].to_pylist()
    assert len(placed) == report["groups"] > 50
    assert {theme for theme in placed[50:] if theme} <= {theme for theme in placed[:50] if theme}
    assert any(placed[50:])


@pytest.mark.parametrize(
    "stage",
    ["take_in", "sign_texts", "pair_texts", "group_texts", "write_speakers", "link_groups", "propose_themes", "write_map", "finish"],
)
def test_an_analysis_that_was_cut_off_goes_on_to_the_same_result(file, tmp_path, monkeypatch, stage):
    order = write(file, *zip(*flood(), strict=True))
    whole = analyse(order, tmp_path / "whole")
    place = analysing.Stages if stage == "finish" else analysing
    real = getattr(place, stage)

    def cut_off(*args, **kwargs):
        if stage != "finish":
            real(*args, **kwargs)
        raise Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(place, stage, cut_off)
        with pytest.raises(Cancelled):
            analyse(order, tmp_path / "cut")
    assert not (tmp_path / "cut" / "groups.parquet").exists()
    again = analyse(order, tmp_path / "cut")

    assert {**again, "times": {}, "seconds": 0} == {**whole, "times": {}, "seconds": 0}
    assert (tmp_path / "cut" / "groups.parquet").read_bytes() == (tmp_path / "whole" / "groups.parquet").read_bytes()
    assert not (tmp_path / "cut" / "stages").exists()


def test_putting_results_in_place_may_be_cut_off_between_two_files(file, tmp_path, monkeypatch):
    order = write(file, [1, 2], [LETTER, OTHER])

    def cut_off(*_arguments):
        raise Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(analysing.Stages, "_end", cut_off)
        with pytest.raises(Cancelled):
            analyse(order, tmp_path / "out")
    analyse(order, tmp_path / "out")

    assert grouped(tmp_path / "out") == [[1], [2]]


def test_the_same_analysis_again_is_told_and_not_made_again(file, tmp_path):
    order = write(file, [1], [LETTER])

    assert analyse(order, tmp_path / "out") == analyse(order, tmp_path / "out")


@pytest.mark.parametrize("change", [lambda out: (out / "groups.parquet").unlink(), lambda out: (out / "report.json").write_text("[]")])
def test_what_somebody_took_away_or_spoiled_is_made_again(file, tmp_path, change):
    order = write(file, [1, 2], [LETTER, OTHER])
    report = analyse(order, tmp_path / "out")

    change(tmp_path / "out")

    assert analyse(order, tmp_path / "out")["sha256"] == report["sha256"]
    assert grouped(tmp_path / "out") == [[1], [2]]


@pytest.mark.parametrize("change", [{"threshold": 0.6}, {"columns": Columns("text", "text")}, None])
def test_a_folder_with_another_file_or_other_settings_is_refused_unless_begun_afresh(file, tmp_path, change):
    order = write(file, [1], [LETTER])
    analyse(order, tmp_path / "out")
    other = replace(order, **change) if change else write(file, [2], [OTHER])

    with pytest.raises(OtherAnalysis):
        analyse(other, tmp_path / "out")
    assert grouped(tmp_path / "out") == [[1]]
    analyse(other, tmp_path / "out", afresh=True)

    assert analyse(other, tmp_path / "out")["settings"] == other.settings()


def test_a_folder_of_somebody_else_is_never_written_to(file, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")

    with pytest.raises(OtherFiles) as refused:
        analyse(write(file, [1], [LETTER]), tmp_path / "out", afresh=True)

    assert refused.value.arguments["name"] == "letter.txt"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]


def test_two_analyses_never_work_in_one_folder(file, tmp_path):
    order = write(file, [1], [LETTER])
    analyse(order, tmp_path / "out")

    with (tmp_path / "out" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UnderWay):
            analyse(order, tmp_path / "out")


STRANGE = [
    "",
    "   ",
    "😀😀😀",
    "！？",
    "\x00\x01\x1b",
    "مرحبا بالعالم هذا رأيي في مسودة القانون الجديد",
    "नमस्ते यह मसौदे पर मेरी राय है कृपया इसे सुधारें",
    "ขอให้ปรับปรุงแบบฟอร์มให้เข้าใจง่ายขึ้นสำหรับทุกคน",
    "a" * 1_000_000,
    LETTER,
]


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([], 0),
        ([LETTER], 1),
        ([LETTER] * 9, 1),
        (["same letters"] * 3 + ["SAME, letters!"], 1),
        (STRANGE, len(STRANGE)),
        (STRANGE * 2, len(STRANGE)),
        ([None, None, ""], 1),
        ([f"{number}番の意見" for number in range(50)], 50),
    ],
)
def test_whatever_texts_there_are_each_id_is_in_a_group(file, tmp_path, texts, groups):
    order = write(file, pa.array(range(len(texts)), pa.int64()), pa.array(texts, pa.string()))

    report = analyse(order, tmp_path / "out")

    assert (report["opinions"], report["groups"], report["refused"]) == (len(texts), groups, [])
    assert pq.read_table(tmp_path / "out" / "groups.parquet")["id"].to_pylist() == list(range(len(texts)))


def test_bytes_that_are_no_unicode_are_read_as_far_as_they_can_be(file, tmp_path):
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\5\0\0\0"), pa.py_buffer(b"ab\xed\xa0\x80")])
    texts = pa.concat_arrays([broken, pa.array(["AB", "abc"])])

    analyse(write(file, [1, 2, 3], texts), tmp_path / "out")
    analyse(write(file, [1, 2, 3], texts.cast(pa.binary())), tmp_path / "bytes")

    assert grouped(tmp_path / "out") == grouped(tmp_path / "bytes") == [[1, 2], [3]]


@pytest.mark.parametrize(
    "ids",
    [
        pa.array(["い", "あ", "10", "9"]),
        pa.array([4, 3, 2, 1], pa.int8()),
        pa.array([4, 3, 2, 1], pa.uint64()),
        pa.array(["d", "c", "b", "a"]).dictionary_encode(),
        pa.array(["d", "c", "b", "a"], pa.string_view()),
        pa.array([b"d", b"\xff", b"b", b"a"]),
        pa.array([b"d", b"\xff", b"b", b"a"], pa.binary_view()),
        pa.array([4, 3, 2, 1], pa.float32()).cast(pa.float16()),
        pa.array([bytes([number]) * 16 for number in (4, 3, 2, 1)], pa.uuid()),
        pa.array([datetime(2026, 1, day) for day in (4, 3, 2, 1)]),
    ],
)
def test_ids_keep_their_type(file, tmp_path, ids):
    analyse(write(file, ids, [LETTER, EDITED, OTHER, ""]), tmp_path / "out")

    table = pq.read_table(tmp_path / "out" / "groups.parquet")
    assert (table.schema.field("id").type, table.schema.field("leader").type) == (ids.type, ids.type)
    assert sorted(table["id"].to_pylist()) == sorted(ids.to_pylist())


def test_what_has_no_id_of_its_own_or_no_number_of_copies_is_refused_by_name(file, tmp_path):
    order = write(file, ["a", None, "b", "c", "b", "d"], [LETTER] * 6, copies=["1.00", "1", "2", "none", "2", "-3"])

    report = analyse(order, tmp_path / "out")

    assert grouped(tmp_path / "out") == [["a"]]
    assert report["refused"] == [
        {"row": 2, "id": None, "why": "no id"},
        {"row": 3, "id": "b", "why": "id more than once"},
        {"row": 4, "id": "c", "why": "copies is no whole number from 1"},
        {"row": 5, "id": "b", "why": "id more than once"},
        {"row": 6, "id": "d", "why": "copies is no whole number from 1"},
    ]


def test_days_are_no_number_of_copies(file, tmp_path):
    report = analyse(write(file, ["a"], [LETTER], copies=[datetime(2026, 1, 1).date()]), tmp_path / "out")

    assert [(row["id"], row["why"]) for row in report["refused"]] == [("a", "copies is no whole number from 1")]


def test_an_id_that_is_no_unicode_is_refused_and_told_as_far_as_it_can_be_read(file, tmp_path):
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\5\0\0\0"), pa.py_buffer(b"ab\xed\xa0\x80")])

    report = analyse(write(file, pa.concat_arrays([broken, pa.array(["c"])]), [LETTER, OTHER]), tmp_path / "out")

    assert grouped(tmp_path / "out") == [["c"]]
    assert [(row["row"], row["id"][:2], row["why"]) for row in report["refused"]] == [(1, "ab", "id is no Unicode")]


def test_a_text_that_only_refused_rows_have_leads_nobody(file, tmp_path):
    analyse(write(file, ["a", "b", "b", "b"], [EDITED, LETTER, LETTER, LETTER]), tmp_path / "out")

    assert [row["leader"] for row in pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()] == ["a"]


def test_a_file_that_ends_early_is_told(file, tmp_path):
    order = write(file, [1, 2], [LETTER, OTHER])
    file.write_bytes(file.read_bytes()[:-20])

    with pytest.raises(UnreadableFile) as refused:
        analyse(order, tmp_path / "out")
    assert refused.value.arguments["file"] == "opinions.parquet"


def test_a_column_that_is_not_there_is_told_with_those_that_are(file, tmp_path):
    order = write(file, [1], [LETTER])

    with pytest.raises(NoSuchColumn) as refused:
        analyse(replace(order, columns=Columns("id", "words")), tmp_path / "out")
    assert (refused.value.arguments["column"], refused.value.arguments["columns"]) == ("words", ["id", "text"])


def test_a_column_of_lists_is_refused(file, tmp_path):
    with pytest.raises(UnfitColumn):
        analyse(write(file, [1], [[LETTER]]), tmp_path / "out")
