from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.models import Referral, Report
from shishin.councils.referrals.referring import extend_referral, publish_referral
from shishin.councils.referrals.reporting import accept_report, publish_report, return_report
from shishin.councils.tests.makers import make_body, make_decision, make_public_referral, make_referral, make_report, make_seat
from shishin.people.tests.makers import make_auditor, make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)


@pytest.fixture
def council():
    return make_body("council", name="Council")


@pytest.fixture
def group(council):
    return make_body("group", name="Group", parent=council)


@pytest.fixture
def chair(council):
    return make_seat(council, "chair").person


@pytest.fixture
def writer(group):
    return make_seat(group).person


def steps(client, referral):
    context = client.get(referral.get_absolute_url()).context
    hidden = "It is shown when it is published."
    return [(event.kind, event.title, event.is_gap, hidden in event.body) for event in context["thread"].events]


def test_a_referral_goes_its_whole_way_on_the_pages(client, council, group, chair, writer):
    client.force_login(chair)
    words = {"title_ja": "表題", "question_ja": "何か。", "referred_on": "2020-04-01", "due_on": "2020-05-01"}
    assert list(client.get("/manage/bodies/council/referrals/").context["form"].fields["asked_of"].queryset) == [group]
    early = client.post("/manage/bodies/council/referrals/", {**words, "asked_of": group.pk, "due_on": "2020-03-01"})
    assert "The due day 1 March 2020 is before" in early.content.decode()
    client.post("/manage/bodies/council/referrals/", {**words, "asked_of": group.pk})
    referral = Referral.objects.get()
    way = f"/manage/referrals/{referral.uuid}"
    client.post(f"{way}/publish/", {"on": "2020-04-02"})
    client.post(f"{way}/extend/", {"due_on": "2020-05-10", "reason": "Hearings."})

    client.force_login(writer)
    client.post(f"{way}/report/", {"words_ja": "改めない。", "reported_on": "2020-05-02"})
    client.force_login(chair)
    client.post(f"/manage/reports/{referral.reports.get().uuid}/return/", {"answer_ja": "足りない。", "on": "2020-05-03"})
    client.force_login(writer)
    client.post(f"{way}/report/", {"words_ja": "やはり改めない。", "reported_on": "2020-05-04"})
    client.force_login(chair)
    second = referral.reports.get(number=2)
    client.post(f"/manage/reports/{second.uuid}/accept/", {"on": "2020-05-05"})
    client.post(f"/manage/reports/{second.uuid}/publish/", {"on": "2020-05-06"})

    referral.refresh_from_db()
    second.refresh_from_db()
    assert (referral.state, referral.due_on, second.outcome, second.published_on) == (
        "accepted",
        date(2020, 5, 10),
        "accepted",
        date(2020, 5, 6),
    )


def test_the_thread_tells_what_happened_and_what_is_not_there(client, council, group, chair):
    referral = make_public_referral(council, group, due_on=MAY)
    assert steps(client, referral) == [("Referred", "Council asks Group", False, False), ("Report", "No report yet", True, False)]
    first = make_report(referral)
    assert steps(client, referral)[1:] == [
        ("Report", "A report that is not public", False, True),
        ("Answer", "No answer to the report yet", True, False),
    ]
    return_report(first, reasons={"en": "Too long."}, on=MAY, by=OPERATOR)
    publish_report(first, by=OPERATOR)
    second = make_report(referral, reported_on=MAY)
    accept_report(second, on=JUNE, by=OPERATOR)

    client.force_login(chair)
    assert steps(client, referral)[1:] == [
        ("Report", "A draft", False, False),
        ("Answer", "The report was returned", False, False),
        ("Report", "A draft", False, False),
        ("Answer", "The report was accepted", False, False),
        ("Decision", "No decision on the draft yet", True, False),
    ]
    make_decision(council, report=second, decided_on=JUNE)
    assert steps(client, referral)[-1] == ("Decided", "Guideline 1.0.0", False, False)


@pytest.mark.parametrize(("text", "told"), [("a", "Guideline 1.0.0"), ("b", "No decision on the draft yet")])
def test_a_decision_on_the_very_text_of_a_report_is_one_on_the_report(client, council, group, chair, text, told):
    report = make_report(make_public_referral(council, group))
    accept_report(report, on=MAY, by=OPERATOR)
    make_decision(council, decided_on=JUNE, text_hash=text * 64)
    client.force_login(chair)

    assert steps(client, report.referral)[-1][1] == told
    assert ("Record the decision" in client.get(report.referral.get_absolute_url()).content.decode()) is (text == "b")


def test_a_later_due_day_stands_in_the_thread_with_its_reason(client, council, group):
    referral = make_public_referral(council, group, due_on=MAY)
    extend_referral(referral, due_on=JUNE, reason="Hearings take longer.", by=OPERATOR)

    page = client.get(referral.get_absolute_url()).content.decode()

    assert "The report is now due on 1 June 2020" in page
    assert "Hearings take longer." in page


