"""What the environment says. Only this module reads it; all others are handed a Settings."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from api.cost.prices import LIMIT_POINTS
from db.server.embedded import default_data_dir

LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """A variable that can't be understood; the message names it."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The mail server that messages are handed to, and whom they are from."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    # Encrypted from the first byte; otherwise `starttls` says whether encryption has to be switched
    # on (True), must not be (False), or is where the server offers it (None).
    tls: bool = False
    starttls: bool | None = None


@dataclass(frozen=True)
class RateLimit:
    """How many points of cost a token may take: a second, and at once after a pause."""

    points_per_second: int
    burst: int


# More bytes than an answer can have.
NO_COMPRESSION = sys.maxsize
# Below, a network seldom notices the difference.
COMPRESS_FROM = 4096
NO_RATE_LIMIT = RateLimit(0, 0)
# A tenth of a core's time in PostgreSQL for each token, and 100 of the largest requests at once.
RATE_LIMIT = RateLimit(200_000, 2_000_000)
# More than one process can answer: where only this machine asks, it just keeps the books.
LOCAL_RATE_LIMIT = RateLimit(10_000_000, 10_000_000)


@dataclass(frozen=True, kw_only=True)
class DocumentSettings:
    """Which documents may be asked by their hash, and whether others are answered at all."""

    # A JSON file of trusted documents, or a folder of such files.
    trusted: Path | None = None
    only_trusted: bool = False
    # Whether clients may register the documents they send.
    registers: bool = False


@dataclass(frozen=True, kw_only=True)
class SignInProvider:
    """The OpenID provider that people sign in at, and what we are to it.

    With an audience, its own tokens made for that audience are let in as well.
    """

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    audience: str | None = None
    algorithms: tuple[str, ...] = ("RS256",)
    # Whether signing out here leads to signing out there, and the other way round.
    signs_out: bool = True


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
    # Whether the schema is told, and errors suggest its names; None for wherever GraphiQL is on.
    introspection: bool | None = None
    documents: DocumentSettings = DocumentSettings()
    # Bytes from which on answers are compressed; None for what suits who can ask.
    compress_from: int | None = None
    log_level: str = "info"
    # None for what suits who can ask: RATE_LIMIT, or LOCAL_RATE_LIMIT for this machine alone.
    rate_limit: RateLimit | None = None
    # Where people reach this server, for links in mail.
    base_url: str | None = None
    # Without one, no mail is sent.
    mail_server: MailServer | None = None
    # Without one, people sign in by a link that this machine's terminal shows.
    provider: SignInProvider | None = None
    # Whether such links are taken: only `serve` knows, which listens on this machine alone or not.
    sign_in_links: bool = False

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
        base_url = parse_base_url(given.get("THROUGHLINE_BASE_URL"))
        return cls(
            database_url=given.get("THROUGHLINE_DATABASE_URL"),
            data_dir=Path(data_dir).expanduser() if data_dir else default_data_dir(),
            cors_origins=parse_origins(given.get("THROUGHLINE_CORS_ORIGINS", "")),
            graphiql=parse_switch("THROUGHLINE_GRAPHIQL", given.get("THROUGHLINE_GRAPHIQL")),
            introspection=parse_switch(
                "THROUGHLINE_INTROSPECTION", given.get("THROUGHLINE_INTROSPECTION")
            ),
            documents=parse_documents(given),
            compress_from=parse_compress_from(given.get("THROUGHLINE_COMPRESS_FROM")),
            log_level=log_level,
            rate_limit=parse_rate_limit(given.get("THROUGHLINE_RATE_LIMIT")),
            base_url=base_url,
            provider=parse_provider(given, base_url),
            mail_server=parse_mail_server(
                given.get("THROUGHLINE_SMTP_URL"), given.get("THROUGHLINE_MAIL_FROM")
            ),
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


def parse_rate_limit(value: str | None) -> RateLimit | None:
    """Points a second and the burst, such as 200000/2000000; or off."""
    if value is None:
        return None
    if value.lower() == "off":
        return NO_RATE_LIMIT
    found = re.fullmatch(r"(\d{1,12})(?:/(\d{1,12}))?", value, re.ASCII)
    if found is None or int(found[1]) == 0:
        raise SettingsError(
            f"THROUGHLINE_RATE_LIMIT is {value!r}; it looks like 200000/2000000 (points a second "
            "and at once), or 200000, or off"
        )
    rate = int(found[1])
    burst = int(found[2]) if found[2] else 10 * rate
    if burst < LIMIT_POINTS:
        raise SettingsError(
            f"THROUGHLINE_RATE_LIMIT allows {burst} points at once; one request may cost "
            f"{LIMIT_POINTS}, so it has to be as many at least: {rate}/{LIMIT_POINTS}"
        )
    return RateLimit(rate, burst)


def parse_compress_from(value: str | None) -> int | None:
    """A number of bytes, or off."""
    if value is None:
        return None
    if value.lower() == "off":
        return NO_COMPRESSION
    if not re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
        raise SettingsError(
            f"THROUGHLINE_COMPRESS_FROM is {value!r}; it is the number of bytes from which on "
            f"answers are compressed, such as {COMPRESS_FROM}, or off"
        )
    return int(value)


def parse_documents(given: Mapping[str, str]) -> DocumentSettings:
    """The settings of trusted and registered documents."""
    path = given.get("THROUGHLINE_TRUSTED_DOCUMENTS")
    only_trusted, registers = (
        parse_switch(name, given.get(name)) or False
        for name in ("THROUGHLINE_TRUSTED_ONLY", "THROUGHLINE_REGISTER_DOCUMENTS")
    )
    if only_trusted and path is None:
        raise SettingsError(
            "THROUGHLINE_TRUSTED_ONLY is on, and THROUGHLINE_TRUSTED_DOCUMENTS does not say where "
            "the trusted documents are: nothing would be answered"
        )
    if only_trusted and registers:
        raise SettingsError(
            "THROUGHLINE_TRUSTED_ONLY and THROUGHLINE_REGISTER_DOCUMENTS are both on: what clients "
            "register is not trusted"
        )
    return DocumentSettings(
        trusted=Path(path).expanduser() if path else None,
        only_trusted=only_trusted,
        registers=registers,
    )


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


def parse_base_url(value: str | None) -> str | None:
    """The address of the server as people reach it, without the slash at its end."""
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"THROUGHLINE_BASE_URL is {value!r}; it looks like https://throughline.example.com"
        )
    return value.rstrip("/")


