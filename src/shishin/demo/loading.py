"""Loading: the worked examples, told through the domain functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from shishin.councils.bodies.establishing import give_seat
from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision, Meeting, Referral
from shishin.demo.consulting import load_consultations
from shishin.demo.governing import load_governance
from shishin.demo.meeting import call_meeting, tell_meeting
from shishin.demo.referring import make_referral, submit
from shishin.guidelines.acting.adopting import adopt_edition, take_over
from shishin.guidelines.acting.offices import decide_by_office, lay_before_office
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.editions.describing import found_family, link_documents
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import draft_for
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.linking.links import check_link, link_lines
from shishin.guidelines.models import Clause, ClauseLink, Document, Edition, Line, OfficeDecision
from shishin.people.appointing import appoint
from shishin.people.claims import agree, claims_kept_by
from shishin.people.data_files import load_data
from shishin.people.inviting import add_demo_account, deactivate, rename_person
from shishin.people.models import Claim, Organization, Person, Post
from shishin.texts.manuscript import Manuscript
from shishin.texts.text_form import read_folder
from shishin.trail.recording import OPERATOR, record

DEMO_PASSWORD = "shishin-demo"  # noqa: S105 - it is printed at every start
TEXTS = Path(__file__).parent / "texts"
EXAMPLES = ("tokyo", "japan", "izumino")
LISTS = ("organizations", "roles", "posts", "bodies")

Sheet = Mapping[str, Any]


@transaction.atomic
def load_demo() -> None:
    """Load all worked examples into an empty database, or nothing at all. What each holds is in `texts/<example>.yaml`."""
    for example in EXAMPLES:
        load_example(TEXTS / f"{example}.yaml")
    load_consultations(TEXTS / "consultations.yaml")
    load_governance(TEXTS / "governance.yaml")
    record("demo.examples_loaded", about="site:this", who=OPERATOR, examples=list(EXAMPLES))


def load_example(path: Path) -> None:
    sheet: Sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = {name: sheet[name] for name in LISTS if name in sheet}
    load_data(yaml.safe_dump(lists, allow_unicode=True, sort_keys=False), source=path.name, by=OPERATOR)
    _found_families(sheet.get("families", ()))
    people = {account["login"]: _add_account(account) for account in sheet.get("accounts", ())}
    meetings = [(call_meeting(entry, by=people[entry["by"]]), entry) for entry in sheet.get("meetings", ())]
    referrals = {entry["name"]: make_referral(entry, by=people[entry["by"]]) for entry in sheet.get("referrals", ())}
    manuscripts = _manuscripts({entry["document"] for entry in sheet["editions"]})
    for entry in sheet["editions"]:
        manuscript = manuscripts[entry["document"], str(entry["version"])]
        _bring_out(entry, manuscript, referral=referrals.get(entry.get("drafted_for", "")), by=people[entry["by"]])
    for meeting, entry in meetings:
        tell_meeting(meeting, entry, by=people[entry["by"]])
    for manuscript in manuscripts.values():
        document = Document.objects.get(slug=manuscript.document.slug)
        link_documents(document, manuscript.document.links, by=OPERATOR)
    for link in sheet.get("clause_links", ()):
        _link_clauses(link, by=people[link.get("by", sheet["editions"][0]["by"])])
    for entry in sheet.get("agreed", ()):
        _agree_to(entry, by=people[entry["by"]])


def demo_accounts() -> list[Person]:
    """The accounts of the demo that may sign in, for the screen of `shishin run`."""
    return list(Person.objects.filter(is_demo=True, is_active=True).prefetch_related("dated_names").order_by("login_name"))


def _found_families(families: Sequence[Sheet]) -> None:
    for family in families:
        owner = Organization.objects.get(slug=family["owner"])
        found_family(
            slug=family["slug"],
            titles=family["titles"],
            outlines=family.get("outlines"),
            owner=owner,
            position=family["position"],
            is_example=True,
            by=OPERATOR,
        )


def _add_account(account: Sheet) -> Person:
    person = add_demo_account(
        login_name=account["login"],
        names=account["name"],
        named_from=min((held["since"] for held in (*account.get("posts", ()), *account.get("seats", ()))), default=None),
        email=account["email"],
        password=DEMO_PASSWORD if account.get("signs_in", True) else None,
        by=OPERATOR,
    )
    for held in account.get("posts", ()):
        appoint(person, post=Post.objects.get(slug=held["post"]), since=held["since"], by=OPERATOR)
    for seat in account.get("seats", ()):
        body = Body.objects.get(slug=seat["body"])
        give_seat(body, person=person, capacity=seat["capacity"], since=seat["since"], until=seat.get("until"), by=OPERATOR)
    for later in account.get("renamed", ()):
        names = {tag: name for tag, name in later.items() if tag != "from"}
        rename_person(person, names=names, valid_from=later["from"], by=OPERATOR)
    if not account.get("signs_in", True):
        deactivate(person, by=OPERATOR)
    return person


def _manuscripts(documents: set[str]) -> dict[tuple[str, str], Manuscript]:
    """The texts of these documents by address and version."""
    scopes = read_vocabulary()
    read = [manuscript for slug in sorted(documents) for manuscript in read_folder(TEXTS / slug, scopes=scopes)]
    return {(manuscript.document.slug, manuscript.edition.version): manuscript for manuscript in read}


def _bring_out(entry: Sheet, manuscript: Manuscript, *, referral: Referral | None, by: Person) -> Edition:
    """Import an edition and do with it what the example tells: submit, publish, adopt or take over, leave it in writing, withdraw."""
    sheet = manuscript.edition
    edition = import_manuscript(manuscript, by=by, is_example=True)
    if referral:
        draft_for(edition, referral=referral, by=by)
    if "submitted" in entry:
        submit(edition, entry["submitted"], by=by)
    if entry["act"] == "publish":
        publish_draft(edition, published_on=_given(sheet.published_on), by=by)
    elif entry["act"] == "adopt":
        decision = (
            _decide_by_office(entry["decision"], edition, by=by)
            if "office" in entry["decision"]
            else _decide(entry["decision"], edition, by=by)
        )
        first_day = _given(sheet.in_force_from)
        edition = adopt_edition(edition, decision=decision, in_force_from=first_day, published_on=sheet.published_on, by=by)
    elif entry["act"] == "take_over":
        source = _given(sheet.taken_over)
        edition = take_over(edition, source=source.source, day=source.day, in_force_from=_given(sheet.in_force_from), by=by)
    if "laid" in entry:
        lay_before_office(edition, post=Post.objects.get(slug=entry["laid"]), by=by)
    if sheet.withdrawn_on:
        withdraw_edition(edition, day=sheet.withdrawn_on, reason=sheet.withdrawn_reason, by=by)
    return edition


def _given(value: Any) -> Any:
    """What the text's sheet has to say for the act; a demo without it is a mistake of ours."""
    if value is None:
        raise ValueError("The sheet of the edition lacks a day or a source that its act needs.")
    return value


