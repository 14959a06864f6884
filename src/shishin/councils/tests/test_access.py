"""Rights that come from a seat hold from its first to its last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from shishin.councils.access import can_preside, can_work_for
from shishin.councils.tests.makers import make_body, make_meeting, make_paper, make_seat

pytestmark = pytest.mark.django_db

YESTERDAY, TODAY, TOMORROW = (timedelta(days=days) for days in (-1, 0, 1))


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(YESTERDAY, YESTERDAY, False), (TOMORROW, TOMORROW, False), (TODAY, TODAY, True), (YESTERDAY, None, True), (TOMORROW, None, False)],
)
def test_a_chair_reads_writes_and_presides_in_their_term_alone(client, tmp_path, settings, since, until, holds):
    settings.MEDIA_ROOT = tmp_path
    body, today = make_body("council"), localdate()
    chair = make_seat(body, "chair", since=today + since, until=None if until is None else today + until).person
    paper = make_paper(make_meeting(body))
    client.force_login(chair)

    assert (can_preside(chair, body), can_work_for(chair, body)) == (holds, holds)
    file, decide = client.get(paper.get_absolute_url()), client.get("/manage/bodies/council/decisions/")
    file.close()
    assert (file.status_code, decide.status_code) == ((200, 200) if holds else (404, 404))
