"""A page with one form acts and goes on, or says above the fields what was refused and does nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages

from shishin.kit.form_page import attempt
from shishin.kit.tests.pages import DoorClosed, OrderForm

pytestmark = [pytest.mark.urls("shishin.kit.tests.pages"), pytest.mark.django_db]


def one_line(answer):
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", answer.content.decode())


def names():
    return list(Group.objects.values_list("name", flat=True))


def test_the_page_says_what_it_does_before_its_form(client):
    drawn = one_line(client.get("/shop/order/"))

    order = [
        "<h1>Order something</h1>",
        "It comes tomorrow.",
        "<p>It cannot be given back.</p><p>It is &lt;heavy&gt;.</p>",
        'name="name"',
        ">Order it<",
    ]
    assert sorted(order, key=drawn.index) == order
    assert '<a class="action-link" href="/shop/orders/">Cancel</a>' in drawn
    assert '<a href="/shop/">Shop</a>' in drawn


@pytest.mark.parametrize(("to", "address"), [("", "/shop/orders/"), ("address", "/shop/thanks/"), ("made", "/shop/orders/lamp/")])
def test_what_was_asked_for_is_done_said_and_left(client, to, address):
    answer = client.post(f"/shop/order/?to={to}", {"name": "lamp"})

    assert (answer.status_code, answer.url) == (302, address)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["lamp was ordered."]
    assert names() == ["lamp"]


def test_what_is_refused_is_409_and_leaves_nothing_half_done(client):
    answer = client.post("/shop/order/", {"name": "the moon"})

    drawn = one_line(answer)
    assert (answer.status_code, names()) == (409, [])
    assert drawn.index("<p>The door is closed. Come back tomorrow.</p>") < drawn.index('value="the moon"')


@pytest.mark.parametrize(
    "ask", [lambda client: client.post("/shop/order/", {"name": "the stars"}), lambda client: client.get("/refused/beside/")]
)
def test_a_way_out_that_begins_at_an_address_is_a_link(client, ask):
    answer = ask(client)

    assert answer.status_code == 409
    assert '<a href="/doors/2/?a&amp;b">Take door 2.</a>' in one_line(answer)
    assert "This door is &lt;closed&gt;." in one_line(answer)


def test_a_form_that_cannot_be_read_is_no_refusal(client):
    answer = client.post("/shop/order/", {"name": " "})

    assert (answer.status_code, names()) == (200, [])
    assert "Name: This field is required." in one_line(answer)


def test_an_act_may_answer_by_itself(client):
    answer = client.post("/shop/order/", {"name": "a preview"})

    assert (answer.status_code, answer.text) == (200, "It would look like this.")
    assert list(get_messages(answer.wsgi_request)) == []


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 409)])
def test_what_is_refused_whatever_the_form_says_stands_in_its_place(client, method, status):
    answer = getattr(client, method)("/shop/order-at-night/", {"name": "lamp"})

    drawn = one_line(answer)
    assert (answer.status_code, names()) == (status, [])
    assert '<p class="callout-title">The door is closed.</p><p>Come back tomorrow.</p>' in drawn
    assert "<form" not in drawn


def test_where_nothing_is_to_be_filled_in_the_button_is_the_answer_of_who_is_signed_in(client, django_user_model):
    assert client.post("/shop/order-again/").url == "/accounts/login/?next=/shop/order-again/"
    client.force_login(django_user_model.objects.create(login_name="mia"))

    drawn = one_line(client.get("/shop/order-again/"))
    assert (">Order it<" in drawn, names()) == (True, [])
    assert client.put("/shop/order-again/").status_code == 405
    assert (client.post("/shop/order-again/").url, names()) == ("/shop/thanks/", ["lamp"])


def test_of_several_acts_of_a_page_the_one_whose_button_was_pressed_is_done_and_said(client):
    address = "/shop/keep-or-give-back/"
    kept = client.post(address, {"act": "keep", "name": "lamp"})
    assert (kept.url, [str(message) for message in get_messages(kept.wsgi_request)], names()) == ("/shop/", ["lamp is yours."], ["lamp"])

    refused = client.post(address, {"act": "give_back", "name": "lamp"})
    assert (refused.status_code, "The door is closed." in refused.text) == (409, True)
    # Its form is drawn; that of the other act was not sent, and complains of nothing.
    assert refused.context["acts"]["keep"].form.is_bound is False


@pytest.mark.parametrize("sent", [{}, {"act": ""}, {"act": "no more"}])
def test_an_act_that_is_no_more_does_nothing_says_so_and_draws_the_page_as_it_is_now(client, sent):
    answer = client.post("/shop/keep-or-give-back/", {"name": "lamp", **sent})

    assert (answer.status_code, names(), "field is required" in answer.text) == (409, [], False)
    assert "This page has no such button any more: nothing new was done." in answer.text
    assert "nothing new was done" not in client.get("/shop/keep-or-give-back/").text


def test_an_attempt_gives_what_was_made_or_what_was_refused():
    def refuse():
        raise DoorClosed

    form = OrderForm({"name": "lamp"})
    made, refused = attempt(lambda: "lamp"), attempt(refuse)
    made.tell(form)
    assert (made.made, made.refusal, made.status, form.errors) == ("lamp", None, 200, {})
    refused.tell(form)
    assert (refused.made, type(refused.refusal), refused.status) == (None, DoorClosed, 409)
    assert form.non_field_errors() == ["The door is closed. Come back tomorrow."]


def test_what_is_wrong_with_the_program_is_not_taken_for_a_refusal():
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 / 0)
