"""Where guidelines are read, compared and cited."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.guidelines.acting import offices
from shishin.guidelines.acting import procedure_views as procedures
from shishin.guidelines.acting import views as acting
from shishin.guidelines.bringing_in import views as importing
from shishin.guidelines.comparing import views as comparing
from shishin.guidelines.drafting.pages import structure_views as restructuring
from shishin.guidelines.drafting.pages import views as drafting
from shishin.guidelines.linking import views as linking
from shishin.guidelines.linting import views as linting
from shishin.guidelines.managing import documents
from shishin.guidelines.managing import views as managing
from shishin.guidelines.printing import views as printing
from shishin.guidelines.proposing import views as proposing
from shishin.guidelines.reading import views as reading
from shishin.guidelines.translating import views as translating

app_name = "guidelines"

DRAFT = "guidelines/<str:slug>/<str:version>/draft"

urlpatterns: list[URLPattern] = [
    # /guidelines/
    path("guidelines/", reading.families, name="families"),
    path("guidelines/families/<str:slug>/", reading.family, name="family"),
    # /guidelines/<document>/compare/
    path("guidelines/<str:slug>/compare/", comparing.compare_chosen, name="compare_chosen"),
    path("guidelines/<str:slug>/compare/<str:old>..<str:new>/", comparing.compare, name="compare"),
    path("guidelines/<str:slug>/compare/<str:old>..<str:new>/download/<str:format>/", printing.compare_download, name="compare_download"),
    # /guidelines/import/
    path("guidelines/import/", importing.import_text, name="import"),
    path("guidelines/<str:slug>/<str:version>/discard/", importing.discard, name="discard"),
    # /manage/
    path("manage/documents/", documents.documents, name="documents"),
    path("manage/documents/add/", documents.add_document, name="add-document"),
    path("manage/families/add/", documents.add_family, name="add-family"),
    path("manage/families/<slug:slug>/", documents.family, name="change-family"),
    path("manage/numbering/", managing.schemes, name="schemes"),
    path("manage/numbering/add/", managing.new_scheme, name="add_scheme"),
    path("manage/numbering/<slug:slug>/", managing.scheme, name="scheme"),
    path("manage/scopes/", managing.scopes, name="scopes"),
    path("manage/scopes/add/", managing.new_scope, name="add_scope"),
    path("manage/scopes/<slug:slug>/", managing.scope, name="scope"),
    path("manage/comparison/", managing.profiles, name="profiles"),
    path("manage/comparison/<slug:slug>/", managing.profile, name="profile"),
    path("manage/synonyms/", managing.synonyms, name="synonyms"),
    path("manage/synonyms/<slug:slug>/", managing.synonyms_kept, name="synonyms-of"),
    # /guidelines/<document>/<version>/: what the secretariat does with an edition
    path("guidelines/<str:slug>/<str:version>/publish/", acting.publish, name="publish"),
    path("guidelines/<str:slug>/<str:version>/adopt/", acting.adopt, name="adopt"),
    path("guidelines/<str:slug>/<str:version>/adopt/decide/", acting.decide, name="decide"),
    path("guidelines/<str:slug>/<str:version>/office/", offices.office, name="office"),
    path("guidelines/<str:slug>/<str:version>/office/<uuid:uuid>/", offices.decision, name="office-decision"),
    path("guidelines/<str:slug>/<str:version>/office/<uuid:uuid>/download/<str:format>/", offices.paper, name="office-paper"),
    path("guidelines/<str:slug>/<str:version>/office/lay/", offices.lay, name="lay-before-office"),
    path("guidelines/<str:slug>/<str:version>/version/", procedures.version, name="version"),
    path("guidelines/<str:slug>/<str:version>/referral/", procedures.referral, name="referral"),
    path("guidelines/<str:slug>/<str:version>/submit/", procedures.submit, name="submit"),
    path("guidelines/<str:slug>/<str:version>/take-over/", acting.take_edition_over, name="take-over"),
    path("guidelines/<str:slug>/<str:version>/withdraw/", acting.withdraw, name="withdraw"),
    path("guidelines/<str:slug>/<str:version>/start-next/", acting.start_next, name="start-next"),
    path("guidelines/<str:slug>/<str:version>/translations/", translating.languages, name="translations"),
    path("guidelines/<str:slug>/<str:version>/translations/<str:language>/", translating.translations, name="translation"),
    path("guidelines/<str:slug>/<str:version>/clauses/<str:key>/translate/<str:language>/", translating.translate, name="translate"),
    # /guidelines/<document>/<version>/: how it came about
    path("guidelines/<str:slug>/<str:version>/formation/", reading.formation, name="formation"),
    path("guidelines/<str:slug>/feed.atom", reading.feed, name="feed"),
    # /guidelines/<document>/links/
    path("guidelines/<str:slug>/links/", linking.links, name="links"),
    path("guidelines/<str:slug>/links/add/", linking.link, name="link"),
    path("guidelines/<str:slug>/links/<uuid:uuid>/", linking.clear, name="clear-link"),
    path("guidelines/<str:slug>/links/<uuid:uuid>/remove/", linking.unlink, name="unlink"),
    # /guidelines/<document>/about/
    path("guidelines/<str:slug>/about/", documents.about, name="about"),
    path("guidelines/<str:slug>/about/change/", documents.describe, name="describe-document"),
    path("guidelines/<str:slug>/about/names/", documents.former_names, name="former-names"),
    path("guidelines/<str:slug>/about/links/add/", documents.link, name="link-document"),
    path("guidelines/<str:slug>/about/links/<uuid:uuid>/remove/", documents.unlink, name="unlink-document"),
    # /guidelines/<document>/: who decides what
    path("guidelines/<str:slug>/procedure/", procedures.procedure, name="procedure"),
    # /guidelines/<document>/<version>/draft/lint/
    path("guidelines/<str:slug>/<str:version>/draft/lint/", linting.lint, name="lint"),
    # /guidelines/<document>/<version>/draft/: writing an edition
    path(f"{DRAFT}/", drafting.draft, name="draft"),
    path(f"{DRAFT}/undo/", drafting.undo, name="undo"),
    path(f"{DRAFT}/cover/", drafting.cover, name="cover"),
    path(f"{DRAFT}/changes/<str:format>/", drafting.changes_sheet, name="changes-sheet"),
    path(f"{DRAFT}/paste/", drafting.paste, name="paste"),
    path(f"{DRAFT}/reasons/", drafting.reasons, name="reasons"),
    path(f"{DRAFT}/reasons/<uuid:uuid>/", drafting.reason, name="reason"),
    path(f"{DRAFT}/reasons/formal/", drafting.reason, name="formal"),
    path(f"{DRAFT}/add/", restructuring.add, name="add-clause"),
    path(f"{DRAFT}/clauses/<str:key>/", drafting.chapter, name="draft-clause"),
    path(f"{DRAFT}/clauses/<str:key>/move/", restructuring.move, name="move-clause"),
    path(f"{DRAFT}/clauses/<str:key>/split/", restructuring.split, name="split-clause"),
    path(f"{DRAFT}/clauses/<str:key>/merge/", restructuring.merge, name="merge-clause"),
    path(f"{DRAFT}/clauses/<str:key>/drop/", restructuring.drop, name="drop-clause"),
    path(f"{DRAFT}/clauses/<str:key>/vacate/", restructuring.vacate, name="vacate-clause"),
    path(f"{DRAFT}/clauses/<str:key>/<str:language>/", drafting.edit, name="edit-clause"),
    path(f"{DRAFT}/clauses/<str:key>/<str:language>/preview/", drafting.preview, name="preview-clause"),
    path(f"{DRAFT}/clauses/<str:key>/<str:language>/keep/", drafting.keep, name="keep-typing"),
    # /guidelines/<document>/<version>/draft/propose/: a text laid beside a draft
    path(f"{DRAFT}/propose/", proposing.propose, name="propose"),
    path(f"{DRAFT}/proposals/<uuid:uuid>/", proposing.proposal, name="proposal"),
    path(f"{DRAFT}/proposals/<uuid:uuid>/<uuid:change>/", proposing.proposed_change, name="proposed-change"),
    # /guidelines/<document>/, last of all: the first part of these addresses may be any word.
    path("guidelines/<str:slug>/clauses/<str:key>/", reading.clause, name="clause"),
    path("guidelines/<str:slug>/<str:version>/chapters/<str:key>/", reading.chapter, name="chapter"),
    path("guidelines/<str:slug>/<str:version>/summary/", reading.summary, name="summary"),
    path("guidelines/<str:slug>/<str:version>/download/<str:format>/", printing.download, name="download"),
    path("guidelines/<str:slug>/<str:version>/", reading.edition, name="edition"),
    path("guidelines/<str:slug>/", reading.document, name="document"),
]
