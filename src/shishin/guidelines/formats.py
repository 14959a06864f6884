"""Formats: an edition as one Markdown file, as a folder of our text form, as JSON, and in print."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shishin.guidelines.downloads import downloads
from shishin.guidelines.exporting import manuscript_of
from shishin.guidelines.languages import base
from shishin.guidelines.manuscript import Manuscript
from shishin.guidelines.models import Edition
from shishin.guidelines.numbering.labelling import labels_of, places_of
from shishin.guidelines.printing import edition_pdf, edition_word, summary_pdf, summary_word
from shishin.guidelines.text_form.folders import files_of
from shishin.guidelines.text_form.writing import write_clauses
from shishin.kit.identity import in_language

PRINTERS = (edition_pdf, edition_word, summary_pdf, summary_word)
"""Importing a writer registers it."""


@downloads.register("md", label="Markdown", order=30)
def write_markdown(edition: Edition, language: str) -> bytes:
    """The clauses in one language, in the form that can be brought in again."""
    manuscript = manuscript_of(edition)
    return write_clauses(manuscript.clauses, language=language, source_language=edition.source_language).encode()


@downloads.register("json", label="JSON", order=40)
def write_json(edition: Edition, _language: str) -> bytes:
    """The whole edition in all its languages, each clause with its label."""
    return json.dumps(as_data(edition), ensure_ascii=False, indent=1, default=_plain).encode()


@downloads.register("zip", label=gettext_lazy("Text folder"), order=50)
def write_text_folder(edition: Edition, _language: str) -> bytes:
    """The folder of our text form, all languages and what was changed and why: it can be brought in again as it is."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        files = files_of(manuscript_of(edition))
        if notice := example_notice(edition, edition.source_language):
            files["NOTICE.txt"] = f"{notice}\n"
        for name, text in files.items():
            # A fixed time: the same edition gives the same bytes.
            member = ZipInfo(f"{edition.document.slug}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            folder.writestr(member, text.encode())
    return packed.getvalue()


def example_notice(edition: Edition, language: str) -> str:
    """What every export of a worked example says of itself; nothing for any other text."""
    document = edition.document
    if not document.family.is_example:
        return ""
    with override(base(language)):
        notice = _("A worked example, written for this site: not the text of Tokyo or of Japan.")
        return f"{notice}\n\n{in_language(document.source_note, language)}".strip()


def as_data(edition: Edition) -> dict[str, Any]:
    manuscript = manuscript_of(edition)
    places = places_of([edition.pk])[edition.pk]
    labels = list(labels_of(places, edition.document.numbering.rules).values())
    return {
        "document": asdict(manuscript.document),
        "edition": {**asdict(manuscript.edition), "source_language": edition.source_language, "hash": edition.text_hash},
        "url": edition.get_absolute_url(),
        "notice": example_notice(edition, edition.source_language),
        "clauses": _clauses(manuscript, labels),
    }


def _clauses(manuscript: Manuscript, labels: list[str]) -> list[dict[str, Any]]:
    rows = []
    for clause, label in zip(manuscript.clauses, labels, strict=True):
        row = {"label": label, **asdict(clause)}
        row.pop("line_number")
        rows.append(row)
    return rows


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a download.")


__all__ = ["PRINTERS", "as_data", "downloads", "example_notice", "write_json", "write_markdown", "write_text_folder"]
