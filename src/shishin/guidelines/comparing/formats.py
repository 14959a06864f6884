"""Every form in which a comparison table can be taken away. Importing a writer registers it."""

from __future__ import annotations

from shishin.guidelines.comparing import html_file
from shishin.guidelines.comparing.downloads import ComparisonFormat, comparison_formats
from shishin.guidelines.printing import comparison_pdf, comparison_word

WRITERS = (html_file, comparison_pdf, comparison_word)

__all__ = ["WRITERS", "ComparisonFormat", "comparison_formats"]
