"""The site's addresses, and pages that go wrong in each way."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import include, path

from shishin.kit.errors import NotFoundWithOffers, Refusal


class DoorClosed(Refusal):
    message = "The door is closed."
    way_out = "Come back tomorrow."


def _raises(error: Any) -> Any:
    def view(request: HttpRequest) -> NoReturn:
        raise error

    return view


def _stores(*app_labels: Any) -> Any:
    @transaction.atomic
    def view(request: HttpRequest) -> NoReturn:
        for app_label in app_labels:
            ContentType.objects.create(app_label=app_label, model="order")
        raise AssertionError("The database took it.")

    return view


urlpatterns = [
    path("refused/", _raises(DoorClosed())),
    path("taken/", _stores("shop", "shop")),
    path("taken-away/", _raises(ObjectDoesNotExist("Order matching query does not exist."))),
    path("unfit/", _stores(None)),
    path("forbidden/", _raises(PermissionDenied())),
    path("bad/", _raises(BadRequest())),
    path("too-much/", _raises(RequestDataTooBig())),
    path("gone/", _raises(Http404())),
    path("broken/", _raises(ValueError("secret words"))),
    path(
        "near/",
        _raises(NotFoundWithOffers("There is no edition 9.9.9.", offers=[("/1.0.0/", "Edition 1.0.0"), ("/2.0.0/", "Edition 2.0.0")])),
    ),
    path("", include("shishin.site.urls")),
]

handler400 = "shishin.kit.views.bad_request"
handler403 = "shishin.kit.views.forbidden"
handler404 = "shishin.kit.views.not_found"
handler429 = "shishin.kit.views.too_many_requests"
handler500 = "shishin.kit.views.server_error"
