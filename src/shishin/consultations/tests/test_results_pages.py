"""The pages and files of results: what is public when they are published, and nothing before."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from shishin.consultations.answering.responding import check_response, make_final, reopen_response, write_response
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, Opinion, Round
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.publishing.result_files import FORMATS, printed
from shishin.consultations.publishing.results import results_of
from shishin.consultations.tests.makers import (
    answer,
    make_answerer,
    make_asking,
    make_consultation,
    make_draft,
    make_open_round,
    make_runner,
    publish,
    say,
)
from shishin.people.tests.makers import make_organization, make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered():
    """Closed, with two responses: for 一 and 二, and for 三."""
    consultation = make_consultation("soil", is_announced=True)
    held = consultation.rounds.get()
    say(held, "一<script>", "二")
    say(held, "一<script>")
    say(held, "三")
    count_voices(consultation)
    Round.objects.update(opens_at=now() - timedelta(days=40), closes_at=now() - timedelta(days=1))
    writer, checker = make_runner(consultation.organization), make_runner(consultation.organization)
    for words, view in ((("一<script>", "二"), "考え方の一"), (("三",), "考え方の二")):
        opinions = Opinion.objects.filter(words__in=words)
        response = write_response(consultation, opinions=opinions, disposition="not_accepted", views={"ja": view}, by=writer)
        check_response(response, by=checker)
        make_final([response], by=checker)
    return consultation


@pytest.fixture
def published(answered):
    return publish_results(answered, by=make_runner(answered.organization))


def test_nobody_reads_results_before_they_are_published(client, answered):
    client.force_login(make_runner(answered.organization))
    for name in ("results", "originals"):
        assert client.get(reverse(f"consultations:{name}", args=["soil"])).status_code == 404


def test_everybody_reads_them_afterwards(client, published):
    page = client.get(reverse("consultations:results", args=["soil"])).content.decode()
    assert "考え方の一" in page
    assert "一&lt;script&gt;" in page
    assert "<script>一" not in page
    one = client.get(reverse("consultations:result", args=["soil", 1])).content.decode()
    assert "二" in one
    originals = client.get(reverse("consultations:originals", args=["soil"])).content.decode()
    assert [words in originals for words in ("一&lt;script&gt;", "二", "三")] == [True, True, True]


def test_words_that_are_never_public_stand_on_no_page(client, published):
    rules = {**published.rules, "words_public": "never"}
    assert [opinion.words for row in _rows(published, rules) for opinion in row.opinions] == ["", "", ""]


def _rows(consultation, rules):
    consultation.rules = rules
    return list(results_of(consultation).rows(consultation.responses.order_by("number")))


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_is_a_file(client, published, name):
    answer = client.get(reverse("consultations:results-file", args=["soil", name]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    begin = {"xlsx": b"PK", "print": b"PK", "docx": b"PK", "pdf": b"%PDF", "csv": "\ufeff".encode(), "json": b"{", "html": b"<!doctype"}
    assert (answer.status_code, content[: len(begin[name])]) == (200, begin[name])


def test_the_cover_of_what_is_printed_gives_each_figure_its_word_in_the_language_of_the_reader(published):
    with override("ja"):
        cover = printed(results_of(published)).cover
    figures = [(name, value) for name, value in cover if name in ("提出者", "受け付けた意見", "意見の種類", "回答済み、非公表、未回答")]
    assert [value for _name, value in figures] == ["3者", "4件", "3種類", "4件 + 0件 + 0件"]


def test_a_disposition_with_a_code_is_told_by_it_once():
    coded, plain = (results_of(publish(make_consultation(profile=profile))) for profile in ("local", "voluntary"))

    assert [(share.letter, str(share.figure.words)) for share in coded.shares.shares][:2] == [("A", "Accepted"), ("B", "Already covered")]
    assert [(share.letter, str(share.figure.words)) for share in plain.shares.shares][:2] == [("A", "Accepted"), ("B", "Partly accepted")]


def test_the_sums_of_the_json_add_up(client, published):
    data = json.loads(client.get(reverse("consultations:results-file", args=["soil", "json"])).content)
    figures = data["figures"]
    assert (figures["submitters"], figures["voices"], figures["opinions"]) == (3, 4, 3)
    assert figures["voices"] == figures["answered"] + figures["withheld"] + figures["open"]
    assert sum(row["voices"] for row in data["rows"]) == figures["answered"]
    assert [[(one["number"], one["words"], one["voices"]) for one in row["opinions"]] for row in data["rows"]] == [
        [(1, "一<script>", 2), (2, "二", 1)],
        [(3, "三", 1)],
    ]


def test_responses_are_for_who_runs_the_consultation_and_one_that_is_handed_over_for_its_office(client, answered):
    office = make_organization()
    response = answered.responses.get(number=1)
    response.in_charge = office
    response.save(update_fields=["in_charge"])
    url = reverse("consultations:response", args=[response.uuid])
    for person, status in (
        (make_runner(answered.organization), 200),
        (make_answerer(office), 200),
        (make_answerer(), 404),
        (make_person(), 404),
    ):
        client.force_login(person)
        assert client.get(url).status_code == status
    client.force_login(make_answerer(office))
    assert client.post(url, {"act": "final"}).status_code == 404
    assert client.get(reverse("consultations:handed-over")).status_code == 200


def test_who_hands_a_response_to_an_office_in_which_nobody_may_answer_is_told(client, answered):
    office, runner = make_organization(name="Bureau"), make_runner(answered.organization)
    response = reopen_response(answered.responses.get(number=1), by=runner)
    address, warning = reverse("consultations:response", args=[response.uuid]), "Nobody at Bureau may answer opinions"
    client.force_login(runner)
    assert warning not in client.get(address).content.decode()

    client.post(address, {"act": "hand_over", "in_charge": office.pk})
    assert warning in client.get(address).content.decode()

    make_answerer(office)
    assert warning not in client.get(address).content.decode()


def test_the_second_of_two_writers_gets_both_texts(client, answered):
    response = write_response(answered, views={"ja": "はじめ"}, by=make_runner(answered.organization))
    client.force_login(make_runner(answered.organization))
    url = reverse("consultations:response", args=[response.uuid])
    form = {"act": "write", "disposition": "", "theme": "", "version": "0"}
    assert client.post(url, {**form, "views_ja": "先に書いた文"}).status_code == 302

    second = client.post(url, {**form, "views_ja": "後から書いた文"})

    page = second.content.decode()
    assert (second.status_code, "先に書いた文" in page, "後から書いた文" in page) == (409, True, True)
    response.refresh_from_db()
    assert response.views == {"ja": "先に書いた文"}


def test_results_and_opinions_are_written_from_the_console(tmp_path, published):
    for name in ("results.json", "results.pdf", "results.html"):
        call_command("export_results", "soil", output=tmp_path / name)
    call_command("export_opinions", "soil", output=tmp_path / "opinions.json")
    records = json.loads((tmp_path / "opinions.json").read_text(encoding="utf-8"))
    assert [(record["number"], record["words"], record["response"]) for record in records] == [
        (1, "一<script>", 1),
        (2, "二", 1),
        (3, "三", 2),
    ]
    assert (tmp_path / "results.pdf").read_bytes()[:4] == b"%PDF"


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_of_results_take_the_same_queries_however_many_rows(client, many, django_assert_num_queries):
    words = [f"意見{number}" for number in range(many)]
    consultation, _runner = make_asking(*words)
    for one in words:
        answer(consultation, one)
    published = publish(consultation)
    addresses = [
        reverse(f"consultations:{name}", args=[published.slug, *more]) for name, *more in (["results"], ["result", 1], ["originals"])
    ]
    for address, queries in zip(addresses, (15, 9, 6), strict=True):
        client.get(address)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


# Before they are published


def buttons(page) -> tuple[bool, list[str]]:
    """Whether the button to publish stands there, and what is missing."""
    return "Publish all at once" in page.content.decode(), [type(one).__name__ for one in page.context["missing"]]


def test_the_button_stands_there_only_where_nothing_is_missing(client, answered):
    address = reverse("consultations:publish", args=["soil"])
    client.force_login(make_runner(answered.organization))
    assert buttons(client.get(address)) == (True, [])
    reopen_response(answered.responses.get(number=2), by=make_runner(answered.organization))
    page = client.get(address)
    assert buttons(page) == (False, ["OpinionsAreOpen", "ResponsesAreNotFinal"])
    assert [refusal.leads_to != "" for refusal in page.context["missing"]] == [True, True]
    assert client.post(address, {"edition": ""}).status_code == 409


def test_the_edition_that_is_offered_first_came_after_the_draft_that_was_shown(client):
    draft = make_draft()
    consultation = make_open_round(draft=draft).consultation
    client.force_login(make_runner(consultation.organization))
    address = reverse("consultations:publish", args=[consultation.slug])
    assert client.get(address).context["edition"] is None

    later = make_draft("1.1.0-draft.2", started_from=draft.version)
    assert client.get(address).context["edition"] == later


def test_mail_addresses_in_words_that_will_be_public_are_told_before_with_the_way_to_mask_them(client, answered):
    address = reverse("consultations:publish", args=["soil"])
    for words in ("メールは a.b@example.jp へ", "電話は０３-1234-5678", "番号は12345678901234"):
        say(answered.rounds.get(), words)
    count_voices(answered)
    runner = make_runner(answered.organization)
    client.force_login(runner)
    page = client.get(address)
    assert [opinion.contacts for opinion in page.context["contacts"]] == [["a.b@example.jp"], ["０３-1234-5678"]]
    first = page.context["contacts"][0]
    assert reverse("consultations:mask", args=[first.uuid]) in page.content.decode()

    Opinion.objects.filter(pk=first.pk).update(state="withheld")
    assert [opinion.contacts for opinion in client.get(address).context["contacts"]] == [["０３-1234-5678"]]
    Consultation.objects.update(rules={**answered.rules, "words_public": "never"})
    assert client.get(address).context["contacts"] == []


def test_what_was_carried_on_stands_above_the_responses_until_it_is_followed(client):
    draft = make_draft()
    first, second = make_open_round(draft=draft).consultation, make_open_round(draft=draft).consultation
    say(first.rounds.get(), "一")
    count_voices(first)
    carried = answer(first, "一", disposition="future_reference", promised={"en": "Next year."})
    client.force_login(make_runner(second.organization))
    address = reverse("consultations:responses", args=[second.slug])
    assert client.get(address).context["carried"] == []

    publish(first)
    page = client.get(address)
    assert page.context["carried"] == [(carried, False)]
    assert ("Next year." in page.content.decode(), "No response yet" in page.content.decode()) == (True, True)

    write_response(second, follows=carried, disposition="covered", views={"en": "Here it is."}, by=OPERATOR)
    assert client.get(address).context["carried"] == [(carried, True)]


# Afterwards


def test_results_are_corrected_on_one_page_by_a_remark_and_by_a_further_response(client, published):
    address = reverse("consultations:correct-results", args=["soil"])
    client.force_login(make_runner(published.organization))
    wrong = published.responses.get(number=1)
    shown = client.get(f"{address}?response=1").content.decode()
    assert ("考え方の一" in shown, f'<option value="{wrong.pk}" selected>' in shown) == (True, True)
    assert client.post(address, {"act": "remark", "remarks_ja": ""}).status_code == 200
    assert client.post(address, {"act": "remark", "remarks_ja": "件数を直しました。"}).status_code == 302
    instead = {"act": "response", "response": wrong.pk, "disposition": "covered", "views_ja": "直した考え方"}
    assert client.post(address, instead | {"disposition": ""}).status_code == 200
    assert client.post(address, instead).status_code == 302

    assert [correction.remarks for correction in published.corrections.all()] == [{"ja": "件数を直しました。"}]
    assert [correction.views for correction in wrong.corrected_by.all()] == [{"ja": "直した考え方"}]
    # What was corrected is not corrected twice; its correction may be.
    assert client.post(address, instead).status_code == 200
    assert wrong.corrected_by.count() == 1
