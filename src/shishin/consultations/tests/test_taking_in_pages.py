"""The pages of files: a file, its columns, how far it is, what was refused of it; and a worker that dies or is stopped meanwhile."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shishin.consultations.counting import figures_of
from shishin.consultations.models import Analysis, Intake, Submission, Voice
from shishin.consultations.taking_in import taking_in
from shishin.consultations.taking_in.working import LOOK, TAKE, job_taking
from shishin.consultations.tests.makers import make_consultation, make_runner
from shishin.kit import jobs
from shishin.kit.intake.reading import read_sheet
from shishin.kit.models import Job
from shishin.people.tests.makers import make_organization

pytestmark = pytest.mark.django_db
TABLE = "id,opinion text,memo,ipaddr\n1,一,x,192.0.2.1\n2,二,,\n3,,y,\n"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """A storage of its own: what stays in it is seen."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def held():
    return make_consultation(organization=make_organization("asking-office")).rounds.get()


@pytest.fixture
def office(client, held):
    """Somebody who runs it, signed in."""
    client.force_login(make_runner(held.consultation.organization))
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Around what is done in a transaction: this test is one itself, and what waits for its end would wait for ever."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files_in(folder) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def upload(client, held, content: str | bytes = TABLE, **more):
    file = SimpleUploadedFile("survey.csv", content.encode() if isinstance(content, str) else content)
    return client.post(reverse("consultations:take-in", args=[held.uuid]), {"file": file, **more})


def choose(client, intake: Intake, **columns):
    return client.post(intake.get_absolute_url(), {"act": "take", **columns})


def undo(client, intake: Intake, reason: str):
    return client.post(intake.get_absolute_url(), {"act": "undo", "reason": reason})


WORDS = {"column_0": "id", "column_1": "words", "column_3": "attribute"}


def test_a_file_is_looked_into_and_taken_in_by_the_columns_that_were_chosen(office, held, storage, committed):
    answer = upload(office, held)
    intake = Intake.objects.get()
    assert answer["Location"] == intake.get_absolute_url()
    page = office.get(answer["Location"]).content.decode()
    assert ("一" in page, "192.0.2.1" in page, files_in(storage)) == (True, False, 1)

    with committed():
        assert choose(office, intake, **WORDS)["Location"] == intake.get_absolute_url()

    intake.refresh_from_db()
    assert (intake.rows, intake.opinions, intake.refused, files_in(storage)) == (3, 2, 1, 0)
    page = office.get(intake.get_absolute_url()).content.decode()
    assert "3 rows: 2 taken in, 1 refused" in page
    assert "There are no words." in page
    assert list(Submission.objects.values_list("attributes", flat=True)) == [{}, {}]


def test_after_a_file_few_opinions_are_analysed_without_being_asked(office, held, storage, committed):
    upload(office, held)
    with committed():
        choose(office, Intake.objects.get(), **WORDS)

    analysis = Analysis.objects.get()
    assert (analysis.consultation, analysis.state, analysis.begun_by) == (held.consultation, "under_way", Intake.objects.get().begun_by)


def test_a_file_that_cannot_be_read_is_refused_above_the_form_and_leaves_nothing(office, held, storage, committed):
    with committed():
        answer = upload(office, held, b"PK\x03\x04nothing")

    assert answer.status_code == 409
    assert "survey.csv cannot be read: it is not what Excel writes." in answer.content.decode()
    assert (Intake.objects.count(), files_in(storage)) == (0, 0)


def test_no_words_chosen_is_told_above_the_form(office, held):
    upload(office, held)
    intake = Intake.objects.get()

    answer = choose(office, intake, column_0="id")

    assert "No column was chosen for: Words of an opinion." in answer.content.decode()
    intake.refresh_from_db()
    assert intake.mapping == {}


def test_another_row_of_headings_is_chosen_afterwards(office, held):
    upload(office, held)
    intake = Intake.objects.get()

    choose(office, intake, act="again", heading_row="2", encoding="")

    intake.refresh_from_db()
    assert (intake.preview["heading_row"], intake.rows_in_file) == (2, 2)


