"""The form for residents, page by page: write, read over, receipt; whatever happens, the words stand in the page again."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from shishin.consultations.errors.asking import ConsultationAddressIsTaken
from shishin.consultations.models import PersonalData, Submission, Voice
from shishin.consultations.tests.makers import CLOCK, close_round, make_consultation, make_draft, make_open_round, make_runner
from shishin.guidelines.tests.makers import CLAUSES
from shishin.people.tests.makers import make_organization
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.public_changes import public_number

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
RECEIPT = re.compile(r'id="receipt">([^<]+)<')


def address(held) -> str:
    return f"/consultations/{held.consultation.slug}/rounds/{held.number}/say/"


def opened_form(client, held, **query) -> dict[str, str]:
    """The fields of the form that the page makes for itself."""
    page = client.get(address(held), query).content.decode()
    form = page[page.index("data-keep=") :]
    return {name: unescape(value) for name, value in HIDDEN.findall(form) if name in ("key", "opened")}


def test_somebody_writes_reads_over_and_gets_a_receipt(client):
    held = make_open_round(is_on_draft=True)
    form = opened_form(client, held) | {
        "clause-1": "users-first",
        "words-1": "利用者から\r\n始める。",
        "stance-1": "agree",
        "field-name": "花子",
    }

    checked = client.post(address(held), form | {"step": "check"})
    assert checked.status_code == 200
    assert not Submission.objects.exists()
    page = checked.content.decode()
    assert "<p>利用者から<br>始める。</p>" in page
    again = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    sent = client.post(address(held), again | {"step": "send"})

    assert (sent.status_code, sent["Cache-Control"]) == (200, "no-store")
    receipt = RECEIPT.search(sent.content.decode())[1]
    assert Voice.objects.get().opinion.words == "利用者から\n始める。"
    twice = client.post(address(held), again | {"step": "send"})
    assert RECEIPT.search(twice.content.decode())[1] == receipt
    assert b"This form was received before." in twice.content
    assert Submission.objects.count() == 1


def test_who_writes_by_what_they_are_reached_is_told_before_it_is_sent_that_it_will_be_published(client):
    told = "what looks like a mail address or a telephone number: 03-1234-5678 / hana@example.jp."
    held = make_open_round()
    for words, is_told in (("03-1234-5678 か hana@example.jp へ。", True), ("利用者から始める。", False)):
        page = client.post(address(held), opened_form(client, held) | {"words-1": words, "step": "check"}).content.decode()
        assert (told in page, 'value="send"' in page) == (is_told, True)

    held.consultation.rules = {**held.consultation.rules, "words_public": "never"}
    held.consultation.save(update_fields=["rules"])
    unpublished = client.post(address(held), opened_form(client, held) | {"words-1": "03-1234-5678", "step": "check"})
    assert "telephone number" not in unpublished.content.decode()


def test_a_browser_without_cookies_may_say_something_and_nobody_else_keeps_the_page():
    held = make_open_round()
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address(held))
    assert (page["Cache-Control"], len(page.cookies)) == ("private, no-cache", 0)
    keys = {opened_form(browser, held)["key"] for _ in range(3)}
    assert len(keys) == 3
    form = opened_form(browser, held)
    browser.cookies.clear()
    assert browser.post(address(held), form | {"words-1": "意見", "step": "send"}).status_code == 200


def test_another_box_keeps_what_was_written_and_shows_the_clause_of_each(client):
    held = make_open_round(is_on_draft=True)
    form = opened_form(client, held) | {"clause-1": "users-first", "words-1": "一つ目", "another": "1"}
    page = client.post(address(held), form).content.decode()

    assert re.findall(r'name="(words-\d)"', page) == ["words-1", "words-2"]
    assert "一つ目</textarea>" in page
    assert page.count("利用者から始めなければならない。") == 1
    assert f'value="{form["key"]}"' in page
    twice = client.post(address(held), form | {"clause-2": "users-first", "words-2": "二つ目"}).content.decode()
    assert twice.count("利用者から始めなければならない。") == 1


def test_a_clause_is_chosen_by_name_and_shown_beside_the_box():
    held = make_open_round(is_on_draft=True)
    page = Client().get(address(held), {"clause": "purpose"}).content.decode()
    options = re.findall(r'<option value="([^"]*)"( selected)?>', page)
    assert options == [("", ""), ("purpose", " selected"), ("design", ""), ("users-first", ""), ("do-not-guess", "")]
    assert "この指針は、行動の規範を定める。" in page or "This sets out conduct." in page
    fragment = Client(headers={"HX-Request": "true"}).get(address(held), {"box": "2", "clause-2": "users-first"})
    assert fragment.content.decode().count("<html") == 0
    assert "利用者から始めなければならない。" in fragment.content.decode()


def test_what_the_draft_changes_is_offered_first():
    before = make_draft()
    changed = replace(CLAUSES[3], passages={"ja": Passage("", "推測で作らない。")})
    reason = ManuscriptReason({"ja": "短く。"}, True, (ManuscriptChange("kept", (changed.key,), (changed.key,)),))
    draft = make_draft("1.1.0-draft.2", clauses=(*CLAUSES[:3], changed), started_from=before.version, reasons=(reason,))
    held = make_open_round(draft=draft)

    page = Client().get(address(held), {"clause": "do-not-guess"}).content.decode()

    groups = [
        (label, re.findall(r'value="([^"]*)"', group))
        for label, group in re.findall(r'(?s)<optgroup label="([^"]*)">(.*?)</optgroup>', page)
    ]
    assert [keys for _label, keys in groups] == [["do-not-guess"], ["purpose"], ["design", "users-first"]]
    assert groups[0][0] == "What the draft changes"
    assert f"/compare/{before.version}..{draft.version}/#do-not-guess" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words-1": "<script>alert(1)</script>" + "あ" * 10_000}, "Box 1 is too long by 25 characters."),
        (
            {"words-1": "意見\x00\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "clause-1": "elsewhere"},
            "a clause that the draft",
        ),
        ({"words-1": "言葉", "key": "forged"}, "This form does not come from this page"),
        ({"words-1": "言葉", "opened": "forged"}, "This form does not come from this page"),
        ({"words-1": "言葉", "stance-1": "forged"}, "Box 1 has a choice that this form does not offer."),
        ({"words-1": " "}, "No opinion is written here yet."),
        ({"words-1": "大" * 1024 * 1024}, "Box 1 is too long by 1,038,576 characters."),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_what_is_refused_says_why_and_the_words_stand_there_again(client, step, wrong, words):
    held = make_open_round(is_on_draft=True)
    answer = client.post(address(held), opened_form(client, held) | wrong | {"field-name": "花子", "step": step})
    page = unescape(answer.content.decode())

    assert answer.status_code == 409
    assert words in page
    assert wrong["words-1"].replace("\x00", "").strip() in page
    assert 'value="花子"' in page
    assert "<script>alert" not in answer.content.decode()
    assert not Submission.objects.exists()


def test_after_a_forged_key_the_form_in_the_page_is_taken(client):
    held = make_open_round()
    page = client.post(address(held), {"key": "forged", "opened": "", "words-1": "言葉", "step": "send"}).content.decode()
    form = {name: unescape(value) for name, value in HIDDEN.findall(page[page.index("data-keep=") :])}
    assert client.post(address(held), form | {"words-1": "言葉", "step": "send"}).status_code == 200


def test_closed_while_typing_shows_the_words_and_the_way_to_the_consultation(client):
    held = make_open_round()
    form = opened_form(client, held)
    close_round(held)
    answer = client.post(address(held), form | {"words-1": "間に合わなかった", "step": "send"})

    assert answer.status_code == 409
    assert "間に合わなかった</textarea>" in answer.content.decode()
    assert f'<a href="/consultations/{held.consultation.slug}/">' in answer.content.decode()
    assert client.get(address(held)).status_code == 200
    assert b"The time for opinions is over" in client.get(address(held)).content
    assert b"<textarea" not in client.get(address(held)).content


def test_a_prepared_round_is_shown_to_its_runners_alone_and_one_without_a_form_to_nobody(client):
    organization = make_organization()
    prepared = make_consultation(is_announced=False, organization=organization).rounds.get()
    assert client.get(address(prepared)).status_code == 404
    client.force_login(make_runner(make_organization("elsewhere")))
    assert client.get(address(prepared)).status_code == 404
    client.force_login(make_runner(organization))
    assert client.get(address(prepared)).status_code == 200
    assert b"This consultation is not announced yet" in client.get(address(prepared)).content
    announced = make_open_round()
    announced.takes_form = False
    announced.save()
    assert client.get(address(announced)).status_code == 404


def test_where_only_who_is_signed_in_may_speak_the_form_is_behind_the_log_in_and_asks_for_whom():
    held = make_open_round(profile="internal")
    office = make_organization("soil")
    assert Client().get(address(held))["Location"] == f"/accounts/login/?next={address(held)}"
    browser = Client(enforce_csrf_checks=True)
    person = make_runner(office)
    browser.force_login(person)
    form = opened_form(browser, held) | {"words-1": "意見", "organization": str(office.uuid), "step": "send"}
    assert browser.post(address(held), form).status_code == 403
    form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    assert browser.post(address(held), form | {"organization": str(make_organization("water").uuid)}).status_code == 409
    assert browser.post(address(held), form).status_code == 200
    assert (Submission.objects.get().person, Submission.objects.get().organization) == (person, office)


def test_a_token_is_asked_for_only_where_a_session_could_be_misused():
    held = make_open_round()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_runner())
    form = opened_form(browser, held) | {"words-1": "意見", "step": "send"}
    assert [browser.post(address, form | {"receipt": "x"}).status_code for address in (address(held), "/consultations/receipts/")] == [
        403,
        403,
    ]
    assert b'name="csrfmiddlewaretoken"' in browser.get(address(held)).content
    assert b'name="csrfmiddlewaretoken"' not in Client().get(address(held)).content


def test_who_signed_in_since_they_opened_the_form_finds_their_words_in_it_again():
    held = make_open_round()
    browser = Client(enforce_csrf_checks=True)
    form = opened_form(browser, held) | {"words-1": "長く書いた意見であり、失われない。" * 2, "step": "send"}
    browser.force_login(make_runner())

    refused = browser.post(address(held), form)
    page = refused.content.decode()
    again = {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)}
    filled = browser.post(address(held), again)

    assert (refused.status_code, again["words-1"], "step" in again, Submission.objects.count()) == (403, form["words-1"], False, 0)
    assert (filled.status_code, f"{form['words-1']}</textarea>" in filled.content.decode()) == (200, True)


def test_a_box_more_than_is_taken_keeps_its_words_and_its_clause_and_lists_no_clauses(client):
    held = make_open_round(is_on_draft=True)
    form = opened_form(client, held) | {f"words-{number}": f"意見{number}" for number in range(1, 201)} | {"clause-200": "users-first"}
    page = client.post(address(held), form | {"step": "check"}).content.decode()
    assert (page.count("<select"), "意見200</textarea>" in page) == (20, True)
    assert '<input type="hidden" name="clause-200" value="users-first"' in page


def test_no_consultation_takes_the_address_of_the_receipts():
    with pytest.raises(ConsultationAddressIsTaken):
        make_consultation("receipts")


def test_what_is_said_redraws_no_public_page_until_it_is_counted(client):
    held = make_open_round()
    form = opened_form(client, held)
    before = public_number()
    client.post(address(held), form | {"words-1": "意見", "step": "send"})
    assert public_number() == before


LONG = tuple(ManuscriptClause(f"c{number}", 1, kind="chapter", passages={"ja": Passage(f"第{number}")}) for number in range(3))


@pytest.mark.parametrize("clauses", [CLAUSES[:1], LONG])
def test_the_form_costs_the_same_queries_whatever_the_draft(client, clauses, django_assert_num_queries):
    draft = make_draft(clauses=clauses)
    held = make_open_round(draft=draft)
    client.get("/about/")
    with django_assert_num_queries(8 + CLOCK):
        client.get(address(held), {"clause": clauses[0].key})
    form = opened_form(client, held)
    with django_assert_num_queries(9 + CLOCK):
        client.post(address(held), form | {"words-1": "意見", "clause-1": clauses[0].key, "field-name": "花子", "step": "send"})
    assert Submission.objects.count() == 1


def test_a_step_that_the_form_does_not_have_is_refused_and_sends_nothing(client):
    held = make_open_round()
    answer = client.post(address(held), opened_form(client, held) | {"words-1": "意見", "step": "sned"})
    page = answer.content.decode()
    assert (answer.status_code, "no step “sned”: nothing was sent" in page, "意見</textarea>" in page) == (409, True, True)
    assert not Submission.objects.exists()


def test_a_personal_field_is_marked_and_goes_apart(client):
    held = make_open_round()
    page = client.get(address(held)).content.decode()
    assert page.count("Not published.") == sum(1 for field in held.consultation.rules["fields"] if field.get("personal"))
    client.post(address(held), opened_form(client, held) | {"words-1": "意見", "field-name": "カナリア", "step": "send"})
    assert PersonalData.objects.get().values == {"name": "カナリア"}
