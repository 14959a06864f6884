"""Refusals of people: what was not done, and the way out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere
from shishin.people.models import Appointment


class AddressTaken(Refusal):
    message = _("The address “%(slug)s” is already in use.")
    way_out = _("Choose another address, or change the one that exists.")

    kept_at: str

    def begins_at(self) -> str:
        return reverse(self.kept_at, args=[vars(self)["slug"]])


class NoName(RefusedHere):
    message = _("A name is missing.")
    way_out = _("Give a name in at least one language.")


class NamedFromThatDay(RefusedHere):
    message = _("%(thing)s already has a name from %(day)s.")
    way_out = _("Choose another day.")


class Circle(RefusedHere):
    message = _("%(organization)s cannot be part of %(parent)s, because %(parent)s is part of it.")
    way_out = _("Choose an organization that is not below it.")


class AlreadyAbolished(RefusedHere):
    message = _("%(thing)s was abolished on %(day)s.")
    way_out = _("Choose its successor, or something that still exists.")


class SucceedsItself(RefusedHere):
    message = _("%(organization)s cannot be its own successor.")
    way_out = _("Choose another organization, or none.")


class EndsBeforeItBegan(RefusedHere):
    message = _("The last day %(until)s is before the first day %(since)s.")
    way_out = _("Choose a last day that is not before the first.")


class AlreadyAppointed(Refusal):
    message = _("%(person)s already holds the post %(post)s from %(since)s.")
    way_out = _("End that appointment first, or choose days that do not overlap.")

    appointment: Appointment

    def begins_at(self) -> str:
        return self.appointment.post.get_absolute_url()

    def places(self) -> dict[str, Any]:
        return {**super().places(), "person": self.appointment.person, "post": self.appointment.post, "since": self.appointment.since}


class AlreadyEnded(RefusedHere):
    message = _("This appointment already ends on %(until)s.")
    way_out = _("Give an earlier day to end it sooner.")

    appointment: Appointment

    def places(self) -> dict[str, Any]:
        return {**super().places(), "until": self.appointment.until}


class BeyondYourAbilities(RefusedHere):
    message = _("The role of %(post)s reaches beyond its organization, and you do not have it yourself.")
    way_out = _("Ask an owner of this site to appoint to this post.")


class RoleInUse(Refusal):
    message = _("The role %(role)s is still used by %(posts)s post(s).")
    way_out = _("Abolish those posts first, or take the abilities from the role.")
    route = "people:posts"


class StillHeld(Refusal):
    message = _("The post %(post)s is still held after %(day)s.")
    way_out = _("End the appointments to it first, or choose a later day.")
    page_of = "post"


class NameTaken(RefusedHere):
    message = _("There is already an account with the log-in name or mail address “%(name)s”.")
    way_out = _("Appoint the person who has it, or choose another one.")


class NoMailAddress(Refusal):
    message = _("%(person)s has no mail address to send an invitation to.")
    way_out = _("Add the mail address first.")
    page_of = "person"


class AlreadyJoined(Refusal):
    message = _("%(person)s has already set a password.")
    way_out = _("Whoever forgot a password asks for a new one on the sign-in page.")
    route = "account_login"


class InvitationIsOver(Refusal):
    message = _("This invitation has been used, replaced by a newer one, or is over.")
    way_out = _("Sign in, or ask the person who invited you to invite you again.")
    route = "account_login"


class StrongerThanYou(Refusal):
    message = _("%(person)s holds posts or seats that are not yours, and whoever changes an account can become its owner.")
    way_out = _("Ask an owner of this site, or end the appointments and seats first.")
    page_of = "person"


class AddressIsOver(RefusedHere):
    message = _("This link to confirm a mail address has been used, replaced by a newer one, withdrawn, or is over.")
    way_out = _("Ask those who keep your account to send a new one.")


class CodeWasUsed(RefusedHere):
    message = _("This code has been used already.")
    way_out = _("Wait for the next one, or take another recovery code.")


class LastOwner(Refusal):
    message = _("%(person)s is the last owner who can sign in.")
    way_out = _("Make somebody else an owner first.")
    route = "people:people"


class AlreadyInactive(Refusal):
    message = _("%(person)s can no longer sign in already.")
    way_out = _("Reactivate the account if that was a mistake.")
    page_of = "person"


class AlreadyActive(RefusedHere):
    message = _("%(person)s can sign in already.")
    way_out = _("Nothing needs to be done.")


class PersonIsInactive(Refusal):
    message = _("%(person)s is deactivated and cannot be appointed or invited.")
    way_out = _("Reactivate the account first.")
    page_of = "person"


class AgreedAlready(RefusedHere):
    message = _("This was agreed to already.")
    way_out = _("Nothing needs to be done.")


class EndedAlready(Refusal):
    message = _("This was declined or ended already.")
    way_out = _("Agree to it if that was a mistake.")
    route = "people:claims"


class NobodyToAgreeTo(RefusedHere):
    message = _("No organization stands behind this link.")
    way_out = _("Agree to this link alone.")


class FilterNameTaken(RefusedHere):
    message = _("You already saved a filter of this list as “%(name)s”.")
    way_out = _("Choose another name.")


class FilterAlreadySaved(Refusal):
    message = _("You already saved this filter as “%(saved)s”.")
    way_out = _("It stands above the list, under this name.")
    page_of = "saved"


class TooManyFilters(Refusal):
    message = _("You have saved %(count)s filters of this list, and there can be no more.")
    way_out = _("Remove one first.")

    page: str

    def begins_at(self) -> str:
        return f"{reverse('people:remove-filters')}?{urlencode({'page': self.page})}"


class SecondFactorUnreadable(RefusedHere):
    message = _("Your second factor cannot be read: the key of this site was changed.")
    way_out = _("Ask the operator to bring back SHISHIN_SECRET_KEY, or to take your second factor away.")


class ListNotUnderstood(RefusedHere):
    message = _("This is no list of people: an Excel or CSV file with the columns name, mail address and post, and at most %(most)s rows.")
    way_out = _("Take the template, fill it in, and choose it here.")


class RowWithoutName(RefusedHere):
    message = _("The name is missing.")
    way_out = _("Write it in this row.")


class RowWithLongName(RefusedHere):
    message = _("The name has more than %(most)s characters.")
    way_out = _("Shorten it in this row.")


class RowWithoutMail(RefusedHere):
    message = _("“%(mail)s” is no mail address.")
    way_out = _("Write the address to which the invitation goes.")


class NoSuchPost(Refusal):
    message = _("No post that you keep is called “%(name)s”, or more than one is.")
    way_out = _("Write it as the list of posts has it, with the organization before it where two are called the same.")
    route = "people:posts"


class UnreadableDay(RefusedHere):
    message = _("“%(written)s” is no day.")
    way_out = _("Write it as 2026-04-01 or 令和8年4月1日.")
