"""Remarks: what the last column of a comparison table says of a row, in order, for every form of the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from shishin.guidelines.comparing.table import Cause, Comparison, Row


class Tone(StrEnum):
    PLAIN = "plain"
    SOFT = "soft"
    TAG = "tag"
    TAG_MISSING = "tag-missing"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line, or the words of one tag."""

    words: str
    tone: Tone = Tone.PLAIN


def remarks_on(row: Row, comparison: Comparison) -> Iterator[Remark]:
    """Reasons, then what the marks cannot show. Causes and tags follow."""
    for reason in row.reasons:
        yield from (Remark(line) for line in reason.splitlines() if line.strip())
    if row.covers:
        yield Remark(_("This reason is given for: %(places)s") % {"places": _(", ").join(row.covers)}, Tone.SOFT)
    if row.same_as:
        yield Remark(_("For the same reason as %(place)s.") % {"place": row.same_as})
    if is_unexplained(row, comparison):
        yield Remark(_("No reason is recorded."), Tone.SOFT)
    yield from (Remark(note) for note in row.notes)


def is_unexplained(row: Row, comparison: Comparison) -> bool:
    """A change of substance without a reason is said to have none; a table worked out by comparison has none anyway."""
    return comparison.profile.has_reasons and comparison.is_recorded and row.is_substantive and not row.reasons and not row.same_as


def tags_on(row: Row, comparison: Comparison) -> Iterator[Remark]:
    if not row.is_substantive:
        yield Remark(_("Formal"), Tone.TAG)
    if row.is_proposed and comparison.is_way_recorded:
        yield Remark(_("Worked out by comparison"), Tone.TAG_MISSING)
    if row.is_translation_missing:
        yield Remark(_("Not translated"), Tone.TAG_MISSING)


def others_behind(cause: Cause) -> str:
    """How many more of the same kind stand behind a cause that is told once."""
    return _("and %(count)s more") % {"count": cause.count - 1} if cause.count > 1 else ""
