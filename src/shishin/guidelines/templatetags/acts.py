"""What the page of an edition offers to those who write it."""

from __future__ import annotations

from django import template

from shishin.guidelines.editions.next_steps import Acts, Submission, acts_on, history_of, submission_of
from shishin.guidelines.reading.edition_pages import EditionPage
from shishin.trail.reading import Line

register = template.Library()


@register.simple_tag
def acts_of(page: EditionPage) -> Acts | None:
    """{% acts_of page as acts %}: nothing for those who may not."""
    return acts_on(page.readable, page.edition)


@register.simple_tag
def trail_of(page: EditionPage) -> list[Line] | None:
    """{% trail_of page as lines %}: nothing for those who may not."""
    return history_of(page.readable, page.edition)


@register.simple_tag
def submitted_of(page: EditionPage) -> Submission | None:
    """{% submitted_of page as submission %}: nothing where it was not submitted, or for those who may not know."""
    return submission_of(page.readable, page.edition)
