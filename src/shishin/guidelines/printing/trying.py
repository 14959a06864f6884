"""Trying: a text is printed once before it is fixed, so that a clause that no printer takes is named while it can still be written another way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.errors.editions import (
    ClausesNotPrintable,
    ComparisonNotPrintable,
    NotPrintable,
    NotPrintedYet,
    TextChangedMeanwhile,
)
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.printing.edition_files import pdf_data, set_pdf, word_of
from shishin.guidelines.printing.printed_edition import PrintedEdition, gathered, printed_edition
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.errors import Refusal
from shishin.kit.jobs import begin, job, wait_for
from shishin.kit.models import Job, Stopped
from shishin.kit.own_process import IN_PLACE, TOOK_TOO_MUCH, Bounds, EndedInside, OwnProcess, Process
from shishin.paper.typesetting import TypesettingFailed, characters, has_threads
from shishin.texts.languages import spoken_about

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


def apart_for(name: str, *, look: Callable[[], object] = lambda: None) -> Process:
    """Where to print: what sets takes memory, and threads that a process forked afterwards would wait for. So who has set something here goes on here."""
    if has_threads():
        return IN_PLACE
    characters()  # Read here once, not in each process anew.
    return OwnProcess(name, look=look, bounds=BOUNDS)


def faults_of(edition: Edition, *, apart: Process | None = None) -> list[PrintFault]:
    """What keeps a text from being printed as PDF and as Word, in the language that binds; nothing where it is printed."""
    apart = apart or apart_for(str(edition))
    with override(spoken_about(edition.source_language)):
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
    apart: Process

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
        """What the printer says against it."""
        try:
            return self.apart.run(_print, gathered(printed), pdf_data(printed))[:LONGEST_REASON]
        except Stopped:
            raise
        except (Refusal, EndedInside) as ended:
            return str(ended)[:LONGEST_REASON]
        except Exception as error:  # noqa: BLE001 - whatever keeps a text from being printed is what is looked for
            return f"{type(error).__name__}: {error}"[:LONGEST_REASON]


def _print(printed: PrintedEdition, data: dict[str, Any]) -> str:
    """What the typesetter says against it; nothing where it is printed."""
    word_of(printed)
    try:
        set_pdf(data)
    except TypesettingFailed as failed:
        return failed.fault
    return ""


@job(TRY)
def try_printing(job: Job, _cursor: Any) -> dict[str, Any]:
    """What its reader asked for is this very text: another one is not vouched for."""
    edition = Edition.objects.get(pk=job.given["edition"])
    faults = faults_of(edition, apart=apart_for(str(edition), look=job.look))
    if edition_hash(edition) != job.given["hash"]:
        raise TextChangedMeanwhile(edition=edition)
    return {"faults": [asdict(fault) for fault in faults]}


def still_printing(request: HttpRequest, edition: Edition, *, address: str = "") -> Job | None:
    """The job that prints the text as it stands, begun by whoever opens a page on which it is fixed; none where it has ended while the page waited."""
    given: Any = {"edition": edition.pk, "hash": edition_hash(edition)}
    going = Job.objects.of(request.user).going_on().filter(kind=TRY, given=given).first()
    tried = wait_for(going or begin(TRY, by=str(request.user.pk), address=address or request.path, **given))
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
        raise ClausesNotPrintable(edition=edition, faults=faults, **_named(faults))


BROKE = (TypesettingFailed, EndedInside, *TOOK_TOO_MUCH)
"""How printing ends without a file."""


def print_edition(edition: Edition, write: Callable[..., bytes]) -> bytes:
    """What `write` makes of a text. Where it ends without a file, the clauses are named that a trial of this very text found."""
    try:
        return write(apart=apart_for(str(edition)))
    except BROKE as broke:
        raise _not_printable(edition) from broke


def print_or_try(request: HttpRequest, edition: Edition, language: str, write: Callable[..., bytes]) -> bytes | Job:
    """The same for whoever is signed in: where nobody has looked for the clauses yet, the job that does."""
    try:
        return print_edition(edition, write)
    except NotPrintable as refusal:
        if refusal.is_tried or not request.user.is_authenticated:
            raise
        if going := still_printing(request, edition, address=f"{request.path}?language={language}"):
            return going
        raise _not_printable(edition) from refusal


def _not_printable(edition: Edition) -> NotPrintable:
    faults = known_faults(edition, edition_hash(edition))
    return NotPrintable(edition=edition, is_tried=faults is not None, **_named(faults or ()))


def print_comparison(old: Edition, new: Edition, write: Callable[..., bytes]) -> bytes:
    try:
        return write(apart=apart_for(str(new)))
    except BROKE as broke:
        raise ComparisonNotPrintable(edition=new, old=version_in_words(old.version)) from broke


def _named(faults: Sequence[PrintFault]) -> dict[str, Any]:
    """How many clauses, and what they are called; where none is to blame, the text as a whole."""
    names = [fault.name or _("the text as a whole") for fault in faults] or [_("the text as a whole")]
    return {"count": len(names), "names": names}
