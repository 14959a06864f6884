from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.bodies.keeping_orders import add_standing_orders, change_standing_orders, remove_standing_orders
from shishin.councils.deciding.standing_orders import Rules, in_words, read_rules
from shishin.councils.default_data import load_default_data
from shishin.councils.errors.orders import OrdersAddressTaken, OrdersInUse, RulesNotUnderstood
from shishin.councils.models import Body, StandingOrders
from shishin.councils.tests.makers import make_body, make_decision, make_orders
from shishin.kit.errors import DataNotUnderstood
from shishin.people.data_files import load_data
from shishin.people.tests.makers import make_organization, make_owner, make_person, make_secretariat
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
QUORUM = {"of": ["chair", "member"], "share": "1/2", "more_than": True}


@pytest.mark.parametrize(
    ("rules", "member"),
    [
        ({"quorom": {}}, "quorom"),
        ({"quorum": 5}, "quorum"),
        ({"quorum": {"share": "half"}}, "quorum.share"),
        ({"quorum": {"share": "3/2"}}, "quorum.share"),
        ({"quorum": {"share": "0/2"}}, "quorum.share"),
        ({"quorum": {"share": "1/2", "of": []}}, "quorum.share"),
        ({"quorum": {"share": "1/2", "of": ["king"]}}, "quorum.of"),
        ({"quorum": {"share": "1/1", "more_than": True}}, "quorum.more_than"),
        ({"quorum": {"share": "1/2", "more_than": "yes"}}, "quorum.more_than"),
        ({"quorum": {"share": "1/2", "least": 3}}, "quorum.least"),
        ({"votes": "chair"}, "votes"),
        ({"votes": [{"a": 1}]}, "votes"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["agreed"]}, "kinds"),
        ({"majority": "most"}, "majority"),
        ({"majority": ["most"]}, "majority"),
        ({"delegates_count": 1}, "delegates_count"),
    ],
)
def test_rules_that_cannot_be_understood_are_refused_by_name(rules, member):
    with pytest.raises(RulesNotUnderstood) as refusal:
        add_standing_orders(slug="orders", titles={"ja": "規則"}, rules=rules, by=OPERATOR)

    assert refusal.value.message == f"The rule “{member}” cannot be understood."
    assert StandingOrders.objects.count() == 0


@pytest.mark.parametrize(
    ("share", "is_more_than", "seats", "needed"),
    [("1/2", True, 6, 4), ("1/2", True, 7, 4), ("1/2", False, 7, 4), ("1/2", False, 6, 3), ("2/3", False, 7, 5), ("1/2", False, 0, 1)],
)
def test_the_quorum_is_a_share_of_the_seats(share, is_more_than, seats, needed):
    rules = read_rules({"quorum": {"of": ["member"], "share": share, "more_than": is_more_than}})

    assert rules.quorum is not None
    assert rules.quorum.needed(seats) == needed


def test_rules_read_as_sentences():
    assert in_words(read_rules({"quorum": QUORUM, "votes": ["chair", "member"], "kinds": ["decided"], "chair_decides_ties": True})) == [
        "Quorum: more than 1/2 of Chair, Member.",
        "Entitled to vote: Chair, Member.",
        "What is put to the vote is carried by more than half of the votes for or against.",
        "In a tie the vote of the chair decides.",
        "A delegate counts as present.",
        "An answer in writing counts as present.",
        "Who stands aside is left out of the count for the quorum.",
        "Kinds of decision: Decided.",
    ]
    assert in_words(read_rules({"votes": []})) == ["No quorum is asked for.", "Nothing is put to the vote."]
    assert read_rules({}) == Rules()


