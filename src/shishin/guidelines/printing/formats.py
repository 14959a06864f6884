"""Formats: an edition and a comparison in every form in which they can be taken away; one table has them all."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy, override

from shishin.guidelines.editions.exporting import Format, formats, manuscript_of
from shishin.guidelines.editions.naming import EXAMPLE_NOTICE
from shishin.guidelines.editions.vocabulary import with_scopes_in_order
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.comparison_files import write_comparison_pdf, write_comparison_word, write_html
from shishin.guidelines.printing.edition_files import write_edition_pdf, write_edition_word
from shishin.guidelines.printing.summary_files import write_summary_pdf, write_summary_word
from shishin.kit.identity import in_language
from shishin.texts.languages import spoken_about
from shishin.texts.numbering.labels import compute_labels
from shishin.texts.text_form import files_of, write_clauses


def write_markdown(edition: Edition, language: str) -> bytes:
    """The clauses in one language, in the form that can be brought in again."""
    manuscript = with_scopes_in_order(manuscript_of(edition))
    return write_clauses(manuscript.clauses, language=language, source_language=edition.source_language).encode()


def write_json(edition: Edition, _language: str) -> bytes:
    """The whole edition in all its languages, each clause with its label."""
    return json.dumps(as_data(edition), ensure_ascii=False, indent=1, default=_plain).encode()


def write_text_folder(edition: Edition, _language: str) -> bytes:
    """The folder of our text form, all languages and what was changed and why: it can be brought in again as it is."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        files = files_of(with_scopes_in_order(manuscript_of(edition)))
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
    with override(spoken_about(language)):
        return f"{EXAMPLE_NOTICE}\n\n{in_language(document.source_note, language)}".strip()


def as_data(edition: Edition) -> dict[str, Any]:
    manuscript = manuscript_of(edition)
    labels = compute_labels(manuscript.clauses, edition.document.numbering.rules_in(edition.source_language))
    clauses = [{"label": label, **asdict(clause)} for clause, label in zip(manuscript.clauses, labels, strict=True)]
    for clause in clauses:
        clause.pop("line_number")
    return {
        "document": asdict(manuscript.document),
        "edition": {**asdict(manuscript.edition), "source_language": edition.source_language, "hash": edition.text_hash},
        "url": edition.get_absolute_url(),
        "notice": example_notice(edition, edition.source_language),
        "clauses": clauses,
    }


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a download.")


FORMATS = (
    Format("pdf", "PDF", "edition", write_edition_pdf, is_printed=True),
    Format("docx", "Word", "edition", write_edition_word, is_printed=True),
    Format("md", "Markdown", "edition", write_markdown),
    Format("json", "JSON", "edition", write_json),
    Format("zip", gettext_lazy("Text folder"), "edition", write_text_folder),
    Format("summary-pdf", "PDF", "summary", write_summary_pdf, "pdf", is_printed=True),
    Format("summary-docx", "Word", "summary", write_summary_word, "docx", is_printed=True),
    Format("docx", gettext_lazy("Word (A4 landscape)"), "comparison", write_comparison_word, is_printed=True),
    Format("pdf", "PDF", "comparison", write_comparison_pdf, is_printed=True),
    Format("html", gettext_lazy("HTML file"), "comparison", write_html),
)
"""One row a format, in the order of the toolbar."""


@formats.fill
def formats_here() -> tuple[Format, ...]:
    return FORMATS
