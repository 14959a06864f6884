"""What the trail names of published results by hash, and whether it still stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from shishin.consultations.models import Consultation
from shishin.consultations.publishing.results import hash_of_results, published_responses
from shishin.trail.recomputing import Mismatch, Named, recomputings
from shishin.trail.recording import name_of


class RecomputedResults:
    """Results that are published are named once by the trail, and have the hash that it says. What corrects them stands beside them."""

    keys = frozenset({"consultations.results_published"})

    def __init__(self) -> None:
        self.compared: Counter[str] = Counter()
        self._named: dict[str, tuple[str, object]] = {}

    def take(self, entries: Sequence[Named]) -> Iterator[Mismatch]:
        for entry in entries:
            if entry.uuid in self._named:
                yield Mismatch(
                    entry.about, "the trail says a second time what is fixed once (consultations.results_published)", entry.entry
                )
            else:
                self._named[entry.uuid] = entry.entry, (entry.data.get("sha256"), entry.data.get("edition"))

    def close(self) -> Iterator[Mismatch]:
        published = Consultation.objects.filter(results_published_at__isnull=False).select_related("edition")
        for consultation in published.order_by("pk").iterator(chunk_size=100):
            self.compared["results"] += 1
            entry, said = self._named.pop(str(consultation.uuid), ("", None))
            edition = str(consultation.edition.uuid) if consultation.edition else None
            if said is None:
                yield Mismatch(name_of(consultation), "they are published, and the trail does not say by whom")
            elif said != (hash_of_results(consultation, published_responses(consultation)), edition):
                yield Mismatch(name_of(consultation), "the results are not what the trail says", entry, str(consultation))
        for uuid, (entry, _said) in self._named.items():
            yield Mismatch(f"consultations.consultation:{uuid}", "the trail names its results, and they are gone", entry)


@recomputings.fill
def recompute_results(with_files: bool) -> RecomputedResults:
    return RecomputedResults()
