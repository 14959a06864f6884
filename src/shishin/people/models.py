"""Organizations, roles, posts, people and who holds which post."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.kit.identity import DatedName, Identified, Named
from shishin.people.abilities import validate_abilities
from shishin.trail.recording import Actor


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Names for sets of organizations. Reads only."""

    def with_confirmation(self) -> OrganizationQuerySet:
        """Each with `is_confirmed`: whether the organization above it agreed to be so."""
        return self.annotate(is_confirmed=is_part())


class Organization(Identified, Named):
    """A ministry, a bureau, a city, a foundation: whatever owns documents and employs people."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        MINISTRY = "ministry", _("Ministry or agency")
        BUREAU = "bureau", _("Bureau or department")
        MUNICIPALITY = "municipality", _("Municipality")
        SUPPORT = "support", _("Supporting organization")
        OTHER = "other", _("Other")

    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of"))
    external_id = models.CharField(_("identifier elsewhere"), max_length=100, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor"))
    comparison_profile = models.JSONField(_("profile of comparison tables"), default=dict, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_on(localdate()) or self.slug


class OrganizationName(DatedName):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="dated_names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "valid_from"], name="one_organization_name_from_a_day")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.valid_from}"


class Role(Identified, Named):
    """What a post is for: government CIO, PMO, adviser, secretariat, auditor, … Data, not code.

    `abilities` name what its holders may do; the asking packages say which ability they need.
    """

    slug = models.SlugField(_("address"), unique=True)
    abilities = models.JSONField(_("what its holders may do"), default=list, blank=True, validators=[validate_abilities])

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_on(localdate()) or self.slug


class RoleName(DatedName):
    role = models.ForeignKey(Role, models.CASCADE, related_name="dated_names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "valid_from"], name="one_role_name_from_a_day")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.valid_from}"


class Post(Identified, Named):
    """One seat at a desk: a role in an organization."""

    slug = models.SlugField(_("address"), unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts", verbose_name=_("organization"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts", verbose_name=_("role"))
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_on(localdate()) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("people:post", args=[self.slug])

    def names_on(self, day: date) -> dict[str, str]:
        """A post without a name of its own is called by its role."""
        return super().names_on(day) or self.role.names_on(day)


class PostName(DatedName):
    post = models.ForeignKey(Post, models.CASCADE, related_name="dated_names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "valid_from"], name="one_post_name_from_a_day")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.valid_from}"


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login_name=username)

    def called(self, name: str) -> models.QuerySet[Person]:
        """Whoever has this log-in name or mail address, in large or small letters: one person at most."""
        return self.filter(Q(login_name__iexact=name) | Q(email__iexact=name))


class Person(Identified, Named, AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their appointments on the day."""

    INVITATION_LASTS = timedelta(days=14)

    login_name = models.CharField(_("log-in name"), max_length=150, unique=True)
    email = models.EmailField(_("mail address"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_owner = models.BooleanField(_("owner of this site"), default=False)
    is_demo = models.BooleanField(_("demo account"), default=False)
    language = models.CharField(_("language of the interface"), max_length=10, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    invited_for = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="invited", verbose_name=_("invited for")
    )
    session_stamp = models.CharField(max_length=32, blank=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "login_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["login_name"]
        constraints = [models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="one_person_has_a_mail_address")]

    def __str__(self) -> str:
        return self.name_on(localdate())

    def names_on(self, day: date) -> dict[str, str]:
        """Who has no name is called by the log-in name."""
        return super().names_on(day) or {settings.LANGUAGE_CODE: self.login_name}

    def name_to_keep(self, day: date) -> str:
        """The name of that day as records have it for ever: in the language of the site, whoever wrote them."""
        return self.name_on(day, settings.LANGUAGE_CODE)

    def get_full_name(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.uuid])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, and with the stamp: a new stamp signs out everywhere."""
        return salted_hmac("shishin.people.session", f"{self.password}|{self.session_stamp}", secret=secret, algorithm="sha256").hexdigest()

    def renew_session_stamp(self) -> None:
        self.session_stamp = secrets.token_hex(16)

    @property
    def is_invited(self) -> bool:
        """Invited, and has not set a password yet."""
        return self.invited_at is not None and self.last_login is None and not self.has_usable_password()

    @property
    def invitation_ends_at(self) -> datetime | None:
        return self.invited_at + self.INVITATION_LASTS if self.invited_at else None

    def held_on(self, day: date) -> list[Appointment]:
        """The appointments that hold on a day. Asked once in the life of this object, like Django's permissions."""
        kept: dict[date, list[Appointment]] = self.__dict__.setdefault("_held", {})
        if day not in kept:
            rows = Appointment.objects.on(day).filter(person=self).select_related("post__organization", "post__role")
            kept[day] = [row for row in rows if row.post.abolished_on is None or row.post.abolished_on >= day]
        return kept[day]

    def forget_held(self) -> None:
        """Ask again: appointments of this person have just changed."""
        self.__dict__.pop("_held", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.forget_held()
        super().refresh_from_db(*args, **kwargs)

    def organizations_holding(self, ability: str, *, on: date | None = None) -> set[int]:
        """Where this person's posts give an ability, parts not counted."""
        return {row.post.organization_id for row in self.held_on(on or localdate()) if ability in row.post.role.abilities}

    def may(self, ability: str, *, at: Organization | None = None, on: date | None = None) -> bool:
        """Whether this person has an ability at an organization or one above it; without one, anywhere."""
        if not self.is_active:
            return False
        if self.is_owner:
            return True
        held = self.organizations_holding(ability, on=on)
        if at is None or not held:
            return bool(held)
        above: int | None = at.pk
        while above is not None and above not in held:
            confirmed = Organization.objects.filter(is_part(), pk=above)
            above = confirmed.values_list("parent_id", flat=True).first()
        return above is not None

    def as_actor(self) -> Actor:
        """How this person stands in the trail today, in the language of the site."""
        day = localdate()
        held = Appointment.objects.on(day).filter(person=self).select_related("post__organization", "post__role")
        rows = list(held.prefetch_related("post__organization__dated_names", "post__role__dated_names"))
        return Actor(
            f"person:{self.uuid}",
            role="、".join(dict.fromkeys(row.post.role.name_on(day, settings.LANGUAGE_CODE) for row in rows))[:200],
            organization="、".join(dict.fromkeys(row.post.organization.name_on(day, settings.LANGUAGE_CODE) for row in rows))[:200],
        )


class PersonName(DatedName):
    person = models.ForeignKey(Person, models.CASCADE, related_name="dated_names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "valid_from"], name="one_person_name_from_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_from}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Names for sets of appointments. Reads only."""

    def on(self, day: date) -> AppointmentQuerySet:
        """Those that hold on a day, both ends included."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def not_over_on(self, day: date) -> AppointmentQuerySet:
        """Those that hold on a day or will, to posts that are still there."""
        return self.filter(Q(until=None) | Q(until__gte=day), Q(post__abolished_on=None) | Q(post__abolished_on__gte=day))


class Appointment(Identified):
    """A person holds a post from a day until a day, both included; no end means for now."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("post"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="appointment_ends_after_it_began"),
            models.UniqueConstraint(fields=["person", "post", "since"], name="one_appointment_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.post}"


class NewAddress(models.Model):
    """A mail address that was asked for and waits for the answer of whoever reads it. Until then the old one stays."""

    LASTS = timedelta(days=3)

    person = models.OneToOneField(Person, models.CASCADE, related_name="new_address", verbose_name=_("person"))
    address = models.EmailField(_("mail address"))
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name=_("asked for by"))

    def __str__(self) -> str:
        return self.address

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + self.LASTS


class Tries(models.Model):
    """How often a way in was tried from one place, and from when on it may be tried again. `slowing.py` counts."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    next_at = models.BigIntegerField(db_index=True)
    """Seconds since 1970."""

    def __str__(self) -> str:
        return f"{self.count} tries"


class UsedCode(models.Model):
    """A code of a second factor that opened once and opens no more: the database refuses the second row, whichever process asks."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="used_codes")
    code = models.CharField(max_length=64)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "code"], name="one_code_opens_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.used_at}"


class SavedFilter(Identified):
    """What somebody asks of a list again and again: its address, and the filter in it. A taste, not an act: the trail does not hold it."""

    MOST = 20
    """Of one list."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_filters", verbose_name=_("person"))
    page = models.CharField(_("address of the list"), max_length=200)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=1000)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="one_saved_filter_has_a_name"),
            models.UniqueConstraint(fields=["person", "page", "query"], name="one_filter_is_saved_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.page}?{self.query}"


ORGANIZATION_ABOVE = "organization_above"


def is_part() -> Q:
    """Organizations that the one above them agreed to have."""
    return is_agreed(ORGANIZATION_ABOVE, target="parent__uuid", ours="pk", theirs="parent")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Names for sets of claims. Reads only."""

    def with_names(self) -> ClaimQuerySet:
        """With all that a row names, what waits for an answer first."""
        rows = self.select_related("claimed_by", "kept_by", "asked_by", "answered_by")
        rows = rows.prefetch_related("claimed_by__dated_names", "kept_by__dated_names", "asked_by__dated_names", "answered_by__dated_names")
        return rows.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")

    def ended_once(self) -> ClaimQuerySet:
        """Those that their keeper ended, though they were drawn anew since."""
        return self.filter(Q(state=Claim.State.ENDED) | ~Q(ended_targets=[]))


class Claim(Identified):
    """What one organization says of itself and a thing of another: a body under its council, a link to its clause. It shows there when it is agreed.

    A row without an edge is an agreement for all edges of a kind that one organization draws to what another one keeps.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        AGREED = "agreed", _("Agreed")
        ENDED = "ended", _("Ended")

    class How(models.TextChoices):
        PERSON = "person", _("by a person")
        ALL = "all", _("with all of this organization")
        BOTH = "both", _("by whoever drew it and keeps both ends")
        UPGRADE = "upgrade", _("at the upgrade")
        CONSOLE = "console", _("by console")

    kind = models.CharField(_("kind"), max_length=40)
    edge = models.UUIDField(null=True, blank=True)
    target = models.UUIDField(null=True, blank=True, db_index=True)
    claimed_by = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("drawn by"))
    kept_by = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="claims_on_it", verbose_name=_("kept by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    how = models.CharField(_("how it was agreed"), max_length=10, choices=How, blank=True)
    ended_targets = models.JSONField(_("ended before it was drawn anew"), default=list, blank=True)
    """To what it led each time: an agreement to all does not bring it back."""
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["kind"], condition=Q(state="asked"), name="claims_that_wait")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "edge"], name="one_claim_of_an_edge"),
            models.UniqueConstraint(fields=["kind", "claimed_by", "kept_by"], condition=Q(edge=None), name="one_agreement_to_all"),
            # A keeper that is nobody is not equal to itself.
            models.UniqueConstraint(
                fields=["kind", "claimed_by"], condition=Q(edge=None, kept_by=None), name="one_agreement_of_owners_to_all"
            ),
            models.CheckConstraint(
                condition=Q(edge=None, target=None, claimed_by__isnull=False) | Q(edge__isnull=False, target__isnull=False),
                name="claim_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", how="", answered_at=None)
                | (Q(state="agreed", answered_at__isnull=False) & ~Q(how=""))
                | Q(state="ended", how="", answered_at__isnull=False, answered_by__isnull=False),
                name="claim_is_asked_agreed_or_ended",
            ),
            models.CheckConstraint(condition=~Q(how="person") | Q(answered_by__isnull=False), name="claim_names_who_agreed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edge}"

    @property
    def is_agreed(self) -> bool:
        return self.state == self.State.AGREED

    @property
    def is_for_all(self) -> bool:
        return self.edge is None


def is_agreed(kind: str, *, target: str, ours: str, theirs: str, edge: str = "uuid") -> Q:
    """The one judge of whether an edge shows on the other side and gives rights there. All are names of fields.

    It does where one organization keeps both ends (`ours`, `theirs`), and where the keeper of this very target agreed to this very edge.
    """
    is_one = Q(**{ours: F(theirs)}) | Q(**{f"{ours}__isnull": True, f"{theirs}__isnull": True})
    return is_one | Q(Exists(agreed_claims(kind).filter(edge=OuterRef(edge), target=OuterRef(target))))


def agreed_claims(kind: str) -> models.QuerySet[Claim]:
    return Claim.objects.filter(kind=kind, state=Claim.State.AGREED)
