from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from shishin.kit.commands import RefusingCommand
from shishin.kit.tests.pages import DoorClosed


@pytest.mark.parametrize(
    ("error", "words"),
    [(DoorClosed(), DoorClosed().in_full), (FileNotFoundError(2, "No such file or directory", "a.md"), "No such file or directory: a.md")],
)
def test_what_a_command_is_refused_is_told_in_a_sentence(error, words):
    class Command(RefusingCommand):
        requires_system_checks = []

        def handle(self, **options):
            raise error

    with pytest.raises(CommandError) as told:
        call_command(Command())
    assert str(told.value) == words


def test_a_folder_that_is_not_prepared_is_told_in_two_sentences(monkeypatch):
    class Command(RefusingCommand):
        requires_system_checks = []

        def handle(self, **options):
            raise OperationalError("no such table: people_person")

    monkeypatch.setattr(MigrationRecorder, "has_table", lambda _recorder: False)
    with pytest.raises(CommandError) as told:
        call_command(Command())
    assert str(told.value) == "This data folder is not prepared yet. Run “shishin migrate” first."
