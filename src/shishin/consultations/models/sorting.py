"""What putting opinions in order needs: the words as search compares them, and what the last acts changed, so that each can be undone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models.consultations import Consultation
from shishin.consultations.models.opinions import Opinion
from shishin.kit.gram_index import GramsField
from shishin.kit.identity import Identified
from shishin.people.models import Person

Change = tuple[list[Any], list[Any], list[int]]
"""What opinions were and what they became, in the order of `COLUMNS`, and their ids."""


class RowKey(models.OneToOneField[Any, Any]):
    """By which SQLite finds a row at once: a `bigint` it would look up in an index first."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class OpinionWords(models.Model):
    """The words of an opinion as search sees them: masked ones are found masked. Made from the words, and made anew at any time."""

    opinion = RowKey(Opinion, models.CASCADE, primary_key=True, related_name="searched")
    folded = models.TextField()
    grams = GramsField()

    def __str__(self) -> str:
        return str(self.opinion_id)


class OpinionAct(Identified):
    """One act on any number of opinions, with what they were and what they became. Only the last ones are kept; the trail has them all."""

    COLUMNS = ("state", "theme_id", "response_id", "place_id", "placed_by_id", "is_new_point", "folded_into_id")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="acts")
    key = models.CharField(max_length=80)
    by = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField()
    opinions = models.PositiveIntegerField()
    image = models.BinaryField()
    besides = models.JSONField(default=dict, help_text=_("What it did to themes, so that this is undone as well."))

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.opinions}"

    @staticmethod
    def packed(changes: Sequence[Change]) -> bytes:
        return zlib.compress(json.dumps(changes).encode())

    @property
    def changes(self) -> list[Change]:
        return [tuple(change) for change in json.loads(zlib.decompress(self.image))]
