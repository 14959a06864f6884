"""Theming: the points at issue (論点) under which opinions are answered. Persons make them, put them in order, and merge them."""

from __future__ import annotations

from django.db import transaction

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose, lock, retallied
from shishin.consultations.errors.sorting import ThemeIsInUse, ThemeMergedIntoItself, ThemeWithoutTitle
from shishin.consultations.models import Consultation, Opinion, Theme
from shishin.kit.identity import in_language
from shishin.kit.ordering import change_places, next_position
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_theme(consultation: Consultation, *, titles: dict[str, str], by: Acting) -> Theme:
    """One more, below the others."""
    consultation = lock(consultation)
    refuse_over(consultation)
    _refuse_untitled(titles)
    theme = Theme.objects.create(consultation=consultation, titles=titles, position=next_position(consultation.themes.all()))
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
def merge_theme(theme: Theme, *, into: Theme, by: Acting) -> Theme:
    """All that stands under one goes under another, and it is gone."""
    consultation, theme = _locked(theme)
    if into.pk == theme.pk or into.consultation_id != consultation.pk:
        raise ThemeMergedIntoItself
    with choose(Opinion.objects.filter(theme=theme)) as chosen, retallied():
        opinions = chosen.update(theme=into)
    responses = theme.responses.update(theme=into)
    record(
        "consultations.theme_merged",
        about=consultation,
        who=by,
        theme=str(theme.uuid),
        into=str(into.uuid),
        opinions=opinions,
        responses=responses,
    )
    _remove(theme)
    return into


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


def _refuse_untitled(titles: dict[str, str]) -> None:
    if not in_language(titles):
        raise ThemeWithoutTitle
