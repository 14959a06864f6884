"""Theming: the points at issue (論点) under which opinions are answered. Persons make them, or sign what a machine proposes; merge and split them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shishin.consultations.analysing.signing import count_signing, free_for, with_those_behind
from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose, lock, retallied
from shishin.consultations.errors.sorting import (
    NothingToSign,
    ThemeIsInUse,
    ThemeMergedIntoItself,
    ThemeOfAnotherConsultation,
    ThemeWithoutTitle,
)
from shishin.consultations.models import Consultation, Opinion, ProposedTheme, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.choosing import acting_on, undoable
from shishin.kit.identity import in_language
from shishin.kit.ordering import change_places, next_position
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_theme(consultation: Consultation, *, titles: dict[str, str], by: Acting) -> Theme:
    """One more, below the others."""
    consultation = lock(consultation)
    refuse_over(consultation)
    theme = _made(consultation, titles)
    record("consultations.theme_added", about=consultation, who=by, theme=str(theme.uuid), titles=titles)
    return theme


@transaction.atomic
def rename_theme(theme: Theme, *, titles: dict[str, str], by: Acting) -> Theme:
    """Another title; what stands under it stays."""
    consultation, theme = _locked(theme)
    _refuse_untitled(titles)
    if titles == theme.titles:
        return theme
    before, theme.titles = theme.titles, titles
    theme.save(update_fields=["titles"])
    record("consultations.theme_renamed", about=consultation, who=by, theme=str(theme.uuid), before=before, titles=titles)
    return theme


@transaction.atomic
def move_theme(theme: Theme, *, up: bool, by: Acting) -> None:
    """Change places with the one above or below: results are numbered in this order."""
    consultation, theme = _locked(theme)
    change_places(consultation.themes.all(), theme, up=up)
    record("consultations.theme_moved", about=consultation, who=by, theme=str(theme.uuid), position=theme.position)


@transaction.atomic
def sign_theme(
    proposal: ProposedTheme,
    *,
    by: Acting,
    titles: dict[str, str] | None = None,
    under: Theme | None = None,
    only: OpinionQuerySet | None = None,
) -> Theme:
    """What a machine proposes is a theme now, under a title of its own or as one that there is; `only` some of its rows, or all of them.

    What a person placed before stays where it is, and what somebody else works on just now is left for later.
    """
    consultation = lock(proposal.analysis.consultation)
    refuse_over(consultation)
    if under is not None and under.consultation_id != consultation.pk:
        raise ThemeOfAnotherConsultation
    opinions = _left_to_sign(proposal, only=only, by=by)
    theme = under or _made(consultation, titles or {})
    besides: dict[str, Any] = {"analysis": count_signing(consultation)}
    if under is None:
        besides["made"] = theme.pk
    if only is None and proposal.signed_as_id is None:
        ProposedTheme.objects.filter(pk=proposal.pk).update(signed_as=theme)
        besides["signed"] = {str(proposal.pk): theme.pk}
    with acting_on(
        consultation,
        opinions,
        key="consultations.theme_signed",
        by=by,
        besides=besides,
        theme=str(theme.uuid),
        titles=theme.titles,
        proposed=proposal.number,
    ) as chosen:
        _give(chosen, theme, by=by)
    return theme


def _left_to_sign(proposal: ProposedTheme, *, only: OpinionQuerySet | None, by: Acting) -> OpinionQuerySet:
    opinions = free_for(to_sign(proposal), by=by)
    if only is not None:
        opinions = opinions.filter(pk__in=with_those_behind(only).values("pk"))
    if not opinions.exists():
        raise NothingToSign
    return opinions


def to_sign(proposal: ProposedTheme) -> OpinionQuerySet:
    """What a machine puts under it, and no person under any theme."""
    placed = Opinion.objects.heads().filter(placing__proposed_theme=proposal, theme=None)
    return placed.exclude(state=Opinion.State.WITHHELD)


@transaction.atomic
def split_theme(theme: Theme, opinions: OpinionQuerySet, *, titles: dict[str, str], by: Acting) -> Theme:
    """Some rows of a theme become one of their own, below the others."""
    consultation, theme = _locked(theme)
    new = _made(consultation, titles)
    rows = with_those_behind(opinions.filter(theme=theme))
    with acting_on(
        consultation,
        rows.heads(),
        key="consultations.theme_split",
        by=by,
        besides={"made": new.pk},
        theme=str(new.uuid),
        titles=titles,
        of=str(theme.uuid),
    ) as chosen:
        _give(chosen, new, by=by)
    return new


def _give(chosen: QuerySet[Opinion], theme: Theme, *, by: Acting) -> None:
    chosen.update(theme=theme, placed_by=by if isinstance(by, Person) else None)


@transaction.atomic
def merge_themes(themes: Collection[Theme], *, into: Theme, by: Acting) -> Theme:
    """All that stands under these goes under another one, and they are gone."""
    consultation, into = _locked(into)
    merged = list(Theme.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in themes], consultation=consultation))
    if not merged or len(merged) < len(themes) or into in merged:
        raise ThemeMergedIntoItself
    pks = [one.pk for one in merged]
    besides = {"gone": [_kept(one) for one in merged]}
    with (
        choose(Opinion.objects.filter(theme__in=pks)) as chosen,
        retallied(),
        undoable(consultation, chosen, key="consultations.themes_merged", by=by, besides=besides),
    ):
        opinions = chosen.update(theme=into)
    responses = consultation.responses.filter(theme__in=pks).update(theme=into)
    ProposedTheme.objects.filter(signed_as__in=pks).update(signed_as=into)
    gone = [{"theme": str(one.uuid), "titles": one.titles} for one in merged]
    record(
        "consultations.themes_merged",
        about=consultation,
        who=by,
        merged=gone,
        into=str(into.uuid),
        opinions=opinions,
        responses=responses,
    )
    for one in merged:
        _remove(one)
    return into


def _kept(theme: Theme) -> dict[str, Any]:
    """By which a theme that goes is there again when that is undone, with what refers to it."""
    return {
        "fields": {"pk": theme.pk, "uuid": str(theme.uuid), "titles": theme.titles, "position": theme.position},
        "responses": list(theme.responses.values_list("pk", flat=True)),
        "signed": list(theme.proposals.values_list("pk", flat=True)),
    }


@transaction.atomic
def remove_theme(theme: Theme, *, by: Acting) -> None:
    """One under which nothing stands."""
    consultation, theme = _locked(theme)
    if theme.opinions.exists() or theme.responses.exists():
        raise ThemeIsInUse(theme=theme)
    record("consultations.theme_removed", about=consultation, who=by, theme=str(theme.uuid), titles=theme.titles)
    _remove(theme)


def _locked(theme: Theme) -> tuple[Consultation, Theme]:
    consultation = lock(theme.consultation)
    refuse_over(consultation)
    return consultation, Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)


def _remove(theme: Theme) -> None:
    """With the tallies of it, which count nothing any more."""
    theme.delete()


def _made(consultation: Consultation, titles: dict[str, str]) -> Theme:
    _refuse_untitled(titles)
    return Theme.objects.create(consultation=consultation, titles=titles, position=next_position(consultation.themes.all()))


def _refuse_untitled(titles: dict[str, str]) -> None:
    if not in_language(titles):
        raise ThemeWithoutTitle
