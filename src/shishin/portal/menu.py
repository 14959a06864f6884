"""What the site says about itself, as links at the foot of every page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import Entry, Place

ENTRIES = (
    Entry(_("Search"), "portal:search", 20),
    Entry(_("How to use this site"), "portal:help", 10, Place.SITE),
    Entry(_("Accessibility"), "portal:accessibility", 20, Place.SITE),
    Entry(_("Privacy"), "portal:privacy", 30, Place.SITE),
    Entry(_("Licence and sources"), "portal:licence", 40, Place.SITE),
    Entry(_("Contact"), "portal:contact", 50, Place.SITE),
)
GUIDES = Entry(_("Guides"), "portal:help", 95, Place.PERSON)


def site_entries(request: HttpRequest) -> Iterable[Entry]:
    """Whoever is signed in finds the guides among their own entries too."""
    return (*ENTRIES, GUIDES) if request.user.is_authenticated else ENTRIES
