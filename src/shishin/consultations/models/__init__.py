"""The tables of this capability, one file a subject."""

from shishin.consultations.models.analysis import Analysis, KeptApart, NearCopy, Placing, ProposedTheme, SampledPlacing
from shishin.consultations.models.consultations import Consultation, ConsultationProfile, Round
from shishin.consultations.models.opinions import (
    Attachment,
    Intake,
    Opinion,
    PersonalData,
    QueueTally,
    RefusedRow,
    Submission,
    Tally,
    Theme,
    Voice,
)
from shishin.consultations.models.responses import ModerationAct, Response, ResultsCorrection
from shishin.consultations.models.sorting import OpinionAct, OpinionWords

__all__ = [
    "Analysis",
    "Attachment",
    "Consultation",
    "ConsultationProfile",
    "Intake",
    "KeptApart",
    "ModerationAct",
    "NearCopy",
    "Opinion",
    "OpinionAct",
    "OpinionWords",
    "PersonalData",
    "Placing",
    "ProposedTheme",
    "QueueTally",
    "RefusedRow",
    "Response",
    "ResultsCorrection",
    "Round",
    "SampledPlacing",
    "Submission",
    "Tally",
    "Theme",
    "Voice",
]
