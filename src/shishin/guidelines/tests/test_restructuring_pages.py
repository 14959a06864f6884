"""Adding, describing, moving, splitting, merging, dropping and vacating clauses on their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.pages.structure import joined_words, parts_of
from shishin.guidelines.models import Clause, ClauseText, Edition, Operation
from shishin.guidelines.tests.makers import make_adopted, make_secretariat, words
from shishin.texts.manuscript import ManuscriptClause, Passage

pytestmark = pytest.mark.django_db

CLAUSES = (
    ManuscriptClause(
        "one", 1, kind="chapter", passages=words("一", "はじめ。\n\nつづき。\n\nおわり。", en=Passage("One", "A.\n\nB.\n\nC."))
    ),
    ManuscriptClause("two", 1, kind="chapter", passages=words("二", "ふたつめ。")),
    ManuscriptClause("two-a", 2, passages=words("", "その一。")),
    ManuscriptClause("two-b", 2, passages=words("", "その二。")),
)


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


@pytest.fixture
def draft(alice) -> Edition:
    return start_next_edition(make_adopted("1.0.0", clauses=CLAUSES), version="1.1.0", by=alice)


def url(name: str, *more: str) -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", "1.1.0", *more])


def order(draft: Edition) -> list[tuple[str, int]]:
    return list(Clause.objects.filter(edition=draft).order_by("position").values_list("line__key", "depth"))


def bodies(draft: Edition, language: str = "ja") -> list[str]:
    texts = ClauseText.objects.filter(clause__edition=draft, language=language).order_by("clause__position")
    return list(texts.values_list("body", flat=True))


def test_a_clause_is_added_after_or_below_another(client, draft):
    assert 'value="two-b" selected' in client.get(url("add-clause"), {"after": "two"}).content.decode()
    assert 'value="2" selected' in client.get(url("add-clause"), {"below": "two"}).content.decode()

    sent = {
        "after": "one",
        "depth": "2",
        "kind": "conduct",
        "force": "must",
        "heading": "",
        "body": "新しい。",
        "summary": "",
        "key": "fresh",
    }
    answer = client.post(url("add-clause"), sent)

    assert answer["Location"] == f"{url('draft')}#fresh"
    assert order(draft) == [("one", 1), ("fresh", 2), ("two", 1), ("two-a", 2), ("two-b", 2)]


def test_a_clause_without_words_or_with_a_key_that_is_taken_is_not_added(client, draft):
    sent = {"after": "one", "depth": "1", "kind": "text", "force": "none", "body": ""}

    assert "Give the new clause a heading or a text." in client.post(url("add-clause"), sent).content.decode()
    taken = client.post(url("add-clause"), sent | {"body": "新しい。", "key": "two"})
    assert (taken.status_code, "belongs to another clause" in taken.content.decode()) == (409, True)
    assert len(order(draft)) == 4


def test_a_clause_is_described_anew(client, draft):
    page = client.get(url("draft-clause", "two-a")).content.decode()
    assert page.count('class="button"') == 1

    client.post(url("draft-clause", "two-a"), {"kind": "conduct", "force": "must", "is_hard_gate": "on", "phase": ["design", "review"]})

    clause = Clause.objects.get(edition=draft, line__key="two-a")
    assert (clause.kind, clause.force, clause.is_hard_gate, clause.is_branch) == ("conduct", "must", True, False)
    assert clause.applicability == {"phase": ["design", "review"]}


def test_a_clause_is_moved_by_one_place_and_to_any_other(client, draft):
    page = client.get(url("draft-clause", "two-b")).content.decode()
    assert "One place up" in page
    assert "One place down" not in page

    client.post(url("move-clause", "two-b"), {"after": "two", "depth": "2"})
    assert order(draft) == [("one", 1), ("two", 1), ("two-b", 2), ("two-a", 2)]

    client.post(url("move-clause", "two"), {"after": "", "depth": "1"})
    assert order(draft) == [("two", 1), ("two-b", 2), ("two-a", 2), ("one", 1)]


def test_a_clause_is_not_moved_where_nothing_can_stand_and_never_below_itself(client, draft):
    assert client.post(url("move-clause", "one"), {"after": "", "depth": "2"}).status_code == 409
    assert "Select a valid choice" in client.post(url("move-clause", "two"), {"after": "two-a", "depth": "3"}).content.decode()
    assert order(draft) == [("one", 1), ("two", 1), ("two-a", 2), ("two-b", 2)]


def test_a_clause_is_split_where_its_paragraphs_are_cut_with_its_translation(client, draft):
    page = client.get(url("split-clause", "one"), {"cut": ["1"]}).content.decode()
    assert "はじめ。</textarea>" in page
    assert "つづき。\n\nおわり。</textarea>" in page
    assert "B.\n\nC.</textarea>" in page

    parts = {
        "heading_0_ja": "一",
        "body_0_ja": "はじめ。",
        "body_0_en": "A.",
        "heading_1_ja": "一の二",
        "body_1_ja": "つづき。\r\n\r\nおわり。",
    }
    client.post(url("split-clause", "one"), {"parts": "2", **parts})

    assert bodies(draft) == ["はじめ。", "つづき。\n\nおわり。", "ふたつめ。", "その一。", "その二。"]
    assert bodies(draft, "en") == ["A."]
    assert "split" in client.get(url("draft")).content.decode()


def test_a_part_without_words_is_refused_and_the_others_stay_in_the_form(client, draft):
    answer = client.post(url("split-clause", "one"), {"parts": "2", "body_0_ja": "はじめだけ。"})

    assert answer.status_code == 409
    assert "はじめだけ。</textarea>" in answer.content.decode()
    assert len(order(draft)) == 4


@pytest.mark.parametrize("parts", ["", "0", "-1", "99999", "x"])
def test_any_number_of_parts_sent_is_survived(client, draft, parts):
    assert client.post(url("split-clause", "one"), {"parts": parts}).status_code in (200, 409)


def test_two_clauses_are_merged_with_all_below_them(client, draft):
    page = client.get(url("merge-clause", "one")).content.decode()
    assert "はじめ。\n\nつづき。\n\nおわり。\n\n二\n\nふたつめ。</textarea>" in page

    client.post(url("merge-clause", "one"), {"parts": "1", "heading_0_ja": "一と二", "body_0_ja": "まとめ。"})

    assert bodies(draft) == ["まとめ。", "その一。", "その二。"]


def test_the_last_clause_has_nothing_to_be_merged_with(client, draft):
    assert client.get(url("merge-clause", "two-b")).status_code == 404
    assert url("merge-clause", "two-b") not in client.get(url("draft-clause", "two-b")).content.decode()


def test_what_goes_with_a_dropped_clause_is_said_before(client, draft):
    page = client.get(url("drop-clause", "two")).content.decode()
    assert "2 clauses below it go with it:" in page
    assert "その一。" in page
    assert Operation.objects.count() == 0

    client.post(url("drop-clause", "two"))

    assert order(draft) == [("one", 1)]


def test_a_vacated_clause_keeps_its_number(client, draft):
    client.post(url("vacate-clause", "one"))

    assert Clause.objects.get(edition=draft, line__key="one").is_vacated
    assert "Deleted" in client.get(url("draft")).content.decode()


def test_each_of_these_can_be_undone(client, draft):
    before = order(draft)
    for name, key, sent, named in (
        ("move-clause", "two-b", {"after": "two", "depth": "2"}, True),
        ("drop-clause", "two", {}, False),
        ("vacate-clause", "one", {}, True),
        ("split-clause", "one", {"parts": "2", "body_0_ja": "甲", "body_1_ja": "乙"}, False),
        ("merge-clause", "two-a", {"parts": "1", "body_0_ja": "甲乙"}, False),
    ):
        client.post(url(name, key), sent)
        newest = Operation.objects.filter(edition=draft, undone_at=None).get()
        page = client.get(url("draft")).content.decode()
        assert (name, f"Undo: {newest.get_kind_display()}" in page) == (name, True)
        # A clause is called as it is called on the page; one that stands no more has no name there.
        assert (name, f"Undo: {newest.get_kind_display()} (" in page) == (name, named)
        client.post(url("undo"), {"number": newest.number})
        assert (name, order(draft)) == (name, before)


def test_headings_that_end_become_paragraphs_in_a_merged_text():
    whole = joined_words([{"ja": Passage("甲", "a", "x")}, {"ja": Passage("乙", "b", "y")}])

    assert whole == {"ja": Passage("甲", "a\n\n乙\n\nb", "x\n\ny")}


def test_a_translation_of_another_shape_stays_whole_with_the_first_part():
    parts = parts_of({"ja": Passage("題", "一\n\n二"), "en": Passage("T", "one")}, before={1}, source="ja")

    assert parts == [{"ja": Passage("題", "一"), "en": Passage("T", "one")}, {"ja": Passage("", "二")}]
