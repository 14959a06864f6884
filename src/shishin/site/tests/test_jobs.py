"""A job says how far it is, is seen by whoever began it, may be stopped, and goes on where a dead worker left it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.middleware import HtmxDetails
from django_tasks_db.models import DBTaskResult

from shishin.kit import jobs
from shishin.kit.errors import Refusal
from shishin.kit.jobs import at_work, begin, go_on, job, refusal_of, run, run_job, stalled, stop, sweep_jobs, wait_for
from shishin.kit.models import Job, JobFile, Stopped
from shishin.people.tests.makers import make_person
from shishin.people.waiting import waiting_for
from shishin.site.reaping import reap_tasks

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """A fault of ours."""


@job("site.test_counts")
def counts(job, cursor):
    """From the cursor to ten; what happens at a number is among what it was given."""
    begins_at = cursor or 0
    for number in range(begins_at, 10):
        if number == job.given.get("stops_at"):
            stop(job)
        if number == job.given.get("refuses_at"):
            raise Refusal("It is closed.", way_out="Come tomorrow.")
        if number == job.given.get("breaks_at") and job.tries == 1:
            raise Broken
        job.step(number + 1, 10, cursor=number + 1)
    return {"from": begins_at, "bytes": sum(len(bytes(file.content)) for file in job.files.all())}


def make_job(by: str = "7", **given) -> Job:
    return begin("site.test_counts", by=by, address="/here/", files={"a.txt": b"four"}, **given)


def test_a_job_is_done_while_its_page_waits_and_its_files_go():
    done = wait_for(make_job())

    assert (done.state, done.done, done.of, done.result) == ("done", 10, 10, {"from": 0, "bytes": 4})
    assert JobFile.objects.count() == 0


def test_what_is_refused_is_kept_in_the_words_of_the_reader():
    refused = wait_for(make_job(refuses_at=3))

    assert (refused.state, refused.code, refused.result) == ("refused", "Refusal", None)
    assert refusal_of(refused).in_full == "It is closed. Come tomorrow."


def test_it_is_done_in_the_language_of_whoever_began_it():
    with translation.override("ja"):
        begun = make_job()

    assert begun.language == "ja"


def test_what_is_stopped_ends_at_its_next_step_and_what_waits_at_once():
    waiting = make_job()
    stop(waiting)

    assert waiting.state == "stopped"
    assert run(str(waiting.uuid)) == ""
    stopped = wait_for(make_job(stops_at=4))
    assert (stopped.state, stopped.done) == ("stopped", 5)


def test_after_a_crash_it_goes_on_at_the_cursor():
    lost = make_job()
    Job.objects.filter(pk=lost.pk).update(state="running", tries=1, done=6, of=10, cursor=6)

    run(str(lost.uuid))

    lost.refresh_from_db()
    assert (lost.state, lost.result["from"], lost.tries) == ("done", 6, 2)


def test_a_fault_of_ours_fails_it_and_is_told_to_the_log():
    begun = make_job(breaks_at=2)

    with pytest.raises(Broken):
        run(str(begun.uuid))

    begun.refresh_from_db()
    assert (begun.state, begun.files.count()) == ("failed", 0)


def test_a_second_run_does_nothing():
    begun = wait_for(make_job())

    assert run(str(begun.uuid)) == ""


def test_one_over_which_three_workers_died_is_given_up():
    begun, now = make_job(), timezone.now()
    Job.objects.filter(pk=begun.pk).update(state="running", tries=3)
    DBTaskResult.objects.create(
        status="RUNNING", args_kwargs={"args": [str(begun.uuid)], "kwargs": {}}, task_path=run_job.module_path, backend_name="default",
        run_after=now, started_at=now, worker_ids=["a", "b", "c"], exception_class_path="", traceback="",
    )  # fmt: skip

    reap_tasks(now=now, worker_id="c")

    begun.refresh_from_db()
    assert begun.state == "failed"


def test_without_a_page_that_does_it_the_queue_holds_its_number(settings, django_capture_on_commit_callbacks, monkeypatch):
    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        begun = make_job()

    task = DBTaskResult.objects.get(task_path=run_job.module_path)
    assert task.args_kwargs == {"args": [str(begun.uuid)], "kwargs": {}}
    assert wait_for(begun, patience=0).state == "waiting"


def test_old_jobs_are_swept_and_those_that_nobody_works_on_end():
    old, lost, new = make_job(), make_job(), make_job()
    now = timezone.now()
    Job.objects.filter(pk=old.pk).update(began_at=now - timedelta(days=2))
    Job.objects.filter(pk=lost.pk).update(began_at=now - timedelta(hours=1), state="running")
    Job.objects.filter(pk=make_job().pk).update(began_at=now - timedelta(hours=1), beat_at=now, state="running")

    sweep_jobs(now)

    assert list(Job.objects.order_by("pk").values_list("pk", "state")) == [
        (lost.pk, "failed"),
        (new.pk, "waiting"),
        (new.pk + 1, "running"),
    ]
    assert JobFile.objects.count() == 2


def test_two_jobs_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"two jobs of the name site\.test_counts"):
        job("site.test_counts")(lambda _job, _cursor: None)


# Signs of life.


def running(**values) -> Job:
    begun = make_job()
    Job.objects.filter(pk=begun.pk).update(**{"state": "running", "tries": 1, "beat_at": timezone.now(), **values})
    begun.refresh_from_db()
    return begun


def test_progress_is_written_down_once_a_second_and_a_cursor_each_time(django_assert_num_queries):
    begun = running(of=100)
    with django_assert_num_queries(1):  # whether it is still wanted
        begun.step(3, 100)
    assert Job.objects.get(pk=begun.pk).done == 0
    begun.step(4, 100, cursor={"row": 4})
    assert (Job.objects.get(pk=begun.pk).done, Job.objects.get(pk=begun.pk).cursor) == (4, {"row": 4})
    begun.beat_at = timezone.now() - timedelta(seconds=1)
    begun.step(5, 100)
    assert Job.objects.get(pk=begun.pk).done == 5


def test_a_worker_that_was_taken_for_dead_stops_at_its_next_step():
    begun = running()
    run(str(begun.uuid))

    with pytest.raises(Stopped):
        begun.step(7, 10, cursor=7)
    begun.end("failed", now=timezone.now())
    assert Job.objects.get(pk=begun.pk).state == "done"


def make_task(begun: Job, *, minutes: int) -> DBTaskResult:
    now = timezone.now()
    return DBTaskResult.objects.create(
        status="RUNNING", args_kwargs={"args": [str(begun.uuid)], "kwargs": {}}, task_path=run_job.module_path, backend_name="default",
        run_after=now, started_at=now - timedelta(minutes=minutes), worker_ids=["a"], exception_class_path="", traceback="",
    )  # fmt: skip


def test_a_job_is_lost_when_it_gives_no_sign_and_not_because_it_takes_long():
    now = timezone.now()
    busy, silent = running(), running(beat_at=now - timedelta(minutes=3))
    tasks = [make_task(busy, minutes=60), make_task(silent, minutes=3)]

    assert at_work(now) == {str(busy.uuid)}
    assert reap_tasks(now=now) == 1
    assert [DBTaskResult.objects.get(pk=task.pk).status for task in tasks] == ["RUNNING", "READY"]
    assert (busy.is_silent, silent.is_silent) == (False, True)


def test_what_broke_off_goes_on_from_its_cursor_when_somebody_asks(settings, django_capture_on_commit_callbacks):
    failed, without = running(state="failed", cursor=6, tries=3), running(state="failed")
    settings.JOBS_AT_ONCE = False
    with django_capture_on_commit_callbacks(execute=True):
        go_on(failed)
        go_on(without)

    assert (failed.state, without.state) == ("waiting", "failed")
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.filter(task_path=run_job.module_path)] == [[str(failed.uuid)]]
    run(str(failed.uuid))
    assert Job.objects.get(pk=failed.pk).result["from"] == 6


def test_jobs_that_no_worker_takes_up_wait_on_the_desk_of_an_owner():
    now = timezone.now()
    late = make_job()
    Job.objects.filter(pk=late.pk).update(began_at=now - timedelta(minutes=11))
    make_job()
    running(began_at=now - timedelta(minutes=40))

    assert list(stalled(now)) == [late]
    owner, alice = make_person("owner", is_owner=True), make_person("alice")
    assert [line.title for line in waiting_for(owner, now.date())] == ["1 job stands still"]
    assert waiting_for(alice, now.date()) == []


def test_a_job_is_found_at_what_it_is_about():
    alice, bob = make_person("alice"), make_person("bob")
    first, second = (begin("site.test_counts", by="7", address="/here/", about=alice) for _number in range(2))

    assert list(Job.objects.about(alice)) == [second, first]
    assert list(Job.objects.about(bob)) == []


# Where it is drawn on the page of what it is about.


def drawn(begun: Job, reader, **headers) -> str:
    request = RequestFactory().get("/things/7/?page=2", headers=headers)
    request.user = reader
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return Template("{% load kit %}{% job job %}").render(RequestContext(request, {"job": begun}))


def test_it_is_drawn_anew_from_the_page_it_stands_on_and_stopped_by_whoever_began_it():
    alice, bob = make_person("alice"), make_person("bob")
    begun = running(by=str(alice.pk), done=3, of=10)

    own, others = drawn(begun, alice), drawn(begun, bob)

    assert f'hx-get="/things/7/?page=2" hx-trigger="every 2s" hx-select="#job-{begun.uuid}"' in own
    assert '<noscript><p><a href="/things/7/?page=2">See how far it is now</a></p></noscript>' in own
    assert "3 of 10 steps are done." in others
    assert ("Stop it" in own, "Stop it" in others) == (True, False)
    assert "75 % is done." in drawn(running(done=75, of=100), bob)


def test_when_it_ends_the_page_around_it_follows():
    alice = make_person("alice")
    begun = running(state="done", by=str(alice.pk))

    part = drawn(begun, alice, **{"HX-Request": "true", "HX-Target": f"job-{begun.uuid}"})

    assert 'hx-trigger="load" hx-select="main" hx-target="main"' in part
    assert "hx-get" not in drawn(begun, alice)
    assert "It is done." in drawn(begun, alice)


def test_what_broke_off_says_where_and_can_go_on(client):
    alice = make_person("alice")
    begun = running(state="failed", by=str(alice.pk), done=6, of=10, cursor=6)
    client.force_login(alice)

    assert "This broke off after 6 of 10 steps." in drawn(begun, alice)
    assert "Go on where it broke off" in drawn(begun, alice)
    assert client.post(begun.get_absolute_url(), {"then": "on"}).url == "/here/"
    begun.refresh_from_db()
    assert begun.state == "waiting"
    assert client.post(begun.get_absolute_url(), {"then": "here"}).url == "/here/"
    begun.refresh_from_db()
    assert begun.state == "stopped"


def test_only_a_job_can_be_drawn():
    with pytest.raises(TemplateSyntaxError, match="job cannot draw NoneType"):
        drawn(None, make_person("alice"))


# Its page.


def test_the_page_says_how_far_it_is_and_goes_on_without_javascript(client):
    alice = make_person("alice")
    begun = make_job(by=str(alice.pk))
    client.force_login(alice)
    Job.objects.filter(pk=begun.pk).update(state="running", done=3, of=10)

    page = client.get(begun.get_absolute_url())
    part = client.get(begun.get_absolute_url(), headers={"HX-Request": "true"})

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text
    assert "3 of 10 steps are done." in page.text
    assert 'max="10" value="3"' in part.text
    assert "<html" not in part.text


def test_what_is_done_leads_to_its_result_and_what_is_refused_says_why(client):
    alice = make_person("alice")
    client.force_login(alice)
    done, refused = wait_for(make_job(by=str(alice.pk))), wait_for(make_job(by=str(alice.pk), refuses_at=1))

    answer = client.get(done.get_absolute_url())
    part = client.get(done.get_absolute_url(), headers={"HX-Request": "true"})
    told = client.get(refused.get_absolute_url())

    assert (answer.status_code, answer.url) == (302, f"/here/?job={done.uuid}")
    assert part["HX-Redirect"] == f"/here/?job={done.uuid}"
    assert "It is closed." in told.text
    assert "Come tomorrow." in told.text
    assert "This was not done" in told.text
    assert "refresh" not in told.text


def test_nobody_but_its_owner_sees_or_stops_it(client):
    alice, bob = make_person("alice"), make_person("bob")
    begun = make_job(by=str(alice.pk))
    address = reverse("job", args=[begun.uuid])

    assert client.get(address).status_code == 302
    client.force_login(bob)
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    begun.refresh_from_db()
    assert begun.state == "waiting"
    client.force_login(alice)
    assert client.post(address).url == address
    assert "It was stopped" in client.get(address).text
