"""What happened is drawn the same on every page; what is missing is drawn too."""

from __future__ import annotations

import re
from datetime import date

from django.template import Context, Template
from django.utils.safestring import mark_safe

from shishin.kit.icons import draw_icon
from shishin.kit.timeline import Event, Tag


def draw(*events, era=""):
    drawn = Template("{% timeline events " + era + " %}").render(Context({"events": events}))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", drawn)


def test_a_tag_is_drawn_with_its_own_icon_or_none():
    shown = Template("{% tag open %}{% tag danger %}{% tag none %}").render(
        Context({"open": Tag("Open", "success", "check"), "danger": Tag("<Gone>", "danger"), "none": None})
    )

    assert shown == f'<span class="tag tag-success">{draw_icon("check")}Open</span><span class="tag tag-danger">&lt;Gone&gt;</span>'


def test_an_event_is_its_kind_its_day_and_its_title():
    opened = Event("Opening", date(2022, 3, 31), "The shop <opened>", "With tea & cake.", "/shop/", [Tag("Public", "info")], count=3)

    assert draw(opened) == (
        '<li><p class="trace-kind">Opening<time datetime="2022-03-31">31 March 2022</time><span class="tag tag-info">Public</span>'
        '<span class="number">3</span></p><h3><a href="/shop/">The shop &lt;opened&gt;</a></h3><p>With tea &amp; cake.</p></li>'
    )
    assert "(Reiwa 4)" in draw(opened, era="era=True")


def test_a_gap_has_no_day_and_is_dashed_with_the_line_before_it():
    drawn = draw(Event("Order", title="An order", is_before_gap=True), Event("Delivery", tags=[Tag("None yet", "missing")], is_gap=True))

    assert drawn == (
        '<li class="before-missing"><p class="trace-kind">Order</p><h3>An order</h3></li>'
        '<li class="missing"><p class="trace-kind">Delivery<span class="tag tag-missing">None yet</span></p></li>'
    )


def test_a_body_that_is_html_already_is_no_paragraph_and_an_anchor_can_be_linked_to():
    drawn = draw(Event("Order", title="An order", body=mark_safe("<ul><li>tea</li></ul>"), anchor="order-1"))

    assert drawn == '<li id="order-1"><p class="trace-kind">Order</p><h3>An order</h3><ul><li>tea</li></ul></li>'


def test_words_are_in_the_language_of_the_reader_or_marked_with_their_own():
    said = {"en": "Open\nearlier.", "ja": "早く開く。"}

    assert '<div class="flow"><p>Open<br>earlier.</p></div>' in draw(Event("Wish", words=said))
    assert '<div class="flow" lang="ja"><p>早く開く。</p></div>' in draw(Event("Wish", words={"ja": "早く開く。"}))


def test_links_stand_below_it_and_what_the_page_is_about_is_marked():
    drawn = draw(Event("Order", title="An order", links=[("The <bill>", "/bill/"), ("The box", "/box/")], is_here=True))

    assert drawn == (
        '<li class="here"><p class="trace-kind">Order</p><h3>An order</h3>'
        f'<p><a class="action-link" href="/bill/">The &lt;bill&gt;{draw_icon("arrow")}</a></p>'
        f'<p><a class="action-link" href="/box/">The box{draw_icon("arrow")}</a></p></li>'
    )
