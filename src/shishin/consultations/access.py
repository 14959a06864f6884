"""Who may run consultations, answer opinions, and read what is not public. Saying something is open to whom the rules say."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Consultation, Intake, ModerationAct, Opinion, ProposedTheme, Response, Round, Theme
from shishin.consultations.models.consultations import ConsultationQuerySet
from shishin.people.abilities import READ_EVERYTHING, declare_ability
from shishin.people.access import may, organizations_where
from shishin.people.models import Appointment, Organization, Person

RUN_CONSULTATIONS = declare_ability("run_consultations", _("Ask for opinions, sort, answer and publish them"), order=12, manages=True)
ANSWER_OPINIONS = declare_ability("answer_opinions", _("Write responses that are handed to the own office"), order=14)


def organizations_asking_for(user: Any) -> QuerySet[Organization]:
    """The organizations whose consultations somebody may run: those of their posts, with all parts."""
    return organizations_where(user, RUN_CONSULTATIONS)


def require_runner(user: Any) -> Person:
    """Somebody who runs consultations anywhere; everyone else gets the answer for what does not exist."""
    if not isinstance(user, Person) or not may(user, RUN_CONSULTATIONS):
        raise Http404
    return user


def require_reader_of_desks(user: Any) -> Person:
    """Somebody who runs consultations anywhere, or an auditor."""
    return user if isinstance(user, Person) and may(user, READ_EVERYTHING) else require_runner(user)


def consultations_run_by(user: Any) -> ConsultationQuerySet:
    return Consultation.objects.filter(organization__in=organizations_asking_for(user))


def can_run(user: Any, consultation: Consultation) -> bool:
    return may(user, RUN_CONSULTATIONS, at=consultation.organization)


def consultations_to_look_into(user: Any) -> ConsultationQuerySet:
    """Those whose desks somebody reads: what they run; of auditors, who change nothing, all."""
    return Consultation.objects.all() if may(user, READ_EVERYTHING) else consultations_run_by(user)


def can_look_into(user: Any, consultation: Consultation) -> bool:
    return may(user, READ_EVERYTHING) or can_run(user, consultation)


def consultations_to_read(user: Any) -> ConsultationQuerySet:
    """What was announced; what is prepared, for its runners and for auditors."""
    if may(user, READ_EVERYTHING):
        return Consultation.objects.all()
    return Consultation.objects.filter(Q(announced_at__isnull=False) | Q(organization__in=organizations_asking_for(user)))


def can_read(user: Any, consultation: Consultation) -> bool:
    return consultation.is_announced or can_look_into(user, consultation)


def _with_names(rows: ConsultationQuerySet) -> ConsultationQuerySet:
    return rows.select_related("organization", "document__family", "profile", "edition__document").prefetch_related(
        "organization__dated_names"
    )


def consultation_to_read(user: Any, slug: str) -> Consultation:
    return get_object_or_404(_with_names(consultations_to_read(user)), slug=slug)


def consultation_to_run(user: Any, slug: str) -> Consultation:
    return get_object_or_404(_with_names(consultations_run_by(user)), slug=slug)


def consultation_to_look_into(user: Any, slug: str) -> Consultation:
    return get_object_or_404(_with_names(consultations_to_look_into(user)), slug=slug)


def round_to_say_in(user: Any, slug: str, number: int) -> Round:
    """A round whose opinions are taken on this site. Whether they are just now, and from whom, its rules say."""
    # Asked for with every form that is sent: what only some of them need is read by these.
    rows = Round.objects.filter(takes_form=True).select_related("consultation", "draft")
    held = get_object_or_404(rows, consultation__slug=slug, number=number)
    if not can_read(user, held.consultation):
        raise Http404
    return held


def organizations_spoken_for_by(user: Any) -> list[Organization]:
    """Those of somebody's posts: for one of them they say something where the rules ask for it."""
    if not isinstance(user, Person) or not user.is_active:
        return []
    held = Appointment.objects.on(localdate()).filter(person=user)
    return list(Organization.objects.filter(posts__appointments__in=held).distinct().prefetch_related("dated_names").order_by("pk"))


def round_to_run(user: Any, uuid: str) -> Round:
    rows = Round.objects.filter(consultation__in=consultations_run_by(user))
    return get_object_or_404(rows.select_related("consultation__organization", "consultation__document", "draft__document"), uuid=uuid)


