"""What the templates of this package say about versions and texts, where their pages stand, and what an edition offers to those who write it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from shishin.guidelines.comparing.drawing import draw_passages
from shishin.guidelines.comparing.profiles import profile_of
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions import naming
from shishin.guidelines.editions.next_steps import Acts, Submission, acts_on, history_of, submission_of
from shishin.guidelines.linking.pages import LinkRow
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.edition_pages import EditionPage
from shishin.kit import markdown
from shishin.kit.templatetags.kit import breadcrumbs
from shishin.trail.reading import Line

register = template.Library()

register.filter("version_in_words", version_in_words)
register.filter("to_html", markdown.to_html)
register.filter("to_inline_html", markdown.to_inline_html)


@register.simple_tag
def breadcrumbs_below(place: Document | Edition, *parts: Any) -> SafeString:
    """Where we are, below a document or an edition: {% breadcrumbs_below edition url label here %}."""
    above = naming.breadcrumbs_to_edition(place) if isinstance(place, Edition) else naming.breadcrumbs_to_document(place)
    return breadcrumbs(*(part for step in above for part in step), *parts)


@register.simple_tag
def breadcrumbs_to(document: Document) -> SafeString:
    """Where we are, at a document itself."""
    return breadcrumbs(*(part for step in naming.breadcrumbs_to_family(document) for part in step), document.short_title())


@register.simple_tag
def changed_words(row: LinkRow) -> tuple[SafeString, SafeString, list[str]]:
    """{% changed_words row as words %}: of the clause that a link leads to, when it was last checked and now, as a comparison shows them; and notes."""
    language = row.target.language
    profile = profile_of(language, row.target.document.owner.comparison_profile)
    return draw_passages(passage_of(row.before), passage_of(row.target.text), language=language, profile=profile)


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
