"""The console of intake: a flood that is the same for the same numbers, a file taken in, figures, and everything counted again."""

from __future__ import annotations

import json
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shishin.consultations.analysing.running import job_of
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Analysis, Intake, Opinion, QueueTally, Tally
from shishin.consultations.tests.makers import make_consultation, opinion_saying, say
from shishin.consultations.verifying import covers
from shishin.kit.intake.reading import read_sheet
from shishin.kit.triggers import lifted

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str, **options) -> tuple[str, int]:
    """What a command wrote, and its status."""
    told, status = StringIO(), 0
    try:
        call_command(name, *arguments, stdout=told, **options)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return told.getvalue(), status


# make-opinions


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_flood_has_as_many_rows_and_distinct_texts_as_asked(tmp_path, ending):
    path = tmp_path / f"flood.{ending}"
    assert run("make_opinions", count=300, distinct=40, seed=7, output=path) == (f"{path} 300\n", 0)

    with read_sheet(BytesIO(path.read_bytes()), name=path.name) as sheet:
        names = [heading.words for heading in sheet.headings]
        rows = [dict(zip(names, row.cells, strict=True)) for row in sheet.rows]
    assert names == ["id", "received", "place", "role", "age", "words", "truth"]
    assert (len(rows), len({row["words"] for row in rows}), {row["place"] for row in rows}) == (300, 40, {""})


@pytest.mark.parametrize(("count", "distinct"), [(5, 6), (5, 0)])
def test_more_distinct_texts_than_rows_are_refused(tmp_path, count, distinct):
    with pytest.raises(CommandError, match=f"{distinct} distinct texts do not fit into {count} rows"):
        run("make_opinions", count=count, distinct=distinct, output=tmp_path / "a.csv")


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"“a\.txt” does not end in one of: \.xlsx, \.csv"):
        run("make_opinions", count=5, distinct=1, output=tmp_path / "a.txt")


# import-opinions


@pytest.fixture
def held():
    return make_consultation("soil").rounds.get()


def test_the_flood_comes_in_and_its_figures_are_those_that_were_asked(held, tmp_path):
    path = tmp_path / "flood.csv"
    run("make_opinions", count=300, distinct=40, output=path)

    told, status = run("import_opinions", "soil/1", str(path))

    assert (told, status) == (f"rows 300 opinions 300 distinct 40 refused 0 intake {Intake.objects.get().uuid}\n", 0)
    assert run("verify_opinions") == ("1\n", 0)
    figures = json.loads(run("opinion_figures", "soil")[0])
    assert {name: figures[name] for name in ("submitters", "opinions", "distinct", "answered", "withheld", "open", "undone")} == {
        "submitters": 300,
        "opinions": 300,
        "distinct": 40,
        "answered": 0,
        "withheld": 0,
        "open": 300,
        "undone": 0,
    }
    assert figures["rounds"] == [{"number": 1, "channel": "form", "submitters": 300, "opinions": 300}]


def test_refused_rows_are_told_and_lie_in_a_file_to_mend_that_can_be_taken_in(held, tmp_path):
    path, refused = tmp_path / "a.csv", tmp_path / "refused.csv"
    path.write_text("id,words,received\n1,一,\n2,二,soon\n3,,\n", encoding="utf-8")

    told, status = run("import_opinions", "soil/1", str(path), refusals=refused)

    intake = Intake.objects.get()
    assert status == 3
    assert told.splitlines() == [
        "C3: “soon” is no day.",
        "B4: There are no words.",
        f"rows 3 opinions 1 distinct 1 refused 2 intake {intake.uuid}",
    ]
    assert refused.read_text(encoding="utf-8-sig").splitlines() == [
        "id,words,received,Refused cell,Why",
        "2,二,soon,C3,“soon” is no day.",
        "3,,,B4,There are no words.",
    ]
    refused.write_text(refused.read_text(encoding="utf-8-sig").replace("二,soon", "二,2026-11-10"), encoding="utf-8")
    told, status = run("import_opinions", "soil/1", str(refused))
    assert (told.splitlines()[-1].startswith("rows 2 opinions 1 distinct 1 refused 1 intake "), status) == (True, 3)


@pytest.mark.parametrize("refused", [0, 1])
def test_what_came_in_is_left_to_the_worker_to_be_analysed(held, tmp_path, refused):
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,一\n2,二\n" + refused * "3,\n", encoding="utf-8")

    told, status = run("import_opinions", "soil/1", str(path))

    analysis = Analysis.objects.get()
    assert (analysis.consultation, analysis.state, analysis.begun_by) == (held.consultation, "under_way", None)
    assert (job_of(analysis).state, status) == ("waiting", 3 * refused)
    assert told.endswith(f"rows {2 + refused} opinions 2 distinct 2 refused {refused} intake {Intake.objects.get().uuid}\n")


