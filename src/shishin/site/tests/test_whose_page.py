"""Whose page it is: nobody puts their own thing on another organization's page, and no right follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.consultations.tests.makers import CLOCK
from shishin.councils.access import bodies_read_by, report_to_answer
from shishin.councils.bodies.establishing import abolish_body, change_body, establish_body
from shishin.councils.errors.bodies import ReferralsStand
from shishin.councils.errors.referrals import NotAbove, NotBelow
from shishin.councils.models import Body, Meeting, Referral
from shishin.councils.referrals.forms import ReportForm
from shishin.councils.referrals.referring import publish_referral, refer
from shishin.councils.referrals.reporting import report_on
from shishin.councils.tests.makers import make_body, make_meeting, make_referral, make_seat
from shishin.guidelines.acting.forms import SubmitForm
from shishin.guidelines.acting.publishing import discard_edition
from shishin.guidelines.editions.describing import document_of, link_documents
from shishin.guidelines.linking.links import draw_link, unlink_lines
from shishin.guidelines.models import ClauseLink, Document, Edition, Line
from shishin.guidelines.printing.printed_edition import printed_edition
from shishin.guidelines.tests.makers import make_adopted, make_document, make_edition, make_family, make_numbering
from shishin.kit.identity import in_language
from shishin.kit.triggers import lifted
from shishin.kit.waiting import all_that_waits
from shishin.people.claims import agree, agree_to_all, claim_rows, claims_kept_by, end_claim
from shishin.people.errors import AgreedAlready, EndedAlready
from shishin.people.models import Claim, Organization, Person
from shishin.people.organizing import abolish_organization, add_organization, move_organization
from shishin.people.tests.makers import make_organization, make_owner, make_people_office, make_secretariat
from shishin.texts.manuscript import DocumentSheet, SheetLink
from shishin.trail.models import Entry
from shishin.trail.public_changes import public_number
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

TITLES, QUESTIONS = {"ja": "上申", "en": "Upward"}, {"ja": "直してはどうか。", "en": "Mend it?"}
DAY = date(2026, 4, 1)
DAY_AND_TIME = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def tokyo():
    return make_organization("tokyo", name="Tokyo")


@pytest.fixture
def city():
    return make_organization("city", name="City")


@pytest.fixture
def keeper(tokyo):
    return make_secretariat(tokyo)


@pytest.fixture
def stranger(city):
    return make_secretariat(city)


@pytest.fixture
def council(tokyo):
    return make_body("council", name="Council", organization=tokyo)


def the_claim() -> Claim:
    return Claim.objects.get()


def waits_for(person) -> list[str]:
    return [line.title for line in all_that_waits(person, localdate()) if line.kind == "claims"]


def shows(client, path: str, words: str) -> bool:
    """To a reader who is not signed in."""
    client.logout()
    return words in client.get(path).content.decode()


# What the stranger draws: it shows on `there`, the keeper's page, only when agreed; and on `here` with a tag until then.


def put_below(city, stranger, council):
    """A panel of the city below Tokyo's council."""
    names = {"ja": "最高諮問会議", "en": "Supreme Panel"}
    establish_body(slug="panel", kind="committee", names=names, organization=city, parent=council, by=stranger)
    return "Supreme Panel", "/councils/council/", "/councils/panel/"


def propose(city, stranger, council):
    """A public proposal to Tokyo's council."""
    panel = make_body("panel", organization=city, parent=council)
    Claim.objects.all().update(state="agreed", kind="parent_body")
    made = refer(
        direction=Referral.Direction.UP,
        asked_by=panel,
        asked_of=council,
        titles=TITLES,
        questions=QUESTIONS,
        referred_on=DAY,
        by=stranger,
    )
    publish_referral(made, by=stranger)
    return "Upward", "/councils/council/", made.get_absolute_url()


def link_clauses(city, stranger, tokyo):
    """A clause of the city that supersedes one of Tokyo's in force."""
    texts(city, tokyo)
    source, target = (
        Line.objects.get(document__slug="theirs", key="users-first"),
        Line.objects.get(document__slug="ours", key="users-first"),
    )
    draw_link(source, target=target, kind=ClauseLink.Kind.SUPERSEDES, by=stranger)
    return "theirs-title", "/guidelines/ours/clauses/users-first/", "/guidelines/theirs/clauses/users-first/"


