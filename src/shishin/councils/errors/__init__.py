"""Refusals of councils, one file a subject."""

from shishin.councils.errors.bodies import (
    AbolishedBeforeEstablished,
    AnotherBodysMeeting,
    BodyAddressTaken,
    BodyCircle,
    BodyIsAbolished,
    MeetingNumberTaken,
    TermEndsBeforeItBegan,
    TermHasEnded,
    TermsOverlap,
)

__all__ = [
    "AbolishedBeforeEstablished",
    "AnotherBodysMeeting",
    "BodyAddressTaken",
    "BodyCircle",
    "BodyIsAbolished",
    "MeetingNumberTaken",
    "TermEndsBeforeItBegan",
    "TermHasEnded",
    "TermsOverlap",
]
