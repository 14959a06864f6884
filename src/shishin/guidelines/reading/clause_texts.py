"""The texts of a clause in one edition: each language, and translations that were corrected since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from shishin.guidelines.reading.clause_steps import ClauseStep
from shishin.kit.markdown import to_html, to_inline_html
from shishin.texts.languages import in_order, own_name


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text. An earlier one was corrected later and stays citable by its number."""

    language: str
    name: str
    number: int
    heading: SafeString
    body: SafeString
    summary: SafeString
    is_source: bool
    is_stale: bool
    is_earlier: bool
    written_at: datetime


def shown_texts(step: ClauseStep) -> list[ShownText]:
    """The language that binds first; within a language the newest first."""
    source = step.source_text
    latest = step.latest_texts
    return [
        ShownText(
            language=tag,
            name=own_name(tag),
            number=text.number,
            heading=to_inline_html(text.heading),
            body=to_html(text.body),
            summary=to_html(text.summary),
            is_source=tag == step.edition.source_language,
            is_stale=bool(text.source_hash and source and text.source_hash != source.content_hash),
            is_earlier=text is not latest[tag],
            written_at=text.written_at,
        )
        for tag in in_order(latest, source=step.edition.source_language)
        for text in sorted((text for text in step.texts if text.language == tag), key=lambda text: -text.number)
    ]
