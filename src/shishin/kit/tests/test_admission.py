"""So many at once and no more; whoever is asked to come again keeps every word."""

from __future__ import annotations

from html.parser import HTMLParser
from threading import Event, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from shishin.kit.admission import at_most

pytestmark = pytest.mark.django_db  # the frame of a page asks for its menu
WORDS = 'The lamp "Aurora" <b>flickers</b>.\n\nPlease send another one & soon.'


class Shop:
    """A view with one place, in which somebody stands until they are let go."""

    def __init__(self) -> None:
        self.is_taken, self.leave = Event(), Event()

        @at_most(1)
        def order(request, number=1):
            if request.GET.get("stays"):
                self.is_taken.set()
                self.leave.wait(10)
            if request.GET.get("breaks"):
                raise RuntimeError("The till is stuck.")
            return HttpResponse(f"ordered {number}")

        self.order = order

    def __enter__(self):
        self.standing = Thread(target=self.order, args=(RequestFactory().get("/orders/?stays=1"),))
        self.standing.start()
        assert self.is_taken.wait(10)
        return self

    def __exit__(self, *_error):
        self.leave.set()
        self.standing.join()


def asked(method, address, data=None):
    request = getattr(RequestFactory(), method)(address, data)
    request.user, request.session = AnonymousUser(), {}
    return request


class Hidden(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.sent = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "input" and named.get("type") == "hidden" and named["name"] != "csrfmiddlewaretoken":
            self.sent.append((named["name"], named["value"]))


def test_whoever_comes_beyond_the_places_is_asked_to_come_again_with_all_that_was_sent():
    data = {"key": "k1", "words-1": WORDS, "choice": ["a", "b"], "csrfmiddlewaretoken": "old"}
    with Shop() as shop:
        answer = shop.order(asked("post", "/orders/?page=2", data), 7)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "no-store" in answer["Cache-Control"]
    assert sorted(Hidden(answer.text).sent) == [("choice", "a"), ("choice", "b"), ("key", "k1"), ("words-1", WORDS)]
    assert '<form class="flow" method="post" action="/orders/?page=2">' in answer.text
    assert "The lamp &quot;Aurora&quot; &lt;b&gt;flickers&lt;/b&gt;." in answer.text
    assert shop.order(asked("post", "/orders/", data), 7).text == "ordered 7"


def test_whoever_only_looks_is_given_the_way_back_to_the_page():
    with Shop() as shop:
        answer = shop.order(asked("get", "/orders/?page=2"))

    assert answer.status_code == 503
    assert '<a class="button" href="/orders/?page=2">Try again</a>' in answer.text
    assert "<form class" not in answer.text


def test_a_file_has_to_be_chosen_again_and_the_page_says_so():
    with Shop() as shop:
        answer = shop.order(asked("post", "/orders/", {"words": WORDS, "file": SimpleUploadedFile("a.txt", b"a")}))

    assert "Choose “a.txt” once more: a page cannot keep files." in answer.text
    assert '<input class="input" id="file-1" type="file" name="file">' in answer.text
    assert 'enctype="multipart/form-data"' in answer.text


def test_a_place_is_free_again_also_after_a_fault():
    shop = Shop()
    for _time in range(3):
        with pytest.raises(RuntimeError, match="till is stuck"):
            shop.order(asked("get", "/orders/?breaks=1"))

    assert shop.order(asked("get", "/orders/")).text == "ordered 1"


def test_each_view_has_places_of_its_own():
    with Shop(), Shop() as other:
        assert other.order(asked("get", "/")).status_code == 503
    assert Shop().order(asked("get", "/")).status_code == 200
