"""Forms of the acts on editions: shape and clean what people give. Each stands on a page that says what it does for ever, and goes on to the edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.councils.access import meetings_to_read
from shishin.councils.models import Body, Decision, Meeting, Referral
from shishin.guidelines.drafting.pages.forms import PARTS, PassageForm, text_area
from shishin.guidelines.editions.naming import breadcrumbs_to_edition
from shishin.guidelines.errors.editions import NotPrintedYet
from shishin.guidelines.models import Document, Edition, OfficeDecision
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.models.offices import POST
from shishin.guidelines.printing.trying import still_printing
from shishin.kit.dates import day_in_words
from shishin.kit.form_page import FormPage
from shishin.kit.forms import DayField, WordsField
from shishin.people.models import Post
from shishin.texts.languages import LanguageField
from shishin.texts.manuscript import PATTERN

Choices = Sequence[tuple[str, str]]


def not_to_come(day: date) -> None:
    """What is being done now cannot have a day that is still to come."""
    if day > localdate():
        raise ValidationError(_("Give today or an earlier day."))


class PublishForm(forms.Form):
    published_on = DayField(label=_("Day of publication"), initial=localdate, validators=[not_to_come])


class TakeOverForm(forms.Form):
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Where the text was adopted, best with its address on the web.")
    )
    day = DayField(label=_("Taken over on"), initial=localdate, validators=[not_to_come])
    in_force_from = DayField(label=_("First day in force"))


class WithdrawForm(forms.Form):
    day = DayField(label=_("Withdrawn on"), initial=localdate, validators=[not_to_come])
    reason = forms.CharField(label=_("Why it is withdrawn"), widget=text_area(4), help_text=_("It stands on the page of the edition."))


class VersionForm(forms.Form):
    version = forms.CharField(
        label=_("Version"),
        max_length=40,
        help_text=_("Three numbers such as 1.0.0, or 1.0.0-draft.1 for a draft."),
        validators=[RegexValidator(rf"\A{PATTERN.pattern}\Z", _("Write three numbers such as 1.0.0, or 1.0.0-draft.1 for a draft."))],
    )
    revision = forms.TypedChoiceField(
        label=_("Kind of revision"),
        choices=Edition.Revision.choices,
        coerce=Edition.Revision,
        help_text=_("A major revision moves the first number, a minor one the second, a formal one the third."),
    )


class ReferralField(forms.ModelChoiceField):
    """A referral by its title and its day, because titles come back."""

    def __init__(self, **fields: Any) -> None:
        fields = {"required": False, "empty_label": _("None"), "to_field_name": "uuid", **fields}
        super().__init__(Referral.objects.none(), label=_("Drafted for the referral"), **fields)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{day_in_words(obj.referred_on)}）"


class StartForm(VersionForm):
    """Where nothing waits for a draft, nobody is asked for which referral it is made."""

    referred_by = ReferralField()

    def __init__(self, *args: Any, referrals: QuerySet[Referral], **fields: Any) -> None:
        super().__init__(*args, **fields)
        if referrals.exists():
            self.fields["referred_by"].queryset = referrals  # type: ignore[attr-defined]
        else:
            del self.fields["referred_by"]


class ReferralForm(forms.Form):
    referral = ReferralField()

    def __init__(self, *args: Any, referrals: QuerySet[Referral], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["referral"].queryset = referrals  # type: ignore[attr-defined]


class SubmitForm(forms.Form):
    """The words that go with a draft, and the meeting at which it is reported, if there is one."""

    reported_on = DayField(label=_("Reported on"), initial=localdate, validators=[not_to_come])
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("At the meeting"), required=False, empty_label=_("At no meeting"))
    words = WordsField(_("Report in %(language)s"), rows=4)

    def __init__(self, *args: Any, referral: Referral, reader: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        meetings = meetings_to_read(reader).filter(body__in=(referral.asked_by_id, referral.asked_of_id), cancelled_on=None)
        meetings = meetings.select_related("body").prefetch_related("body__dated_names").order_by("-held_on")
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class AdoptForm(forms.Form):
    """Only decisions that fit are offered; one that no longer fits is for the activity to refuse."""

    decision = forms.UUIDField(label=_("Decision"), widget=forms.RadioSelect)
    in_force_from = DayField(label=_("First day in force"))
    published_on = DayField(label=_("Day of publication"), required=False)
    field_order = ["decision", "in_force_from", "published_on"]

    def __init__(self, *args: Any, decisions: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["decision"].widget.choices = decisions
        if len(decisions) == 1:
            self.initial.setdefault("decision", decisions[0][0])

    def clean_decision(self) -> Decision | OfficeDecision:
        """That of a body or of an office."""
        uuid = self.cleaned_data["decision"]
        office = OfficeDecision.objects.select_related("post").filter(uuid=uuid).first()
        decision = office or Decision.objects.select_related("body").filter(uuid=uuid).first()
        if decision is None:
            raise ValidationError(_("There is no such decision."))
        return decision


class DecideForm(forms.Form):
    """The decision of a secretariat and the adoption by it, in one step."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Decided by"), to_field_name="slug", empty_label=None)
    decided_on = DayField(label=_("Decided on"), initial=localdate, validators=[not_to_come])
    in_force_from = DayField(label=_("First day in force"))
    published_on = DayField(label=_("Day of publication"), required=False)
    words = WordsField(_("Words of the decision in %(language)s"), rows=2)

    def __init__(self, *args: Any, bodies: Sequence[Body], **fields: Any) -> None:
        super().__init__(*args, **fields)
        offered = Body.objects.filter(pk__in=[body.pk for body in bodies]).prefetch_related("dated_names")
        self.fields["body"].queryset = offered  # type: ignore[attr-defined]
        self.initial["body"] = bodies[0].slug if bodies else None


