"""A comparison table as one HTML file that needs nothing else: for mail, for archives, for printing."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.table import Comparison
from shishin.texts.languages import spoken_about


def write_html(comparison: Comparison) -> bytes:
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    with override(spoken_about(comparison.language)):
        shown = {"comparison": comparison, "table": draw_comparison(comparison), "style": mark_safe(style)}
        return render_to_string("guidelines/compare_file.html", shown).encode()
