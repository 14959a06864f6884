"""What organizations, roles, posts and people are called where the trail names them, and what was done to them in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shishin.people.abilities import ADMINISTER_PEOPLE
from shishin.people.access import may, organizations_kept_by, people_kept_by, posts_kept_by
from shishin.people.claims import claim_kinds, claims_kept_by
from shishin.people.models import Claim, Organization, Person, Post, Role
from shishin.trail.naming import Known, declare_words, names, uuids_named

declare_words(
    {
        "people.organization_added": gettext_lazy("Added an organization"),
        "people.organization_renamed": gettext_lazy("Renamed an organization"),
        "people.organization_name_corrected": gettext_lazy("Corrected the name of an organization"),
        "people.organization_changed": gettext_lazy("Changed an organization"),
        "people.organization_moved": gettext_lazy("Moved an organization"),
        "people.organization_abolished": gettext_lazy("Abolished an organization"),
        "people.role_added": gettext_lazy("Added a role"),
        "people.role_renamed": gettext_lazy("Renamed a role"),
        "people.role_name_corrected": gettext_lazy("Corrected the name of a role"),
        "people.abilities_changed": gettext_lazy("Changed what a role may do"),
        "people.role_removed": gettext_lazy("Removed a role"),
        "people.post_added": gettext_lazy("Added a post"),
        "people.post_renamed": gettext_lazy("Renamed a post"),
        "people.post_name_corrected": gettext_lazy("Corrected the name of a post"),
        "people.post_abolished": gettext_lazy("Abolished a post"),
        "people.person_appointed": gettext_lazy("Appointed somebody"),
        "people.appointment_ended": gettext_lazy("Ended an appointment"),
        "people.person_invited": gettext_lazy("Invited somebody"),
        "people.invitation_accepted": gettext_lazy("Accepted the invitation"),
        "people.person_changed": gettext_lazy("Changed an account"),
        "people.person_renamed": gettext_lazy("Renamed somebody"),
        "people.person_name_corrected": gettext_lazy("Corrected the name of somebody"),
        "people.address_asked_for": gettext_lazy("Entered another mail address"),
        "people.address_confirmed": gettext_lazy("Confirmed a mail address"),
        "people.address_withdrawn": gettext_lazy("Withdrew a mail address"),
        "people.person_deactivated": gettext_lazy("Closed an account"),
        "people.person_reactivated": gettext_lazy("Opened an account again"),
        "people.ownership_given": gettext_lazy("Made somebody an owner"),
        "people.ownership_taken": gettext_lazy("Ended an ownership"),
        "people.password_changed": gettext_lazy("Changed your password"),
        "people.password_reset": gettext_lazy("Set a password anew"),
        "people.second_factor_added": gettext_lazy("Set up the second factor"),
        "people.second_factor_removed": gettext_lazy("Removed the second factor"),
        "people.second_factor_renewed": gettext_lazy("Renewed the recovery codes"),
        "people.signed_out_elsewhere": gettext_lazy("Signed out on other machines"),
        "people.claim_made": gettext_lazy("Entered a link to what another organization keeps"),
        "people.claim_agreed": gettext_lazy("Agreed to a link"),
        "people.claims_agreed_to": gettext_lazy("Agreed to all links of an organization"),
        "people.claim_ended": gettext_lazy("Ended a link"),
        "people.demo_account_added": gettext_lazy("Added a demo account"),
        "people.owner_made": gettext_lazy("Made an owner"),
    },
    unseen=[
        "people.person_invited",
        "people.invitation_accepted",
        "people.address_asked_for",
        "people.address_confirmed",
        "people.address_withdrawn",
        "people.password_changed",
        "people.password_reset",
        "people.signed_out_elsewhere",
        "people.second_factor_added",
        "people.second_factor_removed",
        "people.second_factor_renewed",
    ],
)


@names.fill
def people_and_organizations(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Names are shown to whoever reads the trail; the pages behind them only to those who keep them."""
    known: dict[str, Known] = {}
    roles = Role.objects.all() if may(reader, ADMINISTER_PEOPLE) else Role.objects.none()
    models_with_pages: tuple[tuple[type[Organization | Role | Post], QuerySet[Any], str, tuple[str, ...]], ...] = (
        (Organization, organizations_kept_by(reader), "people:organization", ("dated_names",)),
        (Role, roles, "people:role", ("dated_names",)),
        (Post, posts_kept_by(reader), "people:post", ("dated_names", "role__dated_names")),
    )
    for model, keeps, url_name, words in models_with_pages:
        if found := uuids_named(wanted, model._meta.label_lower):
            rows: QuerySet[Any] = model._default_manager.filter(uuid__in=found).prefetch_related(*words)
            for row in rows.annotate(is_kept=Exists(keeps.filter(pk=OuterRef("pk")))):
                known[found[str(row.uuid)]] = Known(str(row), reverse(url_name, args=[row.slug]) if row.is_kept else "")
    acted, changed = uuids_named(wanted, "person"), uuids_named(wanted, "people.person")
    if acted or changed:
        kept = set(people_kept_by(reader).values_list("pk", flat=True))
        for person in Person.objects.filter(uuid__in={*acted, *changed}).prefetch_related("dated_names"):
            entry = Known(str(person), person.get_absolute_url() if person.pk in kept else "")
            known |= {named[str(person.uuid)]: entry for named in (acted, changed) if str(person.uuid) in named}
    if claimed := uuids_named(wanted, "people.claim"):
        kept = set(claims_kept_by(reader, Claim.objects.filter(uuid__in=claimed)).values_list("pk", flat=True))
        labels = {kind.name: str(kind.label) for kind in claim_kinds()}
        for claim in Claim.objects.filter(uuid__in=claimed):
            known[claimed[str(claim.uuid)]] = Known(labels[claim.kind], reverse("people:claims") if claim.pk in kept else "")
    return known
