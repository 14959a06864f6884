"""The tables of this capability, one file a subject."""

from shishin.governance.models.duties import Duty, DutyBasis, DutyStatus, DutyYear, Practice, YearCount

__all__ = [
    "Duty",
    "DutyBasis",
    "DutyStatus",
    "DutyYear",
    "Practice",
    "YearCount",
]
