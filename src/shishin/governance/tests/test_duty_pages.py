"""What everybody reads of duties: a list as a tree, one duty, what a role owes; how often the pages ask, and what waits and is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.timezone import localdate

from shishin.governance.duties.basing import add_practice, read_basis
from shishin.governance.duties.keeping import end_duty
from shishin.governance.duties.pages import DutyList, DutyPage
from shishin.governance.models import Duty
from shishin.governance.models.duties import DUTY_BASIS
from shishin.governance.searching import duties_with
from shishin.governance.stating import publish_year, state_duty
from shishin.governance.tests.makers import (
    make_auditor,
    make_duty,
    make_function,
    make_government,
    make_keeper,
    make_ministry,
    title,
)
from shishin.governance.text_pages import duties as stage_of
from shishin.governance.waiting import waiting_for
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, words
from shishin.kit.dates import fiscal_year
from shishin.people.models import Claim
from shishin.people.tests.makers import make_holder, make_organization, make_person, make_role
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
QUERIES_OF_A_LIST, QUERIES_OF_A_DUTY, QUERIES_OF_A_ROLE = 14, 19, 13
REWORDED = [
    ManuscriptClause(
        clause.key, clause.depth, kind=clause.kind, force=clause.force, passages=words("利用者", "利用者と決めなければならない。")
    )
    if clause.key == "users-first"
    else clause
    for clause in CLAUSES
]


@pytest.fixture
def line() -> Line:
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    return Line.objects.get(key="users-first")


def change(clauses=REWORDED, *, kind: str = "kept") -> None:
    """The clause gets another text from today on, or is dropped."""
    after = () if kind == "dropped" else ("users-first",)
    reason = ManuscriptReason({"ja": "理由"}, True, (ManuscriptChange(kind, ("users-first",), after),))
    make_adopted("2.0.0", clauses=clauses, started_from="1.0.0", reasons=(reason,), in_force_from=localdate())


def drop() -> None:
    change([clause for clause in CLAUSES if clause.key != "users-first"], kind="dropped")


def drawn(branches) -> list:
    return [(str(branch.duty), drawn(branch.parts)) if branch.parts else str(branch.duty) for branch in branches]


def list_of(query: str = "", *, reader=NOBODY) -> DutyList:
    return DutyList(make_government(), reader, QueryDict(query), localdate())


def body_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_list_is_a_tree_and_is_narrowed_down_with_the_functions_of_what_is_left():
    plans, people = make_function("Plans"), make_function("People")
    make_duty("Write", parent=plans)
    make_duty("Decide", parent=plans, role="cio", owed_by=("ministry", "bureau"))
    make_duty("Train", parent=people, owed_by=("bureau",))

    assert drawn(list_of().branches) == [("Plans", ["Write", "Decide"]), ("People", ["Train"])]
    assert drawn(list_of("role=cio").branches) == [("Plans", ["Decide"])]
    assert drawn(list_of("kind=bureau").branches) == [("Plans", ["Decide"]), ("People", ["Train"])]
    assert drawn(list_of("kind=other").branches) == []
    kinds = next(facet for facet in list_of().listing.facets if str(facet.label) == "Owed by")
    assert [(str(link.words), link.count) for link in kinds.links] == [("", 3), ("Ministry or agency", 2), ("Bureau or department", 2)]


def test_the_figures_of_a_list_add_up():
    plans = make_function("Plans")
    make_duty("Write", parent=plans)
    end_duty(make_duty("Decide"), until=date(2025, 3, 31), reason="Moved to the council.", by=OPERATOR)

    assert dict(list_of().counts) == {"functions": 1, "duties": 1, "ended": 1, "check": 0}
    assert sum(list_of().counts[name] for name in ("functions", "duties", "ended")) == Duty.objects.count()


def test_what_is_not_owed_yet_is_read_by_who_prepares_it_and_by_auditors_alone(client):
    make_duty("Today")
    make_duty("Tomorrow", since=localdate() + timedelta(days=1))
    readers = {"nobody": None, "ministry": make_keeper(make_ministry()), "keeper": make_keeper(), "auditor": make_auditor()}
    found = {}
    for name, reader in readers.items():
        if reader:
            client.force_login(reader)
        found[name] = ("Tomorrow" in body_of(client, "/governance/"), client.get("/governance/duties/tomorrow/").status_code)
    assert found == {"nobody": (False, 404), "ministry": (False, 404), "keeper": (True, 200), "auditor": (True, 200)}


def test_each_owner_has_a_list_of_its_own(client):
    make_duty("Report")
    make_duty("Sweep", owner=make_organization("city"))

    page = body_of(client, "/governance/?list=city")
    assert ("Sweep" in page, "Report" in page, "?list=government" in page) == (True, False, True)


def test_a_keeper_is_told_one_next_thing(client, line):
    alice = make_keeper()
    client.force_login(alice)
    assert list_of(reader=alice).next_thing.words == "Add the first duty"
    duty = make_duty("Write")
    read_basis(duty, line=line, by=alice, on=date(2025, 4, 1))
    assert list_of(reader=alice).next_thing is None

    change()

    following = list_of(reader=alice).next_thing
    assert (following.words, following.url) == (
        "Read 1 basis again",
        "/governance/duties/write/bases/action-guidelines/users-first/",
    )
    assert client.get(following.url).status_code == 200
    assert list_of().next_thing is None
    assert body_of(client, "/governance/").count('class="button"') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_same_however_long_it_is(client, django_assert_num_queries, line, count):
    for number in range(count):
        function = make_function(f"Function {number}")
        duty = make_duty(f"Duty {number}", parent=function, role=f"role-{number}")
        read_basis(duty, line=line, by=OPERATOR, on=date(2025, 4, 1))
        make_duty("Sweep", owner=make_organization(f"city-{number}"))
    change()
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        page = body_of(client, "/governance/?list=government")
    assert page.count("To be checked</span>") == count


def test_a_duty_tells_whose_it_is_what_it_stands_on_and_where_it_was_taken_from(client, line):
    duty = make_duty("Write", parent=make_function("Plans"))
    read_basis(duty, line=line, words="It says who.", by=make_keeper(name="Alice"), on=date(2025, 4, 1))
    add_practice(duty, organization=make_ministry(name="Examples"), words=title("Each quarter."), day=date(2025, 5, 1), by=OPERATOR)

    page = body_of(client, "/governance/duties/write/")

    for told in (
        "Plans",
        "/governance/roles/pmo/",
        "not stated",
        "It says who.",
        "/guidelines/action-guidelines/clauses/users-first/",
        "Each quarter.",
    ):
        assert told in page
    for hidden in ("Alice", "To be checked", "What was done to it", "/reword/"):
        assert hidden not in page
    client.force_login(make_person())
    assert "Alice" in body_of(client, "/governance/duties/write/")


def test_a_basis_that_changed_is_to_be_checked_with_one_way_to_clear_it(client, line):
    alice = make_keeper()
    duty = make_duty("Write")
    read_basis(duty, line=line, by=alice, on=date(2025, 4, 1))
    change()

    assert "/guidelines/action-guidelines/compare/1.0.0..2.0.0/#r-users-first" in body_of(client, "/governance/duties/write/")
    client.force_login(alice)
    page = body_of(client, "/governance/duties/write/")
    assert ("To be checked" in page, page.count('class="button"')) == (True, 1)


def test_a_basis_that_is_gone_can_only_be_given_up(client, line):
    alice, duty = make_keeper(), make_duty("Write")
    read_basis(duty, line=line, by=alice, on=date(2025, 4, 1))
    drop()
    client.force_login(alice)

    page = body_of(client, "/governance/duties/write/")
    assert ("The clause is no longer in force." in page, "Give up a basis that is gone" in page) == (True, True)
    refused = client.get("/governance/duties/write/bases/action-guidelines/users-first/")
    assert ("stands in no edition in force" in refused.content.decode(), b"<textarea" in refused.content) == (True, False)


def test_what_ended_rests_on_nothing_any_more(client, line):
    alice, duty = make_keeper(), make_duty("Write")
    read_basis(duty, line=line, by=alice, on=date(2025, 4, 1))
    end_duty(duty, until=localdate() - timedelta(days=1), reason="It went.", by=alice)
    change()

    assert (list_of().to_check, waiting_for(alice, localdate())) == ([], [])
    page = body_of(client, "/governance/duties/write/")
    assert ("It went." in page, "To be checked" in page) == (True, False)


def test_who_performs_it_is_counted_once_the_year_is_published_and_adds_up(client):
    year = fiscal_year(localdate())
    government, duty = make_government(), make_duty("Write")
    for slug in ("one", "two", "three"):
        make_ministry(slug)
    ministry = make_ministry("four")
    state_duty(duty, organization=ministry, fiscal_year=year.begins_in, state="partly", words="Half.", by=OPERATOR)

    def figures(reader):
        return [(str(figure.words), figure.value) for figure in DutyPage(duty, reader, localdate()).figures]

    told = [("Cells", 4), ("performed", 0), ("partly performed", 1), ("not yet performed", 0), ("not applicable", 0), ("not stated", 3)]
    pmo = make_holder(make_role("portfolio", abilities=("manage_portfolio",)), ministry)
    assert figures(NOBODY) == []
    assert figures(make_keeper()) == figures(make_auditor()) == told
    assert figures(pmo)[0] == ("Cells", 1)
    assert "Not public yet" in body_of(client, "/governance/duties/write/")

    publish_year(government, fiscal_year=year.begins_in, by=OPERATOR)

    assert figures(NOBODY) == told
    assert "Not public yet" not in body_of(client, "/governance/duties/write/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_duty_asks_the_same_whatever_it_stands_on(client, django_assert_num_queries, count):
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    duty = make_duty("Write", parent=make_function("Plans", parent=make_function("Governance")))
    for number, line in enumerate(Line.objects.order_by("key")[:count]):
        read_basis(duty, line=line, by=make_keeper(login_name=f"alice-{number}"), on=date(2025, 4, 1))
        ministry = make_ministry(f"ministry-{number}")
        add_practice(duty, organization=ministry, words=title("Each quarter."), day=date(2025, 5, 1), by=OPERATOR)
    publish_year(make_government(), fiscal_year=fiscal_year(localdate()).begins_in, by=OPERATOR)
    change()
    client.get("/governance/")
    with django_assert_num_queries(QUERIES_OF_A_DUTY):
        assert client.get("/governance/duties/write/").status_code == 200


def test_the_history_is_for_those_who_keep_the_list_and_for_auditors(client):
    make_duty("Write")
    told = {}
    for name, reader in {"ministry": make_keeper(make_ministry()), "keeper": make_keeper(), "auditor": make_auditor()}.items():
        client.force_login(reader)
        told[name] = "Added a duty" in body_of(client, "/governance/duties/write/")
    assert told == {"ministry": False, "keeper": True, "auditor": True}


def test_a_role_owes_by_all_lists_and_is_held_or_vacant(client):
    make_duty("Write", parent=make_function("Plans"))
    make_duty("Decide", role="cio")
    city = make_organization("city")
    make_duty("Sweep", owner=city, owed_by=("municipality",))
    end_duty(make_duty("Print"), until=date(2025, 3, 31), reason="No paper.", by=OPERATOR)
    make_holder(make_role("pmo"), make_ministry("one", name="One"), name="Bob")
    make_ministry("two", name="Two")
    make_ministry("gone", name="Gone", abolished_on=date(2025, 3, 31))
    make_organization("elsewhere", kind="ministry")

    response = client.get("/governance/roles/pmo/")

    page = response.context["page"]
    assert [(row.owner.slug, drawn(row.branches)) for row in page.lists] == [("city", ["Sweep"]), ("government", [("Plans", ["Write"])])]
    assert [(row.organization.slug, [str(person) for person in row.people]) for row in page.held] == [
        ("city", []),
        ("two", []),
        ("one", ["Bob"]),
    ]
    assert ("Bob" in response.content.decode(), response.content.decode().count("Vacant</span>")) == (False, 2)
    client.force_login(make_person())
    assert "Bob" in body_of(client, "/governance/roles/pmo/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_role_asks_the_same_however_much_it_owes(client, django_assert_num_queries, count):
    for number in range(count):
        owner = make_organization(f"country-{number}", kind="government")
        make_duty("Write", owner=owner, parent=make_function("Plans", owner=owner))
        make_holder(make_role("pmo"), make_ministry(f"ministry-{number}", parent=owner))
    client.force_login(make_person())
    client.get("/governance/")
    with django_assert_num_queries(QUERIES_OF_A_ROLE):
        assert client.get("/governance/roles/pmo/").context["page"].vacancies == 0


def test_the_trace_of_a_clause_tells_the_duties_that_its_keeper_agreed_to(line):
    make_duty("Forgotten")
    tokyo = line.document.owner
    read_basis(make_duty("Own", owner=tokyo), line=line, by=OPERATOR)
    read_basis(make_duty("Asked"), line=line, by=make_keeper())
    read_basis(make_duty("Agreed"), line=line, by=OPERATOR)
    ended = make_duty("Ended", owner=tokyo)
    read_basis(ended, line=line, by=OPERATOR)
    end_duty(ended, until=localdate() - timedelta(days=1), reason="It went.", by=OPERATOR)

    (stage,) = stage_of(line, NOBODY)
    assert sorted(fact.title for fact in stage.facts) == ["Agreed", "Own"]
    assert Claim.objects.filter(kind=DUTY_BASIS, state=Claim.State.ASKED).count() == 1


@pytest.mark.parametrize("count", [1, 40])
def test_the_trace_of_a_clause_asks_twice_for_its_duties(line, django_assert_num_queries, count):
    tokyo = line.document.owner
    for number in range(count):
        read_basis(make_duty(f"Duty {number}", owner=tokyo, role=f"role-{number}"), line=line, by=OPERATOR)
    with django_assert_num_queries(2):
        (stage,) = stage_of(line, NOBODY)
    assert stage.shown_figure == str(count)


@pytest.mark.parametrize("count", [1, 3])
def test_bases_to_read_again_wait_for_who_keeps_the_list(line, django_assert_num_queries, count):
    alice = make_keeper()
    for number in range(count):
        read_basis(make_duty(f"Duty {number}"), line=line, by=alice, on=date(2025, 4, 1))
    change()
    alice.may("edit_documents")
    with django_assert_num_queries(9):
        (waiting,) = waiting_for(alice, localdate())
    assert (waiting.title, waiting.count) == ("Read again what the duties of government stand on", count)
    assert waiting_for(make_keeper(make_ministry()), localdate()) == []


def test_duties_are_found_by_their_words_as_everybody_reads_them(client):
    make_duty("Write the plan")
    make_duty("Write the secret plan", since=localdate() + timedelta(days=1))
    end_duty(make_duty("Write the old plan"), until=date(2025, 3, 31), reason="It went.", by=OPERATOR)
    client.force_login(make_keeper())

    assert [str(duty) for duty in duties_with("plan write")] == ["Write the plan"]
    assert duties_with("sweep") == duties_with("…") == []
    page = body_of(client, "/search/?q=plan")
    assert ("/governance/duties/write-the-plan/" in page, "secret" in page) == (True, False)
