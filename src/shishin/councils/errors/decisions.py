"""Refusals about decisions: what keeps a body from deciding, and votes that cannot be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class NoQuorum(Refusal):
    message = _("%(body)s has no quorum: %(needed)s are needed, %(present)s took part.")
    way_out = _("Record who took part in the meeting, ask the others to answer by circulation, or decide at the next meeting.")
    page_of = "where"


class KindNotAllowed(Refusal):
    message = _("The standing orders of %(body)s do not know the decision “%(kind)s”.")
    way_out = _("Choose a kind that they allow, or give the body other standing orders.")
    page_of = "body"


class DayOutsideMeeting(RefusedHere):
    message = _("%(meeting)s did not sit on %(day)s.")
    way_out = _("Give a day of that meeting, or choose the meeting of that day.")


class NotACirculation(RefusedHere):
    message = _("%(meeting)s is a sitting, not a circulation.")
    way_out = _("Choose another kind of decision, or the meeting at which papers were circulated.")


class BodyNotYetEstablished(RefusedHere):
    message = _("%(body)s was established only on %(day)s.")
    way_out = _("Choose a day from then on, or the body that came before it.")


class DayToCome(RefusedHere):
    message = _("%(day)s is still to come.")
    way_out = _("Record it when it has happened, or correct the day.")


class NoSuchText(RefusedHere):
    message = _("There is no such text.")
    way_out = _("Choose one from the list.")


class TextHasChanged(RefusedHere):
    message = _("The text was changed since it was chosen.")
    way_out = _("Look at it as it is now, and choose it again.")


class TextAlreadyDecided(RefusedHere):
    message = _("This meeting has decided on this text already: “%(kind)s”.")
    way_out = _("Choose the text that was meant, or record what a later meeting decided.")


class SameDecision(Refusal):
    message = _("%(body)s has a decision “%(kind)s” on this text from %(day)s already.")
    way_out = _("Look at the page of the body: one that stands there needs no second record. Else correct the day, the kind or the text.")
    page_of = "body"


class AnotherTextOnAgenda(RefusedHere):
    message = _("The agenda item “%(item)s” is about another text.")
    way_out = _("Choose the text on the agenda, or record the decision without the agenda item and say why in its words.")


class AnotherBodysReport(RefusedHere):
    message = _("The report on “%(referral)s” was not made to %(body)s.")
    way_out = _("Choose a report that this body has to answer.")


class AnotherTextReported(RefusedHere):
    message = _("The report on “%(referral)s” carries another text.")
    way_out = _("Choose the text of the report, or record the decision without the report.")


class MayNotVote(Refusal):
    message = _("%(person)s sits there as %(capacity)s and has no vote.")
    way_out = _("Leave this vote out, or give the body standing orders that let this capacity vote.")
    page_of = "body"


class NoSeatThatDay(Refusal):
    message = _("%(person)s had no seat in %(body)s on %(day)s.")
    way_out = _("Leave this vote out, or correct the day or the term.")
    page_of = "body"


class VotesTwice(RefusedHere):
    message = _("%(person)s is named twice among the votes.")
    way_out = _("Keep one: who stands aside does not vote.")


class VoterWasAbsent(Refusal):
    message = _("%(person)s did not take part in the meeting.")
    way_out = _("Leave this vote out, or correct the attendance of the meeting first.")
    route = "councils:attendance"
    route_by = ("meeting.uuid",)


class RecusedWithoutReason(RefusedHere):
    message = _("It is not said why %(person)s stood aside.")
    way_out = _("Give the reason in one sentence: it is published with the decision.")


class VotesDidNotCarry(RefusedHere):
    message = _("The votes did not carry it: %(votes_for)s for, %(votes_against)s against, %(abstained)s abstained.")
    way_out = _("Record it as rejected or returned, or correct the votes.")


class VotesCarriedIt(RefusedHere):
    message = _("The votes carried it, so it was not rejected: %(votes_for)s for, %(votes_against)s against, %(abstained)s abstained.")
    way_out = _("Record it as decided, or correct the votes: they are for or against the text.")
