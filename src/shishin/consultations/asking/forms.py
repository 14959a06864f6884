"""Shape and clean input of the screens on which consultations, their rounds and their rules are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.models import Consultation, ConsultationProfile, Round
from shishin.consultations.profiles import read_rules, rules_of
from shishin.guidelines.managing.forms import YamlField, as_yaml
from shishin.guidelines.models import Document, Edition
from shishin.kit.form_page import attempt
from shishin.kit.forms import DayField, WordsField
from shishin.kit.identity import in_language
from shishin.people.forms import AddressField
from shishin.people.models import Organization

OPENING, CLOSING = time(9), time(23, 59)
"""The hours of a round of which only the days were given."""
ONE_LANGUAGE = gettext_lazy("Write it in at least one language.")


def _reasons(**more: Any) -> WordsField:
    more.setdefault("help_text", gettext_lazy("The page of the consultation shows it."))
    return WordsField(gettext_lazy("Reason in %(language)s"), rows=2, needs_one=ONE_LANGUAGE, **more)


def _hour(label: Any, hint: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, help_text=hint, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _titles() -> WordsField:
    return WordsField(gettext_lazy("Title in %(language)s"), max_length=200, needs_one=ONE_LANGUAGE)


class WordsForm(forms.Form):
    """What a consultation says."""

    titles = _titles()
    questions = WordsField(
        gettext_lazy("What we ask especially, in %(language)s"),
        rows=6,
        help_text=gettext_lazy("One question a line. With a blank line between questions, each may have a line that explains it."),
    )
    handling = WordsField(
        gettext_lazy("What becomes of the words besides, in %(language)s"),
        rows=3,
        help_text=gettext_lazy("What the rules say of it stands on the page by itself."),
    )


class PrepareForm(WordsForm):
    slug = AddressField(
        help_text=gettext_lazy("Small letters, figures and hyphens: soil-2027 is found at /consultations/soil-2027/. It stays for ever.")
    )
    organization = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("Organization"))
    profile = forms.ModelChoiceField(ConsultationProfile.objects.all(), label=gettext_lazy("Rules"))
    document = forms.ModelChoiceField(
        Document.objects.none(), label=gettext_lazy("Document"), required=False, empty_label=gettext_lazy("None: only questions are asked")
    )
    field_order = ["titles", "slug", "organization", "document", "profile"]

    def __init__(self, *args: Any, organizations: QuerySet[Organization], documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]


class ChangeForm(WordsForm):
    """Besides the words the facts that the rules print; other rules before it is announced, a reason afterwards."""

    profile = forms.ModelChoiceField(ConsultationProfile.objects.all(), label=gettext_lazy("Rules"), empty_label=None)
    reasons = _reasons()

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        words = {name: getattr(consultation, name) for name in ("titles", "questions", "handling")}
        super().__init__(*args, **{"initial": {**words, "profile": consultation.profile_id}, **kwargs})
        self.printed = rules_of(consultation).facts
        for fact in self.printed:
            written = consultation.facts.get(fact.key, "")
            shown = in_language(written) if isinstance(written, dict) else written
            self.fields[f"fact_{fact.key}"] = forms.CharField(label=str(fact), max_length=500, required=False, initial=shown)
        self.kept = consultation.facts
        del self.fields["profile" if consultation.is_announced else "reasons"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        facts = {}
        for fact in self.printed:
            name = f"fact_{fact.key}"
            if written := given.pop(name, ""):
                # A fact that a file gave in several languages stays so until somebody writes another.
                facts[fact.key] = written if name in self.changed_data else self.kept.get(fact.key, written)
        return given | {"facts": facts}


class RoundForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("How opinions come, or came"), choices=Round.Channel.choices)
    titles = WordsField(gettext_lazy("Title in %(language)s"), max_length=200)
    audience = WordsField(gettext_lazy("Who is asked, in %(language)s"), max_length=200)
    draft = forms.ModelChoiceField(
        Edition.objects.none(),
        label=gettext_lazy("Draft that is shown"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy(
            "Texts of the document that are published. A draft that is still being written can be chosen once it is published."
        ),
    )
    opens_on = DayField(label=gettext_lazy("Opens on the day"), required=False)
    opens_hour = _hour(gettext_lazy("Opens at"), gettext_lazy("9:00 if empty."))
    closes_on = DayField(label=gettext_lazy("Closes on"), required=False)
    closes_hour = _hour(gettext_lazy("Closes at"), gettext_lazy("23:59 if empty."))
    takes_form = forms.BooleanField(label=gettext_lazy("Opinions are given on this site"), required=False)
    short_reason = WordsField(
        gettext_lazy("Why the time is shorter than the rules ask for, in %(language)s"),
        rows=2,
        help_text=gettext_lazy("Only where it is shorter. The page of the consultation shows it."),
    )
    sittings = forms.IntegerField(label=gettext_lazy("Sittings"), min_value=0, max_value=10_000, required=False)
    participants = forms.IntegerField(label=gettext_lazy("Participants"), min_value=0, max_value=10_000_000, required=False)
    outcome = WordsField(gettext_lazy("What came of it, in %(language)s"), rows=4)
    reasons = _reasons()

    def __init__(self, *args: Any, consultation: Consultation, held: Round | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _round_initial(held), **kwargs})
        self.fields["draft"].queryset = _drafts(consultation)  # type: ignore[attr-defined]
        self._only_what_may_change(consultation, held)

    def _only_what_may_change(self, consultation: Consultation, held: Round | None) -> None:
        """A round that was announced says afterwards only what came of it; a new one says why it is added."""
        wanted: Iterable[str] = [name for name in self.fields if name != "reasons" or consultation.is_announced]
        if held and consultation.is_announced:
            wanted = ("sittings", "participants", "outcome")
        self.fields = {name: field for name, field in self.fields.items() if name in wanted}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "opens_on" in self.fields:
            given["opens_at"] = moment_of(given.pop("opens_on", None), given.pop("opens_hour", None), OPENING)
            given["closes_at"] = moment_of(given.pop("closes_on", None), given.pop("closes_hour", None), CLOSING)
        if given.get("takes_form") and not (given["opens_at"] and given["closes_at"]):
            self.add_error("opens_on", _("Opinions are given on this site from a day until a day: say which, or untick that they are."))
        return given


class ExtendForm(forms.Form):
    closes_on = DayField(label=gettext_lazy("Now closes on"))
    closes_hour = _hour(gettext_lazy("Closes at"), gettext_lazy("23:59 if empty."))
    reasons = _reasons()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        closes_at = moment_of(given.pop("closes_on", None), given.pop("closes_hour", None), CLOSING)
        return given | {"closes_at": closes_at}


class EndForm(forms.Form):
    reasons = WordsField(gettext_lazy("Why nothing is enacted, in %(language)s"), rows=4, needs_one=ONE_LANGUAGE)


class ProfileForm(forms.Form):
    titles = _titles()
    slug = AddressField()
    rules = YamlField(
        label=gettext_lazy("Rules"),
        help_text=gettext_lazy("YAML. The list of rules shows what the saved ones say; the guide for the secretariat names each member."),
    )

    def __init__(self, *args: Any, profile: ConsultationProfile | None = None, **kwargs: Any) -> None:
        initial = {"titles": profile.titles, "rules": as_yaml(profile.rules)} if profile else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if profile:
            del self.fields["slug"]

    def clean_rules(self) -> Any:
        rules = self.cleaned_data["rules"]
        if refusal := attempt(lambda: read_rules(rules)).refusal:
            raise forms.ValidationError(refusal.in_full)
        return rules


def moment_of(day: date | None, hour: time | None, otherwise: time) -> datetime | None:
    return make_aware(datetime.combine(day, hour or otherwise)) if day else None


def _drafts(consultation: Consultation) -> QuerySet[Edition]:
    """What everybody may read of the document, and was not withdrawn."""
    rows = Edition.objects.public().filter(document=consultation.document_id, withdrawn_on=None)
    return rows.select_related("document").order_by("-pk")


def _round_initial(held: Round | None) -> dict[str, Any]:
    if held is None:
        return {"takes_form": True, "opens_hour": OPENING, "closes_hour": CLOSING}
    names = ("channel", "titles", "audience", "draft", "takes_form", "short_reason", "sittings", "participants", "outcome")
    initial: dict[str, Any] = {name: getattr(held, name) for name in names}
    for name, moment in (("opens", held.opens_at), ("closes", held.closes_at)):
        if moment:
            initial |= {f"{name}_on": localtime(moment).date(), f"{name}_hour": localtime(moment).time()}
    return initial
