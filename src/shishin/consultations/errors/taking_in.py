"""Refusals about opinions that are typed in, or come as a file."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Intake
from shishin.kit.errors import Refusal, RefusedHere


class MoreDistinctThanRows(RefusedHere):
    message = _("%(distinct)s distinct texts do not fit into %(count)s rows.")
    way_out = _("Ask for at least one distinct text, and for no more than there are rows.")


class NoSuchPlace(RefusedHere):
    message = _("“%(written)s” is no clause of the draft that this round shows, and no theme.")
    way_out = _("Write the number of the clause as it is printed, or nothing for the whole.")


class NoSuchRole(RefusedHere):
    message = _("A column cannot be “%(role)s”.")
    way_out = _("Use one of: %(roles)s.")


class TakenInBefore(Refusal):
    message = _("The same file was taken in already, on %(day)s, as “%(intake)s”.")
    way_out = _("Look at that intake, or say that it is to be taken in once more.")
    page_of = "intake"

    intake: Intake

    def places(self) -> dict[str, Any]:
        return {"intake": self.intake, "day": localdate(self.intake.begun_at)}


class ColumnsAreChosen(Refusal):
    message = _("“%(intake)s” is being taken in already, or was.")
    way_out = _("Look how far it is.")
    page_of = "intake"

    intake: Intake


class NothingToTakeIn(Refusal):
    message = _("“%(intake)s” is not waiting to be taken in.")
    way_out = _("Look what became of it.")
    page_of = "intake"

    intake: Intake


class TakenInElsewhere(Refusal):
    message = _("Somebody else takes “%(intake)s” in at this moment.")
    way_out = _("Wait until it is done.")
    page_of = "intake"

    intake: Intake


class UndoneAlready(Refusal):
    message = _("“%(intake)s” is undone already.")
    way_out = _("There is nothing left to do.")
    page_of = "intake"

    intake: Intake


class UndoneWithoutReason(RefusedHere):
    message = _("A file is not undone without a reason.")
    way_out = _("Say why.")


class IntakeHasResponses(RefusedHere):
    message = _("Opinions of “%(intake)s” have responses already: %(count)s.")
    way_out = _("Take them off their responses first, or leave the file as it is.")

    intake: Intake
    count: int


class NothingTypedIn(RefusedHere):
    message = _("There is neither an opinion nor a file.")
    way_out = _("Type in at least one line, or choose a file.")


class LineIsTooLong(RefusedHere):
    message = _("Line %(line)s has %(many)s characters; an opinion has at most %(most)s.")
    way_out = _("Make two of it.")


class NoSuchRound(RefusedHere):
    message = _("There is no round “%(name)s”.")
    way_out = _("Write the address of a consultation and the number of its round, such as soil/1.")


class NoSuchIntake(RefusedHere):
    message = _("There is no intake “%(uuid)s”.")
    way_out = _("Write the identifier that import-opinions told in its last line.")


class NoSuchConsultation(RefusedHere):
    message = _("There is no consultation with the address “%(slug)s”.")
    way_out = _("Write the last part of the address of its page.")
