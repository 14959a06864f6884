"""The queue: what the address asks for, figures that add up, acts on chosen rows or on all that match; auditors read, others find nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from shishin.consultations.answering.responding import write_response
from shishin.consultations.counting import count_voices, let_go
from shishin.consultations.models import Attachment, ModerationAct, Opinion, PersonalData, Round, Submission, Voice
from shishin.consultations.sorting import views
from shishin.consultations.sorting.folding import fold_opinions, take_out
from shishin.consultations.sorting.masking import contacts_in, cover
from shishin.consultations.sorting.moderating import confirm_moderation, withhold_opinions
from shishin.consultations.sorting.placing import give_theme, place_opinions
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.storing import index_words
from shishin.consultations.taking_in.typing_in import Letter, type_in
from shishin.consultations.tests.makers import (
    OPENS,
    make_asking,
    make_consultation,
    make_draft,
    make_round,
    make_runner,
    opinion_saying,
    say,
    these,
)
from shishin.people.tests.makers import make_auditor, make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
State = Opinion.State


@pytest.fixture
def asking(client):
    consultation, runner = make_asking("期限が短い", "期限が短い", "費用が高い", "用語が難しい")
    client.force_login(runner)
    return consultation


def queue(consultation, query: str = "") -> str:
    return f"/manage/consultations/{consultation.slug}/opinions/{query}"


def words_at(client, address: str) -> list[str]:
    return [row.words for row in client.get(address).context["rows"]]


def counts_at(client, address: str) -> dict[str, dict[str, int]]:
    listing = client.get(address).context["listing"]
    return {str(facet.label): {str(link.words): link.count for link in facet.links} for facet in listing.facets}


def test_most_voices_come_first_and_the_address_is_the_filter(client, asking):
    theme = add_theme(asking, titles={"en": "Time"}, by=OPERATOR)
    give_theme(asking, these("期限が短い"), theme=theme, by=OPERATOR)
    assert words_at(client, queue(asking)) == ["期限が短い", "費用が高い", "用語が難しい"]
    assert words_at(client, queue(asking, f"?theme={theme.pk}")) == ["期限が短い"]
    assert words_at(client, queue(asking, "?theme=none&order=number")) == ["費用が高い", "用語が難しい"]
    assert words_at(client, queue(asking, "?state=answered")) == []
    assert words_at(client, queue(asking, "?round=x")) == []


def test_where_nothing_came_yet_nothing_is_offered_and_no_filter_is_blamed(client, asking):
    none = make_consultation(organization=asking.organization)
    drawn = client.get(queue(none)).content.decode()
    assert "No opinion has come yet" in drawn
    assert [words for words in ("Take 20", "Give back", "Done: 0", "Take a filter away") if words in drawn] == []
    assert "Take a filter away" in client.get(queue(none, "?theme=none")).content.decode()
    assert "Take 20" in client.get(queue(asking, "?state=answered")).content.decode()


def test_figures_beside_the_filters_are_voices_and_add_up(client, asking):
    later = make_round(asking)
    say(later, "期限が短い", is_after_draft=False)
    count_voices(asking)
    counts = counts_at(client, queue(asking))
    assert counts["Round"] == {"": 5, f"1 {asking.rounds.get(number=1)}": 4, f"2 {later}": 1}
    assert counts["Said"] == {"": 5, "After the draft": 4, "Before the draft": 1}
    assert counts_at(client, queue(asking, f"?round={later.pk}"))["State"] == {"": 1, "Open": 1}
    assert words_at(client, queue(asking, f"?round={later.pk}")) == ["期限が短い"]


@pytest.mark.parametrize("query", ["?q=期限", "?q=期限&held=none", "?place=none"])
def test_counted_one_by_one_the_figures_are_the_same(client, asking, query):
    fold_opinions(asking, these("費用が高い"), under=opinion_saying("期限が短い"), by=OPERATOR)
    page = client.get(queue(asking, query)).context
    assert page["listing"].voices == sum(row.group_voices for row in page["rows"])


def test_words_are_found_also_in_what_is_folded_and_masked_ones_are_not(client, asking):
    fold_opinions(asking, these("費用が高い"), under=opinion_saying("期限が短い"), by=OPERATOR)
    assert words_at(client, queue(asking, "?q=費用")) == ["期限が短い"]
    index_words(cover(opinion_saying("費用が高い"), "■■が高い"))
    assert words_at(client, queue(asking, "?q=費用")) == []
    assert words_at(client, queue(asking, "?q=。")) == []


def test_of_very_many_the_counts_come_after_the_page(client, asking, monkeypatch):
    monkeypatch.setattr("shishin.consultations.sorting.listing.MOST_AT_ONCE", 0)
    page = client.get(queue(asking, "?q=期限")).content.decode()
    assert 'hx-get="?q=%E6%9C%9F%E9%99%90&amp;count=1"' in page
    part = client.get(queue(asking, "?q=期限&count=1"), headers={"HX-Request": "true"}).content.decode()
    assert ("<h1" in part, "By number" in part, "hx-get" in part) == (False, True, False)


def test_chosen_opinions_get_a_theme_after_what_is_chosen_was_shown(client, asking):
    theme = add_theme(asking, titles={"en": "Time"}, by=OPERATOR)
    chosen = [str(uuid) for uuid in these("期限が短い", "費用が高い").values_list("uuid", flat=True)]
    asked = client.post(queue(asking, "theme/"), {"opinion": chosen})
    assert (asked.context["count"], sorted(row.words for row in asked.context["sample"])) == (2, ["期限が短い", "費用が高い"])
    assert Opinion.objects.filter(theme=theme).count() == 0

    answer = client.post(queue(asking, "theme/?order=number"), {"opinion": chosen, "step": "act", "theme": theme.pk})

    assert answer.url == queue(asking, "?order=number")
    assert sorted(Opinion.objects.filter(theme=theme).values_list("words", flat=True)) == ["期限が短い", "費用が高い"]


def test_an_act_on_all_that_match_reaches_those_of_the_address_alone(client, asking):
    shown = client.post(queue(asking, "withhold/?q=期限"), {"all": "1"})
    assert (shown.context["is_all"], shown.context["count"]) == (True, 1)
    client.post(queue(asking, "withhold/?q=期限"), {"all": "1", "step": "act", "reason": "insult"})
    assert list(ModerationAct.objects.values_list("opinion__words", "kind", "state")) == [("期限が短い", "withhold", "asked")]


def test_twenty_at_random_are_shown_only_of_more_than_twenty(client, asking, monkeypatch):
    drawn = lambda: "Twenty of them at random" in client.post(queue(asking, "theme/"), {"all": "1"}).content.decode()  # noqa: E731
    assert not drawn()

    monkeypatch.setattr(views, "SHOWN", 1)
    assert drawn()


def test_near_copies_fold_under_the_one_that_somebody_picks(client, asking):
    head = opinion_saying("費用が高い")
    chosen = [str(uuid) for uuid in Opinion.objects.values_list("uuid", flat=True)]
    client.post(queue(asking, "fold/"), {"opinion": chosen, "step": "act", "under": head.uuid})
    assert list(Opinion.objects.heads()) == [head]


def test_the_next_twenty_are_taken_given_back_and_what_was_done_last_is_undone(client, asking):
    assert client.post(queue(asking, "take/?q=期限")).url == queue(asking, "?held=mine")
    assert words_at(client, queue(asking, "?held=mine")) == ["期限が短い"]
    assert counts_at(client, queue(asking))["Holder"] == {"": 4, "By me": 2, "By nobody": 2}
    client.post(queue(asking, "give-back/"))
    client.post(queue(asking, "new-point/"), {"all": "1", "step": "act", "is_new_point": "yes"})
    assert Opinion.objects.filter(is_new_point=True).count() == 3
    client.post(queue(asking, "undo/"))
    assert Opinion.objects.filter(is_new_point=True).count() == 0
    assert client.post(queue(asking, "undo/")).status_code == 409


def test_a_letter_is_split_on_its_page_and_put_together_again(client, asking):
    letter = opinion_saying("期限が短い")
    page = f"/manage/opinions/{letter.uuid}/"
    wrong = client.post(f"{page}split/", {"cut": "期限が||長い"})
    assert "Only cut marks may be put in" in wrong.content.decode()
    client.post(f"{page}split/", {"cut": "期限が||短い"})
    assert [part.words for part in client.get(page).context["parts"]] == ["期限が", "短い"]
    client.post(queue(asking, "put-together/"), {"opinion": str(letter.uuid), "step": "act"})
    letter.refresh_from_db()
    assert letter.state == State.OPEN


def test_parts_of_a_letter_and_what_is_folded_say_their_place(client, asking):
    line = make_draft().document.lines.get(key="users-first")
    these("期限が短い", "費用が高い").update(place=line)
    letter = opinion_saying("期限が短い")
    fold_opinions(asking, these("費用が高い"), under=letter, by=OPERATOR)
    page = f"/manage/opinions/{letter.uuid}/"
    assert [row.place_name for row in client.get(page).context["folded"]] == ["users-first"]
    take_out(asking, these("費用が高い"), by=OPERATOR)
    client.post(f"{page}split/", {"cut": "期限が||短い"})
    assert [part.place_name for part in client.get(page).context["parts"]] == ["users-first", "users-first"]


def test_the_words_of_what_is_folded_open_in_its_row(client, asking):
    head = opinion_saying("期限が短い")
    fold_opinions(asking, these("費用が高い", "用語が難しい"), under=head, by=OPERATOR)

    page = client.get(queue(asking))

    assert [(row.words, row.kinds, [one.words for one in row.first_folded]) for row in page.context["rows"]] == [
        ("期限が短い", 3, ["費用が高い", "用語が難しい"])
    ]
    assert "distinct opinions of this row" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "contacts"),
    [
        ("連絡は taro.yamada@example.co.jp まで。", ["taro.yamada@example.co.jp"]),
        ("電話は03-1234-5678か０９０（１２３４）５６７８です。", ["03-1234-5678", "０９０（１２３４）５６７８"]),
        ("call +81 3 1234 5678", ["+81 3 1234 5678"]),
        ("2026-11-30に、第12条(3)の10,000円と0.5を1000000000円に。令和07-01-01。", []),
    ],
)
def test_mail_addresses_and_telephone_numbers_are_noticed(words, contacts):
    assert contacts_in(words) == contacts


def test_a_telephone_number_in_the_words_is_noted_and_offered_to_be_masked(client, asking):
    say(asking.rounds.get(), "電話は03-1234-5678です。")
    count_voices(asking)
    page = f"/manage/opinions/{opinion_saying('電話は03-1234-5678です。').uuid}/"

    assert "The words hold what looks like a mail address or a telephone number: 03-1234-5678" in client.get(page).content.decode()
    assert "Mail address or telephone number?" in client.get(queue(asking, "?q=電話")).content.decode()
    assert client.get(f"{page}mask/").context["form"].fields["texts"].initial == "03-1234-5678"
    asked = client.post(f"{page}mask/", {"texts": "03-1234-5678", "reason": "insult"}, follow=True)
    assert "It waits for a second person: until then nothing changes." in asked.content.decode()
    confirm_moderation(ModerationAct.objects.all(), by=make_runner(asking.organization))
    assert "looks like" not in client.get(page).content.decode()


def test_what_is_kept_of_who_says_it_stands_in_the_words_of_the_form_and_late_is_said(client, asking):
    asking.rules = {
        **asking.rules,
        "fields": [{"key": "age", "labels": {"en": "Age"}, "kind": "choice", "choices": [{"key": "x30", "labels": {"en": "Thirties"}}]}],
    }
    asking.save(update_fields=["rules"])
    Submission.objects.update(attributes={"age": "x30", "other": "raw"})
    page = f"/manage/opinions/{opinion_saying('期限が短い').uuid}/"
    drawn = client.get(page)
    assert ("<p>Age: Thirties</p>" in drawn.content.decode(), "<p>other: raw</p>" in drawn.content.decode()) == (True, True)
    assert {is_late for _one, is_late in drawn.context["submissions"]} == {False}
    Round.objects.update(opens_at=OPENS - timedelta(days=9), closes_at=OPENS - timedelta(days=1))
    assert {is_late for _one, is_late in client.get(page).context["submissions"]} == {True}


def test_who_withholds_is_told_where_it_waits_for_a_second_person(client, asking):
    answer = client.post(
        queue(asking, "withhold/"), {"opinion": str(opinion_saying("期限が短い").uuid), "reason": "insult", "step": "act"}, follow=True
    )
    assert "It waits for a second person: until then nothing changes." in answer.content.decode()
    assert opinion_saying("期限が短い").state == State.OPEN


def test_what_is_known_of_persons_is_read_by_those_who_run_the_consultation_alone(client, asking):
    submission = Submission.objects.order_by("pk")[0]
    PersonalData.objects.create(submission=submission, values={"name": "佐藤花子"})
    page = f"/manage/opinions/{opinion_saying('期限が短い').uuid}/"
    assert "佐藤花子" in client.get(page).content.decode()
    client.force_login(make_auditor())
    answer = client.get(page)
    assert (answer.status_code, "佐藤花子" in answer.content.decode()) == (200, False)


def test_the_voices_of_an_opinion_and_of_what_is_folded_under_it_add_up_by_round(client, asking):
    say(make_round(asking), "費用が高い", is_after_draft=False)
    count_voices(asking)
    head = opinion_saying("期限が短い")
    fold_opinions(asking, these("費用が高い"), under=head, by=OPERATOR)
    page = client.get(f"/manage/opinions/{head.uuid}/").context
    assert [(row["round"].number, row["is_after_draft"], row["voices"]) for row in page["by_round"]] == [(1, True, 3), (2, False, 1)]
    assert page["opinion"].group_voices == 4


def test_the_history_of_an_opinion_has_the_acts_in_which_it_was_chosen(client, asking):
    give_theme(asking, these("期限が短い"), theme=None, by=OPERATOR)
    place_opinions(asking, these("費用が高い"), place=None, by=OPERATOR)
    lines = client.get(f"/manage/opinions/{opinion_saying('期限が短い').uuid}/").context["lines"]
    assert [line.entry.key for line in lines] == ["consultations.theme_given"]


def test_a_file_that_came_with_an_opinion_is_read_by_those_who_run_the_consultation_alone(client, asking):
    letter = Letter([], OPENS)
    type_in(asking.rounds.get(), letter, attachment=SimpleUploadedFile("手紙.pdf", b"MZ is no PDF"), by=OPERATOR)
    found = Opinion.objects.get(words__contains="手紙.pdf")
    page = found.get_absolute_url()
    address = f"{page}?file={Attachment.objects.get().uuid}"

    assert f'<a href="?file={Attachment.objects.get().uuid}">手紙.pdf</a>' in client.get(page).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], b"".join(answer)) == (200, "application/octet-stream", b"MZ is no PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    other = opinion_saying("期限が短い").get_absolute_url()
    assert [client.get(where).status_code for where in (address.replace(page, other), f"{page}?file=x")] == [404, 404]
    for stranger in (make_auditor(), make_runner()):
        client.force_login(stranger)
        assert client.get(address).status_code == 404


def test_a_second_person_confirms_on_the_page_of_what_waits(client, asking):
    asker = make_runner(asking.organization)
    withhold_opinions(asking, these("期限が短い"), reason="insult", by=asker)
    act = ModerationAct.objects.get()
    client.force_login(asker)
    assert client.post("/manage/moderation/", {"act": str(act.uuid), "decision": "confirm"}).status_code == 409
    client.force_login(make_runner(asking.organization))
    assert [row["reason"] for row in client.get("/manage/moderation/").context["rows"]] == ["Insult"]
    client.post("/manage/moderation/", {"act": str(act.uuid), "decision": "confirm"})
    assert opinion_saying("期限が短い").state == State.WITHHELD


@pytest.mark.parametrize("address", ["opinions/withhold/", "opinions/new-response/", "/manage/moderation/"])
def test_what_names_no_opinion_is_told_as_nothing_chosen(client, asking, address):
    address = address if address.startswith("/") else f"/manage/consultations/{asking.slug}/{address}"
    sent = {"opinion": "z" * 36, "act": "z" * 36, "reason": "insult", "step": "act"}
    assert client.post(address, sent).status_code in (302, 409)
    assert set(asking.opinions.values_list("state", flat=True)) == {State.OPEN}


@pytest.mark.parametrize("words", [(), ("期限が短い", "費用が高い")])
def test_opinions_that_were_split_are_put_together_one_at_a_time(client, asking, words):
    sent = {"opinion": [str(one.uuid) for one in these(*words)], "step": "act"}
    answer = client.post(queue(asking, "put-together/"), sent)
    assert (answer.status_code, "are put together one at a time" in answer.content.decode()) == (409, True)


def test_themes_are_kept_on_their_pages(client, asking):
    address = f"/manage/consultations/{asking.slug}/themes/"
    for title in ("Time", "Cost"):
        client.post(address, {"titles_en": title})
    time, cost = asking.themes.all()
    client.post(f"{address}{cost.uuid}/", {"act": "up"})
    client.post(f"{address}{time.uuid}/", {"act": "rename", "titles_en": "Deadline"})
    assert [str(row) for row in client.get(address).context["rows"]] == ["Cost", "Deadline"]
    client.post(f"{address}{cost.uuid}/", {"act": "merge", "themes": [time.pk]})
    assert client.post(f"{address}{cost.uuid}/", {"act": "remove"}).status_code == 302
    assert not asking.themes.exists()


def test_auditors_read_the_queue_and_change_nothing_and_others_find_nothing(client, asking):
    client.force_login(make_auditor())
    page = client.get(queue(asking))
    assert (page.status_code, "formaction" in page.content.decode()) == (200, False)
    assert client.post(queue(asking, "take/")).status_code == 404
    for stranger in (make_person(), make_runner()):
        client.force_login(stranger)
        for address in (
            queue(asking),
            f"/manage/opinions/{opinion_saying('期限が短い').uuid}/",
            f"/manage/consultations/{asking.slug}/themes/",
        ):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_costs_the_same_however_many_there_are(client, django_assert_num_queries, many):
    consultation, runner = make_asking(*(f"意見{number}" for number in range(many)))
    # Each with a response to which something is lacking yet.
    for opinion in consultation.opinions.order_by("pk"):
        write_response(consultation, opinions=Opinion.objects.filter(pk=opinion.pk), by=runner)
    client.force_login(runner)
    cache.clear()
    with django_assert_num_queries(13 if connection.vendor == "sqlite" else 14):
        client.get(queue(consultation))


def test_what_nobody_says_any_more_is_found_by_itself_and_not_among_what_is_to_be_answered(client, asking):
    let_go(asking, Voice.objects.filter(opinion=opinion_saying("費用が高い")), how=Voice.Left.TAKEN_BACK)

    assert words_at(client, queue(asking)) == ["期限が短い", "用語が難しい"]
    assert words_at(client, queue(asking, "?unsaid=1")) == ["費用が高い"]
    page = client.get(queue(asking, "?unsaid=1"))
    assert (page.context["page"].paginator.count, "corrected, taken back or undone" in page.content.decode()) == (1, True)
    say(asking.rounds.get(), "いま来た")
    assert words_at(client, queue(asking, "?unsaid=1")) == ["費用が高い"]


def test_figures_stand_with_the_word_in_the_number_that_belongs_to_them(client, asking):
    page = " ".join(client.get(queue(asking)).content.decode().split())

    assert page.count('<span class="number">1 voice</span> <span class="number">1 submitter</span>') == 2
    assert page.count('<span class="number">2 voices</span> <span class="number">2 submitters</span>') == 1
