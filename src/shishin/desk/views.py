"""The desk of whoever is signed in, and whether its list comes by mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shishin.desk.arranging import arrange
from shishin.desk.choosing import choose_digest, wants_digest
from shishin.desk.looking_back import actor_of, done_lately, posts_held
from shishin.kit.views import act_view
from shishin.kit.waiting import all_that_waits
from shishin.people.access import signed_in
from shishin.trail.access import can_read_trail


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    person, today = signed_in(request.user), localdate()
    context = {
        "desk": arrange(all_that_waits(person, today), today, kind=request.GET.get("kind", "")),
        "posts": posts_held(person, today),
        "done": done_lately(person),
        "actor": actor_of(person),
        "can_read_trail": can_read_trail(person),
        "wants_digest": wants_digest(person),
        "digest_hour": settings.DIGEST_HOUR,
    }
    return render(request, "desk/desk.html", context)


@act_view
def digest(request: HttpRequest) -> HttpResponse:
    is_on = request.POST.get("is_on") == "1"
    choose_digest(signed_in(request.user), is_on=is_on)
    messages.success(request, _("The list will come by mail.") if is_on else _("The list no longer comes by mail."))
    return redirect("desk:desk")
