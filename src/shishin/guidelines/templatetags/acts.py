"""What the page of an edition offers to those who write it."""

from __future__ import annotations

from django import template

from shishin.guidelines.acts import Acts, acts_on
from shishin.guidelines.edition_pages import EditionPage

register = template.Library()


@register.simple_tag
def acts_of(page: EditionPage) -> Acts | None:
    """{% acts_of page as acts %}: nothing for those who may not."""
    return acts_on(page.shelf, page.edition)
