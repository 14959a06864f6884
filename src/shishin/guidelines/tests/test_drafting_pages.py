"""The page of a draft: who sees it, what it shows, what can be undone and explained on it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shishin.councils.tests.makers import make_body, make_referral, make_seat
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed, unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause, keep_typing
from shishin.guidelines.models import Clause, Edition, Operation
from shishin.guidelines.tests.makers import make_adopted, make_auditor, make_edition, make_organization, make_person, make_secretariat
from shishin.texts.manuscript import Passage

pytestmark = pytest.mark.django_db

QUERIES = 12
"""Session, person, posts; edition, family; hashes, clauses, texts, those of the edition before; changes; typing, the newest operation."""
CHAPTER_QUERIES = 13
"""The clause besides."""
OPEN_QUERIES = 17
"""Besides those of the chapter: its words, who types here, the words before, and the vocabulary."""
REASONS_QUERIES = 10
"""As for the page of the draft, without typing and the newest operation; the words before and now."""


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


@pytest.fixture
def draft(alice) -> Edition:
    """1.1.0, started from 1.0.0, which is in force."""
    return start_next_edition(make_adopted("1.0.0"), version="1.1.0", by=alice)


def url(name: str = "draft", *more: str, version: str = "1.1.0") -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", version, *more])


def clause_of(draft: Edition, key: str = "users-first") -> Clause:
    return Clause.objects.select_related("line", "edition__document").get(edition=draft, line__key=key)


def write(draft: Edition, key: str, body: str, *, by) -> None:
    clause = clause_of(draft, key)
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage(text.heading, body, text.summary), based_on=text.content_hash, by=by)


def test_anonymous_is_led_to_the_log_in_page_and_everyone_else_finds_nothing(client, draft):
    addresses = [url(), url("edit-clause", "users-first", "ja"), url("draft-clause", "users-first"), url("add-clause")]
    client.logout()
    for address in addresses:
        assert client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"

    others = [make_auditor(), make_person("bob"), make_secretariat("carol", organization=make_organization("hinagata"))]
    for person in others:
        client.force_login(person)
        for address in addresses:
            assert (person.login_name, client.get(address).status_code) == (person.login_name, 404)


def test_a_fixed_edition_is_not_found_and_its_writer_is_led_to_the_next(client, draft):
    answer = client.get(url(version="1.0.0"))

    assert answer.status_code == 404
    assert url("start-next", version="1.0.0") in answer.content.decode()


def reasons_for(draft: Edition, words: str, *more: str, **sent: str) -> dict[str, str]:
    """What the form of the reasons sends: these words for the first changes that wait, in reading order."""
    choices = [change.choice for change in unexplained_changes(draft)]
    return {f"reason_{choice}_ja": text for choice, text in zip(choices, [words, *more], strict=False)} | sent


def test_the_chapters_are_listed_with_what_became_of_their_clauses(client, alice, draft):
    write(draft, "users-first", "利用者から考え始めなければならない。", by=alice)

    page = client.get(url()).content.decode()

    assert url("draft-clause", "design") in page
    assert url("draft-clause", "users-first") not in page
    assert ("1 changed" in page, "1 without a reason" in page) == (True, True)
    assert "1 change has no reason yet." in page
    assert page.count('<a class="button"') == 1


def test_a_chapter_is_drawn_as_it_will_read_with_what_became_of_each_clause(client, alice, draft):
    write(draft, "users-first", "利用者から**考え始め**なければならない。", by=alice)

    page = client.get(url("draft-clause", "users-first")).content.decode()

    assert [key for key in ("purpose", "design", "users-first", "do-not-guess") if f'id="{key}"' in page] == [
        "design",
        "users-first",
        "do-not-guess",
    ]
    assert "利用者から<strong>考え始め</strong>なければならない。" in page
    assert page.count("words changed") == 1
    assert f'href="{url("edit-clause", "users-first", "ja")}" hx-get="{url("edit-clause", "users-first", "ja")}"' in page


def test_a_script_gets_the_piece_that_changes(client, draft):
    whole = client.get(url("draft-clause", "users-first")).content.decode()
    piece = client.get(url("draft-clause", "users-first"), headers={"hx-request": "true"}).content.decode()

    assert ("<html" in whole, "<html" in piece) == (True, False)
    assert ('id="writing"' in piece, 'hx-swap-oob="true"' in piece) == (True, True)


def test_the_number_of_queries_does_not_grow_with_the_changes(client, alice, draft):
    counts = []
    addresses = (url(), url("draft-clause", "users-first"), url("edit-clause", "users-first", "ja"), url("reasons"))
    for key in ("purpose", "users-first", "do-not-guess"):
        write(draft, key, f"{key} は別の文になった。", by=alice)
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))

    assert counts == [QUERIES, CHAPTER_QUERIES, OPEN_QUERIES, REASONS_QUERIES] * 3


def test_a_dropped_clause_leaves_a_gap_where_it_stood(client, alice, draft):
    client.post(url("drop-clause", "users-first"))

    page = client.get(url("draft-clause", "design")).content.decode()

    assert page.index('id="design"') < page.index('<s lang="ja">利用者</s>') < page.index('id="do-not-guess"')


def test_changes_with_the_same_words_share_a_reason_that_can_be_changed_and_taken_off(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    write(draft, "do-not-guess", "推測しない。", by=alice)
    first, second = (change.choice for change in unexplained_changes(draft))

    client.post(url("reasons"), {f"reason_{first}_ja": "やさしくする。", f"same_{second}": "on"})
    assert [change.words for change in changed(draft).changes] == [{"ja": "やさしくする。"}] * 2
    [reason] = {change.reason for change in changed(draft).changes}
    assert "やさしくする。" in client.get(url("reasons")).content.decode()

    client.post(url("reason", reason), {"bearing": "substantive", "reason_ja": "短くする。"})
    assert [change.words for change in changed(draft).changes] == [{"ja": "短くする。"}] * 2

    client.post(url("reason", reason), {"take_off": "1"})
    assert len(unexplained_changes(draft)) == 2


def test_all_reasons_are_saved_at_once_and_what_is_left_open_waits_on(client, alice, draft):
    for key in ("purpose", "users-first", "do-not-guess"):
        write(draft, key, f"{key} は別の文になった。", by=alice)

    client.post(url("reasons"), reasons_for(draft, "一つめの理由。", "", "三つめの理由。"))

    assert [dict(change.words) for change in changed(draft).changes] == [{"ja": "一つめの理由。"}, {}, {"ja": "三つめの理由。"}]


def test_who_saves_at_one_change_comes_back_to_the_next_that_waits(client, alice, draft):
    for key in ("purpose", "users-first", "do-not-guess"):
        write(draft, key, f"{key} は別の文になった。", by=alice)
    first, second, _third = (change.choice for change in unexplained_changes(draft))

    answer = client.post(url("reasons"), reasons_for(draft, "一つめの理由。", then=first))

    assert answer["Location"] == f"{url('reasons')}#change-{second}"
    assert f'id="change-{second}"' in client.get(url("reasons")).content.decode()


def test_words_for_a_change_that_somebody_explained_meanwhile_are_given_back(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    sent = reasons_for(draft, "遅すぎた理由。")
    client.post(url("reasons"), reasons_for(draft, "早い理由。"))

    page = client.post(url("reasons"), sent).content.decode()

    assert "What you wrote for it was: 遅すぎた理由。" in page
    assert [dict(change.words) for change in changed(draft).changes] == [{"ja": "早い理由。"}]


def test_a_formal_change_may_do_without_words_and_can_become_one_of_substance(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    [change] = unexplained_changes(draft)
    client.post(url("reasons"), {f"formal_{change.choice}": "on"})
    assert unexplained_changes(draft) == []
    assert url("formal") in client.get(url("reasons")).content.decode()

    client.post(url("formal"), {"bearing": "substantive", "reason_en": "It binds otherwise."})

    [change] = changed(draft).changes
    assert (change.is_substantive, change.words) == (True, {"en": "It binds otherwise."})


def test_the_newest_operation_is_undone_but_not_one_that_nobody_saw(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    write(draft, "do-not-guess", "推測しない。", by=alice)
    first, second = Operation.objects.filter(edition=draft).order_by("number")

    client.post(url("undo"), {"number": first.number})
    assert clause_of(draft, "do-not-guess").texts.get().body == "推測しない。"

    client.post(url("undo"), {"number": second.number})
    assert clause_of(draft, "do-not-guess").texts.get().body == "推測で作ってはならない。"
    assert clause_of(draft).texts.get().body == "別の文。"


def test_undoing_leads_back_to_the_chapter_from_which_it_was_asked(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    newest = Operation.objects.get(edition=draft)

    answer = client.post(url("undo"), {"number": newest.number, "back": "design"})

    assert answer["Location"] == f"{url('draft-clause', 'design')}#design"
    assert client.post(url("undo"), {"back": "nowhere"})["Location"] == url()


def test_who_else_is_typing_is_named_and_their_words_are_not_shown(client, alice, draft):
    carol = make_secretariat("carol")
    keep_typing(clause_of(draft), language="ja", passage=Passage("", "まだ秘密の文。"), based_on="", by=carol)

    page = client.get(url()).content.decode()

    assert "Carol" in page
    assert "まだ秘密の文。" not in page


def test_clauses_without_a_summary_are_found(client, draft):
    page = client.get(url(), {"show": "summary"}).content.decode()

    linked = [key for key in ("purpose", "design", "users-first", "do-not-guess") if url("edit-clause", key, "ja") in page]
    assert linked == ["purpose", "do-not-guess"]


def test_a_group_that_was_asked_for_the_draft_writes_it_but_does_not_publish_it(client, alice, draft):
    council = make_body("council-of-it")
    group = make_body("working-group", parent=council)
    draft.referred_by = make_referral(council, group)
    draft.save(update_fields=["referred_by"])
    bob = make_person("bob")
    make_seat(group, person=bob)
    client.force_login(bob)
    write(draft, "users-first", "別の文。", by=bob)
    [change] = unexplained_changes(draft)
    client.post(url("reasons"), {f"formal_{change.choice}": "on"})

    page = client.get(url()).content.decode()

    assert f'<a class="button" href="{url("submit")}">' in page
    assert url("publish") not in page
    assert url("draft") in client.get(draft.get_absolute_url()).content.decode()
    assert client.get(url("publish")).status_code == 404


def test_the_final_text_of_a_draft_is_adopted_as_it_is(client, alice):
    first = make_edition("1.0.0-draft.1")
    publish_draft(first, published_on=date(2022, 2, 4), by=alice)
    final = start_next_edition(first, version="1.0.0", by=alice)

    as_drafted = client.get(url(version="1.0.0")).content.decode()
    write(final, "users-first", "利用者から始める。", by=alice)
    changed_again = client.get(url(version="1.0.0")).content.decode()

    adopt = f'<a class="button" href="{url("adopt", version="1.0.0")}">'
    assert (adopt in as_drafted, "It has the words of the draft." in as_drafted) == (True, True)
    assert (adopt in changed_again, "It has the words of the draft." in changed_again) == (False, False)
