"""Pages: the form in its steps, from writing to the receipt, with the words in it whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.consultations.errors.saying import UnknownStep
from shishin.consultations.models import Round
from shishin.consultations.places import Places, name_of_place, places_in
from shishin.consultations.profiles import Rules, Who, Words, in_words, rules_of
from shishin.consultations.saying.beside import Beside, choices_of, texts_beside
from shishin.consultations.saying.filled import Box, Filled, faults_of, faults_of_time, signed_now
from shishin.consultations.saying.forms import AttachmentForm, BoxForm, FieldsForm, new_key, read_filled
from shishin.consultations.saying.receiving import Received, receive
from shishin.consultations.sorting.masking import contacts_in
from shishin.kit.errors import Refusal
from shishin.kit.form_page import attempt
from shishin.kit.moments import now
from shishin.people.models import Organization, Person


@dataclass
class SayPage:
    """The form of a round for whoever opened it. Where the rules ask for it, `person` says it for one of `organizations`."""

    request: HttpRequest
    held: Round
    person: Person | None = None
    organizations: Sequence[Organization] = ()
    faults: Sequence[Refusal] = field(default=(), init=False)

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.held.consultation)

    @cached_property
    def moment(self) -> datetime:
        return now()

    @cached_property
    def places(self) -> Places:
        return places_in([self.held])

    @cached_property
    def filled(self) -> Filled:
        if self.request.method == "POST":
            return read_filled(self.request, self.rules)
        clause = self.request.GET.get("clause", "")
        return Filled([Box(clause=clause if self.places.keyed(clause) else "")])

    @property
    def organization(self) -> Organization | None:
        chosen = self.request.POST.get("organization", "")
        return next((one for one in self.organizations if str(one.uuid) == chosen), None)

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            barred = list(faults_of_time(self.held, self.rules, moment=self.moment))
            is_preview = not self.held.consultation.is_announced
            return self._draw("say_closed.html" if barred and not is_preview else "say.html", barred)
        step = self.request.POST.get("step", "")
        if step == "send":
            return self._send()
        if step != "check":
            return self._draw("say.html", [UnknownStep(step=step[:20])] if step else [])
        faults = faults_of(self.filled, self.held, self.rules, self.places, moment=self.moment, **self._spoken_for())
        return self._draw("say.html" if faults else "say_check.html", faults)

    def _send(self) -> HttpResponse:
        tried = attempt(lambda: receive(self.held, self.filled, person=self.person, **self._spoken_for()))
        if tried.made is not None:
            return self._draw("say_received.html", received=tried.made)
        # All that is wrong at once, and what only showed when it was stored.
        faults = faults_of(self.filled, self.held, self.rules, self.places, moment=self.moment, **self._spoken_for())
        return self._draw("say.html", faults or ([tried.refusal] if tried.refusal else []))

    def _spoken_for(self) -> dict[str, Any]:
        return {"organization": self.organization, "organizations": self.organizations}

    def _draw(self, template: str, faults: Sequence[Refusal] = (), *, received: Received | None = None) -> HttpResponse:
        self.faults = faults
        status = 409 if faults and self.request.method == "POST" else 200
        context = {"page": self, "held": self.held, "consultation": self.held.consultation, "steps": self.steps, "received": received}
        answer = render(self.request, f"consultations/{template}", context, status=status)
        # Kept by no cache on the way. The browser may keep a form, so that going back loses nothing; a receipt it may not.
        answer["Cache-Control"] = "no-store" if received else "private, no-cache"
        return answer

    # What the templates ask for.

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        consultation = self.held.consultation
        here = [(reverse("consultations:consultations"), _("Give opinions")), (consultation.get_absolute_url(), str(consultation))]
        return [*here, ("", _("Say something"))]

    @property
    def key(self) -> str:
        return self.filled.key if self.request.method == "POST" and not self._is_foreign else new_key()

    @property
    def opened(self) -> str:
        return self.filled.opened if self.request.method == "POST" and not self._is_foreign else signed_now(self.held, self.moment)

    @property
    def _is_foreign(self) -> bool:
        """A key or a time that no page of ours gave: the next form gets others."""
        return any(fault.code == "FormIsNotOurs" for fault in self.faults)

    @property
    def is_signed(self) -> bool:
        return self.rules.who == Who.SIGNED_IN

    @cached_property
    def boxes(self) -> list[tuple[BoxForm, Beside | None]]:
        boxes = list(self.filled.boxes)
        if "another" in self.request.POST:
            boxes.append(Box())
        return boxes_with_texts(self.held, boxes, rules=self.rules, places=self.places, faults=self.faults)

    @cached_property
    def fields(self) -> FieldsForm:
        sent = self.request.POST.get("organization", "")
        form = FieldsForm(self.filled.fields, rules=self.rules, organizations=self.organizations, organization=sent)
        form.tell(self.faults)
        return form

    @property
    def contacts(self) -> list[str]:
        """By what somebody could be reached, in words that will be public: told while they can still be changed."""
        if self.rules.words_public != Words.WITH_RESULTS:
            return []
        return contacts_in("\n".join(box.words for box in self.filled.boxes))

    @property
    def attachments(self) -> AttachmentForm | None:
        return AttachmentForm() if self.rules.attachments else None

    @property
    def written(self) -> list[tuple[str, str, str]]:
        """Place, stance and words of each opinion, to be read over or kept."""
        stances = {stance.key: str(stance) for stance in self.rules.stances}
        return [(name_of_place(self.places.keyed(box.clause)), stances.get(box.stance, ""), box.words) for box in self.filled.points]

    @property
    def answers(self) -> list[tuple[str, str, bool]]:
        """What was filled in besides: label, words, whether it is personal."""
        values = self.filled.fields
        shown = [(one, values.get(one.key, "")) for one in self.rules.fields]
        return [
            (str(one), next((str(choice) for choice in one.choices if choice.key == value), value), one.is_personal)
            for one, value in shown
            if value
        ]

    @property
    def sent_again(self) -> list[tuple[str, str]]:
        """Every field of the form, for the next step."""
        boxes = [(f"{name}-{at}", text) for at, box in enumerate(self.filled.boxes, start=1) for name, text in box._asdict().items()]
        fields = [(f"field-{name}", value) for name, value in self.filled.fields.items()]
        return [*boxes, *fields, ("organization", self.request.POST.get("organization", ""))]

    @property
    def what_becomes(self) -> list[str]:
        return in_words(self.rules)


def boxes_with_texts(
    held: Round, boxes: Sequence[Box], *, rules: Rules, places: Places, faults: Sequence[Refusal] = ()
) -> list[tuple[BoxForm, Beside | None]]:
    choices = choices_of(held, places)
    say = reverse("consultations:say", args=[held.consultation.slug, held.number])
    forms = [
        BoxForm(number, box, rules=rules, choices=choices, beside_url=f"{say}?box={number}") for number, box in enumerate(boxes, start=1)
    ]
    for form in forms:
        form.tell(faults)
    return list(zip(forms, texts_beside(held, [box.clause for box in boxes]), strict=True))
