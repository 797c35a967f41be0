"""What the portfolio's page costs beside the query it asks: python3 -m bench.pages [INITIATIVES].

A PostgreSQL of its own is filled with one organisation and thrown away. Page and query are asked in
turn, in one process and without a network, by the same person: the page with their session as a
browser does, compressed; the query of the same document and variables with their token. Told are
medians: the server's own CPU time, and the time until the answer is whole, PostgreSQL's included.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from api.app import create_app
from api.settings import Settings
from bench.generate import TODAY, Connection, Scale, generate, organisations_of
from board.portfolio.page_query import PageQuery
from board.portfolio.portfolio import HISTORY_DAYS
from board.requests.documents import document
from db.connections.connection import create_engine
from db.schema import migrate
from db.schema.partitions import ensure_month
from db.server import embedded
from db.sweep.daily import sweep
from domain.access.token import SESSION_PREFIX, hash_token, make_token
from domain.core.identity import new_id

INITIATIVES, ROUNDS, WARM = 1_000, 200, 20
HISTORY = """
insert into stall_risk_history (organisation_id, initiative_id, day, probability, days_late,
                                missed_count, days_silent, state, rule)
select organisation_id, initiative_id, cast($1 as date) - passed, random(), 0, 0, 0, state, rule
from stall_risk_history cross join generate_series(1, $2) passed
where day = cast($1 as date)
"""
SESSION = """
insert into access_token (organisation_id, id, person_id, role, method, hash, recorded_at, used_at,
                          expires_at)
select $1, $2, (select min(id::text)::uuid from person where organisation_id = $1), 'ADMIN',
       'SESSION', $3, now(), now(), now() + interval '1 day'
"""
VISIT = """
insert into visit (organisation_id, token_id, shown_at, shown_revision)
values ($1, $2, now() - interval '2 days', 0)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one kind of request, in milliseconds, and the size of an answer in bytes."""

    cpu: float
    wall: float
    size: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A request, as the server is given it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    async def ask(self, app: Any) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        told: list[Mapping[str, Any]] = []

        async def receive() -> Mapping[str, Any]:
            return {"type": "http.request", "body": self.body, "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            told.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in self.headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in told[1:])
        return told[0]["status"], body


async def fill(url: str, initiatives: int) -> tuple[str, str]:
    """Fill the database; return the secrets of a session and a token."""
    connection: Connection = await asyncpg.connect(url)
    try:
        await generate(connection, Scale(1, initiatives, initiatives // 2))
        [organisation] = await organisations_of(connection)
        await connection.execute("update organisation set clock_fixed_on = $1", TODAY)
    finally:
        await connection.close()
    engine = create_engine(url)
    try:
        async with engine.begin() as months:
            for passed in range(0, HISTORY_DAYS + 31, 28):
                day = (TODAY - timedelta(days=passed)).replace(day=1)
                await ensure_month(months, "stall_risk_history", day)
        noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
        await sweep(engine, clock=lambda: noon)
    finally:
        await engine.dispose()
    secret, token_id = make_token(organisation.id, SESSION_PREFIX), new_id()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(HISTORY, TODAY, HISTORY_DAYS)
        await connection.execute(SESSION, organisation.id, token_id, hash_token(secret))
        await connection.execute(VISIT, organisation.id, token_id)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return secret, organisation.token


async def measure(url: str, secret: str, token: str, rounds: int = ROUNDS) -> tuple[Cost, Cost]:
    """Return what the page and its query cost."""
    headers = {"accept-encoding": "gzip", "host": "127.0.0.1"}
    page = Asking("GET", "/", {**headers, "cookie": f"throughline={secret}"})
    then = TODAY - timedelta(days=HISTORY_DAYS)
    days = {"from": then.isoformat(), "today": TODAY.isoformat()}
    asked = {
        "query": document("portfolio/portfolio"),
        "variables": {**PageQuery().variables(), **days},
    }
    sent = {"content-type": "application/json", "accept": "application/json"}
    bearer = {"authorization": f"Bearer {token}"}
    query = Asking("POST", "/graphql", {**headers, **sent, **bearer}, json.dumps(asked).encode())
    app = create_app(Settings(rate_limit=None), url)
    async with app.router.lifespan_context(app):
        for _ in range(WARM):
            await once(app, page)
            await once(app, query)
        costs: tuple[list[Cost], list[Cost]] = ([], [])
        for _ in range(rounds):
            costs[0].append(await once(app, page))
            costs[1].append(await once(app, query))
    return of_all(costs[0]), of_all(costs[1])


async def once(app: Any, asking: Asking) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    status, body = await asking.ask(app)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if status != 200 or b'"errors"' in body[:100]:
        raise SystemExit(f"{asking.path} was answered {status}: {body[:400]!r}")
    return Cost(cpu * 1_000, wall * 1_000, len(body))


def of_all(costs: list[Cost]) -> Cost:
    return Cost(median(c.cpu for c in costs), median(c.wall for c in costs), costs[0].size)


def run(folder: Path, initiatives: int) -> tuple[Cost, Cost]:
    """Return what page and query cost on a database in this folder."""
    with embedded.start(folder, lambda _: None) as lease:
        migrate.upgrade(lease.url)
        secret, token = asyncio.run(fill(lease.url, initiatives))
        return asyncio.run(measure(lease.url, secret, token))


def main(initiatives: int = INITIATIVES) -> None:
    """Measure, and tell."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # As root, the server runs under another account.
        page, query = run(place, initiatives)
    print(
        f"{initiatives:,} initiatives, {HISTORY_DAYS + 1} days of history, {ROUNDS} times in turn"
    )
    for name, cost in (("query", query), ("page", page)):
        told = f"{cost.cpu:6.2f} ms of CPU, {cost.wall:6.2f} ms in all, {cost.size:,} bytes"
        print(f"{name:6}{told}")
    print(f"page / query: {page.cpu / query.cpu:.2f} of CPU, {page.wall / query.wall:.2f} in all")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
