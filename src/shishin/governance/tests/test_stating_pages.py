"""Stating on the pages: one duty after the other, all gaps at once, two at one cell, and a year that is published."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.governance.models import DutyStatus, DutyYear
from shishin.governance.stating import publish_year, state_duty
from shishin.governance.tests.makers import make_auditor, make_duty, make_government, make_keeper, make_ministry, make_pmo
from shishin.kit.dates import fiscal_year
from shishin.people.tests.makers import make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
YEAR = 2025


def state_url(ministry, duty, year=YEAR):
    return reverse("governance:state", args=[ministry.slug, year, duty.slug])


def gaps_url(ministry, year=YEAR):
    return reverse("governance:state-gaps", args=[ministry.slug, year])


def newest(**where):
    return list(DutyStatus.objects.filter(is_newest=True, **where).order_by("duty").values_list("state", "words", "evidence"))


def sent(client, url, **fields):
    return client.post(url, {"words": "", "evidence": "", "follows": 0, **fields}, headers={"accept-language": "en"})


def test_after_saving_it_goes_on_to_the_next_gap_and_after_the_last_to_the_organization(client):
    first, second = make_duty("First"), make_duty("Second")
    ministry = make_ministry()
    client.force_login(make_pmo(ministry))

    answer = sent(client, state_url(ministry, first), state="performed", evidence="Plan of 2025")
    assert answer["Location"] == state_url(ministry, second)
    answer = sent(client, state_url(ministry, second), state="not_yet", words="Nobody yet.")

    assert answer["Location"] == f"{reverse('governance:organization', args=[ministry.slug])}?year={YEAR}"
    assert newest() == [("performed", "", "Plan of 2025"), ("not_yet", "Nobody yet.", "")]


def test_the_rule_is_said_and_what_falls_short_without_words_is_refused(client):
    duty, ministry = make_duty(), make_ministry()
    client.force_login(make_pmo(ministry))
    assert "Needed unless it is performed" in client.get(state_url(ministry, duty), headers={"accept-language": "en"}).content.decode()

    answer = sent(client, state_url(ministry, duty), state="partly", evidence="Minutes")

    assert answer.status_code == 409
    assert "needs a few words" in answer.content.decode()
    assert 'value="Minutes"' in answer.content.decode()
    assert newest() == []


def test_last_year_is_offered_with_one_press(client):
    duty, ministry = make_duty(), make_ministry()
    state_duty(duty, organization=ministry, fiscal_year=2024, state="partly", words="Half.", evidence="Report 3", by=OPERATOR)
    client.force_login(make_pmo(ministry))

    sent(client, state_url(ministry, duty), state="last")

    assert newest(fiscal_year=YEAR) == [("partly", "Half.", "Report 3")]


def test_words_that_are_written_beside_the_offer_count(client):
    duty, ministry = make_duty(), make_ministry()
    state_duty(duty, organization=ministry, fiscal_year=2024, state="partly", words="Half.", by=OPERATOR)
    client.force_login(make_pmo(ministry))
    sent(client, state_url(ministry, duty), state="last", words="Three quarters.")
    assert newest(fiscal_year=YEAR) == [("partly", "Three quarters.", "")]


def test_the_second_of_two_at_one_cell_sees_both_and_may_send_again(client):
    duty, ministry = make_duty(), make_ministry()
    client.force_login(make_pmo(ministry))
    theirs = state_duty(duty, organization=ministry, fiscal_year=YEAR, state="not_yet", words="Theirs.", by=make_person("carol"))

    answer = sent(client, state_url(ministry, duty), state="partly", words="Mine.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Theirs." in page, "Mine." in page, "carol" in page) == (True, True, True)
    assert f'name="follows" value="{theirs.pk}"' in page
    sent(client, state_url(ministry, duty), state="partly", words="Mine.", follows=theirs.pk)
    assert newest() == [("partly", "Mine.", "")]


@pytest.mark.parametrize("who", ["public", "clerk", "of another", "keeper", "auditor"])
def test_only_those_who_answer_for_it_state(client, who):
    duty, ministry = make_duty(), make_ministry()
    make = {
        "clerk": make_person,
        "of another": lambda: make_pmo(make_ministry("others")),
        "keeper": make_keeper,
        "auditor": make_auditor,
    }
    if who != "public":
        client.force_login(make[who]())
    for url in (state_url(ministry, duty), gaps_url(ministry)):
        assert client.get(url).status_code == (302 if who == "public" else 404)
        assert sent(client, url, state="performed").status_code == (302 if who == "public" else 404)
    assert newest() == []


def test_what_is_not_owed_and_a_year_to_come_are_not_there(client):
    duty, ministry = make_duty(since=date(2025, 4, 1)), make_ministry()
    client.force_login(make_pmo(ministry))
    ahead = fiscal_year(date.today()).number + 1
    assert [client.get(state_url(ministry, duty, year)).status_code for year in (2024, ahead, 99999)] == [404, 404, 404]
    assert client.get(gaps_url(ministry, ahead)).status_code == 404


# All gaps at once


def in_list(*cells):
    fields = {}
    for duty, told in cells:
        filled = {"state": "", "words": "", "evidence": "", "follows": 0, **told}
        fields |= {f"{duty.slug}-{name}": value for name, value in filled.items()}
    return fields


def test_what_is_filled_in_is_saved_and_what_is_left_empty_stays_a_gap(client):
    duties, ministry = [make_duty(f"Duty {number}") for number in range(3)], make_ministry()
    client.force_login(make_pmo(ministry))

    filled = in_list((duties[0], {"state": "performed"}), (duties[1], {"state": "not_yet", "words": "Nobody."}), (duties[2], {}))
    answer = client.post(gaps_url(ministry), filled)

    assert answer["Location"] == gaps_url(ministry)
    assert newest() == [("performed", "", ""), ("not_yet", "Nobody.", "")]
    page = client.get(gaps_url(ministry)).content.decode()
    assert [f'id="{duty.slug}"' in page for duty in duties] == [False, False, True]


def test_what_is_refused_stays_with_its_words_and_the_others_are_saved(client):
    duties, ministry = [make_duty(f"Duty {number}") for number in range(3)], make_ministry()
    client.force_login(make_pmo(ministry))

    cells = [
        (duties[0], {"state": "performed", "evidence": "Plan"}),
        (duties[1], {"state": "partly", "evidence": "Kept 1"}),
        (duties[2], {"words": "Kept 2"}),
    ]
    answer = client.post(gaps_url(ministry), in_list(*cells), headers={"accept-language": "en"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert newest() == [("performed", "", "Plan")]
    assert ("Kept 1" in page, "Kept 2" in page, "needs a few words" in page, "words alone say none" in page) == (True, True, True, True)
    assert f'name="{duties[0].slug}-state"' not in page


def test_in_the_list_too_the_second_of_two_sees_both(client):
    duties, ministry = [make_duty(f"Duty {number}") for number in range(2)], make_ministry()
    theirs = state_duty(duties[0], organization=ministry, fiscal_year=YEAR, state="not_yet", words="Theirs.", by=OPERATOR)
    client.force_login(make_pmo(ministry))

    cells = in_list((duties[0], {"state": "partly", "words": "Mine."}), (duties[1], {"state": "performed"}))
    page = client.post(gaps_url(ministry), cells).content.decode()

    assert ("Theirs." in page, "Mine." in page) == (True, True)
    assert f'name="{duties[0].slug}-follows" value="{theirs.pk}"' in page
    assert newest() == [("not_yet", "Theirs.", ""), ("performed", "", "")]


def test_of_very_many_gaps_some_are_shown_and_all_are_reached(client):
    duties, ministry = [make_duty(f"Duty {number}") for number in range(43)], make_ministry()
    client.force_login(make_pmo(ministry))
    assert "3 more come after these" in client.get(gaps_url(ministry), headers={"accept-language": "en"}).content.decode()
    client.post(gaps_url(ministry), in_list(*((duty, {"state": "performed"}) for duty in duties[:40])))
    client.post(gaps_url(ministry), in_list(*((duty, {"state": "performed"}) for duty in duties[40:])))
    assert len(newest()) == 43


# A year of a list


def year_url(year=YEAR, name="year"):
    return reverse(f"governance:{name}", args=["government", year])


def test_a_keeper_sets_the_day_and_publishes_after_seeing_what_becomes_public(client):
    make_duty(), make_ministry(), make_ministry("others")
    client.force_login(make_keeper())

    client.post(year_url(), {"due_on": "令和8年2月28日"})
    page = client.get(year_url(name="publish-year"), headers={"accept-language": "en"}).content.decode()
    assert ("2 cells are not stated" in page, "Everybody will read" in page) == (True, True)
    assert DutyYear.objects.get().published_on is None
    client.post(year_url(name="publish-year"))

    year = DutyYear.objects.get()
    assert (year.due_on, year.published_on) == (date(2026, 2, 28), date.today())


def test_a_year_is_published_once_and_not_before_it_begins(client):
    make_duty(), make_ministry()
    client.force_login(make_keeper())
    publish_year(make_government(), fiscal_year=YEAR, by=OPERATOR)
    ahead = fiscal_year(date.today()).number + 1
    for year, words in ((YEAR, "was published on"), (ahead, "has not begun yet")):
        answer = client.post(year_url(year, "publish-year"), headers={"accept-language": "en"})
        assert (answer.status_code, words in answer.content.decode()) == (409, True)
    assert DutyYear.objects.count() == 1


@pytest.mark.parametrize("who", ["pmo", "auditor", "keeper of another"])
def test_only_keepers_of_the_list_set_a_day_or_publish(client, who):
    make_duty()
    ministry = make_ministry()
    make = {
        "pmo": lambda: make_pmo(ministry),
        "auditor": make_auditor,
        "keeper of another": lambda: make_keeper(make_government("elsewhere")),
    }
    client.force_login(make[who]())
    for name in ("year", "publish-year"):
        assert (client.get(year_url(name=name)).status_code, client.post(year_url(name=name)).status_code) == (404, 404)
    assert DutyYear.objects.count() == 0
