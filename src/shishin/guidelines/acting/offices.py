"""The decision of one office: a text is laid before the holder of a post, who reads it, sees what is fixed by deciding, and decides alone."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.access import can_edit, edition_to_edit, office_decisions_to_read
from shishin.guidelines.acting.adopting import refuse_substance_in_form, refuse_to_adopt
from shishin.guidelines.acting.forms import page_of_act
from shishin.guidelines.changes.edition_changes import changes_of, refuse_unexplained
from shishin.guidelines.drafting.covering import draft_title_warnings
from shishin.guidelines.drafting.pages.forms import text_area
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import is_named, lineage_of, posts_for, refuse_version
from shishin.guidelines.editions.readable import follow_old_names, readable_document
from shishin.guidelines.errors.offices import (
    BeforeAnOfficeAlready,
    DecidedAlready,
    NotTheHolder,
    NotTheOfficeNamed,
    TakenBackMeanwhile,
    TextMovedOn,
)
from shishin.guidelines.models import Document, Edition, OfficeDecision
from shishin.guidelines.printing.decision_files import WRITERS, DecisionPaper, content_of_decision
from shishin.guidelines.printing.trying import print_edition
from shishin.guidelines.reading.edition_pages import compare_url, edition_page
from shishin.guidelines.trail_hashes import office_decision_hash
from shishin.kit.file_sizes import Download, digest_of, note_size, with_sizes
from shishin.kit.files import download as as_file
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.same_for_everybody import same_for_everybody
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Appointment, Person, Post
from shishin.trail.recording import Acting, record


def refuse_to_lay(edition: Edition) -> None:
    """What an office may not be asked to decide: it would be refused when it is adopted."""
    refuse_to_adopt(edition)
    lineage = lineage_of(edition)
    refuse_version(lineage.before, version=edition.version, revision=edition.revision)
    refuse_unexplained(edition)
    refuse_substance_in_form(lineage)
    if question := edition.office_decisions.open().first():
        raise BeforeAnOfficeAlready(edition=edition, office=question.office)


@transaction.atomic
def lay_before_office(edition: Edition, *, post: Post, by: Acting, on: date | None = None) -> OfficeDecision:
    """Ask the holder of a post that the procedure names to decide on a final text."""
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    refuse_to_lay(edition)
    if not is_named(document, edition.revision, post):
        raise NotTheOfficeNamed(edition=edition, office=post)

    asked_by = by if isinstance(by, Person) else None
    question = OfficeDecision.objects.create(edition=edition, post=post, asked_on=on or localdate(), asked_by=asked_by)
    record("guidelines.laid_before_office", about=edition, who=by, post=str(post.uuid), question=str(question.uuid))
    return question


@transaction.atomic
def take_back(question: OfficeDecision, *, by: Acting) -> None:
    """Take a text back that no office has decided on yet."""
    question = _locked(question)
    record("guidelines.taken_back_from_office", about=question.edition, who=by, post=str(question.post.uuid), question=str(question.uuid))
    question.delete()


@transaction.atomic
def decide_by_office(
    question: OfficeDecision,
    *,
    state: OfficeDecision.State,
    read: str,
    by: Person,
    words: str = "",
    paper: str = "",
    on: date | None = None,
) -> OfficeDecision:
    """The holder of the post decides on the very text that was read; who it was, as what and on which day stays."""
    question = _locked(question)
    edition, day = question.edition, on or localdate()
    if not Appointment.objects.on(day).filter(person=by, post=question.post).exists():
        raise NotTheHolder(office=question.office)
    text_hash = edition_hash(edition)
    if read != text_hash:
        raise TextMovedOn(edition=edition)
    if state == OfficeDecision.State.DECIDED:
        refuse_to_adopt(edition)
        refuse_unexplained(edition)

    question.state, question.decided_on = state, day
    question.person, question.person_name = by, by.name_to_keep(day)
    question.post_names = question.post.names_on(day)
    question.text_name, question.text_hash = name_of_text(edition), text_hash
    question.words, question.paper = words.strip(), paper.strip()
    question.save()
    record(
        "guidelines.office_decided",
        about=question,
        who=by,
        edition=str(edition.uuid),
        post=str(question.post.uuid),
        state=str(state),
        text_hash=text_hash,
        hash=office_decision_hash(question),
    )
    return question


def _locked(question: OfficeDecision) -> OfficeDecision:
    Document.objects.select_for_update().get(pk__in=Edition.objects.filter(pk=question.edition_id).values("document"))
    there = OfficeDecision.objects.select_related("edition__document__owner", "post").filter(pk=question.pk).first()
    if there is None:
        raise TakenBackMeanwhile(edition=question.edition, office=question.office)
    _refuse_decided(there)
    return there


def _refuse_decided(question: OfficeDecision) -> None:
    if not question.is_open:
        raise DecidedAlready(office=question.office, day=question.decided_on, edition=question.edition)


class LayForm(forms.Form):
    post = forms.ModelChoiceField(Post.objects.none(), label=gettext_lazy("Decided by"), to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, posts: list[Post], **fields: Any) -> None:
        super().__init__(*args, **fields)
        offered = Post.objects.filter(pk__in=[post.pk for post in posts]).prefetch_related("dated_names", "role__dated_names")
        self.fields["post"].queryset = offered  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """`read` is the text that stood on the page."""

    State = OfficeDecision.State
    read = forms.CharField(widget=forms.HiddenInput)
    state = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[(State.DECIDED, gettext_lazy("Decided as it stands")), (State.RETURNED, gettext_lazy("Returned to be mended"))],
        coerce=OfficeDecision.State,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=gettext_lazy("Words of the decision"), required=False, widget=text_area(3))
    paper = forms.CharField(
        label=gettext_lazy("Number of its paper"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("As the office keeps it, such as 8-12. It is cited with the decision."),
    )


@form_view
def lay(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The secretariat lays a text before the office that the procedure names."""
    edition = edition_to_edit(request.user, slug, version)
    posts = posts_for(edition.document, edition.revision)
    if not posts:
        raise Http404
    page = page_of_act(
        edition,
        title=_("Lay %(version)s before the office"),
        button=_("Lay it before the office"),
        done=_("%(version)s lies before the office."),
        lead=_("The holder of the post reads it on the desk and decides. Until then the text can still be changed."),
        warnings=draft_title_warnings(edition),
        refuse=lambda: refuse_to_lay(edition),
    )
    form = LayForm(form_data(request), posts=posts)
    return page.answer(
        request,
        form,
        lambda clean: lay_before_office(edition, **clean, by=signed_in(request.user)),
        template="guidelines/act_form.html",
        to=edition.get_absolute_url(),
        edition=edition,
        document=edition.document,
    )


