"""Settings from the environment: every one a line of a table with the sentence that documents it, checked at start.

To add a setting, add a line to `SETTINGS` and a field to `Environment`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mutuals.errors import BadInput


class WrongSetting(BadInput):
    """Settings of the server cannot be used; the message has a sentence on each. The person mends them and starts."""


@dataclass(frozen=True)
class Environment:
    """The settings of one server, read and checked; see `SETTINGS` for what each means."""

    data: Path
    database: str
    address: str
    hosts: tuple[str, ...]
    secret_key: str
    sign_up: str
    mail: str
    mail_from: str
    upload_megabytes: int
    session_hours: int
    threads: int
    trusted_proxies: int

    @property
    def secure(self) -> bool:
        """Whether people reach the server over HTTPS, so that cookies are sent over nothing else."""
        return self.address.startswith("https://")

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one, a file in the data folder."""
        return not self.database


@dataclass(frozen=True)
class Setting:
    """One setting: its variable, what holds without it (as text), how its text is read, and a sentence for people."""

    variable: str
    default: str
    read: Callable[[str], Any]
    sentence: str

    @property
    def field(self) -> str:
        """The field of `Environment`."""
        return self.variable.removeprefix("MUTUALS_").lower()


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("it is postgres://user:password@host:port/name, or empty for the embedded database")
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError("it is http:// or https:// and a host, such as https://mutuals.acme.example")
    return text.rstrip("/")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _secret(text: str) -> str:
    if text and len(text) < 40:
        raise ValueError("it has at least 40 characters; leave it out and the server makes one")
    return text


def _sign_up(text: str) -> str:
    if text not in {"closed", "open"}:
        raise ValueError("it is closed (people are invited) or open (anybody may begin an organization)")
    return text


def _mail(text: str) -> str:
    if text and urlsplit(text).scheme not in {"smtp", "smtps"}:
        raise ValueError("it is smtp://user:password@host:port (smtps:// for TLS from the start), or empty")
    return text


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"it is a whole number from {least} to {most}")
        return int(text)

    return read


SETTINGS: tuple[Setting, ...] = (
    Setting("MUTUALS_DATA", "mutuals-data", _folder, "The data folder: everything that this server keeps."),
    Setting("MUTUALS_DATABASE", "", _database, "A PostgreSQL database; without it an embedded one in the data folder."),
    Setting("MUTUALS_ADDRESS", "http://localhost:8000", _address, "Where people reach the server."),
    Setting("MUTUALS_HOSTS", "", _words, "Further host names that it answers to, separated by commas."),
    Setting("MUTUALS_SECRET_KEY", "", _secret, "Signs cookies and links; without it one is made."),
    Setting("MUTUALS_SIGN_UP", "closed", _sign_up, "Whether anybody may begin an organization (open)."),
    Setting("MUTUALS_MAIL", "", _mail, "The mail server; without it mails are written into the data folder."),
    Setting("MUTUALS_MAIL_FROM", "Mutuals <mutuals@localhost>", str, "The sender of mails."),
    Setting("MUTUALS_UPLOAD_MEGABYTES", "512", _whole(1, 65_536), "The largest file that may be uploaded."),
    Setting("MUTUALS_SESSION_HOURS", "336", _whole(1, 8_760), "How long somebody stays signed in without coming back."),
    Setting("MUTUALS_THREADS", "2", _whole(1, 256), "Threads of a job that computes."),
    Setting("MUTUALS_TRUSTED_PROXIES", "0", _whole(0, 9), "Proxies of yours in front of the server."),
)  # fmt: skip
"""Every setting of the server."""


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The settings in `variables`, else in the environment. Raises `WrongSetting` with a sentence on each wrong one."""
    given = os.environ if variables is None else variables
    values: dict[str, Any] = {}
    wrong = [f"there is no setting {name}" for name in given if name.startswith("MUTUALS_") and name not in _KNOWN]
    for setting in SETTINGS:
        text = given.get(setting.variable, setting.default)
        try:
            values[setting.field] = setting.read(text)
        except ValueError as error:
            wrong.append(f"{setting.variable} is {text!r}: {error}")
    if wrong:
        raise WrongSetting("The server was not started. " + "; ".join(wrong) + ".")
    return Environment(**values)


_KNOWN = {setting.variable for setting in SETTINGS} | {"MUTUALS_BENCH_DATA", "MUTUALS_TEST_DATABASE"}
