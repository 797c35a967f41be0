"""What the environment says. Only this module reads it; all others are handed a Settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from db.embedded import default_data_dir

LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """A variable that can't be understood; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Read once at the start of a command; its flags win over the environment."""

    # A PostgreSQL of one's own; None for the embedded one in data_dir.
    database_url: str | None = None
    data_dir: Path = field(default_factory=default_data_dir)
    # Origins of front ends that may call the API from a browser, such as https://app.example.com.
    cors_origins: tuple[str, ...] = ()
    # Whether browsers get GraphiQL at /graphql; None for where only this machine can ask.
    graphiql: bool | None = None
    log_level: str = "info"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings of these variables; an empty one counts as not set."""
        given = {
            name: value.strip()
            for name, value in environment.items()
            if name.startswith("THROUGHLINE_") and value.strip()
        }
        data_dir = given.get("THROUGHLINE_DATA_DIR")
        log_level = given.get("THROUGHLINE_LOG_LEVEL", cls.log_level).lower()
        if log_level not in LOG_LEVELS:
            raise SettingsError(
                f"THROUGHLINE_LOG_LEVEL is {log_level!r}; it can be {', '.join(LOG_LEVELS)}"
            )
        return cls(
            database_url=given.get("THROUGHLINE_DATABASE_URL"),
            data_dir=Path(data_dir).expanduser() if data_dir else default_data_dir(),
            cors_origins=parse_origins(given.get("THROUGHLINE_CORS_ORIGINS", "")),
            graphiql=parse_switch("THROUGHLINE_GRAPHIQL", given.get("THROUGHLINE_GRAPHIQL")),
            log_level=log_level,
        )


def parse_switch(name: str, value: str | None) -> bool | None:
    """On or off, or None when not set."""
    if value is None:
        return None
    if value.lower() in {"1", "on", "true", "yes"}:
        return True
    if value.lower() in {"0", "off", "false", "no"}:
        return False
    raise SettingsError(f"{name} is {value!r}; it can be on or off")


def parse_origins(value: str) -> tuple[str, ...]:
    """Origins separated by commas or spaces: scheme and host, without a path."""
    origins = tuple(origin.rstrip("/") for origin in value.replace(",", " ").split())
    for origin in origins:
        scheme, separator, host = origin.partition("://")
        if origin != "*" and (scheme not in {"http", "https"} or not separator or "/" in host):
            raise SettingsError(
                f"THROUGHLINE_CORS_ORIGINS holds {origin!r}; "
                "an origin looks like https://app.example.com"
            )
    return origins
