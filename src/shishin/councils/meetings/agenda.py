"""Agenda: what a meeting is about, item by item, until its minutes are public."""

from __future__ import annotations

from django.db import transaction

from shishin.councils.errors.meetings import AgendaItemIsUsed, NotForDecision, TextWithoutHash
from shishin.councils.meetings.meeting import meeting_open_to_change, refuse_cancelled
from shishin.councils.models import AgendaItem, Meeting
from shishin.councils.texts import refuse_unknown_text
from shishin.kit.ordering import change_places, next_position
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_agenda_item(
    meeting: Meeting,
    *,
    kind: str,
    titles: dict[str, str],
    by: Acting,
    outlines: dict[str, str] | None = None,
    text_name: str = "",
    text_hash: str = "",
) -> AgendaItem:
    """Put a matter at the end of the agenda. It may name the text it is about; one for decision fixes it by its hash."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    _refuse_text(kind, text_name, text_hash)
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=next_position(meeting.agenda.all()),
        kind=kind,
        titles=titles,
        outlines=outlines or {},
        text_name=text_name,
        text_hash=text_hash,
    )
    record("councils.agenda_item_added", about=item, who=by, meeting=str(meeting.uuid), kind=str(kind), text_hash=text_hash)
    return item


@transaction.atomic
def change_agenda_item(
    item: AgendaItem, *, kind: str, titles: dict[str, str], outlines: dict[str, str], text_name: str, text_hash: str, by: Acting
) -> AgendaItem:
    """Other words, another kind, another text."""
    meeting_open_to_change(item.meeting)
    item.refresh_from_db()
    _refuse_text(kind, text_name, text_hash, before=(item.text_name, item.text_hash))
    before = item.text_hash
    item.kind, item.titles, item.outlines = kind, titles, outlines
    item.text_name, item.text_hash = text_name, text_hash
    item.save(update_fields=["kind", "titles", "outlines", "text_name", "text_hash"])
    record("councils.agenda_item_changed", about=item, who=by, kind=str(kind), before=before, text_hash=text_hash)
    return item


@transaction.atomic
def rename_text(before: str, after: str, *, by: Acting) -> None:
    """A text goes by another name from now on, in the same words; published minutes keep the name of their day."""
    items = AgendaItem.objects.filter(text_name=before, meeting__minutes_published_on=None).select_related("meeting")
    for item in items if before != after else ():
        meeting_open_to_change(item.meeting)
        AgendaItem.objects.filter(pk=item.pk).update(text_name=after)
        record("councils.agenda_item_changed", about=item, who=by, kind=item.kind, before=item.text_hash, text_hash=item.text_hash)


@transaction.atomic
def move_agenda_item(item: AgendaItem, *, up: bool, by: Acting) -> AgendaItem:
    """One place up or down."""
    meeting = meeting_open_to_change(item.meeting)
    item.refresh_from_db()
    change_places(meeting.agenda.all(), item, up=up)
    record("councils.agenda_item_moved", about=item, who=by, up=up)
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, by: Acting) -> None:
    """Take a matter off the agenda; its papers stay with the meeting."""
    meeting = meeting_open_to_change(item.meeting)
    if item.statements.exists() or item.decisions.exists():
        raise AgendaItemIsUsed(item=item)
    record("councils.agenda_item_removed", about=item, who=by, meeting=str(meeting.uuid))
    item.delete()


def _refuse_text(kind: str, text_name: str, text_hash: str, *, before: tuple[str, str] = ("", "")) -> None:
    """What the item names already may have moved on since."""
    is_half = bool(text_name) != bool(text_hash)
    if is_half and (text_hash or kind == AgendaItem.Kind.DECISION):
        raise TextWithoutHash
    if text_hash and kind != AgendaItem.Kind.DECISION:
        raise NotForDecision
    if text_name and (text_name, text_hash) != before:
        refuse_unknown_text(text_name, text_hash)
