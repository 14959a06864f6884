"""Refusals about the papers of a meeting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class PaperWithoutTitle(RefusedHere):
    message = _("A paper needs a title.")
    way_out = _("Give one in at least one language: it is public also where the file is not.")


class SamePaper(Refusal):
    message = _("The meeting already has this file as “%(title)s”.")
    way_out = _("Look at its papers: there is nothing more to do. To file it a second time, give it another title, label or agenda item.")
    route = "councils:papers"
    route_by = ("meeting.uuid",)


class ClosedWithoutReason(RefusedHere):
    message = _("A paper is not kept from the public without a reason.")
    way_out = _("Say why it is not public, or choose “Public”.")


class WithheldWithoutDay(RefusedHere):
    message = _("A withheld paper needs the day from which it is public.")
    way_out = _("Give the day, or choose “Not public” with a reason.")


class PaperIsRemoved(Refusal):
    message = _("This paper was removed on %(day)s.")
    way_out = _("Add it again as a new paper.")
    page_of = "meeting"


class NoNewPapers(Refusal):
    message = _("There is no paper that is not published yet.")
    way_out = _("Add a paper first.")
    route = "councils:add-paper"
    route_by = ("meeting.uuid",)


class PapersOfAPrivateMeeting(Refusal):
    message = _("Papers are not published before the meeting is announced.")
    way_out = _("Announce the meeting first.")
    route = "councils:announce"
    route_by = ("meeting.uuid",)


class FileIsNotThere(RefusedHere):
    message = _("The file of this paper is missing on the server.")
    way_out = _("Ask the secretariat to replace it, or the operator to restore it from a backup.")


class AnotherMeetingsItem(RefusedHere):
    message = _("This agenda item belongs to another meeting.")
    way_out = _("Choose an item of this meeting.")
