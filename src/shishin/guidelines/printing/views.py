"""Downloads: an edition and a comparison as files. What is printed is printed in a process of its own."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.comparing.views import readable_comparison
from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.exporting import content_of, digest_of_export, edition_file_name, format_named, formats_of
from shishin.guidelines.editions.readable import follow_old_names, language_to_read, readable_document
from shishin.guidelines.printing.trying import print_comparison, print_or_try
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.file_sizes import note_size
from shishin.kit.files import download as as_file
from shishin.kit.models import Job
from shishin.kit.same_for_everybody import same_for_everybody


@same_for_everybody
@require_safe
@follow_old_names
def download(request: HttpRequest, slug: str, version: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    readable = readable_document(slug, reader=request.user)
    wanted = readable.edition(version)
    form = format_named(format, "edition", "summary")
    if form is None:
        suggestions = [(reverse("guidelines:download", args=[slug, version, row.name]), row.name) for row in formats_of("edition")]
        raise NotFoundWithSuggestions(_("There is no format “%(format)s”.") % {"format": format}, suggestions=suggestions)
    hashes = hashes_of(wanted)
    language = language_to_read(request.GET.get("language"), hashes.choices, source=wanted.source_language, path=request.path)
    write, name = partial(form.write, wanted, language), edition_file_name(wanted, form, language=language)
    file = print_or_try(request, wanted, language, write) if form.is_printed else write()
    if isinstance(file, Job):
        return redirect(file)
    note_size(digest_of_export(content_of(wanted, hashes, editions=readable.editions), form, language), file, name=name)
    return as_file(file, name=name)


@same_for_everybody
@require_safe
@follow_old_names
def compare_download(request: HttpRequest, slug: str, old: str, new: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    readable = readable_document(slug, reader=request.user)
    before, after = readable.edition(old), readable.edition(new)
    form = format_named(format, "comparison")
    page = reverse("guidelines:compare", args=[slug, before.version, after.version])
    if form is None or before == after:
        suggestions = [(page, _("The comparison as a page"))]
        raise NotFoundWithSuggestions(_("There is no comparison in the format “%(format)s”.") % {"format": format}, suggestions=suggestions)
    comparison = readable_comparison(request, before, after)
    write = partial(form.write, comparison)
    file = print_comparison(before, after, write) if form.is_printed else write()
    name = comparison.file_name(form.file_ending)
    note_size(digest_of_export(repr(comparison), form, comparison.language), file, name=name)
    return as_file(file, name=name)
