"""The page on which something with dated names gets another one from a day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.kit.form_page import FormPage, Text
from shishin.people.forms import RenameForm
from shishin.trail.recording import Acting


def answer_renaming(
    request: HttpRequest, thing: Any, rename: Callable[..., Any], *, breadcrumbs: Sequence[tuple[str, Text]], by: Acting
) -> HttpResponse:
    """`rename` is the activity that keeps the name of such a thing, as `rename_organization` does."""
    form = RenameForm(request.POST or None, initial={"valid_from": localdate()})
    lead = _("Whatever was decided before that day keeps the old name.")
    page = FormPage(_("Give another name"), _("Rename it"), breadcrumbs, _("The name was kept."), lead)
    return page.answer(request, form, lambda clean: rename(thing, **clean, by=by))