def test_the_same_file_is_told_and_taken_only_where_that_is_meant(office, held):
    upload(office, held)
    choose(office, Intake.objects.get(), **WORDS)

    answer = upload(office, held)
    assert answer.status_code == 409
    assert "The same file was taken in already" in answer.content.decode()
    assert upload(office, held, again="on").status_code == 302


def test_refused_rows_are_a_file_to_mend(office, held):
    upload(office, held)
    intake = Intake.objects.get()
    choose(office, intake, **WORDS)

    for form in ("csv", "xlsx"):
        answer = office.get(reverse("consultations:refused-rows", args=[intake.uuid, form]))
        with read_sheet(io.BytesIO(b"".join(answer)), name="refused") as sheet:
            headings = [heading.words for heading in sheet.headings]
            assert (headings, [row.cells for row in sheet.rows]) == (
                ["id", "opinion text", "memo", "ipaddr", "Refused cell", "Why"],
                [["3", "", "y", "", "B4", "There are no words."]],
            )
    assert office.get(reverse("consultations:refused-rows", args=[intake.uuid, "doc"])).status_code == 404


def test_it_is_undone_on_a_page_with_a_reason(office, held):
    upload(office, held)
    intake = Intake.objects.get()
    choose(office, intake, **WORDS)

    assert undo(office, intake, "").status_code == 200
    assert undo(office, intake, "Another file.")["Location"] == intake.get_absolute_url()

    assert figures_of(held.consultation).received == 0
    assert "Another file." in office.get(intake.get_absolute_url()).content.decode()
    assert undo(office, intake, "Again.").status_code == 409


def test_a_file_whose_columns_nobody_chose_is_left_with_a_reason(office, held, storage, committed):
    upload(office, held)
    intake = Intake.objects.get()

    with committed():
        undo(office, intake, "Not this one.")

    intake.refresh_from_db()
    assert (intake.preview, files_in(storage)) == ({}, 0)
    # A second press of the button comes too late: nothing is done, and that is said.
    page = choose(office, intake, **WORDS)
    assert (page.status_code, "Not this one." in page.content.decode()) == (409, True)


def test_nobody_else_sees_or_takes_in_a_file(client, office, held):
    upload(office, held)
    intake = Intake.objects.get()
    client.force_login(make_runner())

    assert upload(client, held).status_code == 404
    assert client.get(intake.get_absolute_url()).status_code == 404
    assert undo(client, intake, "Not ours.").status_code == 404


# The worker.


@pytest.fixture
def queued(settings, office, held, monkeypatch):
    """An intake of five rows, two a transaction, whose columns are chosen while no worker is there."""
    monkeypatch.setattr(taking_in, "ROWS_AT_ONCE", 2)
    upload(office, held, "id,words\n1,一\n2,二\n3,三\n4,一\n5,二\n")
    intake = Intake.objects.get()
    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    choose(office, intake, column_0="id", column_1="words")
    return Intake.objects.get()


class Killed(BaseException):
    """As if the worker were gone."""


def test_a_worker_that_is_killed_loses_nothing_and_another_goes_on_at_the_row(queued, held, monkeypatch):
    job, store, times = job_taking(queued), taking_in.Storing.store, []

    def dying(self, batch):
        store(self, batch)
        times.append(1)
        if len(times) == 2:
            raise Killed

    monkeypatch.setattr(taking_in.Storing, "store", dying)
    with pytest.raises(Killed):
        jobs.run(str(job.uuid))
    assert (Submission.objects.count(), figures_of(held.consultation).received) == (2, 2)
    monkeypatch.setattr(taking_in.Storing, "store", store)

    assert jobs.run(str(job.uuid)) == Job.State.DONE

    queued.refresh_from_db()
    assert (queued.rows, queued.opinions, Submission.objects.count(), Voice.objects.count()) == (5, 5, 5, 5)


