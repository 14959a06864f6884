"""What the templates of this package say about versions and texts."""

from __future__ import annotations

from django import template

from shishin.guidelines.editions import naming
from shishin.kit import markdown

register = template.Library()

register.filter("version_in_words", naming.version_in_words)
register.filter("to_html", markdown.to_html)
register.filter("to_inline_html", markdown.to_inline_html)
