"""The environment is read once, by name, and misunderstandings are told."""

from pathlib import Path

import pytest

from api.settings import (
    NO_RATE_LIMIT,
    MailServer,
    RateLimit,
    Settings,
    SettingsError,
    SignInProvider,
)
from db.server.embedded import default_data_dir


def test_nothing_set_means_the_embedded_database_and_no_foreign_origin() -> None:
    assert Settings.from_environment({"PATH": "/bin"}) == Settings(
        database_url=None, data_dir=default_data_dir(), cors_origins=(), log_level="info"
    )


def test_every_variable_is_read() -> None:
    assert Settings.from_environment(
        {
            "THROUGHLINE_DATABASE_URL": "postgresql://host/base",
            "THROUGHLINE_DATA_DIR": "/srv/data",
            "THROUGHLINE_CORS_ORIGINS": "https://a.example, http://localhost:3000/",
            "THROUGHLINE_LOG_LEVEL": "WARNING",
        }
    ) == Settings(
        database_url="postgresql://host/base",
        data_dir=Path("/srv/data"),
        cors_origins=("https://a.example", "http://localhost:3000"),
        log_level="warning",
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"THROUGHLINE_DATABASE_URL": " "}).database_url is None


@pytest.mark.parametrize(
    "variables",
    [
        {"THROUGHLINE_LOG_LEVEL": "loud"},
        {"THROUGHLINE_CORS_ORIGINS": "app.example.com"},
        {"THROUGHLINE_CORS_ORIGINS": "https://app.example.com/path"},
    ],
)
def test_what_is_not_understood_is_refused_by_name(variables: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(variables))):
        Settings.from_environment(variables)


MAIL_FROM = "Throughline <throughline@tavola.com>"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://us%40er:p%2Fw@mail.tavola.com",
            MailServer(
                host="mail.tavola.com",
                port=587,
                sender=MAIL_FROM,
                username="us@er",
                password="p/w",
                starttls=True,
            ),
        ),
        ("smtp://localhost:1025", MailServer(host="localhost", port=1025, sender=MAIL_FROM)),
        (
            "smtp://u:p@relay:25?starttls=off",
            MailServer(
                host="relay", port=25, sender=MAIL_FROM, username="u", password="p", starttls=False
            ),
        ),
        ("smtps://relay", MailServer(host="relay", port=465, sender=MAIL_FROM, tls=True)),
    ],
)
def test_a_mail_server_is_read_from_its_url(url: str, server: MailServer) -> None:
    read = Settings.from_environment(
        {"THROUGHLINE_SMTP_URL": url, "THROUGHLINE_MAIL_FROM": MAIL_FROM}
    )
    assert read.mail_server == server


@pytest.mark.parametrize(
    "url",
    ["mail.tavola.com", "smtp://", "smtp://u:secret@h/x", "smtp://h:x", "smtp://h?starttls=maybe"],
)
def test_a_mail_server_that_is_not_understood_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="THROUGHLINE_SMTP_URL") as refusal:
        Settings.from_environment({"THROUGHLINE_SMTP_URL": url, "THROUGHLINE_MAIL_FROM": MAIL_FROM})
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("sender", ["", "nobody", "a b@c", "ä@tavola.com"])
def test_mail_needs_a_sender(sender: str) -> None:
    with pytest.raises(SettingsError, match="THROUGHLINE_MAIL_FROM"):
        Settings.from_environment(
            {"THROUGHLINE_SMTP_URL": "smtp://h", "THROUGHLINE_MAIL_FROM": sender}
        )


def test_the_address_of_the_server_is_a_url() -> None:
    read = Settings.from_environment({"THROUGHLINE_BASE_URL": "https://t.tavola.com/cx/"})
    assert read.base_url == "https://t.tavola.com/cx"
    with pytest.raises(SettingsError, match="THROUGHLINE_BASE_URL"):
        Settings.from_environment({"THROUGHLINE_BASE_URL": "t.tavola.com"})


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        (None, None),
        ("OFF", NO_RATE_LIMIT),
        ("3000", RateLimit(3_000, 30_000)),
        ("1/20000", RateLimit(1, 20_000)),
    ],
)
def test_a_rate_limit_is_points_a_second_and_at_once(
    value: str | None, rate: RateLimit | None
) -> None:
    given = {} if value is None else {"THROUGHLINE_RATE_LIMIT": value}
    assert Settings.from_environment(given).rate_limit == rate


@pytest.mark.parametrize("value", ["x", "0", "-1", "5/", "1/2/3", "1.5", "100", "5000/19999"])
def test_a_rate_limit_that_could_never_let_a_request_pass_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="THROUGHLINE_RATE_LIMIT"):
        Settings.from_environment({"THROUGHLINE_RATE_LIMIT": value})


PROVIDER = {
    "THROUGHLINE_OIDC_ISSUER": "https://id.tavola.com/",
    "THROUGHLINE_OIDC_CLIENT_ID": "cx",
    "THROUGHLINE_BASE_URL": "https://t.tavola.com",
}


def test_a_sign_in_provider_is_read_from_its_variables() -> None:
    assert Settings.from_environment(PROVIDER).provider == SignInProvider(
        issuer="https://id.tavola.com/", client_id="cx"
    )
    more = {
        "THROUGHLINE_OIDC_CLIENT_SECRET": "secret",
        "THROUGHLINE_OIDC_AUDIENCE": "cx-api",
        "THROUGHLINE_OIDC_ALGORITHMS": "ES256, EdDSA",
        "THROUGHLINE_OIDC_SIGN_OUT": "off",
    }
    read = Settings.from_environment(PROVIDER | more)
    assert read.provider == SignInProvider(
        issuer="https://id.tavola.com/",
        client_id="cx",
        client_secret="secret",
        audience="cx-api",
        algorithms=("ES256", "EdDSA"),
        signs_out=False,
    )
    assert "secret" not in repr(read)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"THROUGHLINE_OIDC_ISSUER": ""}, "THROUGHLINE_OIDC_ISSUER"),
        ({"THROUGHLINE_OIDC_ISSUER": "id.tavola.com"}, "THROUGHLINE_OIDC_ISSUER"),
        ({"THROUGHLINE_OIDC_ISSUER": "http://id.tavola.com"}, "THROUGHLINE_OIDC_ISSUER"),
        ({"THROUGHLINE_OIDC_CLIENT_ID": ""}, "THROUGHLINE_OIDC_CLIENT_ID"),
        ({"THROUGHLINE_BASE_URL": ""}, "THROUGHLINE_BASE_URL"),
        ({"THROUGHLINE_OIDC_ALGORITHMS": "HS256"}, "THROUGHLINE_OIDC_ALGORITHMS"),
        ({"THROUGHLINE_OIDC_SIGN_OUT": "maybe"}, "THROUGHLINE_OIDC_SIGN_OUT"),
        ({"THROUGHLINE_OIDC_ALGORITHMS": "RS256 none"}, "THROUGHLINE_OIDC_ALGORITHMS"),
    ],
)
def test_a_sign_in_provider_that_is_not_whole_or_not_safe_is_refused(
    changed: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(PROVIDER | changed)
