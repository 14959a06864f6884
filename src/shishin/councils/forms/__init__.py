"""Forms of councils, one file a subject."""

from shishin.councils.forms.bodies import (
    BodyForm,
    ChangeBodyForm,
    SeatForm,
)
from shishin.councils.forms.decisions import DecisionForm
from shishin.councils.forms.meetings import AddPaperForm, AgendaItemForm, CancelForm, FileForm, MeetingForm, PaperForm
from shishin.councils.forms.minutes import AttendanceForm, CorrectionForm, PastedForm, StatementForm, SummaryForm
from shishin.councils.forms.referrals import AnswerForm, ExtendForm, PublishForm, ReferForm, ReportForm, ReturnForm, WithdrawForm

__all__ = [
    "AddPaperForm",
    "AgendaItemForm",
    "AnswerForm",
    "AttendanceForm",
    "BodyForm",
    "CancelForm",
    "ChangeBodyForm",
    "ChangeSeatForm",
    "CorrectionForm",
    "DecisionForm",
    "ExtendForm",
    "FileForm",
    "MeetingForm",
    "OrdersForm",
    "PaperForm",
    "PastedForm",
    "PublishForm",
    "ReferForm",
    "ReportForm",
    "ReturnForm",
    "SeatForm",
    "StatementForm",
    "SummaryForm",
    "WithdrawForm",
]
