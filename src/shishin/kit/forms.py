"""How forms are drawn: label, hint, error, control, in this order, with a summary of what is wrong on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shishin.kit.dates import FiscalYear, Quarter, day_in_words, fiscal_year, read_day, read_fiscal_year, read_quarter

FIRST_YEAR, LAST_YEAR = 1800, 2999

# Django says these too; named here, our catalogue says them as an office would.
SAID_ANEW = (_("This field is required."), _("Enter a valid date."))


class Renderer(TemplatesSetting):
    """`{{ form }}` gives everything; `{{ form.name.as_field_group }}` one field."""

    form_template_name = "kit/forms/form.html"
    field_template_name = "kit/forms/field.html"
    formset_template_name = "kit/forms/formset.html"


class DayInput(forms.TextInput):
    """A day as people write it, in either calendar. What it cannot read stays as typed, for the field to refuse."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "inputmode": "text", "size": "20", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        written = super().value_from_datadict(data, files, name)
        read = read_day(written) if isinstance(written, str) else None
        return read.isoformat() if read else written

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day, with the hint how it may be written. Days that no office means are slips, and calendars end close beyond them."""

    widget = DayInput
    default_error_messages = {"far": _("Enter a day between the years %(first)s and %(last)s.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 2026-11-22, 令和8年11月22日 or R8.11.22."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["far"] % {"first": FIRST_YEAR, "last": LAST_YEAR}, code="far")
        return day


class SpanInput(forms.TextInput):
    """A fiscal year or a quarter, as `SpanField` has read it. A day that was typed becomes the span in which it lies when the page is drawn again."""

    span_of: Callable[[date], FiscalYear | Quarter]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "size": "24", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, FiscalYear | Quarter):
            return value.in_words()
        day = read_day(value) if isinstance(value, str) else None
        return self.span_of(day).in_words() if day else super().format_value(value)


class SpanField(forms.Field):
    """A stretch of time by its name. A day is taken for none: its reader sees first in which one it lies."""

    widget = SpanInput
    default_error_messages = {
        "day": _("%(day)s lies in %(span)s, from %(first)s to %(last)s. It stands in the field now: send it once more if that is meant.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.span_of = self.span_of

    @staticmethod
    def read(written: str) -> FiscalYear | Quarter | None:
        raise NotImplementedError

    @staticmethod
    def span_of(day: date) -> FiscalYear | Quarter:
        raise NotImplementedError

    def to_python(self, value: Any) -> FiscalYear | Quarter | None:
        if value in self.empty_values or isinstance(value, FiscalYear | Quarter):
            return value or None
        if span := self.read(str(value)):
            return span
        if day := read_day(str(value)):
            span = self.span_of(day)
            names = {"day": day_in_words(day), "span": span, "first": day_in_words(span.first_day), "last": day_in_words(span.last_day)}
            raise forms.ValidationError(self.error_messages["day"] % names, code="day")
        raise forms.ValidationError(self.error_messages["unread"], code="unread")


class FiscalYearField(SpanField):
    """A fiscal year as people call it."""

    default_error_messages = {"unread": _("Enter a fiscal year, for example 2026, FY2026 or 令和8年度.")}
    read, span_of = staticmethod(read_fiscal_year), staticmethod(fiscal_year)


class QuarterField(SpanField):
    """A quarter of a fiscal year as people write it."""

    default_error_messages = {"unread": _("Enter a quarter, for example 2026Q3 or 令和8年度第3四半期.")}
    read, span_of = staticmethod(read_quarter), staticmethod(Quarter.holding)


class WordsInput(forms.Widget):
    """`<name>_<language>` of the page as one value by language. The parts of its field draw it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {tag: data.get(f"{name}_{tag}", "") for tag in _languages()}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{tag}" in data for tag in _languages())


class ErrorInLanguage(forms.ValidationError):
    """What is wrong with the words in one language."""

    def __init__(self, error: Any, language: str) -> None:
        super().__init__(error.message, code=error.code, params=error.params)
        self.language = language


class WordsField(forms.Field):
    """Words in the languages of the site, {"ja": …, "en": …} of what is not empty: `WordsField(_("Name in %(language)s"))`.

    Each language has an input of its own, of `rows` lines if there are any. Needed are none of them; or, with `required`, those in the first
    language of the site; or those in any one, with what `needs_one` says otherwise.
    """

    widget = WordsInput

    def __init__(self, label: Any, *, rows: int = 0, max_length: int | None = None, needs_one: Any = "", **kwargs: Any) -> None:
        self.is_first_needed = kwargs.pop("required", False)
        self.rows, self.max_length, self.needs_one = rows, max_length, needs_one
        super().__init__(label=label, required=False, **kwargs)

    def parts(self, initial: Mapping[str, str]) -> dict[str, forms.CharField]:
        """The field of each language; the first one has the hint for all."""
        first = next(iter(_languages()))
        return {
            tag: forms.CharField(
                label=str(self.label) % {"language": name},
                required=tag == first and self.is_first_needed,
                max_length=self.max_length,
                help_text=self.help_text if tag == first else "",
                initial=initial.get(tag, ""),
                widget=forms.Textarea({"rows": self.rows, "lang": tag}) if self.rows else forms.TextInput({"lang": tag}),
            )
            for tag, name in _languages().items()
        }

    def clean(self, value: Any) -> dict[str, str]:
        words: dict[str, str] = {}
        errors: list[forms.ValidationError] = []
        for tag, part in self.parts({}).items():
            try:
                words[tag] = part.clean(value.get(tag, ""))
            except forms.ValidationError as faults:
                errors += [ErrorInLanguage(fault, tag) for fault in faults.error_list]
        if errors:
            raise forms.ValidationError(errors)
        if self.needs_one and not any(words.values()):
            raise forms.ValidationError(self.needs_one, code="required")
        return {tag: text for tag, text in words.items() if text}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> WordsOnForm:
        return WordsOnForm(form, self, field_name)


class WordsOnForm(forms.BoundField):
    """Drawn as a field for each language."""

    @cached_property
    def parts(self) -> list[PartOnForm]:
        words = cast(WordsField, self.field).parts(self.initial or {})
        return [PartOnForm(self, part, tag, is_first=number == 0) for number, (tag, part) in enumerate(words.items())]

    def as_field_group(self) -> SafeString:
        return format_html_join("", "{}", ((part.as_field_group(),) for part in self.parts))

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> SafeString:
        return format_html_join("", "{}", ((part.as_widget(attrs=attrs, only_initial=only_initial),) for part in self.parts))

    def value(self) -> dict[str, str]:
        return {part.language: part.value() for part in self.parts}

    @property
    def id_for_label(self) -> str:
        return self.parts[0].id_for_label


class PartOnForm(forms.BoundField):
    """The words in one language, with what is wrong with them. An error that names no language stands at the first."""

    def __init__(self, whole: WordsOnForm, field: forms.CharField, language: str, *, is_first: bool) -> None:
        super().__init__(whole.form, field, f"{whole.name}_{language}")
        self.whole, self.language, self.is_first = whole, language, is_first

    @property
    def errors(self) -> ErrorList:
        found = self.whole.errors
        own = [error for error in found.as_data() if getattr(error, "language", self.language if self.is_first else "") == self.language]
        return type(found)(own, renderer=found.renderer, field_id=self.auto_id)


def _languages() -> dict[str, str]:
    return {tag: str(name) for tag, name in settings.LANGUAGES}
