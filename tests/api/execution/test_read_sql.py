"""The SQL of the queries that matter, kept beside this test: a reviewer sees what a change does.

To renew a snapshot, delete its file in tests/api/sql/ and run this test: it writes the file and
fails once, so that nothing is renewed unseen.
"""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.access.authenticator import Authenticator
from api.execution.answer import Request
from api.execution.documents import Documents
from api.execution.executor import Executor
from api.schema.build import core_schema, schema
from db.connections.connection import Pool, create_read_pool
from db.entities import CATALOGUE
from db.writing.unit_of_work import UnitsOfWork
from domain.access.visibility import EVERYTHING, VISIBILITY
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.queries import CANONICAL, LIGHT, SINGLE

SNAPSHOTS = Path(__file__).with_name("sql")
NOBODY = "00000000-0000-7000-8000-000000000000"

NESTED = """
query Nested($after: String) {
  people(first: 10, after: $after, orderBy: {field: NAME, direction: DESC}) {
    nodes {
      name
      ownedInitiatives(
        first: 5
        filter: {
          status: {in: [COMMITTED, IN_PROGRESS]}
          milestones: {some: {dueOn: {inNextDays: 14}}}
        }
        orderBy: {field: ATTENTION, direction: DESC}
      ) {
        totalCount
        nodes { title latestStatusUpdate { reportedStatus } }
      }
    }
  }
}
"""

NODES = """
query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Initiative { title owner { name } }
    ... on Person { name }
  }
}
"""

HISTORY = """
query History($from: Date!, $to: Date!) {
  initiatives(first: 10) {
    nodes {
      stallRiskHistory(from: $from, to: $to) { day level nextMilestone { title } }
      milestones { promises { dueOn } }
    }
  }
}
"""

LEDGER = """
query Ledger($after: Int!) {
  changes(after: $after) {
    outcome revision hasMore
    events { kind subjectId actor { name } initiative { title milestones { title } } }
  }
}
"""

QUERIES: dict[str, tuple[str, dict[str, object]]] = {
    "light": (LIGHT, {}),
    "light_by_viewer": (LIGHT, {}),
    "canonical": (CANONICAL, {}),
    "canonical_filtered": (
        CANONICAL,
        {
            "after": f"PRIORITY~{NOBODY}~2",
            "filter": {"status": {"eq": "IN_PROGRESS"}, "ownerId": {"eq": f"person_{NOBODY}"}},
            "orderBy": {"field": "PRIORITY"},
        },
    ),
    "single": (SINGLE, {"id": f"initiative_{NOBODY}"}),
    "ledger": (LEDGER, {"after": 7}),
    "nested": (NESTED, {}),
    "nested_by_viewer": (NESTED, {}),
    "history": (HISTORY, {"from": "2026-01-01", "to": "2026-03-31"}),
    "nodes": (NODES, {"ids": [f"initiative_{NOBODY}", f"person_{NOBODY}"]}),
}

each_query = pytest.mark.parametrize("name", QUERIES)


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents(core_schema(schema()), CATALOGUE, escape="json_scalar")


def statement_of(documents: Documents, name: str) -> str:
    query, variables = QUERIES[name]
    operation = documents.document(query).operation(None)
    assert operation is not None
    coerced = documents.variables(operation, variables)
    assert not isinstance(coerced, list), coerced
    seen = VISIBILITY[Role.VIEWER] if name.endswith("_by_viewer") else EVERYTHING
    return documents.plan(operation, coerced, seen).statement.sql


_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\((?=(?:select|with) )|[()]"
    r"|(?<!left) (?=(?:from|left join|join|where|order by|limit|union all|group by|select) )"
    r"|, (?=t\d+ as materialized \()"
)
STEP = "  "


