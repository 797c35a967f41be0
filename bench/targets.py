"""Who is asked: how each target is started, and how a question is put to it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.generate import Organisation
from bench.node import POSTGRAPHILE, Node, find_node
from bench.scenarios import PAGE_SIZE, Scenario

ROOT = Path(__file__).resolve().parent.parent
POOL_SIZE = 8
FIRST_ID = UUID(int=0)

# A path and a JSON body.
Question = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """One server: its command, its environment, and its way to put a question.

    `ask` gets the scenario, the organisation, and the cursor after which a page begins (None: the
    first page) or the id of the initiative.
    """

    name: str
    title: str
    command: Callable[[str, int], list[str]]
    ask: Callable[[Scenario, Organisation, str | None], Question]
    environment: dict[str, str] = field(default_factory=dict)
    authenticated: bool = False


def connection_of(data: dict[str, Any]) -> dict[str, Any]:
    """The single root field of an answer's data, whatever it is called."""
    (value,) = data.values()
    assert isinstance(value, dict)
    return value


def ask_throughline(scenario: Scenario, _: Organisation, place: str | None) -> Question:
    body = scenario.wrap(scenario.fields)
    if scenario.paged:
        query = (
            f"query Page($first: Int!, $after: String) "
            f"{{ initiatives(first: $first, after: $after) {{ {body} }} }}"
        )
        return "/graphql", {"query": query, "variables": {"first": PAGE_SIZE, "after": place}}
    query = f"query One($id: ID!) {{ initiative(id: $id) {{ {body} }} }}"
    return "/graphql", {"query": query, "variables": {"id": f"initiative_{place}"}}


def ask_strawberry(scenario: Scenario, asked: Organisation, place: str | None) -> Question:
    body = scenario.wrap(scenario.fields)
    variables: dict[str, Any] = {"organisation": str(asked.id)}
    if scenario.paged:
        query = (
            "query Page($organisation: ID!, $first: Int!, $after: String) { initiatives("
            f"organisation: $organisation, first: $first, after: $after) {{ {body} }} }}"
        )
        return "/", {"query": query, "variables": variables | {"first": PAGE_SIZE, "after": place}}
    query = (
        "query One($organisation: ID!, $id: ID!) "
        f"{{ initiative(organisation: $organisation, id: $id) {{ {body} }} }}"
    )
    return "/", {"query": query, "variables": variables | {"id": f"initiative_{place}"}}


def ask_postgraphile(scenario: Scenario, asked: Organisation, place: str | None) -> Question:
    body = scenario.wrap(scenario.postgraphile_fields)
    variables: dict[str, Any] = {"organisation": str(asked.id)}
    if scenario.paged:
        query = (
            "query Page($organisation: UUID!, $first: Int!, $after: Cursor) { allInitiatives("
            "first: $first, after: $after, condition: { organisationId: $organisation }"
            f") {{ {body} }} }}"
        )
        variables |= {"first": PAGE_SIZE, "after": place}
    else:
        query = (
            "query One($organisation: UUID!, $id: UUID!) { initiativeByOrganisationIdAndRowId("
            f"organisationId: $organisation, rowId: $id) {{ {body} }} }}"
        )
        variables["id"] = place
    return "/graphql", {"query": query, "variables": variables}


def ask_by_hand(scenario: Scenario, asked: Organisation, place: str | None) -> Question:
    identity = str(FIRST_ID) if place is None else place.removeprefix("id_")
    return f"/{scenario.name}", {"organisation": str(asked.id), "id": identity}


def python_peer(module: str) -> Callable[[str, int], list[str]]:
    def command(database_url: str, port: int) -> list[str]:
        return [sys.executable, "-m", module, database_url, str(port), str(POOL_SIZE)]

    return command


def throughline_command(_: str, port: int) -> list[str]:
    # The database comes by the environment, as in a container.
    program = Path(sys.executable).with_name("throughline")
    return [str(program), "serve", "--no-demo", "--host", "127.0.0.1", "--port", str(port)]


def postgraphile_command(database_url: str, port: int) -> list[str]:
    program = str(postgraphile_node().program)
    return [program, str(POSTGRAPHILE / "server.mjs"), database_url, str(port), str(POOL_SIZE)]


def postgraphile_node() -> Node:
    """PostGraphile asks for Node 22."""
    return find_node(22)


TARGETS = (
    Target("throughline", "Throughline", throughline_command, ask_throughline, authenticated=True),
    Target("by_hand", "(a) SQL by hand", python_peer("bench.peers.by_hand"), ask_by_hand),
    Target(
        "postgraphile",
        "(b) PostGraphile 5",
        postgraphile_command,
        ask_postgraphile,
        {"NODE_ENV": "production", "GRAPHILE_ENV": "production"},
    ),
    Target(
        "strawberry_orm",
        "(c) Strawberry, ORM, DataLoaders",
        python_peer("bench.peers.strawberry_orm"),
        ask_strawberry,
    ),
)


def environment_of(target: Target, database_url: str) -> dict[str, str]:
    """The environment a target runs in: ours, with the bench's database named."""
    return {**os.environ, **target.environment, "THROUGHLINE_DATABASE_URL": database_url}


def http_request(target: Target, question: Question, asked: Organisation) -> bytes:
    """The bytes to send: HTTP/1.1 over a kept connection."""
    path, content = question
    body = json.dumps(content, separators=(",", ":")).encode()
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Accept: application/json",
        f"Content-Length: {len(body)}",
    ]
    if target.authenticated:
        head.append(f"Authorization: Bearer {asked.token}")
    return "\r\n".join([*head, "", ""]).encode() + body
