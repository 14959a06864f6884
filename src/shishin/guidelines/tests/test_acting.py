"""The doors through which the secretariat publishes, adopts, takes over, withdraws and goes on."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.councils.models import Decision
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import (
    CLAUSES,
    make_adopted,
    make_auditor,
    make_decision,
    make_edition,
    make_organization,
    make_person,
    make_secretariat,
    words,
)
from shishin.texts.manuscript import ManuscriptClause
from shishin.trail.models import Entry
from shishin.trail.naming import words_of
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

ACTS = ("publish", "adopt", "reasons", "take-over", "withdraw", "start-next")
ANOTHER = (*CLAUSES[:3], ManuscriptClause("do-not-guess", 2, kind="dont", force="must-not", passages=words("", "推測しない。")))
MORE = (*ANOTHER, ManuscriptClause("test-first", 2, kind="conduct", passages=words("試す", "公開の前に試す。")))


def url(name: str, version: str = "1.0.0") -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", version])


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


def send(client, name, version="1.0.0", /, **given):
    return client.post(url(name, version), given)


def keys_about(edition):
    return list(Entry.objects.filter(about=f"guidelines.edition:{edition.uuid}").order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize("name", ACTS)
def test_who_may_not_write_the_document_finds_no_door(client, name):
    edition = make_edition("1.0.0")
    given = {
        "published_on": "2022-02-04",
        "in_force_from": "2022-04-01",
        "source": "x",
        "day": "2022-04-01",
        "reason": "x",
        "version": "2.0.0",
    }

    assert client.post(url(name), given)["Location"] == f"{reverse('account_login')}?next={url(name)}"
    for refused in (make_person("dave"), make_secretariat("bob", organization=make_organization("osaka")), make_auditor()):
        client.force_login(refused)
        assert (client.get(url(name)).status_code, client.post(url(name), given).status_code) == (404, 404)
    edition.refresh_from_db()
    assert (edition.state, Edition.objects.count()) == ("working", 1)


def test_a_draft_is_published_once_confirmed(client, alice):
    edition = make_edition("1.0.0-draft.1")

    asked = client.get(url("publish", "1.0.0-draft.1")).content.decode()
    answer = send(client, "publish", "1.0.0-draft.1", published_on="2022-02-04")

    assert "What can no longer be changed" in asked
    assert asked.count('class="button"') == 1
    assert answer["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert (edition.state, edition.published_on) == ("published", date(2022, 2, 4))
    page = client.get(edition.get_absolute_url()).content.decode()
    assert words_of("guidelines.draft_published") in page
    assert "guidelines.draft_published" not in page
    assert "1.0.0 draft was published." in page


def test_what_is_no_draft_is_not_published_and_the_way_out_is_shown(client, alice):
    edition = make_edition("1.0.0")

    asked, sent = client.get(url("publish")), send(client, "publish", published_on="2022-02-04")

    assert (asked.status_code, sent.status_code) == (200, 409)
    for page in (asked.content.decode(), sent.content.decode()):
        assert "does not have the version number of a draft" in page
        assert "or adopt the edition." in page
        assert '<form class="prose' not in page
    assert keys_about(edition) == ["guidelines.edition_imported"]


def test_nothing_is_published_on_a_day_still_to_come(client, alice):
    edition = make_edition("1.0.0-draft.1")

    page = send(client, "publish", "1.0.0-draft.1", published_on="2999-01-01").content.decode()

    assert "Give today or an earlier day." in page
    edition.refresh_from_db()
    assert edition.state == "working"


def test_an_edition_is_taken_over_with_its_source(client, alice):
    edition = make_edition("1.0.0")

    answer = send(client, "take-over", source="https://example.jp/rules", day="2022-04-01", in_force_from="2021-04-01")

    assert answer["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert (edition.state, edition.taken_over_from, edition.taken_over_on) == ("adopted", "https://example.jp/rules", date(2022, 4, 1))
    assert edition.taken_over_by == alice.as_actor().name


def test_two_editions_do_not_begin_on_one_day(client, alice):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    edition = make_edition("2.0.0")

    page = send(client, "take-over", "2.0.0", source="https://example.jp/", day="2022-04-01", in_force_from="2022-04-01").content.decode()

    assert "Choose another day, or withdraw" in page
    assert page.index("Choose another day") < page.index('name="source"')
    edition.refresh_from_db()
    assert edition.state == "working"


def test_a_draft_with_a_change_that_nobody_explained_is_not_published_and_the_page_leads_to_the_reasons(client, alice):
    make_adopted("1.0.0")
    edition = make_edition("2.0.0-draft.1", clauses=ANOTHER, started_from="1.0.0")

    asked = client.get(url("publish", "2.0.0-draft.1")).content.decode()
    answer = send(client, "publish", "2.0.0-draft.1", published_on="2022-02-04")

    assert "do-not-guess" in asked
    assert "推測しない。" in asked
    assert f'href="{url("reasons", "2.0.0-draft.1")}"' in asked
    assert 'name="published_on"' not in asked
    edition.refresh_from_db()
    assert (answer.status_code, edition.state, keys_about(edition)[-1]) == (409, "working", "guidelines.edition_imported")


def test_an_edition_is_withdrawn_with_a_reason_and_what_follows_is_said(client, alice):
    make_adopted("1.0.0", in_force_from=date(2021, 4, 1))
    edition = make_adopted("2.0.0", in_force_from=date(2022, 4, 1))

    asked = client.get(url("withdraw", "2.0.0")).content.decode()
    without = send(client, "withdraw", "2.0.0", day="2022-05-01", reason=" ").content.decode()
    answer = send(client, "withdraw", "2.0.0", day="2022-05-01", reason="An error was found.")

    assert "The edition in force will then be 1.0.0." in asked
    assert "Enter a value" in without or "required" in without
    assert answer["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert (edition.withdrawn_on, edition.withdrawn_reason) == (date(2022, 5, 1), "An error was found.")
    assert send(client, "withdraw", "2.0.0", day="2022-05-01", reason="Again.").status_code == 409


def test_the_next_edition_starts_under_the_likeliest_version(client, alice):
    draft = make_edition("1.0.0-draft.1")
    publish_draft(draft, published_on=date(2022, 2, 4), by=OPERATOR)

    asked = client.get(url("start-next", "1.0.0-draft.1")).content.decode()
    taken = send(client, "start-next", "1.0.0-draft.1", version="1.0.0-draft.1", revision="enactment").content.decode()
    answer = send(client, "start-next", "1.0.0-draft.1", version="1.0.0", revision="enactment")

    assert 'name="version" value="1.0.0"' in asked
    assert "Choose another version number." in taken
    following = Edition.objects.get(version="1.0.0")
    assert answer["Location"] == following.get_absolute_url()
    assert (following.started_from, following.state, following.revision) == (draft, "working", "enactment")


def test_what_follows_an_adopted_edition_is_a_revision(client, alice):
    make_adopted("1.0.0")

    asked = client.get(url("start-next")).content.decode()
    send(client, "start-next", version="1.1.0-draft.1", revision="minor")

    assert 'name="version" value="1.1.0-draft.1"' in asked
    assert '<option value="minor" selected>' in asked
    assert Edition.objects.get(version="1.1.0-draft.1").revision == "minor"


def revised(clauses=ANOTHER):
    """An edition that says something else than the one it was started from."""
    make_adopted("1.0.0", in_force_from=date(2021, 4, 1))
    return make_edition("2.0.0", clauses=clauses, started_from="1.0.0", revision="major")


def test_the_page_of_an_adoption_leads_to_the_reasons_that_are_missing(client, alice):
    edition = revised(MORE)

    asked = client.get(url("adopt", "2.0.0")).content.decode()
    explain_changes(edition, unexplained_changes(edition), words={"ja": "分かりやすくするため。"}, is_substantive=True, by=alice)
    explained = client.get(url("adopt", "2.0.0")).content.decode()

    assert ("2 changes have no reason yet." in asked, f'href="{url("reasons", "2.0.0")}"' in asked) == (True, True)
    assert ("Every change of substance has a reason." in explained, url("reasons", "2.0.0") in explained) == (True, False)


def test_the_page_leads_to_the_councils_record_of_a_decision_on_the_text(client, alice):
    role = alice.appointments.get().post.role
    role.abilities = ["edit_documents", "administer_bodies"]
    role.save()
    edition = make_edition("1.0.0")
    other = make_decision(on=edition, text_hash="0" * 64)
    type(other.body).objects.filter(pk=other.body_id).update(organization=make_organization())

    page = client.get(url("adopt")).content.decode()

    assert "/manage/bodies/council/decisions/?text=action-guidelines+1.0.0" in page
    assert "It was made on another text." in page
    assert "This edition was not started from another one" in page
    assert '<input type="radio"' not in page


def test_an_edition_is_adopted_by_the_decision_on_its_text(client, alice):
    edition = make_edition("1.0.0")
    decision = make_decision(on=edition)
    rejected = make_decision(on=edition, kind=Decision.Kind.REJECTED)

    page = client.get(url("adopt")).content.decode()
    answer = send(client, "adopt", decision=str(decision.uuid), in_force_from="2022-04-01")

    assert f'value="{decision.uuid}"' in page
    assert f'value="{rejected.uuid}"' not in page
    assert "It does not approve the text." in page
    assert page.count('class="button"') == 1
    assert answer["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert (edition.state, edition.adopted_by, edition.in_force_from) == ("adopted", decision, date(2022, 4, 1))
    assert keys_about(edition) == ["guidelines.edition_imported", "guidelines.edition_adopted"]


def test_a_decision_on_another_text_and_a_wrong_one_adopt_nothing(client, alice):
    edition = make_edition("1.0.0")
    other = make_decision(on=edition, text_hash="0" * 64)

    page = send(client, "adopt", decision=str(other.uuid), in_force_from="2022-04-01").content.decode()
    wrong = send(client, "adopt", decision="none", in_force_from="2022-04-01")

    assert "decided on another text." in page
    assert "Restore the text that was decided on" in page
    assert wrong.status_code == 200
    edition.refresh_from_db()
    assert edition.state == "working"


def test_an_unexplained_change_keeps_an_edition_from_being_adopted(client, alice):
    edition = revised()
    decision = make_decision(on=edition)

    page = send(client, "adopt", "2.0.0", decision=str(decision.uuid), in_force_from="2022-04-01").content.decode()

    assert "Give a reason for each, or mark the change as formal." in page
    edition.refresh_from_db()
    assert edition.state == "working"


def test_the_page_of_an_edition_offers_the_next_sensible_act(client, alice):
    draft = make_edition("1.0.0-draft.1")

    def first(edition):
        page = client.get(edition.get_absolute_url()).content.decode()
        assert page.count('<a class="button"') <= 1
        return page.partition('<a class="button" href="')[2].partition('"')[0]

    assert first(draft) == url("draft", "1.0.0-draft.1")
    publish_draft(draft, published_on=date(2022, 2, 4), by=OPERATOR)
    assert first(draft) == url("start-next", "1.0.0-draft.1")
    final = start_next_edition(draft, version="1.0.0", by=OPERATOR)
    assert first(draft) == final.get_absolute_url()
    assert first(final) == url("draft")
    adopt_edition(final, decision=make_decision(on=final), in_force_from=date(2022, 4, 1), by=OPERATOR)
    assert first(final) == url("start-next")


def test_readers_and_auditors_are_offered_no_act(client):
    edition, door = make_adopted("1.0.0"), url("withdraw")

    for reader, sees_history in ((None, False), (make_person("dave"), False), (make_auditor(), True)):
        if reader:
            client.force_login(reader)
        page = client.get(edition.get_absolute_url()).content.decode()
        assert (f'href="{door}"' in page, 'id="trail"' in page and words_of("guidelines.edition_adopted") in page) == (False, sees_history)


def test_a_draft_that_was_followed_by_an_adopted_text_has_no_next_act(client, alice):
    draft = make_edition("1.0.0-draft.1")
    publish_draft(draft, published_on=date(2022, 2, 4), by=OPERATOR)
    final = start_next_edition(draft, version="1.0.0", by=OPERATOR)
    adopt_edition(final, decision=make_decision(on=final), in_force_from=date(2022, 4, 1), by=OPERATOR)

    page = client.get(draft.get_absolute_url()).content.decode()

    assert '<a class="button"' not in page
    assert f'<a href="{final.get_absolute_url()}">Go on with 1.0.0</a>' in page


def test_where_nobody_is_named_to_decide_the_way_leads_to_naming_a_body_or_an_office(client, alice):
    make_edition("1.0.0")

    page = client.get(url("adopt", "1.0.0")).content.decode()

    assert "One office may decide too" in page
    assert f'href="{reverse("guidelines:procedure", args=["action-guidelines"])}"' in page
