"""The forms of acts on opinions and of themes: what is asked besides which opinions are meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Consultation, Opinion, ProposedTheme, Response, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.places import places_in, rounds_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.masking import contacts_in, in_lines
from shishin.guidelines.models import Line
from shishin.kit.forms import WordsField

MOST_HEADS = 50


class ActForm(forms.Form):
    """What is asked for depends on the consultation, and on what was chosen."""

    def __init__(self, data: Any, *, consultation: Consultation, opinions: OpinionQuerySet) -> None:
        super().__init__(data)
        self.consultation = consultation
        self.ask(opinions)

    def ask(self, opinions: OpinionQuerySet) -> None:
        """Nothing but the button."""


class PlaceForm(ActForm):
    place = forms.ChoiceField(label=_("Clause that they are about"), required=False)

    def ask(self, opinions: OpinionQuerySet) -> None:
        choices = [(place.key, place.name) for place in places_in(rounds_of(self.consultation)).values()]
        self.fields["place"].choices = [("", _("The whole, or none of them")), *choices]  # type: ignore[attr-defined]

    def clean_place(self) -> Line | None:
        key = self.cleaned_data["place"]
        return Line.objects.get(document=self.consultation.document_id, key=key) if key else None


class ThemeForm(ActForm):
    theme = forms.ModelChoiceField(Theme.objects.none(), label=_("Theme"), required=False, empty_label=_("No theme"))

    def ask(self, opinions: OpinionQuerySet) -> None:
        self.fields["theme"].queryset = self.consultation.themes.all()  # type: ignore[attr-defined]


class AttachForm(ActForm):
    """To which response of the consultation."""

    response = forms.ModelChoiceField(Response.objects.none(), label=_("Response"), empty_label=_("Choose a response"))

    def ask(self, opinions: OpinionQuerySet) -> None:
        rows = self.consultation.responses.exclude(state=Response.State.FINAL).order_by("number")
        self.fields["response"].queryset = rows  # type: ignore[attr-defined]


class NewPointForm(ActForm):
    is_new_point = forms.TypedChoiceField(
        label=_("Is the point in the draft?"),
        choices=[("yes", _("Not in the draft")), ("no", _("In the draft"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )


class FoldForm(ActForm):
    under = forms.ModelChoiceField(
        Opinion.objects.none(), label=_("The one that speaks best"), widget=forms.RadioSelect, empty_label=None, to_field_name="uuid"
    )

    def ask(self, opinions: OpinionQuerySet) -> None:
        heads = opinions.heads().order_by("-group_voices", "number")
        first = list(heads.values_list("pk", flat=True)[:MOST_HEADS])
        self.fields["under"].queryset = Opinion.objects.filter(pk__in=first).order_by("-group_voices", "number")  # type: ignore[attr-defined]
        self.fields["under"].initial = Opinion.objects.filter(pk__in=first[:1]).values_list("uuid", flat=True).first()


class ReasonForm(ActForm):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words, for those who work on it"), required=False, widget=forms.Textarea({"rows": 3}), max_length=2000
    )

    def ask(self, opinions: OpinionQuerySet) -> None:
        reasons = rules_of(self.consultation).moderation_reasons
        self.fields["reason"].choices = [(one.key, str(one)) for one in reasons]  # type: ignore[attr-defined]


class MaskForm(ReasonForm):
    texts = forms.CharField(
        label=_("What is to be masked, one a line"),
        help_text=_("Copy it from the words above. It is masked wherever it stands in them."),
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ("texts", "reason", "words")

    def ask(self, opinions: OpinionQuerySet) -> None:
        super().ask(opinions)
        self.fields["texts"].initial = "\n".join(contacts_in(opinions.get().words))

    def clean_texts(self) -> list[str]:
        return list(in_lines(self.cleaned_data["texts"]))


class RestoreForm(ActForm):
    words = forms.CharField(label=_("Why it can be read after all"), widget=forms.Textarea({"rows": 3}), max_length=2000)


class SplitForm(forms.Form):
    """The words with cut marks put in: nothing else of them changes."""

    cut = forms.CharField(label=_("Words of the opinion"), widget=forms.Textarea({"rows": 14}), strip=False)

    def __init__(self, data: Any, *, words: str) -> None:
        self.words = words
        self.mark = cut_mark(words)
        super().__init__(data, initial={"cut": words})
        self.fields["cut"].help_text = _("Put %(mark)s where one point ends and the next begins. Change nothing else.") % {
            "mark": self.mark
        }

    def clean_cut(self) -> list[int]:
        """The places in the words, from the marks between them."""
        pieces = self.cleaned_data["cut"].replace("\r\n", "\n").replace("｜", "|").split(self.mark)
        at, places = 0, []
        for piece in pieces:
            at = _behind(self.words, piece, at)
            places.append(at)
        if self.words[at:].strip():
            raise forms.ValidationError(_DIFFERS)
        return places[:-1]


_DIFFERS = _("The words differ from those that were given. Only cut marks may be put in.")


def cut_mark(words: str) -> str:
    """Two strokes; more where the words have such strokes themselves."""
    mark = "||"
    while mark in words.replace("｜", "|"):
        mark += "|"
    return mark


def _behind(words: str, piece: str, at: int) -> int:
    """Where a piece ends; blanks around marks do not matter."""
    wanted = piece.strip()
    start = at + len(words[at:]) - len(words[at:].lstrip())
    if words[start : start + len(wanted)].replace("｜", "|") != wanted:
        raise forms.ValidationError(_DIFFERS)
    return start + len(wanted)


class TitlesForm(forms.Form):
    titles = WordsField(_("Title in %(language)s"), max_length=200, needs_one=_("Give a title in at least one language."))


class MergeForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label=_("What goes into this one, and is gone then"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, theme: Theme) -> None:
        super().__init__(data)
        self.fields["themes"].queryset = Theme.objects.filter(consultation=theme.consultation_id).exclude(pk=theme.pk)  # type: ignore[attr-defined]


class SignForm(TitlesForm):
    under = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Or under a theme that there is"), required=False, empty_label=_("As a theme of its own")
    )

    def __init__(self, data: Any, *, proposal: ProposedTheme) -> None:
        super().__init__(data, initial={"under": proposal.signed_as_id})
        self.fields["titles"] = WordsField(_("Title in %(language)s"), max_length=200)
        self.fields["under"].queryset = Theme.objects.filter(consultation=proposal.analysis.consultation_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not clean.get("under") and not clean.get("titles") and "titles" not in self.errors:
            self.add_error("titles", _("Give a title in at least one language, or choose a theme that there is."))
        if clean.get("under") and clean.get("titles"):
            self.add_error("under", _("Give a title, or choose a theme that there is: not both."))
        return clean
