"""Refusals of people: what was not done, and the way out."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal
from shishin.people.models import Appointment, Organization, Person, Post, Role


class AddressTaken(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("The address “%(slug)s” is already in use.") % {"slug": slug},
            way_out=_("Choose another address, or change the one that exists."),
        )


class NoName(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A name is missing."), way_out=_("Give a name in at least one language."))


class NamedFromThatDay(Refusal):
    def __init__(self, thing: object, day: date) -> None:
        super().__init__(
            _("%(thing)s already has a name from %(day)s.") % {"thing": thing, "day": day_in_words(day)},
            way_out=_("Choose another day."),
        )


class Circle(Refusal):
    def __init__(self, organization: Organization, parent: Organization) -> None:
        super().__init__(
            _("%(organization)s cannot be part of %(parent)s, because %(parent)s is part of it.")
            % {"organization": organization, "parent": parent},
            way_out=_("Choose an organization that is not below it."),
        )


class AlreadyAbolished(Refusal):
    def __init__(self, thing: object, day: date) -> None:
        super().__init__(
            _("%(thing)s was abolished on %(day)s.") % {"thing": thing, "day": day_in_words(day)},
            way_out=_("Choose its successor, or something that still exists."),
        )


class SucceedsItself(Refusal):
    def __init__(self, organization: Organization) -> None:
        super().__init__(
            _("%(organization)s cannot be its own successor.") % {"organization": organization},
            way_out=_("Choose another organization, or none."),
        )


class EndsBeforeItBegan(Refusal):
    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            _("The last day %(until)s is before the first day %(since)s.") % {"since": day_in_words(since), "until": day_in_words(until)},
            way_out=_("Choose a last day that is not before the first."),
        )


class AlreadyAppointed(Refusal):
    def __init__(self, appointment: Appointment) -> None:
        super().__init__(
            _("%(person)s already holds the post %(post)s from %(since)s.")
            % {"person": appointment.person, "post": appointment.post, "since": day_in_words(appointment.since)},
            way_out=_("End that appointment first, or choose days that do not overlap."),
        )


class AlreadyEnded(Refusal):
    def __init__(self, appointment: Appointment) -> None:
        super().__init__(
            _("This appointment already ends on %(until)s.") % {"until": day_in_words(appointment.until)},
            way_out=_("Give an earlier day to end it sooner."),
        )


class BeyondYourAbilities(Refusal):
    def __init__(self, post: Post) -> None:
        super().__init__(
            _("The role of %(post)s reaches beyond its organization, and you do not have it yourself.") % {"post": post},
            way_out=_("Ask an owner of this site to appoint to this post."),
        )


class RoleInUse(Refusal):
    def __init__(self, role: Role, posts: int) -> None:
        super().__init__(
            _("The role %(role)s is still used by %(posts)s post(s).") % {"role": role, "posts": posts},
            way_out=_("Abolish those posts first, or take the abilities from the role."),
        )


class StillHeld(Refusal):
    def __init__(self, post: Post, day: date) -> None:
        super().__init__(
            _("The post %(post)s is still held after %(day)s.") % {"post": post, "day": day_in_words(day)},
            way_out=_("End the appointments to it first, or choose a later day."),
        )


class NameTaken(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already an account with the log-in name or mail address “%(name)s”.") % {"name": name},
            way_out=_("Appoint the person who has it, or choose another one."),
        )


class NoMailAddress(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s has no mail address to send an invitation to.") % {"person": person},
            way_out=_("Add the mail address first."),
        )


class AlreadyJoined(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s has already set a password.") % {"person": person},
            way_out=_("Whoever forgot a password asks for a new one on the sign-in page."),
        )


class InvitationIsOver(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This invitation has been used, replaced by a newer one, or is over."),
            way_out=_("Sign in, or ask the person who invited you to invite you again."),
        )


class LastOwner(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s is the last owner who can sign in.") % {"person": person},
            way_out=_("Make somebody else an owner first."),
        )


class AlreadyInactive(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s can no longer sign in already.") % {"person": person},
            way_out=_("Reactivate the account if that was a mistake."),
        )


class AlreadyActive(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s can sign in already.") % {"person": person},
            way_out=_("Nothing needs to be done."),
        )


class PersonIsInactive(Refusal):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(person)s is deactivated and cannot be appointed or invited.") % {"person": person},
            way_out=_("Reactivate the account first."),
        )


class FilterNameTaken(Refusal):
    message = gettext_lazy("You already saved a filter of this list as “%(name)s”.")
    way_out = gettext_lazy("Choose another name.")


class FilterAlreadySaved(Refusal):
    message = gettext_lazy("You already saved this filter as “%(saved)s”.")
    way_out = gettext_lazy("It stands above the list, under this name.")


class TooManyFilters(Refusal):
    message = gettext_lazy("You have saved %(count)s filters of this list, and there can be no more.")
    way_out = gettext_lazy("Remove one first.")