def test_too_many_to_be_analysed_by_themselves_come_in_all_the_same(held, tmp_path, monkeypatch):
    monkeypatch.setattr("shishin.consultations.analysing.working.BY_ITSELF", 2)
    path = tmp_path / "a.csv"
    path.write_text("id,words\n1,一\n2,二\n", encoding="utf-8")
    assert run("import_opinions", "soil/1", str(path))[1] == 0
    assert Analysis.objects.count() == 0


def test_a_dry_run_keeps_nothing(held, tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("Nr\tText\n1\t一\n", encoding="utf-8")

    assert run("import_opinions", "soil/1", str(path), words=["Text"], columns=["id=A"], dry_run=True) == (
        "rows 1 opinions 1 distinct 1 refused 0 intake -\n",
        0,
    )
    assert (Intake.objects.count(), Analysis.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("round_name", "options", "told"),
    [
        ("soil/2", {}, "There is no round “soil/2”"),
        ("soil/" + "9" * 5_000, {}, "There is no round"),
        ("soil", {}, "There is no round “soil”"),
        ("soil/1", {"words": ["Text"]}, "There is no column “Text”"),
        ("soil/1", {"words": ["words=c9"]}, "“c9” is no clause of the draft"),
    ],
)
def test_what_the_command_cannot_do_is_told_and_leaves_nothing(held, tmp_path, round_name, options, told):
    path = tmp_path / "a.csv"
    path.write_text("words\n一\n", encoding="utf-8")

    with pytest.raises(CommandError, match=told):
        run("import_opinions", round_name, str(path), **options)
    assert Intake.objects.count() == 0


# verify-opinions


@pytest.fixture
def counted(held):
    say(held, "一つ目。二つ目。", "別の意見")
    say(held, "別の意見")
    count_voices(held.consultation)
    assert run("verify_opinions", "soil") == ("1\n", 0)
    return held.consultation


def broken(**values) -> None:
    """As somebody could leave it who writes into the database by hand."""
    Opinion.objects.filter(words="別の意見").update(**values)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"voices": 7}, "soil: opinion 2 has 7 voices, and 2 when counted again."),
        ({"submitters": 7}, "soil: opinion 2 has other voices, submitters or rounds than when they are counted again."),
        ({"words": "別の話", "is_masked": True}, "soil: opinion 2 is masked, and has other words than it was given."),
        ({"said_in": 2}, "soil: opinion 2 has other voices, submitters or rounds than when they are counted again."),
    ],
)
def test_figures_of_an_opinion_that_do_not_add_up_are_told(counted, values, told):
    broken(**values)

    assert run("verify_opinions") == (f"{told}\n", 1)


def test_a_tally_that_does_not_add_up_is_told(counted):
    Tally.objects.update(voices=9)

    assert run("verify_opinions") == ("soil: “received” is 9, and 3 when counted again.\n", 1)


def test_a_tally_of_the_queue_that_does_not_add_up_is_told(counted):
    QueueTally.objects.update(opinions=9)

    assert run("verify_opinions") == ("soil: The queue has other figures when its opinions are counted again.\n", 1)


@pytest.mark.django_db(transaction=True)
def test_words_that_changed_and_guards_that_are_gone_are_told(counted):
    with lifted(connection):
        assert run("verify_opinions") == ("The guard guard_consultations_submission_update on consultations_submission is missing.\n", 1)
        broken(words="ほかの言葉")

    assert run("verify_opinions") == ("soil: opinion 2 has other words than those by which copies were folded.\n", 1)


def test_a_split_letter_whose_parts_do_not_cover_it_is_told(counted):
    whole = opinion_saying("一つ目。二つ目。")
    Opinion.objects.create(
        consultation=counted, words="一つ目。", fold_key="x", part_of=whole, voices=1, group_voices=1, submitters=1, said_in=8, number=9
    )
    Opinion.objects.filter(pk=whole.pk).update(state=Opinion.State.SPLIT)

    assert run("verify_opinions") == ("soil: opinion 1 has words that none of its parts has.\n", 1)


@pytest.mark.parametrize(
    ("parts", "is_covered"),
    [
        (["一。", "二。"], True),
        (["一。二", "二。"], True),
        (["一。"], False),
        (["二。", "一。"], True),
        (["一。", "三。"], False),
    ],
)
def test_parts_cover_a_text_where_each_of_its_letters_lies_in_one(parts, is_covered):
    assert covers("一。\n二。", parts) is is_covered
