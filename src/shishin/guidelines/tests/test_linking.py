"""Links between clauses: what makes one suspect, and how a named person clears it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.guidelines.errors.managing import LinkedAlready, LinkedToItself, NotSuspect, NoWordsOfCheck, TargetIsGone, TargetMovedAgain
from shishin.guidelines.linking.links import check_link, clear_link, draw_link, link_lines, suspect_links, unlink_lines
from shishin.guidelines.models import Clause, ClauseLink, Edition, Line, LinkCheck
from shishin.guidelines.tests.makers import (
    CLAUSES,
    make_adopted,
    make_auditor,
    make_organization,
    make_person,
    make_secretariat,
    words,
)
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2022, 4, 1), date(2023, 4, 1), date(2024, 4, 1)
GUIDE = (ManuscriptClause("how", 1, kind="chapter", passages=words("進め方", "利用者から始める。")),)


def without(*keys: str, **changed: ManuscriptClause) -> list[ManuscriptClause]:
    return [changed.get(clause.key.replace("-", "_"), clause) for clause in CLAUSES if clause.key not in keys]


REWORDED = without(
    users_first=ManuscriptClause("users-first", 2, kind="conduct", force="must", passages=words("利用者", "利用者と始めなければならない。"))
)
MILDER = without(users_first=ManuscriptClause("users-first", 2, kind="conduct", force="may", passages=dict(CLAUSES[2].passages)))


def make_link(*, on: date = FIRST) -> ClauseLink:
    """A guide's clause details a clause of the action guidelines, drawn on the first day of 1.0.0."""
    make_adopted("1.0.0", in_force_from=FIRST)
    make_adopted("1.0.0", slug="guide", clauses=GUIDE, in_force_from=FIRST)
    source, target = Line.objects.get(key="how"), Line.objects.get(key="users-first")
    return link_lines(source, target=target, kind=ClauseLink.Kind.DETAILS, by=OPERATOR, on=on)


def revise(version: str, clauses, day: date, *, is_substantive: bool = True, key: str = "users-first", kind: str = "kept") -> Edition:
    before = "1.0.0" if day == SECOND else "2.0.0"
    after = () if kind == "dropped" else (key,)
    reason = ManuscriptReason({"ja": "理由"}, is_substantive, (ManuscriptChange(kind, (key,), after),))
    return make_adopted(version, clauses=clauses, started_from=before, reasons=(reason,), in_force_from=day)


def test_drawing_a_link_counts_as_its_first_check():
    link = make_link()

    check = LinkCheck.objects.get(link=link)
    assert (check.checked_on, check.target_clause.edition.version) == (FIRST, "1.0.0")
    assert suspect_links([link], day=FIRST) == set()

    revise("2.0.0", REWORDED, SECOND)
    assert suspect_links([link], day=date(2023, 3, 31)) == set()
    assert suspect_links([link], day=SECOND) == {link.pk}


def test_another_force_is_another_substance():
    link = make_link()
    revise("2.0.0", MILDER, SECOND)

    assert suspect_links([link], day=SECOND) == {link.pk}


def test_a_formal_change_makes_no_link_suspect():
    link = make_link()
    revise("1.0.1", REWORDED, SECOND, is_substantive=False)

    assert suspect_links([link], day=SECOND) == set()


def test_a_formal_change_after_one_of_substance_does_not_hide_it():
    link = make_link()
    revise("2.0.0", MILDER, SECOND)
    revise("2.0.1", without(users_first=REWORDED[2]), THIRD, is_substantive=False)

    assert suspect_links([link], day=THIRD) == {link.pk}


def test_a_target_that_was_dropped_is_suspect_and_cannot_be_cleared():
    link = make_link()
    revise("2.0.0", without("users-first"), SECOND, kind="dropped")

    assert suspect_links([link], day=SECOND) == {link.pk}
    with pytest.raises(TargetIsGone, match="users-first is no longer in force"):
        clear_link(
            link, read=Clause.objects.get(edition__version="1.0.0", line=link.target).uuid, words="x", by=make_secretariat(), on=SECOND
        )


