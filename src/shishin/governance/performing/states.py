"""How a state of a cell is shown: its word, its tone and its shape, on every page and in every file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from shishin.governance.duties.owing import NOT_STATED
from shishin.governance.models import DutyStatus
from shishin.kit.icons import SHAPES

State = DutyStatus.State
Text = str | Promise


class Look(NamedTuple):
    """`tone` is that of a tag, `icon` a shape of its own: without colour the states are still told apart."""

    words: Text
    tone: str
    icon: str

    @property
    def shape(self) -> SafeString:
        """The lines of the icon, for a page that draws it thousands of times from one place."""
        return mark_safe(SHAPES[self.icon])


LOOKS: Mapping[str, Look] = {
    str(State.PERFORMED): Look(State.PERFORMED.label, "success", "check"),
    str(State.PARTLY): Look(State.PARTLY.label, "warning", "half"),
    str(State.NOT_YET): Look(State.NOT_YET.label, "danger", "cross"),
    str(State.NOT_APPLICABLE): Look(State.NOT_APPLICABLE.label, "", "dash"),
    NOT_STATED: Look(_("not stated"), "missing", "gap"),
}
"""In the order in which counts add up."""
GAPS_FIRST = (NOT_STATED, str(State.NOT_YET), str(State.PARTLY), str(State.PERFORMED), str(State.NOT_APPLICABLE))
NOT_OWED = "not_owed"
"""No state: such a cell is not counted."""


class Figure(NamedTuple):
    """How many cells are in a state, and where they are listed."""

    words: Text
    value: int
    url: str
    is_gap: bool


def figures_of(counts: Mapping[str, int], listed: Collection[str] = ()) -> list[Figure]:
    """Cells first, then what they add up from."""
    figures = [Figure(_("Cells"), counts.get("cells", 0), "", False)]
    return figures + [
        Figure(look.words, counts.get(state, 0), f"#{state}" if state in listed else "", state == NOT_STATED)
        for state, look in LOOKS.items()
    ]


def state_cells() -> dict[str, SafeString]:
    """The cell of a matrix in each state, drawn once: a matrix has thousands. Its shapes stand once on the page."""
    drawn = {
        state: format_html(
            '<td class="is-{}"><svg class="icon" aria-hidden="true"><use href="#shape-{}"/></svg> <span>{}</span></td>',
            state,
            look.icon,
            look.words,
        )
        for state, look in LOOKS.items()
    }
    return {**drawn, NOT_OWED: format_html('<td class="is-{}">–<span class="visually-hidden">{}</span></td>', NOT_OWED, _("not owed"))}