def link_texts(city, stranger, tokyo):
    """A document of the city that succeeds one of Tokyo's."""
    texts(city, tokyo)
    theirs = make_document("theirs")
    link_documents(theirs, [SheetLink("supersedes", "ours", {})], by=stranger)
    return "theirs-title", "/guidelines/ours/", "/guidelines/theirs/"


def join_family(city, stranger, tokyo):
    """A document of the city in Tokyo's family."""
    texts(city, tokyo)
    make_numbering()
    sheet = DocumentSheet("joined", {"ja": "joined-title"}, family="tokyo-family", owner="city", numbering="arabic")
    document_of(sheet, by=stranger)
    make_adopted(slug="joined", in_force_from=DAY)
    return "joined-title", "/guidelines/families/tokyo-family/", "/guidelines/joined/"


def texts(city, tokyo):
    family = make_family(owner=tokyo)
    make_document("ours", family=family, titles={"ja": "ours-title"})
    make_document("theirs", family=make_family("city-family", owner=city), titles={"ja": "theirs-title"})
    for slug in ("ours", "theirs"):
        make_adopted(slug=slug, in_force_from=DAY)


BODIES, TEXTS = [put_below, propose], [link_clauses, link_texts, join_family]


@pytest.fixture
def drawn(request, city, stranger, council, tokyo):
    draw = request.param
    return draw, draw(city, stranger, council if draw in BODIES else tokyo)


def waiting_claim(draw) -> Claim:
    kinds = {put_below: "parent_body", propose: "upward_proposal", link_clauses: "clause_link", link_texts: "document_link"}
    return Claim.objects.get(kind=kinds.get(draw, "in_family"))


EVERY = pytest.mark.parametrize("drawn", [*BODIES, *TEXTS], indirect=True, ids=lambda draw: draw.__name__)


@EVERY
def test_an_edge_shows_with_its_keeper_from_the_agreement_to_its_end(client, drawn, keeper, stranger):
    draw, (words, there, here) = drawn
    claimed = waiting_claim(draw)

    assert claimed.state == Claim.State.ASKED
    assert not shows(client, there, words)
    assert "not confirmed by Tokyo" in client.get(here).content.decode()
    assert len(waits_for(keeper)) == 1
    assert waits_for(stranger) == []

    agree(claimed, by=keeper)
    assert shows(client, there, words)
    assert "not confirmed" not in client.get(here).content.decode()
    assert waits_for(keeper) == []

    end_claim(claimed, reason="no more", by=keeper)
    assert not shows(client, there, words)
    assert "not confirmed" in client.get(here).content.decode()


@EVERY
def test_without_the_judge_every_edge_shows_at_once(client, drawn, monkeypatch):
    """The fault planted: without it the test above would prove nothing."""
    _draw, (words, there, _here) = drawn
    monkeypatch.setattr("shishin.people.models.agreed_claims", lambda kind: Claim.objects.filter(kind=kind))

    assert shows(client, there, words)


@EVERY
def test_the_keeper_alone_answers(client, drawn, keeper, stranger):
    draw, _pages = drawn
    claimed = waiting_claim(draw)
    address = reverse("people:agree-to-claim", args=[claimed.uuid])
    for person, status in ((stranger, 404), (make_people_office(), 404), (keeper, 302)):
        client.force_login(person)
        assert client.post(address).status_code == status
    claimed.refresh_from_db()
    assert (claimed.state, claimed.how, claimed.answered_by) == ("agreed", "person", keeper)
    assert [row.claim for row in claim_rows(claims_kept_by(stranger), reader=stranger)] == []
    with pytest.raises(AgreedAlready):
        agree(claimed, by=keeper)
    end_claim(claimed, reason="", by=keeper)
    with pytest.raises(EndedAlready):
        end_claim(claimed, reason="", by=keeper)
    keys = list(Entry.objects.filter(key__startswith="people.claim").order_by("pk").values_list("key", flat=True))
    assert keys == ["people.claim_made", "people.claim_agreed", "people.claim_ended"]


def test_no_question_goes_over_an_edge_that_nobody_agreed_to(city, stranger, keeper, council):
    put_below(city, stranger, council)
    panel = Body.objects.get(slug="panel")
    given = {"titles": TITLES, "questions": QUESTIONS, "referred_on": localdate()}

    with pytest.raises(NotAbove):
        refer(direction=Referral.Direction.UP, asked_by=panel, asked_of=council, by=stranger, **given)
    with pytest.raises(NotBelow):
        refer(direction=Referral.Direction.DOWN, asked_by=council, asked_of=panel, by=keeper, **given)


