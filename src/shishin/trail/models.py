"""Entries, their places in sealed batches, and the seals. Nothing here is ever changed or deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet["Entry"]):
    """Names for sets of entries. Reads only."""

    def unsealed(self) -> EntryQuerySet:
        """Entries that have no place in a batch yet."""
        return self.filter(place=None)


class Entry(models.Model):
    """One thing that somebody did. `sealed_text` is what counts; the columns are derived from it.

    `actor` and `about` are text (`person:<uuid>`, `guidelines.edition:<uuid>`), not foreign keys,
    so that an entry outlives whatever it speaks of.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    key = models.CharField(_("what was done"), max_length=80)
    actor = models.CharField(_("who"), max_length=80)
    actor_role = models.CharField(_("role on that day"), max_length=200, blank=True)
    actor_organization = models.CharField(_("organization on that day"), max_length=200, blank=True)
    about = models.CharField(_("to what"), max_length=120)
    happened_at = models.DateTimeField(_("when"))
    why = models.TextField(_("why"), blank=True)
    data = models.JSONField(_("figures, ids and hashes"), default=dict)
    sealed_text = models.TextField(_("sealed text"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["about", "happened_at"], name="trail_by_thing"),
            models.Index(fields=["actor", "happened_at"], name="trail_by_actor"),
            models.Index(fields=["key", "happened_at"], name="trail_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.about}"


class Seal(models.Model):
    """A signed batch of entries: Merkle root, hash of the seal before, Ed25519 signature.

    `sealed_text` is what is signed; the columns are derived from it.
    """

    batch = models.PositiveBigIntegerField(_("batch"), unique=True)
    entries = models.PositiveIntegerField(_("entries"))
    total = models.PositiveBigIntegerField(_("entries up to and with this batch"))
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(db_index=True)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    sealed_text = models.TextField()

    class Meta:
        ordering = ["batch"]

    def __str__(self) -> str:
        return f"{self.batch}: {self.root}"


class Place(models.Model):
    """Where an entry stands: its batch and its position in it, both counted from 0."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="place")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="one_entry_at_a_place")]

    def __str__(self) -> str:
        return f"{self.seal_id}/{self.position}"


class PublicChange(models.Model):
    """Something that the public may see was changed. `public_changes.py` makes a number of the rows."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)
