"""What waits for those who keep duties: bases to read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.governance.duties.basing import bases_of, became_of
from shishin.governance.duties.pages import TO_CHECK
from shishin.governance.models import Duty
from shishin.guidelines.access import organizations_edited_by
from shishin.kit.waiting import Waiting, source
from shishin.people.models import Organization

DUTIES = "duties"


@source(order=40)
def waiting_for(person: Any, day: date) -> list[Waiting]:
    """A fixed number of queries, however many lists somebody keeps."""
    return [*_to_read_again(person, day)]


def _to_read_again(person: Any, day: date) -> Iterator[Waiting]:
    """One line a list."""
    bases = bases_of(Duty.objects.there_on(day).filter(owner__in=organizations_edited_by(person)))
    became = became_of(bases, day=day)
    counts = Counter(basis.duty.owner_id for basis in bases if became[basis.pk].is_suspect)
    owners = Organization.objects.filter(pk__in=counts).prefetch_related("dated_names") if counts else ()
    for owner in owners:
        count = counts[owner.pk]
        title = _("Read again what the duties of %(owner)s stand on") % {"owner": owner}
        why = ngettext(
            "%(count)s clause changed in substance or is gone.", "%(count)s clauses changed in substance or are gone.", count
        ) % {"count": count}
        url = f"{reverse('governance:duties')}?list={owner.slug}&check={TO_CHECK}#h-list"
        yield Waiting(DUTIES, _("Duties"), title, url, _("Read them again"), why, count=count)