def test_a_link_drawn_before_its_target_was_in_force_was_never_checked():
    link = make_link(on=date(2022, 3, 31))

    assert (link.checks.count(), suspect_links([link], day=SECOND)) == (0, set())


def test_clearing_keeps_who_looked_when_and_what_they_found():
    link = make_link()
    edition = revise("2.0.0", REWORDED, SECOND)
    current, alice = edition.clauses.get(line=link.target), make_secretariat("alice")

    clear_link(link, read=current.uuid, words=" Still the same aim. ", by=alice, on=SECOND)

    check = LinkCheck.objects.filter(link=link).last()
    assert (check.checked_by, check.checked_on, check.words, check.target_clause) == (alice, SECOND, "Still the same aim.", current)
    assert suspect_links([link], day=SECOND) == set()
    assert Entry.objects.get(key="guidelines.link_checked").data == {"clause": str(current.uuid), "day": "2023-04-01"}
    with pytest.raises(NotSuspect):
        clear_link(link, read=current.uuid, words="Again.", by=alice, on=SECOND)


def test_what_moved_while_it_was_read_is_not_cleared():
    link = make_link()
    read = revise("2.0.0", REWORDED, SECOND).clauses.get(line=link.target)
    revise("3.0.0", MILDER, THIRD)

    with pytest.raises(TargetMovedAgain):
        clear_link(link, read=read.uuid, words="Fine.", by=make_secretariat(), on=THIRD)

    assert suspect_links([link], day=THIRD) == {link.pk}


def test_a_check_needs_words():
    link = make_link()

    with pytest.raises(NoWordsOfCheck):
        check_link(link, against=Clause.objects.filter(line=link.target).get(), on=FIRST, words=" ", by=make_secretariat())


def test_a_link_is_drawn_once_and_never_to_itself():
    link = make_link()

    with pytest.raises(LinkedAlready):
        draw_link(link.source, target=link.target, kind=ClauseLink.Kind.DETAILS, by=make_secretariat())
    with pytest.raises(LinkedToItself):
        link_lines(link.source, target=link.source, kind=ClauseLink.Kind.DETAILS, by=OPERATOR)


def test_a_link_that_goes_leaves_its_reason_in_the_trail():
    link = make_link()
    name = f"guidelines.clauselink:{link.uuid}"

    unlink_lines(link, words="The clause is gone.", by=OPERATOR)

    assert ClauseLink.objects.count() == 0
    entry = Entry.objects.get(key="guidelines.clause_unlinked")
    assert (entry.about, entry.why) == (name, "The clause is gone.")


# Pages


def url(name: str = "links", slug: str = "guide", **more: str) -> str:
    return reverse(f"guidelines:{name}", kwargs={"slug": slug, **more})


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


def test_who_may_not_write_the_document_finds_no_door(client):
    link = make_link()
    doors = [url(), url("link"), url("clear-link", uuid=str(link.uuid)), url("unlink", uuid=str(link.uuid))]

    for door in doors:
        assert client.post(door).status_code in (302, 405)
        assert client.get(door)["Location"] == f"{reverse('account_login')}?next={door}"
    for refused in (make_person("dave"), make_secretariat("bob", organization=make_organization("osaka")), make_auditor()):
        client.force_login(refused)
        assert [client.get(door).status_code for door in doors] == [404, 404, 404, 404]
    assert client.get(url("links", "no-such")).status_code == 404


def test_a_suspect_link_comes_first_with_the_words_that_changed_marked(client, alice):
    make_link()
    revise("2.0.0", REWORDED, SECOND)

    page = client.get(url()).content.decode()

    assert "1 link has to be looked at." in page
    assert "<del>から</del>" in page
    assert "<ins>と</ins>" in page
    assert page.count('class="button"') == 1


