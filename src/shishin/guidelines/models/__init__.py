"""The tables of this capability, one file a subject."""

from shishin.guidelines.models.clauses import ATTRIBUTES, Change, Clause, ClauseLink, ClauseText, Line, LinkCheck, Reason
from shishin.guidelines.models.documents import Alias, Document, DocumentLink, Family, NumberingScheme, Scope
from shishin.guidelines.models.drafting import Operation, Proposal, ProposedChange, UnsavedText
from shishin.guidelines.models.editions import Edition
from shishin.guidelines.models.offices import OfficeDecision
from shishin.guidelines.models.searching import SearchText, Synonyms

__all__ = [
    "ATTRIBUTES",
    "Alias",
    "Change",
    "Clause",
    "ClauseLink",
    "ClauseText",
    "Document",
    "DocumentLink",
    "Edition",
    "Family",
    "Line",
    "LinkCheck",
    "NumberingScheme",
    "OfficeDecision",
    "Operation",
    "Proposal",
    "ProposedChange",
    "Reason",
    "Scope",
    "SearchText",
    "Synonyms",
    "UnsavedText",
]
