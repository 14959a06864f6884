"""A short text without words, to show what a numbering scheme does."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class SampleClause:
    depth: int
    kind: str
    heading: str | Promise
    is_branch: bool = False
    is_vacated: bool = False


SAMPLE = (
    SampleClause(1, "chapter", _("First chapter")),
    SampleClause(2, "text", _("First part of it")),
    SampleClause(3, "text", _("A line")),
    SampleClause(4, "text", _("A detail")),
    SampleClause(4, "text", _("Another detail")),
    SampleClause(3, "text", _("A second line")),
    SampleClause(3, "text", _("A line inserted later"), is_branch=True),
    SampleClause(2, "text", _("Second part")),
    SampleClause(1, "chapter", _("Second chapter")),
    SampleClause(2, "value", _("A value")),
    SampleClause(2, "value", _("Another value")),
)
