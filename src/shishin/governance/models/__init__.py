"""The tables of this capability, one file a subject."""

from shishin.governance.models.duties import Duty, DutyBasis, DutyStatus, DutyYear, Practice, YearCount
from shishin.governance.models.indicators import Indicator, IndicatorValue, Progress, Target
from shishin.governance.models.plans import (
    Advice,
    Amount,
    Chapter,
    Disposal,
    Measure,
    MeasureLine,
    Milestone,
    Plan,
    PlanEdition,
    Reason,
)

__all__ = [
    "Advice",
    "Amount",
    "Chapter",
    "Disposal",
    "Duty",
    "DutyBasis",
    "DutyStatus",
    "DutyYear",
    "Indicator",
    "IndicatorValue",
    "Measure",
    "MeasureLine",
    "Milestone",
    "Plan",
    "PlanEdition",
    "Practice",
    "Progress",
    "Reason",
    "Target",
    "YearCount",
]
