"""The components that templates use. Each refuses wrong use and lists what is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shishin.kit import dates, identity, markdown
from shishin.kit.charts import Chart, LineChart, Scatter
from shishin.kit.crosstab import Crosstab
from shishin.kit.file_sizes import Download
from shishin.kit.icons import SHAPES, draw_icon
from shishin.kit.jobs import is_followed, refusal_of
from shishin.kit.listing import Listing, SavedFilters, saved_filters
from shishin.kit.models import Job
from shishin.kit.roadmap import Roadmap
from shishin.kit.static_files import versioned_url
from shishin.kit.timeline import Event, Tag

register = template.Library()

CALLOUT_ICONS = {"information": "info", "success": "check", "warning": "alert", "danger": "alert"}
TAG_ICONS = {
    "": "",
    "info": "",
    "strong": "",
    "success": "check",
    "warning": "clock",
    "remark": "clock",
    "danger": "cross",
    "missing": "",
    "after": "clock",
}
MESSAGE_TONES = {
    levels.DEBUG: "information",
    levels.INFO: "information",
    levels.SUCCESS: "success",
    levels.WARNING: "warning",
    levels.ERROR: "danger",
}


def _one_of(component: str, part: str, value: str, right: Mapping[str, object]) -> str:
    if value not in right:
        names = ", ".join(name or '""' for name in right)
        raise template.TemplateSyntaxError(f"{component} has no {part} {value!r}. Use one of: {names}.")
    return value


@register.simple_tag
def icon(name: str) -> SafeString:
    """A shape beside words: {% icon "check" %}."""
    return draw_icon(_one_of("icon", "name", name, SHAPES))


@register.simple_tag
def download_link(download: Download) -> SafeString:
    """A link to a file, with its size where that is known: {% download_link download %}."""
    words: object = download.label
    if download.size is not None:
        words = _("%(label)s, %(size)s") % {"label": download.label, "size": filesizeformat(download.size)}
    return format_html('<a href="{}">{}{}</a>', download.url, draw_icon("down"), words)


@register.simple_block_tag(end_name="end_callout")
def callout(content: SafeString, tone: str = "information", title: str = "", icon: str = "", role: str = "") -> SafeString:
    """A boxed message: {% callout tone="warning" title=… %}<p>…</p>{% end_callout %}."""
    shape = icon or CALLOUT_ICONS[_one_of("callout", "tone", tone, CALLOUT_ICONS)]
    return render_to_string("kit/callout.html", {"content": content, "tone": tone, "title": title, "icon": shape, "role": role})


@register.simple_tag
def message_callout(message: Message) -> SafeString:
    """What an action answered, above the page it leads to."""
    tone = MESSAGE_TONES.get(message.level, "information")
    content = format_html("<p>{}</p>", message.message)
    return render_to_string("kit/callout.html", {"content": content, "tone": tone, "icon": CALLOUT_ICONS[tone], "role": "status"})


@register.simple_tag
def state_tag(text: object, tone: str = "", icon: str | None = None) -> SafeString:
    """A state or kind in one word: {% state_tag _("In force") "success" %}. The tone brings its icon; icon="" takes it away."""
    _one_of("state_tag", "tone", tone, TAG_ICONS)
    name = TAG_ICONS[tone] if icon is None else icon
    shape = draw_icon(_one_of("state_tag", "icon", name, SHAPES)) if name else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{tone}" if tone else "", shape, text)


@register.simple_tag
def tag(shown: Tag | None) -> SafeString | str:
    """A state or kind that the code knows, or none: {% tag edition.tag %}."""
    return state_tag(shown.words, shown.tone, shown.icon) if shown else ""


@register.inclusion_tag("kit/timeline.html")
def timeline(events: Iterable[Event], era: bool = False) -> dict[str, Any]:
    """What happened, as items of an <ol class="trace">: {% timeline formation.events era=True %}."""
    return {"events": events, "era": era}


@register.inclusion_tag("kit/table_head.html")
def table_head(*labels: object) -> dict[str, Any]:
    """The head of a table whose rows stack on a narrow screen: {% table_head _("Name") _("Price") %}. An empty label is no column."""
    return {"labels": [label for label in labels if label]}


@register.simple_tag
def day(value: date | datetime | None, era: bool = False, weekday: bool = False, year: bool = True) -> SafeString | str:
    """A day that never breaks: {% day edition.decided_on era=True weekday=True year=False %}. Nothing for no day."""
    if value is None or value == "":
        return ""
    if not isinstance(value, date):
        raise template.TemplateSyntaxError(f"day cannot draw {value!r}. Give a date, a datetime or None.")
    value = _local_day(value)
    words = dates.day_in_words(value, _language(), era=era, weekday=weekday, year=year)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def called_on(thing: identity.Named | None, day: date | datetime) -> str:
    """What somebody or something was called on a day or at a moment: {{ proposal.made_by|called_on:proposal.made_at }}. Prefetch `dated_names`."""
    return thing.name_on(_local_day(day)) if thing else ""


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """A day with hour and minute: {% moment entry.when %}."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    words = dates.day_in_words(local.date(), _language())
    clock = f"{local.hour}時{local.minute:02}分" if _language().startswith("ja") else f"{local:%H:%M}"
    return format_html('<time datetime="{}">{} {}</time>', local.isoformat(timespec="minutes"), words, clock)


