"""Forms: how what is said is drawn and read. What is wrong with it is judged in `filled.py` alone, and shown here where it is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shishin.consultations.errors.saying import NotTaken
from shishin.consultations.profiles import Field, Kind, Rules
from shishin.consultations.saying.beside import Choices
from shishin.consultations.saying.filled import Box, Filled
from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.errors import Refusal
from shishin.people.models import Organization

BOX = re.compile(r"(?:clause|words|stance)-([1-9][0-9]{0,3})")


def read_filled(request: HttpRequest, rules: Rules) -> Filled:
    """What a form brings, as its writer typed it but for what no page and no database takes."""
    sent = request.POST
    numbers = sorted({int(match[1]) for name in sent if (match := BOX.fullmatch(name))}) or [1]
    return Filled(
        boxes=[Box(*(without_controls(sent.get(f"{name}-{number}", "")) for name in Box._fields)) for number in numbers],
        key=sent.get("key", ""),
        opened=sent.get("opened", ""),
        fields={one.key: _value(one, sent) for one in rules.fields},
        files=request.FILES.getlist("attachment"),
    )


def _value(asked: Field, sent: Mapping[str, str]) -> str:
    clean = without_controls if asked.kind == Kind.LONG else on_one_line
    return clean(sent.get(f"field-{asked.key}", "")).strip()


def new_key() -> str:
    """At random, for one form."""
    return secrets.token_urlsafe(24)


class DrawnForm(forms.Form):
    """Drawn and never asked whether it is valid: what is wrong is told to it."""

    use_required_attribute = False

    def full_clean(self) -> None:
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}

    def tell(self, faults: Iterable[Refusal]) -> None:
        names = {self.add_prefix(name): name for name in self.fields}
        for fault in faults:
            if isinstance(fault, NotTaken) and fault.at in names:
                self.add_error(names[fault.at], fault.in_full)


class BoxForm(DrawnForm):
    """One box for one opinion: `clause-1`, `words-1`, `stance-1`."""

    clause = forms.CharField(label=_("About which part"))
    stance = forms.CharField(label=_("How do you see it?"))
    words = forms.CharField(label=_("Your opinion, and why"))

    def __init__(self, number: int, box: Box, *, rules: Rules, choices: Choices, beside_url: str) -> None:
        self.number = number
        super().__init__({self.add_prefix(name): value for name, value in box._asdict().items()})
        limit = ngettext("up to %(count)s character", "up to %(count)s characters", rules.longest) % {"count": f"{rules.longest:,}"}
        hint = gettext("One opinion in one box, %(limit)s. Do not write names or addresses here.") % {"limit": limit}
        self.fields["words"].help_text = hint
        self.fields["words"].widget = forms.Textarea({"rows": 8})
        # A box more than is taken keeps its clause, without the list of all clauses: a thousand of them made a page of eleven megabytes.
        listed = forms.Select({"hx-get": beside_url, "hx-target": f"#beside-{number}"}, choices=choices)
        self.fields["clause"].widget = listed if number <= rules.most else forms.HiddenInput()
        if rules.stances:
            self.fields["stance"].widget = forms.RadioSelect(choices=[(one.key, str(one)) for one in rules.stances])
        else:
            del self.fields["stance"]
        if len(choices) == 1:
            del self.fields["clause"]
        for name in self.fields:
            self.fields[name].required = name == "words" and number == 1

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}-{self.number}"


class FieldsForm(DrawnForm):
    """What the rules ask besides: `field-name`. What is personal says that it is not published."""

    def __init__(
        self, values: Mapping[str, str], *, rules: Rules, organizations: Sequence[Organization] = (), organization: str = ""
    ) -> None:
        super().__init__({f"field-{key}": value for key, value in values.items()} | {"organization": organization})
        if organizations:
            choices = [(str(one.uuid), str(one)) for one in organizations]
            select = forms.Select(choices=choices)
            self.fields["organization"] = forms.CharField(label=gettext("For which organization"), widget=select)
        for asked in rules.fields:
            self.fields[f"field-{asked.key}"] = forms.CharField(
                label=str(asked),
                widget=_widget(asked),
                required=asked.is_required,
                help_text=gettext("Not published.") if asked.is_personal else "",
            )


def _widget(asked: Field) -> forms.Widget:
    if asked.kind == Kind.CHOICE:
        return forms.RadioSelect(choices=[(one.key, str(one)) for one in asked.choices])
    return forms.Textarea({"rows": 4}) if asked.kind == Kind.LONG else forms.TextInput()


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class AttachmentForm(DrawnForm):
    attachment = forms.FileField(
        label=_("Files that belong to it"),
        required=False,
        help_text=_("They are not published. At most five."),
        widget=SeveralFiles({"multiple": True}),
    )


class ReceiptForm(DrawnForm):
    receipt = forms.CharField(label=_("Receipt"), help_text=_("Twelve letters and figures, such as KXH2-4H9M-XP3Q."))

    def __init__(self, receipt: str = "") -> None:
        super().__init__({"receipt": receipt})
        self.fields["receipt"].widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
