"""What the page of one reason shows: the changes that it serves; and how it is mended or taken off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from shishin.guidelines.changes.edition_changes import ClauseChange, changed
from shishin.guidelines.drafting.explaining import change_reason, explain_changes, take_reasons_off
from shishin.guidelines.drafting.pages.changes import names_of_changes
from shishin.guidelines.drafting.pages.forms import ReasonForm
from shishin.guidelines.models import Edition, Reason
from shishin.people.models import Person


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Without a row it is the mark of formal changes that have no words."""

    edition: Edition
    row: Reason | None
    changes: Sequence[ClauseChange]
    names: Sequence[tuple[str, str]]
    """Which clauses they are about, and what became of them."""

    @property
    def is_substantive(self) -> bool:
        return any(change.is_substantive for change in self.changes)

    @property
    def initial(self) -> dict[str, str]:
        words = {f"reason_{language}": text for language, text in (self.row.words if self.row else {}).items()}
        return words | {"bearing": "substantive" if self.is_substantive else "formal"}

    def mend(self, form: ReasonForm, *, by: Person) -> None:
        words = form.words()
        if self.row and words and form.is_substantive == self.is_substantive:
            change_reason(self.row, words=words, by=by)
        else:
            explain_changes(self.edition, self.changes, words=words, is_substantive=form.is_substantive, by=by)

    def take_off(self, *, by: Person) -> None:
        take_reasons_off(self.edition, self.changes, by=by)


def reason_page(edition: Edition, uuid: UUID | None) -> ReasonPage:
    row = Reason.objects.filter(edition=edition, uuid=uuid).first() if uuid else None
    if uuid and row is None:
        raise Http404
    wanted = str(uuid) if uuid else None
    found = changed(edition)
    changes = [change for change in found.changes if change.is_explained and change.reason == wanted]
    if not changes:
        raise Http404
    return ReasonPage(edition, row, changes, names_of_changes(edition, found, changes))