def test_a_body_above_reads_and_answers_a_proposal_once_it_took_it(client, city, stranger, council, keeper):
    """Its keepers read what they are asked to take, its members do not yet."""
    propose(city, stranger, council)
    made = Referral.objects.get()
    with lifted(connection):
        Referral.objects.update(published_on=None)
    report = report_on(made, kind="no_change", words={"ja": "理由"}, reported_on=localdate(), by=stranger)
    member, chair = (make_seat(council, capacity).person for capacity in ("member", "chair"))

    def reads(person) -> int:
        client.force_login(person)
        return client.get(made.get_absolute_url()).status_code

    def answers(person) -> int:
        client.force_login(person)
        return client.get(reverse("councils:accept-report", args=[report.uuid])).status_code

    assert bodies_read_by(member).filter(pk=council.pk).exists()
    assert [reads(person) for person in (stranger, keeper, member, chair)] == [200, 200, 404, 404]
    assert [answers(person) for person in (keeper, chair)] == [404, 404]
    agree(waiting_claim(propose), by=keeper)
    assert [reads(person) for person in (keeper, member, chair)] == [200, 200, 200]
    assert [answers(person) for person in (keeper, chair)] == [200, 200]
    assert report_to_answer(chair, report.uuid) == report


def test_a_proposal_nobody_took_is_in_no_list_but_its_makers(client, city, stranger, council):
    propose(city, stranger, council)

    assert not shows(client, "/councils/referrals/", "Upward")
    assert shows(client, "/councils/panel/", "Upward")
    client.force_login(stranger)
    assert "Upward" in client.get("/councils/referrals/").content.decode()


def test_rights_over_a_part_follow_from_the_agreement(tokyo, city):
    office, theirs = make_people_office(tokyo), make_people_office(city)
    section = add_organization(slug="section", kind="bureau", names={"ja": "課"}, parent=city, by=theirs)
    assert the_claim().how == Claim.How.BOTH
    move_organization(section, parent=tokyo, by=theirs)

    assert the_claim().state == Claim.State.ASKED
    assert not office.may("administer_people", at=section)
    assert not theirs.may("administer_people", at=section)
    agree(the_claim(), by=office)
    assert office.may("administer_people", at=section)
    end_claim(the_claim(), reason="", by=office)
    assert not office.may("administer_people", at=section)
    move_organization(section, parent=None, by=OPERATOR)
    assert (the_claim().state, list(claims_kept_by(office))) == ("ended", [])


def test_rights_would_follow_from_any_edge_without_the_judge(tokyo, city, monkeypatch):
    """The fault planted."""
    office, theirs = make_people_office(tokyo), make_people_office(city)
    section = add_organization(slug="section", kind="bureau", names={"ja": "課"}, parent=city, by=theirs)
    move_organization(section, parent=tokyo, by=theirs)
    monkeypatch.setattr("shishin.people.models.is_part", lambda: Q(pk__isnull=False))

    assert office.may("administer_people", at=section)


def test_one_agreement_serves_all_links_of_an_organization_until_it_ends(client, city, stranger, council, keeper):
    put_below(city, stranger, council)
    client.force_login(keeper)
    client.post(reverse("people:agree-to-all-claims", args=[the_claim().uuid]))
    names = {"ja": "第二", "en": "Second"}
    establish_body(slug="second", kind="committee", names=names, organization=city, parent=council, by=stranger)
    other = make_organization("other")
    establish_body(slug="third", kind="committee", names=names, organization=other, parent=council, by=make_secretariat(other))

    def states() -> list[tuple[str, str]]:
        return list(Claim.objects.exclude(edge=None).order_by("pk").values_list("state", "how"))

    assert states() == [("agreed", "all"), ("agreed", "all"), ("asked", "")]
    end_claim(Claim.objects.get(edge=None), reason="", by=keeper)
    assert states() == [("ended", ""), ("ended", ""), ("asked", "")]
    establish_body(slug="fourth", kind="committee", names=names, organization=city, parent=council, by=stranger)
    assert states()[-1] == ("asked", "")


def drawn_anew(panel: Body, council: Body, others: Body, *, by: Person) -> list[tuple[str, str]]:
    """The state of a link after each time that it is drawn anew: taken away before, and put elsewhere before."""
    states: list[tuple[str, str]] = []
    as_before: Any = {"kind": "committee", "remit": {}, "standing_orders": None, "by": by}
    for away in (None, others):
        change_body(panel, parent=away, **as_before)
        change_body(panel, parent=council, **as_before)
        claimed = Claim.objects.get(edge=panel.uuid)
        states.append((claimed.state, claimed.how))
    return states


