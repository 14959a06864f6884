"""Every form in which a comparison table can be taken away. Importing a writer registers it."""

from __future__ import annotations

from shishin.guidelines import comparison_html
from shishin.guidelines.comparison_downloads import ComparisonFormat, comparison_formats

WRITERS = (comparison_html,)

__all__ = ["WRITERS", "ComparisonFormat", "comparison_formats"]
