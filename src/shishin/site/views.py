"""What machines ask of a site: whether it is well, and whom to tell of a weakness."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shishin.site.health import health

HOLDS = timedelta(days=180)


@never_cache
@require_safe
def health_of_site(request: HttpRequest) -> HttpResponse:
    """503 only where no page can be had: whoever shares out requests must not leave a site whose worker rests."""
    found = health()
    return JsonResponse(found, status=200 if found["database"] else 503)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The address of the contact page where the operator named nobody."""
    ends = datetime.combine(now().date() + HOLDS, time(), UTC)
    lines = [
        f"Contact: {_contact()}",
        f"Expires: {ends.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: ja, en",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _contact() -> str:
    contact: str = settings.CONTACT
    if contact.startswith(("https://", "mailto:")):
        return contact
    return f"mailto:{contact}" if "@" in contact else settings.SITE_URL + reverse("portal:contact")
