"""The paper of an office's decision: what was decided, on which text, when, by whom and why; one shape for the page, PDF and Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.changes.edition_changes import changes_of
from shishin.guidelines.editions.exporting import content_of_rows
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import EXAMPLE_NOTICE, issuer_of
from shishin.guidelines.models import Edition, OfficeDecision, Reason
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.printing.printed_edition import gathered
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language
from shishin.kit.own_process import IN_PLACE, Process
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, WordCell, paragraph, row, run, table
from shishin.texts.languages import spoken_about

TEMPLATE = Path(__file__).parent / "templates" / "decision.typ"
PAPER = Paper()
SHARES = (0.28, 0.72)


@dataclass(frozen=True)
class DecisionPaper:
    """All that stands on it, in a language of the interface. Only what was kept with the decision, and what the text itself says."""

    decision: OfficeDecision
    language: str

    @property
    def edition(self) -> Edition:
        return self.decision.edition

    @cached_property
    def title(self) -> str:
        return _("Decision of %(office)s") % {"office": in_language(self.decision.post_names, self.language) or self.decision.post}

    @cached_property
    def text(self) -> str:
        """By the title of the text and the version that it had on the day."""
        version = self.decision.text_name.rpartition(" ")[2]
        return f"{self.edition.title(self.language)}　{version_in_words(version)}"

    @cached_property
    def rows(self) -> list[tuple[str, str]]:
        decision, day = self.decision, self.decision.decided_on or date.max
        rows = [
            (_("Decision"), str(decision.get_state_display())),
            (_("Text"), self.text),
            (_("Kind of revision"), str(self.edition.get_revision_display())),
            (_("Owner"), issuer_of(self.edition, day=day, language=self.language)),
            (_("Laid before it on"), day_in_words(decision.asked_on, self.language, era=True)),
            (_("Decided on"), day_in_words(day, self.language, era=True)),
            (_("Person who decided"), decision.person_name),
            (_("Words of the decision"), decision.words),
            (_("Number of its paper"), decision.paper),
        ]
        return [(label, words) for label, words in rows if words]

    @cached_property
    def is_same_text(self) -> bool:
        """Whether the edition still says what was decided on: else its changes and reasons are others."""
        return (self.edition.text_hash or edition_hash(self.edition)) == self.decision.text_hash

    @cached_property
    def changes(self) -> list[str]:
        return [change.in_words for change in changes_of(self.edition)] if self.is_same_text else []

    @cached_property
    def reasons(self) -> list[str]:
        if not self.is_same_text:
            return []
        reasons = Reason.objects.filter(edition=self.edition, changes__isnull=False).distinct()
        return [words for reason in reasons if (words := in_language(reason.words, self.language))]

    @cached_property
    def lists(self) -> list[tuple[str, list[str]]]:
        return [(title, lines) for title, lines in ((_("What changed"), self.changes), (_("Reasons"), self.reasons)) if lines]

    @cached_property
    def notice(self) -> str:
        return str(EXAMPLE_NOTICE) if self.edition.document.family.is_example else ""

    @cached_property
    def foot(self) -> list[str]:
        """Where it stands, and the hash by which it is checked."""
        return [urljoin(settings.SITE_URL, self.decision.get_absolute_url()), f"SHA-256 {self.decision.text_hash}"]


def write_decision_pdf(decision: OfficeDecision, *, apart: Process = IN_PLACE) -> bytes:
    language = spoken_about(decision.edition.source_language)
    with override(language):
        sheet = DecisionPaper(decision, language)
        data = {name: getattr(sheet, name) for name in ("title", "rows", "lists", "notice", "foot")}
        return apart.run(typeset, TEMPLATE, {"language": spoken(language), **data})


def write_decision_word(decision: OfficeDecision, *, apart: Process = IN_PLACE) -> bytes:
    language = spoken_about(decision.edition.source_language)
    with override(language):
        return apart.run(word_of, gathered(DecisionPaper(decision, language)))


def word_of(sheet: DecisionPaper) -> bytes:
    imprint = Imprint(sheet.title, f"{sheet.title}　{sheet.text}", sheet.language, sheet.decision.decided_on, sheet.notice)
    return word_file(_body(sheet), imprint=imprint, paper=PAPER)


def _body(sheet: DecisionPaper) -> Iterator[str]:
    yield paragraph(run(sheet.title, Look(is_heading=True)), "Title")
    widths = [round(PAPER.width * share) for share in SHARES]
    label = Look(is_heading=True, is_bold=True)
    cells = ([WordCell(paragraph(run(name, label))), WordCell("".join(map(_line, words.splitlines())))] for name, words in sheet.rows)
    yield table(widths, [row(pair, widths, may_break=True) for pair in cells])
    for title, lines in sheet.lists:
        yield paragraph(run(title, Look(is_heading=True)), "Heading1", keep_next=True)
        yield from map(_line, lines)
    for line in sheet.foot:
        yield paragraph(run(line, Look(is_soft=True)), "Small")


def _line(words: str) -> str:
    return paragraph(run(words))


def content_of_decision(decision: OfficeDecision) -> str:
    """What its paper says, without a query. Nothing while the text may still say something else than what was decided."""
    edition = decision.edition
    return "" if edition.is_working else content_of_rows(decision, edition, edition.document, edition.document.family)


WRITERS = {"pdf": write_decision_pdf, "docx": write_decision_word}
"""By the ending of the file, which stands in the address."""