def test_a_link_that_its_keeper_ended_waits_for_the_keeper_when_it_is_drawn_anew(city, tokyo, stranger, council, keeper):
    put_below(city, stranger, council)
    panel, others = Body.objects.get(slug="panel"), make_body("another", organization=tokyo)
    claimed = the_claim()
    agree_to_all(claimed, by=keeper)
    assert drawn_anew(panel, council, others, by=stranger) == [("agreed", "all")] * 2

    end_claim(Claim.objects.get(edge=panel.uuid), reason="", by=keeper)

    assert drawn_anew(panel, council, others, by=stranger) == [("asked", "")] * 2
    assert Claim.objects.get(edge=panel.uuid) in claims_kept_by(keeper)
    names = {"ja": "第二", "en": "Second"}
    second = establish_body(slug="second", kind="committee", names=names, organization=city, parent=council, by=stranger)
    assert Claim.objects.get(edge=second.uuid).how == "all", "what the keeper did not end is agreed to as before"


def test_planted_whoever_forgets_what_was_ended_agrees_to_it_again(city, tokyo, stranger, council, keeper, monkeypatch):
    put_below(city, stranger, council)
    panel = Body.objects.get(slug="panel")
    agree_to_all(the_claim(), by=keeper)
    end_claim(Claim.objects.get(edge=panel.uuid), reason="", by=keeper)
    monkeypatch.setattr("shishin.people.claims._ended_targets", lambda *_all, **_ends: [])

    assert drawn_anew(panel, council, make_body("another", organization=tokyo), by=stranger) == [("agreed", "all")] * 2


def test_a_link_between_clauses_that_was_ended_waits_however_often_it_is_drawn(city, tokyo, stranger, keeper):
    link_clauses(city, stranger, tokyo)
    agree_to_all(the_claim(), by=keeper)
    end_claim(Claim.objects.get(kind="clause_link", edge__isnull=False), reason="", by=keeper)

    for _turn in range(2):
        link = ClauseLink.objects.get()
        unlink_lines(link, words="x", by=stranger)
        draw_link(link.source, target=link.target, kind=link.kind, by=stranger)
        assert Claim.objects.get(edge=ClauseLink.objects.get().uuid).state == "asked"


def test_whoever_keeps_one_body_by_a_seat_does_not_answer_for_all(client, city, stranger, council):
    put_below(city, stranger, council)
    client.force_login(make_seat(council, "secretariat").person)

    assert client.get(reverse("people:agree-to-all-claims", args=[the_claim().uuid])).status_code == 404
    assert client.get("/manage/links-from-others/").status_code == 200
    assert client.post(reverse("people:agree-to-claim", args=[the_claim().uuid])).status_code == 302


def test_what_the_operator_loads_and_who_keeps_both_ends_need_no_question(city, tokyo, council):
    establish_body(slug="loaded", kind="committee", names={"ja": "読込"}, organization=city, parent=council, by=OPERATOR)
    establish_body(slug="owned", kind="committee", names={"ja": "所有"}, organization=city, parent=council, by=make_owner())
    establish_body(slug="same", kind="committee", names={"ja": "同じ"}, organization=tokyo, parent=council, by=make_secretariat(tokyo))

    assert list(Claim.objects.values_list("state", "how")) == [("agreed", "console"), ("agreed", "both")]


def test_what_is_nobodys_is_answered_by_owners(city, stranger):
    nobodys = make_body("nobodys", name="Nobody's")
    establish_body(slug="panel", kind="committee", names={"ja": "部会"}, organization=city, parent=nobodys, by=stranger)

    assert waits_for(make_owner()) == ["Body above: answer City"]


def test_a_successor_goes_on_for_what_is_no_more(city, stranger, tokyo, council):
    abolish_organization(tokyo, on=localdate() - timedelta(days=1), successor=city, by=OPERATOR)
    establish_body(slug="panel", kind="committee", names={"ja": "部会"}, organization=city, parent=council, by=stranger)

    assert (the_claim().state, the_claim().how) == ("agreed", "both")


