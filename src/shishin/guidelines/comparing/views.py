"""Comparing two editions on a page: the table, its filters, and the choice of two others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import bodies_kept_by
from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.editions import causes, comparison_of
from shishin.guidelines.comparing.table import FILTERS, Comparison, only
from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.exporting import digest_of_export, formats_of
from shishin.guidelines.editions.naming import print_key
from shishin.guidelines.editions.readable import ReadableDocument, follow_old_names, language_to_read, no_language, readable_document
from shishin.guidelines.models import Edition
from shishin.kit.file_sizes import Download, with_sizes
from shishin.kit.same_for_everybody import same_for_everybody
from shishin.texts.languages import own_name


@same_for_everybody
@require_safe
@follow_old_names
def compare(request: HttpRequest, slug: str, old: str, new: str) -> HttpResponse:
    readable = readable_document(slug, reader=request.user)
    before, after = readable.edition(old), readable.edition(new)
    if is_backwards(readable, before, after):
        return in_order(request, slug, after, before)
    if before == after:
        return render(
            request, "guidelines/compare.html", {"readable": readable, "document": readable.document, "old": before, "new": after}
        )
    first = language_to_read(None, hashes_of(after).choices, source=after.source_language, path=request.path)
    comparison = readable_comparison(request, before, after, first=first)
    which = request.GET.get("show", "all")
    which = which if which in FILTERS else "all"
    return render(request, "guidelines/compare.html", page_of(readable, before, after, comparison=comparison, which=which, first=first))


def is_backwards(readable: ReadableDocument, old: Edition, new: Edition) -> bool:
    return readable.editions.index(old) > readable.editions.index(new)


def in_order(request: HttpRequest, slug: str, old: Edition, new: Edition) -> HttpResponseRedirect:
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("guidelines:compare", args=[slug, old.version, new.version]) + (f"?{query}" if query else ""))


def readable_comparison(request: HttpRequest, old: Edition, new: Edition, *, first: str | None = None) -> Comparison:
    """In the language asked for, else in `first`; a file whose address names none is in the language that binds."""
    language = request.GET.get("language") or None
    comparison = comparison_of(old, new, language=language or first, reader=request.user)
    if language and language not in comparison.languages:
        choices = [(tag, own_name(tag)) for tag in comparison.languages]
        raise no_language(language, path=request.path, languages=choices)
    return comparison


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter with the number of its rows."""

    words: str
    count: int
    query: str
    is_here: bool


def page_of(readable: ReadableDocument, old: Edition, new: Edition, *, comparison: Comparison, which: str, first: str) -> dict[str, object]:
    language = f"?language={comparison.language}"
    query = "" if comparison.language == first else language
    return {
        "readable": readable,
        "document": readable.document,
        "old": old,
        "new": new,
        "comparison": comparison,
        "query": query,
        "may_file": bodies_kept_by(readable.reader).exists(),
        "print_key": print_key(new, old),
        "tabs": tabs(comparison, which, query),
        "is_filtered_empty": comparison.counts["all"] > 0 and comparison.counts[which] == 0,
        "table": draw_comparison(only(comparison, which)) if comparison.counts[which] else "",
        "languages": [(tag, own_name(tag)) for tag in comparison.languages],
        "downloads": downloads_of(comparison, language),
    }


def downloads_of(comparison: Comparison, query: str) -> list[Download]:
    where, content = [comparison.slug, comparison.old.version, comparison.new.version], repr(comparison)
    return with_sizes(
        [
            Download(
                form.label,
                reverse("guidelines:compare_download", args=[*where, form.file_ending]) + query,
                digest_of_export(content, form, comparison.language),
            )
            for form in formats_of("comparison")
        ]
    )


def tabs(comparison: Comparison, which: str, query: str) -> Sequence[Tab]:
    words = {"all": _("All"), "substantive": _("Changes of substance"), "formal": _("Formal changes"), "caused": _("From opinions")}
    names = [name for name in FILTERS if name != "caused" or (causes.is_filled() and comparison.profile.has_reasons)]
    join = "&" if query else "?"
    return [
        Tab(words[name], comparison.counts[name], query + (f"{join}show={name}" if name != "all" else "") or "?", name == which)
        for name in names
    ]


@require_safe
@follow_old_names
def compare_chosen(request: HttpRequest, slug: str) -> HttpResponse:
    """Two editions chosen in the form; without a choice, the one shown first and the one before it."""
    readable = readable_document(slug, reader=request.user)
    new = readable.edition(request.GET["new"]) if request.GET.get("new") else readable.shown_first
    old = readable.edition(request.GET["old"]) if request.GET.get("old") else readable.before(new) or new
    if is_backwards(readable, old, new):
        old, new = new, old
    return redirect("guidelines:compare", slug, old.version, new.version)
