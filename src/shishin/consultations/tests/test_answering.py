"""Answering: who writes, who checks, and what a response needs before anybody finds it right."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.consultations.answering.responding import attach, change_response, check_response, make_final, reopen_response, write_response
from shishin.consultations.errors.answering import (
    CheckedByItsWriter,
    ResponseIsNotChecked,
    ResponsesWithoutChange,
    ResponsesWithoutDisposition,
    ResponsesWithoutPromise,
    ResponsesWithoutView,
    ResponseWasChangedBeforeThat,
)
from shishin.consultations.models import Opinion, Response
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.tests.makers import make_answerer, make_asking, make_consultation, make_draft, make_runner, opinion_saying, these
from shishin.people.tests.makers import make_organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
VIEW = {"views": {"ja": "考え方"}}


def page_of(response: Response) -> str:
    return reverse("consultations:response", args=[response.uuid])


def offered(client, response: Response) -> list[str]:
    """The acts whose buttons stand on its page."""
    page = client.get(page_of(response)).content.decode()
    return [act for act in ("check", "final", "reopen") if f'name="act" value="{act}"' in page]


def press(client, response: Response, act: str, **sent):
    return client.post(page_of(response), {"act": act, **sent})


# What it needs


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, ResponsesWithoutDisposition),
        ({"disposition": "covered"}, ResponsesWithoutView),
        ({"disposition": "accepted", **VIEW}, ResponsesWithoutChange),
        ({"disposition": "future_reference", **VIEW}, ResponsesWithoutPromise),
        ({"disposition": "future_reference", "promised": {"ja": ""}, **VIEW}, ResponsesWithoutPromise),
    ],
)
def test_what_publishing_refuses_is_neither_checked_nor_made_final(said, refusal):
    consultation, checker = make_asking("一")
    response = write_response(consultation, opinions=these("一"), by=make_runner(consultation.organization), **said)

    with pytest.raises(refusal) as refused:
        check_response(response, by=checker)
    with pytest.raises(refusal):
        make_final([response], by=checker)

    assert (refused.value.message[-2:], refused.value.leads_to) == ("1.", page_of(response))
    response.refresh_from_db()
    assert response.state == Response.State.DRAFT


def test_with_its_promise_or_its_clause_it_is_checked_and_made_final():
    draft = make_draft()
    consultation = make_consultation(document=draft.document)
    key = draft.clauses.exclude(line=None).first().line.key
    checker = make_runner(consultation.organization)
    promising = write_response(consultation, by=OPERATOR, disposition="future_reference", promised={"ja": "来年度"}, **VIEW)
    changing = write_response(consultation, by=OPERATOR, disposition="accepted", places=[key], **VIEW)

    for response in (promising, changing):
        assert check_response(response, by=checker).state == Response.State.CHECKED
        assert make_final([response], by=checker)[0].state == Response.State.FINAL


def test_without_a_second_person_in_the_rules_a_draft_is_made_final_at_once():
    consultation, runner = make_asking("一", profile="internal")
    response = write_response(consultation, by=runner, disposition="covered", **VIEW)

    assert make_final([response], by=runner)[0].is_final


# Themes


def test_a_new_response_takes_the_theme_that_its_opinions_share_and_what_comes_later_does_not_change_it():
    consultation, runner = make_asking("一", "二", "三")
    first, second = (add_theme(consultation, titles={"ja": title}, by=runner) for title in ("甲", "乙"))
    give_theme(consultation, these("一", "二"), theme=first, by=runner)
    give_theme(consultation, these("三"), theme=second, by=runner)

    response = write_response(consultation, opinions=these("一", "二"), by=runner)
    attach(these("三"), response, by=runner)

    response.refresh_from_db()
    assert (response.theme, {opinion.theme for opinion in Opinion.objects.all()}) == (first, {first})


def test_of_opinions_with_several_themes_or_none_a_response_takes_none():
    consultation, runner = make_asking("一", "二")
    theme = add_theme(consultation, titles={"ja": "甲"}, by=runner)
    assert write_response(consultation, opinions=these("一", "二"), by=runner).theme is None
    give_theme(consultation, these("一"), theme=theme, by=runner)

    assert write_response(consultation, opinions=these("一", "二"), by=runner).theme is None


# The pages


@pytest.fixture
def written():
    """A response that waits to be checked, its writer, and a colleague."""
    consultation, writer = make_asking("いつ始まりますか。", "早く始めてください。")
    said = {"disposition": "future_reference", "gists": {"ja": "開始を早めること"}, "promised": {"ja": "次の年度に"}, **VIEW}
    response = write_response(consultation, opinions=these("いつ始まりますか。", "早く始めてください。"), by=writer, **said)
    return response, writer, make_runner(consultation.organization)


def test_who_checks_sees_all_that_will_be_printed_with_the_opinions_and_their_figures(client, written):
    response, _writer, checker = written
    client.force_login(checker)

    page = client.get(page_of(response))

    shown = page.context["shown"]
    assert (shown.rows[0].response.figures["voices"], [opinion.group_voices for opinion in shown.opinions]) == (2, [1, 1])
    words = page.content.decode()
    printed = ("開始を早めること", "考え方", "次の年度に", "For future reference", "いつ始まりますか。", "早く始めてください。")
    assert [one in words for one in printed] == [True] * 6


def test_checking_is_offered_to_colleagues_alone_and_final_after_it(client, written):
    response, writer, checker = written
    seen = {}
    for person in (writer, checker):
        client.force_login(person)
        seen[person] = offered(client, response)
    assert seen == {writer: [], checker: ["check"]}
    client.force_login(writer)
    assert press(client, response, "check", version="0").status_code == 409
    client.force_login(checker)
    assert press(client, response, "final", version="0").status_code == 409
    assert press(client, response, "check", version="0").status_code == 302
    assert offered(client, response) == ["final", "reopen"]
    client.force_login(writer)
    assert offered(client, response) == ["final", "reopen"]
    assert press(client, response, "final", version="1").status_code == 302
    page = client.get(page_of(response)).content.decode()
    assert [one in page for one in ("開始を早めること", "For future reference", "次の年度に", "考え方")] == [True] * 4


def test_an_office_in_charge_checks_what_others_wrote_and_makes_nothing_final(client, written):
    response, _writer, checker = written
    office = make_organization()
    Response.objects.update(in_charge=office)
    client.force_login(make_answerer(office))

    assert offered(client, response) == ["check"]
    assert press(client, response, "check", version="0").status_code == 302
    assert offered(client, response) == ["reopen"]
    assert press(client, response, "final", version="1").status_code == 404
    client.force_login(make_answerer())
    assert press(client, response, "check", version="1").status_code == 404
    client.force_login(checker)
    assert offered(client, response) == ["final", "reopen"]


def test_what_was_changed_since_it_was_read_is_not_checked(client, written):
    response, writer, checker = written
    change_response(response, version=0, by=writer, views={"ja": "別の考え方"})
    with pytest.raises(ResponseWasChangedBeforeThat):
        check_response(response, by=checker, version=0)
    client.force_login(checker)

    answer = press(client, response, "check", version="0")

    assert (answer.status_code, "別の考え方" in answer.content.decode()) == (409, True)
    assert press(client, response, "check", version="1").status_code == 302


def test_what_was_changed_since_it_was_read_is_not_made_final(client):
    consultation, runner = make_asking("一", profile="internal")
    response = write_response(consultation, by=runner, disposition="covered", **VIEW)
    change_response(response, version=0, by=runner, views={"ja": "別の考え方"})
    client.force_login(runner)

    answer = press(client, response, "final", version="0")

    assert (answer.status_code, "別の考え方" in answer.content.decode()) == (409, True)
    assert press(client, response, "final", version="1").status_code == 302


def test_an_office_in_charge_hands_nothing_on_and_takes_no_final_response_back(client, written):
    response, _writer, checker = written
    office = make_organization()
    Response.objects.update(in_charge=office)
    client.force_login(make_answerer(office))

    assert press(client, response, "hand_over", in_charge=str(make_organization().pk)).status_code == 404
    press(client, response, "check", version="0")
    assert press(client, response, "reopen").status_code == 302
    make_final([check_response(response, by=checker)], by=checker)
    assert offered(client, response) == []
    assert press(client, response, "reopen").status_code == 404
    response.refresh_from_db()
    assert (response.in_charge, response.state) == (office, Response.State.FINAL)
    client.force_login(checker)
    assert offered(client, response) == ["reopen"]


def test_a_response_that_waits_to_be_checked_says_so_wherever_it_stands(client, written):
    response, _writer, checker = written
    client.force_login(checker)
    slug = response.consultation.slug

    def tags():
        addresses = (
            page_of(response),
            reverse("consultations:responses", args=[slug]),
            reverse("consultations:opinions", args=[slug]),
            opinion_saying("いつ始まりますか。").get_absolute_url(),
        )
        pages = [client.get(address).content.decode() for address in addresses]
        return ["Waiting for a check</span>" in page for page in pages]

    assert tags() == [True] * 4
    change_response(response, version=0, by=checker, views={})
    assert tags() == [False] * 4


def test_what_was_checked_or_made_final_is_a_draft_again_when_it_is_taken_back(client, written):
    response, writer, checker = written
    check_response(response, by=checker)
    with pytest.raises(CheckedByItsWriter):
        check_response(response, by=writer)
    make_final([response], by=checker)
    client.force_login(writer)
    assert press(client, response, "reopen").status_code == 302

    response.refresh_from_db()
    assert (response.state, response.checked_by, opinion_saying("いつ始まりますか。").state) == ("draft", None, "drafted")
    with pytest.raises(ResponseIsNotChecked):
        make_final([response], by=checker)
    reopened = reopen_response(response, by=checker)
    assert reopened.version == response.version


def test_all_that_match_are_put_under_a_response_at_once_after_they_were_shown(client):
    consultation, runner = make_asking("一", "二", "三")
    theme = add_theme(consultation, titles={"ja": "甲"}, by=runner)
    give_theme(consultation, these("一", "二"), theme=theme, by=runner)
    client.force_login(runner)
    address = reverse("consultations:act-on-opinions", args=[consultation.slug, "new-response"]) + f"?theme={theme.pk}"

    shown = client.post(address, {"all": "1", "opinion": str(opinion_saying("三").uuid)})
    assert (shown.status_code, shown.context["count"], Response.objects.count()) == (200, 2, 0)
    assert client.post(address, {"all": "1", "step": "act"}).status_code == 302

    response = Response.objects.get()
    assert (response.theme, sorted(opinion.words for opinion in response.opinions.all())) == (theme, ["一", "二"])
    attaching = reverse("consultations:act-on-opinions", args=[consultation.slug, "attach"])
    assert client.post(attaching, {"all": "1"}).status_code == 200
    everything = {"all": "1", "step": "act", "response": str(response.pk)}
    assert client.post(attaching, everything).status_code == 302
    assert response.opinions.count() == 3
