"""Adding, describing, moving, splitting, merging, dropping and vacating clauses on their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed
from shishin.guidelines.drafting.pages.structure import joined_words, parts_of
from shishin.guidelines.drafting.writing import rewrite
from shishin.guidelines.linking.links import link_lines
from shishin.guidelines.models import Clause, ClauseLink, ClauseText, Edition, Operation
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


def test_a_new_clause_is_written_with_the_grid_of_a_table_and_with_paste(client, draft):
    page = client.get(url("add-clause"), {"after": "two"}).content.decode()

    assert f'data-rich="{url("paste")}"' in page
    assert page.index("data-rich") < page.index('data-table="id_body"') < page.index('id="id_summary"')
    assert page.count('id="grid"') == 1
    assert 'id="grid"' not in client.get(url("move-clause", "two")).content.decode()


def test_what_is_folded_at_an_open_clause_is_said_beside_it(client, draft):
    Clause.objects.filter(edition=draft, line__key="two").update(is_hard_gate=True)
    page = client.get(url("edit-clause", "two", "ja")).content.decode()

    assert '<p class="hint">A project that does not meet it stops at the gate</p>' in page
    assert "<details open" not in page


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

    assert answer["Location"] == f"{url('draft-clause', 'fresh')}#fresh"
    assert order(draft) == [("one", 1), ("fresh", 2), ("two", 1), ("two-a", 2), ("two-b", 2)]


def test_a_clause_without_words_or_with_a_key_that_is_taken_is_not_added(client, draft):
    sent = {"after": "one", "depth": "1", "kind": "text", "force": "none", "body": ""}

    assert "Give the new clause a heading or a text." in client.post(url("add-clause"), sent).content.decode()
    taken = client.post(url("add-clause"), sent | {"body": "新しい。", "key": "two"})
    assert (taken.status_code, "belongs to another clause" in taken.content.decode()) == (409, True)
    assert len(order(draft)) == 4


def test_a_clause_is_moved_by_one_step_and_to_any_other_place(client, draft):
    page = client.get(url("edit-clause", "two-b", "ja")).content.decode()
    assert [step for step in ("up", "down", "out", "in") if f'name="then" value="{step}"' in page] == ["up", "out", "in"]

    step(client, draft, "two-b", "up")
    assert order(draft) == [("one", 1), ("two", 1), ("two-b", 2), ("two-a", 2)]
    step(client, draft, "two-a", "in")
    assert order(draft) == [("one", 1), ("two", 1), ("two-b", 2), ("two-a", 3)]
    step(client, draft, "two-b", "out")
    assert order(draft) == [("one", 1), ("two", 1), ("two-b", 1), ("two-a", 2)]
    step(client, draft, "one", "down")
    assert order(draft) == [("two", 1), ("one", 1), ("two-b", 1), ("two-a", 2)]

    client.post(url("move-clause", "two-b"), {"after": "", "depth": "1"})
    assert order(draft) == [("two-b", 1), ("two-a", 2), ("two", 1), ("one", 1)]


def test_words_are_saved_with_the_step(client, draft):
    step(client, draft, "two-b", "up", body="別の文。")

    assert bodies(draft) == ["はじめ。\n\nつづき。\n\nおわり。", "ふたつめ。", "別の文。", "その一。"]


def step(client, draft: Edition, key: str, then: str, **words: str) -> None:
    text = ClauseText.objects.get(clause__edition=draft, clause__line__key=key, language="ja")
    sent = {"heading": text.heading, "body": text.body, "summary": text.summary, "based_on": text.content_hash, "then": then, **words}
    assert client.post(url("edit-clause", key, "ja"), sent)["Location"] == url("edit-clause", key, "ja")


def test_the_reason_is_given_with_the_step(client, draft):
    client.post(url("drop-clause", "two"), {"reason": "要らなくなった。"})
    client.post(url("add-clause"), {"after": "one", "depth": "1", "kind": "text", "force": "none", "body": "新しい。", "is_formal": "on"})
    client.post(url("split-clause", "one"), {"parts": "2", "body_0_ja": "甲", "body_1_ja": "乙"})

    told = [(change.kind, dict(change.words), change.is_substantive, change.is_explained) for change in changed(draft).changes]
    assert sorted(told, key=lambda row: row[0]) == [
        ("dropped", {"ja": "要らなくなった。"}, True, True),
        ("dropped", {"ja": "要らなくなった。"}, True, True),
        ("dropped", {"ja": "要らなくなった。"}, True, True),
        ("new", {}, False, True),
        ("split", {}, True, False),
    ]


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
    assert "split" in client.get(url("draft"), {"show": "changed"}).content.decode()


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
    assert 'value="merge"' not in client.get(url("edit-clause", "two-b", "ja")).content.decode()
    assert 'value="merge"' in client.get(url("edit-clause", "two-a", "ja")).content.decode()


def test_what_goes_with_a_dropped_clause_is_said_before(client, draft):
    page = client.get(url("drop-clause", "two")).content.decode()
    assert "2 clauses below it go with it:" in page
    assert "その一。" in page
    assert Operation.objects.count() == 0

    client.post(url("drop-clause", "two"))

    assert order(draft) == [("one", 1)]


def test_what_links_to_a_clause_is_named_before_it_is_dropped(client, alice, draft):
    other = make_adopted("1.0.0", slug="manual", clauses=[ManuscriptClause("detail", 1, passages=words("細かい決まり", "細かく。"))])
    far, near = other.clauses.get().line, draft.clauses.get(line__key="two-a").line
    link_lines(far, target=near, kind=ClauseLink.Kind.DETAILS, by=alice)
    step_text = ClauseText.objects.get(clause__edition=draft, clause__line__key="one", language="ja")
    rewrite(step_text, Passage("一", "[その一](#two-a)を見る。"), source_hash="")

    page = client.get(url("drop-clause", "two")).content.decode()

    assert "These clauses link to it" in page
    assert (url("draft-clause", "one") in page, reverse("guidelines:clause", args=["manual", "detail"]) in page) == (True, True)
    assert "These clauses link to it" not in client.get(url("drop-clause", "two-b")).content.decode()


def test_a_vacated_clause_keeps_its_number(client, draft):
    client.post(url("vacate-clause", "one"))

    assert Clause.objects.get(edition=draft, line__key="one").is_vacated
    assert "Deleted" in client.get(url("draft-clause", "one")).content.decode()


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
