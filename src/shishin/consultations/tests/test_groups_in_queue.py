"""Groups in the queue: one row for what a machine finds to be the same, no opinion out of the list, nothing published before somebody signs."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import localdate

from shishin.consultations.analysing.running import job_of, start_analysis
from shishin.consultations.answering.responding import write_response
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Opinion, Placing, ProposedTheme, Theme
from shishin.consultations.publishing.results import published_responses
from shishin.consultations.sorting.theming import add_theme, sign_theme
from shishin.consultations.tests.makers import answer, make_asking, make_runner, opinion_saying, publish, say, these
from shishin.consultations.tests.test_analysing import ALMOST, LETTER, NEAR, NEARLY, OTHER, SHORT, analyse, analysed
from shishin.consultations.waiting import analyses_of
from shishin.people.tests.makers import make_auditor, make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
State = Opinion.State


@pytest.fixture
def asking(client):
    consultation, runner, _analysis = analysed(OTHER, OTHER, OTHER, LETTER, LETTER, NEARLY, ALMOST, SHORT, NEAR)
    client.force_login(runner)
    return consultation


def queue(consultation, query: str = "") -> str:
    return f"/manage/consultations/{consultation.slug}/opinions/{query}"


def page_at(client, address: str):
    page = client.get(address).context
    return [(row.words, row.behind, row.voices_behind) for row in page["rows"]], page["page"].paginator.count


def words_at(client, address: str) -> list[str]:
    return [row.words for row in client.get(address).context["rows"]]


def test_a_group_is_one_row_and_the_heaviest_stands_first(client, asking):
    assert page_at(client, queue(asking)) == ([(LETTER, 2, 2), (OTHER, 0, 0), (SHORT, 0, 0), (NEAR, 0, 0)], 4)
    assert words_at(client, queue(asking, "?order=number")) == [OTHER, LETTER, SHORT, NEAR]
    assert "nearly the same, with" in client.get(queue(asking)).content.decode()


@pytest.mark.parametrize("query", ["?state=open", "?theme=none", "?place=none", "?proposed=none", "?theme=none&order=number"])
def test_narrowed_down_a_group_is_one_row_as_well(client, asking, query):
    rows, count = page_at(client, queue(asking, query))
    assert sorted(rows) == sorted([(LETTER, 2, 2), (OTHER, 0, 0), (SHORT, 0, 0), (NEAR, 0, 0)])
    assert count == 4


@pytest.mark.parametrize("narrowed", ["", "?order=number"])
def test_page_by_page_each_row_stands_once_and_in_its_order(client, asking, monkeypatch, narrowed):
    analysis = asking.analyses.get()
    theme = ProposedTheme.objects.create(analysis=analysis, number=1, terms=["様式"])
    Placing.objects.update(proposed_theme=theme)
    whole = words_at(client, queue(asking, narrowed))
    monkeypatch.setattr("shishin.consultations.sorting.groups.ROWS", 1)
    by_pages = {
        more: [words_at(client, queue(asking, f"?page={page}&{narrowed[1:]}{more}")) for page in (1, 2, 3, 4)]
        for more in ("", f"&proposed={theme.pk}")
    }
    assert by_pages == {"": [[words] for words in whole], f"&proposed={theme.pk}": [[words] for words in whole]}
    assert len(set(whole)) == 4


@pytest.mark.parametrize("query", ["?q=三度も", "?held=none&q=三度も"])
def test_where_words_or_a_person_are_asked_for_each_opinion_stands_by_itself(client, asking, query):
    assert words_at(client, queue(asking, query)) == [NEARLY]
    assert "Nearly the same as another one, by machine" in client.get(queue(asking, query)).content.decode()


def test_under_a_signed_theme_and_after_an_answer_no_opinion_is_out_of_the_list(client, asking):
    theme = add_theme(asking, titles={"en": "Forms"}, by=OPERATOR)
    client.post(queue(asking, "theme/"), {"opinion": str(opinion_saying(LETTER).uuid), "step": "act", "theme": theme.pk})
    assert page_at(client, queue(asking, f"?theme={theme.pk}")) == ([(LETTER, 2, 2)], 1)
    assert page_at(client, queue(asking, "?theme=none"))[1] == 3

    answer(asking, OTHER)

    rows, count = page_at(client, queue(asking))
    assert (sorted(words for words, _behind, _voices in rows), count) == (sorted([LETTER, OTHER, SHORT, NEAR]), 4)
    assert words_at(client, queue(asking, "?state=answered")) == [OTHER]


def test_what_came_after_the_analysis_stands_in_the_list_by_its_voices(client, asking):
    for _voice in range(9):
        say(asking.rounds.get(), "窓口の時間を延ばしてください。")
    count_voices(asking)
    rows, count = page_at(client, queue(asking))
    assert ([words for words, _behind, _voices in rows][:2], count) == (["窓口の時間を延ばしてください。", LETTER], 5)


def test_an_opened_row_shows_what_differs_and_what_is_possibly_the_same(client, asking):
    part = client.get(f"{opinion_saying(LETTER).get_absolute_url()}?group", headers={"HX-Request": "true"}).content.decode()
    assert ("<h1" in part, "<u>三</u>" in part, "<u>何</u>" in part, "<u>区役所</u>" in part) == (False, True, True, True)
    assert part.count('name="opinion"') == 3
    assert part.index("Possibly the same") > part.index("区役所")
    whole = client.get(opinion_saying(LETTER).get_absolute_url()).content.decode()
    assert "What it is compared with" in whole
    assert "Nearly the same as opinion" in client.get(opinion_saying(NEARLY).get_absolute_url()).content.decode()


def test_not_the_same_is_said_in_the_queue_and_the_opinion_has_a_row_of_its_own(client, asking):
    member = str(opinion_saying(NEARLY).uuid)
    client.post(queue(asking, "keep-apart/"), {"opinion": member})
    rows, count = page_at(client, queue(asking))
    assert ((LETTER, 1, 1) in rows, (NEARLY, 0, 0) in rows, count) == (True, True, 5)
    alone = client.post(queue(asking, "keep-apart/"), {"opinion": str(opinion_saying(SHORT).uuid)})
    assert (alone.status_code, "None of these stands under another opinion" in alone.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("attach", "whoever answers signs that they are the same."),
        ("theme", "the same is said of them."),
        ("place", "the same is said of them."),
        ("withhold", ""),
    ],
)
def test_who_acts_on_a_row_is_told_what_becomes_of_those_behind_it(client, asking, act, told):
    add_theme(asking, titles={"en": "Forms"}, by=OPERATOR)
    write_response(asking, by=OPERATOR)
    page = client.post(queue(asking, f"{act}/"), {"opinion": str(opinion_saying(LETTER).uuid)})
    words = " ".join(page.content.decode().split())
    assert (page.context["count"], page.context["behind"]) == (1, 2 if told else 0)
    assert ("opinions stand behind them in the queue, by machine:" in words, told in words) == (bool(told), True)


@pytest.mark.parametrize(("act", "words", "leads_to"), [("theme", "no theme yet", "themes/"), ("attach", "no response", "responses/")])
def test_where_nothing_can_be_chosen_the_way_to_it_is_shown(client, asking, act, words, leads_to):
    page = client.post(queue(asking, f"{act}/"), {"opinion": str(opinion_saying(LETTER).uuid)})
    drawn = page.content.decode()
    assert (page.status_code, f"There is {words}" in drawn, "<select" in drawn) == (409, True, False)
    assert f'<a href="/manage/consultations/{asking.slug}/{leads_to}">' in drawn


@pytest.mark.parametrize(("act", "more"), [("new-point", {"step": "act", "is_new_point": "yes"}), ("keep-apart", {})])
def test_after_an_act_one_is_on_the_page_of_the_queue_where_one_was(client, asking, act, more):
    here = "?state=open&order=number&page=3"
    assert f"{queue(asking, act)}/{here}".replace("&", "&amp;") in client.get(queue(asking, here)).content.decode()
    done = client.post(queue(asking, f"{act}/{here}"), {"opinion": str(opinion_saying(NEARLY).uuid), **more})
    assert (done.status_code, done.url) == (302, queue(asking, here))


def test_a_row_tells_how_many_voices_it_has_together(client, asking):
    drawn = client.get(queue(asking)).content.decode()
    assert '<strong><span class="number">4 voices</span> in this row</strong>' in drawn
    assert drawn.count("in this row</strong>") == 1


def test_the_next_twenty_are_rows_the_heaviest_first(client, asking):
    client.post(queue(asking, "take/"))
    assert sorted(words_at(client, queue(asking, "?held=mine"))) == sorted([LETTER, OTHER, SHORT, NEAR])


def test_a_proposed_theme_narrows_the_queue_down_and_is_said_to_be_by_machine(client, asking):
    analysis = asking.analyses.get()
    theme = ProposedTheme.objects.create(analysis=analysis, number=1, terms=["様式", "窓口"], groups=1, opinions=3, voices=4)
    Placing.objects.filter(opinion__in=these(LETTER, NEARLY, ALMOST)).update(proposed_theme=theme)
    assert page_at(client, queue(asking, f"?proposed={theme.pk}")) == ([(LETTER, 2, 2)], 1)
    assert page_at(client, queue(asking, "?proposed=none"))[1] == 3
    assert words_at(client, queue(asking, "?proposed=x")) == []
    page = client.get(queue(asking, f"?proposed={theme.pk}"))
    assert ("By machine: 様式 / 窓口" in page.content.decode(), [str(chip.words) for chip in page.context["listing"].chips]) == (
        True,
        ["様式 / 窓口"],
    )
    assert Theme.objects.count() == 0


def test_a_theme_that_was_signed_goes_on_in_the_next_analysis_where_half_its_leaders_are(asking, client):
    sentences = [
        f"{word}の{thing}を改めてください。{word}では{thing}が足りません。"
        for word in ("窓口", "駅前", "図書館")
        for thing in ("照明", "椅子", "案内板", "駐輪場")
    ]
    for words in sentences:
        say(asking.rounds.get(), words)
    count_voices(asking)
    runner = asking.analyses.get().begun_by
    first = analyse(asking, runner, themes="few")
    proposed = first.themes.first()
    signed = sign_theme(proposed, titles={"en": "Places"}, by=runner)

    second = analyse(asking, runner, themes="few")

    assert list(second.themes.filter(signed_as=signed).values_list("number", flat=True)) == [proposed.number]


def test_results_and_files_show_no_group_that_nobody_signed(client, asking):
    for words in (NEARLY, ALMOST, OTHER, SHORT, NEAR, LETTER):
        # A member that is answered by itself signs nothing.
        answer(asking, words)
    publish(asking)
    assert Opinion.objects.filter(folded_into__isnull=False).count() == 0
    page = client.get(f"/consultations/{asking.slug}/results/").content.decode()
    assert ("machine" in page, len(published_responses(asking))) == (False, 6)


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_costs_the_same_however_many_groups_there_are(client, django_assert_num_queries, many):
    said = [text.replace("申請書", f"第{at}号の届出") for at in range(many) for text in (LETTER, LETTER, NEARLY)]
    consultation, runner, _analysis = analysed(*said)
    client.force_login(runner)
    cache.clear()
    with django_assert_num_queries(13 if connection.vendor == "sqlite" else 14):
        client.get(queue(consultation))


def test_the_page_of_an_analysis_starts_one_tells_what_it_found_and_what_came_since(client):
    consultation, runner = make_asking(LETTER, NEARLY, OTHER)
    client.force_login(runner)
    address = f"/manage/consultations/{consultation.slug}/analysis/"
    assert "Start an analysis" in client.get(address).content.decode()

    started = client.post(address, {"themes": "few"})

    assert started.url == address
    page = client.get(address)
    assert (page.context["finished"].settings["themes"], page.context["since"]) == ("few", 0)
    assert "placed under a proposed theme" in page.content.decode()
    say(consultation.rounds.get(), SHORT)
    count_voices(consultation)
    assert "opinion came after this analysis." in client.get(address).content.decode()


def test_an_analysis_under_way_is_cancelled_on_a_page_of_its_own(client):
    consultation, runner = make_asking(LETTER)
    client.force_login(runner)
    address = f"/manage/consultations/{consultation.slug}/analysis/"
    assert client.post(f"{address}cancel/").status_code == 409
    start_analysis(consultation, by=make_runner(consultation.organization))
    # Whoever started it may stop it where it stands; a colleague cancels it.
    assert "Cancel the analysis" in client.get(address).content.decode()
    assert client.post(address, {"themes": "some"}).status_code == 409
    assert client.post(f"{address}cancel/").url == address
    assert "The last analysis was cancelled" in client.get(address).content.decode()


def test_the_page_that_waits_for_an_analysis_goes_on_by_itself_when_it_has_ended(client, asking):
    analysis = asking.analyses.get()
    job = job_of(analysis)
    asked = {"HX-Request": "true", "HX-Target": f"job-{job.uuid}"}
    part = client.get(analysis.get_absolute_url(), headers=asked).content.decode()
    assert f'id="job-{job.uuid}"' in part
    assert 'hx-trigger="load" hx-select="main"' in part
    assert f'id="job-{job.uuid}"' not in client.get(analysis.get_absolute_url()).content.decode()


def test_auditors_read_what_was_found_and_others_find_nothing(client, asking):
    address = f"/manage/consultations/{asking.slug}/analysis/"
    client.force_login(make_auditor())
    page = client.get(address)
    assert (page.status_code, "Run it again" in page.content.decode(), client.post(address).status_code) == (200, False, 404)
    assert client.get(f"{address}cancel/").status_code == 404
    client.force_login(make_person())
    assert client.get(address).status_code == 404


def test_the_desk_of_a_person_tells_what_an_analysis_came_to(client, asking):
    runner, analysis = asking.analyses.get().begun_by, asking.analyses.get()
    ProposedTheme.objects.create(analysis=analysis, number=1, terms=["様式"])
    ProposedTheme.objects.create(analysis=analysis, number=2, terms=["費用"])
    assert [line.why for line in told(runner)] == ["Analysis is done: 2 themes to look at."]
    asking.analyses.update(state="failed", why="The disk is full.")
    assert [line.why for line in told(runner)] == ["Analysis failed: The disk is full."]
    assert told(make_person()) == []


def told(person):
    return list(analyses_of(person, localdate()))
