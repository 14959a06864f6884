"""Reading what somebody brought in: the worker does it, in a process of its own, and keeps what was found until its reader looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shishin.guidelines.access import organizations_imported_to_by
from shishin.guidelines.bringing_in.bringing_in import TextDetails, carried_over, known_of, read_manuscript
from shishin.guidelines.errors.editions import DocumentOfAnother
from shishin.guidelines.models import Document
from shishin.kit.jobs import job
from shishin.kit.models import Job
from shishin.kit.own_process import OwnProcess
from shishin.people.models import Person
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage

READ_TEXT = "guidelines.read_text"
STEPS = 2


@dataclass(frozen=True, slots=True)
class FoundText:
    """What the page shows of a text that was read."""

    manuscript: Manuscript
    notes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        document, edition = self.manuscript.document, self.manuscript.edition
        return {
            "document": {name: getattr(document, name) for name in DOCUMENT},
            "edition": {name: getattr(edition, name) for name in EDITION},
            "clauses": [asdict(clause) for clause in self.manuscript.clauses],
            "notes": list(self.notes),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> FoundText:
        clauses = tuple(_clause(clause) for clause in plain["clauses"])
        return cls(Manuscript(DocumentSheet(**plain["document"]), EditionSheet(**plain["edition"]), clauses), tuple(plain["notes"]))


DOCUMENT = ("slug", "titles", "family", "owner", "numbering", "source_language")
EDITION = ("version", "started_from", "revision")


def _clause(plain: Mapping[str, Any]) -> ManuscriptClause:
    applicability = {scope: tuple(values) for scope, values in plain["applicability"].items()}
    passages = {language: Passage(**passage) for language, passage in plain["passages"].items()}
    return ManuscriptClause(**{**plain, "applicability": applicability, "passages": passages})


@job(READ_TEXT)
def read_text(job: Job, _cursor: Any) -> dict[str, Any]:
    """The clauses found, with the keys of the edition before where there is one. Nothing is stored of it but this."""
    job.step(0, STEPS)
    details = TextDetails(**job.given["details"])
    contents = {file.name: bytes(file.content) for file in job.files.order_by("pk")}
    apart = OwnProcess(", ".join(contents), look=job.look)
    manuscript, notes = apart.run(read_manuscript, contents, details=details, known=known_of(details))
    if is_of_another(manuscript.document.slug, by=Person.objects.get(pk=job.by)):
        raise DocumentOfAnother(slug=manuscript.document.slug)
    job.step(1, STEPS)
    return FoundText(carried_over(manuscript, apart=apart)[0], notes).plain()


def is_of_another(slug: str, *, by: Person) -> bool:
    """Whether the document stands already, at an organization whose texts the person does not write."""
    document = Document.objects.filter(slug=slug).first()
    return document is not None and not organizations_imported_to_by(by).filter(pk=document.owner_id).exists()
