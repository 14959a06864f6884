"""A list is narrowed down by links that say how many rows they leave; the address is the filter."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q
from django.db.models.functions import Substr
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from shishin.kit.listing import Facet, Listing, Order, SavedFilters, Search, saved_filters

pytestmark = pytest.mark.django_db

DRINK = Facet("drink", "Drink", {"t": "Tea", "c": "Coffee", "m": "Milk"}, Substr("name", 1, 1))
SIZE = Facet("size", "Size", {"s": "Small", "l": "Large"}, Substr("name", 2, 1))
ORDERS = ["ts1", "ts2", "tl3", "cl4"]


def make_orders(*names):
    Group.objects.bulk_create(Group(name=name) for name in names)


def listing(query="", facets=(DRINK, SIZE), **asked):
    return Listing(Group.objects.order_by("-pk"), QueryDict(query), facets, **asked)


def rows(found):
    return [group.name for group in found.page]


def links(facet):
    return [(str(link.words), link.url, link.count, link.is_here) for link in facet]


def draw(found, more=""):
    request = RequestFactory().get("/orders/")
    request.user = AnonymousUser()
    return " ".join(Template(f"{{% filters listing {more} %}}").render(Context({"listing": found, "request": request})).split())


def test_without_a_filter_all_rows_are_listed_in_their_order():
    make_orders(*ORDERS)

    assert rows(listing()) == ["cl4", "tl3", "ts2", "ts1"]


def test_the_first_facet_is_tabs_with_how_many_rows_each_leaves():
    make_orders(*ORDERS)

    assert links(listing().tabs) == [("", "?", 4, True), ("Tea", "?drink=t", 3, False), ("Coffee", "?drink=c", 1, False)]


def test_a_facet_is_counted_among_the_rows_that_the_other_filters_leave():
    make_orders(*ORDERS)
    found = listing("drink=t&size=l")

    assert rows(found) == ["tl3"]
    drink, size = found.facets
    assert links(drink.links) == [("", "?size=l", 2, False), ("Tea", "?drink=t&size=l", 1, True), ("Coffee", "?drink=c&size=l", 1, False)]
    assert [link.count for link in size.links] == [3, 2, 1]


NEWEST, BY_NAME = Order("newest", "Newest first", ["-pk"]), Order("name", "By name", ["name"])
NAMED = Search("Name", lambda rows, words: rows.filter(name__contains=words))


def test_rows_are_put_in_the_order_that_is_asked_for_and_else_in_the_first():
    make_orders("ts2", "cl4", "ts1")

    assert rows(listing(orders=[NEWEST, BY_NAME])) == ["ts1", "cl4", "ts2"]
    found = listing("order=name&drink=t", orders=[NEWEST, BY_NAME])
    assert rows(found) == ["ts1", "ts2"]
    assert found.orders == [("Newest first", "?drink=t", False), ("By name", "?drink=t&order=name", True)]
    assert [chip.label for chip in found.chips] == ["Drink"]
    assert found.tabs[0].url == "?order=name"
    assert rows(listing("order=price", orders=[NEWEST, BY_NAME])) == ["ts1", "cl4", "ts2"]


def test_rows_are_looked_for_by_words_and_facets_count_among_them():
    make_orders(*ORDERS)
    found = listing("q=s&drink=t&order=name", search=NAMED, orders=[NEWEST, BY_NAME])

    assert (rows(found), found.words) == (["ts1", "ts2"], "s")
    assert [link.count for link in found.tabs] == [2, 2]
    assert [(chip.label, chip.words, chip.url) for chip in found.chips] == [
        ("Drink", "Tea", "?q=s&order=name"),
        ("Name", "s", "?drink=t&order=name"),
    ]
    assert found.kept_in_search == [("drink", "t"), ("order", "name")]


def test_what_is_looked_for_is_drawn_with_the_filters_that_stay():
    make_orders(*ORDERS)
    drawn = draw(listing('q="<s>&drink=t', search=NAMED, orders=[NEWEST, BY_NAME]))

    assert 'name="q" value="&quot;&lt;s&gt;"' in drawn
    assert '<input type="hidden" name="drink" value="t">' in drawn
    assert '<a href="?drink=t&amp;q=%22%3Cs%3E" aria-current="true">Newest first</a>' in drawn


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_once_for_its_rows_once_for_their_number_and_once_a_facet(django_assert_num_queries, count):
    make_orders(*ORDERS[:count])
    found = listing(search=NAMED, orders=[NEWEST, BY_NAME])

    with django_assert_num_queries(4):
        assert len(rows(found)) == count
        assert len(found.facets) == 2


def test_a_filter_that_is_on_can_be_taken_off():
    make_orders(*ORDERS)
    found = listing("drink=t&q=green&size=&page=3&other=1", asked={"q": "Words"})

    assert [(chip.label, chip.words, chip.url) for chip in found.chips] == [("Drink", "Tea", "?q=green"), ("Words", "green", "?drink=t")]
    assert found.filter == "drink=t&q=green"
    assert found.url(without="drink") == "?q=green"
    assert found.url(size="s") == "?drink=t&size=s&q=green"


@pytest.mark.parametrize("query", ["drink=x", "number=x", "number=99999999999999999999"])
def test_a_filter_that_no_row_has_leaves_none_and_says_so(query):
    make_orders(*ORDERS)
    found = listing(query, facets=(DRINK, Facet("number", "Number", {}, "pk")))

    name, value = query.split("=")
    assert rows(found) == []
    assert [chip.words for chip in found.chips] == [value]
    assert [link.is_here for link in found.facets[["drink", "number"].index(name)].links if link.words == value] == [True]


def test_a_value_that_nobody_named_is_called_by_itself():
    make_orders("ts1", "xs1")

    assert [str(link.words) for link in listing().tabs] == ["", "Tea", "x"]


def test_fifty_rows_are_a_page():
    make_orders(*(f"ts{number}" for number in range(51)))

    assert [len(rows(listing(query))) for query in ("", "page=2", "page=x")] == [50, 1, 50]


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_asks_the_same_however_long_it_is(django_assert_num_queries, many):
    make_orders(*ORDERS[:many])
    found = listing("drink=t")

    with django_assert_num_queries(4):
        assert rows(found)
        assert draw(found)


def test_links_and_filters_are_drawn_as_ways_and_work_without_javascript():
    make_orders(*ORDERS)
    drawn = draw(listing("drink=t", asked={"q": "Words"}))

    assert '<nav class="tabs" aria-label="Drink"> <a href="?"> All <span class="number">4</span></a>' in drawn
    assert '<a href="?drink=t" aria-current="true"> Tea <span class="number">3</span></a>' in drawn
    assert '<p class="hint">Size</p> <nav class="tabs" aria-label="Size">' in drawn
    assert "Without this filter:</span> Drink: Tea</a>" in drawn
    assert "Save this filter" not in drawn


@pytest.mark.parametrize(
    ("query", "begin"),
    [
        ("", "<details> <summary>"),
        ("drink=t", "<details> <summary>"),
        ("size=l", "<details open> <summary>"),
        ("drink=t&size=l", "<details open>"),
    ],
)
def test_all_but_the_first_way_may_be_folded_until_one_of_them_is_used(query, begin):
    make_orders(*(f"{'tc'[number % 2]}{'sl'[number // 2 % 2]}{number}" for number in range(1_200)))
    drawn = draw(listing(query), more="is_folded=True")

    assert drawn.index('aria-label="Drink"') < drawn.index(begin) < drawn.index('aria-label="Size"') < drawn.index("</details>")
    assert "<details" not in draw(listing(query))
    assert 'All <span class="number">1,200</span>' in draw(listing())


@pytest.mark.parametrize(("count", "query", "is_drawn"), [(7, "", False), (8, "", True), (7, "drink=t", True)])
def test_a_short_list_is_not_narrowed_down_unless_its_reader_came_by_a_filter(count, query, is_drawn):
    make_orders(*(f"{'tc'[number % 2]}s{number}" for number in range(count)))

    assert ('class="tabs"' in draw(listing(query))) is is_drawn


def test_a_facet_that_tells_no_rows_apart_is_not_drawn():
    make_orders(*(f"t{size}{number}" for number in range(4) for size in "sl"))

    assert 'aria-label="Drink"' not in draw(listing())
    assert 'aria-label="Size"' in draw(listing())
    assert 'aria-label="Drink"' in draw(listing("drink=t"))


def test_what_a_reader_saved_are_links_and_a_filter_is_saved_once(monkeypatch):
    def filler(request, query):
        return SavedFilters([("My tea", "drink=t")], f"/save{request.path}", "/remove/")

    monkeypatch.setattr(saved_filters, "_fillers", {"": filler})
    make_orders(*ORDERS)

    assert '<a href="?drink=t">My tea</a> <a href="/remove/">' in draw(listing())
    assert '<a href="?drink=t" aria-current="true">My tea</a>' in draw(listing("drink=t"))
    assert ["/save/orders/" in draw(listing(query)) for query in ("", "drink=t", "drink=c")] == [False, False, True]


def test_rows_that_have_several_values_are_found_by_each_of_them():
    make_orders(*ORDERS)
    with_what = Facet("with", "With", {"s": "Sugar", "i": "Ice"}, having={"s": Q(name__in=["ts1", "ts2"]), "i": Q(name__in=["ts2"])})

    found = listing("with=i", [with_what, DRINK])

    assert rows(found) == ["ts2"]
    assert links(found.facets[0].links) == [
        ("", "?", 4, False),
        ("Sugar", "?with=s", 2, False),
        ("Ice", "?with=i", 1, True),
    ]
    assert links(found.facets[1].links) == [("", "?with=i", 1, True), ("Tea", "?with=i&drink=t", 1, False)]
    assert rows(listing("with=x", [with_what])) == []
