"""Apollo Client's persisted queries against servers that register documents, and that do not."""

from typing import Any

import pytest

from api.settings import DocumentSettings, Settings
from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.serving import serving
from tests.clients.conftest import RunProgram

BY_HASH = {"method": "GET", "document": False, "hash": True, "status": 200}


def by_post(*, hash_: bool) -> dict[str, Any]:
    return {"method": "POST", "document": True, "hash": hash_, "status": 200}


@pytest.fixture(scope="module")
def token(founding: Founding) -> str:
    return founding().issue(Role.VIEWER)[0]


def test_apollo_registers_a_document_once_and_asks_by_its_hash_from_then_on(
    api_database: str, run_program: RunProgram, token: str
) -> None:
    with serving(api_database, Settings(documents=DocumentSettings(registers=True))) as address:
        done = run_program("persisted.mjs", token, ADDRESS=address)
    assert done["answers"] == ["Tavola"] * 4
    # Accepting application/graphql-response+json, it is told by the status as well.
    unknown = {**BY_HASH, "status": 400}
    assert done["sent"] == [unknown, by_post(hash_=True), BY_HASH, BY_HASH, BY_HASH]


def test_apollo_stops_trying_where_nothing_is_kept(run_program: RunProgram, token: str) -> None:
    done = run_program("persisted.mjs", token)
    assert done["answers"] == ["Tavola"] * 4
    unsupported, sent = {**BY_HASH, "status": 400}, by_post(hash_=False)
    assert done["sent"] == [unsupported, sent, sent] * 2
