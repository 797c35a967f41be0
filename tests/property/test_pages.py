"""Pages: walked to the end, they hold every row once; and what was once answered wrongly."""

import asyncio
from typing import Any

import orjson
import pytest

from api.access.authenticator import Credentials
from api.execution.answer import Request
from tests.property.agreement import REQUEST_ID, Court
from tests.property.rewriting import Question
from tests.property.world import ORDERS, ROOTS, World

LISTS = [
    (name, order, direction)
    for name, kind in ROOTS.items()
    for order in ("ID", *ORDERS.get(kind, ()))
    for direction in ("ASC", "DESC")
]
FORWARD = ("first", "after", "endCursor", "hasNextPage")
BACKWARD = ("last", "before", "startCursor", "hasPreviousPage")


@pytest.mark.parametrize(("name", "order", "direction"), LISTS)
def test_pages_hold_every_row_once(
    court: Court, runner: asyncio.Runner, name: str, order: str, direction: str
) -> None:
    """Forward and backward, also past rows without a date, whose key is a day like no other."""
    for found in court.portfolios["alder"].passes():
        _check(court, runner, found, name, order, direction)


def _check(
    court: Court, runner: asyncio.Runner, found: Credentials, name: str, order: str, direction: str
) -> None:
    world = World(court.portfolios["alder"], found)
    rows = [row for row in world.rows(ROOTS[name]) if row.get("archived_on") is None]
    rows.sort(key=lambda row: world.key(ROOTS[name], order, row), reverse=direction == "DESC")
    expected = [world.value(ROOTS[name], row, "id") for row in rows]
    by = f"orderBy: {{field: {order}, direction: {direction}}}"

    forward = runner.run(_walk(court, found, f"{name}({by}", FORWARD))
    backward = runner.run(_walk(court, found, f"{name}({by}", BACKWARD))

    assert [each for page in forward for each in page] == expected
    assert [each for page in reversed(backward) for each in page] == expected


async def _walk(
    court: Court, found: Credentials, beginning: str, way: tuple[str, str, str, str]
) -> list[list[str]]:
    size, bound, end, more = way
    pages: list[list[str]] = []
    cursor = None
    while True:
        document = (
            f"query ($cursor: String) {{ page: {beginning}, {size}: 4, {bound}: $cursor)"
            f" {{ nodes {{ id }} pageInfo {{ {end} {more} }} }} }}"
        )
        page = (await _answer(court, found, document, {"cursor": cursor}))["data"]["page"]
        pages.append([node["id"] for node in page["nodes"]])
        if not page["pageInfo"][more]:
            return pages
        cursor = page["pageInfo"][end]


async def _answer(
    court: Court, found: Credentials, document: str, variables: dict[str, object] | None = None
) -> Any:
    request = Request(document, None, variables or {})
    return orjson.loads((await court.executor.execute(request, found, REQUEST_ID)).body)


@pytest.mark.parametrize(
    "document",
    [
        # Nobody asks for what the arguments are about: they are checked, and not in the way.
        '{ initiatives(filter: {title: {eq: "x"}}) { __typename } }',
        '{ initiatives(after: "rubbish") { totalCount } }',
        '{ initiatives(after: "rubbish") { __typename } }',
        '{ people(orderBy: {field: NAME}, before: "ID~rubbish") { __typename } }',
        "{ touchpoints(filter: {effects: {some: {strength: {gt: 40000}}}}) { totalCount } }",
    ],
)
def test_settled(court: Court, runner: asyncio.Runner, document: str) -> None:
    found = court.portfolios["alder"].passes()[0]
    runner.run(court.hear(Question(document, {}, None), found))


def test_a_query_that_also_introspects_takes_variables_of_every_type(
    court: Court, runner: asyncio.Runner
) -> None:
    """Its variables are coerced once, although two ways of answering take part."""
    document = """
        query ($direction: OrderDirection!, $day: Date!) {
          __schema { queryType { name } }
          milestones(
            first: 1
            orderBy: {field: DUE, direction: $direction}
            filter: {dueOn: {gte: $day}}
          ) { totalCount }
        }
    """
    found = court.portfolios["alder"].passes()[0]
    variables: dict[str, object] = {"direction": "DESC", "day": "2026-01-01"}
    answer = runner.run(_answer(court, found, document, variables))
    assert "errors" not in answer
    assert answer["data"]["milestones"]["totalCount"] > 0