class LanguageForm(forms.Form):
    language = LanguageField(label=_("Another language"))

    def __init__(self, *args: Any, source: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.source = source

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language == self.source:
            raise ValidationError(_("This is the language that binds. Choose another one."))
        return language


class TranslationForm(PassageForm):
    """A clause in a further language. Only what the source has, or the translation already had, is asked for."""

    body = forms.CharField(label=_("Text"), required=False, strip=False, widget=text_area(6), help_text=_("In Markdown, as the source."))
    summary = forms.CharField(label=_("Summary"), required=False, strip=False, widget=text_area(3))
    read = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parts: Sequence[str], **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in PARTS:
            if name not in parts:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name, "").strip() for name in PARTS):
            raise ValidationError(_("Write at least one part of the translation."))
        return cleaned


class ProcedureForm(forms.Form):
    """The owner's own bodies come first. Those that are no more are offered only where they are named already. Addresses that no body has stay as they are."""

    def __init__(self, *args: Any, document: Document, **fields: Any) -> None:
        super().__init__(*args, **fields)
        named = {slug for slugs in document.procedure.values() for slug in slugs}
        is_own = Case(When(organization=document.owner_id, then=0), default=1)
        bodies = Body.objects.filter(Q(abolished_on=None) | Q(slug__in=named)).order_by(is_own, "slug").prefetch_related("dated_names")
        choices = [(body.slug, str(body)) for body in bodies]
        # One office decides alone: a post of the owner.
        posts = Post.objects.filter(
            Q(organization=document.owner_id, abolished_on=None) | Q(slug__in=[name.removeprefix(POST) for name in named])
        )
        posts = posts.prefetch_related("dated_names", "role__dated_names").order_by("slug")
        choices += [(f"{POST}{post.slug}", _("%(post)s (decides alone)") % {"post": post}) for post in posts]
        known = {slug for slug, _name in choices}
        choices += [(slug, slug) for slug in sorted(named - known)]
        for revision in Edition.Revision:
            field = forms.MultipleChoiceField(label=revision.label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
            self.fields[revision.value] = field
            self.initial[revision.value] = document.procedure.get(revision, [])
        self.fields[Edition.Revision.FORMAL].help_text = _(
            "A formal revision changes no substance. Choose a secretariat here, and it decides and adopts in one step."
        )

    def procedure(self) -> dict[str, list[str]]:
        return {revision.value: self.cleaned_data[revision.value] for revision in Edition.Revision}


def page_of_act(edition: Edition, *, title: str, button: str, done: str, **more: Any) -> FormPage:
    """The page of an act, which calls the edition %(version)s."""
    name = {"version": version_in_words(edition.version)}
    return FormPage(title % name, button, breadcrumbs_to_edition(edition), done % name, **more)


def answer_act(
    page: FormPage,
    edition: Edition,
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Edition],
    *,
    template: str = "guidelines/act_form.html",
    **context: Any,
) -> HttpResponse:
    """A text that was not printed yet is printed while whoever opens its page waits."""
    if request.method == "GET" and isinstance(page.refusal(), NotPrintedYet) and (job := still_printing(request, edition)):
        return redirect(job)
    return page.answer(request, form, act, template=template, to=lambda made: made, edition=edition, document=edition.document, **context)
