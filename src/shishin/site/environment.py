"""The settings an operator may give, read from the environment once, typed, with help."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from platformdirs import user_data_path

from shishin.kit.working_days import HOLIDAYS_OF_JAPAN, WrongHolidays, read_holidays

LARGEST_UPLOAD = 1024
"""Megabytes. What is larger does not pass a web server in one request."""

MOST_PROCESSES = 64


class WrongSetting(SystemExit):
    """A setting that cannot be used. Raised at start, so nothing runs on a guess."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        self.name = name
        # What stands before the @ of an address is a name and a password.
        shown = re.sub(r"(?<=://)[^/]*(?=@)", "…", value)
        super().__init__(f"{name}={shown!r} cannot be used: it must be {wanted}. See docs/settings.md.")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value an operator may set: its name, default, how it is read, and what it is for."""

    name: str
    default: str
    read: Callable[[str, str], Any]
    help: str


def text(name: str, value: str) -> str:
    return value


def flag(name: str, value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False, "": False}
    if value.lower() not in words:
        raise WrongSetting(name, value, "1 or 0")
    return words[value.lower()]


def number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise WrongSetting(name, value, "a whole number")
    return int(value)


def hour(name: str, value: str) -> int:
    read = number(name, value)
    if read > 23:
        raise WrongSetting(name, value, "an hour from 0 to 23")
    return read


def month(name: str, value: str) -> int:
    read = number(name, value)
    if not 1 <= read <= 12:
        raise WrongSetting(name, value, "a month from 1 to 12")
    return read


def name_of_fiscal_year(name: str, value: str) -> str:
    if value not in ("start", "end", "both"):
        raise WrongSetting(name, value, "start, end or both")
    return value


def holidays(name: str, value: str) -> Path:
    if not value:
        return HOLIDAYS_OF_JAPAN
    path = Path(value).expanduser().resolve()
    try:
        read_holidays(path)
    except WrongHolidays as error:
        raise WrongSetting(name, value, f"a file of holidays ({error})") from error
    return path


def megabytes(name: str, value: str) -> int:
    read = number(name, value)
    if not 1 <= read <= LARGEST_UPLOAD:
        raise WrongSetting(name, value, f"a number of megabytes from 1 to {LARGEST_UPLOAD}")
    return read


def processes(name: str, value: str) -> int:
    read = number(name, value)
    if not 1 <= read <= MOST_PROCESSES:
        raise WrongSetting(name, value, f"a number of processes from 1 to {MOST_PROCESSES}")
    return read


def weekdays(name: str, value: str) -> frozenset[int]:
    if not re.fullmatch(r"[1-7]+", value):
        raise WrongSetting(name, value, "days of the week from 1 (Monday) to 7 (Sunday), such as 12345")
    return frozenset(int(digit) for digit in value)


def folder(name: str, value: str) -> Path:
    return Path(value).expanduser().resolve()


def has_port(value: str) -> bool:
    """Whether the port of an address, where it has one, is a number that a port can be."""
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port(value):
        raise WrongSetting(name, value, "an address such as https://shishin.example.jp")
    return value.rstrip("/")


def address_or_none(name: str, value: str) -> str:
    return address(name, value) if value else ""


def mail_addresses(name: str, value: str) -> tuple[str, ...]:
    addresses = tuple(part.strip() for part in value.split(",") if part.strip())
    if not all(re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", one) for one in addresses):
        raise WrongSetting(name, value, "mail addresses separated by commas")
    return addresses


def public_keys(name: str, value: str) -> frozenset[str]:
    keys = [part.strip().lower() for part in value.split(",") if part.strip()]
    if not all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys):
        raise WrongSetting(name, value, "public keys of 64 hex digits separated by commas")
    return frozenset(keys)


def language(name: str, value: str) -> str:
    if value not in ("ja", "en"):
        raise WrongSetting(name, value, "ja or en")
    return value


def database(name: str, value: str) -> str:
    if value and (urlsplit(value).scheme not in ("sqlite", "postgres", "postgresql") or not has_port(value)):
        raise WrongSetting(name, value, "sqlite:////path/of/file or postgres://user:password@host/name")
    return value


def mail(name: str, value: str) -> str:
    if value and (urlsplit(value).scheme not in ("smtp", "smtps", "smtp+plain", "console", "file") or not has_port(value)):
        raise WrongSetting(name, value, "smtp://user:password@host:port, smtps://…, smtp+plain://…, file:///folder or console://")
    return value


def form_of_log(name: str, value: str) -> str:
    if value not in ("line", "json"):
        raise WrongSetting(name, value, "line or json")
    return value


def time_zone(name: str, value: str) -> str:
    if value not in available_timezones():
        raise WrongSetting(name, value, "a time zone such as Asia/Tokyo")
    return value


def long_secret(name: str, value: str) -> str:
    if value and len(value) < 50:
        raise WrongSetting(name, "…", "at least 50 characters long")
    return value


def default_data_folder() -> str:
    """`var` beside a checkout; the user's data folder for an installed wheel."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return str(checkout / "var")
    return str(user_data_path("shishin"))


SETTINGS = (
    Setting(
        "SHISHIN_DATA",
        "",
        folder,
        "Folder for the database, keys and uploads. Default: ./var, or the user's data folder for an installed wheel.",
    ),
    Setting(
        "SHISHIN_URL",
        "http://127.0.0.1:8000",
        address,
        "Address of the site as people type it. With https all cookies are secure and http is redirected.",
    ),
    Setting(
        "SHISHIN_HOST",
        "127.0.0.1",
        text,
        "Address the server listens on. 0.0.0.0 makes it reachable from other machines, as a container needs.",
    ),
    Setting("SHISHIN_NAME", "", text, "Name of the office shown under the mark, for example 東京都. Default: none."),
    Setting(
        "SHISHIN_SECRET_KEY",
        "",
        long_secret,
        "Secret for sessions, at least 50 characters. Default: made once and kept in the data folder.",
    ),
    Setting("DATABASE_URL", "", database, "sqlite:////path or postgres://user:password@host/name. Default: SQLite in the data folder."),
    Setting(
        "SHISHIN_TRAIL_KEY", "", text, "File with the Ed25519 key that seals the trail. Default: made once in the data folder, mode 600."
    ),
    Setting(
        "SHISHIN_CHECKPOINT_FILE",
        "",
        text,
        "File to which a checkpoint of the trail is added every day, best on another machine. Default: checkpoints.txt in the data folder.",
    ),
    Setting("SHISHIN_CHECKPOINT_MAIL", "", mail_addresses, "Mail addresses to which a checkpoint goes every day, separated by commas."),
    Setting("SHISHIN_CHECKPOINT_POST", "", address_or_none, "Address of a second Shishin that keeps a checkpoint of this site every day."),
    Setting(
        "SHISHIN_WITNESS_KEYS",
        "",
        public_keys,
        "Public keys of the other sites whose checkpoints this site keeps, separated by commas. Default: none is taken.",
    ),
    Setting("SHISHIN_DEMO", "0", flag, "1 lets the demo accounts sign in on a site that other machines can reach."),
    Setting("SHISHIN_LANGUAGE", "ja", language, "Language of the interface for people who chose none: ja or en."),
    Setting("SHISHIN_TIME_ZONE", "Asia/Tokyo", time_zone, "Time zone of days and deadlines."),
    Setting("SHISHIN_FISCAL_YEAR_BEGINS", "4", month, "Month in which a fiscal year begins: 1 to 12."),
    Setting(
        "SHISHIN_FISCAL_YEAR_NAMED",
        "start",
        name_of_fiscal_year,
        "Year after which a fiscal year is named: the one in which it starts (start: FY2026), ends (end: FY2027), or both (both: 2026–27).",
    ),
    Setting(
        "SHISHIN_HOLIDAYS",
        "",
        holidays,
        "File with the days on which offices are closed, for counting working days. Default: those of Japan from 2018 to 2030.",
    ),
    Setting(
        "SHISHIN_PROXIES", "0", number, "How many reverse proxies stand before the server; their X-Forwarded headers are then believed."
    ),
    Setting("SHISHIN_WEB_PROCESSES", "2", processes, "Processes of the web server: 1 to 64."),
    Setting("SHISHIN_UPLOAD_LIMIT", "20", megabytes, "Largest text or file that may be uploaded, in MB: 1 to 1024."),
    Setting(
        "SHISHIN_INTAKE_LIMIT",
        "200",
        megabytes,
        "Largest table of Excel or CSV that is taken in, in MB: 1 to 1024. A file of Excel may unpack to five times as much.",
    ),
    Setting(
        "SHISHIN_MAIL_URL",
        "",
        mail,
        "smtp://user:password@host:port (STARTTLS, port 587), smtps://… (TLS, 465), smtp+plain://… (readable on the way, 25), console:// or file:///folder. "
        "Default: files in the data folder.",
    ),
    Setting("SHISHIN_MAIL_FROM", "shishin@localhost", text, "Sender of mails."),
    Setting(
        "SHISHIN_CLUSTER",
        "",
        text,
        "Ray on which `shishin analyse` finds what is alike: host:6379, auto, or local for one of its own. Default: none.",
    ),
    Setting("SHISHIN_DIGEST_HOUR", "7", hour, "Hour from which people get the list of their desk by mail, if they turned it on: 0 to 23."),
    Setting("SHISHIN_DIGEST_DAYS", "12345", weekdays, "Days of the week on which that mail goes out: 1 is Monday, 7 is Sunday."),
    Setting(
        "SHISHIN_CONTACT", "", text, "Mail address or address of a page where people reach the secretariat; shown on the contact page."
    ),
    Setting(
        "SHISHIN_LOG",
        "line",
        form_of_log,
        "Form of the log: line for people, json for machines (an object in each line, with the number of the request and of the person).",
    ),
    Setting("SHISHIN_OIDC_URL", "", text, "Address of an OpenID Connect provider. Default: none, people sign in with a password."),
    Setting("SHISHIN_OIDC_CLIENT", "", text, "Client id at the OpenID Connect provider."),
    Setting("SHISHIN_OIDC_SECRET", "", text, "Client secret at the OpenID Connect provider."),
    Setting("SHISHIN_OIDC_NAME", "", text, "Name of the OpenID Connect provider on the sign-in page."),
)


def read_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every setting by its name. `NAME_FILE` names a file that holds the value, for secrets."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environ.get(setting.name, "")
        if secret := environ.get(f"{setting.name}_FILE"):
            try:
                given = Path(secret).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise WrongSetting(f"{setting.name}_FILE", secret, f"a readable file ({error.strerror})") from error
        values[setting.name] = setting.read(setting.name, given or setting.default or _computed_default(setting.name))
    return values


def _computed_default(name: str) -> str:
    return default_data_folder() if name == "SHISHIN_DATA" else ""
