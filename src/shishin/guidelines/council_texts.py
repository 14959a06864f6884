"""What bodies see of editions: those that they may decide on, what each is called, and what their acts led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from shishin.councils.models import Body
from shishin.councils.subjects import Acts, Subject, subjects
from shishin.councils.texts import Print, Text, hashes_of_text, prints, texts_named, texts_to_decide
from shishin.guidelines.access import editions_to_read, organizations_edited_by
from shishin.guidelines.comparing.editions import comparison_of
from shishin.guidelines.editions.hashing import edition_hash, edition_hashes
from shishin.guidelines.editions.naming import name_of_text, names_of_text, print_key
from shishin.guidelines.editions.procedures import is_named, lineage_among
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.printing.comparison_files import write_comparison_pdf
from shishin.guidelines.printing.edition_files import write_edition_pdf
from shishin.guidelines.printing.trying import print_comparison, print_edition
from shishin.kit.identity import in_every_language
from shishin.texts.manuscript import is_draft_version


def _title(edition: Edition) -> str:
    return _("%(document)s %(version)s") % {"document": edition.document, "version": version_in_words(edition.version)}


@texts_to_decide.fill
def open_editions(body: Body, reader: Any) -> Iterator[Text]:
    """What is written or published as a draft and was not adopted: first what was referred to the body. Six queries with all hashes."""
    adopted_since = Edition.objects.filter(started_from=OuterRef("pk"), state=Edition.State.ADOPTED)
    rows = editions_to_read(reader).exclude(state=Edition.State.ADOPTED).filter(~Exists(adopted_since), withdrawn_on=None)
    rows = rows.select_related("document", "referred_by").order_by("document", "-pk")
    editions = sorted((one for one in rows if _may_decide(body, one)), key=lambda one: not _is_referred(body, one))
    if not editions:
        return
    hashes, texts = edition_hashes(editions), {text.name: text for text in editions_named(list(map(name_of_text, editions)), reader)}
    for edition in editions:
        yield texts[name_of_text(edition)]._replace(hash=hashes[edition.pk])


def _may_decide(body: Body, edition: Edition) -> bool:
    """A kind of revision that the procedure does not name is anybody's."""
    return is_named(edition.document, edition.revision, body) or _is_referred(body, edition)


def _is_referred(body: Body, edition: Edition) -> bool:
    referral = edition.referred_by
    return referral is not None and body.pk in (referral.asked_by_id, referral.asked_of_id)


@texts_named.fill
def editions_named(names: Collection[str], reader: Any) -> Iterator[Text]:
    """What a reader may not read has no address, and no title where nothing of its document may be read."""
    readable, writable = editions_to_read(reader), organizations_edited_by(reader)
    rows = Edition.objects.filter(document__slug__in={name.rpartition(" ")[0] for name in names}).select_related("document")
    beside: defaultdict[int, list[Any]] = defaultdict(list)
    for edition in rows.annotate(
        is_readable=Exists(readable.filter(pk=OuterRef("pk"))),
        is_document_known=Exists(readable.filter(document=OuterRef("document"))),
        is_writable=Exists(writable.filter(pk=OuterRef("document__owner"))),
    ):
        beside[edition.document_id].append(edition)
    for editions in beside.values():
        # What has a name now goes before what had it once.
        by_name = {name: edition for edition in editions for name in names_of_text(edition)[1:]}
        by_name |= {name_of_text(edition): edition for edition in editions}
        yield from (_named(name, edition, editions) for name, edition in by_name.items() if name in names)


def _named(name: str, edition: Any, beside: list[Any]) -> Text:
    version = edition.version
    if not edition.is_readable:
        return Text(name, _title(edition) if edition.is_document_known else _("A text that is not public"))
    before: Any = lineage_among(edition, beside).before
    comparison = reverse("guidelines:compare", args=[edition.document.slug, before.version, version]) if before else ""
    keys = [print_key(edition, before), print_key(edition)] if before else [print_key(edition)]
    is_to_adopt = edition.is_working and edition.is_writable and not is_draft_version(version)
    adoption = reverse("guidelines:adopt", args=[edition.document.slug, version]) if is_to_adopt else ""
    return Text(name, _title(edition), "", edition.get_absolute_url(), comparison, adoption, keys)


@prints.fill
def prints_of_editions(keys: Sequence[str], reader: Any) -> Iterator[Print]:
    """What may be read, in the order of the keys. One query."""
    rows = editions_to_read(reader).filter(document__slug__in={key.partition(" ")[0] for key in keys}).select_related("document__owner")
    editions = {(edition.document.slug, edition.version): edition for edition in rows.select_related("document__family")}
    for key in keys:
        slug, *versions = key.split(" ")
        named = [editions.get((slug, version)) for version in versions]
        if len(named) == 2 and named[0] and named[1]:
            yield _comparison(key, named[0], named[1], reader)
        elif len(named) == 1 and named[0]:
            yield _edition(key, named[0])


def _comparison(key: str, old: Edition, new: Edition, reader: Any) -> Print:
    def write() -> ContentFile[bytes]:
        comparison = comparison_of(old, new, reader=reader)
        return ContentFile(print_comparison(old, new, partial(write_comparison_pdf, comparison)), name=comparison.file_name("pdf"))

    titles = in_every_language(lazy(_of_comparison, str)(old, new))
    return Print(key, name_of_text(new), titles, not (old.is_working or new.is_working), write)


def _of_comparison(old: Edition, new: Edition) -> str:
    words = {"document": new.document, "old": version_in_words(old.version), "new": version_in_words(new.version)}
    return _("%(document)s: comparison of %(new)s with %(old)s") % words


def _edition(key: str, edition: Edition) -> Print:
    def write() -> ContentFile[bytes]:
        name = f"{edition.document.slug}-{edition.version}.pdf"
        return ContentFile(print_edition(edition, partial(write_edition_pdf, edition, edition.source_language)), name=name)

    return Print(key, name_of_text(edition), in_every_language(lazy(_title, str)(edition)), not edition.is_working, write)


@hashes_of_text.fill
def hash_of_edition(name: str) -> Iterator[str]:
    slug, _space, version = name.rpartition(" ")
    for edition in Edition.objects.filter(document__slug=slug, version=version):
        yield edition.text_hash or edition_hash(edition)


@subjects.fill
def editions_of_acts(acts: Acts, reader: Any) -> Iterator[Subject]:
    """Only those that the reader may read: a working edition is its writers' and the bodies' that it is for."""
    linked = Q(adopted_by__in=acts.decisions) | Q(referred_by__in=acts.referrals) | Q(submitted_with__in=acts.reports)
    acts_shown = {("decision", row.pk) for row in acts.decisions} | {("report", row.pk) for row in acts.reports}
    acts_shown |= {("referral", row.pk) for row in acts.referrals}
    for edition in editions_to_read(reader).filter(linked).select_related("document").order_by("document", "pk"):
        named = {"decision": edition.adopted_by_id, "referral": edition.referred_by_id, "report": edition.submitted_with_id}
        for act, number in named.items():
            if number is not None and (act, number) in acts_shown:
                yield Subject(act, number, _title(edition), edition.get_absolute_url())
