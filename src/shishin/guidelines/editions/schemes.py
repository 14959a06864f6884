"""Numbering schemes: how an office numbers its clauses is data; a scheme that fixed texts use stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from shishin.guidelines.errors.managing import SchemeIsFixed, SchemeNameTaken
from shishin.guidelines.models import Edition, NumberingScheme
from shishin.kit.at_once import unique_or
from shishin.texts.numbering.labels import SAMPLE, check_rules, compute_labels
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_scheme(*, slug: str, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> NumberingScheme:
    """A new way of numbering, for documents to choose."""
    if NumberingScheme.objects.filter(slug=slug).exists():
        raise SchemeNameTaken(slug=slug)
    check_rules(rules)
    with unique_or(partial(SchemeNameTaken, slug=slug)):
        scheme = NumberingScheme.objects.create(slug=slug, titles=titles, rules=dict(rules))
    record("guidelines.numbering_scheme_added", about=scheme, who=by, slug=slug, rules=dict(rules))
    return scheme


@transaction.atomic
def change_scheme(scheme: NumberingScheme, *, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> NumberingScheme:
    """Titles may always change. The rules may not while a published or adopted text is numbered by them: its numbers are cited."""
    scheme = NumberingScheme.objects.select_for_update().get(pk=scheme.pk)
    check_rules(rules)
    if scheme.titles == titles and scheme.rules == rules:
        return scheme
    if scheme.rules != rules and (edition := fixed_edition_numbered_by(scheme)):
        raise SchemeIsFixed(scheme=scheme, edition=edition)
    before = scheme.rules
    scheme.titles, scheme.rules = titles, dict(rules)
    scheme.save(update_fields=["titles", "rules"])
    record("guidelines.numbering_scheme_changed", about=scheme, who=by, rules=dict(rules), before=before)
    return scheme


def fixed_edition_numbered_by(scheme: NumberingScheme) -> Edition | None:
    fixed = Edition.objects.filter(document__numbering=scheme).exclude(state=Edition.State.WORKING)
    return fixed.select_related("document").first()


def sample_labels(rules: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """What the rules make of a short text: depth, label and what stands there."""
    labels = compute_labels(SAMPLE, rules)
    return [(clause.depth, label, str(clause.heading)) for clause, label in zip(SAMPLE, labels, strict=True)]
