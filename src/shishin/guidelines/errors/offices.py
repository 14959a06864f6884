"""Refusals around the decision of one office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.guidelines.errors.editions import OfEdition
from shishin.kit.errors import RefusedHere


class NotTheOfficeNamed(OfEdition):
    message = _("%(edition)s is not laid before %(office)s: the procedure of the document does not name it for this revision.")
    way_out = _("Choose an office that it names, or correct who decides what.")


class BeforeAnOfficeAlready(OfEdition):
    route = "guidelines:office"
    message = _("%(edition)s lies before %(office)s already.")
    way_out = _("Wait for the decision, or take it back.")


class NotTheHolder(RefusedHere):
    message = _("Only who holds the post %(office)s today decides for it.")
    way_out = _("Ask the holder to decide, or have the post given to whoever decides now.")


class TextMovedOn(OfEdition):
    route = "guidelines:office"
    message = _("%(edition)s changed while you were reading it, so nothing was decided.")
    way_out = _("Read it again as it stands now, then decide.")


class DecidedAlready(OfEdition):
    message = _("%(office)s decided on %(edition)s already, on %(day)s.")
    way_out = _("Look at the edition and what became of it.")


class TakenBackMeanwhile(OfEdition):
    message = _("%(edition)s was taken back from %(office)s meanwhile, so nothing was decided.")
    way_out = _("Look at the edition. It waits on the desk again when it is laid before the office anew.")
