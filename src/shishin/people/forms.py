"""Shape and clean input of the screens that keep people and organizations."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.kit.forms import DayField, WordsField
from shishin.kit.identity import site_languages
from shishin.people.abilities import ability_choices
from shishin.people.account_forms import AskForCodeAgain
from shishin.people.models import Organization, Person, Post, Role, SavedFilter

LOGIN_NAME = RegexValidator(r"^[\w.+-]+$", _("Use letters, figures and . + - _ only."))


class AddressField(forms.SlugField):
    """The last part of a page's address."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Address"))
        kwargs.setdefault("help_text", _("Small letters, figures and hyphens, for example digital-agency. It stays for ever."))
        super().__init__(max_length=50, **kwargs)

    def clean(self, value: Any) -> Any:
        slug = super().clean(value).lower()
        if slug == "add":
            raise forms.ValidationError(_("This address is taken by the page that adds one. Choose another."))
        return slug


class NamesForm(forms.Form):
    """A name per language."""

    name = WordsField(_("Name in %(language)s"), max_length=200, needs_one=_("Give a name in at least one language."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["names"] = cleaned.pop("name", {})
        return cleaned


class RenameForm(NamesForm):
    valid_from = DayField(label=_("Called so from"))
    is_correction = forms.BooleanField(label=_("This corrects a misspelt name from the same day"), required=False)


class OrganizationForm(NamesForm):
    slug = AddressField()
    kind = forms.ChoiceField(label=_("Kind"), choices=Organization.Kind.choices)
    parent = forms.ModelChoiceField(Organization.objects.none(), label=_("Part of"), required=False)
    external_id = forms.CharField(label=_("Identifier elsewhere"), max_length=100, required=False)
    established_on = DayField(label=_("Established on"), required=False)
    field_order = ["name", "slug"]

    def __init__(self, *args: Any, parents: QuerySet[Organization], is_parent_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = parents  # type: ignore[attr-defined]
        parent.required = is_parent_required


class OrganizationKindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Organization.Kind.choices)
    external_id = forms.CharField(label=_("Identifier elsewhere"), max_length=100, required=False)
    established_on = DayField(label=_("Established on"), required=False)


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(Organization.objects.none(), label=_("Part of"), required=False)

    def __init__(self, *args: Any, parents: QuerySet[Organization], is_parent_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = parents  # type: ignore[attr-defined]
        parent.required = is_parent_required


class AbolishForm(forms.Form):
    on = DayField(label=_("Last day"))


class AbolishOrganizationForm(AbolishForm):
    successor = forms.ModelChoiceField(Organization.objects.none(), label=_("Successor"), required=False)

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = organizations  # type: ignore[attr-defined]


class AbilitiesForm(forms.Form):
    abilities = forms.MultipleChoiceField(
        label=_("What its holders may do"),
        choices=ability_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At the organization of the post and at all its parts."),
    )


class RoleForm(NamesForm, AbilitiesForm):
    slug = AddressField()
    named_from = DayField(label=_("Called so from"), required=False)
    field_order = ["name", "named_from", "slug", "abilities"]


class PostForm(NamesForm):
    name = WordsField(_("Name in %(language)s"), max_length=200, help_text=_("Only where the post is not simply called by its role."))
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organization"))
    role = forms.ModelChoiceField(Role.objects.none(), label=_("Role"))
    slug = AddressField()
    field_order = ["organization", "role", "slug", "name"]

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.prefetch_related("dated_names")  # type: ignore[attr-defined]


class PersonField(forms.CharField):
    """A person, named by log-in name or mail address: nobody gets a list of everybody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Person"), help_text=_("Log-in name or mail address."), max_length=254, **kwargs)

    def clean(self, value: Any) -> Person | None:
        name = super().clean(value)
        if not name:
            return None
        person = Person.objects.called(name).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this log-in name or mail address. Invite the person first."))
        return person


class TermForm(forms.Form):
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False, help_text=_("The last day, included. Empty: for now."))


class AppointForm(TermForm):
    """Appoint somebody to a post that is known."""

    person = PersonField()
    field_order = ["person", "since", "until"]


class AppointToForm(TermForm):
    """Appoint somebody who is known to a post."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"))
    field_order = ["post", "since", "until"]

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["post"]
        names = ("dated_names", "role__dated_names", "organization__dated_names")
        choice.queryset = posts.select_related("role", "organization").prefetch_related(*names)  # type: ignore[attr-defined]
        choice.label_from_instance = lambda post: f"{post.organization}　{post}"  # type: ignore[attr-defined]


class EndForm(forms.Form):
    until = DayField(label=_("Last day"), initial=localdate)


class EndClaimForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the trail."),
    )


class InviteForm(NamesForm):
    name = WordsField(_("Full name in %(language)s"), max_length=200, needs_one=_("Give a name in at least one language."))
    login_name = forms.CharField(label=_("Log-in name"), max_length=150, validators=[LOGIN_NAME])
    email = forms.EmailField(label=_("Mail address"), help_text=_("The invitation is sent here."))
    invited_for = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organization"), help_text=_("It keeps the account until the person holds a post or a seat.")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], is_organization_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["invited_for"]
        choice.queryset = organizations  # type: ignore[attr-defined]
        choice.required = is_organization_required


class ListForm(forms.Form):
    upload = forms.FileField(
        label=_("List as Excel or CSV"),
        max_length=200,
        help_text=_("Columns: name, mail address, post, from, until; in Japanese or English."),
    )


class MailAddressForm(forms.Form):
    """Whoever sets a mail address can become the owner of the account: a second factor of their own is asked for where there is one."""

    email = forms.EmailField(label=_("Mail address"), required=False)
    code = forms.CharField(
        label=_("Your sign-in code"),
        max_length=20,
        required=False,
        help_text=_("Six figures from your app, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not is_mfa_enabled(by):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.pop("code", "")
        if "code" in self.fields and not self.errors and cleaned["email"] != self.initial["email"]:
            answer = AskForCodeAgain({"code": code}, user=self.by)
            for error in answer.errors.get("code", []):
                self.add_error("code", error)
        return cleaned


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=500, required=False, help_text=_("Kept in the trail. No personal matters, please."))


class PasswordForm(forms.Form):
    """The first password of an invited person."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence is easy to keep in mind."),
    )
    again = forms.CharField(label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        help_text=_("Kept with your account, on every machine. The link in the menu changes this browser alone, until you sign in again."),
        choices=site_languages,
        widget=forms.RadioSelect,
    )


class SaveFilterForm(forms.Form):
    name = forms.CharField(label=_("Name of the filter"), max_length=60, help_text=_("You alone see it, above the list."))


class RemoveFiltersForm(forms.Form):
    filters = forms.ModelMultipleChoiceField(
        SavedFilter.objects.none(), label=_("Saved filters"), widget=forms.CheckboxSelectMultiple, to_field_name="uuid"
    )

    def __init__(self, *args: Any, filters: QuerySet[SavedFilter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filters"].queryset = filters  # type: ignore[attr-defined]


class DataFileForm(forms.Form):
    """YAML, as a file or as pasted text."""

    file = forms.FileField(label=_("YAML file"), required=False)
    text = forms.CharField(label=_("Or the text itself"), required=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload is None and not cleaned.get("text"):
            self.add_error("file", _("Choose a file, or paste the text."))
        elif upload is not None:
            try:
                cleaned["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not UTF-8 text. Save it as UTF-8 and choose it again."))
        cleaned["source"] = upload.name if upload is not None else str(_("Pasted text"))
        return cleaned
