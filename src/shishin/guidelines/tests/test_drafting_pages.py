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

QUERIES = 11
"""Session, person, posts; edition, family; hashes, clauses, texts, those of the edition before; changes; typing, the newest operation."""


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


def test_every_clause_is_listed_with_what_became_of_it(client, alice, draft):
    write(draft, "users-first", "利用者から考え始めなければならない。", by=alice)

    page = client.get(url()).content.decode()

    assert [key for key in ("purpose", "design", "users-first", "do-not-guess") if f'id="{key}"' in page] == [
        "purpose",
        "design",
        "users-first",
        "do-not-guess",
    ]
    assert page.count("words changed") == 2
    assert "1 change has no reason yet." in page
    assert page.count('<a class="button"') == 1


def test_the_number_of_queries_does_not_grow_with_the_changes(client, alice, draft):
    counts = []
    for key in ("purpose", "users-first", "do-not-guess"):
        write(draft, key, f"{key} は別の文になった。", by=alice)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url()).status_code == 200
        counts.append(len(queries))

    assert counts == [QUERIES] * 3


def test_a_dropped_clause_leaves_a_gap_where_it_stood(client, alice, draft):
    client.post(url("drop-clause", "users-first"))

    page = client.get(url()).content.decode()

    assert page.index('id="design"') < page.index('<s lang="ja">利用者</s>') < page.index('id="do-not-guess"')


def test_one_reason_is_given_to_several_changes_changed_and_taken_off(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    write(draft, "do-not-guess", "推測しない。", by=alice)
    choices = [change.choice for change in unexplained_changes(draft)]

    client.post(url("explain-changes"), {"changes": choices, "bearing": "substantive", "reason_ja": "やさしくする。"})
    assert [change.words for change in changed(draft).changes] == [{"ja": "やさしくする。"}] * 2
    [reason] = {change.reason for change in changed(draft).changes}
    assert "やさしくする。" in client.get(url()).content.decode()

    client.post(url("reason", reason), {"bearing": "substantive", "reason_ja": "短くする。"})
    assert [change.words for change in changed(draft).changes] == [{"ja": "短くする。"}] * 2

    client.post(url("reason", reason), {"take_off": "1"})
    assert len(unexplained_changes(draft)) == 2


def test_a_formal_change_may_do_without_words_and_can_become_one_of_substance(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    [change] = unexplained_changes(draft)
    client.post(url("explain-changes"), {"changes": [change.choice], "bearing": "formal"})
    assert unexplained_changes(draft) == []
    assert url("formal") in client.get(url()).content.decode()

    client.post(url("formal"), {"bearing": "substantive", "reason_en": "It binds otherwise."})

    [change] = changed(draft).changes
    assert (change.is_substantive, change.words) == (True, {"en": "It binds otherwise."})


def test_a_change_of_substance_without_words_is_refused_and_what_was_chosen_stays(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    [change] = unexplained_changes(draft)

    page = client.post(url("explain-changes"), {"changes": [change.choice], "bearing": "substantive"}).content.decode()

    assert "A change of the substance needs a reason." in page
    assert f'value="{change.choice}" checked' in page


def test_the_newest_operation_is_undone_but_not_one_that_nobody_saw(client, alice, draft):
    write(draft, "users-first", "別の文。", by=alice)
    write(draft, "do-not-guess", "推測しない。", by=alice)
    first, second = Operation.objects.filter(edition=draft).order_by("number")

    client.post(url("undo"), {"number": first.number})
    assert clause_of(draft, "do-not-guess").texts.get().body == "推測しない。"

    client.post(url("undo"), {"number": second.number})
    assert clause_of(draft, "do-not-guess").texts.get().body == "推測で作ってはならない。"
    assert clause_of(draft).texts.get().body == "別の文。"


def test_who_else_is_typing_is_named_and_their_words_are_not_shown(client, alice, draft):
    carol = make_secretariat("carol")
    keep_typing(clause_of(draft), language="ja", passage=Passage("", "まだ秘密の文。"), based_on="", by=carol)

    page = client.get(url()).content.decode()

    assert "Carol" in page
    assert "まだ秘密の文。" not in page


def test_clauses_without_a_summary_are_found(client, draft):
    page = client.get(url(), {"show": "summary"}).content.decode()

    assert [key for key in ("purpose", "design", "users-first", "do-not-guess") if f'id="{key}"' in page] == ["purpose", "do-not-guess"]


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
    client.post(url("explain-changes"), {"changes": [change.choice], "bearing": "formal"})

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
