"""What the templates of this package say about responses and submissions."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from shishin.consultations.answering.response_page import state_tag
from shishin.consultations.figures import counted, unit_of
from shishin.consultations.models import Consultation, Response, Submission
from shishin.consultations.profiles import Field, rules_of
from shishin.kit.templatetags.kit import number, tag

register = template.Library()
register.simple_tag(unit_of)


@register.simple_tag(name="counted")
def counted_unbroken(many: int, unit: str) -> SafeString:
    """A figure with its word, that never breaks: {% counted row.voices "voices" %}."""
    return number(counted(many, unit))


@register.simple_tag
def response_tag(response: Response, consultation: Consultation | str = "") -> SafeString | str:
    """The state of a response, by the rules of its consultation where the page has read it: {% response_tag row.response consultation %}."""
    return tag(state_tag(response, consultation if isinstance(consultation, Consultation) else None))


@register.simple_tag
def fields_said(submission: Submission, consultation: Consultation) -> list[tuple[str, str]]:
    """What the form asked besides, in words: {% fields_said submission consultation as fields %}. What is of a person comes last."""
    rules = {field.key: field for field in rules_of(consultation).fields}
    personal = getattr(submission, "personal_data", None)
    said = {**submission.attributes, **(personal.values if personal else {})}
    return [(str(rules.get(name, name)), _chosen(rules.get(name), value)) for name, value in said.items()]


def _chosen(field: Field | None, value: object) -> str:
    return next((str(choice) for choice in field.choices if choice.key == value), str(value)) if field else str(value)