SMTP_PORTS = {"smtp": 587, "smtps": 465}
STARTTLS = {"required": True, "auto": None, "off": False}


def parse_mail_server(url: str | None, sender: str | None) -> MailServer | None:
    """The mail server of a URL. The messages say nothing of it: it may hold a password."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or SMTP_PORTS[parts.scheme]
        options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        # What signs in does so encrypted unless it is told otherwise.
        starttls = options.pop("starttls", ["required" if parts.username else "auto"])[-1].lower()
        told = STARTTLS[starttls]
        if not parts.hostname or parts.path.strip("/") or options:
            raise ValueError
    except (KeyError, ValueError):
        raise SettingsError(
            "THROUGHLINE_SMTP_URL can't be understood; it looks like "
            "smtp://user:password@mail.example.com:587?starttls=required (or auto, or off) "
            "or smtps://user:password@mail.example.com"
        ) from None
    if sender is None:
        raise SettingsError(
            "THROUGHLINE_MAIL_FROM is not set; with THROUGHLINE_SMTP_URL it says whom mail is "
            "from, such as Throughline <throughline@example.com>"
        )
    address = parseaddr(sender)[1]
    if not (sender.isprintable() and re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", address)):
        raise SettingsError(
            f"THROUGHLINE_MAIL_FROM is {sender!r}; it looks like "
            "Throughline <throughline@example.com>"
        )
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port,
        sender=sender,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        starttls=None if tls else told,
    )


# Only algorithms with a public key: a token signed with a secret could have been made by anybody
# who knows the secret, us included.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
ALGORITHMS_OF_CURVES = ("EdDSA", "Ed25519")


def parse_provider(given: Mapping[str, str], base_url: str | None) -> SignInProvider | None:
    """The sign-in provider of the THROUGHLINE_OIDC_ variables; None when none is named."""
    named = {
        name.removeprefix("THROUGHLINE_OIDC_"): value
        for name, value in given.items()
        if name.startswith("THROUGHLINE_OIDC_")
    }
    if not named:
        return None
    issuer, client_id = named.get("ISSUER"), named.get("CLIENT_ID")
    for name in ("ISSUER", "CLIENT_ID"):
        if name not in named:
            raise SettingsError(
                f"THROUGHLINE_OIDC_{name} is not set; a sign-in provider takes both "
                "THROUGHLINE_OIDC_ISSUER and THROUGHLINE_OIDC_CLIENT_ID"
            )
    assert issuer is not None
    assert client_id is not None
    parts = urlsplit(issuer)
    for_trying = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or for_trying) or parts.query:
        raise SettingsError(
            f"THROUGHLINE_OIDC_ISSUER is {issuer!r}; it looks like https://id.example.com, "
            "spelt as the provider spells it (plain http only for a provider on this machine)"
        )
    if base_url is None:
        raise SettingsError(
            "THROUGHLINE_BASE_URL is not set; with a sign-in provider it says where people come "
            "back to: the provider has to allow the address followed by /sign-in/callback"
        )
    algorithms = tuple(named.get("ALGORITHMS", "RS256").replace(",", " ").split())
    for algorithm in algorithms:
        if algorithm not in ALGORITHMS + ALGORITHMS_OF_CURVES:
            raise SettingsError(
                f"THROUGHLINE_OIDC_ALGORITHMS holds {algorithm!r}; it can hold "
                f"{', '.join(ALGORITHMS + ALGORITHMS_OF_CURVES)}"
            )
    return SignInProvider(
        issuer=issuer,
        client_id=client_id,
        client_secret=named.get("CLIENT_SECRET"),
        audience=named.get("AUDIENCE"),
        algorithms=algorithms,
        signs_out=parse_switch("THROUGHLINE_OIDC_SIGN_OUT", named.get("SIGN_OUT")) is not False,
    )
