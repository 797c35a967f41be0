"""The server audits of graphql-http, the reference suite for GraphQL over HTTP, each a test."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.serving import serving
from tests.clients.conftest import RunProgram

# All audits, an id and a name on each line: known before anything is installed.
NAMES = Path(__file__).with_name("audits.txt").read_text().splitlines()
AUDITS = dict(line.split(" ", 1) for line in NAMES)


@pytest.fixture(scope="module")
def found(run_program: RunProgram, founding: Founding) -> Mapping[str, Mapping[str, Any]]:
    """What each audit found, by its id."""
    token, _ = founding().issue(Role.VIEWER)
    results: Mapping[str, Mapping[str, Any]] = run_program("audits.mjs", token)
    return results


def test_these_are_all_its_audits(found: Mapping[str, Mapping[str, Any]]) -> None:
    assert {key: each["name"] for key, each in found.items()} == AUDITS
    assert len(AUDITS) == 61


@pytest.mark.parametrize("audit", AUDITS, ids=NAMES)
def test_audit(found: Mapping[str, Mapping[str, Any]], audit: str) -> None:
    assert (found[audit]["status"], found[audit]["reason"]) == ("ok", None)


def test_all_hold_with_answers_compressed(
    run_program: RunProgram, founding: Founding, api_database: str
) -> None:
    token, _ = founding().issue(Role.VIEWER)
    with serving(api_database, Settings(introspection=True, compress_from=1)) as address:
        results = run_program("audits.mjs", token, ADDRESS=address)
    assert {each["status"] for each in results.values()} == {"ok"}
    assert len(results) == 61