@register.simple_tag
def fiscal_year(value: date | int) -> SafeString:
    """The fiscal year of a day, or the one that begins in a year: {% fiscal_year project.begins %}."""
    year = dates.fiscal_year(value) if isinstance(value, date) else dates.FiscalYear(int(value))
    return format_html('<span class="number">{}</span>', year.in_words(_language()))


@register.simple_tag
def number(value: float | str, unit: str = "") -> SafeString:
    """A figure with its unit that never breaks: {% number 1234 "件" %}."""
    written = value if isinstance(value, str) else number_format(value, use_l10n=False, force_grouping=True)
    if not isinstance(value, str) and isinstance(value, int):
        written = f"{value:,}"
    return format_html('<span class="number">{}{}</span>', written, unit)


@register.simple_tag
def breadcrumbs(*parts: Any) -> SafeString:
    """Where we are, below Home: {% breadcrumbs url label url label here %}, or one list of (url, label)."""
    if len(parts) == 1 and isinstance(parts[0], (list, tuple)):
        steps = [tuple(step) for step in parts[0]]
    else:
        steps = [(parts[at], parts[at + 1]) for at in range(0, len(parts) - 1, 2)]
        if len(parts) % 2:
            steps.append(("", parts[-1]))
    if any(len(step) != 2 for step in steps):
        raise template.TemplateSyntaxError(
            "breadcrumbs takes url and label in turn and at the end the label of this page, or a list of (url, label)."
        )
    return render_to_string("kit/breadcrumbs.html", {"home": get_script_prefix(), "steps": steps})


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page", at: str = "") -> SafeString:
    """The ways to the other pages, with all else of the query kept: {% pagination page %}, or at="h-list" where the list begins lower."""
    if not isinstance(page, Page):
        raise template.TemplateSyntaxError(f"pagination cannot draw {type(page).__name__}. Give a page of a Paginator.")

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}#{at}" if at else f"?{query.urlencode()}"

    elided = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    return render_to_string(
        "kit/pagination.html",
        {
            "here": page.number,
            "pages": [(number, address(int(number)) if isinstance(number, int) and number != page.number else "") for number in elided],
            "before": address(page.previous_page_number()) if page.has_previous() else "",
            "after": address(page.next_page_number()) if page.has_next() else "",
        },
    )


@register.simple_tag(takes_context=True)
def filters(context: template.Context, listing: Listing, is_folded: bool = False) -> SafeString:
    """What a list can be narrowed down by, what it is narrowed down by, and what the reader saved: {% filters listing %}.

    Where it stands above much to read, all but the first way are folded until one of them is used: {% filters listing is_folded=True %}.
    """
    request = context["request"]
    saved = next((answer for answer in saved_filters.ask(request, listing.filter) if answer), SavedFilters())
    facets = listing.ways_to_narrow
    here = {
        "listing": listing,
        "facets": facets,
        "is_folded": is_folded,
        "is_open": any(not facet.links[0].is_here for facet in facets[1:]),
        "saved": saved,
        "can_be_saved": bool(saved.save_url) and listing.filter not in [query for _name, query in saved.filters],
    }
    return render_to_string("kit/listing.html", here)


