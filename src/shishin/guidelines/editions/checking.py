"""Checking: whether a manuscript can become an edition, whoever made it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from shishin.guidelines.errors.editions import (
    ChangeWithoutEditionBefore,
    NotALanguage,
    NotAnAddress,
    NotAVersion,
    UnfitChange,
    UnfitManuscript,
)
from shishin.guidelines.models import Change, Document, DocumentLink, Edition
from shishin.texts.languages import is_language
from shishin.texts.manuscript import FORCES, KINDS, DocumentSheet, Manuscript, ManuscriptChange, ManuscriptClause, Passage, is_version

ADDRESS = re.compile(r"[A-Za-z0-9_-]{1,100}")
LONGEST_CLAUSE = 50_000
"""Characters of a clause in one language: far above any clause, far below what slows a page down."""
PAGES = {"import", "families"}
"""Pages that stand where a document's page would."""


def check_manuscript(manuscript: Manuscript) -> None:
    """Refuse what cannot be stored, so that nothing is stored by halves."""
    _check_document(manuscript.document)
    sheet = manuscript.edition
    if not is_version(sheet.version):
        raise NotAVersion(version=sheet.version)
    check_word(_("the kind of revision"), sheet.revision, Edition.Revision.values)
    if not manuscript.clauses:
        raise UnfitManuscript(_("The text has no clauses."), way_out=_("Give it at least one heading or one numbered paragraph."))
    _check_clauses(manuscript.clauses)
    if sheet.reasons and not sheet.started_from:
        raise ChangeWithoutEditionBefore(version=sheet.version)
    for reason in sheet.reasons:
        if not reason.changes:
            raise UnfitManuscript(_("A reason explains no change."), way_out=_("Say which changes it explains, or leave it out."))
        for change in reason.changes:
            check_change(change)


def check_address(address: str, *, limit: int = 100) -> None:
    if ADDRESS.fullmatch(address) is None or len(address) > limit:
        raise NotAnAddress(address=address)


def check_language(language: str) -> None:
    if not is_language(language):
        raise NotALanguage(language=language)


def check_change(change: ManuscriptChange) -> None:
    """Hold a change to the shape of its kind."""
    before, after = len(change.before), len(change.after)
    same = sorted(change.before) == sorted(change.after) and before > 0
    rules = {
        Change.Kind.KEPT: (same, _("A kept clause has the same key before and after.")),
        Change.Kind.VACATED: (same, _("A vacated clause has the same key before and after.")),
        Change.Kind.NEW: (not before and after > 0, _("A new clause has a key after and none before.")),
        Change.Kind.DROPPED: (before > 0 and not after, _("A dropped clause has a key before and none after.")),
        Change.Kind.SPLIT: (before == 1 and after > 1, _("A split has one key before and several after.")),
        Change.Kind.MERGED: (before > 1 and after == 1, _("A merger has several keys before and one after.")),
    }
    check_word(_("the kind of change"), change.kind, Change.Kind.values)
    fits, rule = rules[Change.Kind(change.kind)]
    if not fits:
        raise UnfitChange(kind=change.kind, rule=rule)


def _check_document(sheet: DocumentSheet) -> None:
    check_address(sheet.slug)
    if sheet.slug in PAGES:
        raise NotAnAddress(address=sheet.slug)
    for address, limit in ((sheet.family, 100), (sheet.owner, 50), (sheet.numbering, 50)):
        if address:
            check_address(address, limit=limit)
    check_language(sheet.source_language)
    check_word(_("the position"), sheet.position, Document.Position.values)
    check_word(_("the kind of document"), sheet.kind, Document.Kind.values)
    check_word(_("the state of the document"), sheet.state, Document.State.values)
    if sheet.state == Document.State.ABOLISHED and sheet.abolished_on is None:
        raise UnfitManuscript(_("The document is abolished, but its last day is missing."), way_out=_("Give abolished_on."))
    if len(sheet.code) > 40:
        raise UnfitManuscript(_("The code “%(code)s” is too long.") % {"code": sheet.code}, way_out=_("Use at most 40 characters."))
    for link in sheet.links:
        check_word(_("the kind of link"), link.kind, DocumentLink.Kind.values)
        check_address(link.to)


def _check_clauses(clauses: Iterable[ManuscriptClause]) -> None:
    seen: dict[str, int] = {}
    languages: set[str] = set()
    for clause in clauses:
        if ADDRESS.fullmatch(clause.key) is None:
            raise _at(
                clause.line_number, _("“%(key)s” cannot be a key.") % {"key": clause.key}, _("Use Latin letters, digits and hyphens.")
            )
        if clause.key in seen:
            raise _at(
                clause.line_number,
                _("The key “%(key)s” stands twice.") % {"key": clause.key},
                _("Give one of the two clauses another key."),
            )
        seen[clause.key] = clause.line_number
        check_word(_("the kind of clause"), clause.kind, KINDS)
        check_word(_("the force"), clause.force, FORCES)
        if clause.depth < 1:
            raise _at(clause.line_number, _("The clause “%(key)s” has no depth.") % {"key": clause.key}, _("Count depths from 1."))
        languages.update(clause.passages)
        for passage in clause.passages.values():
            check_length(clause.key, passage, line_number=clause.line_number)
    for language in languages:
        check_language(language)


def check_length(key: str, passage: Passage, *, line_number: int = 0) -> None:
    length = len(passage.heading) + len(passage.body) + len(passage.summary)
    if length > LONGEST_CLAUSE:
        figures = {"key": key, "length": f"{length:,}", "limit": f"{LONGEST_CLAUSE:,}"}
        message = _("The clause “%(key)s” has %(length)s characters in one language; a clause may have %(limit)s.") % figures
        raise _at(line_number, message, _("Divide it into several clauses."))


def _at(line_number: int, message: str, way_out: str) -> UnfitManuscript:
    if line_number:
        message = _("Line %(line)s: %(message)s") % {"line": line_number, "message": message}
    return UnfitManuscript(message, way_out=way_out)


def check_word(what: str, word: str, known: Iterable[str]) -> None:
    if word not in known:
        raise UnfitManuscript(
            _("“%(word)s” is unknown as %(what)s.") % {"word": word, "what": what},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)},
        )
