"""The language a reader chooses, the pages that say what went wrong, and what every view with a form is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from shishin.kit.at_once import as_a_whole
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.jobs import go_on, refusal_of, stop
from shishin.kit.middleware import way_back
from shishin.kit.models import Job

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def form_view(view: View) -> View:
    """A view for those who are signed in, that is looked at and sent to."""
    return login_required(require_http_methods(["GET", "POST"])(view))


def act_view(view: View) -> View:
    """A view for those who are signed in that is sent to alone and stores something: all of it or nothing, and again after a deadlock."""

    @wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return as_a_whole(lambda: view(request, *args, **kwargs))

    return login_required(require_POST(cast(View, whole)))


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back. A link, so that no page needs a form or a session for it."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = get_script_prefix()
    answer = HttpResponseRedirect(back)
    language = request.GET.get("to", "")
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 60 * 60,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    add_never_cache_headers(answer)
    return answer


@form_view
def job_page(request: HttpRequest, uuid: str) -> HttpResponse:
    """How far a job is, for who began it. What is done is shown at its own address; `then` is said by a page that draws the job itself."""
    begun = get_object_or_404(Job.objects.of(request.user), uuid=uuid)
    if request.method == "POST":
        then = request.POST.get("then", "")
        go_on(begun) if then == "on" else stop(begun)
        return redirect(begun.address if then else begun)
    is_part = bool(getattr(request, "htmx", None))
    behind = "&" if "?" in begun.address else "?"
    shown_at = f"{begun.address}{behind}job={begun.uuid}" if begun.is_done else begun.get_absolute_url()
    if is_part and begun.has_ended:
        return HttpResponseClientRedirect(shown_at)
    if begun.is_done:
        return redirect(shown_at)
    template = "kit/job.html#progress" if is_part else "kit/job.html"
    return render(request, template, {"job": begun, "refusal": refusal_of(begun)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # The host name itself may be what is bad, so nothing here may ask for it.
    is_too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    shown = {"is_too_much": is_too_much, "limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2}
    return HttpResponse(render_to_string("400.html", shown), status=413 if is_too_much else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"back": way_back(request)}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: cookies are off, or the page stood open for long."""
    return render(request, "403_csrf.html", {"back": way_back(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context: dict[str, object] = {"message": "", "suggestions": []}
    if isinstance(exception, NotFoundWithSuggestions):
        context = {"message": exception.message, "suggestions": exception.suggestions}
    return render(request, "404.html", context, status=404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For whoever throttles; allauth asks for it by the name `handler429`."""
    return render(request, "429.html", {"back": way_back(request)}, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the reader: any of them may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
