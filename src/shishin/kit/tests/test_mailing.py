"""Mail waits for nobody: a server that is silent, away or without TLS is noted and asked again later."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.kit import mailing
from shishin.kit.background import task
from shishin.kit.mailing import PAUSES, Mailing

pytestmark = pytest.mark.django_db


@task()
def send_word(word: str, tries: int = 0) -> bool:
    return Mailing(send_word, (word,), "person:1", tries).deliver("Subject", word, "sato@example.jp")


def raising(error: Exception) -> Callable[..., None]:
    def send(*_arguments: object) -> None:
        raise error

    return send


@contextmanager
def server(settings, greeting: bytes) -> Iterator[None]:
    """A mail server that offers nothing, or that takes a connection and is silent."""
    mailing._silent_until.clear()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    link, _address = listening.accept()
                    links.append(link)
                    link.sendall(greeting)
                    while greeting and link.recv(100):
                        link.sendall(b"250 example.jp\r\n")

        links: list[socket.socket] = []
        threading.Thread(target=answer, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", listening.getsockname()[1], 1
        yield
        for link in links:
            link.close()


def test_a_silent_server_holds_the_worker_for_its_timeout_once_and_every_mail_comes_again(settings, caplog):
    with server(settings, b""):
        began = time.monotonic()
        assert [send_word.call(word) for word in "abcdefgh"] == [False] * 8
        assert time.monotonic() - began < 6

    waiting = DBTaskResult.objects.order_by("enqueued_at")
    assert [task.args_kwargs for task in waiting] == [{"args": [word], "kwargs": {"tries": 1}} for word in "abcdefgh"]
    assert all(timezone.now() < task.run_after <= timezone.now() + PAUSES[0] for task in waiting)
    assert caplog.text.count("could not be sent at try 1") == 8
    assert "sato@example.jp" not in caplog.text


def test_planted_without_a_pause_each_mail_waits_for_a_silent_server(settings, monkeypatch):
    monkeypatch.setattr(mailing, "SILENCE", 0)
    with server(settings, b""):
        began = time.monotonic()
        assert [send_word.call(word) for word in "abc"] == [False] * 3

    assert time.monotonic() - began >= 3


def test_a_server_without_tls_gets_no_mail(settings, caplog):
    settings.EMAIL_USE_TLS = True
    with server(settings, b"220 example.jp\r\n"):
        assert send_word.call("word") is False

    assert "SMTPNotSupportedError" in caplog.text


def test_planted_without_the_demand_a_server_without_tls_is_talked_to(settings, caplog):
    settings.EMAIL_USE_TLS = False
    with server(settings, b"220 example.jp\r\n"):
        send_word.call("word")

    assert "SMTPNotSupportedError" not in caplog.text


def test_a_mail_is_given_up_after_the_last_try_and_where_the_address_is_refused_for_good(monkeypatch, caplog):
    assert PAUSES[-1].total_seconds() == 12 * 3600

    monkeypatch.setattr(mailing, "send", raising(ConnectionRefusedError(111, "refused")))
    assert send_word.call("word", tries=len(PAUSES)) is False
    monkeypatch.setattr(mailing, "send", raising(SMTPRecipientsRefused({"x": (550, b"unknown")})))
    assert send_word.call("word") is False

    assert caplog.text.count("given up") == 2
    assert DBTaskResult.objects.count() == 0


def test_a_mail_that_the_server_puts_off_is_tried_again_and_then_sent(monkeypatch):
    real = mailing.send

    monkeypatch.setattr(mailing, "send", raising(SMTPRecipientsRefused({"x": (451, b"later")})))
    assert send_word.call("word") is False
    monkeypatch.setattr(mailing, "send", real)
    [again] = DBTaskResult.objects.all()

    assert again.task.call(*again.args_kwargs["args"], **again.args_kwargs["kwargs"]) is True
    assert [message.body for message in mail.outbox] == ["word"]
