"""The environment is read once, by name, and misunderstandings are told."""

from pathlib import Path

import pytest

from api.settings import Settings, SettingsError
from db.embedded import default_data_dir


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
