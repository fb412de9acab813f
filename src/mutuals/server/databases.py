"""The database of the settings in Django's words: the embedded one, or PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

EMBEDDED_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; "
    "PRAGMA temp_store=MEMORY;"
)
"""Readers do not wait for the writer; a power cut loses at most the last moments, never the file."""


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of the database at `url`, or of the embedded one in `data` where there is none."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "mutuals.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": EMBEDDED_PRAGMAS},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": True, **dict(parse_qsl(parts.query))},
    }


class ProgressRouter:
    """Sends the progress of jobs to a database connection of its own: another file where the database is embedded."""

    def db_for_read(self, model: type[Any], **_: Any) -> str | None:
        """The connection that `model` is read by; None leaves it to the default."""
        return PROGRESS if model.__name__ in _OWN else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_: Any) -> bool:
        """Whether a table is made there: each in one of the two files, where the database is embedded."""
        from django.conf import settings

        if not settings.ENVIRONMENT.embedded:
            return True  # two connections to one database
        own = app_label == "tenants" and model_name in {name.lower() for name in _OWN}
        return own == (db == PROGRESS)


PROGRESS, _OWN = "progress", {"Progress", "WorkerLife"}


def databases(url: str, data: Path) -> dict[str, dict[str, Any]]:
    """Django's settings of all connections."""
    own = data / "progress.sqlite3"
    return {"default": database(url, data), PROGRESS: database(url, data) | ({} if url else {"NAME": own})}


def mail(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of the mail server at `url`, or of the folder that mails are written to where there is none."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": data / "mail"}
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": not tls and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }
