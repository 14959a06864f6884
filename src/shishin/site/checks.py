"""System checks: what an operator may have set wrongly, with a hint."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from shishin.site.file_modes import open_to_others


@register(Tags.security)
def data_folder_can_be_written(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    folder = settings.DATA
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if os.access(nearest, os.W_OK):
        return []
    return [
        checks.Error(
            f"The data folder {folder} cannot be written.", hint="Set SHISHIN_DATA to a folder this user may write.", id="site.E001"
        )
    ]


@register(Tags.security)
def data_is_closed_to_others(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    hint = "chmod 700 the data folder and 600 what is named; `shishin run` does it where it may."
    return [checks.Warning(f"{place} is open to other users of this machine.", hint=hint, id="site.W007") for place in open_to_others()]


@register(Tags.database)
def sqlite_is_new_enough(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and sqlite3.sqlite_version_info < (3, 35):
        hint = "Use a newer Python, or PostgreSQL by DATABASE_URL."
        return [checks.Error(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 is needed.", hint=hint, id="site.E002")]
    return []


@register(Tags.security)
def site_is_reached_over_https(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.IS_HTTPS or settings.IS_LOCAL:
        return []
    hint = "Set SHISHIN_URL to an https address and put a reverse proxy with a certificate before the server."
    return [checks.Warning("Other machines reach this site over plain http: passwords can be read on the way.", hint=hint, id="site.W001")]


@register(Tags.security, deploy=True)
def demo_is_not_open_to_all(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if not settings.DEMO_ON_PUBLIC_SITE:
        return []
    hint = "Unset SHISHIN_DEMO unless this site shows nothing but the demo."
    return [checks.Warning("The demo accounts, whose password is printed in the guide, may sign in.", hint=hint, id="site.W002")]


@register(Tags.security, deploy=True)
def demo_is_for_this_machine(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.DEMO_ON_PUBLIC_SITE or not settings.IS_LOCAL:
        return []
    hint = "Set SHISHIN_URL to the address that people type and SHISHIN_PROXIES to the number of proxies before the server."
    return [checks.Warning("Demo accounts may sign in, because this machine alone seems to reach the site.", hint=hint, id="site.W006")]


@register(Tags.security, deploy=True)
def mails_leave_the_site(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return []
    hint = "Set SHISHIN_MAIL_URL=smtp://user:password@host:587."
    return [checks.Warning("Mails are not sent: invitations and password resets stay on this machine.", hint=hint, id="site.W003")]


@register(Tags.security, deploy=True)
def mails_cannot_be_read_on_the_way(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.MAIL.scheme != "smtp+plain" or settings.MAIL.hostname in settings.LOOPBACK:
        return []
    hint = "Use smtp:// (STARTTLS) or smtps:// (TLS) in SHISHIN_MAIL_URL."
    return [checks.Warning("Mails leave unencrypted: links that open accounts can be read on the way.", hint=hint, id="site.W008")]


@register(Tags.security, deploy=True)
def people_can_ask_somebody(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.CONTACT:
        return []
    return [checks.Warning("The contact page names nobody.", hint="Set SHISHIN_CONTACT to a mail address or a page.", id="site.W004")]


@register(Tags.security, deploy=True)
def checkpoints_leave_the_machine(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.CHECKPOINT_MAIL or settings.CHECKPOINT_POST or not settings.CHECKPOINT_FILE.is_relative_to(settings.DATA):
        return []
    hint = "Set SHISHIN_CHECKPOINT_MAIL or SHISHIN_CHECKPOINT_POST, or SHISHIN_CHECKPOINT_FILE to a place on another machine."
    return [
        checks.Warning(
            "Checkpoints of the trail stay where the trail is: nobody could prove it cut off or rewritten.", hint=hint, id="site.W005"
        )
    ]
