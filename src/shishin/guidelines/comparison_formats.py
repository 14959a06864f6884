"""Every form in which a comparison table can be taken away. Importing a writer registers it."""

from __future__ import annotations

from shishin.guidelines import comparison_html
from shishin.guidelines.comparison_downloads import ComparisonFormat, comparison_formats
from shishin.guidelines.printing import comparison_pdf, comparison_word

WRITERS = (comparison_html, comparison_pdf, comparison_word)

__all__ = ["WRITERS", "ComparisonFormat", "comparison_formats"]
