"""Crossing: voices by theme and by round, by before or after the draft, or by what was told of submitters. For staff alone: nothing of it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.consultations.counting import cells_of
from shishin.consultations.models import Consultation, Intake, Opinion, Voice
from shishin.consultations.places import rounds_of
from shishin.consultations.profiles import Field, Rules, rules_of
from shishin.consultations.taking_in.columns import field_called
from shishin.kit.crosstab import Crosstab
from shishin.kit.intake.mapping import ColumnMapping

Text = str | Promise
Figures = Counter[tuple[Hashable, Hashable]]
Names = dict[Hashable, Text]
ROUND, DRAFT, ATTRIBUTE = "round", "draft", "attribute-"
MOST_VALUES = 10
"""Of what was told so many values have a column of their own, those of most voices."""
UNTOLD, OTHERS = 0, 1
"""Columns of no value: values are texts."""


def ways_to_cross(consultation: Consultation) -> dict[str, Text]:
    """By what themes can be crossed, as the address has it. What is of a person is not among it. One query."""
    rules = rules_of(consultation)
    told: dict[str, Text] = {field.key: str(field) for field in rules.fields if not field.is_personal}
    for mapping in Intake.objects.filter(round__consultation=consultation, undone_at=None).values_list("mapping", flat=True):
        told |= {name: name for name in _attributes(ColumnMapping.of(mapping), rules) if name not in told} if mapping else {}
    return {ROUND: _("Round"), DRAFT: _("Before or after the draft"), **{f"{ATTRIBUTE}{name}": words for name, words in told.items()}}


def _attributes(mapping: ColumnMapping, rules: Rules) -> Iterable[str]:
    """By which a file told something of submitters that the rules do not name."""
    for column in mapping.columns.get("attribute", ()):
        heading = mapping.headings[column.at]
        if field_called(heading, rules) is None:
            yield heading.removeprefix("attribute_")


def crosstab_of(consultation: Consultation, way: str) -> Crosstab:
    """Of all voices, answered or not; those of opinions without a theme stand in the last row."""
    rows: Names = {**{theme.pk: str(theme) for theme in consultation.themes.all()}, None: _("No theme yet")}
    if way.startswith(ATTRIBUTE):
        columns, figures = _by_attribute(consultation, way.removeprefix(ATTRIBUTE))
    else:
        columns, figures = _by_cell(consultation, way)
    queue = reverse("consultations:opinions", args=[consultation.slug])
    urls = {key: f"{queue}?theme={'none' if key is None else key}" for key in rows}
    return Crosstab(_("Voices by theme"), _("Theme"), rows, columns, figures, urls)


def _by_cell(consultation: Consultation, way: str) -> tuple[Names, Figures]:
    """From the tallies."""
    columns: Names = {False: _("Before the draft"), True: _("After the draft")}
    if way == ROUND:
        columns = {held.pk: f"{held.number}　{held}" for held in rounds_of(consultation)}
    figures: Figures = Counter()
    for cell, voices in cells_of(consultation).items():
        figures[cell.theme, cell.round if way == ROUND else cell.is_after_draft] += voices
    return columns, figures


def _by_attribute(consultation: Consultation, name: str) -> tuple[Names, Figures]:
    """From the voices. Who said what was split says each part. Two queries."""
    told = KeyTextTransform(name, "submission__attributes")
    whole = Voice.objects.that_count().filter(submission__round__consultation=consultation).exclude(opinion__state=Opinion.State.SPLIT)
    told_of_part = KeyTextTransform(name, "part_of__said_by__submission__attributes")
    parts = consultation.opinions.counted().filter(part_of__said_by__left="")
    counted: Figures = Counter()
    for rows in (
        whole.order_by().values_list("opinion__theme", told).annotate(Count("pk")),
        parts.order_by().values_list("theme", told_of_part).annotate(Count("part_of__said_by")),
    ):
        for theme, value, voices in rows:
            counted[theme, value or UNTOLD] += voices
    return _heaviest(counted, next((field for field in rules_of(consultation).fields if field.key == name), None))


def _heaviest(counted: Figures, field: Field | None) -> tuple[Names, Figures]:
    """The values of most voices, the others together, and those of whom nothing was told."""
    by_value: Counter[Hashable] = Counter()
    for (_theme, value), voices in counted.items():
        by_value[value] += voices
    untold = by_value.pop(UNTOLD, 0)
    called: Names = {choice.key: str(choice) for choice in field.choices} if field else {}
    heaviest = [value for value, _voices in sorted(by_value.items(), key=lambda one: (-one[1], str(one[0])))[:MOST_VALUES]]
    columns: Names = {value: called.get(value, str(value)) for value in heaviest}
    if len(by_value) > len(heaviest):
        columns[OTHERS] = _("Others")
    if untold or not columns:
        columns[UNTOLD] = _("Not told")
    figures: Figures = Counter()
    for (theme, value), voices in counted.items():
        figures[theme, value if value in columns else OTHERS] += voices
    return columns, figures
