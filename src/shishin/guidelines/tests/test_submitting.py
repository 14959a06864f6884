"""From a referral to a draft, and from the draft to the report."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.councils.models import Body, BodyName, Referral, Report, Seat
from shishin.guidelines.acting.publishing import publish_draft, submit_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.procedures import draft_for
from shishin.guidelines.errors.editions import DraftedForNone, NotAWorkingEdition, ReferralIsAnswered, SubmittedAlready
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.tests.makers import make_adopted, make_auditor, make_edition, make_organization, make_person, make_secretariat
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = date(2022, 2, 1)


def make_named(slug: str, **fields) -> Body:
    body = Body.objects.create(slug=slug, **fields)
    BodyName.objects.create(body=body, names={"en": slug.title(), "ja": slug}, valid_from=date(2020, 1, 1))
    return body


def make_referral(state: str = "open", **fields) -> Referral:
    council = Body.objects.filter(slug="upper").first() or make_named("upper", kind=Body.Kind.COUNCIL)
    group = Body.objects.filter(slug="group").first() or make_named("group", kind=Body.Kind.WORKING_GROUP, parent=council)
    given = {"direction": "down", "asked_by": council, "asked_of": group, "titles": {"en": "On conduct"}, "questions": {"en": "What?"}}
    return Referral.objects.create(**given, referred_on=date(2021, 11, 9), state=state, published_on=date(2021, 11, 10), **fields)


def make_draft(**fields) -> Edition:
    return draft_for(make_edition("1.0.0-draft.1"), referral=make_referral(**fields), by=OPERATOR)


def answer(report: Report, outcome: str) -> None:
    Report.objects.filter(pk=report.pk).update(outcome=outcome, answered_on=date(2022, 2, 3), answer={"en": "Shorter."})
    Referral.objects.filter(pk=report.referral_id).update(state=outcome, ended_on=date(2022, 2, 3) if outcome == "accepted" else None)


def test_a_draft_is_made_for_a_referral_that_waits():
    edition = make_draft()

    assert edition.referred_by.asked_of.slug == "group"
    assert draft_for(edition, referral=None, by=OPERATOR).referred_by is None
    data = Entry.objects.filter(key="guidelines.drafted_for_referral").order_by("pk").values_list("data", flat=True)
    assert [row["referral"] for row in data] == [str(Referral.objects.get().uuid), ""]


@pytest.mark.parametrize("state", ["reported", "withdrawn"])
def test_what_was_answered_waits_for_no_draft(state):
    edition = make_edition("1.0.0-draft.1")
    ended = {"ended_on": DAY, "withdrawn_reason": "x"} if state == "withdrawn" else {}

    with pytest.raises(ReferralIsAnswered):
        draft_for(edition, referral=make_referral(state, **ended), by=OPERATOR)


def test_a_fixed_edition_is_drafted_for_nothing_any_more():
    with pytest.raises(NotAWorkingEdition):
        draft_for(make_adopted("1.0.0"), referral=make_referral(), by=OPERATOR)


def test_the_next_edition_is_started_for_a_referral_and_the_next_draft_goes_on_with_it():
    referral = make_referral()
    first = start_next_edition(make_adopted("1.0.0"), version="1.1.0-draft.1", referred_by=referral, by=OPERATOR)
    publish_draft(first, published_on=DAY, by=OPERATOR)

    assert start_next_edition(first, version="1.1.0-draft.2", by=OPERATOR).referred_by == referral
    Referral.objects.update(state="reported")
    first.refresh_from_db()
    assert start_next_edition(first, version="1.1.0-draft.3", by=OPERATOR).referred_by is None


def test_submitting_fixes_the_text_by_its_hash():
    edition = make_draft()

    report = submit_draft(edition, words={"ja": "案を提出する。"}, reported_on=DAY, by=OPERATOR)

    edition.refresh_from_db()
    assert (edition.submitted_with, report.text_name, report.text_hash) == (
        report,
        "action-guidelines 1.0.0-draft.1",
        edition_hash(edition),
    )
    assert Referral.objects.get().state == "reported"
    assert Entry.objects.get(key="guidelines.draft_submitted").data["report"] == str(report.uuid)


def test_what_waits_for_an_answer_is_not_submitted_again_and_keeps_its_referral():
    edition = make_draft()
    submit_draft(edition, words={}, reported_on=DAY, by=OPERATOR)

    with pytest.raises(SubmittedAlready):
        submit_draft(edition, words={}, reported_on=DAY, by=OPERATOR)
    with pytest.raises(SubmittedAlready):
        draft_for(edition, referral=None, by=OPERATOR)


def test_a_returned_draft_is_mended_and_submitted_again():
    edition = make_draft()
    first = submit_draft(edition, words={}, reported_on=DAY, by=OPERATOR)
    answer(first, "returned")
    Clause.objects.filter(edition=edition, line__key="purpose").update(force="must")
    edition = Edition.objects.get(pk=edition.pk)

    second = submit_draft(edition, words={}, reported_on=date(2022, 2, 10), by=OPERATOR)

    assert (second.number, edition.submitted_with, first.text_hash == second.text_hash) == (2, second, False)


def test_what_was_drafted_for_nobody_is_submitted_to_nobody():
    with pytest.raises(DraftedForNone):
        submit_draft(make_edition("1.0.0-draft.1"), words={}, reported_on=DAY, by=OPERATOR)


# Pages


def url(name: str, version: str = "1.0.0-draft.1") -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", version])


def make_member(login_name: str = "mia", body: str = "group", capacity: str = "member"):
    person = make_person(login_name)
    Seat.objects.create(body=Body.objects.get(slug=body), person=person, capacity=capacity, since=date(2020, 4, 1))
    return person


def test_only_the_group_that_was_asked_submits(client):
    make_draft()
    given = {"reported_on": "2022-02-01"}

    assert client.post(url("submit"), given)["Location"] == f"{reverse('account_login')}?next={url('submit')}"
    refused = (
        make_person("dave"),
        make_secretariat("alice"),
        make_secretariat("bob", organization=make_organization("osaka")),
        make_auditor(),
    )
    for person in (*refused, make_member("olga", capacity="observer"), make_member("carl", body="upper")):
        client.force_login(person)
        assert (client.get(url("submit")).status_code, client.post(url("submit"), given).status_code) == (404, 404)
    assert Report.objects.count() == 0


def test_a_member_of_the_group_submits_and_the_page_tells_what_changed_since(client):
    edition = make_draft()
    client.force_login(make_member())

    offered = client.get(edition.get_absolute_url()).content.decode()
    asked = client.get(url("submit")).content.decode()
    sent = client.post(url("submit"), {"reported_on": "2022-02-01", "words_en": "Here it is."})

    assert f'href="{url("submit")}">Submit this draft</a>' in offered
    assert "Group reports to Upper on “On conduct” with the text as it stands now." in asked
    assert asked.count('class="button"') == 1
    assert sent["Location"] == edition.get_absolute_url()
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Its text is the one that was submitted." in page
    assert f'href="{url("submit")}"' not in page
    Clause.objects.filter(edition=edition, line__key="purpose").update(force="must")
    assert "Its text changed since it was submitted" in client.get(edition.get_absolute_url()).content.decode()
    late = client.post(url("submit"), {"reported_on": "2022-02-01"})
    assert (late.status_code, "was submitted and waits for an answer" in late.content.decode()) == (409, True)


def test_after_the_report_was_accepted_publishing_comes_next(client):
    edition = make_draft()
    answer_to = submit_draft(edition, words={}, reported_on=DAY, by=OPERATOR)
    client.force_login(make_secretariat("alice"))
    before = client.get(edition.get_absolute_url()).content.decode()
    answer(answer_to, "accepted")

    after = client.get(edition.get_absolute_url()).content.decode()

    assert f'<a class="button" href="{url("publish")}">' not in before
    assert f'<a class="button" href="{url("publish")}">' in after
    publish_draft(edition, published_on=DAY, by=OPERATOR)
    published = client.get(edition.get_absolute_url()).content.decode()
    assert f'<a class="button" href="{url("start-next")}">Start the final text</a>' in published


def test_a_text_that_was_brought_in_is_attached_to_a_referral(client):
    edition, referral = make_edition("1.0.0-draft.1"), make_referral()
    client.force_login(make_secretariat("alice"))

    answered = client.post(url("referral"), {"referral": str(referral.uuid)})

    assert answered["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert edition.referred_by == referral
    assert "Drafted for the referral:" in client.get(edition.get_absolute_url()).content.decode()


def test_the_next_edition_is_started_from_the_page_of_a_referral(client):
    make_adopted("1.0.0")
    referral = make_referral()
    client.force_login(make_secretariat("alice"))
    door = url("start-next", "1.0.0")

    asked = client.get(f"{door}?referral={referral.uuid}").content.decode()
    client.post(door, {"version": "1.1.0-draft.1", "revision": "minor", "referred_by": str(referral.uuid)})

    assert f'<option value="{referral.uuid}" selected>' in asked
    assert Edition.objects.get(version="1.1.0-draft.1").referred_by == referral
