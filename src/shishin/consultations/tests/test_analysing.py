"""An analysis: started, worked out and taken over, cancelled, failed; what is found is a proposal until somebody signs it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import transaction

from shishin.consultations.analysing.found_files import results_in
from shishin.consultations.analysing.rows import write_rows
from shishin.consultations.analysing.running import (
    cancel_analysis,
    come_since,
    folder_of,
    job_of,
    last_finished,
    start_analysis,
)
from shishin.consultations.analysing.signing import keep_apart, sign_groups
from shishin.consultations.analysing.taking_over import take_over_results
from shishin.consultations.analysing.working import analyse_by_itself
from shishin.consultations.answering.responding import write_response
from shishin.consultations.counting import count_voices, let_go, lock
from shishin.consultations.errors.analysing import AnalysisHasEnded, AnalysisIsUnderWay, NothingToAnalyse, StandsByItself
from shishin.consultations.errors.asking import ConsultationIsOver
from shishin.consultations.management.commands.run_analysis import FILE, RESULTS, order_of
from shishin.consultations.models import (
    Analysis,
    KeptApart,
    ModerationAct,
    NearCopy,
    Opinion,
    PersonalData,
    Placing,
    ProposedTheme,
    Submission,
    Voice,
)
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.holding import take_next
from shishin.consultations.sorting.moderating import confirm_moderation, mask_opinion, withhold_opinions
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.standing_behind import wrongly_standing
from shishin.consultations.tests.makers import (
    answer,
    make_asking,
    make_consultation,
    make_open_round,
    make_runner,
    opinion_saying,
    publish,
    say,
    these,
)
from shishin.kit.jobs import run
from shishin.kit.models import Job
from shishin.opinion_analysis.analysing import analyse as analyse_file
from shishin.opinion_analysis.linking import EARLIER, LINKS
from shishin.opinion_analysis.mapping import MAP
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
State = Opinion.State

LETTER = "申請書の様式をもっと短くしてください。記入する欄が多すぎて、窓口で何度も書き直しになりました。"
NEARLY = LETTER.replace("何度も", "三度も")
ALMOST = LETTER.replace("窓口で", "区役所で")
OTHER = "手数料の支払いにカードが使えるようになると助かります。現金だけでは不便です。"
NEAR = LETTER[:30] + "電子申請でもよいです。"
SHORT = "賛成です。"


def analysed(*said: str):
    consultation, runner = make_asking(*said)
    return consultation, runner, analyse(consultation, runner)


def analyse(consultation, by, **options):
    analysis = start_analysis(consultation, by=by, **options)
    run(str(Job.objects.about(analysis).get().uuid))
    analysis.refresh_from_db()
    return analysis


def rows(consultation):
    """What stands behind each leader."""
    found = {}
    for placing in Placing.objects.filter(analysis__consultation=consultation, is_behind=True).select_related("leader", "opinion"):
        found.setdefault(placing.leader.words, []).append(placing.opinion.words)
    return {words: sorted(others) for words, others in found.items()}


def trail(*keys):
    return [entry.data for entry in Entry.objects.filter(key__in=keys).order_by("pk")]


def test_near_copies_stand_behind_the_one_that_most_say_and_each_opinion_is_placed_once():
    consultation, _runner, analysis = analysed(LETTER, LETTER, NEARLY, ALMOST, OTHER, SHORT)

    assert analysis.state == Analysis.State.FINISHED
    assert rows(consultation) == {LETTER: sorted([NEARLY, ALMOST])}
    assert sorted(Placing.objects.values_list("opinion__words", flat=True)) == sorted([LETTER, NEARLY, ALMOST, OTHER, SHORT])
    assert Placing.objects.get(opinion__words=LETTER).row_voices == 4
    report = analysis.report
    assert (report["opinions"], report["groups"], report["refused"], report["behind"]) == (5, 3, [], 2)
    assert report["placed"] + report["unplaced"] == report["opinions"]
    assert Opinion.objects.filter(folded_into__isnull=False).count() == 0
    assert not folder_of(analysis).exists()


def test_the_trail_has_one_entry_when_it_starts_and_one_when_it_is_done():
    _consultation, _runner, analysis = analysed(LETTER, NEARLY)

    started, finished = trail("consultations.analysis_started", "consultations.analysis_finished")
    assert started == {"analysis": str(analysis.uuid), "opinions": 2, "settings": {"themes": "some", "seed": 1}}
    assert finished["sha256"] == analysis.report["sha256"]
    assert (finished["opinions"], finished["groups"], finished["settings"]) == (2, 1, {"themes": "some", "seed": 1})


def test_without_an_opinion_or_beside_another_one_or_when_all_is_over_none_starts():
    empty = make_consultation()
    with pytest.raises(NothingToAnalyse):
        start_analysis(empty, by=OPERATOR)
    consultation, runner = make_asking(LETTER)
    start_analysis(consultation, by=runner)
    with pytest.raises(AnalysisIsUnderWay):
        start_analysis(consultation, by=runner)
    over, runner = make_asking(OTHER)
    answer(over, OTHER)
    publish(over)
    with pytest.raises(ConsultationIsOver):
        start_analysis(over, by=runner)


def test_what_is_withheld_folded_or_split_is_not_in_the_file():
    consultation, runner = make_asking(LETTER, NEARLY, OTHER, SHORT, profile="internal")
    fold_opinions(consultation, these(NEARLY), under=opinion_saying(LETTER), by=runner)
    withhold_opinions(consultation, these(OTHER), reason="insult", by=runner)
    analysis = analyse(consultation, runner)
    assert analysis.report["opinions"] == 3 - (opinion_saying(OTHER).state == State.WITHHELD)
    assert not Placing.objects.filter(opinion__words=NEARLY).exists()


def test_answering_a_row_signs_its_group_with_one_entry():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEARLY, ALMOST, OTHER)

    response = write_response(consultation, opinions=these(LETTER), by=runner)

    leader = opinion_saying(LETTER)
    assert sorted(leader.folded.values_list("words", "state", "response", "placed_by")) == sorted(
        [(NEARLY, State.DRAFTED, response.pk, runner.pk), (ALMOST, State.DRAFTED, response.pk, runner.pk)]
    )
    (entry,) = trail("consultations.groups_signed")
    assert (entry["opinions"], entry["voices"], entry["groups"]) == (2, 2, 1)
    assert rows(consultation) == {}
    assert (leader.group_voices, opinion_saying(OTHER).state) == (4, State.OPEN)


def test_signing_is_undone_as_any_act_and_the_machine_has_its_group_again():
    consultation, runner, _analysis = analysed(LETTER, NEARLY)
    assert sign_groups(consultation, these(LETTER), by=runner) + sign_groups(consultation, these(NEARLY), by=runner) == 1
    assert rows(consultation) == {}

    undo_last(consultation, by=runner)

    assert sum(map(len, rows(consultation).values())) == 1
    assert Opinion.objects.filter(folded_into__isnull=False).count() == 0


def test_what_another_person_holds_stays_by_itself_when_its_group_is_signed():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEARLY, ALMOST)
    colleague = make_runner(consultation.organization)
    held = opinion_saying(NEARLY)
    take_next(consultation, these(NEARLY), by=colleague)

    write_response(consultation, opinions=these(LETTER), by=runner)

    held.refresh_from_db()
    assert (held.state, held.folded_into) == (State.OPEN, None)
    assert opinion_saying(ALMOST).folded_into == opinion_saying(LETTER)


def test_not_the_same_takes_one_out_for_good_whatever_ten_later_runs_find():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEARLY, ALMOST)

    keep_apart(consultation, these(NEARLY), by=runner)

    assert rows(consultation) == {LETTER: [ALMOST]}
    write_response(consultation, opinions=these(LETTER), by=runner)
    for _time in range(10):
        analyse(consultation, runner)
        assert rows(consultation) == {}
        assert opinion_saying(NEARLY).folded_into is None
        assert opinion_saying(ALMOST).folded_into == opinion_saying(LETTER)
    # Also where it speaks for more people than the other by now.
    for _voice in range(5):
        say(consultation.rounds.get(), NEARLY)
    count_voices(consultation)
    analyse(consultation, runner)
    assert rows(consultation) == {}
    assert trail("consultations.opinions_kept_apart")[0]["numbers"] == [opinion_saying(NEARLY).number]


def test_what_was_signed_is_taken_out_again_when_it_is_not_the_same():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEARLY)
    write_response(consultation, opinions=these(LETTER), by=runner)

    keep_apart(consultation, these(NEARLY), by=runner)

    assert (opinion_saying(NEARLY).state, opinion_saying(NEARLY).folded_into) == (State.OPEN, None)
    assert list(KeptApart.objects.values_list("opinion__words", "other__words", "by")) == [(NEARLY, LETTER, runner.pk)]


def test_what_stands_by_itself_cannot_be_kept_apart():
    consultation, runner, _analysis = analysed(LETTER, OTHER)
    with pytest.raises(StandsByItself):
        keep_apart(consultation, these(OTHER), by=runner)
    assert KeptApart.objects.count() == 0


def test_nothing_stands_behind_what_differs_in_theme_place_or_state():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEARLY, ALMOST)
    theme = add_theme(consultation, titles={"en": "Forms"}, by=OPERATOR)

    give_theme(consultation, these(NEARLY), theme=theme, by=runner)
    assert rows(consultation) == {LETTER: [ALMOST]}
    give_theme(consultation, these(LETTER), theme=theme, by=runner)
    assert rows(consultation) == {LETTER: [NEARLY]}
    withhold_opinions(consultation, these(LETTER), reason="insult", by=runner)
    confirm_moderation(ModerationAct.objects.all(), by=make_runner(consultation.organization))
    assert rows(consultation) == {}
    assert wrongly_standing(consultation.pk) == []


def test_a_new_analysis_replaces_what_the_one_before_proposed():
    consultation, runner, first = analysed(LETTER, NEARLY, OTHER)
    say(consultation.rounds.get(), ALMOST)
    count_voices(consultation)
    assert come_since(first) == 1

    second = analyse(consultation, runner)

    assert come_since(second) == 0
    assert last_finished(consultation) == second
    assert Placing.objects.filter(analysis=first).count() == ProposedTheme.objects.filter(analysis=first).count() == 0
    assert Placing.objects.filter(analysis=second).count() == 4


def test_cancelled_it_leaves_what_the_one_before_found_and_takes_nothing_over():
    consultation, runner, first = analysed(LETTER, NEARLY)
    second = start_analysis(consultation, by=runner)

    cancel_analysis(consultation, by=runner)
    run(str(job_of(second).uuid))

    second.refresh_from_db()
    assert (second.state, job_of(second).state) == (Analysis.State.CANCELLED, "refused")
    assert set(Placing.objects.values_list("analysis", flat=True)) == {first.pk}
    assert len(trail("consultations.analysis_cancelled")) == 1
    with pytest.raises(AnalysisHasEnded):
        cancel_analysis(consultation, by=runner)


def test_a_disk_that_is_full_fails_it_with_a_reason_and_another_one_may_start():
    consultation, runner = make_asking(LETTER)
    folder = settings.DATA / "analyses"
    folder.mkdir(exist_ok=True)
    blocking = folder / str(consultation.uuid)
    blocking.write_text("no folder", encoding="utf-8")

    analysis = analyse(consultation, runner)

    assert (analysis.state, Placing.objects.count()) == (Analysis.State.FAILED, 0)
    assert "The analysis was cut off" in analysis.why
    assert Entry.objects.get(key="consultations.analysis_failed").why == analysis.why
    blocking.unlink()
    assert analyse(consultation, runner).state == Analysis.State.FINISHED


def test_where_no_worker_is_left_another_one_may_start():
    consultation, runner = make_asking(LETTER)
    lost = start_analysis(consultation, by=runner)
    job_of(lost).delete()
    assert analyse(consultation, runner).state == Analysis.State.FINISHED
    lost.refresh_from_db()
    assert lost.has_failed


def test_possibly_the_same_is_kept_for_a_person_and_goes_when_they_say_it_is_not():
    consultation, runner, _analysis = analysed(LETTER, LETTER, NEAR)
    assert list(NearCopy.objects.values_list("leader__words", "other__words")) == [(LETTER, NEAR)]
    assert rows(consultation) == {}

    keep_apart(consultation, these(NEAR), by=runner)
    analyse(consultation, runner)

    assert NearCopy.objects.count() == 0


def test_where_its_worker_was_killed_the_next_one_goes_on_with_what_is_there():
    consultation, runner = make_asking(LETTER, NEARLY, OTHER)
    analysis = start_analysis(consultation, by=runner)
    folder = folder_of(analysis)
    write_rows(consultation, folder / FILE, tell=lambda _done, _of: None)
    analyse_file(order_of(analysis), folder / RESULTS)
    say(consultation.rounds.get(), ALMOST)
    count_voices(consultation)

    run(str(Job.objects.about(analysis).get().uuid))

    analysis.refresh_from_db()
    # What came meanwhile is not in the file that was there.
    assert (analysis.state, analysis.report["opinions"], come_since(analysis)) == (Analysis.State.FINISHED, 3, 1)


def test_cancelled_while_it_is_taken_over_nothing_of_it_is_kept():
    consultation, runner, first = analysed(LETTER, NEARLY)
    second = start_analysis(consultation, by=runner)
    folder = folder_of(second)
    write_rows(consultation, folder / FILE, tell=lambda _done, _of: None)
    analyse_file(order_of(second), folder / RESULTS)
    cancel_analysis(consultation, by=runner)

    with pytest.raises(AnalysisHasEnded):
        take_over_results(second, results_in(folder / RESULTS), newest=9, by=runner)

    assert set(Placing.objects.values_list("analysis", flat=True)) == {first.pk}
    assert analyse(consultation, runner).state == Analysis.State.FINISHED


def undo(consultation, *words):
    """Their voices go, as those of a file that is undone."""
    with transaction.atomic():
        let_go(lock(consultation), Voice.objects.filter(opinion__words__in=words), how=Voice.Left.UNDONE)


def test_where_all_was_undone_before_it_began_it_fails_with_the_reason():
    consultation, runner = make_asking(LETTER, NEARLY)
    analysis = start_analysis(consultation, by=runner)
    undo(consultation, LETTER, NEARLY)

    run(str(Job.objects.about(analysis).get().uuid))

    analysis.refresh_from_db()
    assert (analysis.state, job_of(analysis).state) == (Analysis.State.FAILED, "refused")
    assert "There is no opinion to analyse yet." in analysis.why


def test_what_is_undone_while_it_runs_leads_nobody_and_is_not_drawn_for_the_sample():
    consultation, runner = make_asking(LETTER, LETTER, NEARLY, ALMOST, OTHER)
    analysis = start_analysis(consultation, by=runner)
    folder = folder_of(analysis)
    write_rows(consultation, folder / FILE, tell=lambda _done, _of: None)
    analyse_file(order_of(analysis), folder / RESULTS)
    undo(consultation, LETTER, ALMOST)

    run(str(Job.objects.about(analysis).get().uuid))

    analysis.refresh_from_db()
    assert (analysis.state, rows(consultation), wrongly_standing(consultation.pk)) == (Analysis.State.FINISHED, {}, [])
    assert list(analysis.sample.values_list("opinion__words", flat=True)) == [NEARLY]


def test_of_what_a_theme_quotes_no_words_are_kept_beside_the_opinions():
    consultation, runner = make_asking(LETTER)
    analysis = start_analysis(consultation, by=runner)
    folder = folder_of(analysis)
    write_rows(consultation, folder / FILE, tell=lambda _done, _of: None)
    analyse_file(order_of(analysis), folder / RESULTS)
    quote = {"id": str(Opinion.objects.get().pk), "text": LETTER}
    theme = {"theme": 1, "terms": ["様式"], "groups": 1, "opinions": 1, "voices": 1, "quotes": [quote], "also_said": [quote]}

    take_over_results(analysis, results_in(folder / RESULTS)._replace(themes=[theme]), newest=1, by=runner)

    kept = ProposedTheme.objects.get()
    assert kept.quotes == kept.also_said == [{"id": quote["id"]}]


def test_no_personal_data_and_no_words_before_they_were_masked_are_in_the_file(tmp_path):
    consultation, runner = make_asking("山田太郎です。期限が短い。", profile="internal")
    PersonalData.objects.create(submission=Submission.objects.get(), values={"name": "山田花子"})
    mask_opinion(opinion_saying("山田太郎です。期限が短い。"), texts=["山田太郎"], reason="insult", by=runner)
    write_rows(consultation, tmp_path / FILE, tell=lambda _done, _of: None)
    written = pq.read_table(tmp_path / FILE)
    assert (written.column_names, written["words"].to_pylist()) == (["opinion", "words", "voices"], ["■■■■です。期限が短い。"])


def test_by_itself_only_what_takes_a_moment_is_analysed_and_one_at_a_time(monkeypatch):
    consultation, runner = make_asking(LETTER, NEARLY)
    monkeypatch.setattr("shishin.consultations.analysing.working.BY_ITSELF", 2)
    analyse_by_itself(consultation, by=runner)
    assert Analysis.objects.count() == 0
    monkeypatch.setattr("shishin.consultations.analysing.working.BY_ITSELF", 3)
    analyse_by_itself(consultation, by=runner)
    analyse_by_itself(consultation, by=runner)
    assert Analysis.objects.get().begun_by == runner


def test_clauses_earlier_answers_and_places_of_a_map_stand_with_the_leader_where_they_were_found():
    consultation, runner = make_asking(LETTER, LETTER, NEARLY)
    analysis = start_analysis(consultation, by=runner)
    folder = folder_of(analysis) / RESULTS
    write_rows(consultation, folder_of(analysis) / FILE, tell=lambda _done, _of: None)
    analyse_file(order_of(analysis), folder)
    links = {"group": [1, 1], "rank": [2, 1], "key": ["practice", "purpose"], "score": [0.25, 0.5]}
    pq.write_table(pa.table(links), folder / LINKS)
    pq.write_table(pa.table({"group": [1], "answered": [7], "score": [0.75]}), folder / EARLIER)
    pq.write_table(pa.table({"group": [1], "x": [0.5], "y": [-1.5]}), folder / MAP)

    take_over_results(analysis, results_in(folder), newest=9, by=runner)

    leader, follower = Placing.objects.get(opinion__words=LETTER), Placing.objects.get(opinion__words=NEARLY)
    assert leader.links == [{"key": "purpose", "score": 0.5}, {"key": "practice", "score": 0.25}]
    assert (leader.earlier, leader.x, leader.y) == ([{"response": 7, "score": 0.75}], 0.5, -1.5)
    assert (follower.links, follower.earlier, follower.x, follower.leader) == (None, None, None, opinion_saying(LETTER))


def test_the_clauses_of_the_draft_and_what_was_answered_earlier_are_looked_for():
    earlier = make_open_round(is_on_draft=True)
    say(earlier, LETTER)
    count_voices(earlier.consultation)
    response = answer(earlier.consultation, LETTER)
    publish(earlier.consultation)
    held = make_open_round(draft=earlier.draft)
    clause = earlier.draft.clauses.exclude(texts__heading="").first()
    words = f"{clause.texts.first().heading}について。{clause.texts.first().heading}を分かりやすくしてください。"
    say(held, NEARLY, words)
    count_voices(held.consultation)

    analyse(held.consultation, make_runner(held.consultation.organization))

    near, named = (Placing.objects.get(opinion__words=said, opinion__consultation=held.consultation) for said in (NEARLY, words))
    assert [one["response"] for one in near.earlier] == [response.pk]
    assert clause.line.key in [one["key"] for one in named.links]