def test_a_table_that_changed_is_shown_as_a_table_on_both_sides_with_its_cell_marked(client, alice):
    make_link()
    table = "利用者から始めなければならない。\n\n| 時期 | 見る人 |\n| --- | --- |\n| 春 | {} |"
    first, second = (
        without(users_first=ManuscriptClause("users-first", 2, kind="conduct", force="must", passages=words("利用者", table.format(who))))
        for who in ("局長", "部長")
    )
    revise("2.0.0", first, SECOND)
    check = ClauseLink.objects.get()
    clear_link(check, read=Clause.objects.get(edition__version="2.0.0", line=check.target).uuid, words="見た。", by=alice, on=SECOND)
    revise("3.0.0", second, THIRD)

    page = client.get(url()).content.decode()

    assert (page.count("<table"), page.count("<td><del>局長</del></td>"), page.count("<td><ins>部長</ins></td>")) == (2, 1, 1)


def test_a_link_is_cleared_on_its_page_with_words(client, alice):
    link = make_link()
    current = revise("2.0.0", REWORDED, SECOND).clauses.get(line=link.target)
    door = url("clear-link", uuid=str(link.uuid))

    empty = client.post(door, {"read": current.uuid, "words": ""})
    answer = client.post(door, {"read": current.uuid, "words": "Read both."})
    late = client.post(door, {"read": current.uuid, "words": "Read both."})

    assert "This field is required." in empty.content.decode()
    assert answer["Location"] == url()
    assert (late.status_code, "somebody cleared it meanwhile" in late.content.decode()) == (409, True)
    page = client.get(url()).content.decode()
    assert "No link has to be looked at." in page
    assert "Read both." in page


def test_a_target_that_moved_meanwhile_is_a_conflict(client, alice):
    link = make_link()
    read = revise("2.0.0", REWORDED, SECOND).clauses.get(line=link.target)
    revise("3.0.0", MILDER, THIRD)

    answer = client.post(url("clear-link", uuid=str(link.uuid)), {"read": read.uuid, "words": "Fine."})

    assert answer.status_code == 409
    assert "got other words while you were reading" in answer.content.decode()


def test_two_clauses_are_linked_by_the_address_of_the_other(client, alice):
    make_adopted("1.0.0", in_force_from=FIRST)
    make_adopted("1.0.0", slug="guide", clauses=GUIDE, in_force_from=FIRST)
    given = {
        "source": "how",
        "kind": "details",
        "target": "https://example.jp/guidelines/action-guidelines/clauses/users-first/?edition=1.0.0",
    }

    unknown = client.post(url("link"), given | {"target": "/guidelines/action-guidelines/clauses/nowhere/"}).content.decode()
    answer = client.post(url("link"), given)
    again = client.post(url("link"), given).content.decode()

    assert "There is no clause at this address that you may read." in unknown
    assert answer["Location"] == url()
    link = ClauseLink.objects.get()
    assert (link.source.key, link.target.key, link.checks.get().checked_by) == ("how", "users-first", alice)
    assert "are linked in this way already." in again


def test_a_link_is_taken_away_with_a_reason(client, alice):
    link = make_link()

    answer = client.post(url("unlink", uuid=str(link.uuid)), {"words": "It says nothing new."})

    assert (answer["Location"], ClauseLink.objects.count()) == (url(), 0)


def test_a_document_without_links_says_what_comes_next(client, alice):
    make_adopted("1.0.0", slug="guide", clauses=GUIDE, in_force_from=FIRST)

    assert "No clause of this document is linked to another yet." in client.get(url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_equally_often_whatever_it_lists(client, alice, django_assert_num_queries, count):
    link = make_link()
    for target in Line.objects.filter(document=link.target.document).exclude(pk=link.target_id)[: count - 1]:
        link_lines(link.source, target=target, kind=ClauseLink.Kind.REFERS_TO, by=OPERATOR, on=FIRST)
    revise("2.0.0", REWORDED, SECOND)

    with django_assert_num_queries(15):
        page = client.get(url()).content.decode()

    assert page.count("1 check<") == count
