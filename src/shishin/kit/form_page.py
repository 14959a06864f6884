"""A page with one form that does one thing: fetch, form, act, answer. What the act refuses is caught here and in no view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.kit.at_once import as_a_whole
from shishin.kit.errors import Refusal
from shishin.kit.request_log import note_refusal

Text = str | Promise
Made = TypeVar("Made")


def form_data(request: HttpRequest) -> Any:
    """What was sent, if anything was; a form without fields is sent by its button too."""
    return request.POST if request.method == "POST" else None


def data_of(request: HttpRequest, act: str) -> Any:
    """The same of one act of a page that has several: the button that was pressed says by its name `act` which was meant."""
    return form_data(request) if request.POST.get("act") == act else None


class Act(NamedTuple):
    """One of several acts of a page: what is filled in for it, what it does, and what is told then."""

    form: forms.Form
    do: Callable[[dict[str, Any]], Any]
    done: Text | Callable[[Any], Text]


class Attempt(NamedTuple, Generic[Made]):
    """What was made, or what was refused; neither where nothing was tried."""

    made: Made | None = None
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        return 409 if self.refusal else 200

    def tell(self, form: forms.Form) -> None:
        """What was refused stands above the fields of the form."""
        if self.refusal:
            form.add_error(None, self.refusal.as_html)


def attempt(act: Callable[[], Made]) -> Attempt[Made]:
    """For a page that is more than its form: read or ask, and draw what came of it."""
    try:
        return Attempt(act())
    except Refusal as refusal:
        note_refusal(refusal.code)
        return Attempt(refusal=refusal)


def attempt_act(request: HttpRequest, act: Callable[[], Made]) -> Attempt[Made]:
    """For what is stored: as a whole, and once more where it and another act waited for one another."""

    def whole() -> Made:
        for _name, uploads in request.FILES.lists():
            for upload in uploads:
                upload.seek(0)  # the try before may have read it
        return act()

    return attempt(lambda: as_a_whole(whole))


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form. The last of the breadcrumbs, (url, label) from the top down, is also the way back.

    `done` may be a function of what was made; where a page has several acts, each has its own. `refuse` tells what keeps the thing from this act whatever the form says; then no form is shown.
    """

    title: Text
    button: Text
    breadcrumbs: Sequence[tuple[str, Text]]
    done: Text | Callable[[Any], Text] = ""
    lead: Text = ""
    warnings: Sequence[Text] = ()
    refuse: Callable[[], None] | None = None

    def answer(
        self,
        request: HttpRequest,
        form: forms.Form,
        act: Callable[[dict[str, Any]], Any],
        /,
        *,
        template: str = "kit/form_page.html",
        to: str | Callable[[Any], Any] = "",
        **context: Any,
    ) -> HttpResponse:
        """Act when the form is clean and go on to `to`, an address or a function of what was made. Refused is 409, above the fields."""
        barred = self.refusal()
        tried: Attempt[Any] = Attempt()
        if barred and request.method == "POST":
            note_refusal(barred.code)
        if barred is None and form.is_valid():
            tried = attempt_act(request, lambda: act(form.cleaned_data))
            if tried.refusal is None:
                return self._go_on(request, tried.made, to)
            tried.tell(form)
        back = self.breadcrumbs[-1][0] if self.breadcrumbs else ""
        steps = [*self.breadcrumbs, ("", self.title)]
        context = {"page": self, "form": form, "refusal": barred, "back": back, "steps": steps, **context}
        # Who only looks has asked for nothing that could be refused.
        status = 409 if barred and request.method == "POST" else tried.status
        return render(request, template, context, status=status)

    def answer_one_of(self, request: HttpRequest, acts: Mapping[str, Act], /, **drawn: Any) -> HttpResponse:
        """A page of several acts, each with a form and a button of its own. Where the one that was meant is no more, nothing is done and that is said."""
        act = acts.get(request.POST.get("act", ""))
        if act is None and request.method == "POST":
            note_refusal("NoSuchAct")
            messages.warning(request, _("This page has no such button any more: nothing new was done. It is drawn as it is now."))
        shown = act or next(iter(acts.values()))
        answer = replace(self, done=shown.done).answer(request, shown.form, shown.do, acts=acts, **drawn)
        if act is None and request.method == "POST":
            answer.status_code = 409
        return answer

    def confirm(self, request: HttpRequest, act: Callable[[], Any], /, **drawn: Any) -> HttpResponse:
        """Act when the button is pressed; there is nothing to fill in."""
        form = forms.Form(form_data(request))
        return self.answer(request, form, lambda _clean: act(), **drawn)

    def refusal(self) -> Refusal | None:
        """What keeps the thing from this act, if anything does."""
        try:
            self.refuse() if self.refuse else None
        except Refusal as refusal:
            return refusal
        return None

    def _go_on(self, request: HttpRequest, made: Any, to: str | Callable[[Any], Any]) -> HttpResponse:
        """An act that answers by itself, as a preview does, is not answered again."""
        if isinstance(made, HttpResponse):
            return made
        done = self.done(made) if callable(self.done) else self.done
        if done:
            messages.success(request, str(done))
        return redirect((to(made) if callable(to) else to) or self.breadcrumbs[-1][0])
