"""The home page, and the pages about the site itself."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shishin.consultations.models import ConsultationProfile
from shishin.consultations.profiles import kept_in_words, read_rules
from shishin.guidelines.searching.searching import LONGEST_QUERY
from shishin.kit.same_for_everybody import same_for_everybody
from shishin.portal import dial, happening
from shishin.portal.forms import SearchForm
from shishin.portal.guides import guide_in, guides, picture_file, sections_with
from shishin.portal.searching import search_page

# When the accessibility statement was last checked against the site.
STATED_ON = date(2026, 11, 22)


@same_for_everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = localdate()
    drafts, coming = list(happening.open_drafts()), list(happening.coming_editions(today))
    in_force = list(happening.editions_in_force(today))
    families = list(happening.families())
    asking = happening.open_consultations()
    phases = happening.phases(drafts=drafts, asking=asking, coming=coming, in_force=len(in_force))
    context = {
        "asking": asking,
        "draft": drafts[0] if drafts and not asking else None,
        "phases": list(zip(phases, dial.nodes(), strict=True)),
        "now": next(((phase, node) for phase, node in zip(phases, dial.nodes(), strict=True) if phase.is_under_way), None),
        "ticks": dial.ticks(),
        "arcs": dial.arcs(),
        "news": happening.news(today),
        "in_force": in_force[: happening.SHOWN],
        "in_force_count": len(in_force),
        "families": families,
        "has_examples": any(family.is_example for family in families),
        "landing": resolve_url(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "portal/home.html", context)


@same_for_everybody
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Clauses that have the words asked for; without words the form, and the families to begin with."""
    families = list(happening.families())
    form = SearchForm(request.GET, families=families)
    page = None
    # What cannot be read is said above the form; it must not look like an empty list.
    if form.is_valid() and form.cleaned_data["q"]:
        page = search_page(form, asked=request.GET, number=request.GET.get("page", "1"), reader=request.user)
    return render(request, "portal/search.html", {"form": form, "found": page, "families": families})


@require_safe
def how_to_use(request: HttpRequest) -> HttpResponse:
    language, query = get_language() or "ja", request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context = {"guides": guides(language), "query": query, "sections": sections_with(query, language)}
    return render(request, "portal/help.html", context)


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    found = guide_in(name, get_language() or "ja")
    if found is None:
        raise Http404
    return render(request, "portal/guide.html", {"guide": found})


@require_safe
def guide_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    path = picture_file(name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"contact_page": reverse("portal:contact"), "stated_on": STATED_ON})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    asking = [(profile, kept_in_words(read_rules(profile.rules))) for profile in ConsultationProfile.objects.all()]
    return render(request, "portal/privacy.html", {"contact_page": reverse("portal:contact"), "asking": asking})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/contact.html", {"contact": settings.CONTACT})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/licence.html")