def test_an_agreement_holds_for_this_very_place_alone(client, city, tokyo, stranger, keeper, council):
    """Moved to another body of the keeper, it is asked again; taken away, nothing is left to answer."""
    words, there, _here = put_below(city, stranger, council)
    agree(the_claim(), by=keeper)
    other, panel = make_body("other-council", organization=tokyo), Body.objects.get(slug="panel")
    given = {"kind": panel.kind, "remit": {}, "standing_orders": None, "by": stranger}

    change_body(panel, parent=other, **given)
    assert the_claim().state == Claim.State.ASKED
    assert not shows(client, "/councils/other-council/", words)
    Body.objects.filter(pk=panel.pk).update(parent=council)
    agree(the_claim(), by=keeper)
    assert not shows(client, there, words), "an agreement for another body"
    change_body(panel, parent=None, **given)
    assert not Claim.objects.exists()


def test_a_document_is_found_under_a_family_that_took_it(client, city, stranger, tokyo, keeper):
    join_family(city, stranger, tokyo)
    address = "/search/?q=利用者&family=tokyo-family"

    assert not shows(client, address, "/guidelines/joined/")
    assert shows(client, "/search/?q=利用者", "/guidelines/joined/")
    agree(the_claim(), by=keeper)
    assert shows(client, address, "/guidelines/joined/")


def test_a_link_that_was_taken_away_waits_no_more(city, stranger, tokyo, keeper):
    link_clauses(city, stranger, tokyo)
    unlink_lines(ClauseLink.objects.get(), words="gone", by=stranger)

    assert not Claim.objects.exists()


def test_the_desk_names_no_text_that_its_keeper_may_not_read(city, stranger, tokyo, keeper):
    link_clauses(city, stranger, tokyo)
    assert len(waits_for(keeper)) == 1
    with lifted(connection):
        Edition.objects.filter(document__slug="theirs").update(state="working", in_force_from=None)
    assert waits_for(keeper) == []


def test_a_link_within_the_keepers_family_is_not_on_its_page_until_agreed(client, city, stranger, tokyo, keeper):
    """The city's document stands there, what it says of Tokyo's does not yet."""
    join_family(city, stranger, tokyo)
    agree(the_claim(), by=keeper)
    link_documents(Document.objects.get(slug="joined"), [SheetLink("supersedes", "ours", {})], by=stranger)
    page = "/guidelines/families/tokyo-family/"

    assert shows(client, page, "joined-title")
    assert not shows(client, page, "not confirmed")
    before = client.get(page).content.decode().count("ours-title")
    agree(Claim.objects.get(kind="document_link"), by=keeper)
    assert client.get(page).content.decode().count("ours-title") > before


def test_a_family_that_did_not_take_a_document_is_no_way_to_it(client, city, stranger, tokyo, keeper):
    """Neither on its pages nor above its printed title, nor where it is found by name."""
    join_family(city, stranger, tokyo)
    family, pages = (
        "/guidelines/families/tokyo-family/",
        ["/guidelines/joined/", "/guidelines/joined/1.0.0/", "/guidelines/joined/1.0.0/formation/"],
    )
    document = Document.objects.get(slug="joined")
    named = str(document.family)

    assert [shows(client, page, family) for page in pages] == [False] * 3
    assert printed_edition(document.editions.get(), "ja").series == ""
    assert not shows(client, "/search/?q=joined", f"<span>{named}")
    agree(the_claim(), by=keeper)
    assert [shows(client, page, family) for page in pages] == [True] * 3
    assert printed_edition(document.editions.get(), "ja").series == in_language(document.family.titles, "ja")


def test_a_body_ends_though_a_proposal_that_it_never_took_waits(city, stranger, council, keeper):
    propose(city, stranger, council)
    proposal = waiting_claim(propose)
    agree(proposal, by=keeper)
    with pytest.raises(ReferralsStand):
        abolish_body(council, on=localdate(), by=keeper)
    end_claim(proposal, reason="", by=keeper)

    assert abolish_body(council, on=localdate(), by=keeper).abolished_on == localdate()


def test_a_discarded_document_leaves_nothing_to_answer(city, stranger, tokyo):
    texts(city, tokyo)
    sheet = DocumentSheet("joined", {"ja": "題"}, family="tokyo-family", owner="city", numbering="arabic")
    document = document_of(sheet, by=stranger)
    link_documents(document, [SheetLink("explains", "ours", {})], by=stranger)
    assert Claim.objects.count() == 2

    discard_edition(make_edition("1.0.0", slug="joined"), by=stranger, with_document=True)
    assert not Claim.objects.exists()


