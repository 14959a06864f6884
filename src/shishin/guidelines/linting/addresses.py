"""Addresses: where the links inside a draft's texts lead, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q, Value
from django.urls import Resolver404, ResolverMatch, resolve

from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.models import Alias, Clause, Edition

OTHER_SCHEMES = ("mailto", "tel")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address of this site names; what is empty it does not name."""

    document: str = ""
    version: str = ""
    key: str = ""
    is_page: bool = True
    """Whether any page of this site has such an address."""
    is_whole: bool = True
    """Whether it leads to the same place from every page."""


def target_of(address: str) -> Target | None:
    """Nothing for an address on another site: we do not ask there."""
    parts = urlsplit(address)
    here = urlsplit(settings.SITE_URL)
    if parts.scheme in OTHER_SCHEMES or (parts.netloc and parts.netloc != here.netloc):
        return None
    if not parts.netloc and parts.path and not parts.path.startswith("/"):
        return Target(is_whole=False)
    if not parts.path and not parts.netloc:
        return Target(key=unquote(parts.fragment))
    match = _match(unquote(parts.path) or "/")
    if match is None:
        return Target(is_page=False)
    if match.namespace != "guidelines" or "slug" not in match.kwargs or match.url_name in ("family", "scheme", "profile"):
        return Target()
    names = match.kwargs
    return Target(names["slug"], names.get("version", ""), names.get("key", ""))


def _match(path: str) -> ResolverMatch | None:
    """As the site itself answers: an address without its last stroke is led to the one with it."""
    for one in (path, f"{path}/"):
        try:
            return resolve(one)
        except Resolver404:
            continue
    return None


@dataclass
class Known:
    """The documents that anybody may read, with their old names, editions and keys. One query."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Each name that a document has or had, with its name today."""
    parts: Collection[tuple[str, str]] = ()
    """(document, version) and (document, #key)."""

    @classmethod
    def of(cls, wanted: Collection[str]) -> Known:
        if not wanted:
            return cls()
        public = Edition.objects.public().filter(Q(document__slug__in=wanted) | Q(document__aliases__name__in=wanted))
        editions = public.order_by().values_list("document__slug", "version", Value("version"))
        clauses = Clause.objects.filter(edition__in=public).order_by().values_list("line__document__slug", "line__key", Value("key"))
        old = Alias.objects.filter(document__editions__in=public).order_by().values_list("document__slug", "name", Value("name"))
        names: dict[str, str] = {}
        parts: set[tuple[str, str]] = set()
        for slug, name, what in editions.union(clauses, old):
            names[slug] = slug
            if what == "name":
                names[name] = slug
            else:
                parts.add((slug, f"#{name}" if what == "key" else name))
        return cls(names, parts)


def lead_nowhere(targets: Iterable[Target], draft: LintedDraft) -> set[Target]:
    """Those that name what is not there. The draft itself counts as there: it will be."""
    targets = set(targets)
    own = draft.edition.document.slug
    known = Known.of({target.document for target in targets if target.document} - {own} | {own for t in targets if t.document == own})
    return {target for target in targets if not _is_there(target, draft, known)}


def _is_there(target: Target, draft: LintedDraft, known: Known) -> bool:
    if not target.is_page or not target.is_whole:
        return False
    own = draft.edition.document.slug
    if not target.document:
        return not target.key or target.key in draft.by_key
    slug = known.names.get(target.document, target.document if target.document == own else "")
    if not slug:
        return False
    has_version = not target.version or (slug, target.version) in known.parts or (slug == own and target.version == draft.edition.version)
    has_key = not target.key or (slug, f"#{target.key}") in known.parts or (slug == own and target.key in draft.by_key)
    return has_version and has_key
