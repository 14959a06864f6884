"""Forms of councils, one file a subject."""

from shishin.councils.forms.bodies import (
    BodyForm,
    ChangeBodyForm,
    DecisionForm,
    MeetingForm,
    SeatForm,
)

__all__ = [
    "BodyForm",
    "ChangeBodyForm",
    "DecisionForm",
    "MeetingForm",
    "SeatForm",
]
