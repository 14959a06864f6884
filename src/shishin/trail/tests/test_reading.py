"""The history of one thing, for the pages of higher packages."""

from __future__ import annotations

from django.template.loader import render_to_string

from shishin.trail.naming import words_of
from shishin.trail.reading import entries_about, lines_of
from shishin.trail.tests.makers import DOCUMENT, make_entry


def history(*names):
    return render_to_string("trail/_history.html", {"lines": lines_of(entries_about(names), reader=None)})


def test_a_history_holds_what_was_done_to_the_thing_newest_first(trail):
    first = make_entry(1)
    make_entry(2, about="other:1")
    second = make_entry(3)
    assert list(entries_about([DOCUMENT])) == [second, first]
    assert list(entries_about([DOCUMENT], limit=1)) == [second]


def test_each_entry_of_a_history_says_in_words_what_was_done_and_why(trail):
    make_entry(1)
    text = history(DOCUMENT)
    assert words_of("guidelines.clause_edited") in text
    assert "guidelines." not in text
    assert "理由 1" in text
    assert "デジタル庁 事務局" in text


def test_an_empty_history_says_so(trail):
    assert "Nothing has been done to this yet" in history(DOCUMENT)
