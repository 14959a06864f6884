"""What the templates of this package say about responses."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from shishin.consultations.answering.response_page import state_tag
from shishin.consultations.models import Consultation, Response
from shishin.kit.templatetags.kit import tag

register = template.Library()


@register.simple_tag
def response_tag(response: Response, consultation: Consultation | str = "") -> SafeString | str:
    """The state of a response, by the rules of its consultation where the page has read it: {% response_tag row.response consultation %}."""
    return tag(state_tag(response, consultation if isinstance(consultation, Consultation) else None))
