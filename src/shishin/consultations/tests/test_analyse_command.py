"""`shishin analyse`: a door to the analysis that touches no database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from operator import itemgetter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from shishin.consultations.management.commands import analyse
from shishin.consultations.management.commands.make_opinions import BEGINS
from shishin.consultations.management.commands.make_opinions import COLUMNS as MADE
from shishin.kit.sheets import Column, write_sheet
from shishin.opinion_analysis.errors import Cancelled
from shishin.opinion_analysis.making import make_opinions

TABLE = "番号,意見,声\n1,申請書の様式を直してください。,2\n2,申請書の様式を直してください！,\n3,,3\n"


def run(path, out, **options):
    told, progress = StringIO(), StringIO()
    call_command("analyse", path, **{"id": "id", "text": "words", **options}, out=out, stdout=told, stderr=progress)
    return told.getvalue(), [json.loads(line) for line in progress.getvalue().splitlines()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_tables_give_the_groups_that_parquet_gives(tmp_path, form):
    rows = list(make_opinions(120, distinct=60, seed=2, begins=BEGINS))
    sheet, parquet = tmp_path / f"made.{form}", tmp_path / "made.parquet"
    sheet.write_bytes(b"".join(write_sheet(MADE, rows, form)))
    pq.write_table(pa.table({"id": [str(row.id) for row in rows], "words": [row.words for row in rows]}), parquet)

    (line, progress), (other_line, _progress) = run(sheet, tmp_path / "one"), run(parquet, tmp_path / "other")

    groups = pq.read_table(tmp_path / "one" / "groups.parquet")
    assert groups.equals(pq.read_table(tmp_path / "other" / "groups.parquet"))
    assert line.split()[-1] == other_line.split()[-1]
    assert progress[-1] == {"stage": "themes", "done": progress[-1]["of"], "of": progress[-1]["of"]}


def test_the_last_line_has_the_figures(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE, encoding="utf-8")

    line, _progress = run(path, tmp_path / "out", id="番号", text="B", copies="声")

    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert line == (f"opinions 2 distinct 2 groups 2 themes 0 unplaced 2 seconds {report['seconds']} sha {report['sha256']}\n")
    assert [(row["id"], row["why"]) for row in report["refused"]] == [("2", "copies is no whole number from 1")]


@pytest.mark.parametrize(
    ("content", "options", "sentences"),
    [
        (None, {}, "cannot be read: No such file or directory. Give a whole file of Parquet, CSV or Excel."),
        (b"PAR1 and no more", {}, "cannot be read: .* Give a whole file of Parquet, CSV or Excel."),
        (b"id,words\n", {}, "has no row below its headings."),
        (b"id,words\n1,a\n", {"text": "said"}, "There is no column “said”. Name one of these, or its letter: id, words."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_way_out(tmp_path, content, options, sentences):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentences) as refused:
        run(path, tmp_path / "out", **options)

    assert refused.value.returncode == 1


EDITION = {
    "clauses": [
        {
            "depth": 1,
            "key": "forms",
            "label": "第1条",
            "passages": {"ja": {"heading": "様式", "body": "申請書の様式を定める。", "summary": ""}},
        },
        {
            "depth": 1,
            "key": "hours",
            "label": "第2条",
            "passages": {"ja": {"heading": "時間", "body": "受付の時間を定める。", "summary": ""}},
        },
    ]
}


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_clauses_come_from_an_edition_that_was_downloaded_or_from_a_table(tmp_path, form):
    path, clauses = tmp_path / "a.csv", tmp_path / f"clauses.{form}"
    path.write_text("id,words\n1,申請書の様式を直してください。\n2,第2条はこのままでよい。\n", encoding="utf-8")
    if form == "json":
        clauses.write_text(json.dumps(EDITION), encoding="utf-8-sig")
    else:
        rows = [
            ("forms", "第1条", "申請書の様式を定める。"),
            ("hours", "第2条", "受付の時間を定める。"),
            ("forms", "", "The form of applications"),
        ]
        clauses.write_bytes(
            b"".join(write_sheet([Column(name, name, itemgetter(at)) for at, name in enumerate(("key", "label", "text"))], rows, form))
        )

    run(path, tmp_path / "out", clauses=clauses)

    groups = {row["group"]: row["id"] for row in pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()}
    links = pq.read_table(tmp_path / "out" / "links.parquet").to_pylist()
    assert {(groups[row["group"]], row["key"]) for row in links if row["rank"] == 1} == {("1", "forms"), ("2", "hours")}


def test_answers_given_earlier_stand_beside_what_is_like_their_opinions(tmp_path):
    path, answered = tmp_path / "a.csv", tmp_path / "answered.csv"
    path.write_text("id,words\n1,申請書の様式を直してください。\n2,花がきれい\n", encoding="utf-8")
    answered.write_text("id,text\nr1,申請書の様式を直してほしい\nr2,窓口の時間\n", encoding="utf-8")

    run(path, tmp_path / "out", answered=answered)

    groups = {row["group"]: row["id"] for row in pq.read_table(tmp_path / "out" / "groups.parquet").to_pylist()}
    earlier = pq.read_table(tmp_path / "out" / "earlier.parquet").to_pylist()
    assert [(groups[row["group"]], row["answered"]) for row in earlier] == [("1", "r1")]


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        (
            b"{",
            "“clauses” is no edition with clauses. Give the JSON that an edition offers, or a table with the columns key, label and text.",
        ),
        (b"[]", "is no edition with clauses."),
        (b'{"clauses": 3}', "is no edition with clauses."),
        (b'{"clauses": [{"key": "a"}]}', "is no edition with clauses."),
        (b'{"clauses": [{"key": "a", "depth": 1, "label": "1", "passages": {"ja": {"heading": null}}}]}', "is no edition with clauses."),
        (b'{"clauses": [{"key": "a", "depth": Infinity, "label": "1", "passages": {}}]}', "is no edition with clauses."),
        (b'{"clauses": [{"key": "\\ud800", "depth": 1, "label": "1", "passages": {}}]}', "is no edition with clauses."),
        (b"\xff{", "these bytes are no characters of UTF-8."),
        (b"[" * 100_000, "is no edition with clauses."),
        (b"", "“clauses” is empty|has no|cannot be read"),
        (b"key,label\na,b\n", "There is no column “text”. Name one of these, or its letter: key, label."),
        (b"key,label,text\na,b,c\n ,b,c\n", "has nothing in column “key” of row 3. Fill it in, or take the row out."),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_clauses_that_cannot_be_read_are_told_with_the_way_out(tmp_path, content, sentences):
    path, clauses = tmp_path / "a.csv", tmp_path / "clauses"
    path.write_text("id,words\n1,a\n", encoding="utf-8")
    if content is not None:
        clauses.write_bytes(content)

    with pytest.raises(CommandError, match=sentences) as refused:
        run(path, tmp_path / "out", clauses=clauses)

    assert refused.value.returncode == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "sentences"),
    [(b"id,words\n1,a\n", "There is no column “text”."), (b"id,text\n,a\n", "has nothing in column “id” of row 2."), (b"\x00\xff", ".")],
)
def test_answers_that_cannot_be_read_are_told_with_the_way_out(tmp_path, content, sentences):
    path, answered = tmp_path / "a.csv", tmp_path / "answered.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")
    answered.write_bytes(content)

    with pytest.raises(CommandError, match=sentences) as refused:
        run(path, tmp_path / "out", answered=answered)

    assert refused.value.returncode == 1


def test_other_clauses_are_another_analysis(tmp_path):
    path, clauses = tmp_path / "a.csv", tmp_path / "clauses.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")
    clauses.write_text("key,label,text\na,1,b\n", encoding="utf-8")
    run(path, tmp_path / "out")

    with pytest.raises(CommandError, match="Name another folder, or begin afresh"):
        run(path, tmp_path / "out", clauses=clauses)


@pytest.mark.parametrize("threshold", ["0", "1.5", "half", "nan"])
def test_a_threshold_is_a_share(tmp_path, threshold):
    with pytest.raises(CommandError, match=r"no number from 0.1 to 1"):
        call_command("analyse", "a.csv", "--id=id", "--text=words", f"--out={tmp_path}", f"--threshold={threshold}")


@pytest.mark.parametrize("amount", ["lots", "0", "501", "-3"])
def test_an_amount_of_themes_is_a_word_or_a_number(tmp_path, amount):
    with pytest.raises(CommandError, match="neither one of few, some, many nor a number from 1 to 500"):
        call_command("analyse", "a.csv", "--id=id", "--text=words", f"--out={tmp_path}", f"--themes={amount}")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--seed=-1", "no whole number from 0"),
        ("--seed=99999999999999999999", "no whole number from 0"),
        ("--seed=x", "no whole number from 0"),
        ("--id=", "nothing is named"),
        ("--text= ", "nothing is named"),
        ("--out=", "nothing is named"),
    ],
)
def test_what_an_option_cannot_be_is_told(tmp_path, option, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("analyse", "a.csv", "--id=id", "--text=words", f"--out={tmp_path}", option)


def test_the_folder_of_another_analysis_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")
    run(path, tmp_path / "out")

    with pytest.raises(CommandError, match=r"Name another folder, or begin afresh there with --afresh."):
        run(path, tmp_path / "out", threshold=0.7)

    assert run(path, tmp_path / "out", threshold=0.7, afresh=True)[0].startswith("opinions 1 distinct 1 groups 1 ")


def test_a_full_disk_is_told_with_the_way_out(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")

    def full(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("shishin.opinion_analysis.taking_in.np.save", full)
        with pytest.raises(CommandError, match=r"cannot be written to: No space left on device. Make room there"):
            run(path, tmp_path / "out")

    assert run(path, tmp_path / "out")[0].startswith("opinions 1 distinct 1 groups 1 ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_cancelled_before_it_has_begun_it_ends_with_4(number):
    script = f"import os; from shishin.site import commands; commands.execute_from_command_line = lambda _all: os.kill(os.getpid(), {number:d}); commands.main()"

    assert subprocess.run([sys.executable, "-c", script, "analyse"], check=False).returncode == 4


def test_a_library_that_is_cut_off_may_say_so_in_its_own_words(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")

    def cut_off(*_arguments, **_named):
        with suppress(Cancelled):
            os.kill(os.getpid(), signal.SIGINT)
        raise SystemError("returned a result with an exception set")

    monkeypatch.setattr("shishin.opinion_analysis.analysing.pair_texts", cut_off)
    with pytest.raises(CommandError) as refused:
        run(path, tmp_path / "out")

    assert refused.value.returncode == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_cancelled_analysis_ends_with_4_and_goes_on_where_it_stood(tmp_path, monkeypatch, number):
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,a\n", encoding="utf-8")
    real = analyse.Command._tell

    def cancelled(*_arguments):
        os.kill(os.getpid(), number)

    with monkeypatch.context() as patched:
        patched.setattr(analyse.Command, "_tell", cancelled)
        with pytest.raises(CommandError, match=r"The same command goes on where it stood.") as refused:
            run(path, tmp_path / "out")

    assert refused.value.returncode == 4
    assert analyse.Command._tell is real
    assert run(path, tmp_path / "out")[0].startswith("opinions 1 distinct 1 groups 1 ")


@pytest.mark.parametrize("stage", ["signatures", "links"])
def test_killed_and_begun_again_it_gives_what_it_would_have_given(tmp_path, stage):
    path = tmp_path / "a.parquet"
    rows = list(make_opinions(3_000, distinct=2_000, seed=2, begins=BEGINS))
    pq.write_table(pa.table({"id": [row.id for row in rows], "words": [row.words for row in rows]}), path)
    clauses = tmp_path / "clauses.json"
    clauses.write_text(json.dumps(EDITION), encoding="utf-8")
    whole, _progress = run(path, tmp_path / "whole", clauses=clauses)

    out = tmp_path / "out"
    command = [sys.executable, "-m", "shishin", "analyse", str(path), "--id=id", "--text=words", f"--out={out}", f"--clauses={clauses}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        next(line for line in process.stderr if f'"{stage}"' in line)
        process.kill()
    again, progress = run(path, out, clauses=clauses)

    assert again.split()[-1] == whole.split()[-1]
    assert (out / "links.parquet").read_bytes() == (tmp_path / "whole" / "links.parquet").read_bytes()
    assert {line["stage"] for line in progress} <= {"signatures", "pairs", "links", "themes"}