@pytest.mark.parametrize(
    ("who", "button"),
    [("writer", "Report on it"), ("chair", "Publish the referral"), ("auditor", None)],
)
def test_each_sees_the_button_for_what_they_can_do(client, request, council, group, who, button):
    referral = make_referral(council, group)
    client.force_login(make_auditor() if who == "auditor" else request.getfixturevalue(who))

    page = client.get(referral.get_absolute_url()).content.decode()

    assert page.count('class="button"') == (1 if button else 0)
    assert button is None or f">{button}</a>" in page


def test_what_is_not_public_is_read_by_both_bodies_and_auditors(client, council, group, chair, writer):
    address = make_referral(council, group).get_absolute_url()
    outsider = make_seat(make_body()).person

    assert client.get(address).status_code == 404
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    for reader in (chair, writer, make_seat(group, "observer").person, make_auditor()):
        client.force_login(reader)
        assert client.get(address).status_code == 200
    former = make_seat(group, until=date(2021, 3, 31)).person
    client.force_login(former)
    assert client.get(address).status_code == 404


def test_each_act_is_for_the_body_whose_it_is(client, council, group, chair, writer):
    referral = make_public_referral(council, group)
    report = make_report(make_public_referral(council, group))
    of_council = [f"/manage/referrals/{referral.uuid}/{act}/" for act in ("publish", "extend", "withdraw")]
    of_council += [f"/manage/reports/{report.uuid}/{act}/" for act in ("accept", "return", "publish")]
    of_group = [f"/manage/referrals/{referral.uuid}/report/"]
    observer = make_seat(group, "observer").person
    member = make_seat(council, "member").person

    for address in (*of_council, *of_group, "/manage/bodies/council/referrals/"):
        assert client.get(address).status_code == 302
    for person, allowed in ((chair, {*of_council}), (writer, {*of_group}), (observer, set()), (member, set()), (make_person(), set())):
        client.force_login(person)
        for address in (*of_council, *of_group):
            assert client.get(address).status_code == (200 if address in allowed else 404)
            assert client.post(address, {}).status_code == (200 if address in allowed else 404)
    assert Referral.objects.exclude(state="open").count() == 1


def test_a_proposal_is_reported_on_by_who_made_it_and_answered_above(client, council, group, chair, writer):
    referral = make_referral(council, group, is_up=True)

    client.force_login(chair)
    assert client.get(f"/manage/referrals/{referral.uuid}/report/").status_code == 404
    assert client.get(f"/manage/referrals/{referral.uuid}/withdraw/").status_code == 404
    client.force_login(writer)
    assert client.get(f"/manage/referrals/{referral.uuid}/report/").status_code == 200
    report = make_report(referral)
    assert client.get(f"/manage/reports/{report.uuid}/accept/").status_code == 404
    client.force_login(chair)
    assert client.get(f"/manage/reports/{report.uuid}/accept/").status_code == 200


def test_the_list_has_what_is_open_overdue_and_ended(client, council, group):
    late = make_public_referral(council, group, due_on=MAY)
    make_referral(council, group, due_on=MAY)
    reported = make_report(make_public_referral(council, group, due_on=MAY)).referral
    ended = make_report(make_public_referral(council, group))
    accept_report(ended, on=MAY, by=OPERATOR)

    def listed(tab):
        return [row.referral for row in client.get(f"/councils/referrals/?show={tab}").context["rows"]]

    assert (listed("open"), listed("overdue"), listed("ended")) == ([late, reported], [late], [ended.referral])
    assert listed("nonsense") == [late, reported]
    assert [count for _, _, count in client.get("/councils/referrals/").context["tabs"]] == [2, 1, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(client, django_assert_num_queries, council, rows):
    for _ in range(rows):
        make_public_referral(council, make_body(parent=council), due_on=MAY)

    with django_assert_num_queries(7):
        assert len(client.get("/councils/referrals/").context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_thread_asks_the_same_however_long_it_is(client, django_assert_num_queries, council, group, rows):
    referral = make_public_referral(council, group)
    for _ in range(rows):
        return_report(make_report(referral, reported_on=MAY), reasons={"en": "No."}, on=MAY, by=OPERATOR)
    for report in Report.objects.all():
        publish_report(report, by=OPERATOR)
    client.get(referral.get_absolute_url())

    with django_assert_num_queries(9):
        client.get(referral.get_absolute_url())


def test_publishing_shows_a_referral_to_everybody(client, council, group):
    referral = make_referral(council, group)
    assert client.get(referral.get_absolute_url()).status_code == 404
    publish_referral(referral, by=OPERATOR)
    assert client.get(referral.get_absolute_url()).status_code == 200