def readable(sql: str) -> str:
    """Return the statement with a line for each clause, sub-selects indented."""
    made, end = "", 0
    # For each open parenthesis, whether it holds a select.
    open_: list[bool] = [True]
    for match in _TOKEN.finditer(sql):
        made += sql[end : match.start()]
        end = match.end()
        token = match[0]
        clause = token in {" ", ", "}
        if token == "(":
            open_.append(sql.startswith(("select ", "with "), end))
        elif token == ")":
            open_.pop()
        if clause and open_[-1]:
            made += token.rstrip() + "\n" + STEP * (sum(open_) - 1)
        else:
            made += token
        if token == "(" and open_[-1]:
            made += "\n" + STEP * (sum(open_) - 1)
    return made + sql[end:] + "\n"


@each_query
def test_the_sql_is_as_written_down(documents: Documents, name: str) -> None:
    made = readable(statement_of(documents, name))
    file = SNAPSHOTS / f"{name}.sql"
    if not file.exists():
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(made, encoding="utf-8")
        pytest.fail(f"{file.name} was not there and is written now: look at it and commit it")
    assert made == file.read_text(encoding="utf-8"), "to renew it, delete it and run this again"


def test_making_it_readable_changes_nothing_but_space(documents: Documents) -> None:
    for name in QUERIES:
        sql = statement_of(documents, name)
        back = re.sub(r"\n\s*", " ", readable(sql)).replace("( ", "(").strip()
        assert back == sql


def test_every_snapshot_is_of_a_query() -> None:
    assert {file.stem for file in SNAPSHOTS.iterdir()} == set(QUERIES)


@each_query
def test_every_table_is_tied_to_the_organisation(documents: Documents, name: str) -> None:
    """As many predicates on the tenant as tables are read."""
    sql = statement_of(documents, name)
    tables = re.findall(r"(?:from|join) ([a-z_]+) (t\d+)\b", sql)
    tables = [(table, row) for table, row in tables if not re.fullmatch(r"t\d+", table)]
    assert tables
    for table, row in tables:
        tied = f"{row}.{'id' if table == 'organisation' else 'organisation_id'} = $1::uuid"
        assert tied in sql, (table, row)


@each_query
def test_values_travel_as_parameters(documents: Documents, name: str) -> None:
    """Nothing that a client gives becomes SQL."""
    sql = statement_of(documents, name)
    assert NOBODY not in sql
    for value in ("IN_PROGRESS", "COMMITTED", "14", "50"):
        assert not re.search(rf"'{value}'|= {value}\b|\b{value}::", sql)


# One request, one statement


class Counting:
    """A pool that keeps what is sent through it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.sent: list[str] = []

    async def fetchrow(self, statement: str, *arguments: object) -> Any:
        async with self.pool.acquire() as connection:
            connection.add_query_logger(self.note)
            try:
                return await connection.fetchrow(statement, *arguments)
            finally:
                connection.remove_query_logger(self.note)

    def note(self, record: Any) -> None:
        self.sent.append(record.query)


@each_query
def test_a_request_is_one_statement(
    api_database: str,
    api_engine: AsyncEngine,
    planted: tuple[Company, object],
    runner: asyncio.Runner,
    name: str,
) -> None:
    """Counted on the connection itself, so that transaction statements would count, too."""
    token, _ = planted[0].issue(Role.VIEWER)
    query, variables = QUERIES[name]

    async def ask() -> list[str]:
        async with await create_read_pool(api_database, max_size=1) as pool:
            counting: Any = Counting(pool)
            executor = Executor(schema(), CATALOGUE, counting, UnitsOfWork(api_engine))
            found = await Authenticator(pool).authenticate(token)
            assert found is not None
            # Once on each connection, asyncpg looks up what an array is.
            await executor.execute(Request(query, variables=variables), found, "r")
            counting.sent.clear()
            answer = await executor.execute(Request(query, variables=variables), found, "r")
            assert answer.body.startswith(b'{"data":{')
            sent: list[str] = counting.sent
            return sent

    assert len(runner.run(ask())) == 1
