"""Reading what somebody brought in: the worker does it, in a process of its own, and keeps what was found until its reader looks at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from shishin.guidelines.access import organizations_imported_to_by
from shishin.guidelines.bringing_in.bringing_in import TextDetails, carried_over, known_of, read_manuscript
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.errors.editions import DocumentOfAnother
from shishin.guidelines.models import Document, Edition
from shishin.kit.jobs import job
from shishin.kit.models import Job
from shishin.kit.own_process import OwnProcess
from shishin.people.models import Person
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage
from shishin.texts.scopes import Vocabulary
from shishin.texts.text_form import LIMIT
from shishin.texts.text_form.reading import read_clauses
from shishin.texts.text_form.sheets import decode

READ_TEXT = "guidelines.read_text"
READ_MENDED = "guidelines.read_mended_text"
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
            "days": [[name, day.isoformat(), getattr(edition, name) == day] for name, day in self.manuscript.days],
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> FoundText:
        clauses = tuple(_clause(clause) for clause in plain["clauses"])
        manuscript = Manuscript(DocumentSheet(**plain["document"]), EditionSheet(**plain["edition"]), clauses)
        return cls(with_days(manuscript, plain["days"]), tuple(plain["notes"]))


DOCUMENT = ("slug", "titles", "family", "owner", "numbering", "source_language")
EDITION = ("version", "started_from", "revision")


def with_days(manuscript: Manuscript, days: Sequence[tuple[str, str, bool]]) -> Manuscript:
    """Days that the text names, each with whether somebody took it."""
    named = tuple((name, date.fromisoformat(day)) for name, day, _is_taken in days)
    taken: dict[str, Any] = {name: date.fromisoformat(day) for name, day, is_taken in days if is_taken}
    return replace(manuscript, edition=replace(manuscript.edition, **taken), days=named)


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


@job(READ_MENDED)
def read_mended(job: Job, _cursor: Any) -> dict[str, Any]:
    """The clauses of a text in our form that somebody mended by hand on the page of found clauses."""
    (file,) = job.files.all()
    given: dict[str, Any] = {"details": TextDetails(**job.given["details"]), "started_from": job.given["started_from"]}
    manuscript = OwnProcess(file.name, look=job.look).run(
        mended_manuscript, bytes(file.content), name=file.name, **given, scopes=read_vocabulary()
    )
    return FoundText(with_days(manuscript, job.given["days"]), ()).plain()


def mended_manuscript(content: bytes, *, name: str, details: TextDetails, started_from: str, scopes: Vocabulary) -> Manuscript:
    language = details.language
    text = decode(content, file=name, limit=LIMIT)
    clauses = read_clauses({language: text}, source_language=language, scopes=scopes, files={language: name})
    document = DocumentSheet(
        details.slug,
        {language: details.title or details.slug},
        family=details.family,
        owner=details.owner,
        numbering=details.numbering,
        source_language=language,
    )
    revision = Edition.Revision.MAJOR if started_from else Edition.Revision.ENACTMENT
    return Manuscript(document, EditionSheet(details.version, started_from=started_from, revision=revision), clauses)


def is_of_another(slug: str, *, by: Person) -> bool:
    """Whether the document stands already, at an organization whose texts the person does not write."""
    document = Document.objects.filter(slug=slug).first()
    return document is not None and not organizations_imported_to_by(by).filter(pk=document.owner_id).exists()
