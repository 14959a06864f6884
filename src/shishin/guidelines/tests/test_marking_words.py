"""Two wordings side by side underline what differs and escape what could be markup."""

from __future__ import annotations

from shishin.guidelines.drafting.pages.earlier_words import mark_passages
from shishin.texts.manuscript import Passage


def test_what_differs_is_marked_on_both_sides():
    sides = mark_passages(Passage("受付", "One two three."), Passage("受付", "One four three."))

    assert sides.old == "<p><strong>受付</strong></p><p>One <del>two</del> three.</p>"
    assert sides.new == "<p><strong>受付</strong></p><p>One <ins>four</ins> three.</p>"
    assert not sides.is_same


def test_lines_become_paragraphs_and_a_summary_stands_apart():
    sides = mark_passages(Passage(), Passage("", "a\n\nb", "c"))

    assert sides.old == ""
    assert sides.new == '<p><ins>a</ins></p><p><ins>b</ins></p><div class="quote flow"><p><ins>c</ins></p></div>'


def test_markup_is_shown_as_it_is_written():
    assert mark_passages(Passage("", "<script>"), Passage("", "<script>")).new == "<p>&lt;script&gt;</p>"