def test_every_answer_draws_the_kept_pages_anew(city, stranger, council, keeper):
    put_below(city, stranger, council)
    numbers = [public_number()]
    agree(the_claim(), by=keeper)
    numbers.append(public_number())
    end_claim(the_claim(), reason="", by=keeper)
    numbers.append(public_number())
    agree_to_all(the_claim(), by=keeper)

    assert len({*numbers, public_number()}) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "agreed", "how": "", "answered_at": DAY_AND_TIME},
        {"state": "agreed", "how": "upgrade"},
        {"state": "agreed", "how": "person", "answered_at": DAY_AND_TIME},
        {"state": "ended", "answered_at": DAY_AND_TIME},
        {"state": "asked", "answered_at": DAY_AND_TIME},
        {"state": "taken"},
        {"edge": None},
        {"edge": None, "target": None, "claimed_by": None},
    ],
)
def test_the_database_keeps_no_claim_that_is_neither_asked_agreed_nor_ended(city, tokyo, wrong):
    given = {"kind": "parent_body", "edge": uuid4(), "target": uuid4(), "claimed_by": city, "kept_by": tokyo, "asked_at": DAY_AND_TIME}
    Claim.objects.create(**{**given, "edge": uuid4()})

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(**given | wrong)


@pytest.mark.parametrize("is_nobodys", [False, True])
def test_an_organization_is_agreed_to_once(city, tokyo, is_nobodys):
    given = {"kind": "parent_body", "claimed_by": city, "kept_by": None if is_nobodys else tokyo, "asked_at": DAY_AND_TIME}
    Claim.objects.create(**given)

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(**given)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_desk_ask_the_same_however_many_there_are(
    client, city, stranger, council, keeper, django_assert_num_queries, count
):
    for number in range(count):
        names = {"ja": f"部会{number}"}
        establish_body(slug=f"panel-{number}", kind="committee", names=names, organization=city, parent=council, by=stranger)
    client.force_login(keeper)
    client.get("/manage/links-from-others/")

    with django_assert_num_queries(LIST_QUERIES):
        client.get("/manage/links-from-others/")
    with django_assert_num_queries(DESK_QUERIES):
        all_that_waits(keeper, localdate())


LIST_QUERIES = 21
DESK_QUERIES = 30 + CLOCK


@pytest.mark.parametrize("count", [1, 3])
def test_pages_with_unconfirmed_edges_ask_the_same_however_many_there_are(
    client, city, stranger, council, django_assert_num_queries, count
):
    for _number in range(count):
        panel = make_body(organization=city, parent=council)
        made = make_referral(council, panel, is_up=True)
        publish_referral(made, by=OPERATOR)
    Claim.objects.filter(kind="upward_proposal").update(state="asked", how="", answered_at=None)
    client.force_login(stranger)

    with django_assert_num_queries(REFERRALS_QUERIES):
        client.get("/councils/referrals/")


REFERRALS_QUERIES = 14


def test_the_report_form_names_no_meeting_that_its_reader_may_not_know(city, tokyo, council):
    group = make_body("group", name="Group", organization=city, parent=council)
    referral = make_referral(council, group)
    hidden, known = make_meeting(council, is_announced=False), make_meeting(council)
    own = make_meeting(group, is_announced=False)
    member = make_seat(group).person

    assert set(ReportForm(referral=referral, reader=member).fields["meeting"].queryset) == {known, own}
    assert hidden in ReportForm(referral=referral, reader=make_secretariat(tokyo)).fields["meeting"].queryset

    assert set(SubmitForm(referral=referral, reader=member).fields["meeting"].queryset) == {known, own}


@pytest.mark.parametrize("form", [ReportForm, SubmitForm])
def test_the_forms_would_name_it_without_the_judge(monkeypatch, city, council, form):
    """The fault planted."""
    group = make_body("group", organization=city, parent=council)
    hidden = make_meeting(council, is_announced=False)
    monkeypatch.setattr(f"{form.__module__}.meetings_to_read", lambda _reader: Meeting.objects.all())

    asked = form(referral=make_referral(council, group), reader=make_seat(group).person)
    assert hidden in asked.fields["meeting"].queryset


def test_an_organization_says_on_its_own_page_who_did_not_confirm_it(client, tokyo, city):
    theirs = make_people_office(city)
    move_organization(city, parent=tokyo, by=theirs)
    client.force_login(theirs)

    assert "not confirmed by Tokyo" in client.get("/manage/organizations/city/").content.decode()
    client.force_login(make_people_office(tokyo))
    assert "/manage/organizations/city/" not in client.get("/manage/organizations/tokyo/").content.decode()
    assert Organization.objects.with_confirmation().get(pk=city.pk).is_confirmed is False
