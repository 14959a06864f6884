from __future__ import annotations

import pytest

from shishin.councils.errors.decisions import NoSuchText, TextHasChanged
from shishin.councils.errors.meetings import AgendaItemIsUsed, NotForDecision, TextWithoutHash
from shishin.councils.meetings.agenda import add_agenda_item, change_agenda_item, move_agenda_item, remove_agenda_item
from shishin.councils.meetings.minuting import add_statement
from shishin.councils.tests.makers import TEXTS, make_meeting, make_paper, make_text
from shishin.kit.ordering import FirstOrLast
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting()


def add(meeting, name, kind="report", **values):
    return add_agenda_item(meeting, kind=kind, titles={"ja": name}, by=OPERATOR, **values)


def order(meeting):
    return [item.titles["ja"] for item in meeting.agenda.all()]


def test_items_move_up_and_down(meeting):
    first, second, third = (add(meeting, name) for name in ("一", "二", "三"))

    move_agenda_item(third, up=True, by=OPERATOR)
    assert order(meeting) == ["一", "三", "二"]
    move_agenda_item(first, up=False, by=OPERATOR)
    assert order(meeting) == ["三", "一", "二"]
    with pytest.raises(FirstOrLast):
        move_agenda_item(second, up=False, by=OPERATOR)


def test_an_item_goes_and_its_papers_stay(meeting):
    first, second = add(meeting, "一"), add(meeting, "二")
    paper = make_paper(meeting, agenda_item=first)

    remove_agenda_item(first, by=OPERATOR)
    third = add(meeting, "三")

    paper.refresh_from_db()
    assert (order(meeting), paper.agenda_item) == (["二", "三"], None)
    assert third.position > second.position


def test_an_item_that_was_spoken_on_stays(meeting):
    item = add(meeting, "一")
    add_statement(meeting, speaker="来賓", words="賛成です。", agenda_item=item, by=OPERATOR)

    with pytest.raises(AgendaItemIsUsed):
        remove_agenda_item(item, by=OPERATOR)


def test_an_item_for_decision_fixes_a_text_by_name_and_hash(meeting):
    make_text("行動指針 1.0.0")
    item = add(meeting, "決定", "decision", text_name="行動指針 1.0.0", text_hash="a" * 64)
    with pytest.raises(TextWithoutHash):
        add(meeting, "決定", "decision", text_name="行動指針 1.0.0")
    with pytest.raises(NotForDecision):
        add(meeting, "報告", text_name="行動指針 1.0.0", text_hash="a" * 64)
    with pytest.raises(TextHasChanged):
        add(meeting, "決定", "decision", text_name="行動指針 1.0.0", text_hash="b" * 64)
    with pytest.raises(NoSuchText):
        add(meeting, "報告", text_name="行動指針 2.0.0")
    TEXTS.clear()
    change_agenda_item(
        item, kind="decision", titles={"ja": "決定"}, outlines={}, text_name="行動指針 1.0.0", text_hash="a" * 64, by=OPERATOR
    )

    change_agenda_item(item, kind="report", titles={"ja": "報告"}, outlines={}, text_name="", text_hash="", by=OPERATOR)

    item.refresh_from_db()
    assert (item.kind, item.text_hash, order(meeting)) == ("report", "", ["報告"])