def _decide(decided: Sheet, edition: Edition, *, by: Person) -> Decision:
    body = Body.objects.get(slug=decided["body"])
    meeting = _meeting(body, decided)
    seats = {seat.person.login_name: seat for seat in body.seats.select_related("person")}
    return record_decision(
        body,
        meeting=meeting,
        kind=Decision.Kind(decided["kind"]),
        decided_on=decided["decided_on"],
        text_name=name_of_text(edition),
        text_hash=edition_hash(edition),
        words=decided.get("words"),
        votes=[(seats[vote["who"]], vote["how"], vote.get("reason", "")) for vote in decided.get("votes", ())],
        by=by,
    )


def _decide_by_office(decided: Sheet, edition: Edition, *, by: Person) -> OfficeDecision:
    day, holder = decided["decided_on"], Person.objects.get(login_name=decided["by"])
    question = lay_before_office(edition, post=Post.objects.get(slug=decided["office"]), on=day, by=by)
    said = {"words": decided["words"], "paper": decided["paper"], "read": edition_hash(edition), "on": day}
    return decide_by_office(question, state=OfficeDecision.State.DECIDED, **said, by=holder)


def _meeting(body: Body, decided: Sheet) -> Meeting | None:
    if "meeting" in decided:
        return Meeting.objects.get(body=body, number=decided["meeting"])
    return Meeting.objects.get(body=body, held_on=decided["meeting_on"]) if "meeting_on" in decided else None


def _agree_to(entry: Sheet, *, by: Person) -> None:
    """What one organization draws to what another keeps shows there once somebody agreed."""
    asked = claims_kept_by(by).filter(state=Claim.State.ASKED, claimed_by__slug=entry["drawn_by"], kind=entry["kind"])
    for claimed in asked:
        agree(claimed, by=by)


def _link_clauses(entry: Sheet, *, by: Person) -> None:
    source, target = (Line.objects.get(document__slug=entry[end]["document"], key=entry[end]["key"]) for end in ("from", "to"))
    checked = entry.get("checked")
    link = link_lines(source, target=target, kind=ClauseLink.Kind(entry["kind"]), by=by, on=checked["day"] if checked else None)
    if checked:
        against = Clause.objects.get(line=target, edition__version=str(checked["version"]))
        check_link(link, against=against, on=checked["day"], words=checked["words"], by=by)