def test_orders_change_for_what_is_decided_later_and_go_only_when_unused():
    orders = add_standing_orders(slug="orders", titles={"ja": "規則"}, rules={"votes": ["chair"]}, by=OPERATOR)
    with pytest.raises(OrdersAddressTaken):
        add_standing_orders(slug="orders", titles={"ja": "規則"}, rules={}, by=OPERATOR)
    body = make_body(standing_orders=orders)
    decision = make_decision(body)

    change_standing_orders(orders, titles={"ja": "規則"}, rules={"votes": ["member"]}, by=OPERATOR)
    change_standing_orders(orders, titles={"ja": "規則"}, rules={"votes": ["member"]}, by=OPERATOR)

    decision.refresh_from_db()
    assert decision.orders == {"slug": "orders", "titles": {"ja": "規則"}, "rules": {"votes": ["chair"]}}
    with pytest.raises(OrdersInUse):
        remove_standing_orders(orders, by=OPERATOR)
    Body.objects.update(standing_orders=None)
    remove_standing_orders(orders, by=OPERATOR)
    assert list(Entry.objects.exclude(key="councils.decision_recorded").values_list("key", flat=True)) == [
        "councils.standing_orders_added",
        "councils.standing_orders_changed",
        "councils.standing_orders_removed",
    ]


def test_a_site_begins_with_two_and_what_was_removed_stays_away():
    assert [row.name for row in load_default_data()] == ["simple-majority", "hears-reports"]
    assert load_default_data() == []
    StandingOrders.objects.get(slug="hears-reports").delete()
    assert load_default_data() == []
    assert read_rules(StandingOrders.objects.get().rules).chair_decides_ties


def test_orders_and_the_bodies_that_have_them_come_from_data_files():
    text = "standing_orders:\n  - slug: half\n    titles: {ja: 半数}\n    rules: {quorum: {share: 1/2}}\nbodies:\n  - {slug: council, names: {ja: 会議}, standing_orders: half}\n"

    def load(given):
        return [(row.name, row.what) for row in load_data(given, source="x.yaml", by=OPERATOR)]

    assert load(text) == [("half", "added"), ("council", "added")]
    assert load(text) == []
    assert load(text.replace("1/2", "2/3")) == [("half", "changed")]
    assert Body.objects.get().standing_orders == StandingOrders.objects.get()
    with pytest.raises(DataNotUnderstood, match=r"line 2: The rule “quorum.share”"):
        load(text.replace("1/2", "half"))
    with pytest.raises(DataNotUnderstood, match="line 6"):
        load(text.replace("standing_orders: half", "standing_orders: other"))


def test_orders_are_kept_from_the_pages_by_those_whose_bodies_alone_have_them(client):
    secretariat = make_secretariat(make_organization("city"))
    assert client.get("/manage/standing-orders/").status_code == 302
    client.force_login(make_person())
    assert client.get("/manage/standing-orders/").status_code == 404
    client.force_login(secretariat)
    form = {"slug": "half", "title_ja": "半数", "kinds": ["decided"], "of": ["chair"], "votes": ["chair"], "majority": "unanimous"}
    wrong = client.post("/manage/standing-orders/add/", {**form, "share": "half"})
    assert list(wrong.context["form"].errors) == ["share"]

    assert client.post("/manage/standing-orders/add/", {**form, "share": "1/2", "more_than": "on"}).url == "/manage/standing-orders/"
    half = StandingOrders.objects.get()
    assert half.rules["quorum"] == {"of": ["chair"], "share": "1/2", "more_than": True}
    shown = client.get("/manage/standing-orders/half/change/").context["form"]
    assert shown["share"].value() == "1/2"
    client.post("/manage/standing-orders/half/change/", {**form, "share": ""})
    half.refresh_from_db()
    assert "quorum" not in half.rules
    make_body(standing_orders=half, organization=make_organization("elsewhere"))
    assert client.get("/manage/standing-orders/half/change/").status_code == 404
    assert client.post("/manage/standing-orders/half/remove/").status_code == 404
    client.force_login(make_owner())
    assert client.get("/manage/standing-orders/half/change/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_orders_asks_the_same_however_long_it_is(client, django_assert_num_queries, rows):
    client.force_login(make_owner())
    for _ in range(rows):
        make_body(standing_orders=make_orders(votes=["chair"]))
    client.get("/manage/standing-orders/")

    with django_assert_num_queries(6):
        assert len(client.get("/manage/standing-orders/").context["rows"]) == rows


def test_a_decision_keeps_its_day_and_orders_of_a_body_without_any():
    assert (make_decision().orders, make_decision(decided_on=date(2021, 4, 1)).quorum_needed) == ({}, None)
