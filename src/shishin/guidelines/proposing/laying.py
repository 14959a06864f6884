"""Laying a text beside a draft: what the worker does of it, and does once."""

from __future__ import annotations

from typing import Any

from shishin.guidelines.models import Edition, Proposal
from shishin.guidelines.proposing.making import Reader, propose_file, propose_pasted
from shishin.kit.jobs import job
from shishin.kit.models import Job
from shishin.people.models import Person

PROPOSE = "guidelines.propose"


@job(PROPOSE)
def lay_beside(job: Job, cursor: Any) -> dict[str, Any]:
    """The cursor names the proposal from the moment on in which it is there: a second run makes no second one."""
    if cursor:
        return cursor

    def keep(proposal: Proposal) -> None:
        job.step(1, 1, cursor={"proposal": str(proposal.uuid)})

    given, by, reader = job.given, Person.objects.get(pk=job.by), Reader(job.look, keep)
    edition, language = Edition.objects.get(pk=given["edition"]), given["language"]
    if file := job.files.first():
        proposal = propose_file(edition, bytes(file.content), name=file.name, language=language, by=by, reader=reader)
    else:
        how = {"form": given["form"], "is_whole": given["is_whole"]}
        proposal = propose_pasted(edition, given["pasted"], language=language, by=by, reader=reader, **how)
    return {"proposal": str(proposal.uuid)}