def test_whoever_stops_it_takes_back_what_came_in(queued, held, office, storage, committed, monkeypatch):
    job, step = job_taking(queued), Job.step

    def stopped_meanwhile(self, done, of, **more):
        jobs.stop(Job.objects.get(pk=self.pk))
        step(self, done, of, **more)

    monkeypatch.setattr(Job, "step", stopped_meanwhile)

    with committed():
        assert jobs.run(str(job.uuid)) == Job.State.STOPPED

    queued.refresh_from_db()
    assert (queued.undone_reason, files_in(storage)) == ("It was stopped before all rows were taken in.", 0)
    assert (figures_of(held.consultation).received, Voice.objects.filter(left=Voice.Left.UNDONE).count()) == (0, 2)


def test_a_worker_that_was_taken_for_dead_takes_nothing_back(queued, held, monkeypatch):
    job, step = job_taking(queued), Job.step

    def taken_for_dead(self, done, of, **more):
        Job.objects.filter(pk=self.pk).update(tries=self.tries + 1)
        step(self, done, of, **more)

    monkeypatch.setattr(Job, "step", taken_for_dead)
    jobs.run(str(job.uuid))
    monkeypatch.setattr(Job, "step", step)

    queued.refresh_from_db()
    assert (queued.undone_at, queued.rows, default_storage.exists(queued.file)) == (None, 2, True)
    jobs.run(str(job.uuid))
    assert figures_of(held.consultation).received == 5


def test_what_broke_off_long_ago_goes_on_from_its_page(queued, office, held, settings):
    Job.objects.all().delete()
    assert "It goes on at the row at which it ended" in office.get(queued.get_absolute_url()).content.decode()
    settings.JOBS_AT_ONCE = True

    assert office.post(queued.get_absolute_url(), {"act": "go_on"})["Location"] == queued.get_absolute_url()

    assert figures_of(held.consultation).received == 5
    assert office.post(queued.get_absolute_url(), {"act": "go_on"}).status_code == 409


def test_its_page_shows_how_far_the_job_is(queued, office):
    job = job_taking(queued)
    assert f'id="job-{job.uuid}"' in office.get(queued.get_absolute_url()).content.decode()


@pytest.mark.parametrize("ends", ["done", "stopped"])
def test_a_page_that_follows_it_is_told_how_it_ended_and_goes_on_by_itself(queued, office, ends):
    job = job_taking(queued)
    if ends == "stopped":
        jobs.stop(job)
    jobs.run(str(job.uuid))

    asked = {"HX-Request": "true", "HX-Target": f"job-{job.uuid}"}
    part = office.get(queued.get_absolute_url(), headers=asked).content.decode()
    assert f'id="job-{job.uuid}"' in part
    assert 'hx-trigger="load" hx-select="main"' in part
    assert f'id="job-{job.uuid}"' not in office.get(queued.get_absolute_url()).content.decode()


def test_both_jobs_are_known():
    assert {LOOK, TAKE} <= set(jobs._kinds)


@pytest.mark.parametrize("intakes", [1, 3])
def test_the_list_of_files_costs_as_many_queries_whatever_it_holds(office, held, intakes, django_assert_num_queries):
    for number in range(intakes):
        Intake.objects.create(round=held, file_name=f"{number}.csv", sha256=str(number) * 64, begun_at=timezone.now())
    office.get(reverse("consultations:take-in", args=[held.uuid]))
    with django_assert_num_queries(6):
        page = office.get(reverse("consultations:take-in", args=[held.uuid])).content.decode()
    assert page.count("Columns to be chosen") == intakes


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_file_costs_as_many_queries_whatever_was_refused(office, held, rows, django_assert_num_queries):
    upload(office, held, "id,words\n0,一\n" + "".join(f"{number},\n" for number in range(1, rows + 1)))
    intake = Intake.objects.get()
    choose(office, intake, column_0="id", column_1="words")
    office.get(intake.get_absolute_url())
    with django_assert_num_queries(10):
        page = office.get(intake.get_absolute_url()).content.decode()
    assert page.count("There are no words.") == rows
