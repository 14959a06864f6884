"""What is going on: the phases of the loop, what is new, what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from shishin.consultations.asking.feeds import Item, newest_items
from shishin.consultations.asking.states import Standing, standings, under_way
from shishin.consultations.models import Consultation
from shishin.guidelines.access import families_to_read
from shishin.guidelines.models import Document, Edition, Family
from shishin.guidelines.reading.families import with_document_count
from shishin.kit.moments import now

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the loop. One that this site knows nothing of has no link and says so."""

    name: str | Promise
    note: str | Promise
    is_known: bool
    is_under_way: bool = False
    subject: str | Promise = ""
    url: str = ""


def open_drafts() -> QuerySet[Edition]:
    """Published drafts that no adopted edition has followed, the newest first."""
    drawn_up = Coalesce("published_on", "drafted_on")
    followed = Edition.objects.adopted().annotate(began=Coalesce("decided_on", "in_force_from"))
    followed = followed.filter(document=OuterRef("document"), began__gte=OuterRef("drawn_up"))
    newer = Edition.objects.filter(document=OuterRef("document"), state=Edition.State.PUBLISHED, withdrawn_on=None)
    newer = newer.annotate(day=drawn_up).filter(Q(day__gt=OuterRef("drawn_up")) | Q(day=OuterRef("drawn_up"), pk__gt=OuterRef("pk")))
    drafts = Edition.objects.filter(state=Edition.State.PUBLISHED, withdrawn_on=None, document__state=Document.State.ACTIVE)
    drafts = drafts.annotate(drawn_up=drawn_up).filter(~Exists(followed), ~Exists(newer))
    return drafts.select_related("document").order_by("-drawn_up", "-pk")


def open_consultations() -> list[Standing]:
    """Those in which opinions may be given now, the first to close first."""
    moment = now()
    going = standings(under_way(Consultation.objects.announced()), moment)
    return sorted((one for one in going if one.is_open), key=lambda one: one.closes_at or moment)


def coming_editions(day: date) -> QuerySet[Edition]:
    """Adopted, but not in force yet; the next to begin first."""
    return Edition.objects.adopted().filter(in_force_from__gt=day).select_related("document").order_by("in_force_from", "pk")


def editions_in_force(day: date) -> QuerySet[Edition]:
    """What binds comes before what only explains."""
    binding = Q(document__position=Document.Position.NORMATIVE)
    editions = Edition.objects.in_force_on(day).filter(document__state=Document.State.ACTIVE).select_related("document")
    return editions.annotate(binds=binding).order_by(
        "-binds", "document__family__position", "document__family__slug", "document__code_sort", "document__slug"
    )


def news(day: date) -> list[Edition | Item]:
    """What was published, decided, asked, closed or answered last, up to a day."""
    found: list[tuple[date, Edition | Item]] = [(localdate(item.at), item) for item in newest_items() if localdate(item.at) <= day]
    found += [(edition.happened_on, edition) for edition in _new_editions(day)[:SHOWN]]  # type: ignore[attr-defined]
    return [one for _day, one in sorted(found, key=lambda pair: pair[0], reverse=True)[:SHOWN]]


def _new_editions(day: date) -> QuerySet[Edition]:
    editions = Edition.objects.public().filter(withdrawn_on=None)
    editions = editions.annotate(happened_on=Coalesce("published_on", "decided_on", "in_force_from", "drafted_on"))
    return editions.filter(Q(happened_on__lte=day)).select_related("document").order_by("-happened_on", "-pk")


def families() -> QuerySet[Family]:
    """Those with a document that the public may read, each with how many."""
    return with_document_count(families_to_read(AnonymousUser()), reader=AnonymousUser())


def phases(*, drafts: Sequence[Edition], asking: Sequence[Standing], coming: Sequence[Edition], in_force: int) -> list[Phase]:
    """The five phases with what is true today. What no part of this site does yet stays a gap."""
    return [
        _writing(drafts, asking),
        _deciding(coming, in_force=in_force, is_under_way=bool(coming) and not (drafts or asking)),
        Phase(pgettext_lazy("phase", "Apply"), _("in projects"), False),
        Phase(pgettext_lazy("phase", "Take root"), _("know and act"), False),
        Phase(pgettext_lazy("phase", "Review"), _("keep or drop"), False),
    ]


def _writing(drafts: Sequence[Edition], asking: Sequence[Standing]) -> Phase:
    name, note = pgettext_lazy("phase", "Write"), _("drafts and opinions")
    if asking:
        words = ngettext("%(count)s consultation is open", "%(count)s consultations are open", len(asking)) % {"count": len(asking)}
        return Phase(name, note, True, is_under_way=True, subject=words, url=reverse("consultations:consultations"))
    if not drafts:
        return Phase(name, note, True, subject=_("No draft is open now"))
    words = ngettext("%(count)s draft to read", "%(count)s drafts to read", len(drafts)) % {"count": len(drafts)}
    return Phase(name, note, True, is_under_way=True, subject=words, url=drafts[0].get_absolute_url())


def _deciding(coming: Sequence[Edition], *, in_force: int, is_under_way: bool) -> Phase:
    name, note = pgettext_lazy("phase", "Decide"), _("new editions")
    if coming:
        words = ngettext("%(count)s edition soon in force", "%(count)s editions soon in force", len(coming)) % {"count": len(coming)}
        return Phase(name, note, True, is_under_way=is_under_way, subject=words, url=coming[0].get_absolute_url())
    words = ngettext("%(count)s edition in force", "%(count)s editions in force", in_force) % {"count": in_force}
    return Phase(name, note, True, subject=words, url=reverse("guidelines:families"))