def intake_to_run(user: Any, uuid: str) -> Intake:
    rows = Intake.objects.filter(round__consultation__in=consultations_run_by(user))
    return get_object_or_404(rows.select_related("round__consultation__organization"), uuid=uuid)


def queue_to_look_into(user: Any, slug: str) -> Consultation:
    """The same without the names of its organization, for a page that shows none."""
    return get_object_or_404(consultations_to_look_into(user).select_related("organization", "profile"), slug=slug)


def opinion_to_look_into(user: Any, uuid: str) -> Opinion:
    """An opinion as it stands in the queue."""
    rows = Opinion.objects.filter(consultation__in=consultations_to_look_into(user))
    related = ("consultation__organization", "consultation__document", "consultation__profile")
    return get_object_or_404(rows.select_related(*related, "theme", "response", "part_of", "folded_into", "place", "held_by"), uuid=uuid)


def moderation_to_confirm(user: Any) -> QuerySet[ModerationAct]:
    """What colleagues asked to withhold, mask or restore in the consultations that somebody runs, and what they asked for themselves."""
    return _moderation_asked_in(consultations_run_by(user))


def moderation_to_look_into(user: Any) -> QuerySet[ModerationAct]:
    """The same; for auditors who run none, that of all consultations."""
    return moderation_to_confirm(user) if may(user, RUN_CONSULTATIONS) else _moderation_asked_in(consultations_to_look_into(user))


def _moderation_asked_in(consultations: ConsultationQuerySet) -> QuerySet[ModerationAct]:
    return ModerationAct.objects.filter(state=ModerationAct.State.ASKED, opinion__consultation__in=consultations)


def theme_to_run(user: Any, slug: str, uuid: str) -> Theme:
    return _theme(consultations_run_by(user), slug, uuid)


def theme_to_look_into(user: Any, slug: str, uuid: str) -> Theme:
    return _theme(consultations_to_look_into(user), slug, uuid)


def _theme(consultations: ConsultationQuerySet, slug: str, uuid: str) -> Theme:
    rows = Theme.objects.filter(consultation__in=consultations, consultation__slug=slug)
    return get_object_or_404(rows.select_related("consultation__organization", "consultation__document"), uuid=uuid)


def proposal_to_run(user: Any, slug: str, uuid: str) -> ProposedTheme:
    return _proposal(consultations_run_by(user), slug, uuid)


def proposal_to_look_into(user: Any, slug: str, uuid: str) -> ProposedTheme:
    return _proposal(consultations_to_look_into(user), slug, uuid)


def _proposal(consultations: ConsultationQuerySet, slug: str, uuid: str) -> ProposedTheme:
    rows = ProposedTheme.objects.filter(analysis__consultation__in=consultations, analysis__consultation__slug=slug)
    related = ("analysis__consultation__organization", "analysis__consultation__document", "signed_as")
    return get_object_or_404(rows.select_related(*related), uuid=uuid)


def opinion_to_run(user: Any, uuid: str) -> Opinion:
    rows = Opinion.objects.filter(consultation__in=consultations_run_by(user))
    return get_object_or_404(rows.select_related("consultation__organization", "consultation__document", "response"), uuid=uuid)


def responses_written_by(user: Any) -> QuerySet[Response]:
    """Those of consultations that somebody runs, and those handed to an office in which they answer opinions."""
    ours = Q(consultation__in=consultations_run_by(user))
    return Response.objects.filter(ours | Q(in_charge__in=organizations_where(user, ANSWER_OPINIONS)))


def response_to_write(user: Any, uuid: str) -> Response:
    return _response(responses_written_by(user), uuid)


def response_to_look_into(user: Any, uuid: str) -> Response:
    """Also for auditors, who write none."""
    return _response(Response.objects.all() if may(user, READ_EVERYTHING) else responses_written_by(user), uuid)


def _response(rows: QuerySet[Response], uuid: str) -> Response:
    related = ("consultation__organization", "consultation__document", "theme", "in_charge")
    return get_object_or_404(rows.select_related(*related), uuid=uuid)


def can_write(user: Any, response: Response) -> bool:
    return responses_written_by(user).filter(pk=response.pk).exists()
