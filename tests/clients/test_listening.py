"""Libraries that front-ends use: each asks, is refused a change, listens, is cut off, resumes."""

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from api.schema.build import SCHEMA_FILE
from bench.node import Node
from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.clients.conftest import FOLDER, PROGRAM_SECONDS, RunProgram

PROGRAMS = ("graphql-ws.mjs", "graphql-sse.mjs", "apollo.mjs", "urql.mjs")

START = gql("query Start { organisation { name revision } }")
CREATE = """
mutation Create($input: PersonCreateInput!) {
  personCreate(input: $input) { revision problems { code path } }
}
"""
CHANGES = """
subscription Changes($after: Int) {
  changes(after: $after) { outcome revision events { revision kind } }
}
"""


def check(found: dict[str, Any], revision: int) -> None:
    """Assert that all was answered, and each change told once."""
    assert found["name"] == "Tavola"
    assert found["revision"] is None
    assert found["problems"] == [{"code": "REQUIRED", "path": ["input", "name"]}]
    assert found["told"] == [
        {"revision": revision + number, "kind": "PERSON_CREATED"} for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("program", PROGRAMS)
def test_in_node(run_program: RunProgram, founding: Founding, program: str) -> None:
    company = founding("Tavola")
    token, _ = company.issue(Role.ADMIN)
    revision = company.revision
    check(run_program(program, token), revision)


def test_gql_in_python(founding: Founding) -> None:
    company = founding("Tavola")
    token, _ = company.issue(Role.ADMIN)
    revision = company.revision
    check(asyncio.run(ask_and_listen(company.address, token)), revision)


async def ask_and_listen(address: str, token: str) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"}
    transport = HTTPXAsyncTransport(f"{address}/graphql", headers=headers)
    async with Client(transport=transport) as http:

        async def create(name: str) -> dict[str, Any]:
            asked = gql(CREATE)
            asked.variable_values = {"input": {"name": name}}
            made: dict[str, Any] = (await http.execute(asked))["personCreate"]
            return made

        started = (await http.execute(START))["organisation"]
        created = await create("")
        told: list[Any] = []
        after = started["revision"]
        for connection in range(2):
            socket = WebsocketsTransport(
                f"{address.replace('http', 'ws', 1)}/graphql",
                init_payload={"Authorization": f"Bearer {token}"},
            )
            async with Client(transport=socket) as listener:
                asked = gql(CHANGES)
                asked.variable_values = {"after": after}
                await create(f"While listening {connection}")
                try:
                    async for message in listener.subscribe(asked):
                        told += message["changes"]["events"]
                        after = message["changes"]["revision"]
                        if len(told) == (1, 3)[connection]:
                            # Cut off, without a word to the server.
                            assert socket.adapter.websocket is not None
                            socket.adapter.websocket.transport.abort()
                except TransportError:
                    pass
            if not connection:
                await create("While nobody listened")
    return {**started, **created, "told": told}


def test_relays_compiler_takes_the_schema_with_a_list_that_loads_more(
    node: Node, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER / "relay", tmp_path / "relay")
    shutil.copy(FOLDER / "relay.config.json", tmp_path)
    shutil.copy(SCHEMA_FILE, tmp_path / "relay" / "schema.graphql")
    (tmp_path / "relay" / "__generated__").mkdir()
    compiler = FOLDER / "node_modules" / "relay-compiler" / "cli.js"
    done = subprocess.run(
        [str(node.program), str(compiler), "relay.config.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PROGRAM_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = {file.name for file in (tmp_path / "relay" / "__generated__").iterdir()}
    assert {"BoardQuery.graphql.js", "BoardPageQuery.graphql.js"} <= made
    assert "BoardSubscription.graphql.js" in made
    page = (tmp_path / "relay" / "__generated__" / "Board_initiatives.graphql.js").read_text()
    assert '"connection"' in page
