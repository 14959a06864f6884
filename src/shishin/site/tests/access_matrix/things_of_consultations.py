"""Consultations with a round, an opinion and a response each: open, prepared, ended, published, and one whose response is handed to the own office."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from shishin.consultations.asking.announcing import announce_consultation, end_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.counting import count_voices
from shishin.consultations.models import (
    Analysis,
    Consultation,
    ConsultationProfile,
    Intake,
    Opinion,
    ProposedTheme,
    Response,
    Round,
    Theme,
)
from shishin.consultations.tests.makers import make_profile, say
from shishin.site.tests.access_matrix.cast import UNSAID, Side
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, by_uuid, moved
from shishin.trail.recording import OPERATOR


def things_of_consultations(sides: dict[str, Side]) -> Things:
    """“draft” is prepared, “withdrawn” ended; “in charge” is the other side's, with a response handed to the own organization."""
    own, other = sides["own"], sides["other's"]
    make_profile()
    rows = {
        "own": _announced(own, "open"),
        "other's": _announced(other, "open"),
        "draft": _prepared(own, "prepared", UNSAID[own.prefix]),
        "withdrawn": _announced(own, "ended"),
        "published": _announced(own, "published"),
        "in charge": _announced(other, "handed"),
    }
    _prepared(other, "prepared", UNSAID[other.prefix])
    opinions = {column: _opinion(one) for column, one in rows.items() if column != "draft"}
    responses = {column: _response(rows[column]) for column in opinions}
    Response.objects.filter(pk=responses["in charge"].pk).update(in_charge=own.organization)
    figures = {"voices": 0, "submitters": 0, "opinions": 0, "by_round": {}, "after_draft": 0}
    Response.objects.filter(pk=responses["published"].pk).update(state=Response.State.FINAL, figures=figures)
    end_consultation(rows["withdrawn"], reasons={"en": "Nothing comes of it."}, by=OPERATOR)
    Consultation.objects.filter(pk=rows["published"].pk).update(results_published_at=now(), results_hash="0" * 64)
    return {
        "consultation": {column: by_slug(one) for column, one in rows.items() if column != "in charge"},
        "round": {column: by_uuid(_round(one)) for column, one in rows.items() if column != "in charge"},
        "numbered round": {column: _by_number(_round(one)) for column, one in rows.items() if column != "in charge"},
        "intake": {column: by_uuid(_intake(_round(one))) for column, one in rows.items() if column not in ("draft", "in charge")},
        "opinion": {column: by_uuid(one) for column, one in opinions.items()},
        "theme": {column: _theme(one) for column, one in rows.items() if column != "in charge"},
        "proposed theme": {column: _proposed(one) for column, one in rows.items() if column != "in charge"},
        "act on opinions": {column: _act(one) for column, one in rows.items() if column != "in charge"},
        "response": {column: by_uuid(one) for column, one in responses.items()},
        "result": {"published": Thing({"slug": rows["published"].slug, "number": "1"}, moved(rows["published"], "slug"))},
        "rules": {"own": by_slug(_rules())},
    }


def _prepared(side: Side, name: str, title: str) -> Consultation:
    made = prepare_consultation(
        slug=f"{side.prefix}-{name}",
        organization=side.organization,
        profile=ConsultationProfile.objects.get(slug="voluntary"),
        titles={"ja": title, "en": title},
        by=OPERATOR,
    )
    add_round(made, opens_at=now() - timedelta(days=1), closes_at=now() + timedelta(days=20), takes_form=True, by=OPERATOR)
    return made


def _announced(side: Side, name: str) -> Consultation:
    return announce_consultation(_prepared(side, name, "Consultation"), by=OPERATOR)


def _round(consultation: Consultation) -> Round:
    return consultation.rounds.get()


def _by_number(held: Round) -> Thing:
    return Thing({"slug": held.consultation.slug, "number": str(held.number)}, moved(held.consultation, "slug"))


def _opinion(consultation: Consultation) -> Opinion:
    say(_round(consultation), "Something.")
    count_voices(consultation)
    return consultation.opinions.get()


def _response(consultation: Consultation) -> Response:
    """The opinion is not tied to it, so that it can still be withheld, split and folded."""
    return Response.objects.create(consultation=consultation, number=1, views={"en": "We think so, too."}, disposition="covered")


def _theme(consultation: Consultation) -> Thing:
    made = Theme.objects.create(consultation=consultation, titles={"en": "Theme"}, position=0)
    return Thing({"slug": consultation.slug, "uuid": str(made.uuid)}, moved(made, "uuid"))


def _proposed(consultation: Consultation) -> Thing:
    analysis = Analysis.objects.create(
        consultation=consultation, state=Analysis.State.FINISHED, begun_at=now(), finished_at=now(), report={"unplaced": 0}
    )
    made = ProposedTheme.objects.create(analysis=analysis, number=1, terms=["words"])
    return Thing({"slug": consultation.slug, "uuid": str(made.uuid)}, moved(made, "uuid"))


def _act(consultation: Consultation) -> Thing:
    return Thing({"slug": consultation.slug, "act": "withhold"}, moved(consultation, "slug"))


def _intake(held: Round) -> Intake:
    return Intake.objects.create(round=held, file_name="opinions.csv", sha256="0" * 64, begun_at=now(), finished_at=now())


def _rules() -> ConsultationProfile:
    return ConsultationProfile.objects.create(slug="own-rules", titles={"en": "Rules"}, rules={})
