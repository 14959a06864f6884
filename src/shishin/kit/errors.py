"""Refusals: what was not done, why, and the way out. And what is not there, with the nearest that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shishin.kit.dates import day_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """An action that the rules of the domain do not allow.

    A kind of refusal says two sentences to the person who asked: `message`, what was refused
    and why, and `way_out`, what they can do now. Their named places, as in "%(body)s was
    abolished on %(day)s.", are filled from the arguments, which stay as attributes.
    Where the way out begins on a page, the second sentence is a link to it: `page_of` names the argument
    whose page it is, `route` a route, whose arguments `route_by` names, each as `meeting.uuid`. Where it begins on none,
    it is a `RefusedHere`.
    """

    message: StrOrPromise = ""
    way_out: StrOrPromise = ""
    page_of: ClassVar[str] = ""
    route: ClassVar[str] = ""
    route_by: ClassVar[tuple[str, ...]] = ()
    is_here: ClassVar[bool] = False

    def __init__(self, message: StrOrPromise = "", /, *, way_out: StrOrPromise = "", **arguments: Any) -> None:
        """Sentences given here stand as they are: whoever found what is wrong wrote them."""
        self.__dict__.update(arguments)
        places = {name: _written(value) for name, value in self.places().items()}
        self.message = str(message or self.message % places)
        self.way_out = str(way_out or self.way_out % places)
        self.leads_to = self.begins_at()
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        """From one process to another a refusal goes with its words; of its arguments, those that are plain."""
        plain = {name: value for name, value in vars(self).items() if isinstance(value, str | int | float | date | None)}
        return _refusal_again, (type(self), plain)

    def places(self) -> dict[str, Any]:
        """What fills the named places: the arguments. Overridden where one is not yet what is written there."""
        return dict(vars(self))

    def begins_at(self) -> str:
        """The address at which the way out begins, if there is one."""
        if self.page_of:
            return str(getattr(self, self.page_of).get_absolute_url())
        return reverse(self.route, args=self.route_arguments()) if self.route else ""

    def route_arguments(self) -> Sequence[Any]:
        """The arguments of the route."""
        return [attrgetter(name)(self) for name in self.route_by]

    @property
    def way(self) -> str:
        """The way out for a page, as a link where it leads somewhere."""
        return linked(self.way_out, self.leads_to)

    @property
    def in_full(self) -> str:
        """Both sentences, for where they stand in one line."""
        return f"{self.message} {self.way_out}"

    @property
    def as_html(self) -> SafeString:
        """Both sentences on a page."""
        return format_html("{} {}", self.message, self.way)

    @property
    def code(self) -> str:
        """A stable name for machines: the class name."""
        return type(self).__name__


class RefusedHere(Refusal):
    """The way out is where its reader stands: in the same form or file, on the same page, at the same command, or with a person. It is no link."""

    is_here = True


def linked(words: StrOrPromise, url: str) -> str:
    """A sentence that names a way out is the link to it."""
    return format_html('<a href="{}">{}</a>', url, words) if url else str(words)


class NotFoundWithSuggestions(Http404):
    """Nothing stands at this address, but something near does: `suggestions` are (address, label)."""

    def __init__(self, message: str = "", *, suggestions: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.suggestions = list(suggestions)


class DataNotUnderstood(RefusedHere):
    """A data file is refused as a whole: which line, what is wrong, and what to do."""

    def __init__(self, source: str, line: int | None, message: str, *, way_out: str) -> None:
        place = _("%(source)s, line %(line)s:") % {"source": source, "line": line} if line else f"{source}:"
        super().__init__(f"{place} {message}", way_out=way_out)
        self.line = line


def _refusal_again(kind: type[Refusal], attributes: dict[str, Any]) -> Refusal:
    refusal = kind.__new__(kind, attributes["message"])
    refusal.__dict__.update(attributes)
    return refusal


def _written(value: Any) -> Any:
    """A day in words, as its reader reads it; nothing where there is none; several things with commas between them."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return day_in_words(value) if value is None or isinstance(value, date) else value
