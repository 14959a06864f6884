"""The least that is valid: a body, a seat, a meeting, a paper and a decision."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.core.files.base import ContentFile

from shishin.councils.deciding.recording import record_decision
from shishin.councils.meetings.filing import add_paper
from shishin.councils.meetings.meeting import announce_meeting, record_meeting
from shishin.councils.models import Attendance, Body, BodyName, Decision, Meeting, Paper, Referral, Report, Seat, StandingOrders
from shishin.councils.models.bodies import PARENT_BODY
from shishin.councils.referrals.referring import publish_referral, refer
from shishin.councils.referrals.reporting import report_on
from shishin.councils.texts import Text, hashes_of_text, texts_to_decide
from shishin.people.models import Organization, Person
from shishin.people.tests.makers import agree_to, make_person
from shishin.trail.recording import OPERATOR

FIRST_DAY = date(2020, 4, 1)
MEETING_DAY = date(2026, 3, 31)
numbers = count(1)
TEXTS: dict[str, set[str]] = {}
"""The texts that are there, by name, with the hashes that each has; a higher package has real ones."""


def make_text(name: str = "Guideline 1.0.0", text_hash: str = "a" * 64) -> Text:
    TEXTS.setdefault(name, set()).add(text_hash)
    return Text(name, name, text_hash)


@hashes_of_text.fill
def hashes(name: str) -> set[str]:
    return TEXTS.get(name, set())


@texts_to_decide.fill
def texts(_body: Body, _reader: object) -> list[Text]:
    return [Text(name, name, text_hash) for name, hashes in TEXTS.items() for text_hash in sorted(hashes)]


def make_body(slug: str = "", *, organization: Organization | None = None, name: str = "", **values) -> Body:
    slug = slug or f"body-{next(numbers)}"
    body = Body.objects.create(slug=slug, organization=organization, **{"kind": Body.Kind.COUNCIL, **values})
    BodyName.objects.create(body=body, names={"ja": name or slug, "en": name or slug}, valid_from=FIRST_DAY)
    if body.parent and body.organization != body.parent.organization:
        agree_to(PARENT_BODY, edge=body, target=body.parent, ours=body.organization, theirs=body.parent.organization)
    return body


def make_decision(
    body: Body | None = None, *, decided_on: date = FIRST_DAY, kind: Decision.Kind = Decision.Kind.DECIDED, **values
) -> Decision:
    """Of decisions on one day each is on another text, unless the text is given."""
    body = body or make_body()
    is_second = body.decisions.filter(decided_on=decided_on, kind=kind, text_hash="a" * 64).exists()
    given = {"text_name": "Guideline 1.0.0", "text_hash": f"{next(numbers):064}" if is_second else "a" * 64, **values}
    make_text(given["text_name"], given["text_hash"])
    return record_decision(body, kind=kind, decided_on=decided_on, by=OPERATOR, **given)


def make_seat(
    body: Body,
    capacity: str = Seat.Capacity.MEMBER,
    *,
    name: str = "",
    person: Person | None = None,
    since: date = FIRST_DAY,
    until: date | None = None,
) -> Seat:
    holder = person or (make_person(name=name))
    return Seat.objects.create(body=body, person=holder, capacity=capacity, since=since, until=until)


def make_meeting(body: Body | None = None, *, held_on: date = MEETING_DAY, is_announced: bool = True, **values) -> Meeting:
    """A meeting that everybody may read of. A second one of a day has a title, unless it has a number."""
    body = body or make_body()
    is_second = body.meetings.filter(number=None, held_on=held_on).exists() and "number" not in values
    given = ({"titles": {"en": f"Meeting {next(numbers)}"}} if is_second else {}) | values
    meeting = record_meeting(body, held_on=held_on, by=OPERATOR, **given)
    return announce_meeting(meeting, by=OPERATOR, day=held_on) if is_announced else meeting


def make_paper(meeting: Meeting | None = None, *, content: bytes = b"", name: str = "paper.pdf", **values) -> Paper:
    """A public paper that is not published yet. A second one of a meeting is another file."""
    meeting = meeting or make_meeting()
    content = content or b"%PDF-1.7\n" + (b"%d" % next(numbers) if meeting.papers.exists() else b"")
    given = {"titles": {"ja": "資料", "en": "Paper"}, "publicity": Paper.Publicity.PUBLIC, **values}
    return add_paper(meeting, upload=ContentFile(content, name=name), by=OPERATOR, **given)


def make_orders(slug: str = "", **rules) -> StandingOrders:
    slug = slug or f"orders-{next(numbers)}"
    return StandingOrders.objects.create(slug=slug, titles={"ja": slug, "en": slug}, rules=rules)


def make_attendance(meeting: Meeting, seat: Seat, how: str = Attendance.How.PRESENT) -> Attendance:
    return Attendance.objects.create(
        meeting=meeting, seat=seat, how=how, name=seat.person.name_to_keep(meeting.held_on), capacity=seat.capacity
    )


def make_referral(
    council: Body | None = None, group: Body | None = None, *, is_up: bool = False, referred_on: date = FIRST_DAY, **values
) -> Referral:
    """A question of a council to a group below it; or, up, a proposal of that group. A second one of a day has another title."""
    council = council or make_body()
    group = group or make_body(parent=council)
    asked_by, asked_of = (group, council) if is_up else (council, group)
    direction = Referral.Direction.UP if is_up else Referral.Direction.DOWN
    is_second = Referral.objects.filter(asked_by=asked_by, asked_of=asked_of, referred_on=referred_on).exists()
    titles = {"ja": f"表題{next(numbers)}"} if is_second else {"ja": "表題", "en": "Title"}
    given = {"titles": titles, "questions": {"ja": "何か。", "en": "What?"}, **values}
    return refer(direction=direction, asked_by=asked_by, asked_of=asked_of, referred_on=referred_on, by=OPERATOR, **given)


def make_public_referral(council: Body | None = None, group: Body | None = None, *, on: date = FIRST_DAY, **values) -> Referral:
    return publish_referral(make_referral(council, group, **values), on=on, by=OPERATOR)


def make_report(referral: Referral | None = None, *, reported_on: date | None = None, **values) -> Report:
    """A report with a draft."""
    referral = referral or make_referral()
    given = {"kind": Report.Kind.DRAFT, "words": {}, "text_name": "Guideline 1.0.0", "text_hash": "a" * 64, **values}
    make_text(given["text_name"], given["text_hash"])
    return report_on(referral, reported_on=reported_on or referral.referred_on, by=OPERATOR, **given)
