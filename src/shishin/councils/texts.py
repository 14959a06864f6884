"""Texts: what bodies put on their agendas, report and decide on, named by the packages that have them and chosen from their lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.errors.decisions import NoSuchText, TextHasChanged
from shishin.councils.models import AgendaItem, Body, Decision, Report
from shishin.kit.points import Point


class Text(NamedTuple):
    """A text by the name that records keep. Addresses are empty where the reader may not go."""

    name: str
    title: str
    hash: str = ""
    url: str = ""
    comparison: str = ""
    """With the edition that it follows."""
    adoption: str = ""
    prints: Sequence[str] = ()
    """Keys of what can be printed of it, for `prints`."""

    @property
    def choice(self) -> str:
        """As a form names it: the very words, so that a text that moved meanwhile is another choice."""
        return f"{self.hash} {self.name}"


class Print(NamedTuple):
    """A text or a comparison table that can be fixed as a file: the file is written when it is asked for."""

    key: str
    text_name: str
    titles: Mapping[str, str]
    is_public: bool
    write: Callable[[], ContentFile[bytes]]


texts_to_decide: Point[[Body, Any], Iterable[Text]] = Point("councils.texts_to_decide")
"""What a body may decide on, of what the reader may read, with hashes."""
texts_named: Point[[Collection[str], Any], Iterable[Text]] = Point("councils.texts_named")
"""What texts of these names are called, whoever reads, and where this reader finds them; without hashes."""
hashes_of_text: Point[[str], Iterable[str]] = Point("councils.hashes_of_text")
"""The hash that the text of a name has now."""


prints: Point[[Sequence[str], Any], Iterable[Print]] = Point("councils.prints")
"""What can be printed under these keys, in their order, of what the reader may read."""


def prints_of(keys: Sequence[str], *, reader: Any) -> list[Print]:
    return [found for answer in prints.ask(keys, reader) for found in answer] if keys else []


def texts_of(acts: Iterable[AgendaItem | Decision | Report], *, reader: Any) -> dict[str, Text]:
    """Their texts by the names that they keep; what nobody here knows goes by that name. One query a filler, and none for no name."""
    names = {act.text_name for act in acts} - {""}
    known = {text.name: text for texts in texts_named.ask(names, reader) for text in texts} if names else {}
    return {name: known.get(name, Text(name, name)) for name in (*names, "")}


def refuse_unknown_text(name: str, text_hash: str = "") -> None:
    """A text must be there; where its hash is given, in these very words."""
    hashes = set(chain.from_iterable(hashes_of_text.ask(name)))
    if not hashes:
        raise NoSuchText
    if text_hash and text_hash not in hashes:
        raise TextHasChanged


def has_moved(text: Text) -> bool:
    """Whether the text of this name has other words now."""
    hashes = set(chain.from_iterable(hashes_of_text.ask(text.name)))
    return bool(hashes) and text.hash not in hashes


class TextField(forms.ChoiceField):
    """A text chosen by its title; the clean value is the text."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("This text is not there, or the body may not decide on it. Choose one from the list."),
        "changed": gettext_lazy("This text was changed since the page was drawn. Look at it, and choose it again."),
    }

    def offer(self, texts: Iterable[Text]) -> None:
        """A text that is named with the same words twice is offered once."""
        self.texts = {text.choice: text for text in texts}
        self.choices = [("", _("Nothing chosen")), *((choice, text.title) for choice, text in self.texts.items())]

    def validate(self, value: Any) -> None:
        named = str(value or "").partition(" ")[2]
        if value and value not in self.texts and any(text.name == named for text in self.texts.values()):
            raise forms.ValidationError(self.error_messages["changed"], code="changed")
        super().validate(value)

    def clean(self, value: Any) -> Any:
        return self.texts.get(super().clean(value))


def texts_for(body: Body, *, reader: Any, fixed: Sequence[AgendaItem | Report] = ()) -> list[Text]:
    """The list to choose from: what these acts name comes first, in the words in which they fixed it."""
    listed = [text for texts in texts_to_decide.ask(body, reader) for text in texts]
    known = texts_of(fixed, reader=reader)
    kept = []
    for act in fixed:
        same = [text for text in listed if text.name == act.text_name and act.text_hash in ("", text.hash)]
        if act.text_name and not same:
            title = _("%(text)s, as it was then") % {"text": known[act.text_name].title}
            kept.append(Text(act.text_name, title, act.text_hash))
    return [*kept, *listed]


def choice_of(texts: Iterable[Text], name: str, text_hash: str = "") -> str:
    """What stands in a form at first for a text of this name."""
    return next((text.choice for text in texts if text.name == name and text_hash in ("", text.hash)), "")
