"""Trying: a text is printed once before it is fixed, so that a clause that no printer takes is named while it can still be written another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.errors.editions import ClausesNotPrintable, NotPrintedYet, TextChangedMeanwhile
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.edition_files import pdf_data, set_pdf, word_of
from shishin.guidelines.printing.printed_edition import PrintedEdition, printed_edition
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.errors import Refusal
from shishin.kit.identity import base
from shishin.kit.jobs import begin, job, wait_for
from shishin.kit.models import Job, Stopped
from shishin.kit.own_process import Bounds, EndedInside, OwnProcess
from shishin.paper.typesetting import TypesettingFailed, has_threads

TRY = "guidelines.try_printing"
LONGEST_REASON = 200
BOUNDS = Bounds(memory=1024, seconds=60)
"""An edition of 2,000 clauses takes 570 MB and 6 seconds."""


@dataclass(frozen=True, slots=True)
class PrintFault:
    """A clause that cannot be printed, and what the printer says of it; without a key, the text as a whole."""

    key: str
    name: str
    why: str


def faults_of(edition: Edition, *, apart: OwnProcess | None = None) -> list[PrintFault]:
    """What keeps a text from being printed as PDF and as Word, in the language that binds; nothing where it is printed."""
    with override(base(edition.source_language)):
        printed = printed_edition(edition, edition.source_language)
        trial = _Trial(printed, apart)
        why = trial.fault(printed)
        if not why or (bare := trial.fault(trial.alone([]))):
            return [PrintFault("", "", bare)] if why else []
        clauses = [clause for top in printed.reading.tops for clause in top.walk()]
        return trial.search(clauses) or [PrintFault("", "", why)]


@dataclass(frozen=True, slots=True)
class _Trial:
    printed: PrintedEdition
    apart: OwnProcess | None

    def search(self, clauses: Sequence[ReadClause]) -> list[PrintFault]:
        """Halves are printed for as long as something in them cannot be."""
        why = self.fault(self.alone(clauses))
        if not why:
            return []
        if len(clauses) == 1:
            return [PrintFault(clauses[0].key, clauses[0].name, why)]
        half = len(clauses) // 2
        return [*self.search(clauses[:half]), *self.search(clauses[half:])]

    def alone(self, clauses: Sequence[ReadClause]) -> PrintedEdition:
        """The same edition with these clauses alone, one after the other."""
        tops = tuple(replace(clause, children=[]) for clause in clauses)
        return PrintedEdition(self.printed.edition, replace(self.printed.reading, tops=tops))

    def fault(self, printed: PrintedEdition) -> str:
        """What the printer says against it. Typesetting, which may take much of little, is done in a process of its own where there is one."""
        try:
            word_of(printed)
            self.apart.run(_set, pdf_data(printed)) if self.apart else _set(pdf_data(printed))
        except Stopped:
            raise
        except TypesettingFailed as failed:
            return failed.fault[:LONGEST_REASON]
        except (Refusal, EndedInside) as ended:
            return str(ended)[:LONGEST_REASON]
        except Exception as error:  # noqa: BLE001 - whatever keeps a text from being printed is what is looked for
            return f"{type(error).__name__}: {error}"[:LONGEST_REASON]
        return ""


def _set(data: dict[str, Any]) -> None:
    set_pdf(data)


@job(TRY)
def try_printing(job: Job, _cursor: Any) -> dict[str, Any]:
    """What its reader asked for is this very text: another one is not vouched for."""
    edition = Edition.objects.get(pk=job.given["edition"])
    apart = None if has_threads() else OwnProcess(str(edition), look=job.look, bounds=BOUNDS)
    faults = faults_of(edition, apart=apart)
    if edition_hash(edition) != job.given["hash"]:
        raise TextChangedMeanwhile(edition=edition)
    return {"faults": [asdict(fault) for fault in faults]}


def still_printing(request: HttpRequest, edition: Edition) -> Job | None:
    """The job that prints the text as it stands, begun by whoever opens a page on which it is fixed; none where it has ended while the page waited."""
    given: Any = {"edition": edition.pk, "hash": edition_hash(edition)}
    going = Job.objects.of(request.user).going_on().filter(kind=TRY, given=given).first()
    tried = wait_for(going or begin(TRY, by=str(request.user.pk), address=request.path, **given))
    return None if tried.has_ended else tried


def known_faults(edition: Edition, text_hash: str) -> tuple[PrintFault, ...] | None:
    """What came of printing this very text within the last day; none where nobody did."""
    tried = Job.objects.filter(kind=TRY, state=Job.State.DONE, given={"edition": edition.pk, "hash": text_hash}).order_by("pk").last()
    return tuple(PrintFault(**fault) for fault in tried.result["faults"]) if tried else None


def refuse_unprinted(edition: Edition, text_hash: str, *, in_place: bool = True) -> None:
    """What is fixed can be printed. A page leaves the printing to the worker; every other door prints in place what nobody printed yet."""
    if not settings.PRINTS_FIRST:
        return
    faults = known_faults(edition, text_hash)
    if faults is None and not in_place:
        raise NotPrintedYet(edition=edition)
    if faults is None:
        faults = tuple(faults_of(edition))
    if faults:
        names = [fault.name or _("the text as a whole") for fault in faults]
        raise ClausesNotPrintable(edition=edition, faults=faults, count=len(faults), names=names)
