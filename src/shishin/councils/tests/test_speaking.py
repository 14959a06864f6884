from __future__ import annotations

import pytest

from shishin.councils.errors.minutes import NoStatements, UnknownSpeakers
from shishin.councils.meetings.speaking import Said, read_minutes, read_statements
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats():
    body = make_body()
    people = [("村井 純", "chair"), ("宮坂 学", "member"), ("Jane Smith", "member"), ("宮田 裕章", "member")]
    return [make_seat(body, name=name, capacity=capacity) for name, capacity in people]


def read(text, seats, **values):
    return [(one.speaker, one.words) for one in read_statements(text, seats=seats, on=MEETING_DAY, **values)]


@pytest.mark.parametrize("speaker", ["村井 純", "村井純", "村井　純", "村井", "座長", "村井座長", "【座長】", "○村井座長", "Chair"])
def test_a_speaker_is_found_by_name_and_by_capacity(seats, speaker):
    assert read(f"{speaker}：始めます。", seats) == [("村井 純", "始めます。")]


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("○座長　始めます。", "村井 純", "始めます。"),
        ("○村井　純　始めます。", "村井 純", "始めます。"),
        ("○座長：はい　そうです。", "村井 純", "はい　そうです。"),
        ("○委員A　時刻は：三時です。", "委員A", "時刻は：三時です。"),
        ("【座長】始めます。", "村井 純", "始めます。"),
        ("【座長】\n始めます。", "村井 純", "始めます。"),
        ("（座長）始めます。", "村井 純", "始めます。"),
        ("(Chair) Let us begin.", "村井 純", "Let us begin."),
        ("○座長 始めます。", "村井 純", "始めます。"),
        ("◆座長　始めます。", "村井 純", "始めます。"),
        ("＜座長＞ 始めます。", "村井 純", "始めます。"),
        ("○事務局（佐藤）　はい。", "事務局（佐藤）", "はい。"),
        ("Ms. Sato (Guest): Yes.", "Ms. Sato (Guest)", "Yes."),
        ("【委員Ａ】はい。", "委員Ａ", "はい。"),
        ("委員Ａ：はい。", "委員Ａ", "はい。"),
    ],
)
def test_speakers_are_marked_in_many_ways(seats, line, speaker, words):
    read = read_minutes(f"{line}\n（笑）\n(see paper 2)", seats=seats, on=MEETING_DAY)
    assert [(one.speaker, one.words) for one in read.said] == [(speaker, f"{words}\n（笑）\n(see paper 2)")]
    assert read.unknown == ([] if read.said[0].seat else [speaker])


def test_lines_without_a_speaker_go_on_with_the_one_before(seats):
    text = "村井: 始めます。\n\n時刻は 10:30 です。\n  宮坂さん：とは言わない。\nhttps://example.jp/a\n10:30 開会\nJane smith : Yes.\n"

    assert read(text, seats) == [
        ("村井 純", "始めます。\n\n時刻は 10:30 です。\n宮坂さん：とは言わない。\nhttps://example.jp/a\n10:30 開会"),
        ("Jane Smith", "Yes."),
    ]


def test_words_may_begin_below_the_speaker(seats):
    assert read("座長：\n始めます。", seats) == [("村井 純", "始めます。")]


def test_guests_are_named(seats):
    assert read("東京 花子：はい。", seats, guests=["東京花子"]) == [("東京花子", "はい。")]


def test_an_unknown_speaker_is_refused_by_name(seats):
    with pytest.raises(UnknownSpeakers) as refused:
        read("座長：始めます。\n知らない人：はい。\n誰か：いいえ。\n誰か：いいえ。", seats)

    assert refused.value.message == "Nobody with a seat that day is called “知らない人”, “誰か”, or more than one is."


def test_a_name_that_fits_two_is_refused(seats):
    with pytest.raises(UnknownSpeakers):
        read("宮：はい。", seats)


@pytest.mark.parametrize("text", ["", "\n \n", "話者のない本文", "座長："])
def test_a_text_without_statements_is_refused(seats, text):
    with pytest.raises(NoStatements):
        read(text, seats)


def test_further_lines_are_joined_once_and_not_at_each_line(seats, monkeypatch):
    replaced = []
    monkeypatch.setattr(Said, "_replace", lambda said, **values: replaced.append(values) or Said(**said._asdict() | values))

    assert read("座長：はい。" + "\nい" * 1_000 + "\n\n終わり。", seats) == [("村井 純", "はい。" + "\nい" * 1_000 + "\n\n終わり。")]
    assert len(replaced) < 10