@register.inclusion_tag("kit/job_here.html", takes_context=True)
def job(context: template.Context, job: Job | None) -> dict[str, Any]:
    """How far a job is, on the page of what it is about: {% job job %}. Whoever began it may stop it there; the rest of the page follows when it ends."""
    if not isinstance(job, Job):
        raise template.TemplateSyntaxError(f"job cannot draw {type(job).__name__}. Give a Job.")
    request = context["request"]
    is_own = job.by == str(request.user.pk)
    return {
        "job": job,
        "refusal": refusal_of(job),
        "here": request.get_full_path(),
        "is_part": is_followed(request, job),
        "can_stop": is_own and not job.has_ended and not job.is_unwanted,
        "can_go_on": is_own and job.has_failed and job.has_kept_some,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("kit/bars.html")
def bars(chart: Chart) -> dict[str, Any]:
    """A table whose figures are bars as well, under the heading of the page: {% bars by_round %}."""
    return {"chart": chart}


@register.inclusion_tag("kit/shares.html")
def shares(chart: Chart) -> dict[str, Any]:
    """The parts of a whole in one bar, and the table that says the same: {% shares by_kind %}."""
    sentence = identity.join_words(f"{share.figure.words} {share.in_words}" for share in chart.shares if share.figure.value)
    return {"chart": chart, "shares": chart.shares, "sentence": sentence}


@register.inclusion_tag("kit/scatter.html")
def scatter(chart: Scatter) -> dict[str, Any]:
    """Things as dots, one path a series, and the table that says how many each has: {% scatter by_theme %}."""
    return {"chart": chart, "dots": chart.dots}


@register.inclusion_tag("kit/line_chart.html")
def line_chart(chart: LineChart) -> dict[str, Any]:
    """Figures over time as lines, targets as marks of their own, and the table that says the same: {% line_chart indicator %}."""
    return {"chart": chart, "columns": chart.columns, "drawings": chart.drawings, "sentence": chart.sentence}


@register.inclusion_tag("kit/roadmap.html")
def roadmap(chart: Roadmap) -> dict[str, Any]:
    """Bars from quarter to quarter with milestones, in a box that scrolls by itself, and the table that says the same: {% roadmap plan %}."""
    return {"roadmap": chart}


@register.inclusion_tag("kit/crosstab.html")
def crosstab(table: Crosstab) -> dict[str, Any]:
    """Figures by two things, with sums, under the heading of the page: {% crosstab by_round %}."""
    columns = list(table.columns.values())
    lines = [(line, list(zip(columns, line.values, strict=True))) for line in table.lines]
    return {"table": table, "lines": lines, "sums": list(zip(columns, table.sums.values, strict=True))}


@register.filter
def phrases(text: str) -> SafeString:
    """A heading that must not break wrongly: each phrase between | stays whole, || begins a line. {{ text|phrases }}."""
    lines = (
        format_html_join("", '<span class="phrase">{}</span>{}', ((part, " " if part[-1:].isascii() else "") for part in line.split("|")))
        for line in text.split("||")
    )
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


@register.simple_tag
def versioned(path: str) -> str:
    """The address of a static file that changes when the file does, so that browsers may keep it for ever."""
    return versioned_url(path)


@register.filter(name="markdown")
def as_html(text: str) -> SafeString:
    """A body that someone wrote, as safe HTML: {{ text.body|markdown }}."""
    return markdown.to_html(text or "")


@register.filter
def markdown_line(text: str, links: str = "") -> SafeString:
    """One line that someone wrote: {{ text.heading|markdown_line }}, or |markdown_line:"no links" inside a link."""
    return markdown.to_inline_html(text or "", links=links != "no links")


@register.filter
def in_language(texts: Mapping[str, str] | None, language: str = "") -> str:
    """The text of {"ja": …, "en": …} in the reader's language, else the nearest there is."""
    return identity.in_language(texts or {}, language or None)


@register.filter
def language_of(texts: Mapping[str, str] | None) -> str:
    """The language of what `in_language` shows where it is not the page's, for a lang attribute; else nothing."""
    shown = identity.in_language(texts or {})
    if not texts or texts.get(_language()) == shown:
        return ""
    return next((tag for tag, text in texts.items() if text == shown), "")


@register.simple_tag
def words(texts: Mapping[str, str] | None) -> SafeString | str:
    """The text in the reader's language; where there is only another, marked with its lang: {% words document.titles %}."""
    shown = identity.in_language(texts or {})
    tag = language_of(texts)
    return format_html('<span lang="{}">{}</span>', tag, shown) if tag else format_html("{}", shown)


def _language() -> str:
    return get_language() or "ja"
