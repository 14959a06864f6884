"""Editing a clause on its page: saving, previewing, keeping what is typed, and two people on one clause."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.guidelines.acting.adopting import take_over
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.pages import views
from shishin.guidelines.drafting.pages.structure import parts_around
from shishin.guidelines.drafting.restructuring import drop_clause
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.models import Clause, ClauseText, Edition, UnsavedText
from shishin.guidelines.tests.makers import make_adopted, make_person, make_secretariat
from shishin.kit.own_process import Bounds
from shishin.texts.manuscript import Passage

pytestmark = pytest.mark.django_db

BODY = "利用者から始めなければならない。"


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


@pytest.fixture
def draft(alice) -> Edition:
    return start_next_edition(make_adopted("1.0.0"), version="1.1.0", by=alice)


def url(name: str = "edit-clause", key: str = "users-first", language: str = "ja", *, version: str = "1.1.0") -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", version, key, language])


def text_of(draft: Edition, key: str = "users-first", language: str = "ja") -> ClauseText:
    return ClauseText.objects.get(clause__edition=draft, clause__line__key=key, language=language)


def typed(draft: Edition, **words: str) -> dict[str, str]:
    text = text_of(draft)
    return {"heading": text.heading, "body": text.body, "summary": text.summary, "based_on": text.content_hash, **words}


def parts_of(draft: Edition) -> list[str]:
    texts = ClauseText.objects.filter(clause__edition=draft, language="ja").newest()
    return [text.body for text in texts.order_by("clause__position") if text.body]


def test_a_clause_is_split_where_the_cursor_stands_saved_before_and_undone_after(client, draft, alice):
    before = parts_of(draft)
    body = "𠮷野から始める。\r\n\r\n終わりを決める。"

    answer = client.post(url(), typed(draft, body=body, then="split-here", at="10"))

    second = Clause.objects.get(edition=draft, texts__body="終わりを決める。")
    assert (answer.status_code, answer["Location"]) == (302, url(key=second.line.key))
    assert [part for part in parts_of(draft) if part not in before] == ["𠮷野から始める。", "終わりを決める。"]
    undo_last(draft, by=alice)
    assert text_of(draft).body == "𠮷野から始める。\n\n終わりを決める。"


@pytest.mark.parametrize("at", ["0", "", "99"])
def test_where_no_words_stand_before_or_after_the_cursor_nothing_is_split_nor_saved(client, draft, at):
    before = parts_of(draft)

    answer = client.post(url(), typed(draft, body="別の文。", then="split-here", at=at))

    assert answer.status_code == 409
    assert "Put the cursor into the text where the second clause shall begin" in answer.text
    assert parts_of(draft) == before


def test_a_translation_stays_with_the_first_part_unless_it_is_cut_between_paragraphs():
    words = {"ja": Passage("題", "一。二。\n\n三。", "概要"), "en": Passage("Title", "One. Two.\n\nThree.")}

    within = parts_around(words, before="一。", after="二。\n\n三。", source="ja")
    between = parts_around(words, before="一。二。", after="三。", source="ja")

    assert within == [{"ja": Passage("題", "一。", "概要"), "en": words["en"]}, {"ja": Passage("", "二。\n\n三。")}]
    assert between == [
        {"ja": Passage("題", "一。二。", "概要"), "en": Passage("Title", "One. Two.")},
        {"ja": Passage("", "三。"), "en": Passage("", "Three.")},
    ]


def test_words_are_saved_and_the_page_shows_how_they_differ(client, draft):
    answer = client.post(url(), typed(draft, body="利用者から\r\n始める。"))

    place = reverse("guidelines:draft-clause", args=["action-guidelines", "1.1.0", "users-first"])
    assert (answer.status_code, answer["Location"]) == (302, f"{place}#users-first")
    assert text_of(draft).body == "利用者から\n始める。"
    page = client.get(url()).content.decode()
    assert "<del>" in page
    assert "<ins>" in page


def test_a_translation_is_written_beside_its_source(client, draft):
    client.post(url(language="en"), {"heading": "Users", "body": "Begin with users.", "summary": "", "based_on": ""})

    assert text_of(draft, language="en").source_hash == text_of(draft).content_hash
    page = client.get(url(language="en")).content.decode()
    assert "The source, which binds" in page
    assert BODY in page


def test_a_translation_that_its_source_left_behind_is_marked(client, draft):
    client.post(url(language="ja-simple"), {"heading": "つかうひと", "body": "つかうひとから。", "based_on": ""})
    client.post(url(), typed(draft, body="別の文。"))

    page = client.get(url(language="ja-simple")).content.decode()

    assert "Older than the source" in page


def test_a_preview_stores_nothing(client, draft):
    sent = typed(draft, body="| a | b |\n| --- | --- |\n| 1 | 2 |")

    piece = client.post(url("preview-clause"), sent).content.decode()
    page = client.post(url(), sent | {"preview": "1"}).content.decode()

    for shown in (piece, page):
        assert '<table class="table">' in shown
    assert "| 1 | 2 |" in page
    assert text_of(draft).body == BODY


def test_what_is_typed_is_kept_and_offered_again(client, alice, draft):
    answer = client.post(url("keep-typing"), typed(draft, body="まだ途中"))
    assert answer.json()["said"].startswith("Kept at ")
    assert text_of(draft).body == BODY

    page = client.get(url()).content.decode()
    assert "You typed something here that was not saved" in page
    assert "まだ途中" not in page
    assert "まだ途中" in client.get(url(), {"typed": "take"}).content.decode()

    client.post(url("keep-typing"), {"forget": "1"})
    assert UnsavedText.objects.count() == 0
    assert "You typed something here" not in client.get(url()).content.decode()


def test_what_was_typed_belongs_to_who_typed_it(client, draft):
    client.post(url("keep-typing"), typed(draft, body="まだ秘密の文"))
    client.force_login(make_secretariat("carol"))

    page = client.get(url(), {"typed": "take"}).content.decode()

    assert "Alice (日本語)" in page
    assert "まだ秘密の文" not in page


def test_saving_forgets_what_was_typed(client, draft):
    client.post(url("keep-typing"), typed(draft, body="途中"))
    client.post(url(), typed(draft, body="できた。"))

    assert UnsavedText.objects.count() == 0


def test_who_saves_second_sees_both_texts_and_nothing_is_lost(client, draft):
    carol = make_secretariat("carol")
    begun = typed(draft)
    client.post(url(), begun | {"body": "利用者から必ず始めなければならない。"})
    client.force_login(carol)

    answer = client.post(url(), begun | {"body": "住民から始めなければならない。"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Alice" in page
    assert "<del>利用者</del>" in page
    assert "<ins>住民</ins>" in page
    assert text_of(draft).body == "利用者から必ず始めなければならない。"
    assert UnsavedText.objects.get(person=carol).body == "住民から始めなければならない。"


def test_changes_that_do_not_touch_are_joined_for_who_saves_second(client, draft):
    client.post(url(), typed(draft, body="一つめ。二つめ。三つめ。"))
    begun = typed(draft)
    client.post(url(), begun | {"body": "壱つめ。二つめ。三つめ。"})

    page = client.post(url(), begun | {"body": "一つめ。二つめ。参つめ。"}).content.decode()

    assert "壱つめ。二つめ。参つめ。</textarea>" in page
    assert text_of(draft).content_hash in page


def test_the_joined_text_is_saved(client, draft):
    begun = typed(draft)
    client.post(url(), begun | {"body": "甲"})
    client.post(url(), begun | {"body": "乙"})

    client.post(url(), typed(draft, body="甲と乙"))

    assert text_of(draft).body == "甲と乙"


@pytest.mark.parametrize(
    ("sent", "told", "preview"),
    [({"body": "あ" * 50_001}, "a clause may have 50,000", 409), ({"body": "a\0b"}, "Null characters are not allowed.", 200)],
    ids=["too long", "NUL"],
)
def test_what_cannot_be_stored_is_refused_and_stays_in_the_form(client, draft, sent, told, preview):
    answer = client.post(url(), typed(draft) | sent)

    assert answer.status_code in (200, 409)
    assert told in answer.content.decode()
    assert client.post(url("keep-typing"), typed(draft) | sent).status_code == 409
    assert client.post(url("preview-clause"), typed(draft) | sent).status_code == preview
    assert text_of(draft).body == BODY


def test_what_is_not_there_is_not_found_with_what_is(client, draft):
    wrong = client.get(url(language="NOT_A_TAG"))
    assert (wrong.status_code, url(language="en") in wrong.content.decode()) == (404, True)
    nowhere = client.get(url(key="users-fist"))
    assert (nowhere.status_code, "users-first" in nowhere.content.decode()) == (404, True)
    fixed = client.post(url(version="1.0.0"), typed(draft))
    assert fixed.status_code == 404
    assert reverse("guidelines:start-next", args=["action-guidelines", "1.0.0"]) in fixed.content.decode()


def test_a_draft_that_another_was_started_from_is_refused_with_a_way_out(client, alice, draft):
    start_next_edition(draft, version="1.2.0", by=alice)

    answer = client.post(url(), typed(draft, body="遅すぎた文。"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "遅すぎた文。" in page
    assert "was started from it" in page


def test_who_saves_may_go_on_to_the_next_clause_or_to_a_step_with_this_one(client, draft):
    place = ["action-guidelines", "1.1.0"]
    page = client.get(url()).content.decode()
    assert '<input type="hidden" name="next" value="do-not-guess">' in page

    leads = {
        then: client.post(url(), typed(draft, then=then, next="do-not-guess"))["Location"]
        for then in ("next", "split", "merge", "move", "add-after", "add-below", "", "nonsense")
    }

    add, here = reverse("guidelines:add-clause", args=place), reverse("guidelines:draft-clause", args=[*place, "users-first"])
    assert leads == {
        "next": url(key="do-not-guess"),
        "split": reverse("guidelines:split-clause", args=[*place, "users-first"]),
        "merge": reverse("guidelines:merge-clause", args=[*place, "users-first"]),
        "move": reverse("guidelines:move-clause", args=[*place, "users-first"]),
        "add-after": f"{add}?after=users-first",
        "add-below": f"{add}?below=users-first",
        "": f"{here}#users-first",
        "nonsense": f"{here}#users-first",
    }


def test_words_kind_and_reason_are_saved_together(client, draft):
    more = {"kind": "conduct", "force": "should", "phase": ["design"], "reason": "読みやすくする。"}

    client.post(url(), typed(draft, body="利用者から始める。") | more)

    clause = Clause.objects.get(edition=draft, line__key="users-first")
    assert (clause.kind, clause.force, clause.applicability) == ("conduct", "should", {"phase": ["design"]})
    [change] = changed(draft).changes
    assert (dict(change.words), change.is_substantive) == ({"ja": "読みやすくする。"}, True)
    assert "読みやすくする。</textarea>" in client.get(url()).content.decode()

    client.post(url(), typed(draft) | more | {"reason": ""})
    assert [change.is_explained for change in changed(draft).changes] == [False]


def test_where_one_part_is_refused_nothing_is_saved(client, draft):
    answer = client.post(url(), typed(draft, body="別の文。", kind="nonsense", force="must"))

    assert (answer.status_code, "別の文。</textarea>" in answer.content.decode()) == (200, True)
    assert text_of(draft).body == BODY


def test_two_people_change_words_and_kind_of_one_clause_without_meeting(client, draft):
    begun = typed(draft)
    client.post(url(), begun | {"body": "別の文。"})
    client.force_login(make_secretariat("carol"))

    answer = client.post(url(), begun | {"kind": "conduct", "force": "may"})

    clause = Clause.objects.get(edition=draft, line__key="users-first")
    assert (answer.status_code, text_of(draft).body, clause.force) == (302, "別の文。", "may")


def test_while_somebody_types_the_difference_is_drawn_as_the_comparison_marks_it(client, draft):
    piece = client.post(url("preview-clause"), typed(draft, body="住民から始めなければならない。")).content.decode()

    assert ("<ins>住民</ins>から" in piece, "<del>利用者</del>から" in piece, "<html" in piece) == (True, True, False)


def test_a_vacated_clause_says_so_and_words_let_it_stand_again(client, draft):
    client.post(reverse("guidelines:vacate-clause", args=["action-guidelines", "1.1.0", "users-first"]))
    clause = Clause.objects.get(edition=draft, line__key="users-first")
    assert clause.is_vacated

    client.post(url(), typed(draft, body="また立つ。"))

    clause.refresh_from_db()
    assert not clause.is_vacated
    assert Passage(text_of(draft).heading, text_of(draft).body) == Passage("", "また立つ。")


def test_beside_an_older_translation_stands_what_changed_in_its_source(client, draft):
    client.post(url(language="en"), {"heading": "Users", "body": "Begin with users.", "summary": "", "based_on": ""})
    client.post(url(), typed(draft, body="利用者から始め、利用者で終わらなければならない。"))
    client.post(url(), typed(draft, body="すべての利用者から始め、利用者で終わらなければならない。"))

    for address in (
        url(language="en"),
        reverse("guidelines:translate", args=["action-guidelines", "1.1.0", "users-first", "en"]),
        reverse("guidelines:translation", args=["action-guidelines", "1.1.0", "en"]),
    ):
        page = client.get(address).content.decode()
        marked = (
            "When this translation was made" in page,
            "<ins>すべての</ins>利用者から始め<ins>、利用者で終わら</ins>なければならない。" in page,
            BODY in page,
        )
        assert (address, marked) == (address, (True, True, True))


def test_an_older_translation_of_words_that_nobody_kept_stands_beside_the_source_as_it_is(client, draft):
    client.post(url(language="en"), {"heading": "Users", "body": "Begin with users.", "summary": "", "based_on": ""})
    ClauseText.objects.filter(clause__edition=draft, language="en").update(source_hash="0" * 64)

    page = client.get(url(language="en")).content.decode()

    assert ("(older than the source)" in page, "When this translation was made" in page, BODY in page) == (True, False, True)


def test_words_for_an_edition_that_was_fixed_meanwhile_are_given_back(client, draft, alice):
    sent = typed(draft, body="<b>まだ保存していない文。")
    take_over(draft, source="https://example.jp/", day=date(2022, 4, 1), in_force_from=date(2099, 4, 1), by=alice)

    answer = client.post(url(), sent)

    page = answer.content.decode()
    assert (answer.status_code, text_of(draft).body) == (404, BODY)
    assert "&lt;b&gt;まだ保存していない文。</textarea>" in page
    assert "nobody writes in it any more" in page
    assert reverse("guidelines:start-next", args=["action-guidelines", "1.1.0"]) in page
    client.force_login(make_person("bob"))
    assert client.post(url(), sent).status_code == 404


def test_words_for_a_clause_that_was_dropped_meanwhile_are_given_back(client, draft, alice):
    sent = typed(draft, body="まだ保存していない文。")
    drop_clause(draft.clauses.select_related("line").get(line__key="users-first"), by=alice)

    answer = client.post(url(), sent)

    assert (answer.status_code, "まだ保存していない文。</textarea>" in answer.content.decode()) == (404, True)
    piece = client.post(url(), sent, headers={"hx-request": "true"})
    assert (piece.status_code, "まだ保存していない文。</textarea>" in piece.content.decode()) == (409, True)
    assert client.get(url()).status_code == 404


def test_what_is_pasted_comes_back_as_text_with_what_was_left_out_and_is_not_stored(client, draft):
    paste = reverse("guidelines:paste", args=["action-guidelines", "1.1.0"])
    html = '<p>一<b>二</b><img src="https://elsewhere.example/x.png"></p><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>'

    told = client.post(paste, {"html": html}).json()
    refused = client.post(paste, {"html": "<b>" * 200})

    assert told == {"text": "一**二**\n\n| 甲 |\n| --- |\n| 乙 |", "said": "1 picture was left out."}
    assert (refused.status_code, "levels" in refused.json()["said"]) == (409, True)
    assert text_of(draft).body == BODY
    client.force_login(make_person("bob"))
    assert client.post(paste, {"html": html}).status_code == 404


def test_what_would_take_long_to_read_from_the_clipboard_is_ended(client, draft, monkeypatch):
    monkeypatch.setattr(views, "PASTING", Bounds(seconds=1))
    refused = client.post(reverse("guidelines:paste", args=["action-guidelines", "1.1.0"]), {"html": "<!--" * 400_000})

    assert (refused.status_code, "longer than 1 second" in refused.json()["said"]) == (409, True)


def test_the_reason_goes_on_with_the_words_that_two_people_changed(client, draft, alice):
    mine = typed(draft, body="わたしの文。", reason="分かりやすくするため", kind="text", force="must")
    edit_clause(
        draft.clauses.get(line__key="users-first"),
        language="ja",
        passage=Passage("利用者", "その人の文。"),
        based_on=mine["based_on"],
        by=alice,
    )

    both = client.post(url(), mine)
    page = both.content.decode()

    assert both.status_code == 409
    assert page.count('<input type="hidden" name="reason" value="分かりやすくするため">') == 2
    assert page.count('<input type="hidden" name="force" value="must">') == 2


def test_a_place_that_no_clause_can_have_leads_to_the_draft(client, draft):
    saved = client.post(url(), typed(draft, body="別の文。", then="next", next="a\0b"))
    undone = client.post(reverse("guidelines:undo", args=["action-guidelines", "1.1.0"]), {"number": "1", "back": "a\0b"})

    assert (saved.status_code, undone.status_code) == (302, 302)
    assert undone["Location"] == reverse("guidelines:draft", args=["action-guidelines", "1.1.0"])