@form_view
def office(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The page on which the holder decides; its secretariat may take the text back there."""
    question, by = _question_to_show(request, slug, version), signed_in(request.user)
    if OfficeDecision.objects.before(by, localdate()).filter(pk=question.pk).exists():
        return _answer_holder(request, question, by=by)
    to = question.edition.get_absolute_url()
    return _page_of_secretariat(question).confirm(request, lambda: take_back(question, by=by), to=to)


def _answer_holder(request: HttpRequest, question: OfficeDecision, *, by: Person) -> HttpResponse:
    """The text as it stands, what changed in it, and the form below both."""
    edition, document = question.edition, question.edition.document
    reading = edition_page(readable_document(document.slug, reader=by), edition, language=edition.source_language, path=request.path)
    context = {
        "edition": edition,
        "document": document,
        "question": question,
        "text": reading.text,
        "changes": [change.in_words for change in changes_of(edition)],
        "compare_url": compare_url(document.slug, lineage_of(edition).before, edition),
    }
    form = OfficeForm(form_data(request), initial={"read": edition_hash(edition)})
    act = partial(decide_by_office, question, by=by)
    return _page(question).answer(
        request, form, lambda clean: act(**clean), template="guidelines/act_office.html", to=lambda made: made, **context
    )


def _question_to_show(request: HttpRequest, slug: str, version: str) -> OfficeDecision:
    """An open question, for its holder and for those who laid it before the office; who decided and asks again is told that it is done."""
    reader = signed_in(request.user)
    rows = OfficeDecision.objects.filter(edition__document__slug=slug, edition__version=version).order_by("-pk")
    question = rows.select_related("edition__document__owner", "post__role").first()
    if question is None or not (
        rows.read_by(reader, localdate()).filter(pk=question.pk).exists() or can_edit(reader, question.edition.document)
    ):
        raise Http404
    _refuse_decided(question)
    return question


def _page(question: OfficeDecision) -> FormPage:
    edition = question.edition
    return page_of_act(
        edition,
        title=_("Decide on %(version)s"),
        button=_("Decide"),
        done=_("The decision on %(version)s was kept."),
        lead=_("%(office)s decides alone. Read the text and what changed in it; then decide.") % {"office": question.post},
        warnings=[
            *draft_title_warnings(edition),
            _("Your decision is kept with your name, the post and the day, and can never be changed."),
            _("It holds for the text as you read it here. If the text changes afterwards, it has to be decided anew."),
        ],
    )


def _page_of_secretariat(question: OfficeDecision) -> FormPage:
    lead = _("%(office)s has not decided yet. Taken back, the text can be discarded or laid before another office.") % {
        "office": question.post
    }
    return page_of_act(
        question.edition,
        title=_("Take %(version)s back from the office"),
        button=_("Take it back"),
        done=_("%(version)s was taken back."),
        lead=lead,
    )


def _decision_to_show(request: HttpRequest, slug: str, version: str, uuid: UUID) -> OfficeDecision:
    edition = readable_document(slug, reader=request.user).edition(version)
    rows = office_decisions_to_read(request.user).filter(edition=edition)
    related = (
        "edition__document__family",
        "edition__document__owner",
        "edition__document__numbering",
        "edition__started_from",
        "post__role",
    )
    return get_object_or_404(rows.select_related(*related), uuid=uuid)


@same_for_everybody
@require_safe
@follow_old_names
def decision(request: HttpRequest, slug: str, version: str, uuid: UUID) -> HttpResponse:
    """What an office decided, as its paper says it."""
    decided = _decision_to_show(request, slug, version, uuid)
    sheet = DecisionPaper(decided, get_language() or decided.edition.source_language)
    context = {
        "decision": decided,
        "edition": decided.edition,
        "document": decided.edition.document,
        "sheet": sheet,
        "downloads": _downloads(decided),
    }
    return render(request, "guidelines/office_decision.html", context)


def _downloads(decided: OfficeDecision) -> list[Download]:
    content, edition = content_of_decision(decided), decided.edition
    where = [edition.document.slug, edition.version, decided.uuid]
    return with_sizes(
        [
            Download(label, reverse("guidelines:office-paper", args=[*where, ending]), digest_of(content, "decision", ending))
            for ending, label in (("pdf", "PDF"), ("docx", "Word"))
        ]
    )


@same_for_everybody
@require_safe
@follow_old_names
def paper(request: HttpRequest, slug: str, version: str, uuid: UUID, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    decided = _decision_to_show(request, slug, version, uuid)
    if format not in WRITERS:
        raise Http404
    content = print_edition(decided.edition, partial(WRITERS[format], decided))
    name = f"{slug}-{version}-decision-{decided.decided_on}.{format}"
    note_size(digest_of(content_of_decision(decided), "decision", format), content, name=name)
    return as_file(content, name=name)
