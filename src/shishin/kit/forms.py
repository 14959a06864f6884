"""How forms are drawn: label, hint, error, control, in this order."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    pass
