"""The site's addresses, and pages that go wrong in each way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from django import forms
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from psycopg.errors import DeadlockDetected

from shishin.kit.errors import NotFoundWithSuggestions, Refusal
from shishin.kit.form_page import Act, FormPage, data_of
from shishin.kit.views import form_view


class DoorClosed(Refusal):
    message = "The door is closed."
    way_out = "Come back tomorrow."


class DoorBeside(Refusal):
    """Its way out begins at an address."""

    message = "This door is <closed>."
    way_out = "Take door %(number)s."

    number: int

    def begins_at(self) -> str:
        return f"/doors/{self.number}/?a&b"


def _raises(error: Any) -> Any:
    def view(request: HttpRequest) -> NoReturn:
        raise error

    return view


def _waits(request: HttpRequest) -> NoReturn:
    raise OperationalError("deadlock detected") from DeadlockDetected()


class OrderForm(forms.Form):
    name = forms.CharField(label="Name")


def order(request: HttpRequest) -> HttpResponse:
    """The order is written down before the shop looks whether it can be had: of what is refused nothing may stay."""

    def act(clean: dict[str, Any]) -> Any:
        if clean["name"] == "a preview":
            return HttpResponse("It would look like this.")
        made = Group.objects.create(name=clean["name"])
        if made.name == "the moon":
            raise DoorClosed
        if made.name == "the stars":
            raise DoorBeside(number=2)
        return made

    page = FormPage(
        "Order something",
        "Order it",
        [("/shop/", "Shop"), ("/shop/orders/", "Orders")],
        lambda made: f"{made.name} was ordered.",
        "It comes tomorrow.",
        ["It cannot be given back.", "It is <heavy>."],
    )
    to: Any = {"made": lambda made: f"/shop/orders/{made.name}/", "address": "/shop/thanks/", "": ""}[request.GET.get("to", "")]
    return page.answer(request, OrderForm(request.POST or None), act, to=to)


def order_at_night(request: HttpRequest) -> HttpResponse:
    page = FormPage("Order something", "Order it", [("/shop/", "Shop")], "It was ordered.", refuse=_raises_nothing_but(DoorClosed()))
    return page.answer(request, OrderForm(request.POST or None), lambda clean: Group.objects.create(name=clean["name"]))


def keep_or_give_back(request: HttpRequest) -> HttpResponse:
    """Two acts of one page. What is kept gets a name, what is given back needs none, and the moon is neither."""

    def refuse() -> NoReturn:
        raise DoorClosed

    keep = OrderForm(data_of(request, "keep"))
    acts = {
        "keep": Act(keep, lambda clean: Group.objects.create(name=clean["name"]), lambda made: f"{made.name} is yours."),
        "give_back": Act(forms.Form(data_of(request, "give_back")), lambda _clean: refuse(), "It was given back."),
    }
    return FormPage("What you ordered", "Keep it", [("/shop/", "Shop")]).answer_one_of(request, acts)


@form_view
def order_the_same_again(request: HttpRequest) -> HttpResponse:
    page = FormPage("Order the same again", "Order it", [("/shop/", "Shop")], "It was ordered.")
    return page.confirm(request, lambda: Group.objects.create(name="lamp"), to="/shop/thanks/")


def _raises_nothing_but(error: Refusal) -> Callable[[], NoReturn]:
    def refuse() -> NoReturn:
        raise error

    return refuse


def _stores(*app_labels: Any) -> Any:
    @transaction.atomic
    def view(request: HttpRequest) -> NoReturn:
        for app_label in app_labels:
            ContentType.objects.create(app_label=app_label, model="order")
        raise AssertionError("The database took it.")

    return view


urlpatterns = [
    path("shop/order/", order),
    path("shop/order-at-night/", order_at_night),
    path("shop/order-again/", order_the_same_again),
    path("shop/keep-or-give-back/", keep_or_give_back),
    path("refused/", _raises(DoorClosed())),
    path("refused/beside/", _raises(DoorBeside(number=2))),
    path("taken/", _stores("shop", "shop")),
    path("waited/", _waits),
    path("taken-away/", _raises(ObjectDoesNotExist("Order matching query does not exist."))),
    path("unfit/", _stores(None)),
    path("forbidden/", _raises(PermissionDenied())),
    path("bad/", _raises(BadRequest())),
    path("too-much/", _raises(RequestDataTooBig())),
    path("gone/", _raises(Http404())),
    path("broken/", _raises(ValueError("secret words"))),
    path(
        "near/",
        _raises(
            NotFoundWithSuggestions("There is no edition 9.9.9.", suggestions=[("/1.0.0/", "Edition 1.0.0"), ("/2.0.0/", "Edition 2.0.0")])
        ),
    ),
    path("", include("shishin.site.urls")),
]

handler400 = "shishin.kit.views.bad_request"
handler403 = "shishin.kit.views.forbidden"
handler404 = "shishin.kit.views.not_found"
handler429 = "shishin.kit.views.too_many_requests"
handler500 = "shishin.kit.views.server_error"
