"""The pages on which consultations are read, prepared and run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from shishin.consultations.answering.responding import write_response
from shishin.consultations.asking.announcing import end_consultation, extend_round
from shishin.consultations.asking.preparing import add_round, change_consultation
from shishin.consultations.asking.states import Standing, say_url
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, ConsultationProfile, Round
from shishin.consultations.sorting.moderating import withhold_opinions
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_profile, make_round, make_runner, say
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition, words
from shishin.kit.moments import held_at
from shishin.kit.templatetags.kit import moment as draw_moment
from shishin.people.default_data import load_default_data
from shishin.people.tests.makers import make_auditor, make_holder, make_organization, make_owner, make_person, make_role
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
WHY = {"en": "Because of the floods."}
SOON = OPENS + timedelta(days=39)


@pytest.fixture(autouse=True)
def _some_days_before_it_closes():
    with held_at(SOON):
        yield


@pytest.fixture
def runner():
    return make_runner(make_organization("city", name="City"))


@pytest.fixture
def city(runner):
    return runner.appointments.get().post.organization


def page(client, url: str) -> str:
    return client.get(url).content.decode()


def make_draft() -> Edition:
    """A draft that changes one clause of what is in force."""
    make_adopted(in_force_from=date(2022, 4, 1))
    edited = [replace(one, passages=words("利用者", "利用者とともに始める。")) if one.key == "users-first" else one for one in CLAUSES]
    why = ManuscriptReason({"ja": "声があった。"}, True, (ManuscriptChange("kept", ("users-first",), ("users-first",)),))
    return make_edition("1.1.0-draft.1", clauses=edited, started_from="1.0.0", reasons=[why])


# Reading


def test_the_list_has_what_is_open_first_and_nothing_that_is_prepared(client):
    assert "No consultation is open now" in page(client, "/consultations/")
    for number, (slug, opens) in enumerate([("soil", OPENS), ("water", SOON + timedelta(days=2)), ("air", OPENS)]):
        one = make_consultation(slug)
        one.rounds.update(opens_at=opens, closes_at=SOON - timedelta(days=2) if slug == "air" else CLOSES + timedelta(days=number))
    make_consultation("secret", is_announced=False)
    end_consultation(make_consultation("fire"), reasons=WHY, by=OPERATOR)

    context = client.get("/consultations/").context
    assert {name: [one.consultation.slug for one in context[name]] for name in ("open", "coming", "answering", "over")} == {
        "open": ["soil"],
        "coming": ["water"],
        "answering": ["air"],
        "over": ["fire"],
    }
    assert "5 days left" in page(client, "/consultations/")


def test_who_has_a_receipt_finds_the_way_to_it_from_the_list_and_from_the_page(client):
    make_consultation("soil")
    for address in ("/consultations/", "/consultations/soil/"):
        assert page(client, address).count(f'href="{reverse("consultations:receipts")}"') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_much_there_is(client, django_assert_num_queries, count):
    for _number in range(count):
        make_consultation()
    with django_assert_num_queries(4):
        client.get("/consultations/")


def test_the_feed_tells_what_became_public_the_newest_first(client):
    consultation = make_consultation("soil")
    make_consultation("secret", is_announced=False)
    end_consultation(consultation, reasons=WHY, by=OPERATOR)
    feed = page(client, "/consultations/feed.atom")
    assert feed.count("<entry>") == 2
    assert feed.index("Ended, nothing enacted: Consultation") < feed.index("Opinions wanted: Consultation")
    assert "secret" not in feed


def test_a_consultation_in_preparation_is_read_by_its_runners_and_auditors_alone(client, runner, city):
    make_consultation("soil", organization=city, is_announced=False)
    met = []
    for person in (None, make_person(), make_runner(make_organization()), runner, make_auditor()):
        if person:
            client.force_login(person)
        met.append(client.get("/consultations/soil/").status_code)
    assert met == [404, 404, 404, 200, 200]


def test_the_page_has_state_deadline_questions_figures_and_what_becomes_of_words(client):
    consultation = make_consultation("soil", questions={"en": "Shorter?\nIt is two thirds as long.\n\nFor all staff?"})
    say(consultation.rounds.get(), "One.", "Two.")
    answer = client.get("/consultations/soil/")
    shown, html = answer.context["page"], answer.content.decode()

    assert [tag.words for tag in shown.standing.tags] == ["Open for opinions", "5 days left"]
    assert shown.questions == [("Shorter?", "It is two thirds as long."), ("For all staff?", "")]
    assert (shown.figures.all_submitters, shown.figures.received, shown.figures.distinct) == (1, 2, 2)
    assert "Under consideration" not in html
    assert "no voice is lost, none counts twice" in html
    assert [(event.kind, event.is_gap) for event in shown.events] == [("Announcement", False), ("Form", False), ("Results", True)]


def test_once_it_closed_the_figures_add_up(client):
    say(make_consultation("soil").rounds.get(), "One.")
    make_consultation("none")
    with held_at(CLOSES):
        assert "Under consideration" in page(client, "/consultations/soil/")
        assert "No opinions were received" in page(client, "/consultations/none/")


def test_changed_clauses_come_with_reason_and_the_way_to_compare(client):
    draft = make_draft()
    publish_draft(draft, published_on=date(2026, 10, 1), by=OPERATOR)
    draft.refresh_from_db()
    consultation = make_consultation("soil", document=draft.document)
    make_round(consultation, draft=draft)
    shown = client.get("/consultations/soil/").context["page"]
    compare = reverse("guidelines:compare", args=["action-guidelines", "1.0.0", draft.version])
    assert [(one.name, one.reason, one.url, one.compare_url) for one in shown.changed_clauses] == [
        (
            "2.1　利用者",
            "声があった。",
            f"/guidelines/action-guidelines/clauses/users-first/?edition={draft.version}",
            f"{compare}#r-users-first",
        )
    ]


def test_what_changed_after_the_announcement_stands_there_with_its_reason(client):
    consultation = make_consultation("soil")
    change_consultation(consultation, titles={"en": "Soil"}, reasons=WHY, by=OPERATOR)
    extend_round(consultation.rounds.get(), closes_at=CLOSES + timedelta(days=7), reasons=WHY, by=OPERATOR)
    add_round(consultation, channel="hearing", sittings=6, participants=26, outcome={"en": "They agreed."}, reasons=WHY, by=OPERATOR)

    html = page(client, "/consultations/soil/")
    assert html.count("Reason: Because of the floods.") == 3
    assert "Changed: title" in html
    assert "Held 6 times, 26 participants" in html
    assert "They agreed." in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_rounds_and_opinions(client, django_assert_num_queries, count):
    draft = publish_draft(make_draft(), published_on=date(2026, 10, 1), by=OPERATOR)
    consultation = make_consultation("soil", document=draft.document)
    for number in range(count):
        say(make_round(consultation, draft=draft), f"Opinion {number}.")
    with django_assert_num_queries(11):
        answer = client.get("/consultations/soil/")
    assert len(answer.content) < 100_000


def test_the_page_of_a_draft_of_139_clauses_that_all_changed_is_as_light(client, django_assert_num_queries):
    clauses = [ManuscriptClause(f"k{number}", 1, passages=words(f"条{number}", "本文。" * 40)) for number in range(139)]
    make_adopted(clauses=clauses, in_force_from=date(2022, 4, 1))
    changed = [replace(one, passages=words("条", "別の本文。" * 40)) for one in clauses]
    kept = tuple(ManuscriptChange("kept", (one.key,), (one.key,)) for one in clauses)
    why = [ManuscriptReason({"ja": "声があった。"}, True, kept)]
    edition = make_edition("1.1.0-draft.1", clauses=changed, started_from="1.0.0", reasons=why)
    draft = publish_draft(edition, published_on=date(2026, 10, 1), by=OPERATOR)
    say(make_round(make_consultation("soil", document=draft.document), draft=draft), *(f"Opinion {number}." for number in range(50)))
    with django_assert_num_queries(11):
        answer = client.get("/consultations/soil/")
    assert (len(answer.context["page"].changed_clauses), answer.context["page"].further_changes) == (30, 109)
    assert len(answer.content) < 100_000


def test_on_a_site_that_stands_already_an_owner_gives_a_role_the_ability(client):
    role, office = make_role("secretariat", abilities=("edit_documents",)), make_organization()
    secretary = make_holder(role, office)
    load_default_data()
    client.force_login(secretary)
    before = client.get("/manage/consultations/").status_code
    client.force_login(make_owner())
    client.post("/manage/roles/secretariat/abilities/", {"abilities": ["edit_documents", "run_consultations"]})
    client.force_login(secretary)
    assert (before, client.get("/manage/consultations/").status_code) == (404, 200)


def test_the_way_to_say_something_leads_to_the_round_that_is_open_longest(client):
    consultation = make_consultation("soil")
    later = make_round(consultation, closes_at=CLOSES + timedelta(days=9))
    make_round(consultation, closes_at=CLOSES + timedelta(days=20), takes_form=False, channel="post_and_telephone")
    standing = Standing(consultation, tuple(consultation.rounds.all()), SOON)
    assert standing.open_round == later
    assert standing.say_url == say_url(later)
    assert Standing(consultation, tuple(consultation.rounds.all()), CLOSES + timedelta(days=10)).say_url == ""


# Running


def test_a_runner_prepares_adds_a_round_sees_what_becomes_public_and_announces(client, runner, city):
    client.force_login(runner)
    given = {"slug": "soil", "organization": city.pk, "profile": make_profile().pk, "titles_en": "Soil", "questions_en": "Why?"}
    assert client.post("/manage/prepare-consultation/", given).headers["Location"] == "/manage/consultations/soil/"
    desk = client.get("/manage/consultations/soil/")
    assert desk.context["desk"].next_step == ("Add a round", "/manage/consultations/soil/rounds/add/", "")
    barred = client.post("/manage/consultations/soil/announce/")
    assert (barred.status_code, [type(one).__name__ for one in barred.context["refusals"]]) == (409, ["NoRounds"])
    assert 'href="/manage/consultations/soil/rounds/add/"' in barred.content.decode()

    a_round = {"channel": "form", "opens_on": "2026-11-06", "closes_on": "R8.12.11", "takes_form": "on"}
    client.post("/manage/consultations/soil/rounds/add/", a_round)
    held = Round.objects.get()
    assert [f"{moment:%m-%d %H:%M}" for moment in (held.opens_at, held.closes_at)] == ["11-06 00:00", "12-11 14:59"]
    assert client.get("/manage/consultations/soil/").context["desk"].next_step.url == "/manage/consultations/soil/announce/"
    assert "Why?" in page(client, "/manage/consultations/soil/announce/")
    assert client.post("/manage/consultations/soil/announce/").status_code == 302
    assert Consultation.objects.get().is_announced


def test_a_round_on_this_site_without_its_days_is_told_at_the_field(client, runner, city):
    make_consultation("soil", organization=city, is_announced=False)
    client.force_login(runner)
    answer = client.post("/manage/consultations/soil/rounds/add/", {"channel": "form", "takes_form": "on"})
    assert answer.context["form"].errors["opens_on"] == [
        "Opinions are given on this site from a day until a day: say which, or untick that they are."
    ]


def test_what_was_announced_is_changed_extended_and_ended_with_reasons(client, runner, city):
    held = make_consultation("soil", organization=city).rounds.get()
    client.force_login(runner)
    assert client.post("/manage/consultations/soil/change/", {"titles_en": "Water"}).status_code == 200
    client.post("/manage/consultations/soil/change/", {"titles_en": "Water", "reasons_en": "Wrong."})
    until = draw_moment(held.closes_at)
    assert f"It closes on {until}." in page(client, f"/manage/rounds/{held.uuid}/extend/")
    client.post(f"/manage/rounds/{held.uuid}/extend/", {"closes_on": "2026-12-31", "reasons_en": "Floods."})
    client.post(f"/manage/rounds/{held.uuid}/change/", {"act": "change", "participants": "12"})
    held.refresh_from_db()
    assert (Consultation.objects.get().titles["en"], f"{held.closes_at:%Y-%m-%d}", held.participants) == ("Water", "2026-12-31", 12)
    earlier = client.post(f"/manage/rounds/{held.uuid}/extend/", {"closes_on": "2026-12-30", "reasons_en": "No."})
    assert earlier.status_code == 409
    client.post("/manage/consultations/soil/end/", {"reasons_en": "Nothing comes of it."})
    assert client.get("/manage/consultations/soil/").context["desk"].next_step is None


def test_facts_that_the_rules_print_are_written_and_shown(client, runner, city):
    make_consultation("soil", organization=city, profile="administrative-procedure")
    client.force_login(runner)
    given = {"titles_en": "Soil", "reasons_en": "Forgotten.", "fact_case_number": "495260001"}
    assert client.post("/manage/consultations/soil/change/", given).status_code == 302
    shown = client.get("/consultations/soil/").context["page"]
    assert shown.facts == [("Case number", "495260001")]


def test_rounds_of_others_are_not_there(client, runner, city):
    make_consultation("soil", organization=city)
    client.force_login(make_runner(make_organization()))
    held = Round.objects.get()
    paths = ["consultations/soil/", "consultations/soil/change/", "consultations/soil/announce/", "consultations/soil/end/"]
    paths += [f"rounds/{held.uuid}/{act}/" for act in ("change", "extend")]
    assert {client.get(f"/manage/{path}").status_code for path in paths} == {404}


def test_a_round_is_removed_on_its_page_until_it_was_announced(client, runner, city):
    prepared, announced = (
        make_consultation(slug, organization=city, is_announced=slug == "known").rounds.get() for slug in ("soil", "known")
    )
    client.force_login(runner)
    offered = ["Remove this round" in page(client, f"/manage/rounds/{held.uuid}/change/") for held in (prepared, announced)]
    statuses = [client.post(f"/manage/rounds/{held.uuid}/change/", {"act": "remove"}).status_code for held in (prepared, announced)]
    assert (offered, statuses, list(Round.objects.all())) == ([True, False], [302, 409], [announced])


def test_what_removing_takes_away_is_said_before_it_is_done_and_why_a_draft_is_missing(client, runner, city):
    held = make_consultation("soil", organization=city, is_announced=False).rounds.get()
    client.force_login(runner)
    drawn = page(client, f"/manage/rounds/{held.uuid}/change/")
    parts = [
        "<details",
        "Remove this round</summary>",
        "It is gone then",
        '<button class="button button-secondary" name="act" value="remove">',
    ]
    assert sorted(parts, key=drawn.index) == parts
    assert "A draft that is still being written can be chosen once it is published." in drawn


def test_auditors_read_what_is_managed_and_change_nothing(client, city):
    consultation = make_consultation("soil", organization=city)
    say(consultation.rounds.get(), "More light.")
    count_voices(consultation)
    response = write_response(consultation, opinions=consultation.opinions.all(), by=OPERATOR)
    withhold_opinions(consultation, consultation.opinions.all(), reason="unlawful", by=make_runner(city))
    client.force_login(make_auditor())
    desk = "/manage/consultations/soil/"
    assert [desk in page(client, path) for path in ("/manage/consultations/", "/consultations/soil/")] == [True, True]

    work = [link.url for link in client.get(desk).context["desk"].work]
    assert work == [f"{desk}{name}/" for name in ("opinions", "analysis", "themes", "responses", "publish")]
    for path in ("/manage/consultations/", desk, *work, "/manage/moderation/", response.get_absolute_url()):
        html = page(client, path).partition("<main")[2].partition("</main>")[0]
        assert re.findall(r'method="post"|<textarea|href="[^"]*/(?:prepare-consultation|change|check|attach)/', html) == [], path
    for path in (work[-1], "/manage/moderation/", response.get_absolute_url()):
        assert client.post(path).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_the_same_however_many_rounds(client, django_assert_num_queries, runner, city, count):
    consultation = make_consultation("soil", organization=city)
    for _number in range(count):
        make_round(consultation)
    client.force_login(runner)
    client.get("/manage/consultations/soil/")
    with django_assert_num_queries(10):
        client.get("/manage/consultations/soil/")


def test_owners_keep_the_rules_as_text(client):
    make_profile()
    client.force_login(make_owner())
    assert "How long" in page(client, "/manage/consultation-profiles/")
    wrong = client.post("/manage/consultation-profiles/add/", {"slug": "ours", "titles_en": "Ours", "rules": "least_days: many"})
    assert "“least_days” cannot be understood" in wrong.context["form"].errors["rules"][0]
    client.post("/manage/consultation-profiles/add/", {"slug": "ours", "titles_en": "Ours", "rules": "least_days: 20"})
    assert ConsultationProfile.objects.get(slug="ours").rules == {"least_days": 20}
    client.post("/manage/consultation-profiles/ours/change/", {"act": "change", "titles_en": "Ours", "rules": "least_days: 10"})
    assert ConsultationProfile.objects.get(slug="ours").rules == {"least_days": 10}
    client.post("/manage/consultation-profiles/ours/change/", {"act": "remove"})
    assert not ConsultationProfile.objects.filter(slug="ours").exists()
